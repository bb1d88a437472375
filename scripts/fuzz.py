"""Feed the readers what nobody would write, guided by which of their lines it reaches.

Usage: python scripts/fuzz.py bibtex|yaml|markdown [libFuzzer options, as -max_total_time=600] [CORPUS …]
Needs atheris (`requirements/deep.txt`). Ends with an error if a reader raises anything but Broken.
"""

import sys

import atheris

with atheris.instrument_imports(include=["kb_tools"]):
    from kb_tools.sources import bibtex, markdown, outline, text, yaml
    from kb_tools.sources.broken import Broken


def read_bibtex(data: bytes) -> None:
    """BibTeX, and the place of everything that was found in it."""
    written = text.decode(data)
    file = bibtex.read(written)
    for entry in file.entries[:20]:
        for name in ("", *entry.fields):
            found = bibtex.place_of(written, entry.at(name, 0, 3))
            assert 0 <= found.start <= found.end <= len(written)


def read_yaml(data: bytes) -> None:
    """YAML, both as a record and as any file, and the way back to a place."""
    written = text.decode(data)
    for read in (yaml.read, yaml.loose):
        try:
            value = read(written)
        except Broken as broken:
            assert 0 <= broken.offset <= len(written) + 1
            continue
        for key in value if isinstance(value, dict) else ():
            found = yaml.span_of(written, (key,), 0, 3)
            assert 0 <= found.start <= found.end <= len(written)


def read_markdown(data: bytes) -> None:
    """Markdown, with all that is looked for in it."""
    document = markdown.read(text.decode(data), ours=False)
    assert len(document.shielded) == len(document.body)
    outline.anchors(document, outline.plain_slug, "-", attributes=True)
    outline.references(document)
    assert document.links is not None and document.citations is not None and document.raw_html is not None


READERS = {"bibtex": read_bibtex, "yaml": read_yaml, "markdown": read_markdown}


def main() -> None:
    """Fuzz the reader that the first argument names."""
    if len(sys.argv) < 2 or sys.argv[1] not in READERS:
        sys.exit(__doc__)
    read = READERS[sys.argv.pop(1)]

    def once(data: bytes) -> None:
        try:
            read(data)
        except Broken:
            pass

    atheris.Setup(sys.argv, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

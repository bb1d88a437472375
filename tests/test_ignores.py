"""Comments that keep findings back: which rules they name, which reason they give, and for which characters of the file they speak.

In the texts «these marks» stand around what a comment speaks for.
"""

import example_handbook
import pytest

from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.rules import run
from kb_tools.rules.ignores import ignores
from kb_tools.settings import Excepted, Settings

BEFORE = "<!-- kb: ignore LNK001: it comes next week -->"


def said(text: str, path: str = "docs/about.md") -> list[tuple[tuple[str, ...], str, str]]:
    return [(one.codes, one.reason, text[one.span.start:one.span.end]) for one in ignores(text, path)]


@pytest.mark.parametrize(("comment", "codes", "reason"), [
    ("<!-- kb: ignore LNK001: it comes next week -->", ("LNK001",), "it comes next week"),
    ("<!--kb: ignore LNK001: soon-->", ("LNK001",), "soon"),
    ("<!-- kb: ignore LNK001, DOC002 ,CIT – soon -->", ("LNK001", "DOC002", "CIT"), "soon"),
    ("<!-- kb: ignore LNK001 - soon -->", ("LNK001",), "soon"),
    ("<!-- kb: ignore LNK001 — soon: at last -->", ("LNK001",), "soon: at last"),
    ("<!-- kb: ignore LNK001 -->", ("LNK001",), ""),
    ("<!-- kb: ignore LNK001: -->", ("LNK001",), ""),
    ("<!-- kb: ignore LNK001, soon -->", ("LNK001",), ", soon"),
    ("<!-- kb: ignore soon -->", (), "soon"),
    ("<!-- kb: ignore lnk001: soon -->", (), "lnk001: soon"),
    ("<!-- kb: ignore -->", (), ""),
    ("# kb: ignore REF011: nobody wrote a game yet", ("REF011",), "nobody wrote a game yet"),
    ("%  kb: ignore BIB003: none is named", ("BIB003",), "none is named"),
])
def test_a_comment_names_rules_and_says_why(comment: str, codes: tuple[str, ...], reason: str):
    assert [(found[0], found[1]) for found in said(f"{comment} \nwords")] == [(codes, reason)]


@pytest.mark.parametrize(("line", "comment"), [
    ("<!-- kb: ignore LNK001: soon --> [a](a.md) --> b", "<!-- kb: ignore LNK001: soon"),
    ("[a](a.md) <!-- kb: ignore LNK001 -->", "<!-- kb: ignore LNK001"),
    ("related: []  # kb: ignore REF018: soon  ", "# kb: ignore REF018: soon"),
    ("% kb: ignore-file BIB", "% kb: ignore-file BIB"),
])
def test_a_comment_stands_from_its_sign_to_its_last_word(line: str, comment: str):
    assert [found[2] for found in said(f"One.\n{line}\nTwo.")] == [comment]


@pytest.mark.parametrize("text", ["", "kb: ignore LNK001: soon", "<!-- kb: ignored LNK001: soon -->", "<!-- ignore LNK001: soon -->", "// kb: ignore LNK001: soon"])
def test_other_words_keep_nothing_back(text: str):
    assert said(text) == []


@pytest.mark.parametrize("text", [
    # on a line of its own: the paragraph that follows
    f"# Home\n\n«{BEFORE}\n[a](a.md)\n[b](b.md)»\n\n[c](c.md)\n",
    f"# Home\n\n«{BEFORE}\n\n\n[a](a.md)\n[b](b.md)»\n \t\n[c](c.md)\n",
    f"«{BEFORE}\n[a](a.md)»\n",
    f"\n«{BEFORE}\n[a](a.md)»\n",
    f"«{BEFORE}\n[a](a.md)\n[b](b.md)»",
    f"# Home\n«  {BEFORE}  \n[a](a.md)»\n\n",
    f"# Home\n«{BEFORE}\n»",
    f"# Home\n«{BEFORE}»",
    # behind words: their line
    f"[z](z.md)\n«[a](a.md) {BEFORE}»\n[b](b.md)\n",
    f"[z](z.md)\n«[a](a.md) {BEFORE} [b](b.md)»",
    # the whole file
    "«# Home\n\n[a](a.md) <!-- kb: ignore-file LNK001: soon -->\n\n[b](b.md)\n»",
])
def test_in_markdown_it_speaks_for_a_paragraph_a_line_or_the_file(text: str):
    _holds("docs/index.md", text)


@pytest.mark.parametrize("text", [
    "site_name: X\nnav:\n«  # kb: ignore LNK011: a script makes it\n  - made.md»\n  - index.md\n",
    "«# kb: ignore LNK011: a script makes it\n\n\nnav: [made.md]»\ndocs_dir: docs\n",
    "«# kb: ignore LNK011: a script makes it\nnav: [made.md]»",
    "nav: []\n«# kb: ignore LNK011: a script makes it»",
    "nav:\n«  - made.md  # kb: ignore LNK011: a script makes it»\n  - index.md\n",
    "«a: 1\nnav: [made.md]\n# kb: ignore-file LNK011: a script makes it\n»",
])
def test_in_yaml_it_speaks_for_a_line_or_the_file(text: str):
    _holds("mkdocs.yml", text)


@pytest.mark.parametrize("text", [
    "@misc{a,\n}\n\n«% kb: ignore BIB003: none\n\n@misc{b,\n  title = {B}\n}\n»\n@misc{c,\n}\n",
    "«% kb: ignore BIB003: none\n  @misc{b,\n}»\n  @misc{c,\n}\n",
    "«% kb: ignore BIB003: none\n@misc{b,\n  note = {me@example.org}\n}\n»",
    "@misc{b,\n}\n«% kb: ignore BIB003: none\n»",
    "@misc{b,\n«  title = {B}, % kb: ignore BIB003: none»\n}\n",
    "«@misc{b,\n}\n% kb: ignore-file BIB003: none\n»",
])
def test_in_a_bibliography_it_speaks_for_an_entry_a_line_or_the_file(text: str):
    _holds("refs.bib", text)


def test_each_comment_of_a_file_is_found():
    text = "<!-- kb: ignore LNK001: soon -->\n[a](a.md)\n\n[b](b.md) <!-- kb: ignore LNK: later -->\n"
    assert [(found[0], found[1]) for found in said(text)] == [(("LNK001",), "soon"), (("LNK",), "later")]


@pytest.mark.parametrize(("path", "text", "left"), [
    ("docs/index.md", "<!-- kb: ignore LNK001: soon -->\n[a](a.md) ![](circle.svg)\n\n[b](b.md)\n", ["![](circle.svg)", "[b](b.md)"]),
    ("docs/index.md", "<!-- kb: ignore LNK: soon -->\n[a](a.md) [b](b.md)\n", []),
    ("docs/index.md", "<!-- kb: ignore DOC002, LNK001: soon -->\n[a](a.md) ![](circle.svg)\n", []),
    ("docs/index.md", "<!-- kb: ignore DOC002, LNK001 -->\n[a](a.md) ![](circle.svg)\n", ["[a](a.md)", "![](circle.svg)"]),
    ("docs/index.md", "<!-- kb: ignore: soon -->\n[a](a.md)\n", ["[a](a.md)"]),
    ("docs/index.md", "<!-- kb: ignore DOC002: soon -->\n[a](a.md)\n\n[b](b.md) <!-- kb: ignore LNK001: soon -->\n", ["[a](a.md)"]),
    ("docs/index.md", "# Home\n### Rules <!-- kb: ignore DOC001: soon -->\n##### More\n", ["##### More"]),
    ("refs.bib", "% kb: ignore BIB001: soon\n@misc{lin2020calm, title = {Calm}}\n@ nothing\n", ["@ nothing"]),
])
def test_what_a_comment_speaks_for_is_not_said(tmp_path, path: str, text: str, left: list[str]):
    root = example_handbook.write(tmp_path, elsewhere=True)
    (root / path).write_text(text, "utf-8")
    found = run(load(project_at(root)), Settings(select=("LNK001", "DOC001", "DOC002", "BIB001"))).diagnostics
    assert [d.path for d in found] == [path] * len(left)
    for d, words in zip(found, left):
        assert text.index(words) <= d.span.start <= text.index(words) + len(words)


def test_settings_keep_a_rule_from_some_files(tmp_path):
    root = example_handbook.write(tmp_path, elsewhere=True)
    for path in ("docs/index.md", "docs/games/tag.md"):
        (root / path).write_text("[a](a.md) <img>\n", "utf-8")
    settings = Settings(select=("LNK001", "DOC002"), exceptions=(Excepted(("docs/games/*",), ("LNK",), "an old page"),))
    assert [(d.path, d.code) for d in run(load(project_at(root)), settings).diagnostics if d.path.startswith("docs")] == [
        ("docs/games/tag.md", "DOC002"), ("docs/index.md", "LNK001"), ("docs/index.md", "DOC002")]


def _holds(path: str, marked: str) -> None:
    """The one comment of a text speaks for what stands between the marks."""
    before, _, rest = marked.partition("«")
    inside, _, after = rest.partition("»")
    found, = ignores(before + inside + after, path)
    assert (before + inside + after)[found.covers.start:found.covers.end] == inside
    assert found.covers.start == len(before)

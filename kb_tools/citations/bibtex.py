"""An entry of the bibliography written as BibTeX."""

from kb_tools.sources.bibtex import Entry


def written(entry: Entry) -> str:
    """Return an entry as BibTeX, its fields as they were read: strings that stood for others are what they stood for."""
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in entry.fields.items())
    return f"@{entry.type}{{{entry.key},\n{fields}}}"

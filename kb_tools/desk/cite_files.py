"""Exported files into works: RIS, MEDLINE, EndNote, NoteExpress, RefWorks, CSL-JSON, BibTeX; in whatever charset they were written."""

import re
from collections.abc import Iterator
from itertools import islice

from kb_tools.citations.names import plain
from kb_tools.model.work import Person, Work
from kb_tools.sources import bibtex, csl, names, tagged, text
from kb_tools.sources.broken import Broken
from kb_tools.sources.doi import doi_of
from kb_tools.words.messages import say

_BIB = re.compile(r"^\s*@\s*\w+\s*[{(]", re.M)
_AND = re.compile(r"\s+and\s+")
_KINDS = {"report": "techreport", "conference": "inproceedings", "inbook": "incollection", "mvbook": "book", "collection": "book", "proceedings": "book"}
_KNOWN = ("article", "book", "incollection", "inproceedings", "manual", "mastersthesis", "phdthesis", "techreport", "thesis")
_MOST = 500
_LONGEST = 100_000
"""Letters that a field may have: the three thousand authors of a paper in physics have sixty thousand. TeX of more is slow to take apart."""
_NOT_TAKEN = ("abstract", "annotation", "annote", "file", "keywords")


def works_of(data: bytes) -> tuple[Work | Broken, ...]:
    """Return the works that an exported file tells of, and in place of one that cannot be read why not.

    Raises Broken, saying what it is, if the file tells of none or cannot be read.
    """
    if len(data) > text.LIMIT:
        raise Broken(say("the file has more than {limit} bytes", limit=text.LIMIT), 0, say("export the works that you want, and no others"))
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Broken(say("this is no text"), 0, _export())
    written = text.decode_foreign(data)
    found = tuple(islice(_works(written), _MOST + 1))
    if not found:
        raise Broken(say("the file is empty") if not written.strip() else say("no work stands in it"), 0, _export())
    if len(found) > _MOST:
        raise Broken(say("more than {limit} works stand in it", limit=_MOST), 0, say("export the works that you want, and no others"))
    return found


def _works(written: str) -> Iterator[Work | Broken]:
    start = written.lstrip()
    if form := tagged.form_of(written):
        return tagged.works(written, form)
    if start.startswith(("{", "[")):
        return iter(csl.works(start))
    if _BIB.search(written):
        return _of_bibtex(written)
    if start.startswith("<"):
        raise Broken(say("this is a page or XML, not an exported citation"), 0, _export())
    if not start:
        return iter(())
    raise Broken(say("this is no form of citations that is known here"), 0, _export())


def _export():
    return say("export it as RIS, BibTeX, EndNote, NoteExpress, MEDLINE or CSL-JSON")


def _of_bibtex(written: str) -> Iterator[Work | Broken]:
    file = bibtex.read(written)
    if not file.entries and file.troubles:
        trouble = file.troubles[0]
        raise Broken(trouble.message, trouble.offset, trouble.hint)
    for entry in file.entries:
        trouble = next((trouble for trouble in file.troubles if _is_lost(entry, trouble, written)), None)
        yield Broken(trouble.message, trouble.offset, trouble.hint) if trouble else _too_long(entry) or _of_entry(entry)


def _too_long(entry: bibtex.Entry) -> Broken | None:
    """What there is to say of a field that is longer than any can be."""
    name = next((name for name, value in entry.fields.items() if len(value) > _LONGEST and name not in _NOT_TAKEN), None)
    if name is None:
        return None
    said = say("the field `{name}` has {number} letters", name=name, number=len(entry.fields[name]))
    return Broken(said, entry.span.start, say("write the entry by hand"))


def _is_lost(entry: bibtex.Entry, trouble: bibtex.Trouble, written: str) -> bool:
    """Tell whether a part of an entry may be lost by a trouble. One in its key does no harm: it gets another."""
    start, at = entry.span.start, trouble.offset
    return start <= at < entry.span.end and trouble.about in ("syntax", "string") and (at == start or "=" in written[start:at])


def _of_entry(entry: bibtex.Entry) -> Work:
    def field(*wanted: str) -> str:
        return next((found for name in wanted if (found := plain(entry.get(name)))), "")

    kind = _KINDS.get(entry.type, entry.type if entry.type in _KNOWN else "misc")
    kind = tagged.kind_of("thesis", field("type", "note")) if kind == "thesis" else kind
    is_arxiv, is_thesis = field("eprinttype", "archiveprefix").casefold() == "arxiv", kind.endswith("thesis")
    title, subtitle = field("title"), field("subtitle")
    return Work(
        kind=kind, title=f"{title}: {subtitle}" if title and subtitle else title, authors=tuple(_people(entry, "author")),
        editors=tuple(_people(entry, "editor")),
        host=field("journal", "journaltitle") if kind == "article" else field("booktitle", "journal"),
        publisher=field("publisher", "institution", "organization", "howpublished"), place=field("address", "location"),
        school=field("school", "institution", "publisher") if is_thesis else "", year=tagged.year_in(field("year", "date")), volume=field("volume"),
        number=field("number", "issue"), pages=field("pages"), chapter=field("chapter"), edition=field("edition"), series=field("series"), isbn=field("isbn"),
        doi=doi_of(entry.get("doi")), url=_bare(entry.get("url")), eprint=field("eprint") if is_arxiv else "",
        language=field("langid", "language"),
    )


def _bare(address: str) -> str:
    """An address without the backslashes that some programs put into it."""
    return re.sub(r"\\([_%#&])", r"\1", address)


def _people(entry: bibtex.Entry, role: str) -> Iterator[Person]:
    written = entry.get(role)
    if names.HAN.search(written) and not entry.get("author_zh"):
        yield from names.people(_AND.split(plain(written)))
        return
    for one in entry.persons.get(role, ()):
        parts = one.prelast_names + one.last_names, one.first_names + one.middle_names, one.lineage_names
        family, given, suffix = (plain(" ".join(part)) for part in parts)
        if family or given:
            yield Person(family or given, given if family else "", suffix, whole=not given and " ".join(one.last_names).startswith("{"))

"""BIB: entries of the bibliography."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from urllib.parse import unquote

from kb_tools.citations.names import plain
from kb_tools.diagnostics import Finding, Severity, Span
from kb_tools.rules.near import nearest
from kb_tools.rules.registry import Subject, failures, rule
from kb_tools.sources.bibtex import Entry

_AUTHOR = ("author", "editor", "organization", "institution")
_HOST = ("booktitle",)
_SCHOOL = ("school", "institution")
_ISSUER = ("institution", "publisher", "organization")

REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "article": (_AUTHOR, ("title",), ("journal",)),
    "book": (_AUTHOR, ("title",), ("publisher", "organization", "institution", "howpublished", "note")),
    "booklet": (("title",),),
    "collection": (_AUTHOR, ("title",)),
    "conference": (_AUTHOR, ("title",), _HOST),
    "inbook": (_AUTHOR, ("title",), ("booktitle", "publisher")),
    "incollection": (_AUTHOR, ("title",), _HOST),
    "inproceedings": (_AUTHOR, ("title",), _HOST),
    "manual": (("title",),),
    "mastersthesis": (("author",), ("title",), _SCHOOL),
    "misc": (("title",),),
    "online": (("title",),),
    "phdthesis": (("author",), ("title",), _SCHOOL),
    "proceedings": (("title",),),
    "report": (_AUTHOR, ("title",), _ISSUER),
    "techreport": (_AUTHOR, ("title",), _ISSUER),
    "thesis": (("author",), ("title",), _SCHOOL),
    "unpublished": (_AUTHOR, ("title",)),
}
"""For each type of entry, what it needs: one field of each group."""

_DOI = re.compile(r"10\.\d{4,9}/[^\s\x00-\x1f]{1,300}")


@rule("BIB001", Severity.ERROR)
def entry_can_be_read(subject: Subject) -> Iterator[Finding]:
    """Every entry of the bibliography can be read as BibTeX.

    An entry that is cut short or lacks a comma would vanish with all its citations.
    The entries after it are still read.

    Bad: `references.bib`

        @article{lin2020calm,
          author = {Lin, Mei}
          title = {Breathing and calm},

    Good: `references.bib`

        @article{lin2020calm,
          author = {Lin, Mei},
          title = {Breathing and calm},
          journal = {Journal of Examples},
          verified = {2026-11-22, the journal}
        }
    """
    yield from failures(subject, "BIB001")


@rule("BIB002", Severity.ERROR)
def key_stands_once(subject: Subject) -> Iterator[Finding]:
    """Every key stands once in the bibliography, capitals or not.

    Of two entries with one key, one is never shown. Keys that differ in capitals only get mixed up by people and by file systems.

    Bad: `references.bib`

        @book{lin2020calm, author = {Lin, Mei}, title = {Calm}, publisher = {Example Press}}

        @book{Lin2020calm, author = {Lin, Mei}, title = {Calmer}, publisher = {Example Press}}

    Good: `references.bib`

        @book{lin2020calm, author = {Lin, Mei}, title = {Calm}, publisher = {Example Press}}

        @book{lin2020calmer, author = {Lin, Mei}, title = {Calmer}, publisher = {Example Press}}
    """
    first: dict[str, str] = {}
    for path, file in subject.handbook.bibliographies.items():
        for entry in file.entries:
            known = first.get(entry.key.casefold())
            first.setdefault(entry.key.casefold(), entry.key)
            if known is not None:
                also = f", there as `{known}`" if known != entry.key else ""
                yield Finding(path, Span(entry.key_start, entry.key_start + len(entry.key)), f"the key `{entry.key}` stands further up already{also}",
                              "if both are one work, keep one; else give this one a key of its own")


@rule("BIB003", Severity.ERROR)
def entry_has_its_fields(subject: Subject) -> Iterator[Finding]:
    """Every entry has a type that is known and the fields its type needs.

    Without a title or a journal a reader cannot find the work. Editors or a body may stand in for authors,
    and a year that could not be confirmed is left out: it shows as "n.d.".

    Bad: `references.bib`

        @article{lin2020calm,
          author = {Lin, Mei},
          title = {Breathing and calm},
          year = {2020}
        }

    Good: `references.bib`

        @article{lin2020calm,
          author = {Lin, Mei},
          title = {Breathing and calm},
          journal = {Journal of Examples}
        }
    """
    for path, entry in _entries(subject):
        if entry.type not in REQUIRED:
            yield Finding(path, entry.at(), f"`@{entry.type}` is not a type of entry",
                          nearest(entry.type, REQUIRED) or "write `@misc` if no other type fits")
            continue
        for group in REQUIRED[entry.type]:
            if not any(plain(entry.get(name)) for name in group):
                wanted = ", ".join(f"`{name}`" for name in group)
                yield Finding(path, entry.at(), f"the {entry.type} `{entry.key}` has no `{group[0]}`",
                              f"add one of {wanted}" if len(group) > 1 else f"add {wanted}")


@rule("BIB004", Severity.ERROR)
def doi_has_its_form(subject: Subject) -> Iterator[Finding]:
    """Every DOI is written bare: `10.`, a number, a slash and the rest.

    The link is made from it; an address in its place would lead nowhere.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Breathing and calm}, doi = {https://doi.org/10.1234/calm.2020}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Breathing and calm}, doi = {10.1234/calm.2020}}
    """
    for path, entry in _entries(subject):
        if "doi" not in entry.fields:
            continue
        doi = plain(entry.get("doi"))
        if not _DOI.fullmatch(doi):
            bare = _DOI.search(unquote(doi[:1000]))
            shown = f"`{_short(doi)}` is not a DOI" if doi else "the DOI is empty"
            yield Finding(path, entry.at("doi"), shown,
                          f"write `{bare[0].rstrip('.,;')}`" if bare else "a DOI looks like `10.1234/abc`; leave the field out if there is none")


@rule("BIB005", Severity.WARNING, ours=True)
def entry_says_whether_it_was_checked(subject: Subject) -> Iterator[Finding]:
    """Every entry says when and where it was checked, or that it was not found.

    The page of a work shows how far its data can be trusted.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Breathing and calm}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Breathing and calm}, verified = {2026-11-22, the publisher's page}}
    """
    for path, entry in _entries(subject):
        if not entry.get("verified") and not entry.get("unverified"):
            yield Finding(path, entry.at(), f"`{entry.key}` does not say whether it was checked",
                          "add `verified = {DATE, where}`, or `unverified = {DATE, why}`")


def _entries(subject: Subject) -> Iterator[tuple[str, Entry]]:
    """Each entry that could be read whole, with its file, a repeated key once: these have rules of their own."""
    for path, file in subject.handbook.bibliographies.items():
        troubled = [trouble.offset for trouble in file.troubles]
        for entry in file.entries:
            at = bisect_left(troubled, entry.span.start)
            whole = at == len(troubled) or troubled[at] >= entry.span.end
            if whole and subject.handbook.entries[entry.key] is entry:
                yield path, entry


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"

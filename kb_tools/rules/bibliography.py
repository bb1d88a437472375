"""BIB: entries of the bibliography."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, partial
from html.entities import html5
from itertools import islice
from urllib.parse import unquote

from kb_tools.citations.names import plain
from kb_tools.diagnostics import Finding, Related, Severity, Span
from kb_tools.model.standing import FILE as STANDINGS
from kb_tools.rules.near import nearest
from kb_tools.rules.registry import Subject, rule
from kb_tools.sources.bibtex import Entry
from kb_tools.sources.names import HAN
from kb_tools.sources.url import DANGEROUS, is_safe, scheme
from kb_tools.words.messages import row, say, shortened

_AUTHOR = ("author", "editor", "organization", "institution")
_HOST = ("booktitle",)
_SCHOOL = ("school", "institution", "publisher")
_ISSUER = ("institution", "publisher", "organization")

REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "article": (_AUTHOR, ("title",), ("journal", "journaltitle")),
    "artwork": (("title",),),
    "audio": (("title",),),
    "book": (_AUTHOR, ("title",), ("publisher", "organization", "institution", "howpublished", "note")),
    "bookinbook": (_AUTHOR, ("title",), _HOST),
    "booklet": (("title",),),
    "collection": (_AUTHOR, ("title",)),
    "conference": (_AUTHOR, ("title",), _HOST),
    "dataset": (("title",),),
    "electronic": (("title",),),
    "image": (("title",),),
    "inbook": (_AUTHOR, ("title",), ("booktitle", "publisher")),
    "incollection": (_AUTHOR, ("title",), _HOST),
    "inproceedings": (_AUTHOR, ("title",), _HOST),
    "inreference": (("title",), _HOST),
    "jurisdiction": (("title",),),
    "legislation": (("title",),),
    "manual": (("title",),),
    "mastersthesis": (("author",), ("title",), _SCHOOL),
    "misc": (("title",),),
    "movie": (("title",),),
    "mvbook": (_AUTHOR, ("title",)),
    "mvcollection": (("title",),),
    "mvproceedings": (("title",),),
    "online": (("title",),),
    "patent": (("author",), ("title",), ("number",)),
    "performance": (("title",),),
    "periodical": (("title",),),
    "phdthesis": (("author",), ("title",), _SCHOOL),
    "proceedings": (("title",),),
    "reference": (("title",),),
    "report": (_AUTHOR, ("title",), _ISSUER),
    "set": (),
    "software": (("title",),),
    "standard": (("title",),),
    "suppbook": (_AUTHOR, ("title",)),
    "suppcollection": (_AUTHOR, ("title",)),
    "suppperiodical": (_AUTHOR, ("title",)),
    "techreport": (_AUTHOR, ("title",), _ISSUER),
    "thesis": (("author",), ("title",), _SCHOOL),
    "unpublished": (_AUTHOR, ("title",)),
    "video": (("title",),),
    "www": (("title",),),
    "xdata": (),
    "control": (),
    "ieeetranbstctl": (),
}
"""For each type of entry of BibTeX and biblatex, what it needs: one field of each group."""

FIELDS = frozenset("""
    abstract addendum address afterword annotation annotator annote annotenote archiveprefix author authortype booksubtitle booktitle
    booktitleaddon chapter commentator copyright crossref date day doi edition editor editora editoratype editorb editorbtype editorc
    editorctype editortype eid entryset entrysubtype eprint eprintclass eprinttype eventdate eventtitle eventtitleaddon execute file
    foreword gender hashref holder howpublished hyphenation ids indexsorttitle indextitle institution introduction isan isbn ismn isrn
    issn issue issuesubtitle issuetitle issuetitleaddon iswc journal journalsubtitle journaltitle journaltitleaddon key keywords label
    langid langidopts language library lccn location mainsubtitle maintitle maintitleaddon month mrclass mrnumber nameaddon note number
    numpages options organization origdate origlanguage origlocation origpublisher origtitle origyear pages pagetotal pagination part
    pdf pmcid pmid presort primaryclass publisher pubstate related relatedoptions relatedstring relatedtype reprinttitle school series
    shortauthor shorteditor shorthand shorthandintro shortjournal shortseries shorttitle sortkey sortname sortshorthand sorttitle
    sortyear subtitle tex.version timestamp title titleaddon translator type url urldate urlyear venue verba verbb verbc version volume
    volumes xdata xref year zblnumber
    added-at biburl bibsource coden fjournal mrreviewer citeulike-article-id comment creationdate date-added date-modified groups interhash intrahash
    modificationdate owner priority read readstatus size username
    author_zh title_zh howpublished_zh corrected unverified verified
""".split())
"""Fields of the data models of BibTeX and biblatex, what well-known programs leave behind, and ours."""

_TEXTS = ("title", "subtitle", "booktitle", "journal", "journaltitle", "publisher", "series", "note", "address", "location", "institution",
          "organization", "school", "edition", "howpublished", "author", "editor")
_PEOPLE = ("author", "editor", "translator", "bookauthor")

_short = partial(shortened, most=80)

DOI = re.compile(r"10\.\d{4,9}/[^\s\x00-\x1f]{1,300}")


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
    yield from _troubles(subject, "syntax")


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
        first = {} if subject.handbook.apart else first
        for entry in file.entries:
            known = first.get(entry.key.casefold())
            first.setdefault(entry.key.casefold(), entry.key)
            if known is not None:
                said = (say("the key `{key}` stands further up already", key=entry.key) if known == entry.key
                        else say("the key `{key}` stands further up already, there as `{known}`", key=entry.key, known=known))
                yield Finding(path, Span(entry.key_start, entry.key_start + len(entry.key)), said,
                              say("if both are one work, keep one; else give this one a key of its own"))


@rule("BIB003", Severity.ERROR, elsewhere=Severity.WARNING)
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
    for path, entry in subject.works:
        if entry.type not in REQUIRED:
            yield Finding(path, entry.at(), say("`@{type}` is not a type of entry", type=entry.type),
                          nearest(entry.type, REQUIRED) or say("write `@misc` if no other type fits"))
            continue
        for group in REQUIRED[entry.type]:
            if not any(entry.get(name).strip("{} ") for name in group) and not entry.get("crossref"):
                wanted = row(f"`{name}`" for name in group)
                yield Finding(path, entry.at(), say("the {type} `{key}` has no `{field}`", type=entry.type, key=entry.key, field=group[0]),
                              say("add one of {fields}", fields=wanted) if len(group) > 1 else say("add {fields}", fields=wanted))


@rule("BIB004", Severity.ERROR, elsewhere=Severity.WARNING)
def doi_has_its_form(subject: Subject) -> Iterator[Finding]:
    """Every DOI is written bare: `10.`, a number, a slash and the rest.

    The link is made from it; an address in its place would lead nowhere.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Breathing and calm}, doi = {https://doi.org/10.1234/calm.2020}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Breathing and calm}, doi = {10.1234/calm.2020}}
    """
    for path, entry in subject.works:
        if "doi" not in entry.fields:
            continue
        doi = _doi(entry)
        if not DOI.fullmatch(doi):
            bare = DOI.search(unquote(doi))
            shown = say("`{doi}` is not a DOI", doi=_short(doi)) if doi else say("the DOI is empty")
            yield Finding(path, entry.at("doi"), shown,
                          say("write `{doi}`", doi=bare[0].rstrip(".,;")) if bare
                          else say("a DOI looks like `10.1234/abc`; leave the field out if there is none"))


_ONLY_A_DATE = re.compile(r"[\d/.\-]+(?:,\s*(?:read at:?)?)?\s*")


@rule("BIB005", Severity.WARNING, ours=True)
def entry_says_whether_it_was_checked(subject: Subject) -> Iterator[Finding]:
    """Every entry says when and where it was checked, or that it was not found.

    The page of a work shows how far its data can be trusted.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Breathing and calm}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Breathing and calm}, verified = {2026-11-22, the publisher's page}}
    """
    for path, entry in subject.works:
        if not entry.get("verified") and not entry.get("unverified"):
            yield Finding(path, entry.at(), say("`{key}` does not say whether it was checked", key=entry.key),
                          say("add `verified = {{DATE, where}}`, or `unverified = {{DATE, why}}`"))
        elif _ONLY_A_DATE.fullmatch(entry.get("verified")):
            yield Finding(path, entry.at("verified"), say("`{key}` says when it was checked, not where", key=entry.key),
                          say("write after the date what its data were compared with: `verified = {{2026-05-31, where}}`"))


@rule("BIB006", Severity.ERROR)
def string_is_defined(subject: Subject) -> Iterator[Finding]:
    """Every string that a field names is defined before it, by `@string` or as a month.

    A text without braces is the name of a string. One that is not defined is an empty text on the page.

    Bad: `references.bib`

        @article{lin2020calm, author = {Lin, Mei}, title = {Calm}, journal = joe}

    Good: `references.bib`

        @string{joe = {Journal of Examples}}

        @article{lin2020calm, author = {Lin, Mei}, title = {Calm}, journal = joe, month = may}
    """
    yield from _troubles(subject, "string")


@rule("BIB007", Severity.ERROR)
def field_stands_once(subject: Subject) -> Iterator[Finding]:
    """Every field stands once in its entry.

    Of two titles one is lost, and programs do not agree which.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, title = {Calmer}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, note = {Calmer in later printings}}
    """
    yield from _troubles(subject, "field")


@rule("BIB008", Severity.WARNING, elsewhere=Severity.NOTE)
def field_is_known(subject: Subject) -> Iterator[Finding]:
    """Every field is one that BibTeX or biblatex knows.

    A misspelled field is read by nobody: its text is missing from the page.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, yaer = {2020}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, year = {2020}}
    """
    for path, entry in subject.works:
        for name in entry.fields.keys() - FIELDS:
            if not name.startswith(("bdsk-", "__", "x-", "opt")):
                yield Finding(path, entry.at(name), say("the field `{name}` is not known", name=_short(name)),
                              nearest(name, FIELDS) or say("take it out, or move its text to `note`"))


@rule("BIB009", Severity.WARNING, elsewhere=Severity.NOTE)
def field_is_filled(subject: Subject) -> Iterator[Finding]:
    """Every field says something.

    An empty field looks as if somebody meant to come back to it.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, publisher = {}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}}
    """
    for path, entry in subject.works:
        for name, text in entry.fields.items():
            if not text.strip("{} ") and name != "doi":
                yield Finding(path, entry.at(name), say("the field `{name}` is empty", name=_short(name)), say("fill it in, or take it out"))


_YEAR = re.compile(r"\{*(?:(?:ca?\. ?|\[)?\d{4}[a-z]?[]?]?(?:(?:--?|/|–)(?:\d\d){0,2})?|n\.? ?d\.?|[Ff]orthcoming|[Ii]n press|[Tt]o appear)\}*")
_DATE = re.compile(r"(?:-?\d{4}(?:-(?:0[1-9]|1[0-2]|2[1-9]|3\d|4[01])(?:-(?:0[1-9]|[12]\d|3[01]))?)?(?:T[\d:Z+-]+)?[?~%]?|\.\.)?")
"""A date as biblatex reads it: a year, a month or a season, a day, or an open end."""
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_MONTH = re.compile(rf"^(?:0?[1-9]|1[0-2])月?$|(?<![A-Za-z])(?:{'|'.join(name[:3] for name in MONTHS)})", re.I)


@rule("BIB010", Severity.WARNING)
def date_has_its_form(subject: Subject) -> Iterator[Finding]:
    """Every year is four digits, every date is written `2020-05-31`, every month is one of twelve.

    The year stands in each citation and sorts the list. One that is no number stands there as it is. A range, `c.` before it
    and `forthcoming` are fine.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, year = {20x0}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, year = {2020}, month = may}
    """
    for path, entry in subject.works:
        fields = entry.fields
        year = fields.get("year")
        if year and "\\" not in year and not _YEAR.fullmatch(year):
            yield Finding(path, entry.at("year", 0, len(year)), say("`{year}` is no year", year=_short(year)),
                          say("write four digits; leave it out if it is not known"))
        month = fields.get("month")
        if month and not _MONTH.search(month):
            yield Finding(path, entry.at("month", 0, len(month)), say("`{month}` is no month", month=_short(month)),
                          nearest(month.title(), MONTHS) or say("write `month = jan` to `dec`, without braces"))
        for name in ("date", "urldate", "origdate", "eventdate"):
            if (text := fields.get(name)) and not all(_DATE.fullmatch(part) for part in text.split("/")):
                yield Finding(path, entry.at(name, 0, len(text)), say("`{date}` is no date", date=_short(text)), say("write `2020-05-31`, `2020-05` or `2020`"))


_PAGE = r"(?:(?!pp?\.|pp\d)[A-Za-z]{0,4}[.:]?\d+[A-Za-z]?(?:[.:]\d+)?|[ivxlcdmIVXLCDM]+|[A-Z])"
_PAGES = re.compile(rf"{_PAGE}(?:(?:--|–|, ?|\+){_PAGE})*\+?(?:ff?\.?)?")
_ONE_HYPHEN = re.compile(rf"({_PAGE}) ?(?:-{{1,3}}|[—−–]) ?({_PAGE})")


@rule("BIB011", Severity.WARNING, elsewhere=Severity.NOTE)
def pages_have_their_form(subject: Subject) -> Iterator[Finding]:
    """Pages are written `12--34`, without `pp.`, and the last is not before the first.

    Two hyphens stand for the dash between numbers; styles add `pp.` themselves.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, pages = {34-12}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, pages = {12--34}}
    """
    for path, entry in subject.works:
        pages = entry.fields.get("pages")
        if not pages:
            continue
        at = entry.at("pages", 0, len(pages))
        if not _PAGES.fullmatch(pages):
            mended = _ONE_HYPHEN.fullmatch(pages)
            if mended:
                right = f"{mended[1]}--{mended[2]}"
                yield Finding(path, at, say("`{pages}` is not written with two hyphens", pages=pages), say("write `{right}`", right=right), fix=right)
            elif not re.search("[{$\\\\]", pages):
                yield Finding(path, at, say("`{pages}` is no range of pages", pages=_short(pages)), say("write `12--34`, without `pp.`"))
            continue
        first, _, last = pages.replace("–", "--").partition("--")
        if first.isdigit() and last.isdigit() and int(last) < int(first) and len(last) >= len(first):
            yield Finding(path, at, say("the pages end before they begin: `{pages}`", pages=pages), say("look at the work, and write the first page first"))


_URL = re.compile(r"(?:https?|ftp)://[^\s/?#:]+\.[^\s/?#:]+(?::\d+)?(?:[/?#]\S*)?|(?:mailto|urn|doi|hdl):\S+", re.I)
_WRAPPED = re.compile(r"\\url\s*\{([^{}]*)\}")


@rule("BIB012", Severity.WARNING)
def url_has_its_form(subject: Subject) -> Iterator[Finding]:
    """Every `url` is one address, with `https://` and without spaces.

    It becomes a link on the page of the work.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, url = {https:/exa mple}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, url = {https://example.org/calm}}
    """
    for path, entry in subject.works:
        url = entry.get("url")
        bare = url.replace("\\url{", "").strip("{} ")
        if not url or _URL.fullmatch(url) or (not is_safe(bare) and (subject.handbook.ours or scheme(bare) in DANGEROUS)):  # LNK003 speaks of those
            continue
        at = entry.at("url", 0, len(url))
        if wrapped := _WRAPPED.fullmatch(url):
            yield Finding(path, at, say("the address stands in `\\url`"), say("write the address alone"), fix=wrapped[1])
        elif re.fullmatch(r"[\w-]+\.[\w.-]+\.[a-z]{2,}(?:/\S*)?", url):
            yield Finding(path, at, say("`{url}` does not say how to get there", url=_short(url)), say("write `https://{url}`", url=_short(url)))
        elif " " in url:
            yield Finding(path, at, say("the address has a space in it"), say("one address to a field; move other words to `note`"))
        else:
            yield Finding(path, at, say("`{url}` is no address", url=_short(url)), say("write it as a browser shows it, with `https://`"))


_ISBN = re.compile(r"ISBN-1[03]:?|(?:97[89][ -]?)?\d(?:[ -]?\d){8}[ -]?[\dXx](?![\w-])|[^\s,;/]+(?: \d[\d -]*[Xx]?)?")


@rule("BIB013", Severity.WARNING)
def isbn_adds_up(subject: Subject) -> Iterator[Finding]:
    """Every ISBN has ten or thirteen digits, the last of which checks the others.

    A wrong digit leads to another book, or to none.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, isbn = {978-3-16-148410-9}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, isbn = {978-3-16-148410-0}}
    """
    for path, entry in subject.works:
        for found in _ISBN.finditer(entry.fields.get("isbn", "")):
            digits = re.sub(r"[^0-9Xx]", "", found[0]).upper()
            if not isbn_is_right(digits) and (len(digits) >= 8 or re.fullmatch(r"\d[\d-]*", found[0])):
                yield Finding(path, entry.at("isbn", *found.span()), say("`{isbn}` is no ISBN: its digits do not add up", isbn=_short(found[0])),
                              say("copy it from the book"))


def isbn_is_right(digits: str) -> bool:
    """Tell whether the check digit of an ISBN of ten or thirteen digits is right (ISO 2108)."""
    if len(digits) == 13 and digits.isdigit():
        return digits.startswith(("978", "979")) and sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10 == 0
    return bool(re.fullmatch(r"\d{9}[\dX]", digits)) and sum((10 if d == "X" else int(d)) * (10 - i) for i, d in enumerate(digits)) % 11 == 0


@rule("BIB014", Severity.WARNING)
def issn_adds_up(subject: Subject) -> Iterator[Finding]:
    """Every ISSN is written `1234-5679`, its last digit checking the others.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, issn = {0378-5950}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, issn = {0378-5955}}
    """
    for path, entry in subject.works:
        for found in _WORDS.finditer(entry.fields.get("issn", "")):
            digits = found[0].replace("-", "").replace("–", "").upper()
            if re.search(r"\d", digits) and not issn_is_right(digits):
                yield Finding(path, entry.at("issn", *found.span()), say("`{issn}` is no ISSN: its digits do not add up", issn=_short(found[0])),
                              say("copy it from the journal"))


_WORDS = re.compile(r"[^\s,;/()]+")


@cache
def issn_is_right(digits: str) -> bool:
    """Tell whether the check digit of an ISSN is right (ISO 3297)."""
    return bool(re.fullmatch(r"\d{7}[\dX]", digits)) and sum((10 if d == "X" else int(d)) * (8 - i) for i, d in enumerate(digits)) % 11 == 0


_ARXIV = re.compile(r"(?:arXiv:)?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?: ?\[[\w.-]+\])?", re.I)


@rule("BIB015", Severity.WARNING)
def number_of_an_archive_has_its_form(subject: Subject) -> Iterator[Finding]:
    """Every number of an archive has the form that the archive gives: arXiv, PubMed, PubMed Central.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, eprinttype = {arxiv}, eprint = {20.1}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, eprinttype = {arxiv}, eprint = {2001.01234}}
    """
    for path, entry in subject.works:
        fields = entry.fields
        kind = (fields.get("eprinttype") or fields.get("archiveprefix") or "").lower()
        for name, form, example in (("eprint", _ARXIV if kind == "arxiv" else None, "2001.01234"), ("pmid", re.compile(r"\d{1,8}"), "31234567"),
                                    ("pmcid", re.compile(r"(?:PMC)?\d{1,8}(?:\.\d)?"), "PMC1234567"), ("arxivid", _ARXIV, "2001.01234")):
            text = fields.get(name)
            if text and form and not form.fullmatch(text):
                yield Finding(path, entry.at(name, 0, len(text)), say("`{text}` has not the form of this number", text=_short(text)),
                              say("one looks like `{example}`", example=example))


_AND = re.compile(r"\s+and\s+", re.I)
_LOOSE_AND = re.compile(r"^and\s|\sand$|\sand\s+and(?=\s)", re.I)
_DEGREE = re.compile(r"(?:Ph|M)\.? D\.?", re.I)
_INITIALS = re.compile(r"(?:[A-Z]\.?[ -]?){1,4}")


def people(text: str) -> Iterator[tuple[int, str]]:
    """Yield where each name of a list begins and the name, parted at each `and` that stands outside of braces."""
    if "{" not in text:
        at = 0
        for found in _AND.finditer(text):
            yield at, text[at:found.start()]
            at = found.end()
        yield at, text[at:]
        return
    depth = at = 0
    for found in re.finditer(r"[{}]|\s+and\s+", text, re.I):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth -= 1
        elif not depth:
            yield at, text[at:found.start()]
            at = found.end()
    yield at, text[at:]


def _named(subject: Subject) -> list[tuple[str, Entry, str, int, str]]:
    """Each name of each author and editor: file, entry, field, where it begins in the field, and the name."""
    return subject.once("names", lambda: [
        (path, entry, role, at, name) for path, entry in subject.works for role in _PEOPLE if (text := entry.fields.get(role)) for at, name in people(text)
    ])


@rule("BIB016", Severity.ERROR)
def name_can_be_taken_apart(subject: Subject) -> Iterator[Finding]:
    """Every name is `Family, Given`, `Given Family` or `Family, Jr, Given`, and `and` stands only between two names.

    A name that cannot be taken apart is left out of the list of authors, or makes the whole file unreadable.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, author = {Lin, M., Okoro, A., Wei, J.}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, author = {Lin, M. and Okoro, A. and Wei, J.}}
    """
    for path, entry in subject.works:
        for role in _PEOPLE:
            text = entry.get(role)
            if loose := _LOOSE_AND.search(text):
                yield Finding(path, entry.at(role, *loose.span()), say("an `and` here has no name on one side"), say("take it out, or write `and others`"))
                continue
            for at, name in people(text) if text.count(",") > 2 else ():
                if _outside(name).count(",") > 2:
                    yield Finding(path, entry.at(role, at, at + len(name)), say("one name has more than two commas: `{name}`", name=_short(name)),
                                  say("put `and` between people: `Lin, Mei and Okoro, Ada`"))


def _outside(text: str) -> str:
    """The text outside of braces."""
    while (shorter := re.sub(r"\{[^{}]*\}", "", text)) != text:
        text = shorter
    return text


@rule("BIB017", Severity.WARNING)
def people_are_parted_by_and(subject: Subject) -> Iterator[Finding]:
    """Between two people stands `and`, neither a semicolon nor `&` nor a comma alone.

    BibTeX takes anything else for a part of one name: three people become one with an odd name. A body with `&` or a comma in
    its name stands in braces.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, author = {Lin, Mei; Okoro, Ada}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, author = {Lin, Mei and Okoro, Ada and {Groups & Games}}}
    """
    for path, entry, role, at, name in _named(subject):
        bare = _outside(name).replace("&amp;", "")  # BIB031 speaks of that
        mark = next((mark for mark in ";&" if mark in bare), "")
        parts = [part.strip() for part in bare.split(",")]
        if mark:
            yield Finding(path, entry.at(role, at, at + len(name)), say("`{mark}` stands in a name", mark=mark),
                          say("put `and` between people; put the name of a body in braces"))
        elif len(parts) == 3 and all(" " in part for part in parts) and not _DEGREE.fullmatch(parts[1]):
            yield Finding(path, entry.at(role, at, at + len(name)), say("three people seem to stand in one name: `{name}`", name=_short(name)),
                          say("put `and` between people"))


_ET_AL = re.compile(r"(?:\s(?:and\s)?|,\s?)?\bet\.? ?al(?:ii|\b\.?)|[,，、 ]*等$", re.I)


@rule("BIB018", Severity.WARNING)
def others_are_written_others(subject: Subject) -> Iterator[Finding]:
    """Where not all are named, the list ends with `and others`.

    Styles turn that into "et al." or 等. Written out, `et al.` is taken for somebody's name.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, author = {Lin, Mei and et al.}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, author = {Lin, Mei and others}}
    """
    for path, entry in subject.works:
        for role in _PEOPLE:
            if found := _ET_AL.search(entry.get(role)):
                yield Finding(path, entry.at(role, *found.span()), say("`{found}` stands among the names", found=found[0].strip(" ,，、")),
                              say("write `and others`"), fix=" and others")


@rule("BIB019", Severity.NOTE)
def name_is_not_all_capitals(subject: Subject) -> Iterator[Finding]:
    """Names are written as their bearers write them, not all in capitals.

    Databases shout. The page would too.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, author = {LINDGREN, MEI}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, author = {Lindgren, Mei}}
    """
    for path, entry, role, at, name in _named(subject):
        if name.isupper() and "{" not in name and re.search(r"[^\W\d_]{4,}", name) and not HAN.search(name) and " " in name:
            yield Finding(path, entry.at(role, at, at + len(name)), say("`{name}` is all in capitals", name=_short(name)),
                          say("write `{name}`", name=_short(name.title())))


_IN_TWO = re.compile(r"\{?[\u3400-\u9fff·]{1,3}(?:\s*[,，]\s*|\s+)[\u3400-\u9fff·]{1,3}\}?")


@rule("BIB020", Severity.WARNING)
def chinese_name_stands_whole(subject: Subject) -> Iterator[Finding]:
    """A Chinese name in Han characters stands in one piece, family name first.

    With a comma or a space, most styles turn it round: 李, 明 becomes 明 李 on the page.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, author = {李, 明 and 王 芳}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, author = {{李明} and 王芳}}
    """
    for path, entry, role, at, name in _named(subject):
        if not name.isascii() and _IN_TWO.fullmatch(name):
            whole = re.sub(r"[\s,，]", "", name)
            yield Finding(path, entry.at(role, at, at + len(name)), say("`{name}` is written in two pieces", name=name), say("write `{whole}`", whole=whole),
                          fix=whole)


@rule("BIB021", Severity.WARNING)
def family_name_comes_first(subject: Subject) -> Iterator[Finding]:
    """Before the comma of a name stands the family name.

    `M., Lindgren` is most likely Lindgren, M.: it would be sorted and cited under M.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, author = {M. K., Lindgren}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, author = {Lindgren, M. K.}}
    """
    for path, entry, role, at, name in _named(subject):
        family, _, given = name.partition(",")
        if "." in family and _INITIALS.fullmatch(family.strip()) and re.fullmatch(r"[^\W\d_][\w'’-]{2,}", given.strip()):
            yield Finding(path, entry.at(role, at, at + len(name)), say("initials stand where the family name should: `{name}`", name=name),
                          say("write `{given}, {family}` if that is the name", given=given.strip(), family=family.strip()))


_ENOUGH = 50
"""Things of one kind in one field after which no more are told."""

_CAPITALS = re.compile(r"(?<![\w\\])(?:[A-Z]{2,}[\w-]*|[A-Z]?[a-z]+[A-Z]\w*)")


@rule("BIB022", Severity.NOTE)
def capitals_in_titles_are_protected(subject: Subject) -> Iterator[Finding]:
    """Words that must keep their capitals in a title stand in braces.

    Many styles lower the letters of a title: without braces, `WHO` becomes `who`.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm and the WHO}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm and the {WHO}}}
    """
    for path, entry in subject.works:
        title = entry.fields.get("title", "")
        if title.isupper():
            continue
        for found in islice(_CAPITALS.finditer(_without_maths(_outside_kept(title))), _ENOUGH):
            yield Finding(path, entry.at("title", *found.span()), say("`{word}` may lose its capitals", word=found[0]),
                          say("write `{{{word}}}`", word=found[0]), fix="{" + found[0] + "}")


def _outside_kept(text: str) -> str:
    """The text with what stands in braces blanked out, every offset kept."""
    while "{" in text and (other := re.sub(r"\{[^{}]*\}", lambda m: " " * len(m[0]), text)) != text:
        text = other
    return text


def _without_maths(text: str) -> str:
    """The text with what stands between dollars blanked out, every offset kept."""
    return _MATHS.sub(lambda m: " " * len(m[0]), text) if "$" in text else text


_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
_MATHS = re.compile(r"(?<!\\)\$[^$]*\$")


@rule("BIB023", Severity.WARNING, elsewhere=Severity.NOTE)
def tex_can_be_shown(subject: Subject) -> Iterator[Finding]:
    """Every TeX command in a field is one that becomes a letter.

    Accents and special letters do. Any other command stands on the page as it is, with its backslash.

    Bad: `references.bib`

        @misc{lin2020calm, title = {\\textsc{Calm} and quiet}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm and {\\'E}mile}}
    """
    for path, entry in subject.works:
        for name in _TEXTS:
            text = entry.get(name)
            if "\\" not in text:
                continue
            commands = _COMMAND.finditer(_without_maths(text))
            shown = (found for found in commands if not _is_letter(found[0]) and not (name in ("note", "howpublished") and found[0] == "\\url"))
            for found in islice(shown, _ENOUGH):
                yield Finding(path, entry.at(name, *found.span()), say("`{command}` is shown as it is", command=found[0]), say("write the text without it"))


@cache
def _is_letter(command: str) -> bool:
    """Tell whether pybtex makes characters of a command; each accent goes with one of four letters."""
    return command in ("\\$", "\\{", "\\}", "\\/", "\\,") or any("\\" not in plain(f"{command}{{{letter}}}") for letter in "acos")


_SPECIAL = re.compile(r"(?<!\\)(?:%|(?<!&)#|&(?!#\w+;)(?:(?=(\w+);))?+)")


@rule("BIB024", Severity.WARNING, elsewhere=Severity.NOTE)
def specials_are_escaped(subject: Subject) -> Iterator[Finding]:
    """Each `&`, `%` and `#` in a text has a backslash before it.

    TeX gives them a meaning of their own: after a bare `%` the rest of the text is a comment, and lost from the page.

    Bad: `references.bib`

        @misc{lin2020calm, title = {50% calmer}}

    Good: `references.bib`

        @misc{lin2020calm, title = {50\\% calmer}}
    """
    for path, entry in subject.works:
        for name in _TEXTS:
            text = entry.fields.get(name, "")
            if ("&" in text or "%" in text or "#" in text) and "://" not in text:
                bare = (found for found in _SPECIAL.finditer(_without_maths(text)) if f"{found[1]};" not in html5)  # BIB031 speaks of those
                for found in islice(bare, _ENOUGH):
                    yield Finding(path, entry.at(name, *found.span()), say("`{mark}` has no backslash before it", mark=found[0]),
                                  say("write `\\{mark}`", mark=found[0]), fix="\\" + found[0])


@rule("BIB025", Severity.ERROR)
def crossref_leads_to_an_entry(subject: Subject) -> Iterator[Finding]:
    """Every `crossref` and `xdata` names an entry of the bibliography, and none leads in a circle.

    An entry takes from there what it lacks itself.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, crossref = {hall2020}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, crossref = {hall2020}}

        @collection{hall2020, title = {Rest}, editor = {Hall, A.}}
    """
    known = {key.lower(): entry for key, entry in subject.handbook.entries.items()}
    for path, entry in subject.works:
        for field in ("crossref", "xref", "xdata"):
            for found in _LISTED.finditer(entry.get(field)):
                if found[0].lower() not in known:
                    yield Finding(path, entry.at(field, *found.span()), say("the bibliography has no entry `{key}`", key=_short(found[0])),
                                  nearest(found[0], subject.handbook.entries) or say("add the entry, or take `{field}` out", field=field))
            if field != "xref" and _in_a_circle(entry, field, known):
                yield Finding(path, entry.at(field), say("`{field}` leads back to `{key}`", field=field, key=entry.key),
                              say("take one `{field}` out", field=field))


_LISTED = re.compile(r"[^\s,]+")


def _in_a_circle(entry: Entry, field: str, known: dict[str, Entry]) -> bool:
    seen: set[str] = set()
    ahead = [entry]
    while ahead:
        for key in _LISTED.findall(ahead.pop().get(field).lower()):
            if key in known and key not in seen:
                seen.add(key)
                ahead.append(known[key])
    return entry.key.lower() in seen


@rule("BIB026", Severity.ERROR, elsewhere=Severity.WARNING)
def work_stands_once(subject: Subject) -> Iterator[Finding]:
    """Every work stands once: no two entries share a DOI, an ISBN with the title, or title, year and first author.

    Two entries for one work split its citations, and one of them is mended and the other not.

    Bad: `references.bib`

        @misc{lin2020calm, author = {Lin, Mei}, title = {Breathing and Calm}, year = {2020}}

        @misc{lin2020, author = {Mei Lin}, title = {Breathing and calm.}, year = {2020}}

    Good: `references.bib`

        @misc{lin2020calm, author = {Lin, Mei}, title = {Breathing and calm}, year = {2020}}

        @misc{lin2020quiet, author = {Lin, Mei}, title = {Breathing and quiet}, year = {2020}}
    """
    first: dict[tuple, tuple[str, Entry]] = {}
    for path, entry in subject.works:
        for sign, said, field in signs(entry):
            known = first.setdefault((path if subject.handbook.apart else "", sign), (path, entry))
            if known[1] is not entry and not differ(entry, known[1]):
                yield Finding(path, entry.at(field), say("`{key}` and `{other}` are one work by their {sign}", key=entry.key, other=known[1].key, sign=said),
                              say("keep one of the two, and cite that"), (Related(known[0], known[1].at(), say("`{key}` stands here", key=known[1].key)),))
                break


_BY_DOI, _BY_ISBN, _BY_TITLE = say("DOI"), say("ISBN and title"), say("title, year and first author")


def signs(entry: Entry) -> Iterator[tuple[tuple, str, str]]:
    """By what two entries may be known to be one work."""
    fields = entry.fields
    title = _letters(fields.get("title", ""))
    if doi := fields.get("doi"):
        yield ("doi", re.sub(r"^(?:https?://)?(?:dx\.)?doi\.org/|^doi:\s*", "", doi.lower()).rstrip("."),
               title if entry.type in ("inbook", "incollection") else ""), _BY_DOI, "doi"
    if isbn := re.sub(r"[^0-9X]", "", fields.get("isbn", "").upper()):
        yield ("isbn", isbn[-10:-1], title), _BY_ISBN, "isbn"
    year = fields.get("year") or fields.get("date", "")[:4]
    if title and year:
        yield ("title", title, year, _family(fields.get("author") or fields.get("editor", ""))), _BY_TITLE, "title"


_APART = ("pages", "volume", "number", "chapter", "subtitle", "edition", "type", "doi", "eprint")


def differ(one: Entry, other: Entry) -> bool:
    """Tell whether two entries with one title are parts of a work, or editions of it: they say so themselves."""
    return any(_letters(one.get(name)) != _letters(other.get(name))
               for name in _APART if one.get(name) and other.get(name) and (name != "doi" or one.type != other.type))


_NO_LETTERS = re.compile(r"[\W_]+")


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text).casefold()


def _family(names: str) -> str:
    """The family name of the first of a list of people, in small letters."""
    _, first = next(people(names))
    return _letters(first.partition(",")[0] if "," in first else first.rpartition(" ")[2])


@rule("BIB027", Severity.WARNING)
def year_has_come(subject: Subject) -> Iterator[Finding]:
    """No work is of a year that is still to come, next year excepted.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, year = {3020}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, year = {2020}}
    """
    for path, entry in subject.works:
        for name in ("year", "date", "urldate"):
            found = re.match(r"\{*(\d{4})(?!\d)", entry.fields.get(name, ""))
            if found and int(found[1]) > subject.today.year + 1:
                yield Finding(path, entry.at(name, *found.span(1)), say("`{year}` is still to come", year=found[1]), say("look at the work"))


@rule("BIB028", Severity.WARNING, ours=True)
def check_is_recent(subject: Subject) -> Iterator[Finding]:
    """What was checked was checked within the last three years, and not after today.

    Works get corrected and withdrawn, and links die. `verified-days` in the settings is the limit.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, verified = {2001-11-22, the publisher's page}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, verified = {2026-11-22, the publisher's page}}
    """
    for path, entry in subject.works:
        text = entry.fields.get("verified", "")
        found = re.match(r"(\d{4})-(\d\d)-(\d\d)\b", text)
        if not text:
            continue
        try:
            checked = date(int(found[1]), int(found[2]), int(found[3])) if found else None
        except ValueError:
            checked = None
        if checked is None:
            yield Finding(path, entry.at("verified"), say("`verified` does not begin with a date"), say("write `verified = {{2026-05-31, where}}`"))
        elif checked > subject.today + timedelta(days=1):
            yield Finding(path, entry.at("verified", *found.span()), say("`{date}` is still to come", date=found[0]), say("write the day of the check"))
        elif (subject.today - checked).days > subject.settings.verified_days:
            yield Finding(path, entry.at("verified", *found.span()), say("`{key}` was last checked on {date}", key=entry.key, date=found[0]),
                          say("look it up again, and write today's date"))


_STRANGE_KEY = re.compile(r"[{}()\"'#%~\\=|\[\]<>^`&$!?*]")


@rule("BIB029", Severity.WARNING, elsewhere=Severity.NOTE)
def key_is_plain(subject: Subject) -> Iterator[Finding]:
    """Every key is written with plain letters, digits, `-` and `_`, and looks like no other key.

    A key with letters of another alphabet cannot be typed by most people, and looks like one that it is not: the Cyrillic о
    is not o. `.`, `:` and `+` are fine for BibTeX, but a citation in Markdown ends at them.

    Bad: `references.bib`

        @misc{lin2020c\u0430lm, title = {Calm}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}}
    """
    seen: dict[tuple[str, str], str] = {}
    for path, entry in subject.works:
        key, skeleton = entry.key, _skeleton(entry.key)
        like = seen.setdefault((path if subject.handbook.apart else "", skeleton), key)
        if not key.isascii():
            mixed = {name for c in key if c.isalpha() for name in [unicodedata.name(c, "?").split()[0]] if name in ("LATIN", "CYRILLIC", "GREEK")}
            composed = unicodedata.normalize("NFC", key)
            if like != key or len(mixed) > 1:
                yield Finding(path, entry.at(), say("`{key}` looks like `{like}`, and is written with other letters", key=key,
                                                    like=like if like != key else skeleton), say("write it with Latin letters"))
            elif composed != key:
                yield Finding(path, entry.at(), say("a letter of the key `{key}` is put together of two characters", key=key),
                              say("write `{key}` with single ones", key=composed))
            else:
                yield Finding(path, entry.at(), say("the key `{key}` has letters outside of ASCII", key=key),
                              say("write it with `a` to `z`, so that everybody can type it"))
        elif found := _STRANGE_KEY.search(key):
            yield Finding(path, entry.at(), say("`{mark}` stands in the key `{key}`", mark=found[0], key=_short(key)), say("letters, digits, `-` and `_` only"))


_LOOK_ALIKES = str.maketrans("аеорсухіјѕԁһӏмткнвАВЕКМНОРСТУХІЈЅοανρ", "aeopcyxijsdhlmtkhbABEKMHOPCTYXIJSoavp")


def _skeleton(key: str) -> str:
    """The key with each letter that looks like a Latin one made that, in small letters, without accents and without what has no width."""
    if key.isascii():
        return key.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", key.translate(_LOOK_ALIKES)) if unicodedata.category(c) not in ("Mn", "Cf")).lower()


_LANGUAGES = frozenset("""
    afrikaans american arabic armenian australian austrian basque bengali brazil brazilian british bulgarian canadian catalan chinese
    croatian czech danish dutch english esperanto estonian finnish french galician german germanb greek hebrew hindi hungarian icelandic
    indonesian irish italian japanese kazakh korean kurdish latin latvian lithuanian macedonian malay mongolian naustrian newzealand
    ngerman norsk norwegian nswissgerman nynorsk persian piedmontese polish polutonikogreek portuges portuguese romanian russian serbian
    serbianc slovak slovene slovenian spanish swedish swissgerman tamil thai tibetan turkish ukenglish ukrainian usenglish uyghur
    vietnamese welsh simplifiedchinese traditionalchinese mandarin
""".split())


@rule("BIB030", Severity.NOTE)
def language_is_known(subject: Subject) -> Iterator[Finding]:
    """The language of a work is written as a code, `zh`, or by its English name, `chinese`.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm}, langid = {englihs}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}, langid = {english}}
    """
    for path, entry in subject.works:
        for name in ("langid", "language", "hyphenation"):
            for found in re.finditer(r"[^\s,;&]+(?: \(\w+\))?", entry.fields.get(name, "")):
                word = found[0].strip("{}").lower()
                if word not in _LANGUAGES and not re.fullmatch(r"[a-z]{2,3}(?:[-_](?:[a-z]{2,4}|\d{3}))*|lang\w+|[^\x00-\x7f]+", word):
                    yield Finding(path, entry.at(name, *found.span()), say("`{language}` is no language that is known", language=_short(found[0])),
                                  nearest(word, _LANGUAGES) or say("write a code: `en`, `zh`"))


_HTML = re.compile(r"&(?:#\d+|#x[0-9a-f]+|(\w+));|</?[a-z][\w:-]{0,20}(?:\s[^<>]{0,200})?/?>", re.I)


@rule("BIB031", Severity.WARNING)
def no_html_in_fields(subject: Subject) -> Iterator[Finding]:
    """No field holds HTML: neither `&amp;` nor `<i>`.

    Databases leave it in what they export. The page shows it letter by letter.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Calm &amp; quiet}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm \\& quiet}}
    """
    for path, entry in subject.works:
        for name in (*_TEXTS, "abstract"):
            text = entry.get(name)
            found = next((found for found in _HTML.finditer(text) if _is_html(found, subject.handbook.ours)), None) if "&" in text or "<" in text else None
            if found:
                yield Finding(path, entry.at(name, *found.span()), say("`{found}` is HTML", found=_short(found[0])),
                              say("write the letter itself; `\\&` for an and"))


def _is_html(found: re.Match, ours: bool) -> bool:
    """Tell whether it is an element, of which SAF001 speaks in a handbook, or a letter that HTML knows."""
    return not ours if found[0][0] == "<" else not found[1] or f"{found[1]};" in html5


@rule("BIB032", Severity.WARNING)
def no_entry_in_a_comment(subject: Subject) -> Iterator[Finding]:
    """No entry stands behind a `%`.

    BibTeX knows no comments with `%`: outside of an entry everything but `@` is passed over, so the entry is read all the same.

    Bad: `references.bib`

        % @misc{lin2020calm, title = {Calm}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Calm}}
    """
    yield from _troubles(subject, "comment")


@rule("BIB033", Severity.ERROR)
def tex_runs_nothing(subject: Subject) -> Iterator[Finding]:
    """No TeX in the file starts a program or reads a file.

    Here nothing of it is run; somebody else may typeset the same bibliography with TeX.

    Bad: `references.bib`

        @preamble{"\\immediate\\write18{ls}"}

    Good: `references.bib`

        @preamble{"\\newcommand{\\noop}[1]{}"}
    """
    yield from _troubles(subject, "program")


@rule("BIB034", Severity.ERROR)
def work_was_not_withdrawn(subject: Subject) -> Iterator[Finding]:
    """No work that is cited was retracted, as far as somebody looked.

    `retractions.yml` says of each DOI when somebody looked and what was found. A retracted work supports nothing; who has to name it all
    the same ignores this rule and says why. Of a corrected one, the correction wants reading.

    Bad: `retractions.yml`

        10.1234/calm.2020: {checked: 2026-11-22, status: retracted, notice: 10.1234/notice}

    Good: `retractions.yml`

        10.1234/calm.2020: {checked: 2026-11-22, status: none}
    """
    for path, entry in subject.works if subject.handbook.standings else ():
        known = subject.handbook.standing_of(_doi(entry))
        if known is None or known.status == "none":
            continue
        notice = known.notice or say("its publisher's page")
        if known.status == "corrected":
            yield Finding(path, entry.at("doi"), say("`{key}` was corrected", key=entry.key), say("read the correction: {notice}", notice=notice),
                          at_most=Severity.NOTE)
        else:
            said = (say("`{key}` was retracted", key=entry.key) if known.status == "retracted"
                    else say("the publisher expressed concern about `{key}`", key=entry.key))
            yield Finding(path, entry.at("doi"), said, say("take out what rests on it; see {notice}", notice=notice),
                          at_most=None if known.status == "retracted" else Severity.WARNING)


@rule("BIB035", Severity.WARNING, ours=True, needs_whole=True)
def standing_of_each_work_is_noted(subject: Subject) -> Iterator[Finding]:
    """Every DOI stands in `retractions.yml`, with the day when somebody looked, or `never`.

    So a page says "not checked" where nobody looked, and never "not retracted".

    Bad: `retractions.yml`

        10.1234/another: {checked: never}

    Good: `retractions.yml`

        10.1234/calm.2020: {checked: never}
    """
    handbook = subject.handbook
    if any(failure.finding.path == STANDINGS for failure in handbook.failures) or any(file.troubles for file in handbook.bibliographies.values()):
        return
    dois, written = set(), {doi.lower(): doi for doi in subject.handbook.standings}
    for path, entry in subject.works:
        doi = _doi(entry).lower()
        if DOI.fullmatch(doi):
            dois.add(doi)
            if doi not in written:
                yield Finding(path, entry.at("doi"), say("`{doi}` does not stand in `{file}`", doi=doi, file=STANDINGS),
                              say("add `{doi}: {{checked: never}}` there", doi=doi))
    for doi in sorted(written.keys() - dois):
        yield Finding(STANDINGS, (written[doi],), say("no entry of the bibliography has the DOI `{doi}`", doi=doi), say("take the line out"))


def _doi(entry: Entry) -> str:
    doi = entry.get("doi")
    return plain(doi) if "{" in doi or "\\" in doi else doi


def _troubles(subject: Subject, about: str) -> Iterator[Finding]:
    for path, file in subject.handbook.bibliographies.items():
        for trouble in file.troubles:
            if trouble.about == about:
                yield Finding(path, Span(trouble.offset, trouble.offset + 1), trouble.message, trouble.hint)

"""Files with a tag before each value, as databases and programs export them: RIS, MEDLINE, EndNote, NoteExpress, RefWorks.

No library is used for them: the one for RIS reads RIS alone, stops at the first record that is not closed, and these five are one
thing written in five ways. What differs is in the tables.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from kb_tools.model.work import Person, Work
from kb_tools.sources.doi import first_doi
from kb_tools.sources.names import HAN, people, person

Record = dict[str, list[str]]
"""Values by the names of the table of a form."""


@dataclass(frozen=True)
class Form:
    """One way of writing: how a line with a tag looks, with which tag a record begins and ends, and what the tags mean.

    A tag that is not in the table is passed over, the lines after it too.
    """

    name: str
    line: re.Pattern
    begins: str
    ends: str
    tags: dict[str, str] = field(hash=False)


def _table(rows: str) -> dict[str, str]:
    """A table of tags: in each line what they mean, and after the colon the tags."""
    return {tag: name.strip() for name, _, tags in (row.partition(":") for row in rows.strip().split("\n")) for tag in tags.strip().split("|")}


FORMS = (
    Form("RIS", re.compile(r"\s*([A-Z][A-Z0-9])  ?- ?(.*)"), "TY", "ER", _table("""
        type: TY
        title: TI|T1|CT
        author: AU|A1
        editor: ED|A2
        journal: JF
        host: T2|BT
        short: JO|JA|J2|J1
        publisher: PB
        place: CY|PP
        year: PY|Y1
        date: DA
        volume: VL
        number: IS
        first: SP
        last: EP
        doi: DO
        url: UR|L2
        serial: SN
        language: LA
        degree: M3
        edition: ET
        series: T3
        """)),
    Form("MEDLINE", re.compile(r"([A-Z]{2,4}) {0,2}- ?(.*)"), "PMID", "", _table("""
        type: PT
        title: TI|BTI
        full author: FAU
        brief author: AU
        body: CN
        editor: FED
        journal: JT
        short: TA
        publisher: PB
        place: PL
        year: DP
        volume: VI
        number: IP
        pages: PG
        id: LID|AID
        serial: ISBN
        language: LA
        other: TT
        notice: RIN
        """)),
    Form("EndNote", re.compile(r"\s*%([0-9A-Za-z@+!#$&()*<=>?\[\]^~]) ?(.*)"), "0", "", _table("""
        type: 0
        title: T
        author: A
        editor: E
        journal: J
        host: B
        publisher: I
        place: C
        year: D
        date: 8
        volume: V
        number: N
        pages: P
        doi: R
        url: U
        serial: @
        language: G
        degree: 9
        edition: 7
        series: S
        other: Q
        """)),
    Form("NoteExpress", re.compile(r"\s*\{([^{}]{1,40})\}\s*[:：] ?(.*)"), "Reference Type", "", _table("""
        type: Reference Type
        title: Title
        author: Author
        journal: Journal
        host: Tertiary Title|Book Title
        event: Secondary Title
        publisher: Publisher
        place: Place Published
        year: Year
        date: Date
        volume: Volume
        number: Issue
        pages: Pages
        doi: DOI
        url: URL
        serial: ISBN/ISSN|ISBN|图书印刷版ISBN
        language: Language
        degree: Type of Work
        edition: Edition
        other: Translated Title
        """)),
    Form("RefWorks", re.compile(r"\s*([A-Za-z][A-Za-z0-9]) (.*)"), "RT", "", _table("""
        type: RT
        title: T1
        author: A1
        editor: A2
        journal: JF
        short: JO
        host: T2
        publisher: PB
        place: PP
        year: YR
        volume: VO|vo
        number: IS
        first: SP
        last: EP|OP
        doi: DO
        url: LK|UL
        serial: SN
        language: LA
        edition: ED
        degree: T3
        other: OT
        """)),
)

_KINDS = {kind: names.split("|") for kind, names in {
    "article": "jour|journal article|journal|article|mgzn|magazine article|news|newspaper article|newspaper|ejour|electronic article|review|期刊|报纸",
    "book": "book|whole book|edited book|edbook|ebook|electronic book|图书",
    "incollection": "chap|book section|book chapter|echap|bookinchapter|incollection",
    "inproceedings": "conf|cpaper|conference paper|conference proceedings|conference proceeding|proceedings|会议",
    "thesis": "thes|thesis|dissertation|dissertation/thesis|thesis/dissertation|学位论文",
    "techreport": "rprt|report|govdoc|government document|technical report",
}.items()}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}
_MASTER, _DOCTOR = re.compile(r"master|\bm\.? ?[as]c?\b|硕士|碩士", re.I), re.compile(r"doct|ph\.? ?d|博士", re.I)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20|21)\d\d(?!\d)")
_INITIALS = re.compile(r"(.+) ([A-Z]{1,4})(?: (Jr|Sr|2nd|3rd))?")
_SERIAL = re.compile(r"[\dXx][\dXx -]{8,16}")


def form_of(text: str) -> Form | None:
    """Return the form of a text: that whose first tag stands in the first line with a tag of that form; none where it has none of them."""
    for form in FORMS:
        first = next((found for line in text.split("\n") if (found := form.line.fullmatch(line.rstrip()))), None)
        if first and first[1] == form.begins:
            return form
    return None


def records(text: str, form: Form) -> Iterator[Record]:
    """Yield the records of a text, each value in one line. A value goes on in lines without a tag."""
    made: dict[str, list[list[str]]] = defaultdict(list)
    name = ""
    for line in text.split("\n"):
        found = form.line.fullmatch(line.rstrip())
        if found is None or found[1] not in form.tags and found[1] != form.ends and not _is_tag(found[1], form):
            if name and line.strip():
                made[name][-1].append(line.strip())
            continue
        if found[1] in (form.begins, form.ends):
            if made:
                yield _joined(made)
            made = defaultdict(list)
        name = form.tags.get(found[1], "")
        if name:
            made[name].append([found[2].strip()])
    if made:
        yield _joined(made)


def _joined(made: dict[str, list[list[str]]]) -> Record:
    """A record, the lines of each value in one."""
    return {name: [" ".join(lines) for lines in values] for name, values in made.items()}


def works(text: str, form: Form) -> Iterator[Work]:
    """Yield the works that a text of that form tells of, in order."""
    for record in records(text, form):
        yield _work(record, form)


def kind_of(said: str, degree: str = "") -> str:
    """The BibTeX type of what a database calls a kind of work; `misc` for anything else."""
    kind = _KIND_OF.get(said.strip().casefold(), "misc")
    if kind != "thesis":
        return kind
    return "mastersthesis" if _MASTER.search(degree) else "phdthesis" if _DOCTOR.search(degree) else "thesis"


def year_in(text: str) -> str:
    """The first number of four digits that may be a year."""
    found = _YEAR.search(text)
    return found[0] if found else ""


def span(first: str, last: str) -> str:
    """The pages from a first to a last one, of which either may be missing."""
    return f"{first}-{last}" if first and last and first != last else first or last


def _is_tag(tag: str, form: Form) -> bool:
    """Tell whether a line with a tag that no table has begins a value: in RefWorks any two letters and a blank could be a text that goes on."""
    return form.name != "RefWorks" or tag.isupper()


def _work(record: Record, form: Form) -> Work:
    def first(*names: str) -> str:
        return next((value for name in names for value in record.get(name, ()) if value), "")

    kinds = [kind_of(said, f"{first('degree')} {said}") for said in record.get("type", ())]
    kind = next((kind for kind in kinds if kind != "misc"), "misc")
    if form.name == "MEDLINE":
        kind = "book" if kind == "misc" and "serial" in record else "article" if first("journal", "short") else kind
    serial = next((found[0] for value in record.get("serial", ()) for found in _SERIAL.finditer(value) if len(re.sub("[ -]", "", found[0])) in (10, 13)), "")
    is_thesis = kind.endswith("thesis")
    published = first("publisher") or (first("journal", "host") if is_thesis else "")
    host = first("journal", "host", "short") if kind == "article" else first("host", "journal", "event")
    return Work(
        kind=kind, title=first("title"), authors=tuple(_authors(record)), editors=tuple(people(record.get("editor", ()))),
        host="" if is_thesis else host or first("event"), publisher="" if is_thesis else published, place=first("place"), school=published if is_thesis else "",
        year=year_in(first("year", "date")), volume=first("volume"), number=first("number"), pages=_pages(record), edition=first("edition"),
        series=first("series"),
        isbn=serial, doi=_doi(record), url=first("url"), language=first("language"), other_titles=tuple(record.get("other", ())),
        withdrawn_by=first("notice"),
    )


def _authors(record: Record) -> Iterator[Person]:
    yield from people(record.get("full author") or record.get("author", ()))
    for name in () if "full author" in record else record.get("brief author", ()):
        found = _INITIALS.fullmatch(name)
        yield Person(found[1], " ".join(f"{letter}." for letter in found[2]), found[3] or "") if found else person(name)
    for name in record.get("body", ()):
        yield Person(name, whole=" " in name or bool(HAN.search(name))) if name else person(name)


def _pages(record: Record) -> str:
    pages, first, last = (next(iter(record.get(name, ())), "") for name in ("pages", "first", "last"))
    return pages or (first if "-" in first else span(first, last))


def _doi(record: Record) -> str:
    return first_doi([*record.get("doi", ()), *(value for value in record.get("id", ()) if "[doi]" in value)])

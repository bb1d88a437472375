"""Canonical BibTeX: one field a line in one order, and each thing written in one way.

The texts themselves stay. What is written otherwise is named here and nothing else is: white space, the quotes around a value,
a range of pages, the address before a DOI, the name of a month. An entry that our reader has anything to say about stays as it
is, and so do words between entries.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from kb_tools.sources.bibtex import HEAD, File, Part, Raw, Trouble, raw_at, read
from kb_tools.words.messages import say

ORDER = {name: place for place, name in enumerate("""
    author author_zh authortype shortauthor title title_zh subtitle titleaddon shorttitle
    journal journaltitle journalsubtitle shortjournal booktitle booksubtitle booktitleaddon maintitle mainsubtitle editor editortype
    bookauthor translator eventtitle venue edition chapter
    publisher organization institution school address location
    year date month day origyear origdate howpublished howpublished_zh type
    series volume volumes part number issue eid pages pagetotal
    isbn issn doi eprint eprinttype archiveprefix eprintclass primaryclass url urldate note addendum
""".split())}
"""The place of each field in its entry. Others follow in the order they have, and last come `LAST`."""

LAST = ("unverified", "verified", "corrected")
"""What we say about the data ourselves."""

AS_WRITTEN = frozenset("abstract annotation annote comment review file pdf local-url verba verbb verbc".split())
"""Fields whose lines are kept: notes that programs show with their line ends, and paths of files."""

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()

_BLANK = " \t\n\f\v"
_BLANKS = re.compile(r"[ \t\n\f\v]+")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_DOI_ADDRESS = re.compile(r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:[ ]?)(10\.\d{4,9}/[^\s?#%{}]+)", re.I)
_MONTH_NAME = re.compile("(jan)(?:uary)?|(feb)(?:ruary)?|(mar)(?:ch)?|(apr)(?:il)?|(may)|(june?)|(july?)|(aug)(?:ust)?|(sept?)(?:ember)?|"
                         "(oct)(?:ober)?|(nov)(?:ember)?|(dec)(?:ember)?", re.I)
_MONTH_NUMBER = re.compile(r"0?([1-9])|(1[0-2])")
_DASH = r" ?[-–—−]{1,3} ?"
_RANGE = re.compile(rf"([A-Za-z]{{0,4}})([0-9]{{1,9}}){_DASH}(\1)([0-9]{{1,9}})")
_ROMAN_RANGE = re.compile(rf"([ivxl]+){_DASH}([ivxl]+)|([IVXL]+){_DASH}([IVXL]+)")
_BRACE = re.compile("[{}]")
_MEMBER = re.compile(r"(,[ ]?)")


@dataclass(frozen=True)
class _Item:
    """An entry, `@string` or `@preamble` in a file: where, as it is to be written, and whether it stays as it is for a trouble."""

    start: int
    end: int
    kind: str
    key: str
    made: str
    stays: bool


def canonical(text: str, sort: bool = False) -> tuple[str, tuple[Trouble, ...]]:
    """Return a BibTeX text, line ends LF, in canonical form, and why some entries stay as they are.

    With `sort`, entries stand by key between one text that stands alone and the next, those that a `crossref` names after the others.
    """
    file = read(text)
    items, why = _items(text, file)
    made = _joined(text, items)
    if sort:
        made = _sorted(made)
        made = _joined(made, _items(made, read(made))[0])
    if not _says_the_same(file, read(made), sort):
        return _ended(text), (Trouble(0, say("in canonical form, this bibliography would not say the same"), say("mend what `kb check` tells of it first")),)
    return made, why


def normal(name: str, text: str) -> str:
    """Return the text of a field, white space single, as its canonical form says it: pages, DOI and month."""
    if name == "pages":
        return _pages(text)
    if name == "doi":
        found = _DOI_ADDRESS.fullmatch(text)
        return found[1] if found else text
    if name == "month":
        return _month(text) or text
    return text


def _says_the_same(before: File, after: File, sort: bool) -> bool:
    """Hold two readings against each other."""
    def said(file: File) -> list[tuple]:
        found = [(e.key, e.type, sorted((name, normal(name, value)) for name, value in e.fields.items())) for e in file.entries]
        return sorted(found) if sort else found

    return said(before) == said(after) and [t.message for t in before.troubles] == [t.message for t in after.troubles]


def _items(text: str, file: File) -> tuple[list[_Item], tuple[Trouble, ...]]:
    """All that stands in a file, in order, as it is to be written, and why some stays."""
    spans = _spans(text, file)
    raws = [raw_at(text[start:end], 0) for start, end, _ in spans]
    defined = {name.lower() for raw in raws if raw.kind.lower() == "string" for name, _, _ in raw.fields}
    troubled = _troubled(text, spans, file.troubles)
    items, why = [], list(troubled.values())
    for place, ((start, end, inside), raw) in enumerate(zip(spans, raws)):
        written = "" if inside or place in troubled else _anew(text[start:end], raw, defined)
        items.append(_Item(start, end, raw.kind.lower(), raw.key, written or text[start:end], not written))
        if not written and not inside and place not in troubled:
            why.append(Trouble(start, say("in canonical form, this entry would not say the same"), say("write its key in letters and digits")))
    return items, tuple(sorted(why, key=lambda trouble: trouble.offset))


def _spans(text: str, file: File) -> list[tuple[int, int, bool]]:
    """Where each entry, string and preamble begins and ends, and whether it stands in another thing that goes on by its braces."""
    known = {entry.span.start: entry.span.end for entry in file.entries}
    closing = _closings(text)
    found: list[tuple[int, int, bool]] = []
    at = within = 0
    while (at := text.find("@", at)) >= 0:
        head = HEAD.match(text, at)
        if head is None:
            at += 1
            continue
        inside, goes_on = at < within, closing.get(head.end() - 1, 0)
        if head[1].lower() == "comment":
            at = head.end()
        else:
            found.append((at, known.get(at) or raw_at(text, at).end, inside))
            at = found[-1][1]
        if goes_on >= at:
            within = max(within, goes_on)
    return found


def _closings(text: str) -> dict[int, int]:
    """Where each brace that opens is closed."""
    opened: list[int] = []
    closing = {}
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            opened.append(brace.start())
        elif opened:
            closing[opened.pop()] = brace.start()
    return closing


def _troubled(text: str, spans: list[tuple[int, int, bool]], troubles: tuple[Trouble, ...]) -> dict[int, Trouble]:
    """The first trouble in each of `spans`, or after it: a field there belongs into the entry. An `@` there is nobody's."""
    starts = [start for start, _, _ in spans]
    found: dict[int, Trouble] = {}
    for trouble in troubles:
        place = bisect_right(starts, trouble.offset) - 1
        if place >= 0 and (trouble.offset < spans[place][1] or not text.startswith("@", trouble.offset)):
            found.setdefault(place, trouble)
    return found


def _is_clean(raw: Raw, length: int) -> bool:
    return raw.closed and not raw.troubles and raw.end == length


def _anew(text: str, raw: Raw, defined: set[str]) -> str:
    """Write what `raw` read in `text` anew; nothing where it would not read alike."""
    kind = raw.kind.lower()
    if not _is_clean(raw, len(text)):
        return ""
    if kind == "preamble":
        return text
    written = _string(text, raw) if kind == "string" else _entry(text, raw, defined)
    again = raw_at(written, 0)
    return written if _is_clean(again, len(written)) and again.key == raw.key and _content(text, raw) == _content(written, again) else ""


def _content(text: str, raw: Raw) -> dict[str, tuple]:
    """The fields by name: each part of the value, and whether it is the name of a string."""
    made = {}
    for name, _, parts in raw.fields:
        said = tuple((part.form == "name", text[part.start:part.end]) for part in parts)
        if len(said) == 1 and raw.kind.lower() != "string":
            is_name, value = said[0]
            said = ((is_name and name.lower() != "month", normal(name.lower(), " ".join(value.split()))),)
        made[name.lower()] = said
    return made


def _string(text: str, raw: Raw) -> str:
    name, _, parts = raw.fields[0]
    value = "{" + text[parts[0].start:parts[0].end] + "}" if len(parts) == 1 and parts[0].form != "name" else _parts(text, parts)
    return f"@string{{{name} = {value}}}"


def _entry(text: str, raw: Raw, defined: set[str]) -> str:
    names = {name.lower() for name, _, _ in raw.fields}
    fields = sorted(((name.lower(), parts) for name, _, parts in raw.fields), key=lambda field: _place(field[0], names))
    lines = [f"  {name} = {_value(text, name, parts, defined)}" for name, parts in fields]
    return f"@{raw.kind.lower()}{{{raw.key}" + "".join(f",\n{line}" for line in lines) + ("\n}" if lines else "}")


def _place(name: str, names: set[str]) -> int:
    """The place of a field among `names`: an editor stands where the author would, if there is none."""
    if name in LAST:
        return len(ORDER) + 1 + LAST.index(name)
    if name == "editor" and "author" not in names:
        name = "author"
    return ORDER.get(name, len(ORDER))


def _value(text: str, name: str, parts: tuple[Part, ...], defined: set[str]) -> str:
    if len(parts) != 1:
        return _parts(text, parts)
    written = text[parts[0].start:parts[0].end]
    if parts[0].form == "name":
        return written.lower() if name == "month" and written.lower() in MONTHS and written.lower() not in defined else written
    value = _tidy(name, written)
    if name == "month" and (month := _month(value)):
        return "{" + value + "}" if month in defined else month
    return "{" + normal(name, value) + "}"


def _parts(text: str, parts: tuple[Part, ...]) -> str:
    """The parts of a value, each as it is written."""
    marks = {"braced": "{}", "quoted": '""', "number": ("", ""), "name": ("", "")}
    return " # ".join(marks[part.form][0] + text[part.start:part.end] + marks[part.form][1] for part in parts)


def _tidy(name: str, value: str) -> str:
    """The value without white space that says nothing; a blank after a backslash does, and so do lines of paragraphs."""
    bare = value.strip(_BLANK)
    if name not in AS_WRITTEN and not name.startswith("bdsk-") and not _PARAGRAPH.search(bare):
        bare = _BLANKS.sub(" ", bare)
    return bare + " " if bare.endswith("\\") and value.rstrip(_BLANK) != value else bare


def _pages(text: str) -> str:
    return "".join(_page_range(piece) for piece in _MEMBER.split(text))


def _page_range(text: str) -> str:
    """`12--34` for a range that is written in another way; anything that could be a single page stays."""
    if found := _RANGE.fullmatch(text):
        first, last = found[2], found[4]
        if len(last) < len(first) or int(last) >= int(first):
            return f"{found[1]}{first}--{found[3]}{last}"
    if found := _ROMAN_RANGE.fullmatch(text):
        return "--".join(part for part in found.groups() if part)
    return text


def _month(text: str) -> str:
    """The macro of a month; nothing for anything else."""
    if found := _MONTH_NUMBER.fullmatch(text):
        return MONTHS[int(found[1] or found[2]) - 1]
    found = _MONTH_NAME.fullmatch(text.removesuffix("."))
    return MONTHS[found.lastindex - 1] if found else ""


def _ended(text: str) -> str:
    return text if text.endswith("\n") or not text.strip(_BLANK) else text + "\n"


def _joined(text: str, items: list[_Item]) -> str:
    out, at, before = [], 0, "edge"
    for item in items:
        after = "stays" if item.stays else item.kind
        out += [_between(text[at:item.start], before, after), item.made]
        at, before = item.end, after
    out.append(_between(text[at:], before, "edge"))
    return _ended("".join(out))


def _between(gap: str, before: str, after: str) -> str:
    """What stands between two things: one empty line, or the text there is, set off as it was. `before` and `after` are kinds."""
    if "stays" in (before, after):
        return gap
    said = gap.strip(_BLANK)
    if not said:
        if "edge" in (before, after):
            return "" if before == "edge" else "\n"
        return "\n" if before == after == "string" and gap.count("\n") < 2 else "\n\n"
    space = gap[:len(gap) - len(gap.lstrip(_BLANK))]
    start = "" if before == "edge" else "\n" * min(2, space.count("\n")) or space[:1]
    space = gap[len(gap.rstrip(_BLANK)):]
    return start + said + "\n" * (1 if after == "edge" else min(2, max(1, space.count("\n"))))


@dataclass
class _Block:
    """What sorting moves as one: a comment right above an entry, the entry, and what stands behind it on its line."""

    border: str
    text: str
    key: str = ""


def _sorted(text: str) -> str:
    """Sort the entries of a canonical text between texts that stand alone, strings and entries that stay."""
    file = read(text)
    parents = {entry.get("crossref").lower() for entry in file.entries} - {""}
    blocks, rest = _blocks(text, _items(text, file)[0])
    out: list[str] = []
    run: list[_Block] = []
    for block in [*blocks, _Block("", "")]:
        if not block.key or block.border.strip(_BLANK):
            out += [part for place, moved in zip(run, sorted(run, key=lambda b: (b.key in parents, b.key))) for part in (place.border, moved.text)]
            run = []
        if block.key:
            run.append(block)
        else:
            out += [block.border, block.text]
    return "".join(out) + rest


def _blocks(text: str, items: list[_Item]) -> tuple[list[_Block], str]:
    """Take a canonical text apart; the second is what stands after the last entry."""
    blocks: list[_Block] = []
    at = 0
    for item in items:
        gap, at = _take_behind(text[at:item.start], blocks), item.end
        own = len(gap) - len(gap.lstrip(_BLANK)) if blocks and gap.strip(_BLANK) else len(gap)
        own = max(own, gap.rfind("\n\n") + 2)
        sortable = not item.stays and item.kind not in ("string", "preamble")
        blocks.append(_Block(gap[:own], gap[own:] + text[item.start:item.end], item.key.lower() if sortable else ""))
    return blocks, _take_behind(text[at:], blocks)


def _take_behind(gap: str, blocks: list[_Block]) -> str:
    """Give what stands behind the last entry on its line to its block; return the rest of the gap."""
    end = gap.find("\n")
    if not blocks or not gap[:max(end, 0)].strip(_BLANK):
        return gap
    blocks[-1].text += gap[:end]
    return gap[end:]

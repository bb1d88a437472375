"""APA Style, 7th edition: what stands in the text, and what stands in the list."""

from functools import partial
from html import escape

from kb_tools.citations import fields
from kb_tools.citations.names import Name, names, plain
from kb_tools.sources.bibtex import Entry


def people(entry: Entry) -> tuple[tuple[Name, ...], bool]:
    """The authors, and whether others follow."""
    return names(entry)


def label(entry: Entry, year: str) -> str:
    """`Herrero et al., 2023`."""
    people, more = names(entry)
    if not people:
        title = plain(entry.get("title"))
        who = f"“{title[:40].rstrip()}…”" if len(title) > 40 else f"“{title}”"
    elif len(people) == 1 and not more:
        who = people[0].short
    elif len(people) == 2 and not more:
        who = f"{people[0].short} & {people[1].short}"
    else:
        who = f"{people[0].short} et al."
    return f"{who}, {year}"


def reference(entry: Entry, year: str) -> str:
    """The full reference as HTML."""
    field = partial(fields.html, entry)
    kind = entry.type
    original = escape(fields.first_year(entry))
    when = year.split("/")[-1] if original else year
    people, more = names(entry)
    title = _end(field("title"))
    if kind in ("article", "incollection", "inproceedings", "inbook"):
        head = title
    else:
        book = field("title")
        edition = _edition(field("edition"))
        what = ", ".join(x for x in (_thesis(entry), edition) if x)
        mark = (f" [{what}]" if _thesis(entry) else f" ({what})") if what else ""
        head = f"<i>{book}</i>{mark}."
    pieces = [_people(people, more), f"({when}).", head] if people else [head, f"({when})."]
    if kind == "article":
        volume = f", <i>{field('volume')}</i>" if field("volume") else ""
        number = f"({field('number')})" if field("number") else ""
        if number and not volume:
            number = f", {number}"
        pages = f", {fields.pages(field('pages'), '–')}" if field("pages") else ""
        pieces.append(f"<i>{field('journal')}</i>{volume}{number}{pages}.")
    elif kind in ("incollection", "inproceedings", "inbook"):
        editors, _ = names(entry, "editor")
        who = (" & ".join(f"{n.initials('.', ' ')} {n.family}".strip() for n in editors) + (" (Eds.), " if len(editors) > 1 else " (Ed.), ")) if editors else ""
        details = ", ".join(x for x in (_edition(field("edition")), f"pp. {fields.pages(field('pages'), '–')}" if field("pages") else "") if x)
        pieces.append(f"In {escape(who) if editors else ''}<i>{field('booktitle')}</i>{f' ({details})' if details else ''}.")
        pieces.append(_end(field("publisher") or field("organization")))
    elif kind in ("mastersthesis", "phdthesis"):
        pass
    else:
        issuer = field("publisher") or field("institution") or field("organization") or field("howpublished")
        if issuer and issuer not in [escape(n.family) for n in people]:
            pieces.append(_end(issuer))
    if original and original != when:
        pieces.append(f"(Original work published {original})")
    pieces.append(_address(entry))
    return " ".join(p for p in pieces if p)


def _people(people: tuple[Name, ...], more: bool) -> str:
    said = [escape(n.short if n.chinese or n.corporate or not n.given else f"{n.family}, {n.initials('.', ' ')}") for n in people]
    if more:
        return ", ".join(said) + ", et al."
    if len(said) > 20:
        return ", ".join(said[:19]) + ", … " + _dot(said[-1])
    if len(said) > 1:
        return ", ".join(said[:-1]) + ", &amp; " + _dot(said[-1])
    return _dot(said[0])


def _dot(text: str) -> str:
    return text if text.endswith((".", "]", "?")) else text + "."


def _end(text: str) -> str:
    return text if not text or text[-1] in ".?!]" else text + "."


def _edition(text: str) -> str:
    return f"{text} ed." if text and "ed" not in text.lower() else text


def _thesis(entry: Entry) -> str:
    if entry.type not in fields.THESES:
        return ""
    return ", ".join(x for x in (fields.THESES[entry.type], fields.html(entry, "school")) if x)


def _address(entry: Entry) -> str:
    doi, url = plain(entry.get("doi")), fields.address(entry)
    found = f"https://doi.org/{doi}" if doi else url
    return f'<a href="{escape(found)}" rel="noreferrer">{escape(found)}</a>' if found.startswith(("https://", "http://")) else ""

"""What is new, as an Atom feed in each language: the newest guides and pages."""

from pathlib import Path

from kb_tools import addresses
from kb_tools.addresses import EDITIONS
from kb_tools.export import xml
from kb_tools.export.epub import identifier
from kb_tools.export.jsonld import site_base
from kb_tools.export.openapi import LICENCE
from kb_tools.handbook import Handbook, ProsePage, Record
from kb_tools.model import LANGUAGES
from kb_tools.writing import write

MOST = 50
_TITLE = "Tongban 同伴"


def export(handbook: Handbook, target: Path) -> list[Path]:
    """Write `feed.en.xml` and `feed.zh.xml` into the folder `target`; return what was written."""
    written = [target / f"feed.{lang}.xml" for lang in LANGUAGES]
    for lang, path in zip(LANGUAGES, written):
        write(path, feed(handbook, lang, site_base()))
    return written


def feed(handbook: Handbook, lang: str, base: str = "") -> str:
    """Return the feed of an edition; its addresses begin with `base`, or are relative to where the site stands."""
    rows = sorted(((day, *_ref(owner), owner) for owner in [*handbook.every(), *handbook.pages()] if (day := _day(owner))), key=lambda row: row[1:3])
    rows.sort(key=lambda row: row[0], reverse=True)
    entries = "".join(_entry(row, lang, base) for row in rows[:MOST])
    home = f'<link rel="alternate" type="text/html" href={xml.value(base + EDITIONS[lang] + addresses.GENERATED["home"])}/>'
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}"><title>{_TITLE}</title><id>{identifier(f"feed/{lang}")}</id>{home}'
        f'<updated>{_time(handbook.newest() or "1980-01-01")}</updated><author><name>{_TITLE}</name></author><rights>{LICENCE}</rights>\n{entries}</feed>\n'
    )


def _ref(owner: Record | ProsePage) -> tuple[str, str]:
    return ("page", owner.name) if isinstance(owner, ProsePage) else owner.ref


def _day(owner: Record | ProsePage) -> str:
    days = [day for name in ("written", "reviewed") if (day := getattr(owner.facts, name, None))]
    return max(days).isoformat() if days else ""


def _entry(row: tuple, lang: str, base: str) -> str:
    day, kind, id, owner = row
    title = owner.title if kind == "page" else owner.name
    return (
        f'<entry><title>{xml.text(title.in_(lang))}</title><id>{identifier(f"{lang}/{kind}/{id}")}</id><updated>{_time(day)}</updated>'
        f'<link rel="alternate" type="text/html" href={xml.value(base + EDITIONS[lang] + addresses.of(owner))}/><category term="{kind}"/>'
        f"<summary>{xml.text(owner.summary.in_(lang))}</summary></entry>\n"
    )


def _time(day: str) -> str:
    return f"{day}T00:00:00Z"

"""The bibliography as one language shows it: each key formatted once."""

import re
from collections import defaultdict
from dataclasses import dataclass
from html import escape

from kb_tools.citations import apa, gbt
from kb_tools.citations.names import plain
from kb_tools.handbook import Handbook
from kb_tools.model.vocabulary import Access
from kb_tools.questions import asked
from kb_tools.sources.bibtex import Entry

_STYLES = {"en": apa, "zh": gbt}
_PAGES = re.compile(r"^(pp?)\.\s*(\S.*)$")
_LOCATOR = re.compile(r"^(p\. ?\d+|pp\. ?\d+\s?[–-]+\s?\d+|abstract|ch\. ?\d+|table ?\d+|fig\. ?\d+|§ ?\d[\d.]*)$", re.I)


@dataclass(frozen=True)
class Formatted:
    """One work in one language: author–date (as text), the full reference (as HTML), title, year, sort key."""

    key: str
    label: str
    reference: str
    title: str
    year: str
    sort: tuple


class Bibliography:
    """All works of a handbook in the style of `lang`: APA 7 in English, GB/T 7714—2015 author–date in Chinese."""

    asked_as = "bibliography"

    def __init__(self, handbook: Handbook, lang: str):
        self.lang = lang
        self._style = _STYLES[lang]
        self._entries = handbook.entries
        self._abstract = {study.facts.reference for study in handbook.all("study") if study.facts.access is Access.ABSTRACT}
        self._suffix = _suffixes(self._entries, self._style)
        self._made: dict[str, Formatted] = {}

    @asked
    def source(self, key: str) -> tuple[Entry, str, bool] | None:
        """What all that is said of a work is made of: its entry, the letter after its year, whether only its abstract was read."""
        return (self._entries[key], self._suffix.get(key, ""), key in self._abstract) if key in self._entries else None

    def __contains__(self, key: str) -> bool:
        return self.source(key) is not None

    def entry(self, key: str) -> Entry:
        """The entry as it stands in the file."""
        return self.source(key)[0]

    def __getitem__(self, key: str) -> Formatted:
        entry, letter, _ = self.source(key)
        if key not in self._made:
            people, _ = self._style.people(entry)
            year = _lettered(year_of(entry, self.lang), letter)
            self._made[key] = Formatted(
                key, self._style.label(entry, year), self._style.reference(entry, year), plain(entry.get("title")), year,
                (" ".join(n.short.lower() for n in people) or plain(entry.get("title")).lower(), year, key),
            )
        return self._made[key]

    def locator(self, key: str, written: str) -> str:
        """Return the locator to show: as written, or that only the abstract was read; in this language's form."""
        source = self.source(key)
        said = plain(written) or ("abstract" if source and source[2] else "")
        if self.lang == "zh":
            pages = _PAGES.match(said)
            if pages:
                return "第" + re.sub(r"\s*[–-]+\s*", "～", pages[2]) + "页"
            return "摘要" if said == "abstract" else said
        return re.sub(r"(\d)\s?-+\s?(\d)", "\\1–\\2", said)

    def inline(self, parts: list[tuple[str, str, str]], href) -> str:
        """Return a citation in the text as HTML: (prefix, key, locator) each, `href(key)` giving its link."""
        said = []
        for prefix, key, written in parts:
            found = self.locator(key, written)
            comma = "，" if self.lang == "zh" else ", "
            text = escape(self[key].label + (comma + found if found else ""))
            before = escape(prefix.strip()) + " " if prefix.strip() else ""
            said.append(f'{before}<a class="cite" href="{escape(href(key))}">{text}</a>')
        return ("（" + "；".join(said) + "）") if self.lang == "zh" else "(" + "; ".join(said) + ")"

    def ordered(self, keys) -> list[Formatted]:
        """The works called `keys`, each once, in the order of a reference list."""
        return sorted((self[key] for key in set(keys) if key in self), key=lambda f: f.sort)


def year_of(entry: Entry, lang: str) -> str:
    """The year as shown; `n.d.` where there is none, the original year of a reprint before it."""
    year = plain(entry.get("year")) or plain(entry.get("date"))[:4]
    first = plain(entry.get("origyear")) or plain(entry.get("origdate"))[:4]
    if not year:
        return "无日期" if lang == "zh" else "n.d."
    return f"{first}/{year}" if first and first != year else year


def is_locator(text: str) -> bool:
    """Tell whether a locator has one of the forms that are rendered."""
    return bool(_LOCATOR.match(text.strip()))


def _suffixes(entries: dict[str, Entry], style) -> dict[str, str]:
    """Letters for works that would otherwise be cited alike."""
    alike = defaultdict(list)
    for key, entry in entries.items():
        alike[style.label(entry, year_of(entry, "en"))].append(key)
    return {
        key: chr(ord("a") + i)
        for keys in alike.values() if len(keys) > 1
        for i, key in enumerate(sorted(keys, key=lambda k: (plain(entries[k].get("title")).lower(), k)))
    }


def _lettered(year: str, letter: str) -> str:
    """`2020a`, and as APA writes it, `n.d.-a`."""
    return f"{year}-{letter}" if letter and year == "n.d." else year + letter

"""The bibliography as one language shows it: each key formatted once."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from types import ModuleType

from kb_tools.citations import apa, fields, gbt
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
    """One work in one language; what is asked for is made when it is."""

    key: str
    label: str
    """Author–date, as text."""
    year: str
    entry: Entry
    style: ModuleType

    @cached_property
    def reference(self) -> str:
        """The full reference, as HTML."""
        return self.style.reference(self.entry, self.year)

    @cached_property
    def title(self) -> str:
        """The title, as text."""
        return plain(self.entry.get("title"))

    @cached_property
    def sort(self) -> tuple[str, str, str]:
        """By this works of a reference list are sorted."""
        people, _ = self.style.people(self.entry)
        return " ".join(name.short.lower() for name in people) or self.title.lower(), self.year, self.key


Remembered = Callable[[str, Iterable, Callable[[], str]], str]
"""Of a space and what a text is made of: what `make` returns, or what it returned in an earlier run for the same."""


class Bibliography:
    """All works of a handbook in the style of `lang`: APA 7 in English, GB/T 7714—2015 author–date in Chinese.

    `remembered` saves making what an earlier run made.
    """

    asked_as = "bibliography"

    def __init__(self, handbook: Handbook, lang: str, remembered: Remembered = lambda space, of, make: make()):
        self.lang = lang
        self._style = _STYLES[lang]
        self._entries = handbook.entries
        self._abstract = {study.facts.reference for study in handbook.all("study") if study.facts.access is Access.ABSTRACT}
        written = [lang, *((key, entry.type, entry.fields) for key, entry in self._entries.items())]
        self._shown = json.loads(remembered("labels", written, lambda: json.dumps(self._labels())))
        self._made: dict[str, Formatted] = {}

    @asked
    def source(self, key: str) -> tuple[Entry, str, bool] | None:
        """What all that is said of a work is made of: its entry, its year with a letter where there are more of it, whether only its abstract was read."""
        return (self._entries[key], self._shown[key][1], key in self._abstract) if key in self._entries else None

    def _labels(self) -> dict[str, tuple[str, str]]:
        """Author–date and year of each work."""
        letters = _suffixes(self._entries, self._style)
        years = {key: _lettered(year_of(entry, self.lang), letters.get(key, "")) for key, entry in self._entries.items()}
        return {key: (self._style.label(entry, years[key]), years[key]) for key, entry in self._entries.items()}

    def __contains__(self, key: str) -> bool:
        return self.source(key) is not None

    def entry(self, key: str) -> Entry:
        """The entry as it stands in the file."""
        return self.source(key)[0]

    def __getitem__(self, key: str) -> Formatted:
        entry, year, _ = self.source(key)
        if key not in self._made:
            self._made[key] = Formatted(key, self._shown[key][0], year, entry, self._style)
        return self._made[key]

    def locator(self, key: str, written: str) -> str:
        """Return the locator to show: as written, or that only the abstract was read; in this language's form."""
        source = self.source(key)
        said = plain(written) or ("abstract" if source and source[2] else "")
        if self.lang == "zh":
            pages = _PAGES.match(said)
            if pages:
                return "第" + fields.pages(pages[2], "～") + "页"
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
    year, first = fields.year(entry), fields.first_year(entry)
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

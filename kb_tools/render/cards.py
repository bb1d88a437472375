"""What the printed card of an activity says, front and back, and what of it fits.

A card is a quarter of an A4 sheet. Nothing may run over its edge, and no script measures it: so what fits is reckoned here, from how
wide letters are in the widest of the usual fonts. What does not fit is left out whole, and the card says that the guide has more. What keeps
children safe is never left out. A browser test measures every card.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from kb_tools import evidence, guide
from kb_tools.handbook import Record
from kb_tools.render.edition import Edition

WIDTH, HEIGHT = 230.0, 341.0
"""Points inside the edges of a card: 92 mm less 5.4 mm at each side, 133 mm less the same and 5 points for what reckoning gets wrong."""

_CITATION = re.compile(r"[ \t]*\[[^\[\]]*@[^\[\]]*\]")
_NARROW, _WIDE = frozenset("iIjlftr.,:;'’‘|!()[] ·-"), frozenset("mwMW@%—…")


@dataclass(frozen=True)
class Size:
    """The type of a card: points, and the height of a line in each script."""

    name: str
    points: float
    latin: float
    han: float

    def line(self, lang: str) -> float:
        """Points from line to line."""
        return self.points * (self.han if lang == "zh" else self.latin)


SIZES = (Size("", 9.4, 1.3, 1.42), Size("dense", 8.4, 1.25, 1.36), Size("small", 7.6, 1.2, 1.3))
"""What is tried, the larger first; the stylesheet for print has the same."""

META, TITLE, GAP = 7.8, 13.0, 4.0


@dataclass(frozen=True)
class Face:
    """One side of a card, whatever it shows: `left_out` names the sections of which something is only on the guide."""

    size: Size
    lines_to_note: int = 0
    shown: dict = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """The card of an activity in one edition; `lang` is the language of what was taken from the guide's prose."""

    record: Record
    lang: str
    title: str
    other: str
    facts: str
    foot: str
    steps: tuple[tuple[int, str], ...]
    stop: tuple[str, ...]
    front: Face
    back: Face


def card(edition: Edition, record: Record) -> Card:
    """Return the card of an activity."""
    lang = "zh" if edition.lang == "zh" and record.translated and record.translated.sections else "en"
    title, other = edition.plain(record.name), edition.other_name(record.name)
    facts, foot = _facts(edition, record), foot_of(edition, record)
    steps = tuple((step.minutes, step.card or step.name) for step in guide.steps_of(record, edition.lang))
    steps = tuple((minutes, guide.unmarked(line)) for minutes, line in steps)
    stop = tuple(map(edition.plain, record.facts.safeguarding.stop_signals))
    front = _front(edition, title, other, facts, foot, steps, stop, lang)
    return Card(record, lang, title, other, facts, foot, steps, stop, front, _back(edition, record, title, foot, lang))


def foot_of(edition: Edition, record: Record) -> str:
    """What stands at the foot of every printed sheet: the id, the date of the edition, the tier."""
    return f"{record.id} · {edition.words('edition-of', date=edition.edition_date)} · {evidence.activity_tier(record, edition.handbook)}"


def amount(edition: Edition, use) -> str:
    """How much of a material: `× 1 for each child`."""
    per = use.per.in_(edition.lang)
    return f"{per} × {use.amount}" if edition.lang == "zh" else f"× {use.amount} {per}"


def _to_bring(edition: Edition, name: str, use) -> str:
    w = edition.words
    said = w("cards-material", name=name, amount=amount(edition, use))
    return said + (w("cards-or", name=edition.plain(use.substitute)) if use.substitute else "")


def adults(edition: Edition, facts) -> str:
    """How many adults an activity needs, and from how many children on a second one: `1 adult, 2 from 9 children on`."""
    w = edition.words
    said = [w("n-adults", n=facts.adults) if facts.adults > 1 else w("one-adult")]
    return w("list-comma").join([*said, w("second-adult-from", n=facts.second_adult_from)] if facts.second_adult_from else said)


def _facts(edition: Edition, record: Record) -> str:
    facts, w = record.facts, edition.words
    materials = [edition.plain(m.name) for m in edition.records("material", (use.item for use in facts.materials))]
    said = [
        w("n-minutes", n=facts.minutes), facts.phase.in_(edition.lang), w("cards-ages", min=facts.ages.min, max=facts.ages.max),
        w("children-range", min=facts.group.min, max=facts.group.max), adults(edition, facts),
        w("list-comma").join(materials) or w("cards-nothing-to-bring"), w("risk-is", risk=facts.safeguarding.risk.in_(edition.lang)),
    ]
    return " · ".join(said)


# What fits

def _front(edition, title, other, facts, foot, steps, stop, lang) -> Face:
    """The largest type that holds all of the front, with as many lines to note on as there is room for, at least one if need be."""
    w = edition.words
    head = _height(f"{title} {other}", TITLE, 1.2, WIDTH) + 3 + _height(facts, META, 1.3, WIDTH) + 24 + _foot(foot)
    stop_line = w("stop-if") + w("colon") + w("cards-semicolon").join(stop)
    for size in SIZES:
        line = size.line(lang)
        body = sum(line * _lines(text, size.points, WIDTH - 27) + 2 for _, text in steps)
        body += 10 + size.line(edition.lang) * _lines(stop_line, size.points, WIDTH)
        free = HEIGHT - head - body - META * 1.3 - GAP
        if free >= 20 or size is SIZES[-1]:
            return Face(size, max(0, min(4, int(free // 20))))
    raise AssertionError


def _back(edition: Edition, record: Record, title: str, foot: str, lang: str) -> Face:
    """What keeps children safe, what to bring, then as many questions and versions as there is room for."""
    facts, w = record.facts, edition.words
    safe = [edition.plain(text) for text in facts.safeguarding.do_not_run_if]
    uses = [(edition.plain(found.name), use) for use in facts.materials if (found := edition.handbook.get("material", use.item))]
    bring = [_to_bring(edition, name, use) for name, use in uses]
    ask, fit = _prose(edition, record)
    for size in SIZES:
        line, room = size.line(edition.lang), Room(edition, size, lang)
        room.take(_height(title, 10.5, 1.2, WIDTH) + _foot(foot) + 3)
        room.heading()
        room.texts(safe, edition.lang)
        room.take(GAP + line * _lines(w("always-text"), size.points, WIDTH))
        room.heading()
        room.texts(bring or [w("cards-nothing-to-bring")], edition.lang)
        if room.left >= 40 or size is SIZES[-1]:
            break
    shown, left_out = {"safe": safe, "bring": bring or [w("cards-nothing-to-bring")]}, []
    room.take(line + GAP)  # for the line that says that the guide has more
    for name, section, rows in (("ask", "section-talk-about-it", ask), ("fit", "section-make-it-fit", fit)):
        shown[name] = room.rows(rows)
        if len(shown[name]) < len(rows):
            left_out.append(w(section))
    return Face(size, 0, shown, tuple(left_out))


class Room:
    """What is left of the height of a card while things are put on it."""

    def __init__(self, edition: Edition, size: Size, lang: str):
        self.left, self._edition, self._size, self._lang = HEIGHT, edition, size, lang

    def take(self, points: float) -> None:
        """Use some of it."""
        self.left -= points

    def heading(self) -> None:
        """Use the height of a heading."""
        self.take(self._heading)

    @property
    def _heading(self) -> float:
        return GAP + self._size.line(self._edition.lang)

    def texts(self, texts: Iterable[str], lang: str) -> None:
        """Use the height of list items."""
        self.take(sum(self._of(text, lang) for text in texts))

    def _of(self, text: str, lang: str) -> float:
        return self._size.line(lang) * _lines(text, self._size.points, WIDTH - 9) + 1

    def rows(self, rows: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Put as many rows of a list with a heading as there is room for, in their order; one that is too long is passed over."""
        fits, left = [], self.left - self._heading
        for row in rows:
            needed = self._of(" ".join(row), self._lang)
            if needed <= left:
                fits.append(row)
                left -= needed
        if fits:
            self.left = left
        return tuple(fits)


def _prose(edition: Edition, record: Record) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The questions to talk about, and the versions with what each does, of the guide."""
    found = {s.id: s.section for s in edition.sections(record)}
    ask = [(_plain(row.label), "") for row in _labelled(found.get("talk-about-it")) if row.label]
    fit = [(_plain(row.label), _plain(row.text)) for row in _labelled(found.get("make-it-fit")) if row.text]
    return ask, fit


def _labelled(section) -> tuple[guide.Labelled, ...]:
    return guide.labelled(section.text)[1] if section else ()


def _plain(text: str) -> str:
    return guide.unmarked(_CITATION.sub("", " ".join(text.split())))


def _foot(foot: str) -> float:
    return _height(foot, 7, 1.25, WIDTH) + 4


def _height(text: str, points: float, line: float, width: float) -> float:
    return points * line * _lines(text, points, width)


def _lines(text: str, points: float, width: float) -> int:
    """How many lines a text takes at most, broken as browsers break it: between words, and between Chinese characters."""
    return _lines_of(text, width / points)


_HAN = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_PIECES = re.compile(rf" |[^ {_HAN}]+|[{_HAN}]")
_SQUARE_IN_CHINESE = frozenset("“”‘’…—·×")


@lru_cache(maxsize=4096)
def _lines_of(text: str, ems: float) -> int:
    chinese = any("\u4e00" <= letter <= "\u9fff" for letter in text)
    lines, at = 1, 0.0
    for piece in _PIECES.findall(text):
        width = sum(_em(letter, chinese) for letter in piece)
        if at and at + width > ems and piece != " ":
            # Chinese marks never begin a line: they take the character before them along.
            lines, at = lines + 1, 1.0 if chinese else 0.0
        at += width
    return lines


def _em(letter: str, chinese: bool) -> float:
    if letter >= "\u2e80" or (chinese and letter in _SQUARE_IN_CHINESE):
        return 1.0
    if letter in _NARROW:
        return .34
    if letter in _WIDE:
        return .94
    return .69 if letter.isupper() else .59

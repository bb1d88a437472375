"""The sections of an activity guide, taken apart for its page, its card and its data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb_tools.diagnostics import Span
from kb_tools.handbook import ProsePage, Record
from kb_tools.model.vocabulary import Phase
from kb_tools.sources.markdown import Section, shield, without_comments
from kb_tools.sources.names import HAN

IN_SHORT = {"en": "_In short:_", "zh": "_一句话：_"}
"""How the line of a step begins that its card shows."""

CARD_LETTERS = 90
"""Letters that fit on a line of a card."""

LANE_LABELS = {"en": ("Children", "Watch"), "zh": ("孩子", "留意")}
"""What stands in bold before what children do in a step, and before what to look for."""

HOME_HEADING = {"en": "Words for home", "zh": "念给家里人听"}
WORDS_A_MINUTE = {"en": 140, "zh": 230}
"""How many words, or Chinese characters, are read aloud unhurriedly in a minute."""

PARENT_HEADING = {"en": "If a parent cannot be reached", "zh": "联系不上父母时"}
PARENT_NEED = "parent-child-relationship"

AGES, GROUP, LONGEST = (3, 18), (1, 40), 180
"""Years, children and minutes that a guide can be for: children, in one room, before they need a break."""

LENGTHS = {phase: (500, 900) if phase is Phase.WORKING else (200, 450) for phase in Phase}
"""How many words the guide of an activity has in English, at least and at most: more in the main part of a meeting."""

_CARD = re.compile(rf"^(?:{'|'.join(map(re.escape, IN_SHORT.values()))})[ \t]*(.+)$", re.M)
_MARKED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>|])|[*_`]|\[([^\]]*)\]\([^)]*\)")
_DO, _WATCH = (re.compile(rf"^\*\*(?:{'|'.join(labels)})\*\*[ \t]*", re.M) for labels in zip(*LANE_LABELS.values()))
_BOLD = re.compile(r"\n[ \t]*\n(\*\*[^*\n]+\*\*)")
_SCRIPT = re.compile(r"^>.*$", re.M)
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_LIST_ITEM = re.compile(r"^- ", re.M)
_LABELLED = re.compile(r"^\*\*(.+?)[:：]?\*\*[:：]?[ \t]*(.*)$", re.S)


@dataclass(frozen=True)
class Lane:
    """A stretch of a step: `you` do it, `say` it aloud, children `do` it, `watch` for it; Markdown text."""

    kind: str
    text: str


@dataclass(frozen=True)
class GuideStep:
    """A step of a guide: number, name, minutes, the line for the card, and its lanes in order."""

    number: int
    name: str
    minutes: int
    card: str
    lanes: tuple[Lane, ...]


@dataclass(frozen=True)
class Labelled:
    """A list item with a bold label: a question with its likely answers, or a version with its text; Markdown."""

    label: str
    text: str


def steps(section: Section) -> tuple[GuideStep, ...]:
    """Return the steps of a guide's `Steps` section."""
    made = []
    for step in section.steps:
        text = without_comments(step.text)
        card = _CARD.search(text)
        rest = _CARD.sub("", text, count=1)
        made.append(GuideStep(step.number, step.name, step.minutes or 0, card[1].strip() if card else "", tuple(_lanes(rest))))
    return tuple(made)


def steps_of(record: Record, lang: str) -> tuple[GuideStep, ...]:
    """Return the steps of an activity in a language, those in English where it is not translated; nothing where it has none."""
    at = next((i for i, section in enumerate(record.document.sections) if section.id == "steps"), None)
    if at is None:
        return ()
    other = record.translated.sections if lang == "zh" and record.translated else ()
    return steps(other[at] if at < len(other) else record.document.sections[at])


def unknown_labels(section: Section) -> Iterator[Span]:
    """Where a paragraph of a step begins with words in bold that begin no lane."""
    found = [label for step in section.steps for label in _BOLD.finditer(section.file, step.body.start, step.body.end)
             if not (_DO.match(label[1]) or _WATCH.match(label[1]))]
    plain = shield(section.file) if found else ""
    yield from (Span(*label.span(1)) for label in found if plain[label.start(1):label.end(1)] == label[1])  # and not in code or a comment


def home_words(section: Section) -> str | None:
    """Return what *Before you start* holds to be read aloud to whoever looks after the child: the script under its last `###` heading."""
    heading = next((h for h in reversed(section.headings) if h.level == 3), None)
    script = heading and _SCRIPT.findall(without_comments(section.file[heading.span.end:section.span.end]))
    return "\n".join(re.sub(r"^>[ \t]?", "", line) for line in script) if script else None


WORDS_READ, CHARACTERS_READ = 200, 350
"""How many English words, and how many Chinese characters, somebody reads in a minute with care."""


def reading_minutes(owner: Record | ProsePage, lang: str) -> int:
    """Return how many minutes a guide or page takes to read in a language, at least one."""
    text = (owner.translated if lang == "zh" and owner.translated else owner.document).body
    text = without_comments(text)
    minutes = len(_WORD.findall(text)) / WORDS_READ + len(HAN.findall(text)) / CHARACTERS_READ
    return max(1, round(minutes))


_HOME_WORDS = re.compile(rf"^### {HOME_HEADING['en']}\n\n(?:>.*\n)+", re.M)
_NOT_READ = re.compile(r"\[@[^\]]*\]|\]\([^)]*\)")
_JOINT = re.compile(r"['’–-](?=[A-Za-z0-9])")
_LETTERS_ALONE = bytes(97 if c < 128 and chr(c).isalnum() else 32 for c in range(256))


def words_read(body: str) -> int:
    """Return how many words of a guide in English are read by whoever leads it: none of the words for home, of citations and addresses."""
    if HOME_HEADING["en"] in body:
        body = _HOME_WORDS.sub("", body)
    return _words(body) - sum(map(_words, _NOT_READ.findall(body)))


def _words(text: str) -> int:
    """Count words, of which one may hold apostrophes and hyphens: runs of letters and digits, those that are joined as one."""
    data = text.encode("utf-8", "replace").translate(_LETTERS_ALONE)
    runs = data.count(b"a ") + data.endswith(b"a")
    return runs - sum(1 for joint in _JOINT.finditer(text) if text[joint.start() - 1:joint.start()].isalnum() and text[joint.start() - 1].isascii())


def is_in_chinese(body: str, words: int) -> bool:
    """Tell whether a guide with so many English words has more Chinese characters: its text waits to be put into its Chinese file."""
    return len(HAN.findall(body)) > words


def unmarked(line: str) -> str:
    """A line of Markdown as it reads: without emphasis, links as their words, escaped signs as themselves."""
    return _MARKED.sub(lambda found: found[1] or found[2] or "", line).strip()


def _lanes(text: str) -> Iterator[Lane]:
    for block in re.split(r"\n[ \t]*\n", text.strip()):
        if not block.strip():
            continue
        if block.startswith(">"):
            yield Lane("say", re.sub(r"^>[ \t]?", "", block, flags=re.M))
        elif _DO.match(block):
            yield Lane("do", _DO.sub("", block, count=1))
        elif _WATCH.match(block):
            yield Lane("watch", _WATCH.sub("", block, count=1))
        else:
            yield Lane("you", block)


def labelled(text: str) -> tuple[str, tuple[Labelled, ...]]:
    """Return what stands before a list with bold labels, and its items."""
    parts = _LIST_ITEM.split(without_comments(text).strip())
    found = []
    for part in parts[1:]:
        item = _LABELLED.match(part.strip())
        found.append(Labelled(item[1], re.sub(r"\n[ \t]+", "\n", item[2]).strip()) if item else Labelled("", part.strip()))
    return parts[0].strip(), tuple(found)

"""The index of the site's search: what the pages say, cut into small scripts that a browser loads as it needs them.

A page becomes tokens: Latin words in lower case without accents, and every pair of neighbouring Han characters. The
last character of a Han run is a token as well, so each character begins at least one token of its page, and a search
for one character looks only at tokens that begin with it.

The scripts call `kbPart(name, data)`. There are five kinds, and `docs/assets/core/search.js` reads them:

- `top`: how many pages there are, how long each is and what it is worth, the first and last number of each run
  of activities, all Latin words, and what people say who need a page before any other: its number, and the phrases
- `l0` … `l63`: where the Latin words stand; all words with the same two first letters are in one script
- `h0` … `h127`: where the Han tokens stand; all tokens with the same first character are in two neighbours
- `d0`, `d1` …: address, kind, title and summary of eight pages each
- `t/ADDRESS`: all a page says, a line for each paragraph; it is loaded for a result that the reader sees

A list of tokens is front-coded: a capital says how many letters to keep of the token before (`A` none, `B` one …), and
what follows is new. The places of a token are numbers in base 32, five bits a character, the character's sixth bit set
when more follow: the step from one page to the next, times 16, plus the weight of the token there, at most 15. It weighs
nothing where only what stands aside has it.
"""

import json
import math
import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

from kb_tools import addresses

IN_TITLE, IN_ALSO, IN_SUMMARY, LENT = 6, 4, 2, 1
PAGES_PER_SCRIPT = 8
WORTH = 20
"""What a page is worth to the reader for whom the handbook is made, at most. Its score is multiplied by this over `WORTH`."""

COMMON = frozenset(
    "a an and are as at be but by can do does each for from get gets got has have he her him his how i if in is it its just keep keeps may me my"
    " of on one or other our really she so that the their them then there they this to us very was we what when which who will with you your".split()
)
"""English words that say little. They count in titles only; a search ignores them beside other words."""

_AWAY = -1
"""What a token weighs on a page that does not say it."""
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_CAPITALS = _DIGITS[:26]
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_CODED = re.compile("([A-Z])([^A-Z]*)")
_MARKS = re.compile("[\u0300-\u036f]+")
_ALSO_FOLDED = str.maketrans({"æ": "ae", "œ": "oe", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th"})
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
# What stands between characters that surely part words: whatever folding does to one run, it does not to the next.
_RUN = re.compile("[^\x00-&(-/:-`{-\x7f·×–—“”…\u3001-\u3011，：；？！（）]+")
_TWO_WORDS = re.compile("[a-z]{3,} [a-z]{3,}")
"""A name of an activity that people write without the blank: "roleplay", "jobtree"."""
_PIECE = re.compile(f"[a-z0-9]+(?:['’][a-z0-9]+)*|[{_HAN}]+")


@dataclass(frozen=True)
class Searchable:
    """A page as the search sees it."""

    address: str
    """Path from the edition's root, `activities/job-tree.html`."""
    kind: str
    """What the page is, in the edition's language."""
    title: str
    summary: str
    text: str
    """Everything the page says, without tags."""
    also: tuple[str, ...] = ()
    """Other names: synonyms, and the title in the other language."""
    lent: tuple[str, ...] = ()
    """What people say for the terms whose pages lead here."""
    worth: int = WORTH
    first: tuple[str, ...] = ()
    """What people say who need this page before any other."""
    aside: str = ""
    """What of the text is about something else: pages that say a word only here come last."""


@dataclass(frozen=True)
class Indexed:
    """A page as the index holds it: what a result shows of it, all it says, its worth, what each of its tokens weighs, and what leads to it first."""

    address: str
    kind: str
    title: str
    summary: str
    text: str
    worth: int
    tokens: Mapping[str, int]
    first: Sequence[str]

    @property
    def shown(self) -> list[str]:
        """What a result shows of the page."""
        return [self.address, self.kind, self.title, self.summary]

    def spelled(self) -> str:
        """The page as one text."""
        return json.dumps([*self.shown, self.text, self.worth, self.tokens, self.first], ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def read(cls, spelled: str) -> "Indexed":
        """The page that a text spells."""
        return cls(*json.loads(spelled))


def words(text: str) -> Iterator[str]:
    """The tokens of a text, in order."""
    for piece in _PIECE.findall(_folded(text)):
        if piece[0] <= "z":
            yield piece.replace("'", "").replace("’", "")
        else:
            for first, second in pairwise(piece):
                yield first + second
            yield piece[-1]


def indexed(page: Searchable) -> Indexed:
    """A page as the index holds it: the slow half of the work, and a function of the page alone."""
    return Indexed(page.address, page.kind, page.title, page.summary, page.text, page.worth, tokens(page), page.first)


def tokens(page: Searchable) -> dict[str, int]:
    """The tokens of a page and what each weighs there.

    A word of the text counts by how often its number doubles: one that stands there eight times says more than one that
    stands there once, and less than one in the title. The fewer words a name has, the more each of them says. What only
    stands aside is there and weighs nothing.
    """
    found: Counter[str] = Counter()
    for run, times in (Counter(_RUN.findall(page.text.lower())) - Counter(_RUN.findall(page.aside.lower()))).items():
        if run.isascii() and run.isalnum():
            found[run] += times
            continue
        for token in words(run):
            found[token] += times
    for token, times in found.items():
        found[token] = times.bit_length()
    _add(found, words(page.summary), IN_SUMMARY)
    for word in COMMON.intersection(found):
        del found[word]
    for token in {token for name in page.lent for token in words(name)} - COMMON:
        found[token] += LENT
    for name in page.also:
        _add_name(found, name, IN_ALSO)
    _add_name(found, page.title, IN_TITLE)
    if is_activity(page.address):
        _add(found, (name.replace(" ", "") for name in map(_folded, (page.title, *page.also)) if _TWO_WORDS.fullmatch(name)), IN_ALSO)
    return dict.fromkeys((token for token in words(page.aside) if token not in COMMON), 0) | found


class Index:
    """The index of an edition's pages, which come one by one in the order of their addresses."""

    def __init__(self) -> None:
        self._places: defaultdict[str, list[str]] = defaultdict(list)
        self._latest: dict[str, int] = {}
        self._lengths: list[str] = []
        self._worths: list[str] = []
        self._shown: list[list[str]] = []
        self._texts: list[bytes] = []
        self._first: list[list] = []

    def add(self, page: Indexed) -> None:
        """Take a page."""
        number, places, latest = len(self._shown), self._places, self._latest
        self._shown.append(page.shown)
        self._first += _first(number, page)
        self._lengths.append(_length(page))
        self._worths.append(_DIGITS[page.worth])
        self._texts.append(zlib.compress(page.text.encode("utf-8"), 1))  # thousands of pages wait here at once
        for token, weight in page.tokens.items():
            step = number - latest.get(token, -1)
            latest[token] = number
            places[token].append(_number(step << 4 | _weight(weight)))

    def scripts(self) -> Iterator[tuple[str, str]]:
        """Yield file name and text of each script."""
        places = self._places
        drawers: defaultdict[str, list[str]] = defaultdict(list)
        for token in sorted(places):
            drawers[drawer(token)].append(token)
        yield _script("top", {
            "pages": len(self._shown),
            "per": PAGES_PER_SCRIPT,
            "lengths": "".join(self._lengths),
            "activities": list(_runs([number for number, (address, *_) in enumerate(self._shown) if is_activity(address)])),
            "worths": "".join(self._worths),
            "words": _front_coded(token for token in sorted(places) if token[0] <= "z"),
            "han": _han_drawers(drawers),
            "common": " ".join(sorted(COMMON)),
            "first": self._first,
        })
        for name, held in sorted(drawers.items()):
            yield _drawer(name, {token: "".join(places[token]) for token in held})
        for start in range(0, len(self._shown), PAGES_PER_SCRIPT):
            yield _script(f"d{start // PAGES_PER_SCRIPT}", self._shown[start : start + PAGES_PER_SCRIPT])
        for (address, *_), text in zip(self._shown, self._texts, strict=True):
            yield _script(_text_name(address), zlib.decompress(text).decode("utf-8"))


def patched(script: Callable[[str], str | None], changes: Iterable[tuple[int, Indexed, Indexed]]) -> Iterator[tuple[str, str | None]]:
    """Yield the scripts of an index that pages changed: file name and new text, or nothing where a script goes.

    `script` returns the text of a script as it stands, by file name; `changes` are a page's number, the page as it was
    and as it is. What comes out is what an index made anew would have there.
    """
    top = _data(script("top.js"))
    lengths, worths, first = list(top["lengths"]), list(top["worths"]), dict(top["first"])
    vocabulary, han = set(_from_front_coded(top["words"])), {f"h{number}" for number in top["han"]}
    edits: defaultdict[str, list[tuple[str, int, int]]] = defaultdict(list)
    shown: defaultdict[str, dict[int, list[str]]] = defaultdict(dict)
    for number, was, now in changes:
        lengths[number], worths[number] = _length(now), _DIGITS[now.worth]
        first = {**{one: said for one, said in first.items() if one != number}, **dict(_first(number, now))}
        for token in was.tokens.keys() | now.tokens.keys():
            weight = _weight(now.tokens.get(token, _AWAY))
            if weight != _weight(was.tokens.get(token, _AWAY)):
                edits[drawer(token)].append((token, number, weight))
        if was.shown != now.shown:
            shown[f"d{number // PAGES_PER_SCRIPT}"][number % PAGES_PER_SCRIPT] = now.shown
        if was.text != now.text:
            yield _script(_text_name(now.address), now.text)
    for name, wanted in sorted(edits.items()):
        held = _from_drawer(script(f"{name}.js"))
        for token, number, weight in wanted:
            places = dict(_from_places(held.get(token, ""))) | {number: weight}
            held[token] = _places(places)
            if not held[token]:
                del held[token]
            if token[0] <= "z":
                (vocabulary.add if token in held else vocabulary.discard)(token)
        if name[0] == "h":
            (han.add if held else han.discard)(name)
        yield _drawer(name, dict(sorted(held.items()))) if held else (f"{name}.js", None)
    for name, pages in sorted(shown.items()):
        every = _data(script(f"{name}.js"))
        yield _script(name, [pages.get(place, page) for place, page in enumerate(every)])
    yield _script("top", {**top, "lengths": "".join(lengths), "worths": "".join(worths), "words": _front_coded(sorted(vocabulary)), "han": _han_drawers(han), "first": [list(one) for one in sorted(first.items())]})


def drawer(token: str) -> str:
    """The script that holds a token."""
    first, second = ord(token[0]), ord(token[1]) if len(token) > 1 else 0
    if token[0] <= "z":
        return f"l{(31 * first + second) % 64}"
    return f"h{first % 64 * 2 + second % 2}"


def is_activity(address: str) -> bool:
    """Whether a page is an activity's: the finder looks for these alone."""
    return address.startswith("activities/") and address not in addresses.GENERATED.values()


def _runs(numbers: list[int]) -> Iterator[list[int]]:
    """Rising numbers as runs of neighbours: the first and the last of each."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in run]
        yield [run[0], run[-1]]


def _folded(text: str) -> str:
    """The text in lower case, without accents, full-width forms made plain."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).lower().translate(_ALSO_FOLDED)


def _add(found: Counter[str], more: Iterable[str], weight: int) -> None:
    for token in more:
        found[token] += weight


def _add_name(found: Counter[str], name: str, weight: int) -> None:
    held = list(words(name))
    telling = sum(len(token) > 1 and token not in COMMON for token in held)
    _add(found, held, weight + round(weight / max(1, telling)))


def _text_name(address: str) -> str:
    """The script that holds what a page says."""
    return "t/" + address.replace(".html", "").replace("#", "-")


def _first(number: int, page: Indexed) -> list[list]:
    """The number of a page with what leads to it first, if anything does."""
    return [[number, list(page.first)]] if page.first else []


def _length(page: Indexed) -> str:
    """One character for the length of a page, on a scale on which a few words more change nothing."""
    return _DIGITS[min(63, round(4 * math.log2(max(1, sum(page.tokens.values())))))]


def _weight(weight: int) -> int:
    """A weight as the index holds it."""
    return min(weight, 15)


def _places(weights: Mapping[int, int]) -> str:
    """The places of a token: by page, what it weighs there."""
    made, before = [], -1
    for number, weight in sorted(weights.items()):
        if weight != _AWAY:
            made.append(_number((number - before) << 4 | weight))
            before = number
    return "".join(made)


def _from_places(places: str) -> Iterator[tuple[int, int]]:
    number, value, shift = -1, 0, 0
    for digit in places:
        bits = _VALUES[digit]
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            number += value >> 4
            yield number, value & 15
            value = shift = 0


@cache
def _number(value: int) -> str:
    made = ""
    while value >= 32:
        made += _DIGITS[32 | value & 31]
        value >>= 5
    return made + _DIGITS[value]


def _front_coded(held: Iterable[str]) -> str:
    made, before = [], ""
    for token in held:
        kept = 0
        for old, new in zip(before[:25], token, strict=False):
            if old != new:
                break
            kept += 1
        made.append(_CAPITALS[kept] + token[kept:])
        before = token
    return "".join(made)


def _from_front_coded(coded: str) -> Iterator[str]:
    token = ""
    for kept, new in _CODED.findall(coded):
        token = token[:_CAPITALS.index(kept)] + new
        yield token


def _drawer(name: str, held: Mapping[str, str]) -> tuple[str, str]:
    """The script of a drawer: its tokens in order, each with its places."""
    return _script(name, {"words": _front_coded(held), "places": " ".join(held.values())})


def _from_drawer(script: str | None) -> dict[str, str]:
    if script is None:
        return {}
    data = _data(script)
    return dict(zip(_from_front_coded(data["words"]), data["places"].split(" "), strict=True))


def _han_drawers(names: Iterable[str]) -> list[int]:
    return sorted(int(name[1:]) for name in names if name[0] == "h")


def _script(name: str, data: object) -> tuple[str, str]:
    return f"{name}.js", f"kbPart({json.dumps(name)},{json.dumps(data, ensure_ascii=False, separators=(',', ':'))})\n"


def _data(script: str) -> dict | list:
    return json.loads(script[script.index(",") + 1:-2])

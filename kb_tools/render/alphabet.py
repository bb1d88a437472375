"""The order of names and the letter under which each stands, in English and in Chinese."""

import re
from bisect import bisect_right
from types import SimpleNamespace

_NOT_FIRST = re.compile(r"^[^\w]+")
OTHERS = "#"

# The 3755 common characters of GB 2312 stand in the order of their pinyin; each letter begins at one of these.
_BEGINS = {
    0xB0A1: "A", 0xB0C5: "B", 0xB2C1: "C", 0xB4EE: "D", 0xB6EA: "E", 0xB7A2: "F", 0xB8C1: "G", 0xB9FE: "H", 0xBBF7: "J",
    0xBFA6: "K", 0xC0AC: "L", 0xC2E8: "M", 0xC4C3: "N", 0xC5B6: "O", 0xC5BE: "P", 0xC6DA: "Q", 0xC8BB: "R", 0xC8F6: "S",
    0xCBFA: "T", 0xCDDA: "W", 0xCEF4: "X", 0xD1B9: "Y", 0xD4D1: "Z",
}
_STARTS = sorted(_BEGINS)
_LAST = 0xD7F9


def sort_key(name: str) -> tuple[str, bytes]:
    """Sort names by the letter under which they stand, then as written."""
    plain = _NOT_FIRST.sub("", name).casefold()
    return letter(name), plain.encode("gb18030", "replace")


def letter(name: str) -> str:
    """The capital letter under which a name stands: its own first letter, or that of its pinyin."""
    first = _NOT_FIRST.sub("", name)[:1]
    if first.isascii():
        return first.upper() if first.isalpha() else OTHERS
    code = int.from_bytes(first.encode("gb2312", "ignore"), "big")
    return _BEGINS[_STARTS[bisect_right(_STARTS, code) - 1]] if _STARTS[0] <= code <= _LAST else OTHERS


def by_letter(entries, lang: str) -> list[SimpleNamespace]:
    """Entries (each with a `title`) in order, under their letters; what has none comes last."""
    made: dict[str, list] = {}
    for entry in sorted(entries, key=lambda e: sort_key(e.title)):
        made.setdefault(letter(entry.title), []).append(entry)
    return [SimpleNamespace(letter=name, id="other" if name == OTHERS else name.lower(), entries=made[name])
            for name in sorted(made, key=lambda name: (name == OTHERS, name))]

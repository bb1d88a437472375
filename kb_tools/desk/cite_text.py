"""Plain text of catalogues, cleaned, and written as BibTeX holds it."""

import re
import unicodedata
from functools import cache
from html import unescape

from kb_tools.citations.names import plain
from kb_tools.sources.names import HAN

_LONGEST = 20_000
"""Letters of a text that are looked at: no name or title comes near."""

_ELEMENT = re.compile(
    r"</?(?:(?:jats|mml|m|xhtml):[\w-]{1,40}|[biup]|em|strong|su[bp]|scp?|tt|span|font|br|div|italic|bold|small|title|inline-formula|alternatives"
    r"|math|m(?:row|i|n|o|sub|sup|subsup|frac|text|over|under|style|fenced|sqrt))(?:\s[^<>]{0,500}=[^<>]{0,500})?\s?/?>", re.I)
_TWICE = re.compile(r"<((?:mml:)?annotation|(?:jats:)?tex-math)\b[^<>]{0,500}>.{0,5000}?</\1>", re.I | re.S)
_NOT_SEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e007f]")
_LIKE_HTML = re.compile(r"<(?=[/!?A-Za-z\[-])")
_TO_PLAIN = str.maketrans({"{": "(", "}": ")", "\\": "/", "~": "˜", "‘": "'", "’": "'", "‚": ",", "‐": "-", "‑": "-", "−": "–", "\u00a0": " ", "^": "ˆ"})
_TO_TEX = {"&": "\\&", "%": "\\%", "#": "\\#", "$": "\\$", "_": "\\_", "–": "--", "—": "---", "˜": "{\\~{}}", "ˆ": "{\\^{}}"}
_LIGATURE = re.compile(r"(?<=,)(?=,)|(?<=[?!])(?=`)")
"""Between two signs of which TeX makes one: a low quotation mark, an upside-down question mark."""
_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".", "\u0308": '"', "\u030a": "r", "\u030b": "H",
    "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0328": "k",
}
_LETTERS = {
    "ø": "o", "Ø": "O", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "å": "aa", "Å": "AA", "ł": "l", "Ł": "L", "ð": "dh", "Ð": "DH", "þ": "th",
    "Þ": "TH", "ı": "i",
}


def cleaned(text: str) -> str:
    """Return a text as people read it: in one line, no HTML or MathML, no letters that nobody sees, single characters for letters with accents.

    What only looks like HTML stays, as text: a blank after its `<` keeps it from being taken for that.
    """
    text = text[:_LONGEST]
    for _ in range(3):  # databases escape what is escaped already
        if (bare := unescape(_ELEMENT.sub("", _TWICE.sub("", text)))) == text:
            break
        text = bare
    text = unicodedata.normalize("NFC", text).replace("\u2028", " ").replace("\u2029", " ")
    text = _NOT_SEEN.sub(lambda found: " " if found[0] in "\t\n\v\f\r\x1c\x1d\x1e\x85" else "", text)
    text = " ".join(text.translate(_TO_PLAIN).replace("''", '"').replace("``", '"').split())
    text = re.sub("-{2,}", lambda found: "–" if len(found[0]) == 2 else "—", text)
    return _LIKE_HTML.sub("< ", text)


def tex(text: str) -> str:
    """Return a cleaned text as BibTeX: `plain` makes the same text of it again."""
    whole = text if HAN.search(text) else ""  # Chinese has long dashes of its own
    return _LIGATURE.sub("{}", "".join(letter if letter in "–—" and whole else _tex(letter) for letter in text))


@cache
def _tex(letter: str) -> str:
    if letter.isascii() and letter.isalnum():
        return letter
    written = _TO_TEX.get(letter) or (f"{{\\{_LETTERS[letter]}}}" if letter in _LETTERS else _accented(letter))
    return written if written and plain(written) == letter else letter


def _accented(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    if len(parts) != 2 or not parts[0].isascii() or not parts[0].isalpha() or parts[1] not in _ACCENTS:
        return ""
    accent = _ACCENTS[parts[1]]
    return f"{{\\{accent}{{{parts[0]}}}}}" if accent.isalpha() else f"{{\\{accent}{parts[0]}}}"


_NO_HAN = r"[^\W\u3400-\u9fff]"  # a letter or digit: Chinese has no blanks between its words and those of others
_WORD = re.compile(rf"(?!\d){_NO_HAN}(?:{_NO_HAN}|['.-])*|\d+(?:{_NO_HAN}|['.-])*")
_CAPITALS = re.compile(rf"(?<!{_NO_HAN})(?<!\\)(?:[A-Z]{{2,}}(?:{_NO_HAN}|-)*|[A-Z]?[a-z]+[A-Z]{_NO_HAN}*)")
_SMALL = frozenset("""
    with from into onto over under upon about among between through during toward towards without within after before across versus than that their
""".split())
_IN_CAPITALS = 0.75
"""Of the longer words of a title, how many begin with a capital where a style puts capitals on all."""
_BEGINS = re.compile(r"(?:^|[:?!.—]\s|[:—]|[“\"(])\s*$")


def title(text: str) -> str:
    """Return a cleaned title as BibTeX, words that must keep their capitals in braces.

    These are words with more than one capital; and in a title that is not written In Capitals Like This, every word that begins with one.
    """
    shouts = text.isupper() and not HAN.search(text)
    kept = [found.span() for found in _CAPITALS.finditer(text)] if not shouts else []
    words = [(found.start(), found.end()) for found in _WORD.finditer(text) if not _BEGINS.search(text, 0, found.start())]
    long = [text[start:end] for start, end in words if end - start > 3 and text[start].isalpha() and text[start:end].lower() not in _SMALL]
    if long and not shouts and (HAN.search(text) or sum(word[0].isupper() for word in long) < _IN_CAPITALS * len(long)):
        kept += [(start, end) for start, end in words if text[start].isupper() and text[start:end] != "I"]
    out, at = [], 0
    for start, end in _joined(sorted(kept), text):
        out += [tex(text[at:start]), "{", tex(text[start:end]), "}"]
        at = end
    return "".join(out) + tex(text[at:])


def _joined(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Spans that overlap, or have one blank between them, as one; a point or comma at the end is left out."""
    made: list[tuple[int, int]] = []
    for start, end in spans:
        while end > start and text[end - 1] in ".'-":
            end -= 1
        if made and (start <= made[-1][1] or text[made[-1][1]:start] == " "):
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made

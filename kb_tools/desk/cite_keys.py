"""Keys of new entries, as the bibliography has them: family name, year, the first word of the title that tells something."""

import re
import unicodedata
from collections.abc import Collection
from string import ascii_lowercase

from kb_tools.desk.cite_refused import Refused
from kb_tools.desk.cite_text import cleaned
from kb_tools.model.work import Person, Work
from kb_tools.sources.names import HAN
from kb_tools.words.messages import say

_SILENT = frozenset("a an the on of in to for from what de der die das le la les el los un una".split())
_TO_ASCII = str.maketrans({"ø": "o", "Ø": "O", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "ł": "l", "Ł": "L", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
# Family names that are read in another way than the same letter in a word.
_AS_FAMILY = {
    "曾": "zeng", "单": "shan", "單": "shan", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "盖": "ge", "朴": "piao", "乐": "yue", "缪": "miao", "翟": "zhai",
    "覃": "qin", "冼": "xian", "隗": "wei", "员": "yun", "万俟": "moqi", "尉迟": "yuchi", "长孙": "zhangsun", "澹台": "tantai", "令狐": "linghu",
}
_TWO = frozenset("欧阳 司马 诸葛 上官 夏侯 司徒 皇甫 东方 尉迟 公孙 慕容 长孙 宇文 令狐 端木 万俟 澹台 呼延 轩辕 南宫".split())
_PERSON = 4
"""Han letters that the name of a Chinese person has at most."""


def key_of(work: Work, taken: Collection[str]) -> str:
    """Return a key for a work that no entry has or looks like; a letter from `b` on at its end where one has. Raises Refused without pypinyin for Chinese."""
    base = base_of(work)
    known = {key.casefold() for key in taken}
    return next(key for key in (base, *(base + letter for letter in ascii_lowercase[1:]), *(f"{base}{number}" for number in range(27, len(known) + 29)))
                if key.casefold() not in known)


def base_of(work: Work) -> str:
    """Return the key of a work before it is held against the others."""
    people = work.authors or work.editors
    who = _of_person(people[0]) if people else ""
    return (who + work.year + _telling(cleaned(work.title)))[:60] or "work"


def _of_person(one: Person) -> str:
    family = cleaned(one.family)
    if HAN.search(family):
        return _of_chinese(family)
    if one.whole and len(capitals := re.findall(r"\b[A-Z](?=[a-z])", family)) > 1:
        return "".join(capitals).lower()
    return _ascii(family)


def _of_chinese(name: str) -> str:
    letters = "".join(HAN.findall(name))
    family = letters[:2] if letters[:2] in _TWO else letters[:1] if len(letters) <= _PERSON else letters[:4]
    return _AS_FAMILY.get(family) or "".join(_pinyin(family))


def _telling(heading: str) -> str:
    if HAN.search(heading):
        return "".join(_pinyin("".join(HAN.findall(heading))[:2]))
    words = [_ascii(word) for word in re.split(r"[^\w'’.]+", heading)]
    return next((word for word in words if word and word not in _SILENT), "".join(words[:1]))


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_TO_ASCII))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum()).lower()


def _pinyin(text: str) -> list[str]:
    try:
        from pypinyin import lazy_pinyin
    except ModuleNotFoundError:
        raise Refused(say("the key of a Chinese work is written in pinyin, and pypinyin is not installed here"), say("install `tongban[net]`")) from None
    return [_ascii(syllable.replace("ü", "v")) for syllable in lazy_pinyin(text, errors="ignore")]

"""The phrases to avoid: ours and those of the glossary, looked for in many texts; a pattern is tried only where its words stand."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from kb_tools.model import LANGUAGES
from kb_tools.sources import yaml

_LETTERS = bytes(c + 32 if 65 <= c <= 90 else c if 97 <= c <= 122 else 32 for c in range(256))
"""Each byte as a small letter of English, or as a space."""

Mark = str | bytes
"""What tells that a text may hold something: a word of English as bytes, for these are cut out ten times as fast; a character of Chinese."""


_LONG = 250
"""Characters from which it is cheaper to look for each mark."""


def marks(text: str, lang: str, wanted: frozenset[Mark]) -> set[Mark]:
    """Return which of some marks stand in a text."""
    if lang == "zh":
        return set(wanted.intersection(text)) if len(text) < _LONG else {mark for mark in wanted if mark in text}
    return set(wanted.intersection(english_words(text)))


def english_words(text: str) -> list[bytes]:
    """Return the words of English in a text, in small letters and as bytes: so they are cut out ten times as fast."""
    return text.encode("utf-8", "replace").translate(_LETTERS).split()


@dataclass(frozen=True)
class Phrase:
    """A phrase in a language, and what to say instead; `but` are longer words in which its letters mean something else."""

    lang: str
    words: str
    better: str
    but: tuple[str, ...] = ()
    term: str = ""
    """The id of the term that avoids it, where one does."""


class Phrases:
    """Phrases by the one mark of each that the fewest others have."""

    def __init__(self, phrases: Iterable[Phrase]):
        marked = [(phrase, frozenset(phrase.words if phrase.lang == "zh" else english_words(phrase.words))) for phrase in phrases]
        often = Counter((phrase.lang, mark) for phrase, own in marked for mark in own)
        self._by_mark: dict[str, dict[Mark, list[tuple[Phrase, frozenset[Mark]]]]] = {"en": {}, "zh": {}}
        for phrase, own in marked:
            rarest = min(sorted(own), key=lambda mark: (_is_common(mark, phrase.lang), often[phrase.lang, mark], -len(mark)))
            self._by_mark[phrase.lang].setdefault(rarest, []).append((phrase, own))
        self.telling = {lang: frozenset(by_mark) for lang, by_mark in self._by_mark.items()}
        """By one of these a text is known that may hold a phrase, by language."""
        self.marks = {"en": frozenset(mark for lang, mark in often if lang == "en"), "zh": self.telling["zh"]}
        """What has to be known of a text: all words of English phrases, and one character of each Chinese one."""

    def among(self, text: str, lang: str, there: set[Mark]) -> list[Phrase]:
        """The phrases that a text with these marks may hold."""
        by_mark = self._by_mark[lang]
        return [phrase for mark in there if mark in by_mark for phrase, own in by_mark[mark] if (phrase.words in text if lang == "zh" else own <= there)]

    def within(self, text: str, lang: str, there: set[Mark]) -> Iterator[tuple[int, int, Phrase]]:
        """Yield where phrases stand in a text with these marks: start, end, and which one."""
        among = self.among(text, lang, there)
        plain = _plain(text) if among else ""
        for phrase in among:
            for found in pattern((phrase.words,), lang).finditer(text) if _plain(phrase.words) in plain else ():
                if not any(_covers(text, longer, *found.span()) for longer in phrase.but):
                    yield found.start(), found.end(), phrase


_SHORT = 4
"""Letters of a word that is in every text."""

_COMMON = frozenset(
    "分能后留您那么手不子看到也自的前来没就用里什人都这个说过对他是有可一钟小做己意话我了大们开出事组孩动谁得在问本为研着件两再照究回样句上起验和下要先活同别哪行听护只见以答之家每时记好儿料还检给监因把你边知想道号头册年始生去会据合让或录地天点打怎聊第步应依计代坐方成由告题住者整岁提拍"
    "学保候面材调找诉多最跟接次其位怕放三设请骤龄单走二带声当几名心口讲换往害受伤混无障旁今定帮些外间等数进尚摘残拿项校比现另从五少收交遍试身处主改字写眼十各门站四算替全独安长明空才气愿童办很条半所难老期守法吗高中画张排它指情六理原加种谈表圈西结源东平报完像发搭清呼作师顺停真果已")
"""Characters that stand in every second Chinese page of a handbook like ours."""


def _is_common(mark: Mark, lang: str) -> bool:
    return mark in _COMMON if lang == "zh" else len(mark) < _SHORT


def _plain(text: str) -> str:
    """A text in which a phrase stands letter for letter, whatever its spaces, hyphens and capitals: to look so is cheaper than to make a pattern for each."""
    return " ".join(text.lower().replace("’", "'").replace("-", " ").split())


@lru_cache(maxsize=None)
def pattern(phrases: tuple[str, ...], lang: str) -> re.Pattern:
    """What finds phrases of a language, however their spaces, hyphens and capitals are written."""
    if lang == "zh":
        return re.compile("|".join(map(re.escape, phrases)))
    words = "|".join(re.escape(one).replace(r"\ ", r"\s+").replace(r"\-", "[- ]").replace("'", "['’]") for one in phrases)
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.I)


def _covers(text: str, longer: str, start: int, end: int) -> bool:
    """Tell whether a longer word stands where the found one does."""
    return longer in text[max(0, end - len(longer)):start + len(longer)].lower()


# Which phrases

@lru_cache(maxsize=2)
def looked_for(avoided: tuple[tuple[str, str, str, str], ...]) -> Phrases:
    """Phrases of ours and the words that terms avoid, as `Handbook.avoided` has them, to look for."""
    return Phrases(every(avoided))


def every(avoided: tuple[tuple[str, str, str, str], ...]) -> list[Phrase]:
    """Return the phrases of ours in the order of their file, then the words that terms avoid, without those that are ours already."""
    ours = list(_ours())
    known = {(phrase.lang, phrase.words) for phrase in ours}
    return [*ours, *(phrase for phrase in _avoided(avoided) if (phrase.lang, phrase.words) not in known)]


def _ours() -> Iterator[Phrase]:
    for row in yaml.read(files(__package__).joinpath("phrases.yml").read_text("utf-8")):
        for lang in LANGUAGES:
            for words in row[lang]["avoid"]:
                yield Phrase(lang, words, row[lang]["say"], tuple(row[lang].get("but", ())))


_BETWEEN = {"en": re.compile(r",\s+"), "zh": re.compile("[、，；]")}
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]|[.!?。！？]+$")
_NO_NAME = re.compile(r"[^a-z' -]")
_SEVERAL = {"child": "children", "thief": "thieves", "family": "families"}
"""What more than one is called, where it is not the word with an s."""


def _avoided(avoided: tuple[tuple[str, str, str, str], ...]) -> Iterator[Phrase]:
    """The words that terms avoid: each of a list, without what stands in brackets; in English also for more than one."""
    for term, lang, written, name in avoided:
        for part in _BETWEEN[lang].split(written):
            words = _ASIDE.sub("", part).strip()
            if lang == "zh" and len(words) > 1:
                yield Phrase(lang, words, name, term=term)
            elif lang == "en" and (words := words.lower()) and not _NO_NAME.search(words):
                yield Phrase(lang, words, name, term=term)
                before, _, last = words.rpartition(" ")
                yield Phrase(lang, f"{before} {_SEVERAL.get(last, last + 's')}".strip(), name, term=term)

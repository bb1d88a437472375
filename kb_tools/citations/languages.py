"""The languages of works: as BibTeX names them, their codes, and how databases call them."""

from kb_tools.sources.bibtex import Entry
from kb_tools.sources.names import HAN

_CALLED = {name: called.split() for name, called in {
    "chinese": "zh zho chi chs cht cn mandarin simplifiedchinese traditionalchinese 中文 汉语",
    "english": "en eng american australian british canadian ukenglish usenglish 英文", "german": "de deu ger austrian ngerman naustrian",
    "french": "fr fra fre", "spanish": "es spa", "portuguese": "pt por brazilian", "japanese": "ja jpn", "korean": "ko kor",
    "russian": "ru rus", "italian": "it ita", "dutch": "nl nld dut", "polish": "pl pol",
}.items()}

NAME_OF = {one: name for name, called in _CALLED.items() for one in (name, *called)}
"""The name of a language in BibTeX, by whatever it is called."""


def code_of(entry: Entry) -> str:
    """Return the code of the language of a work, `zh`: as the entry says, else by its title; nothing where neither tells."""
    said = (entry.get("langid") or entry.get("language")).strip("{}")
    if name := NAME_OF.get(said.casefold()):
        return _CALLED[name][0]
    return said or ("zh" if HAN.search(entry.get("title")) else "")

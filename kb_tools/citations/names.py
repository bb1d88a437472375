"""Names of authors, Western, Chinese and corporate, taken from an entry."""

import re
from dataclasses import dataclass

from pybtex.richtext import Text as RichText

from kb_tools.sources.bibtex import Entry
from kb_tools.sources.names import HAN


@dataclass(frozen=True)
class Name:
    """A person's family and given names, or a body's name as `family` alone."""

    family: str
    given: str = ""
    chinese: bool = False
    corporate: bool = False

    @property
    def short(self) -> str:
        """What stands in an author–date citation: the family name, a Chinese name whole."""
        return self.family + self.given if self.chinese else self.family

    def initials(self, dot: str, between: str) -> str:
        """The initials of the given names: `G. M.` with (". ", " "), `G M` with ("", " ")."""
        parts = [p for p in re.split(r"\s+", self.given) if p]
        made = []
        for part in parts:
            pieces = [x for x in part.split("-") if x]
            made.append("-".join(x[0] + dot for x in pieces))
        return between.join(made)


def plain(latex: str) -> str:
    """Return a BibTeX value as plain text: braces dropped, TeX accents and dashes made characters."""
    try:
        text = str(RichText.from_latex(latex)) if "\\" in latex or "{" in latex else latex
    except Exception:  # pybtex raises many kinds on odd TeX; the raw text is still readable
        text = latex.replace("{", "").replace("}", "")
    text = text.replace("\\$", "$").replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”").replace("~", " ")
    return re.sub(r"\s+", " ", text).strip()


def names(entry: Entry, role: str = "author") -> tuple[tuple[Name, ...], bool]:
    """Return the names of an entry in order, and whether `and others` follows them."""
    made, more = [], False
    for person in entry.persons.get(role, ()):
        family = plain(" ".join(person.prelast_names + person.last_names))
        given = plain(" ".join(person.first_names + person.middle_names))
        lineage = plain(" ".join(person.lineage_names))
        if family == "others" and not given:
            more = True
            continue
        if not family:
            continue
        if HAN.search(family + given):
            made.append(_chinese(family, given))
        else:
            raw = " ".join(person.last_names)
            made.append(Name(family + (f" {lineage}" if lineage else ""), given, corporate=not given and raw.startswith("{")))
    return tuple(made), more


def _chinese(family: str, given: str) -> Name:
    # `李, 明`, `李 明` (which pybtex takes for given 李, family 明) and `{李明}` all mean 李明.
    if given and len(given) == 1 and len(family) <= 2 and given in _SURNAMES:
        family, given = given, family
    family, given = (re.sub(r"[,，\s]+", "", part) for part in (family, given))
    together = family + given
    return Name(family, given, chinese=True, corporate=not given and len(together) > 4)


# The hundred commonest surnames of one character: enough to see that `李 明` was written family first.
_SURNAMES = set("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤")

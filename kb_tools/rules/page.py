"""What the page of a rule says: in English its docstring, in another language the file `LANG/CODE.md` here."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kb_tools.sources import markdown


@dataclass(frozen=True)
class RulePage:
    """Promise and why of a rule, the language that they are in, and of a translation the digest of the English that it renders."""

    promise: str
    why: str
    lang: str
    of: str = ""


def digest_of(promise: str, why: str) -> str:
    """Return eight hex letters that change with the English of a page."""
    return hashlib.sha256(f"{promise}\n\n{why}".encode()).hexdigest()[:8]


@cache
def translation(code: str, lang: str) -> RulePage | None:
    """The page of a rule in a language, or nothing where nobody has written it.

    Its front matter says `of:`, its first line is the promise; the examples are not repeated.
    """
    file = files(__package__).joinpath(lang, f"{code}.md")
    if not file.is_file():
        return None
    document = markdown.read(file.read_text("utf-8"))
    promise, _, why = document.body.strip().partition("\n")
    return RulePage(promise.strip(), why.strip(), lang, str(document.data.get("of", "")))

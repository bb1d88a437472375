"""What somebody wrote to name a work: a DOI, an ISBN, a number of PubMed or arXiv, an address, or a file."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from kb_tools.rules.bibliography import isbn_is_right
from kb_tools.sources.doi import bare_doi

Kind = Literal["doi", "isbn", "pmid", "arxiv", "page", "file"]

_DOI_ALONE = re.compile(r"(?:(?:info:)?doi[:/\s]*)?(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/(?:doi:)?|)(10\.\d{4,9}/\S{1,300})", re.I)
_ARXIV = r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(v\d+)?"
_ARXIV_ALONE = re.compile(rf"(?:arxiv[:\s]+|(?:https?://)?(?:export\.|www\.)?arxiv\.org/(?:abs|pdf|html)/){_ARXIV}(?:\.pdf)?/?|{_ARXIV}", re.I)
_PUBMED = r"(?:https?://)?(?:pubmed\.ncbi\.nlm\.nih\.gov|pubmed\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/"
_PMID = re.compile(rf"(?:pmid[:\s]*|{_PUBMED})0*([1-9]\d{{0,8}})/?(?:[?#].*)?|([1-9]\d{{4,7}})", re.I)
_ISBN = re.compile(r"(?:isbn(?:[-\s]?1[03])?[:\s]*)?((?:97[89][\s-]?)?\d(?:[\s-]?\d){8}[\s-]?[\dX])", re.I)
_ENDINGS = (".ris", ".nbib", ".enw", ".json", ".bib", ".txt", ".net", ".xml", ".rdf", ".pdf")


@dataclass(frozen=True)
class Source:
    """A work that somebody named: as it was written, in which way, and the number, address or path alone."""

    written: str
    kind: Kind
    value: str


def source_of(written: str, folder: Path) -> Source | None:
    """Return what a text names; nothing where it names nothing that can be looked up. Files are looked for from `folder`."""
    text = unicodedata.normalize("NFKC", written).strip().strip("<>«»“”\"'").strip()
    path = folder / written
    if _is_file(path):
        return Source(written, "file", str(path))
    plain = unquote(text) if "%2f" in text.lower() else text
    if found := _DOI_ALONE.fullmatch(plain):
        return Source(written, "doi", bare_doi(found[1]))
    if found := _ARXIV_ALONE.fullmatch(text):
        return Source(written, "arxiv", (found[1] or found[3]) + (found[2] or found[4] or ""))
    if found := _ISBN.fullmatch(text):
        digits = re.sub(r"[\s-]", "", found[1]).upper()
        if isbn_is_right(digits):
            return Source(written, "isbn", thirteen(digits))
    if found := _PMID.fullmatch(text):
        return Source(written, "pmid", found[1] or found[2])
    if re.match(r"https?://[^\s/]", text, re.I) and not re.search(r"\s", text):
        return Source(written, "page", text)
    return None


def looks_like_a_file(written: str) -> bool:
    """Tell whether a text that names nothing seems to be a path."""
    return written.lower().endswith(_ENDINGS) or written.startswith((".", "/", "~"))


def is_isbn(written: str) -> bool:
    """Tell whether a text has the form of an ISBN, right or wrong."""
    return bool(_ISBN.fullmatch(unicodedata.normalize("NFKC", written).strip()))


def thirteen(digits: str) -> str:
    """An ISBN of thirteen digits, of one that may have ten."""
    if len(digits) == 13:
        return digits
    first = "978" + digits[:9]
    return first + str(-sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(first)) % 10)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long for a name, or with NUL in it
        return False

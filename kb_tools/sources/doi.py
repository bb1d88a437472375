"""DOIs as they stand in texts and addresses, taken out bare."""

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

_DOI = re.compile(r"10\.\d{4,9}/[^\s{}\"]{1,300}")
_PAGE = re.compile(r"(?:/(?:full|abstract|pdf|epdf|html|meta|summary|fulltext|references))+$|\.pdf$")


def bare_doi(text: str) -> str:
    """A DOI without the points and brackets of the sentence that it stood in; a bracket that it opens itself stays."""
    doi = re.split(r"[?#](?=\S*=)", text)[0].rstrip(".,;:'\"")
    while doi.endswith((")", "]", ">")) and doi.count(doi[-1]) > doi.count({")": "(", "]": "[", ">": "<"}[doi[-1]]):
        doi = doi[:-1].rstrip(".,;:'\"")
    return doi


def doi_of(text: str) -> str:
    """The first DOI in a text, bare, or nothing. No DOI has a backslash: where one stands, BibTeX wanted it."""
    found = _DOI.search(text.replace("\\", ""))
    return bare_doi(found[0]) if found else ""


def first_doi(texts: Iterable[str]) -> str:
    """The DOI in the first of some texts that has one, or nothing."""
    return next(filter(None, map(doi_of, texts)), "")


def doi_in(address: str) -> str:
    """The DOI that stands in the address of a publisher's page, or nothing."""
    return _PAGE.sub("", doi_of(unquote(urlsplit(address).path)))

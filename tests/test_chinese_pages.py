"""No English sentence is left on a Chinese page: the built pages are walked, and runs of English words are looked for in what a reader sees.

Looked at is neither code nor a reference, nor the name of a work or of who wrote it. What stands in for Chinese that is still to come is marked as English;
such pages are named below.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest

from kb_tools.load import load
from kb_tools.project import project_at

ROOT = Path(__file__).resolve().parent.parent
WAITING: tuple[str, ...] = ()
"""Beginnings of the addresses of pages that still wait for a part of their Chinese, as `zh/programmes/one-school-term`; take one out when it came."""

RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[\s,;:]+[A-Za-z][A-Za-z'’-]*){5,}")
CODE = {"script", "style", "code", "pre", "kbd", "samp", "template", "svg"}
REFERENCES = {"refs", "reflist", "fullref", "cites", "cite", "corrected"}

NAMES = {"sub", "tb-meta"}
"""Of what is marked as English and names the thing in the other language, below or beside its Chinese name."""


def walk(element: lxml.html.HtmlElement, marked: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield each text that a reader sees, and whether it is marked as English."""
    if not isinstance(element.tag, str) or element.tag in CODE or REFERENCES & set(element.get("class", "").split()):
        return
    marked = element.get("lang", "en" if marked else "zh").startswith("en")
    if marked and NAMES & set(f"{element.get('class', '')} {element.getparent().get('class', '')}".split()):
        return
    if element.text:
        yield element.text, marked
    for child in element:
        yield from walk(child, marked)
        if child.tail:
            yield child.tail, marked


@pytest.fixture(scope="module")
def works() -> str:
    """All that the bibliography says of works: titles, and names of people and bodies."""
    return " ".join(re.sub(r"[{}\\]", "", value) for entry in load(project_at(ROOT)).entries.values() for value in entry.fields.values())


def runs(page: Path, works: str, marked: bool) -> list[str]:
    """The runs of six English words and more on a page: in what is marked as English, such as a name in both languages, whole sentences; else any."""
    found = []
    for text, is_marked in walk(lxml.html.parse(str(page)).getroot()):
        for run in RUN.finditer(text) if is_marked is marked else ():
            said = " ".join(run[0].split())
            if said not in works and (not marked or text[run.end():].startswith((".", "!", "?"))):
                found.append(said)
    return found


def pages(site: Path) -> list[Path]:
    return sorted((site / "zh").rglob("*.html"))


def test_no_run_of_english_words_stands_among_the_chinese(site, works):
    left = {str(page.relative_to(site)): found for page in pages(site) if (found := runs(page, works, marked=False))}
    assert len(pages(site)) > 500 and not left


SIDE_BY_SIDE = ("zh/glossary/index.html",)
"""Pages that show both languages on purpose."""


def test_english_in_place_of_chinese_stands_only_where_it_is_known_to_wait(site, works):
    left = {address: found for page in pages(site) if (address := str(page.relative_to(site))) not in SIDE_BY_SIDE and not address.startswith("zh/references/")
            and (found := runs(page, works, marked=True))}
    new = {address: found for address, found in left.items() if not address.startswith(WAITING or ("-",))}
    assert not new, f"{len(new)} pages wait for their Chinese"
    assert all(any(address.startswith(one) for address in left) for one in WAITING), "a page waits no more: take it out of WAITING"

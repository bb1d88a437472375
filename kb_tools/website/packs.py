"""Packs of programmes as PDF: the only module that knows WeasyPrint."""

import logging
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from weasyprint import CSS, HTML

from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.render import Edition, packs
from kb_tools.rules import RULES, Report, run
from kb_tools.writing import write

_HERE = Path(__file__).parent
_STYLES = (_HERE / "theme/assets/tongban.css", _HERE / "theme/assets/print.css", _HERE / "pack.css")


class NoGlyphs(Exception):
    """No font of this machine has some characters of a pack."""


class NoProgramme(Exception):
    """The handbook has no programme with this id; `known` are the ids that it has."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(name)
        self.known = known


def build(root: Path, out: Path, languages: tuple[str, ...], only: Collection[str] = (), say: Callable[[str], None] = lambda line: None) -> Report:
    """Write `PROGRAMME.LANGUAGE.pdf` for each programme of the handbook below `root` into `out`; with errors in its check, nothing.

    `only` are the ids of those that are wanted, where not all are.
    Each file is replaced whole, and is the same, byte for byte, where the handbook, the fonts and WeasyPrint are the same.
    Raises NoGlyphs where a pack would have holes, NoProgramme where one is wanted that is not there.
    """
    report = run(load(project_at(root)))
    known = [programme.id for programme in report.handbook.all("programme")]
    for name in only:
        if name not in known:
            raise NoProgramme(name, known)
    if not report.errors:
        for name, html in _texts(report, languages, only or known):
            say(f"{name} …")
            write(out / name, pdf(html))
    return report


def _texts(report: Report, languages: tuple[str, ...], wanted: Collection[str]) -> Iterator[tuple[str, str]]:
    for lang in languages:
        edition = Edition(report.handbook, report.graph, lang, tuple(RULES.values()))
        for programme in report.handbook.all("programme"):
            if programme.id in wanted:
                yield f"{programme.id}.{lang}.pdf", packs.html(edition, programme)


def pdf(html: str) -> bytes:
    """Return a text as PDF, its fonts embedded, without the time of its making."""
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns of every property that only browsers know
    styles = [CSS(string=path.read_text("utf-8"), media_type="print") for path in _STYLES]
    document = HTML(string=html, media_type="print").render(stylesheets=styles)
    made = document.write_pdf(pdf_identifier=b"tongban")
    missing = sorted({chr(code) for font in document.fonts.values() for code in font.missing})
    if missing:
        raise NoGlyphs("".join(missing[:20]))
    return made

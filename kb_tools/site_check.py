"""Checks a built site: every rule about one, each finding at the line that a person wrote."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from kb_tools.built.origins import Origins
from kb_tools.built.read import read_site
from kb_tools.built.site import Site
from kb_tools.built.strays import follow
from kb_tools.diagnostics import Finding, Related, Span
from kb_tools.handbook import Handbook
from kb_tools.locate import Locator
from kb_tools.project import Project
from kb_tools.rules import RULES, Report, Rule
from kb_tools.rules.ignores import ignoring
from kb_tools.rules.registry import diagnosed
from kb_tools.settings import Misuse, Settings
from kb_tools.words.messages import say

_LONGEST_SHOWN = 2_000
"""Letters of a line above which it is not shown: built pages may stand on a single one."""


def check_site(folder: Path, project: Project | None = None, settings: Settings | None = None) -> Report:
    """Check the built site in a folder. Where the `project` it was built from is known, findings stand in the files of that.

    Paths are relative to the project's root, or, without one, to the current folder. Raises Misuse if there is no page in the folder.
    """
    settings = settings or (project.settings if project else Settings())
    root = project.root if project else Path()
    site = read_site(folder, _shown(folder, root))
    if not site.pages:
        raise Misuse(f"there is no page in {folder}: build the site first")
    followed = follow(site)
    found = ((finding, one) for code, one in RULES.items() if one.built and settings.wants(code) for finding in one.check(followed))
    if project:
        found = _placed(found, site, Origins(site, project, folder))
    locator = _Locator(root)
    from_disk = not site.address or (project is not None and project.ours)
    made = {diagnosed(finding, one, locator.span(finding.path, finding.place), locator, settings, from_disk): None for finding, one in _together(found, site)}
    return Report(Handbook(root, project=project), None, tuple(ignoring(sorted(made), locator, settings)), locator)


def _shown(folder: Path, root: Path) -> str:
    """What stands before the path of a page in a finding."""
    full, above = folder.absolute(), root.absolute()
    return f"{full.relative_to(above).as_posix()}/" if full.is_relative_to(above) and full != above else "" if full == above else f"{full.as_posix()}/"


def _placed(found: Iterable[tuple[Finding, Rule]], site: Site, origins: Origins) -> Iterator[tuple[Finding, Rule]]:
    """The findings, each at the place in a source where that is known; else the source is named beside."""
    for finding, one in found:
        page = finding.path.removeprefix(site.shown)
        origin = origins.place(page, finding.place)
        if origin:
            yield replace(finding, path=origin.path, place=origin.span), one
        else:
            yield replace(finding, related=tuple(Related(path, Span(0, 0), say("the page is made from this file")) for path in origins.of(page)[:1])), one


def _together(found: Iterable[tuple[Finding, Rule]], site: Site) -> Iterator[tuple[Finding, Rule]]:
    """The findings; what is the same on several pages, because their template makes it, is told once."""
    same: dict[tuple[str, str], _Same] = {}
    for finding, one in found:
        page = finding.path.removeprefix(site.shown)
        if page not in site.pages or finding.place == Span(0, 0):
            yield finding, one
        else:
            same.setdefault((one.code, finding.message), _Same()).add(finding, one)
    for group in same.values():
        yield from group.told()


class _Same:
    """Findings that say the same: all of them while they are on one page, else the first."""

    def __init__(self) -> None:
        self._kept: list[tuple[Finding, Rule]] = []
        self._last, self._pages = "", 0

    def add(self, finding: Finding, one: Rule) -> None:
        if finding.path != self._last:  # a rule goes from page to page
            self._last, self._pages = finding.path, self._pages + 1
        if self._pages == 1 or not self._kept:
            self._kept.append((finding, one))

    def told(self) -> Iterator[tuple[Finding, Rule]]:
        if self._pages == 1:
            yield from self._kept
        else:
            finding, one = self._kept[0]
            yield replace(finding, message=say("{said}, on {n} pages", said=finding.message, n=self._pages), related=()), one


class _Locator(Locator):
    def line(self, path: str, number: int) -> str:
        """A line of a file; nothing for one that is too long to show."""
        line = super().line(path, number)
        return line if len(line) <= _LONGEST_SHOWN else ""

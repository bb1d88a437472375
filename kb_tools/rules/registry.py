"""The registry of rules: what a rule is, how it is declared, and the run over all of them."""

import inspect
import os
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from itertools import groupby

from kb_tools.diagnostics import Diagnostic, Finding, Located, Severity, Span
from kb_tools.graph import Graph
from kb_tools.handbook import Handbook
from kb_tools.locate import Locator
from kb_tools.lookups.outcome import Outcome
from kb_tools.pages import Pages
from kb_tools.processes import in_processes, in_turn
from kb_tools.project import FILES
from kb_tools.rules.ignores import ignoring
from kb_tools.rules.page import RulePage, digest_of, translation
from kb_tools.settings import Settings
from kb_tools.sources.bibtex import Entry

_EXAMPLE = re.compile(r"^(Bad|Good): `([^`\n]+)`(?: as `([\w-]+)`)?( in an MkDocs project)?[ \t]*\n\n((?:    .*\n|[ \t]*\n)+)", re.M)


@dataclass(frozen=True)
class Example:
    """A Bad or Good example: the file it belongs to and the text that stands there.

    A YAML text replaces the fields it names in that file; a Markdown text that begins with `---` does so in the
    front matter, one with `## ` replaces those sections; anything else is the whole file. A file that the example
    handbook lacks begins as a copy of its neighbour.
    """

    good: bool
    path: str
    text: str
    encoding: str = "utf-8"
    elsewhere: bool = False
    """Whether it belongs to an MkDocs project without records."""


@dataclass(frozen=True)
class Rule:
    """A promise: code, name, severity, the function that finds where it is broken, and its page."""

    code: str
    name: str
    severity: Severity
    check: Callable[["Subject"], Iterator[Finding]]
    doc: str
    needs_whole: bool
    ours: bool
    elsewhere: Severity
    of_site: bool
    built: bool
    alone: bool
    walk: str = ""

    @cached_property
    def promise(self) -> str:
        """The first line of the docstring: how things are when all is well."""
        return self.doc.split("\n", 1)[0]

    @cached_property
    def why(self) -> str:
        """The docstring between the promise and the first example."""
        rest = self.doc.split("\n", 1)[1] if "\n" in self.doc else ""
        found = _EXAMPLE.search(rest + "\n")
        return (rest[: found.start()] if found else rest).strip()

    @property
    def digest(self) -> str:
        """What a translation of the page names as the English that it renders."""
        return digest_of(self.promise, self.why)

    def page(self, lang: str) -> RulePage:
        """Promise and why in a language; in English where nobody has written them in that."""
        return translation(self.code, lang) or RulePage(self.promise, self.why, "en")

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """The Bad and Good examples; they are run as tests."""
        return tuple(Example(m[1] == "Good", m[2], inspect.cleandoc("\n" + m[5]) + "\n", m[3] or "utf-8", bool(m[4]))
                     for m in _EXAMPLE.finditer(self.doc + "\n"))


@dataclass(frozen=True)
class Subject:
    """What a rule looks at: the handbook and its graph, on which day, with which settings."""

    handbook: Handbook
    graph: Graph
    today: date = field(default_factory=date.today)
    settings: Settings = Settings()
    outcomes: Mapping[str, Outcome] = field(default_factory=dict, repr=False)
    """What came of looking addresses of other hosts up, where somebody did."""
    made: dict[str, object] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, handbook: Handbook, settings: Settings, today: date | None = None, outcomes: Mapping[str, Outcome] | None = None) -> "Subject":
        """The handbook with its graph."""
        return cls(handbook, Graph(handbook), today or date.today(), settings, outcomes or {})

    def once(self, name: str, make: Callable[[], object]) -> object:
        """What several rules look at, made when the first of them asks."""
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]

    @cached_property
    def pages(self) -> Pages:
        """Where links may lead."""
        return Pages(self.handbook)

    @cached_property
    def works(self) -> list[tuple[str, Entry]]:
        """Each entry of the bibliography that could be read whole, with its file; a repeated key once: there are rules for these."""
        found = []
        for path, file in self.handbook.bibliographies.items():
            first = {}
            troubled = [trouble.offset for trouble in file.troubles if trouble.about in ("syntax", "string")]
            for entry in file.entries:
                at = bisect_left(troubled, entry.span.start)
                whole = at == len(troubled) or troubled[at] >= entry.span.end
                if whole and (first.setdefault(entry.key, entry) if self.handbook.apart else self.handbook.entries[entry.key]) is entry:
                    found.append((path, entry))
        return found


RULES: dict[str, Rule] = {}


def rule(code: str, severity: Severity, *, needs_whole: bool = False, ours: bool = False, elsewhere: Severity | None = None,
         of_site: bool = False, built: bool = False, alone: bool = False, walk: str = ""):
    """Declare a function as the rule `code`. Its docstring is the rule's page, its name the rule's name.

    A rule that `needs_whole` says something about what is missing; it is silent when single files are checked.
    One that is `ours` is about records of a handbook as this one; it is silent in a project that has none. What is a promise
    here may be a habit there: `elsewhere` is the severity in such a project. One that is `of_site` is silent about files that belong to no site.
    One about a `built` site is given that in place of a handbook (see `site_check`); its `elsewhere` holds where the site has an address of its own.
    One that looks `alone` at each file, and at its translation, needs not be asked again of a file because another one changed.
    Neighbours that share a `walk` through the handbook are asked by the same process, which then goes it once.
    """

    def declare(check):
        if code in RULES:
            raise ValueError(f"{code} is declared twice")
        RULES[code] = Rule(code, check.__name__.replace("_", "-"), severity, check, inspect.cleandoc(check.__doc__ or ""), needs_whole, ours,
                           severity if elsewhere is None else elsewhere, of_site, built, alone, walk)
        return check

    return declare


@dataclass(frozen=True)
class Report:
    """The outcome of a run: all diagnostics in order, and the handbook they are about."""

    handbook: Handbook
    graph: Graph | None
    diagnostics: tuple[Diagnostic, ...]
    locator: Locator | None = field(default=None, repr=False)

    def line(self, path: str, number: int) -> str:
        """A line of a file, by its number from 1."""
        return self.locator.line(path, number) if self.locator else ""

    def where(self, holds: Callable[[Diagnostic], bool]) -> "Report":
        """The report with those diagnostics alone for which something holds."""
        return replace(self, diagnostics=tuple(d for d in self.diagnostics if holds(d)))

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that keep the handbook from being published."""
        return tuple(d for d in self.diagnostics if d.severity is Severity.ERROR)


@dataclass(frozen=True)
class Found:
    """A finding, the rule that it is of, and the characters of the file that its place covers."""

    finding: Finding
    rule: Rule
    span: Span

    @property
    def order(self) -> tuple:
        """By this findings are sorted; two that share it are one."""
        return self.finding.path, self.span.start, self.span.end, self.rule.code, self.finding.message


def run(handbook: Handbook, settings: Settings | None = None, today: date | None = None, outcomes: Mapping[str, Outcome] | None = None,
        jobs: int = 1) -> Report:
    """Run the rules that `settings` (else those of the project) select over a handbook; diagnostics come sorted by place.

    `outcomes` are those of looking addresses of other hosts up: without them, nothing is said about these.
    """
    settings = settings or (handbook.project.settings if handbook.project else Settings())
    subject = Subject.of(handbook, settings, today, outcomes)
    locator = Locator(handbook.root, handbook.given)
    return report_of(findings(subject, locator, jobs), handbook, locator, settings, subject.graph)


def findings(subject: Subject, locator: Locator | None = None, jobs: int = 1) -> list[Found]:
    """What all rules that are asked find, in order."""
    return find(subject, list(RULES.values()), locator or Locator(subject.handbook.root, subject.handbook.given), jobs)


def find(subject: Subject, rules: Sequence[Rule], locator: Locator, jobs: int = 1) -> list[Found]:
    """What some rules find, in order, each thing once; asked in so many processes at once, where the system can make them; 0 is as many as fit."""
    jobs = jobs or _fitting(subject)
    asked = [one for one in rules if subject.settings.wants(one.code) and _applies(one, subject.handbook)]
    if jobs > 1 and len(asked) > jobs and hasattr(os, "fork"):
        _ = subject.works, subject.handbook.entries  # what most rules look at is made once
        walks = [list(some) for _, some in groupby(asked, lambda one: one.walk or one.code)]
        with in_turn(len(walks)) as turns:
            parts = in_processes([partial(_ask, subject, (one for i in turns() for one in walks[i]), locator)] * jobs)
    else:
        parts = [_ask(subject, asked, locator)]
    found = {(finding.path, start, end, code, finding.message): finding for part in parts for finding, code, start, end in part}
    return [Found(found[order], RULES[order[3]], Span(order[1], order[2])) for order in sorted(found)]


_MANY = 2_000
"""Guides above which one process asks all rules: each further one copies most of what it looks at, a gigabyte for ten thousand."""


def _fitting(subject: Subject) -> int:
    guides = sum(len(records) for records in subject.handbook.records.values()) + len(subject.handbook.prose)
    return min(os.cpu_count() or 1, 4) if guides <= _MANY else 1


def _ask(subject: Subject, rules: Iterable[Rule], locator: Locator) -> list[tuple[Finding, str, int, int]]:
    """What some rules find: each finding, the code of its rule, and the characters of the file that its place covers."""
    made = []
    for one in rules:
        for finding in one.check(subject):
            span = locator.span(finding.path, finding.place)
            made.append((finding, one.code, span.start, span.end))
    return made


def report_of(found: Iterable[Found], handbook: Handbook, locator: Locator, settings: Settings, graph: Graph | None = None) -> Report:
    """The report of what was found: places counted out, what is ignored left out."""
    made = (diagnosed(one.finding, one.rule, one.span, locator, settings, handbook.ours) for one in found)
    return Report(handbook, graph, tuple(ignoring(made, locator, settings)), locator)


def _applies(one: Rule, handbook: Handbook) -> bool:
    if one.built:
        return False
    if handbook.ours:
        return handbook.whole or not one.needs_whole
    is_site = handbook.project.form != FILES
    return not one.ours and (handbook.whole or not one.needs_whole) and (is_site or not one.of_site)


def diagnosed(finding: Finding, one: Rule, span: Span, locator: Locator, settings: Settings, ours: bool) -> Diagnostic:
    """A finding with its place counted out."""
    severity = one.severity if ours else one.elsewhere
    lines = locator.lines(finding.path)
    start, end = lines.at(span.start), lines.at(span.end)
    related = []
    for other in finding.related:
        at = locator.lines(other.path).at(locator.span(other.path, other.place).start)
        related.append(Located(other.path, at.line, at.column, other.message))
    return Diagnostic(finding.path, start.line, start.column, end.line, end.column, one.code, one.name,
                      severity if finding.at_most is None else min(severity, finding.at_most), finding.message, finding.hint,
                      settings.page_of(one.code), tuple(related), span, finding.fix)


def failures(subject: Subject, code: str) -> Iterator[Finding]:
    """The findings that loading kept for the rule `code`."""
    return (failure.finding for failure in subject.handbook.failures if failure.code == code)

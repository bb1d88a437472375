"""Home, and the pages that lead to others."""

import re
from collections.abc import Iterator
from functools import partial
from html import escape
from types import SimpleNamespace

from markupsafe import Markup

from kb_tools import addresses, guide
from kb_tools.handbook import Record, needs_in_order
from kb_tools.model.vocabulary import MaterialKind, Part, Phase
from kb_tools.render.activity_pages import NEED_ICONS
from kb_tools.render.alphabet import by_letter, sort_key
from kb_tools.render.edition import Edition
from kb_tools.render.page import Heading, Page, Planned
from kb_tools.render.prose import inline, plain_brackets
from kb_tools.render.score_pages import scorable

TIMES = ((10, "t10"), (20, "t20"), (40, "t40"), (None, "t60"))
"""Most minutes of each part of the page by time, and its anchor."""

BOARD = (
    ("n", ("5", "8", "12", "class")),
    ("age", ("6-8", "9-12", "13-15", "mixed")),
    ("min", ("10", "20", "40", "60")),
    ("mat", ("none", "paper", "any")),
)
"""The blanks of the sentence on the board and what may stand in each."""

_HAN = re.compile("[\u4e00-\u9fff]")
_CHOSEN = ("8", "9-12", "40", "none")


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield home and every index, to be made."""
    for name, page in _PAGE_OF.items():
        yield Planned(addresses.GENERATED[name], partial(page, edition))
    yield Planned(addresses.GENERATED["rules"], partial(rules, edition))
    for one in edition.rules:
        yield Planned(addresses.of_rule(one.code), partial(rule, edition, one))


def _make(edition: Edition, name: str, template: str, *, plain: bool = True, **values) -> Page:
    """Make the generated page `name`; its title and description stand in the words as `NAME-title` and `NAME-lead`."""
    w = edition.words
    return edition.make(
        template, addresses.GENERATED[name], w(f"{name}-title"), description=w(f"{name}-lead"), kind=w("page"), plain=plain,
        heading=w(f"{name}-title"), lead=w(f"{name}-lead"), need_icons=NEED_ICONS, **values,
    )


def home(edition: Edition) -> Page:
    """The board, and the ways to begin."""
    board = [SimpleNamespace(name=name, values=values, chosen=chosen) for (name, values), chosen in zip(BOARD, _CHOSEN)]
    return _make(edition, "home", "home", frame="home.html", searchable=False, board=board, needs=needs_in_order(edition.handbook.all("need")),
                 times=[anchor for _, anchor in TIMES], programmes=edition.handbook.all("programme"))


def _by_minutes(activities: list[Record]) -> list[Record]:
    return sorted(activities, key=lambda a: (a.facts.minutes, a.id))


def _phases(edition: Edition) -> list[SimpleNamespace]:
    every = edition.handbook.all("activity")
    return [SimpleNamespace(id=phase.value, title=phase.in_(edition.lang), note=phase.says(edition.lang), record=None,
                            activities=_by_minutes([a for a in every if a.facts.phase is phase])) for phase in Phase]


def activities(edition: Edition) -> Page:
    """All activities as cards, in the order of a meeting."""
    groups = _phases(edition)
    return _make(edition, "activities", "activities-index", plain=False, groups=groups, outline=_outline(groups))


def by_phase(edition: Edition) -> Page:
    """All activities in tables, one a phase."""
    return _tables(edition, "by-phase", _phases(edition))


def by_time(edition: Edition) -> Page:
    """All activities in tables, by how long they take."""
    groups, least = [], 0
    for most, anchor in TIMES:
        found = [a for a in edition.handbook.all("activity") if least < a.facts.minutes <= (most or a.facts.minutes)]
        groups.append(SimpleNamespace(id=anchor, title=edition.words(f"time-{anchor}"), note=edition.words(f"time-{anchor}-note"),
                                      record=None, activities=_by_minutes(found)))
        least = most or least
    return _tables(edition, "by-time", groups)


def _tables(edition: Edition, name: str, groups: list[SimpleNamespace]) -> Page:
    return _make(edition, name, name, plain=False, groups=groups, outline=_outline(groups))


def _outline(groups: list[SimpleNamespace]) -> list[Heading]:
    return [Heading(2, group.id, group.title) for group in groups]


def needs(edition: Edition) -> Page:
    """The needs, each with what a worker may see."""
    return _make(edition, "needs", "needs-index", needs=needs_in_order(edition.handbook.all("need")),
                 ask_first=edition.handbook.get("method", "needs-assessment"))


def programmes(edition: Edition) -> Page:
    """The programmes, each with its sessions."""
    return _make(edition, "programmes", "programmes-index", programmes=edition.handbook.all("programme"))


def guides(edition: Edition) -> Page:
    """The pages of prose that are read for the work, by when they are read, with what is in each."""
    parts = []
    for part in Part:
        pages = [page for page in edition.handbook.pages() if page.facts and page.facts.part is part]
        rows = [SimpleNamespace(page=page, minutes=guide.reading_minutes(page, edition.lang), sections=edition.sections(page)) for page in pages]
        parts.append(SimpleNamespace(part=part, rows=rows))
    return _make(edition, "guides", "guides-index", parts=[part for part in parts if part.rows])


def methods(edition: Edition) -> Page:
    """Which method answers which question: the first section of each method's page."""
    found = []
    for method in edition.handbook.all("method"):
        first = next(iter(edition.sections(method)), None)
        found.append(SimpleNamespace(record=method, first=first))
    return _make(edition, "methods", "methods-index", plain=False, methods=found, measures=edition.handbook.all("measure"),
                 outline=[Heading(2, m.record.id, edition.plain(m.record.name)) for m in found])


def glossary(edition: Edition) -> Page:
    """All terms with their definitions in both languages."""
    terms = [SimpleNamespace(record=term, title=edition.plain(term.name),
                             en=inline(term.facts.definition.en), zh=inline(term.facts.definition.zh or ""))
             for term in edition.handbook.all("term")]
    return _make(edition, "glossary", "glossary-index", letters=by_letter(terms, edition.lang))


def materials(edition: Edition) -> Page:
    """All things that activities use, and which activities use them."""
    users: dict[str, list[SimpleNamespace]] = {}
    for activity in edition.handbook.all("activity"):
        for use in activity.facts.materials:
            users.setdefault(use.item, []).append(SimpleNamespace(activity=activity, use=use))
    every = sorted(edition.handbook.all("material"), key=lambda m: sort_key(edition.plain(m.name)))
    groups = [SimpleNamespace(kind=kind, rows=[SimpleNamespace(record=m, users=users.get(m.id, ())) for m in every if m.facts.kind is kind])
              for kind in MaterialKind]
    return _make(edition, "materials", "materials", groups=[g for g in groups if g.rows])


def rules(edition: Edition) -> Page:
    """The rules, family by family."""
    families: dict[str, list] = {}
    for one in sorted(edition.rules, key=lambda r: r.code):
        families.setdefault(_family(one), []).append(one)
    return _make(edition, "rules", "rules-index", families=families, in_english=any(one.page(edition.lang).lang != edition.lang for one in edition.rules))


def rule(edition: Edition, one) -> Page:
    """The page of a rule."""
    beside = sorted((other for other in edition.rules if other is not one and _family(other) == _family(one)), key=lambda r: r.code)
    examples = [SimpleNamespace(good=e.good, path=e.path if e.encoding == "utf-8" else f"{e.path} ({e.encoding})", html=_as_written(e.text))
                for e in one.examples]
    said = one.page(edition.lang)
    return edition.make("rule", addresses.of_rule(one.code), f"{one.code} {said.promise}", description=said.promise,
                        kind=edition.words("rule"), plain=True, rule=one, said=said, examples=examples, beside=beside, also=(one.name.replace("-", " "),))


def _family(rule) -> str:
    return rule.code.rstrip("0123456789")


def a_z(edition: Edition) -> Page:
    """Every page by its first letter; where the search leads when it cannot run."""
    return _make(edition, "a-z", "a-z", searchable=False, letters=by_letter(_everything(edition), edition.lang))


def _everything(edition: Edition) -> Iterator[SimpleNamespace]:
    w = edition.words
    for record in edition.handbook.every():
        yield _entry(edition.plain(record.name), edition.other_name(record.name), w(record.kind.name), addresses.of(record))
    for measure in filter(scorable, edition.handbook.all("measure")):
        yield _entry(w("change-scorer-title", name=edition.plain(measure.name)), edition.other_name(measure.name), w("page"), addresses.of_score(measure))
    for page in edition.handbook.pages():
        yield _entry(edition.plain(page.title), edition.other_name(page.title), w("page"), addresses.of(page))
    for name, address in addresses.GENERATED.items():
        if name not in ("home", "a-z"):
            yield _entry(_in_words(edition, name), "", w("page"), address)
    for key in edition.handbook.keys():
        work = edition.bibliography[key]
        yield _entry(work.label, work.title, w("reference"), addresses.of_reference(key))
    for rule in edition.rules:
        yield _entry(f"{w('rule')} {rule.code}", rule.page(edition.lang).promise.replace("`", ""), w("rule"), addresses.of_rule(rule.code))


def _entry(title: str, other: str, kind: str, address: str) -> SimpleNamespace:
    return SimpleNamespace(title=title, html=_as_written(title), other=_as_written(other), other_lang="zh" if _HAN.search(other) else "en",
                           kind=kind, address=address)


def _as_written(text: str) -> Markup:
    """A text as HTML in which nothing is a citation."""
    return Markup(plain_brackets(escape(text, quote=False)))


def _in_words(edition: Edition, name: str) -> str:
    """The title of the generated page `name`."""
    for key in (f"{name}-title", f"activity-{name}-title", f"title-{name}", f"nav-{name}", name):
        if key in edition.words:
            return edition.words(key)
    return name


_PAGE_OF = {
    "home": home, "activities": activities, "by-time": by_time, "by-phase": by_phase, "needs": needs,
    "programmes": programmes, "guides": guides, "methods": methods, "glossary": glossary, "materials": materials, "a-z": a_z,
}

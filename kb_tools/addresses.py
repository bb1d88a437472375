"""Where each page of the site stands: the only place that knows.

An address is a path from the root of one edition, `activities/job-tree.html`. The English edition is the root
of the site, the Chinese one its folder `zh/`.
"""

import posixpath
from functools import lru_cache

from kb_tools.handbook import Handbook, ProsePage, Record

EDITIONS = {"en": "", "zh": "zh/"}
SAFEGUARDING = "safeguarding/a-child-told-me"

_FOLDERS = {
    "need": "needs", "intervention": "interventions", "outcome": "outcomes", "measure": "measures", "study": "studies",
    "population": "populations", "term": "glossary", "activity": "activities", "method": "methods", "programme": "programmes",
}

GENERATED = {
    "home": "index.html",
    "activities": "activities/index.html",
    "finder": "find.html",
    "by-time": "activities/by-time.html",
    "by-phase": "activities/by-phase.html",
    "plan": "plan.html",
    "programmes": "programmes/index.html",
    "needs": "needs/index.html",
    "guides": "guides/index.html",
    "methods": "methods/index.html",
    "measures": "measures/index.html",
    "evidence": "evidence/index.html",
    "gap-map": "evidence/gap-map.html",
    "tiers": "evidence/tiers.html",
    "trace": "evidence/where-this-comes-from.html",
    "studies": "studies/index.html",
    "interventions": "interventions/index.html",
    "outcomes": "outcomes/index.html",
    "references": "references/index.html",
    "glossary": "glossary/index.html",
    "materials": "materials.html",
    "a-z": "a-z.html",
    "rules": "rules/index.html",
    "populations": "populations/index.html",
    "offline": "offline.html",
}
"""Generated pages that are no record's."""


def of_record(record: Record) -> str:
    """The page of a record; a material has a row on the page of materials."""
    return of_id(*record.ref)


def of_id(kind: str, id: str) -> str:
    """The page of the record of a kind that has, or had, an id."""
    if kind == "material":
        return f"{GENERATED['materials']}#{id}"
    return f"{_FOLDERS[kind]}/{id}.html"


def of_prose(name: str) -> str:
    """The page of a prose page, by its name below `docs/`."""
    return f"{name}.html"


def of_score(measure: Record) -> str:
    """The page on which a measure is scored before and after."""
    return f"{_FOLDERS['measure']}/{measure.id}-score.html"


def of_reference(key: str) -> str:
    """The page of a work in the bibliography."""
    return f"references/{key}.html"


def of_rule(code: str) -> str:
    """The page of a rule."""
    return f"rules/{code}.html"


def of_cards(record: Record) -> str:
    """The sheets of cards of a need or a programme."""
    return f"cards/{record.kind.name}-{record.id}.html"


def of_caregiver_sheet(record: Record) -> str:
    """The sheet for caregivers of an activity with a home part."""
    return f"caregivers/{record.id}.html"


def of(owner: object) -> str:
    """The page of a record or a prose page."""
    return of_prose(owner.name) if isinstance(owner, ProsePage) else of_record(owner)


def of_file(handbook: Handbook) -> dict[str, str]:
    """For each file that becomes a page, that page."""
    made = {}
    for owner in [*handbook.every(), *handbook.prose.values()]:
        if isinstance(owner, Record) and owner.kind.form == "list":
            continue
        made[owner.path] = of(owner)
        if owner.translation_path:
            made[owner.translation_path] = of(owner)
    return made


def relative(target: str, page: str) -> str:
    """Return the link from the page at address `page` to `target`, both in one edition.

    A link into the page itself is its anchor alone.
    """
    path, mark, anchor = target.partition("#")
    if path == page:
        return mark + anchor or posixpath.basename(page)
    folder = posixpath.dirname(page)
    return (_way(path, folder) if folder else path) + mark + anchor


@lru_cache(maxsize=10_000)
def _way(path: str, folder: str) -> str:
    return posixpath.relpath(path, folder)


def other_edition(page: str, lang: str, other: str) -> str:
    """Return the link from a page of edition `lang` to the same page in edition `other`."""
    return posixpath.relpath(EDITIONS[other] + page, posixpath.dirname(EDITIONS[lang] + page) or ".")

"""The page on which an activity is shared: its questions in the order in which somebody tells of one, and what its script holds the answers to.

Without script the questions are a list to answer in a letter; the script puts boxes into that list, checks what is typed against
the same JSON Schema and limits as the checker, and makes the file.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter

from kb_tools import addresses
from kb_tools.guide import AGES, CARD_LETTERS, GROUP, HOME_HEADING, IN_SHORT, LENGTHS, LONGEST, PARENT_HEADING, PARENT_NEED, WORDS_A_MINUTE
from kb_tools.handbook import MARK, TO_CHOOSE, TO_WRITE, Handbook, Record, needs_in_order
from kb_tools.model import LANGUAGES, kind_named, schemas
from kb_tools.model import vocabulary as v
from kb_tools.render import javascript
from kb_tools.render.edition import Edition
from kb_tools.render.page import Page, Planned
from kb_tools.wording import around, claims, phrases, spoken
from kb_tools.words import Words

TOOL = "share-activity"

PARTS = {
    "what": {"title": "line", "does": "line", "summary": "text"},
    "who": {"ages": "range", "group": "range", "adults": "number", "phase": "one", "setting": "some", "room": "some", "energy": "one", "literacy": "one",
            "prep_minutes": "number", "materials": "rows"},
    "steps": {"before": "text", "steps": "rows"},
    "after": {"talk": "rows", "watch": "text", "fit": "rows", "note": "text"},
    "safe": {"risk": "one", "disclosure_likely": "one", "do_not_run_if": "text", "stop_signals": "text", "safe": "text", "second": "text",
             "home_part": "one", "home": "text", "contacts_parent": "one", "parent": "text"},
    "good": {"needs": "some", "outcomes": "some", "interventions": "some", "why": "text", "origin": "one", "source": "one", "evidence": "text"},
}
"""The questions of each part, each with what an answer looks like."""

OPTIONAL = ("room", "materials", "before", "source", "evidence")
ROWS = {
    "materials": ("item", "amount", "per", "substitute"), "steps": ("name", "minutes", "short", "say", "do", "watch"), "talk": ("question", "reply"),
    "fit": ("younger", "older", "shy", "restless", "none", "disability", "mixed"),
}
"""What is asked in each row of an answer that has rows; of `fit`, the rows themselves."""

_ROW_WORDS = {"materials": "material", "steps": "step"}
_VALUES = {"phase": v.Phase, "setting": v.Setting, "room": v.Room, "energy": v.Energy, "literacy": v.Literacy, "risk": v.Risk, "home_part": v.HomePart}
_RECORDS = {"outcomes": "outcome", "interventions": "intervention"}
_ICONS = ("alert", "check", "up", "down", "close", "plus", "copy", "tray-down", "bin", "pencil", "link")


def plan(edition: Edition) -> Iterator[Planned]:
    """Yield the page, to be made."""
    yield Planned(addresses.GENERATED["share"], partial(share, edition))


def share(edition: Edition) -> Page:
    """The page with its questions."""
    w = edition.words
    return edition.make(
        "share", addresses.GENERATED["share"], w("share-title"), description=w("share-lead"), kind=w("page"), plain=True, tools=(TOOL,),
        heading=w("share-title"), lead=w("share-lead"), parts=PARTS, optional=OPTIONAL, rows=labels(w), choices=choices(edition.handbook, edition.lang),
        icons=_ICONS,
        form=form(edition.handbook, edition.lang),
    )


@dataclass(frozen=True)
class Choice:
    """Something to choose: as it stands in the file, what it is called, a sentence about it, and the needs that it goes with."""

    id: str
    name: str
    says: str = ""
    needs: tuple[str, ...] = ()


def choices(handbook: Handbook, lang: str) -> dict[str, tuple[Choice, ...]]:
    """Return what each question can be answered with, in a language."""
    w = Words(lang)
    made = {name: tuple(Choice(str(one), one.in_(lang), one.says(lang)) for one in values) for name, values in _VALUES.items()}
    made |= {name: (Choice("no", w("share-no")), Choice("yes", w("share-yes"))) for name in ("disclosure_likely", "contacts_parent")}
    made["origin"] = tuple(Choice(str(one), w(f"share-origin-{one}")) for one in (v.Origin.DESIGNED_HERE, v.Origin.ADAPTED, v.Origin.REPORTED))
    made["needs"] = tuple(_named(one, lang) for one in needs_in_order(_present(handbook, "need")))
    for name, kind in _RECORDS.items():
        made[name] = tuple(_named(one, lang, _needs_of(handbook, one)) for one in _present(handbook, kind) if not one.facts.seen_in)
    made["source"] = tuple(_named(study, lang) if (study := handbook.study_of(key)) else Choice(key, key) for key in sources(handbook))
    return made


def labels(w: Words) -> dict[str, dict[str, str]]:
    """What is asked in the rows of each answer that has rows."""
    return {name: {key: w(f"share-{_ROW_WORDS.get(name, name)}-{key}") for key in keys} for name, keys in ROWS.items()}


def sources(handbook: Handbook) -> list[str]:
    """The works that activities and programmes name as their source, those that most of them name first."""
    named = Counter(record.facts.source for kind in ("activity", "programme") for record in handbook.all(kind) if record.facts.source in handbook.entries)
    return sorted(named, key=lambda key: (-named[key], key))


def _present(handbook: Handbook, kind: str) -> list[Record]:
    return [record for record in handbook.all(kind) if not getattr(record.facts, "replaced_by", None)]


def _named(record: Record, lang: str, needs: tuple[str, ...] = ()) -> Choice:
    return Choice(record.id, record.name.in_(lang), record.summary.in_(lang), needs)


def _needs_of(handbook: Handbook, record: Record) -> tuple[str, ...]:
    """The needs that an intervention addresses, or that an outcome would show to be met."""
    if record.kind.name == "intervention":
        return record.facts.needs
    return tuple(need.id for need in handbook.all("need") if record.id in need.facts.outcomes)


# What the script holds the answers to

def form(handbook: Handbook, lang: str) -> dict:
    """Return what `core/activity.js` has to know to check a draft and to make its file: plain data."""
    w, kind = Words(lang), kind_named("activity")
    used = sources(handbook)
    return {
        "lang": lang,
        "schema": _slim(schemas.schema(kind)),
        "known": {"needs": _ids(handbook, "need"), "outcomes": _ids(handbook, "outcome"), "interventions": _ids(handbook, "intervention"),
                  "materials": {one.id: one.name.in_(lang) for one in handbook.all("material")}, "source": used},
        "per": {str(one): one.in_(lang) for one in v.Per},
        "taken": sorted({one.id for one in handbook.every() if one.kind.name != "term"} | {id for kind_, id, _ in handbook.former() if kind_ == "activity"}),
        "usual": used[0] if used else "",
        "limits": {"ages": AGES, "group": GROUP, "minutes": LONGEST, "card": CARD_LETTERS, "spoken": WORDS_A_MINUTE,
                   "words": {str(phase): words for phase, words in LENGTHS.items()}},
        "wording": {one: _wording(handbook, one) for one in LANGUAGES[:LANGUAGES.index(lang) + 1]},
        "claims": [javascript.pattern(claims.CLAIM), javascript.pattern(claims.ASKED)],
        "parents": PARENT_NEED,
        "sections": kind.sections,
        "headings": {"home": HOME_HEADING["en"], "parent": PARENT_HEADING["en"]},
        "short": IN_SHORT["en"],
        "mark": TO_WRITE[lang],
        "marks": [*TO_WRITE.values(), *TO_CHOOSE.values()],
        "ignore": MARK,
        "help": f"../docs/{addresses.SAFEGUARDING}.md",
        "asks": {name: w(f"share-q-{name}") for part in PARTS.values() for name in part},
        "rows": labels(w),
        "lines": {key.removeprefix("file-"): said for key, said in w.of_tool(TOOL).items() if key.startswith("file-")},
    }


def _wording(handbook: Handbook, lang: str) -> dict:
    """What is looked for in the words of a draft as the rules look for it in the handbook's, in a language.

    Chinese answers stand in the English file for a while.
    """
    said = {**around.patterns(lang), **spoken.patterns(lang)}
    alike = groupby((one for one in phrases.every(handbook.avoided) if one.lang == lang), attrgetter("better", "but", "term"))
    return {
        "patterns": {name: javascript.pattern(pattern) for name, pattern in said.items()},
        "phrases": [{"find": javascript.pattern(phrases.pattern(tuple(one.words for one in some), lang)), "say": better,
                     **({"but": but} if but else {}), **({"term": term} if term else {})} for (better, but, term), some in alike],
        "instead": spoken.TRUE[lang],
        "isLatin": lang == "en",
    }


def _ids(handbook: Handbook, kind: str) -> list[str]:
    return [one.id for one in _present(handbook, kind)]


def _slim(schema: dict) -> dict:
    """A JSON Schema with what can be checked alone: no titles, no sentences, nothing of fields that the page does not ask about."""
    left_out = ("reports", "trace", "aliases", "replaced_by", "reviewed", "written")
    slim = {**schema, "properties": {name: one for name, one in schema["properties"].items() if name not in left_out}}
    slim["required"] = [name for name in schema["required"] if name not in left_out]
    slim["$defs"] = {name: one for name, one in schema["$defs"].items() if name not in ("FieldReport", "Place", "Trace")}
    return _bare(slim)


def _bare(value: object) -> object:
    if isinstance(value, dict):
        return {key: _bare(one) for key, one in value.items() if not (key in ("title", "description", "default", "$schema") and not isinstance(one, dict))}
    return [_bare(one) for one in value] if isinstance(value, list) else value

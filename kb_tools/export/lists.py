"""Lists of the JSON API, each in one language: all that a page tool, or somebody with a spreadsheet, needs of many records at once.

`api/v1/activities.en.json` holds a row for each activity and the names of what the rows point to; `programmes.en.json` each
programme with its sessions and the dose of the study it comes from; `cards.en.json` what the card of each activity says; `.zh.json`
the same in Chinese. The page tools load the same text as a script.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial

from kb_tools import addresses, evidence, guide
from kb_tools.citations import Bibliography
from kb_tools.export.json_api import VERSION
from kb_tools.handbook import Handbook, Record, needs_in_order
from kb_tools.model import LANGUAGES
from kb_tools.model.vocabulary import Energy, HomePart, Literacy, Per, Phase, Risk, Setting

_VALUES = {"phase": Phase, "setting": Setting, "energy": Energy, "literacy": Literacy, "risk": Risk, "home_part": HomePart, "per": Per}
_AS_WRITTEN = ("minutes", "prep_minutes", "adults", "contacts_parent", "needs", "interventions", "outcomes")


def files(handbook: Handbook) -> Iterator[tuple[str, str, str, Callable[[], str]]]:
    """Yield name, language, path and maker of the text of each list."""
    for lang in LANGUAGES:
        for name, make in (("activities", activities), ("programmes", programmes), ("cards", cards)):
            yield name, lang, f"api/{VERSION}/{name}.{lang}.json", partial(_text, make, handbook, lang)


def activities(handbook: Handbook, lang: str) -> dict:
    """Return the rows of all activities, and the names in one language of all that they point to.

    `values` are the words for the values of each closed vocabulary, in its own order; a material's `kind` says whether it must be bought,
    and `used_up` that it serves once;
    `was` are ids that an activity had before, `now` is the id of the one that took its place.
    """
    every = handbook.all("activity")
    return {
        "activities": [_activity(handbook, record, lang) for record in every],
        "needs": [{"id": record.id, "name": record.name.in_(lang), "page": addresses.of(record)} for record in needs_in_order(handbook.all("need"))],
        "interventions": {record.id: record.name.in_(lang) for record in handbook.all("intervention")},
        "materials": {record.id: {"name": record.name.in_(lang), "kind": str(record.facts.kind), **({"used_up": True} if record.facts.used_up else {})}
                      for record in handbook.all("material")},
        "values": {name: {str(value): value.in_(lang) for value in values} for name, values in _VALUES.items()},
    }


def _activity(handbook: Handbook, record: Record, lang: str) -> dict:
    facts = record.facts
    row = {
        "id": record.id, "page": addresses.of(record), "title": record.name.in_(lang), "summary": record.summary.in_(lang),
        "tier": evidence.activity_tier(record, handbook),
        "ages": facts.ages.model_dump(), "group": facts.group.model_dump(),
        **{name: getattr(facts, name) for name in _AS_WRITTEN},
        **{name: str(getattr(facts, name)) for name in ("phase", "energy", "literacy", "home_part")},
        "setting": [str(value) for value in facts.setting],
        "materials": [_use(use, lang) for use in facts.materials],
        "risk": str(facts.safeguarding.risk), "disclosure_likely": facts.safeguarding.disclosure_likely,
    }
    if facts.second_adult_from:
        row["second_adult_from"] = facts.second_adult_from
    if other := getattr(record.name, "zh" if lang == "en" else "en"):
        row["other_title"] = other
    if facts.aliases:
        row["was"] = list(facts.aliases)
    if facts.replaced_by:
        row["now"] = facts.replaced_by
    return row


def _use(use, lang: str) -> dict:
    made = {"item": use.item, "per": str(use.per), "amount": use.amount}
    return made | ({"substitute": use.substitute.in_(lang)} if use.substitute else {})


def programmes(handbook: Handbook, lang: str) -> dict:
    """Return all programmes: for whom, their sessions with slots, and the dose that their source study states, with its citation.

    `doses` are those of all studies that state one, with the interventions that they speak for: those tested or drawn upon, and what
    belongs to them. The most specific comes first, so that a plan is held against what is nearest to it.
    """
    works = Bibliography(handbook, lang)
    doses = [_dose(works, study.facts.reference, study) | {"interventions": spoken} for study in handbook.all("study")
             if study.facts.dose and (spoken := _spoken_for(handbook, study))]
    return {
        "programmes": [_programme(handbook, works, record, lang) for record in handbook.all("programme")],
        "doses": sorted(doses, key=lambda one: len(one["interventions"])),
    }


def _spoken_for(handbook: Handbook, study: Record) -> list[str]:
    every = handbook.all("intervention")
    own = {id for finding in study.facts.findings for id in finding.interventions}
    own |= {one.id for one in every if study.facts.reference in one.facts.sources}
    return sorted(own | {one.id for one in every if own.intersection(one.facts.part_of)})


def _dose(works: Bibliography, key: str, study: Record | None) -> dict:
    return {
        "citation": works[key].label, "page": addresses.of_reference(key),
        "dose": study.facts.dose.model_dump(exclude_none=True) if study and study.facts.dose else {},
    }


def _programme(handbook: Handbook, works: Bibliography, record: Record, lang: str) -> dict:
    facts = record.facts
    return {
        "id": record.id, "page": addresses.of(record), "title": record.name.in_(lang), "summary": record.summary.in_(lang),
        "ages": facts.ages.model_dump(), "group": facts.group.model_dump(), "session_minutes": facts.session_minutes, "adults": facts.adults,
        "needs": facts.needs,
        "sessions": [{"title": session.title.in_(lang), "slots": [_slot(slot, lang) for slot in session.slots]} for session in facts.sessions],
        "studied": _dose(works, facts.source, handbook.study_of(facts.source)),
        **({"was": list(facts.aliases)} if facts.aliases else {}),
    }


def _slot(slot, lang: str) -> dict:
    return {"minutes": slot.minutes, **({"activity": slot.activity} if slot.activity else {"talk": slot.talk.in_(lang)})}


def cards(handbook: Handbook, lang: str) -> dict:
    """Return what the card of each activity says: its steps in short (in the language `lang`), when to stop, when to leave it out."""
    return {"cards": {record.id: _card(record, lang) for record in handbook.all("activity")}}


def _card(record: Record, lang: str) -> dict:
    safe = record.facts.safeguarding
    return {
        "lang": lang if lang == "en" or record.translated and record.translated.sections else "en",
        "steps": [{"minutes": step.minutes, "line": guide.unmarked(step.card or step.name)} for step in guide.steps_of(record, lang)],
        "stop": [text.in_(lang) for text in safe.stop_signals],
        "leave_out": [text.in_(lang) for text in safe.do_not_run_if],
    }


def _text(make: Callable[[Handbook, str], dict], handbook: Handbook, lang: str) -> str:
    return json.dumps(make(handbook, lang), ensure_ascii=False, separators=(",", ":")) + "\n"

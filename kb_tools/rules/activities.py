"""ACT: activities and programmes."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from kb_tools.diagnostics import Finding, Severity, Span
from kb_tools.handbook import Record
from kb_tools.model import kind_named
from kb_tools.rules.near import nearest
from kb_tools.rules.registry import Subject, rule
from kb_tools.sources.markdown import Document, Section, Step

CARD_LETTERS = 90
"""Letters that fit on a line of a card."""

_CARD = {"en": "_In short:_", "zh": "_一句话：_"}
_MARKED = re.compile(r"[*_`]|\[([^\]]*)\]\([^)]*\)")


@rule("ACT001", Severity.ERROR, ours=True)
def steps_add_up(subject: Subject) -> Iterator[Finding]:
    """The steps of an activity are numbered from 1, each has its minutes, and these add up to `minutes`.

    Who has forty minutes needs to trust the number. A step is written `### 1. Name · 5 min`.

    Bad: `activities/breathe-out.md`

        ## Steps

        ### 1. Blow · 4 min

        _In short:_ Blow the feather from hand to hand.

    Good: `activities/breathe-out.md`

        ## Steps

        ### 1. Blow · 10 min

        _In short:_ Blow the feather from hand to hand.
    """
    for activity in subject.handbook.all("activity"):
        section = activity.document.section("steps")
        if section is None:
            continue
        steps = section.steps
        yield from _headings_that_are_no_steps(activity.path, activity.document, section, steps)
        for number, step in enumerate(steps, 1):
            if step.number != number:
                yield Finding(activity.path, step.span, f"step {number} has the number {step.number}", f"number the steps from 1: write `### {number}. {step.name}`")
            if step.minutes is None:
                yield Finding(activity.path, step.span, f"the step `{step.name}` has no minutes", f"write `### {number}. {step.name} · 5 min`")
        total = sum(step.minutes or 0 for step in steps)
        if not steps:
            yield Finding(activity.path, Span(section.span.start, section.span.end), "there are no steps", "write `### 1. Name · 5 min`")
        elif all(step.minutes is not None for step in steps) and total != activity.facts.minutes:
            yield Finding(activity.path, ("minutes",), f"the steps add up to {total} minutes, not {activity.facts.minutes}",
                          f"write `minutes: {total}`, or change the minutes of a step")


def _headings_that_are_no_steps(path: str, document: Document, section: Section, steps: tuple[Step, ...]) -> Iterator[Finding]:
    taken = {step.span for step in steps}
    for heading in document.headings:
        inside = section.span.start <= heading.span.start < section.span.end
        if inside and heading.level == 3 and heading.span not in taken:
            yield Finding(path, heading.span, f"`{heading.text}` is not written as a step", "write `### 1. Name · 5 min`")


@rule("ACT002", Severity.ERROR, ours=True)
def steps_agree(subject: Subject) -> Iterator[Finding]:
    """The Chinese steps have the numbers, minutes and order of the English ones.

    Two adults may hold two languages of one card in the same room.

    Bad: `activities/breathe-out.zh.md`

        ## 步骤

        ### 1. 看一看 · 3 分钟

        _一句话：_ 吹羽毛，用鼻子吸气。

        ### 2. 吹一吹 · 5 分钟

        _一句话：_ 把羽毛从一只手吹到另一只手。

    Good: `activities/breathe-out.zh.md`

        ## 步骤

        ### 1. 看一看 · 3 分钟

        _一句话：_ 吹羽毛，用鼻子吸气。

        ### 2. 吹一吹 · 7 分钟

        _一句话：_ 把羽毛从一只手吹到另一只手。
    """
    for activity in subject.handbook.all("activity"):
        english, chinese = activity.document.section("steps"), _translated_steps(activity)
        if english is None or chinese is None:
            continue
        path, steps = activity.translation_path, chinese.steps
        yield from _headings_that_are_no_steps(path, activity.translated, chinese, steps)
        for there, here in zip_longest(english.steps, steps):
            if here is None:
                yield Finding(path, Span(chinese.span.start, chinese.span.end), f"step {there.number}, `{there.name}`, is missing here", "translate it")
            elif there is None:
                yield Finding(path, here.span, f"the English has no step {here.number}", "add it to the English guide, or take it out here")
            elif (here.number, here.minutes) != (there.number, there.minutes):
                yield Finding(path, here.span, f"step {here.number} has {_minutes(here)}; in the English it is step {there.number} with {_minutes(there)}",
                              f"write `### {there.number}. {here.name} · {there.minutes or 5} 分钟`")


def _minutes(step: Step) -> str:
    return "no minutes" if step.minutes is None else f"{step.minutes} minutes"


def _translated_steps(activity: Record) -> Section | None:
    """The section of the translation that stands where the English has its steps."""
    if activity.translated is None:
        return None
    pairs = zip(activity.document.sections, activity.translated.sections)
    return next((chinese for english, chinese in pairs if english.id == "steps"), None)


@rule("ACT003", Severity.ERROR, ours=True)
def sections_stand_in_order(subject: Subject) -> Iterator[Finding]:
    """Every activity has the nine sections, in their order and under their names.

    Who knows one guide finds the way in all of them; the page, the card and the translation rely on it.

    Bad: `activities/breathe-out.md`

        ## Variations

        Use a leaf.

    Good: `activities/breathe-out.md`

        ## Make it fit

        Use a leaf.
    """
    wanted = list(kind_named("activity").sections)
    for activity in subject.handbook.all("activity"):
        found = activity.document.sections
        titles = [section.title for section in found]
        for title in wanted:
            if title not in titles:
                yield Finding(activity.path, Span(activity.document.body_start, activity.document.body_start),
                              f"the section `## {title}` is missing", _neighbours(title, wanted))
        last = -1
        for section, heading in zip(found, [h for h in activity.document.headings if h.level == 2]):
            if section.title not in wanted:
                yield Finding(activity.path, heading.span, f"`## {section.title}` is none of the nine sections",
                              nearest(section.title, wanted) or "put its text into one of the nine")
                continue
            place = wanted.index(section.title)
            if place <= last:
                said = f"comes after `## {wanted[last]}`" if place < last else "stands twice"
                yield Finding(activity.path, heading.span, f"`## {section.title}` {said}", "the order is: " + ", ".join(wanted))
            last = max(last, place)


def _neighbours(title: str, wanted: list[str]) -> str:
    place = wanted.index(title)
    return f"it stands after `## {wanted[place - 1]}`" if place else "it is the first section"


@rule("ACT004", Severity.ERROR, ours=True)
def step_has_a_card_line(subject: Subject) -> Iterator[Finding]:
    """Every step begins with a line for the card, of at most 90 letters.

    The card holds a whole step in one line that can be read at arm's length: `_In short:_ …`, in Chinese `_一句话：_ …`.

    Bad: `activities/breathe-out.md`

        ## Steps

        ### 1. Blow · 10 min

        Blow the feather from hand to hand.

    Good: `activities/breathe-out.md`

        ## Steps

        ### 1. Blow · 10 min

        _In short:_ Blow the feather from hand to hand.
    """
    for activity in subject.handbook.all("activity"):
        for path, lang, section in ((activity.path, "en", activity.document.section("steps")), (activity.translation_path, "zh", _translated_steps(activity))):
            for step in section.steps if section else ():
                first = step.text.lstrip().partition("\n")[0].strip()
                said = _MARKED.sub(r"\1", first.removeprefix(_CARD[lang])).strip()
                if not first.startswith(_CARD[lang]) or not said:
                    yield Finding(path, step.span, f"the step `{step.name}` has no line for the card", f"begin it with `{_CARD[lang]} …`")
                elif len(said) > CARD_LETTERS:
                    yield Finding(path, step.span, f"the line for the card of `{step.name}` has {len(said)} letters", f"say it in {CARD_LETTERS}")


@rule("ACT010", Severity.ERROR, ours=True)
def programme_minutes_add_up(subject: Subject) -> Iterator[Finding]:
    """The slots of a session fit into the minutes to book, and an activity takes the minutes its guide says.

    A plan that is too long is cut at the end, where children should leave calm.

    Bad: `docs/programmes/calm-days.md`

        ---
        session_minutes: 20
        ---

    Good: `docs/programmes/calm-days.md`

        ---
        session_minutes: 30
        ---
    """
    for programme in subject.handbook.all("programme"):
        facts = programme.facts
        for i, session in enumerate(facts.sessions):
            if session.minutes > facts.session_minutes:
                yield Finding(programme.path, ("sessions", i, "slots"), f"the slots take {session.minutes} minutes of {facts.session_minutes}",
                              "take something out, or book more minutes")
            for j, slot in enumerate(session.slots):
                activity = slot.activity and subject.handbook.get("activity", slot.activity)
                if activity and activity.facts.minutes != slot.minutes:
                    yield Finding(programme.path, ("sessions", i, "slots", j, "minutes"),
                                  f"`{activity.id}` takes {activity.facts.minutes} minutes, not {slot.minutes}", f"write `minutes: {activity.facts.minutes}`")


@rule("ACT011", Severity.ERROR, ours=True)
def programme_fits_its_activities(subject: Subject) -> Iterator[Finding]:
    """A programme's ages and number of children lie within those of each activity in it.

    Bad: `docs/programmes/calm-days.md`

        ---
        ages: {min: 6, max: 15}
        ---

    Good: `docs/programmes/calm-days.md`

        ---
        ages: {min: 9, max: 12}
        ---
    """
    for programme in subject.handbook.all("programme"):
        for i, session in enumerate(programme.facts.sessions):
            for j, slot in enumerate(session.slots):
                activity = slot.activity and subject.handbook.get("activity", slot.activity)
                for name, words in (("ages", "ages"), ("group", "children")) if activity else ():
                    own, theirs = getattr(programme.facts, name), getattr(activity.facts, name)
                    if not theirs.covers(own):
                        yield Finding(programme.path, ("sessions", i, "slots", j),
                                      f"the programme is for {words} {own.min}–{own.max}, `{activity.id}` for {theirs.min}–{theirs.max}",
                                      f"choose another activity, or narrow the `{name}` of the programme")


@rule("ACT012", Severity.ERROR, ours=True)
def measure_points_exist(subject: Subject) -> Iterator[Finding]:
    """Every session that a programme speaks of is one that it has.

    When to measure and when to meet the caregivers is told by the numbers of sessions.

    Bad: `docs/programmes/calm-days.md`

        ---
        measure_points:
          - sessions: [1, 9]
            measure: calm-checklist
        ---

    Good: `docs/programmes/calm-days.md`

        ---
        measure_points:
          - sessions: [1, 2]
            measure: calm-checklist
        ---
    """
    for programme in subject.handbook.all("programme"):
        last = len(programme.facts.sessions)
        for field in ("measure_points", "caregivers"):
            for i, point in enumerate(getattr(programme.facts, field)):
                named = [(("sessions", j), n) for j, n in enumerate(getattr(point, "sessions", ()))]
                named += [((name,), n) for name in ("before_session", "after_session") if (n := getattr(point, name)) is not None]
                for place, number in named:
                    if not 1 <= number <= last:
                        yield Finding(programme.path, (field, i, *place), f"there is no session {number}; the programme has {last}",
                                      f"name a session from 1 to {last}")

"""ACT: activities and programmes."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from kb_tools.diagnostics import Finding, KeyPath, Related, Severity, Span
from kb_tools.guide import (
    AGES,
    CARD_LETTERS,
    GROUP,
    HOME_HEADING,
    IN_SHORT,
    LANE_LABELS,
    LENGTHS,
    LONGEST,
    WORDS_A_MINUTE,
    home_words,
    is_in_chinese,
    unknown_labels,
    unmarked,
    words_read,
)
from kb_tools.handbook import Record
from kb_tools.likeness import pairs
from kb_tools.model import kind_named
from kb_tools.model.knowledge import Range
from kb_tools.model.vocabulary import HomePart
from kb_tools.rules.near import nearest
from kb_tools.rules.registry import Subject, rule
from kb_tools.sources.markdown import Section, Step
from kb_tools.words.messages import row, say

_BEFORE = "before-you-start"
_AS_A_STEP = say("write `### 1. Name · 5 min`")


@rule("ACT001", Severity.ERROR, ours=True, alone=True)
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
        yield from _headings_that_are_no_steps(activity.path, section)
        for number, step in enumerate(steps, 1):
            if step.number != number:
                yield Finding(activity.path, step.span, say("step {number} has the number {written}", number=number, written=step.number),
                              say("number the steps from 1: write `### {number}. {name}`", number=number, name=step.name))
            if step.minutes is None:
                yield Finding(activity.path, step.span, say("the step `{name}` has no minutes", name=step.name),
                              say("write `### {number}. {name} · 5 min`", number=number, name=step.name))
        total = sum(step.minutes or 0 for step in steps)
        if not steps:
            yield Finding(activity.path, Span(section.span.start, section.span.end), say("there are no steps"), _AS_A_STEP)
        elif all(step.minutes is not None for step in steps) and total != activity.facts.minutes:
            yield Finding(activity.path, ("minutes",), say("the steps add up to {total} minutes, not {minutes}", total=total, minutes=activity.facts.minutes),
                          say("write `minutes: {total}`, or change the minutes of a step", total=total))


def _headings_that_are_no_steps(path: str, section: Section) -> Iterator[Finding]:
    taken = {step.span for step in section.steps}
    for heading in section.headings:
        if heading.level == 3 and heading.span not in taken:
            yield Finding(path, heading.span, say("`{heading}` is not written as a step", heading=heading.text), _AS_A_STEP)


@rule("ACT002", Severity.ERROR, ours=True, alone=True)
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
        english, chinese = activity.document.section("steps"), _translated(activity, "steps")
        if english is None or chinese is None:
            continue
        path, steps = activity.translation_path, chinese.steps
        yield from _headings_that_are_no_steps(path, chinese)
        for there, here in zip_longest(english.steps, steps):
            if here is None:
                yield Finding(path, Span(chinese.span.start, chinese.span.end),
                              say("step {number}, `{name}`, is missing here", number=there.number, name=there.name), say("translate it"))
            elif there is None:
                yield Finding(path, here.span, say("the English has no step {number}", number=here.number),
                              say("add it to the English guide, or take it out here"))
            elif (here.number, here.minutes) != (there.number, there.minutes):
                yield Finding(path, here.span,
                              say("step {number} has {minutes}; in the English it is step {english} with {english_minutes}",
                                  number=here.number, minutes=_minutes(here), english=there.number, english_minutes=_minutes(there)),
                              say("write `### {number}. {name} · {minutes} 分钟`", number=there.number, name=here.name, minutes=there.minutes or 5))


def _minutes(step: Step) -> str:
    return say("no minutes") if step.minutes is None else say("{minutes} minutes", minutes=step.minutes)


def _translated(activity: Record, section: str) -> Section | None:
    """The section of the translation that stands where the English has one with this id."""
    if activity.translated is None:
        return None
    pairs = zip(activity.document.sections, activity.translated.sections)
    return next((chinese for english, chinese in pairs if english.id == section), None)


@rule("ACT003", Severity.ERROR, ours=True, alone=True)
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
                              say("the section `## {title}` is missing", title=title), _neighbours(title, wanted))
        last = -1
        for section, heading in zip(found, [h for h in activity.document.headings if h.level == 2]):
            if section.title not in wanted:
                yield Finding(activity.path, heading.span, say("`## {title}` is none of the nine sections", title=section.title),
                              nearest(section.title, wanted) or say("put its text into one of the nine"))
                continue
            place = wanted.index(section.title)
            if place <= last:
                said = (say("`## {title}` comes after `## {last}`", title=section.title, last=wanted[last]) if place < last
                        else say("`## {title}` stands twice", title=section.title))
                yield Finding(activity.path, heading.span, said, say("the order is: {titles}", titles=row(wanted)))
            last = max(last, place)


def _neighbours(title: str, wanted: list[str]) -> str:
    place = wanted.index(title)
    return say("it stands after `## {title}`", title=wanted[place - 1]) if place else say("it is the first section")


@rule("ACT004", Severity.ERROR, ours=True, alone=True)
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
        for path, lang, section in ((activity.path, "en", activity.document.section("steps")),
                                    (activity.translation_path, "zh", _translated(activity, "steps"))):
            for step in section.steps if section else ():
                first = step.text.lstrip().partition("\n")[0].strip()
                said = unmarked(first.removeprefix(IN_SHORT[lang]))
                if not first.startswith(IN_SHORT[lang]) or not said:
                    yield Finding(path, step.span, say("the step `{name}` has no line for the card", name=step.name),
                                  say("begin it with `{mark} …`", mark=IN_SHORT[lang]))
                elif len(said) > CARD_LETTERS:
                    yield Finding(path, step.span, say("the line for the card of `{name}` has {letters} letters", name=step.name, letters=len(said)),
                                  say("say it in {letters}", letters=CARD_LETTERS))


_SPOKEN = {"en": re.compile(r"[^\W_]+(?:['’][^\W_]+)*"), "zh": re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9]+")}


@rule("ACT006", Severity.ERROR, ours=True, alone=True)
def home_part_has_its_words(subject: Subject) -> Iterator[Finding]:
    """Every activity with a part at home has the words for whoever looks after the child, read aloud in less than a minute.

    They stand in *Before you start*, under `### Words for home`, as a script. A sheet is printed of them, for a person
    who may not read, so that somebody else can.

    Bad: `activities/breathe-out.md`

        ---
        home_part: talk
        ---

    Good: `activities/breathe-out.md`

        ---
        home_part: talk
        ---

        ## Before you start

        Pick a feather up.

        ### Words for home

        > We blew a feather from hand to hand. Ask your child to show you how slowly it can fall. There is no right way.
    """
    for activity in subject.handbook.all("activity"):
        if activity.facts.home_part is HomePart.NONE:
            continue
        english = activity.document.section(_BEFORE)
        is_current = english and activity.translation and activity.translation.translates.get(_BEFORE) == english.digest
        chinese = _translated(activity, _BEFORE) if is_current else None  # of one that is behind, LNG003 tells
        for path, lang, section in ((activity.path, "en", english), (activity.translation_path, "zh", chinese)):
            if section is None:
                continue
            at = Span(section.span.start, section.span.end)
            words = home_words(section)
            spoken = len(_SPOKEN[lang].findall(words or ""))
            if not spoken or not any(h.level == 3 and h.text == HOME_HEADING[lang] for h in section.headings):
                yield Finding(path, at, say("nothing says what to read aloud to whoever looks after the child"),
                              say("add `### {heading}` and a script (`> …`) at the end of `{section}`", heading=HOME_HEADING[lang], section=section.title))
            elif spoken >= WORDS_A_MINUTE[lang]:
                yield Finding(path, at, say("the words for home take longer than a minute: {words}", words=spoken),
                              say("say it in fewer than {words}", words=WORDS_A_MINUTE[lang]))


@rule("ACT007", Severity.WARNING, ours=True, alone=True)
def guide_has_its_length(subject: Subject) -> Iterator[Finding]:
    """The guide of a working activity has 500 to 900 words, any other 200 to 450.

    It is read on a telephone, on the way to the children. A shorter one leaves the worker without words; a longer one is not read to its end.
    Counted are the words of the English text without the words for home, citations, the addresses of links and the marks of headings.
    A guide with something still to be written is not counted yet, nor one whose text is still Chinese: more Chinese characters than English words.

    Bad: `activities/breathe-out.md`

        ---
        phase: working
        ---

    Good: `activities/breathe-out.md`

        ---
        phase: closing
        ---
    """
    for activity in subject.handbook.all("activity"):
        if activity.path in subject.handbook.unwritten:
            continue
        least, most = LENGTHS[activity.facts.phase]
        words = words_read(activity.document.body)
        if not least <= words <= most and not is_in_chinese(activity.document.body, words):
            yield Finding(activity.path, ("title",), say("the guide has {words} words", words=words),
                          say("a guide of this phase has {least} to {most}: say more of what it looks like", least=least, most=most) if words < least
                          else say("a guide of this phase has {least} to {most}: take out {over}", least=least, most=most, over=words - most))


NEARLY_THE_SAME = 0.15
"""The share of its runs of three words that a guide may have in common with another."""


@rule("ACT008", Severity.WARNING, ours=True)
def activity_is_a_doing_of_its_own(subject: Subject) -> Iterator[Finding]:
    """No activity is nearly the same as another.

    One game under two names makes the finder longer and the choice harder. Held against each other are the steps and what children `do` in them, by the runs
    of three words that both have: in this handbook no two share more than 3 in a hundred, a copy in which every third word was changed still shares 20.
    From 15 on the later one is told. `kb stats --near` lists the pairs that are nearest to each other.

    Bad: `activities/breathe-in.md`

        ---
        title: Breathe in
        ---

    Good: `activities/breathe-in.md`

        ---
        title: Breathe in
        does: find the one leaf among many that somebody else has in mind, with eyes closed
        ---

        ## Steps

        ### 1. Choose · 4 min

        _In short:_ Choose a leaf; feel its edge, stem and veins.

        > Take a leaf that you like. Shut your eyes, and learn it with your fingers.

        ### 2. Find · 6 min

        _In short:_ All leaves in a heap; find yours again.

        **Children** put the leaves together, and look for their own by touch.
    """
    told: set[str] = set()
    for pair in pairs(subject.handbook.all("activity"), NEARLY_THE_SAME):
        if pair.one.path not in told:
            told.add(pair.one.path)
            yield Finding(pair.one.path, ("does",), say("this is nearly the same as `{other}`: {share} % of the runs of three words are in both",
                                                        other=pair.other.id, share=round(100 * pair.share)),
                          say("make another doing of it, or keep one guide and give it the other's id under `aliases`"),
                          (Related(pair.other.path, ("does",), say("`{name}` stands here", name=pair.other.id)),))


@rule("ACT005", Severity.ERROR, ours=True, alone=True)
def numbers_can_be(subject: Subject) -> Iterator[Finding]:
    """Ages, group and minutes of an activity or a programme are such as can be.

    Children here are 3 to 18 years old, a group has at most 40 of them, and nothing goes on for more than three hours.
    Anything else is a slip of the pen, and a finder would show the guide to nobody, or to everybody.

    Bad: `activities/breathe-out.md`

        ---
        ages: {min: 6, max: 120}
        ---

    Good: `activities/breathe-out.md`

        ---
        ages: {min: 6, max: 12}
        ---
    """
    for guide in (*subject.handbook.all("activity"), *subject.handbook.all("programme")):
        for field, limits, what in (("ages", AGES, say("years")), ("group", GROUP, say("children"))):
            yield from _beyond(guide.path, (field,), getattr(guide.facts, field), limits, what)
    for activity in subject.handbook.all("activity"):
        if activity.facts.minutes > LONGEST:
            yield Finding(activity.path, ("minutes",), say("an activity takes {minutes} minutes", minutes=activity.facts.minutes),
                          say("part it into two of at most {most}", most=LONGEST))


def _beyond(path: str, place: KeyPath, own: Range, limits: tuple[int, int], what: str) -> Iterator[Finding]:
    """A range that goes beyond what can be; it stands in the field at the end of `place`."""
    least, most = limits
    if own.min < least or own.max > most:
        yield Finding(path, place, say("`{field}` goes from {min} to {max} {what}", field=place[-1], min=own.min, max=own.max, what=what),
                      say("from {least} to {most} can be", least=least, most=most))


@rule("ACT009", Severity.WARNING, ours=True, alone=True)
def labels_of_a_step_are_known(subject: Subject) -> Iterator[Finding]:
    """In a step, what children do stands after **Children**, and what you look for after **Watch**; in Chinese **孩子** and **留意**.

    The page gives each a lane of its own. A paragraph with another word in bold before it is shown among the things that you do.

    Bad: `activities/breathe-out.md`

        ## Steps

        ### 1. Blow · 10 min

        _In short:_ Blow the feather from hand to hand.

        **Kids:** blow.

    Good: `activities/breathe-out.md`

        ## Steps

        ### 1. Blow · 10 min

        _In short:_ Blow the feather from hand to hand.

        **Children** blow.
    """
    for activity in subject.handbook.all("activity"):
        for path, lang, section in ((activity.path, "en", activity.document.section("steps")),
                                    (activity.translation_path, "zh", _translated(activity, "steps"))):
            for span in unknown_labels(section) if section else ():
                children, watch = LANE_LABELS[lang]
                yield Finding(path, span, say("`{label}` is no part of a step", label=section.file[span.start:span.end]),
                              say("write `**{children}**` before what children do, `**{watch}**` before what to look for, and nothing in bold before what you do",
                                  children=children, watch=watch))


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
                yield Finding(programme.path, ("sessions", i, "slots"),
                              say("the slots take {minutes} minutes of {booked}", minutes=session.minutes, booked=facts.session_minutes),
                              say("take something out, or book more minutes"))
            for j, slot in enumerate(session.slots):
                activity = slot.activity and subject.handbook.get("activity", slot.activity)
                if activity and activity.facts.minutes != slot.minutes:
                    yield Finding(programme.path, ("sessions", i, "slots", j, "minutes"),
                                  say("`{id}` takes {minutes} minutes, not {written}", id=activity.id, minutes=activity.facts.minutes, written=slot.minutes),
                                  say("write `minutes: {minutes}`", minutes=activity.facts.minutes))


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
                for name in ("ages", "group") if activity else ():
                    own, theirs = getattr(programme.facts, name), getattr(activity.facts, name)
                    if not theirs.covers(own):
                        values = dict(own=f"{own.min}–{own.max}", id=activity.id, theirs=f"{theirs.min}–{theirs.max}")
                        yield Finding(programme.path, ("sessions", i, "slots", j),
                                      say("the programme is for ages {own}, `{id}` for {theirs}", **values) if name == "ages"
                                      else say("the programme is for children {own}, `{id}` for {theirs}", **values),
                                      say("choose another activity, or narrow the `{name}` of the programme", name=name))


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
                        yield Finding(programme.path, (field, i, *place),
                                      say("there is no session {number}; the programme has {last}", number=number, last=last),
                                      say("name a session from 1 to {last}", last=last))


@rule("ACT013", Severity.ERROR, ours=True, alone=True)
def field_reports_can_be(subject: Subject) -> Iterator[Finding]:
    """A field report is about children who can be in a group, in a month after the guide was written.

    What others changed is worth little if it cannot have happened, and a reader cannot ask. A month to come is only
    a warning: a clock may be wrong.

    Bad: `activities/breathe-out.md`

        ---
        reports:
          - month: 2019-03
            place: village-school
            group: 7
            ages: {min: 8, max: 11}
            changed: {en: leaves instead of feathers, zh: 用树叶代替羽毛}
            why: {en: it was windy, zh: 那天有风}
            happened: {en: all took part, zh: 都参加了}
        ---

    Good: `activities/breathe-out.md`

        ---
        reports:
          - month: 2026-11
            place: village-school
            group: 7
            ages: {min: 8, max: 11}
            changed: {en: leaves instead of feathers, zh: 用树叶代替羽毛}
            why: {en: it was windy, zh: 那天有风}
            happened: {en: all took part, zh: 都参加了}
        ---
    """
    for activity in subject.handbook.all("activity"):
        written, now = f"{activity.facts.written:%Y-%m}", f"{subject.today:%Y-%m}"
        for i, report in enumerate(activity.facts.reports):
            if report.month < written:
                yield Finding(activity.path, ("reports", i, "month"),
                              say("it was run in {month}, and the guide was written in {written}", month=report.month, written=written),
                              say("look at the month; a report about something else belongs in another guide"))
            elif report.month > now:
                yield Finding(activity.path, ("reports", i, "month"), say("{month} has not come yet", month=report.month),
                              say("write the month in which it was run"), at_most=Severity.WARNING)
            yield from _beyond(activity.path, ("reports", i, "ages"), report.ages, AGES, say("years"))

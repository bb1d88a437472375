"""What stands under the front matter of a new guide: its sections in their order, and in each what belongs there."""

import posixpath
from collections.abc import Callable, Iterator

from kb_tools import addresses
from kb_tools.desk.draft import Draft
from kb_tools.guide import IN_SHORT
from kb_tools.handbook import TO_WRITE
from kb_tools.model.vocabulary import HomePart, Origin, Risk
from kb_tools.rules.activities import HOME_HEADING
from kb_tools.rules.safety import PARENT_HEADING, about_parents
from kb_tools.words.messages import say, translated

METHOD_SECTIONS = ("What it answers", "When not to use it", "Steps", "Ask the child", "The form", "Read the result", "Ethics", "Together with", "Evidence")
PROGRAMME_SECTIONS = ("Where this comes from", "Who it is for", "Before session 1", "Why this order", "Caregiver part", "Measure points", "Attendance",
                      "Ending", "Follow-up", "Keep children safe", "Evidence")
VERSIONS = {
    "Younger": say("what is shorter or simpler for them"),
    "Older": say("what is harder, or left to them"),
    "Shy": say("a part that needs no voice and no stage"),
    "Restless": say("a job that moves"),
    "No materials": say("how to do it with nothing"),
    "Disability": say("how a child takes part who does not see, hear, speak or walk as others do"),
    "Mixed group": say("how it stays fair, whoever lives at home"),
}
"""The seven lines of *Make it fit*."""


def body(draft: Draft) -> str:
    """Return the sections of a new guide of the draft's kind."""
    sections = {"activity": _activity, "method": _method, "programme": _programme}[draft.kind.name]

    def to_write(what: str) -> str:
        return f"{TO_WRITE[draft.lang]} {translated(what, draft.lang)}"

    return "".join(f"\n## {title}\n\n{text.strip()}\n" for title, text in sections(draft, to_write))


def help_link(folder: str) -> str:
    """Return the link from a guide in `folder` to what to do when a child tells of harm."""
    return f"[A child told me something]({posixpath.relpath(f'docs/{addresses.SAFEGUARDING}.md', folder)})"


_Marked = Callable[[str], str]


def _activity(draft: Draft, to_write: _Marked) -> Iterator[tuple[str, str]]:
    yield "Why", to_write(say("two or three sentences: what may be hard for a child here, and what doing this offers"))
    start = "- Guardians have agreed to the group, caregivers know of it, and each child has said yes to coming in.\n" \
        f"- {to_write(say('what to lay out, look at or agree on beforehand'))}"
    home = f"\n\n### {HOME_HEADING['en']}\n\n> {to_write(say('what to read aloud to whoever looks after the child, in less than a minute'))}"
    yield "Before you start", start + (home if draft.get("home_part") != HomePart.NONE else "")
    yield "Steps", "\n\n".join(_activity_step(number, minutes, to_write) for number, minutes in enumerate(parted(draft.get("minutes")), 1))
    question = f"- **{to_write(say('a question about what just happened'))}**\n  {to_write(say('what children are likely to answer, and what you say then'))}"
    yield "Talk about it", f"{question}\n{question}"
    yield "Watch for", f"- {to_write(say('what going well looks like'))}\n- {to_write(say('what going badly looks like, and what you do then'))}"
    yield "Make it fit", "\n".join(f"- **{label}:** {to_write(what)}" for label, what in VERSIONS.items())
    yield "Keep children safe", _activity_care(draft, to_write)
    yield "Note afterwards", to_write(say("what to write down, by code and never by name"))
    yield "Evidence", _evidence(draft, to_write)


def parted(minutes: int) -> list[int]:
    """Return the minutes of two or three steps that add up: a quarter to begin, a quarter to end; of one minute one step."""
    end = max(1, minutes // 4)
    return [minutes] if minutes < 2 else [end, minutes - end] if minutes < 4 else [end, minutes - 2 * end, end]


def _activity_step(number: int, minutes: int, to_write: _Marked) -> str:
    return "\n\n".join((
        f"### {number}. {to_write(say('the name of this step'))} · {minutes} min",
        f"{IN_SHORT['en']} {to_write(say('what happens, in one line of at most 90 letters'))}",
        f"> {to_write(say('what you say aloud'))}",
        f"**Children** {to_write(say('what they do'))}",
        f"**Watch** {to_write(say('what you look for, and what you say then'))}",
    ))


def _activity_care(draft: Draft, to_write: _Marked) -> str:
    lines = ["Anybody may pass, and nobody asks why.", to_write(say("what may hurt or shame somebody here, and what you do then"))]
    if draft.get("adults") > 1 or draft.get("safeguarding", "risk") == Risk.HIGH:
        lines.append(to_write(say("what the second adult does")))
    lines += ["If a child tells of harm, listen where others see you and do not hear you.",
              f"Say that you have to pass it on, and follow {help_link(draft.kind.folder)}.", "No photographs."]
    if about_parents(draft.get("needs")) or draft.get("contacts_parent") or draft.get("home_part") == HomePart.CALL:
        lines += ["", f"### {PARENT_HEADING['en']}", "", to_write(say("what this child does instead, so that nobody sees a difference"))]
    return "\n".join(lines)


def _evidence(draft: Draft, to_write: _Marked) -> str:
    said = f"{to_write(say('what the source says that this rests on: its design, how many, no comparison if there was none'))} [@{draft.get('source')}]."
    return f"Designed here, not yet studied (S0).\n{said}" if draft.get("origin") == Origin.DESIGNED_HERE else said


def _method(draft: Draft, to_write: _Marked) -> Iterator[tuple[str, str]]:
    yield METHOD_SECTIONS[0], to_write(say("the question that it answers, and what it does not show"))
    yield METHOD_SECTIONS[1], f"- {to_write(say('when something else is better, or nothing'))}"
    yield METHOD_SECTIONS[2], "\n\n".join(f"### {number}. {to_write(say('the name of this step'))} · {minutes} min\n\n{to_write(say('what to do'))}"
                                          for number, minutes in enumerate(parted(draft.get("minutes") or 15), 1))
    yield METHOD_SECTIONS[3], f"- **{to_write(say('a question to the child, who may pass'))}**"
    yield METHOD_SECTIONS[4], to_write(say("what to fill in; four low lines, `____`, make a blank to write on"))
    yield METHOD_SECTIONS[5], f"- {to_write(say('what can be said of it, and what cannot'))}"
    care = f"If you see a sign of harm, put this away and follow {help_link(draft.kind.folder)}."
    yield METHOD_SECTIONS[6], f"{to_write(say('who agrees, who may read it, and when it is destroyed'))}\n{care}"
    yield METHOD_SECTIONS[7], to_write(say("what to hold it against"))
    yield METHOD_SECTIONS[8], _evidence(draft, to_write)


def _programme(draft: Draft, to_write: _Marked) -> Iterator[tuple[str, str]]:
    wanted = (
        say("which study it starts from, what was taken from it, and what was designed here"),
        say("which children, how many, where, and for whom it is not"),
        say("what has to be agreed on, asked and arranged"),
        say("what each session does that the next one needs"),
        say("what is done with caregivers, and when"),
        say("what is observed or asked, when and by whom"),
        say("what happens when a child misses a session"),
        say("how the group says goodbye"),
        say("what happens in the weeks and months after"),
    )
    for title, what in zip(PROGRAMME_SECTIONS, wanted):
        yield title, to_write(what)
    care = f"For anything a child tells you: {help_link(draft.kind.folder)}."
    yield PROGRAMME_SECTIONS[9], f"{to_write(say('the risk of its highest session, and what the second adult does'))}\n{care}"
    yield PROGRAMME_SECTIONS[10], _evidence(draft, to_write)

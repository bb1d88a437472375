"""The records that stand as front matter of Markdown guides."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator, model_validator

from kb_tools.model import vocabulary as v
from kb_tools.model.knowledge import Range, Trace
from kb_tools.model.text import Id, Key, Model, NonEmpty, Text, ref


class MaterialUse(Model):
    """How much of a material an activity needs."""

    item: ref("material") = Field(description="The material.")
    per: v.Per = Field(description="For each child, each pair, or the group.")
    amount: int = Field(1, ge=1, le=500, description="How many.")
    substitute: Text | None = Field(None, description="What will do instead.")


class Safeguarding(Model):
    """What keeps children safe in an activity."""

    risk: v.Risk = Field(description="How much care it needs.")
    disclosure_likely: bool = Field(description="Whether a child may well tell of harm.")
    do_not_run_if: tuple[Text, ...] = Field(min_length=1, description="When to leave it out.")
    stop_signals: tuple[Text, ...] = Field(min_length=1, description="When to stop.")


class Guide(Model):
    """What every guide has."""

    title: NonEmpty = Field(description="The title in English.")
    summary: NonEmpty = Field(description="One sentence in English.")
    written: date = Field(description="When it was written.")
    reviewed: date | None = Field(description="When a practitioner last read it; null if nobody has.")
    trace: tuple[Trace, ...] = Field((), description="Rows of the source studies that it carries.", examples=[["S1", "D3"]])
    aliases: tuple[Id, ...] = Field((), description="Ids that it had before.")
    replaced_by: Id | None = Field(None, description="The guide that took its place: no new reference names this one.")


class Designed(Guide):
    """A guide that says where it comes from."""

    origin: v.Origin = Field(description="Reported, adapted or designed here.")
    source: Key = Field(description="The study whose idea it was.")


Month = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


class FieldReport(Model):
    """What somebody changed when they ran an activity, why, and what happened; nobody can be known again by it."""

    month: Month = Field(description="The month in which it was run, as `2026-11`: a day could be looked up.", examples=["2026-11"])
    place: v.Place = Field(description="What kind of place it was; never its name.")
    group: int = Field(ge=2, le=40, description="How many children took part, two at least: a report is about a group and not about one child.")
    ages: Range = Field(description="Ages in years, from the youngest to the oldest.")
    changed: Text = Field(description="What was done otherwise than the guide says.")
    why: Text = Field(description="Why it was changed.")
    happened: Text = Field(description="What happened then, as it could be seen or heard.")


class Activity(Designed):
    """What a worker does with children in one sitting."""

    does: NonEmpty = Field(description="What children do, as one verb phrase.")
    needs: tuple[ref("need"), ...] = Field(min_length=1, description="Needs it addresses, the main one first.")
    interventions: tuple[ref("intervention"), ...] = Field(min_length=1, description="Interventions it is an instance of.")
    outcomes: tuple[ref("outcome"), ...] = Field(min_length=1, description="Outcomes it aims at.")
    ages: Range = Field(description="Ages in years.")
    group: Range = Field(description="Number of children.")
    minutes: int = Field(ge=1, le=240, description="Minutes from first word to last; the steps add up to it.")
    prep_minutes: int = Field(ge=0, le=600, description="Minutes to prepare.")
    phase: v.Phase = Field(description="Its place in a meeting.")
    setting: tuple[v.Setting, ...] = Field(min_length=1, description="Where it can be done.")
    room: tuple[v.Room, ...] = Field((), description="How people sit or stand, in the order in which it comes.")
    materials: tuple[MaterialUse, ...] = Field((), description="What is needed.")
    adults: int = Field(ge=1, le=6, description="How many adults it needs.")
    second_adult_from: int | None = Field(None, ge=2, le=60, description="From how many children on it needs a second adult.")
    home_part: v.HomePart = Field(description="What happens outside the group.")
    contacts_parent: bool = Field(description="Whether a parent may be contacted in it.")
    energy: v.Energy = Field(description="How lively it is.")
    literacy: v.Literacy = Field(description="How much reading and writing it asks for.")
    safeguarding: Safeguarding = Field(description="What keeps children safe.")
    reports: tuple[FieldReport, ...] = Field((), description="What others changed when they ran it.")


class Method(Designed):
    """A case method: a way to look, ask or record."""

    measures: tuple[ref("measure"), ...] = Field((), description="Measures it uses.")
    triangulates_with: tuple[ref("method"), ...] = Field((), description="Methods to hold it against.")
    minutes: int | None = Field(None, ge=1, le=600, description="Minutes it takes.")
    adults: int | None = Field(None, ge=1, le=6, description="How many adults it needs.")


class Slot(Model):
    """One part of a session: an activity of ours, or talk."""

    activity: ref("activity") | None = Field(None, description="The activity.")
    talk: Text | None = Field(None, description="What is talked about, where it is no activity.")
    minutes: int = Field(ge=1, le=240, description="Minutes; an activity's own.")

    @model_validator(mode="after")
    def _one_of_two(self):
        if (self.activity is None) == (self.talk is None):
            raise ValueError("a slot has either an `activity` or a `talk`")
        return self


class Session(Model):
    """One meeting."""

    title: Text = Field(description="Its title.")
    aim: Text = Field(description="What it is for.")
    slots: tuple[Slot, ...] = Field(min_length=1, description="Its parts in order.")

    @property
    def minutes(self) -> int:
        """Minutes of all slots together."""
        return sum(slot.minutes for slot in self.slots)


class CaregiverPart(Model):
    """Something done with caregivers beside the sessions."""

    before_session: int | None = Field(None, ge=1, description="Before which session.")
    after_session: int | None = Field(None, ge=1, description="After which session.")
    activity: ref("activity") | None = Field(None, description="The activity, if it is one.")
    minutes: int = Field(ge=1, le=240, description="Minutes.")
    what: Text = Field(description="What is done.")


class MeasurePoint(Model):
    """When something is measured or asked."""

    sessions: tuple[int, ...] = Field((), description="In which sessions.")
    before_session: int | None = Field(None, ge=1, description="Before which session.")
    after_session: int | None = Field(None, ge=1, description="After which session.")
    weeks_after: tuple[int, ...] = Field((), description="From how many to how many weeks after the end.")
    measure: ref("measure") | None = Field(None, description="The measure.")
    method: ref("method") | None = Field(None, description="The method.")

    @model_validator(mode="after")
    def _one_of_two(self):
        if (self.measure is None) == (self.method is None):
            raise ValueError("a measure point has either a `measure` or a `method`")
        return self


class Programme(Designed):
    """A sequence of sessions."""

    needs: tuple[ref("need"), ...] = Field(min_length=1, description="Needs it is built on.")
    outcomes: tuple[ref("outcome"), ...] = Field((), description="Outcomes it aims at.")
    population: ref("population") = Field(description="For whom.")
    ages: Range = Field(description="Ages in years.")
    group: Range = Field(description="Number of children.")
    session_minutes: int = Field(ge=10, le=600, description="Minutes to book for a session.")
    adults: int = Field(ge=1, le=6, description="How many adults it needs.")
    sessions: tuple[Session, ...] = Field(min_length=1, description="The sessions in order.")
    caregivers: tuple[CaregiverPart, ...] = Field((), description="What is done with caregivers.")
    measure_points: tuple[MeasurePoint, ...] = Field((), description="When something is measured.")


class Prose(Model):
    """A page of prose that is no record."""

    title: NonEmpty = Field(description="The title in English.")
    summary: NonEmpty = Field(description="One sentence in English.")
    written: date | None = Field(None, description="When it was written.")
    reviewed: date | None = Field(None, description="When it was last read by somebody who uses it.")
    part: v.Part | None = Field(None, description="When in the work it is read; such a page is listed among the guides to the work.")
    trace: tuple[Trace, ...] = Field((), description="Rows of the source studies that it carries.", examples=[["S1", "D3"]])


class Translation(Model):
    """The front matter of a `NAME.zh.md`: facts stand in the English file alone."""

    title: NonEmpty = Field(description="The title in this language.")
    summary: NonEmpty = Field(description="One sentence in this language.")
    translates: dict[str, str] = Field(default_factory=dict, description="For each section, the hash of the English text it renders.")

    @field_validator("translates", mode="before")
    @classmethod
    def _hashes_are_text(cls, value):
        # A hash of digits alone is read by YAML as a number.
        return {k: str(x) for k, x in value.items()} if isinstance(value, dict) else value

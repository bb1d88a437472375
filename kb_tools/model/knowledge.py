"""The records that stand as YAML in `knowledge/`."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from kb_tools.model import vocabulary as v
from kb_tools.model.text import Id, Key, Model, NonEmpty, Text, Texts, ref

Trace = Annotated[str, StringConstraints(pattern=r"^[SD][1-9][0-9]?$")]


class Named(Model):
    """What every record has."""

    name: Text = Field(description="What people call it.")
    trace: tuple[Trace, ...] = Field((), description="Rows of the source studies that this record carries: S1 … S19 (readers see 1.1 … 1.19) and D1 … D9 (2.1 … 2.9).", examples=[["S1", "D3"]])
    aliases: tuple[Id, ...] = Field((), description="Ids that it had before.")
    replaced_by: Id | None = Field(None, description="The record that took its place: no new reference names this one.")


class Range(Model):
    """Two whole numbers, the smaller first; both included."""

    min: int = Field(ge=0, description="The smallest.")
    max: int = Field(ge=0, description="The largest.")

    @model_validator(mode="after")
    def _ordered(self):
        if self.min > self.max:
            raise ValueError(f"`min` {self.min} is larger than `max` {self.max}")
        return self

    def covers(self, other: "Range") -> bool:
        """Tell whether the other range lies wholly inside this one."""
        return self.min <= other.min and other.max <= self.max


class Contexts(Model):
    """Where a need shows and what feeds it, by place."""

    child: Text = Field(description="How it shows in the child.")
    family: Text = Field(description="How it shows in the family.")
    school: Text = Field(description="How it shows at school.")
    peers: Text = Field(description="How it shows among other children.")


class Need(Named):
    """Something a child wants or lacks, in a strengths voice."""

    summary: Text = Field(description="One sentence that a worker recognises.")
    definition: Text = Field(description="What is meant, and what is not.")
    signs: tuple[Text, ...] = Field(min_length=1, description="What a worker can see or hear.")
    contexts: Contexts = Field(description="How it shows in the child, the family, the school and among peers.")
    broader: tuple[ref("need"), ...] = Field((), description="Needs that contain this one.")
    related: tuple[ref("need"), ...] = Field((), description="Needs that often come with it.")
    outcomes: tuple[ref("outcome"), ...] = Field(min_length=1, description="Outcomes that would show that the need is met better.")
    red_flags: tuple[Text, ...] = Field(min_length=1, description="Signs that call for more than a group.")
    referral: Text = Field(description="What to do on a red flag.")
    caution: Text | None = Field(None, description="What the evidence does not let us say.")
    sources: tuple[Key, ...] = Field((), description="Works that the record draws on.")


class Delivery(Model):
    """How an intervention is given, in the order of the TIDieR checklist."""

    why: Text = Field(description="What it is meant to do.")
    what: Text = Field(description="Materials and procedures.")
    who: Text = Field(description="Who gives it.")
    how: Text = Field(description="In which way.")
    where: Text = Field(description="In what place.")
    dose: Text = Field(description="How much, as far as stated.")
    tailoring: Text = Field(description="How it is fitted to a child.")


class Intervention(Named):
    """Something that is done with children or for them."""

    summary: Text = Field(description="One sentence.")
    type: v.InterventionType = Field(description="Approach, technique or format.")
    mechanism: Text | None = Field(None, description="Why it may help, and whose reasoning that is.")
    needs: tuple[ref("need"), ...] = Field((), description="Needs it addresses.")
    outcomes: tuple[ref("outcome"), ...] = Field((), description="Outcomes it aims at.")
    part_of: tuple[ref("intervention"), ...] = Field((), description="Approaches or formats that it belongs to; these count its activities.")
    not_when: tuple[Text, ...] = Field((), description="When to leave it out.")
    delivery: Delivery | None = Field(None, description="How it is given.")
    theory: tuple[Key, ...] = Field((), description="Works of theory behind it.")
    sources: tuple[Key, ...] = Field((), description="Studies that used or examined it.")
    seen_in: v.SeenIn | None = Field(None, description="`studies` for one that only studies used.")


class Outcome(Named):
    """A change one may hope to see."""

    summary: Text = Field(description="One sentence.")
    definition: Text = Field(description="What counts and what does not.")
    wanted: v.Wanted = Field(description="Whether more or less of it is hoped for.")
    horizon: v.Horizon | None = Field(None, description="How soon it may be seen.")
    indicators: tuple[Text, ...] = Field((), description="What one would see or hear.")
    measures: tuple[ref("measure"), ...] = Field((), description="Measures that touch it.")
    caution: Text | None = Field(None, description="Where the measures are weak.")
    sources: tuple[Key, ...] = Field((), description="Works that the record draws on.")
    seen_in: v.SeenIn | None = Field(None, description="`studies` for one that studies report and no activity aims at.")


class MeasureLanguage(Model):
    """A language the measure exists in, and who tested it there."""

    lang: NonEmpty = Field(description="Language code: `en`, `zh` …")
    validation: tuple[Key, ...] = Field((), description="Works that tested the measure in this language.")


class Licence(Model):
    """Who may use the form."""

    form: v.LicenceForm = Field(description="Whose form it is.")
    show: bool = Field(description="Whether the handbook may show it.")


class Scoring(Model):
    """How answers become a score."""

    min: float = Field(description="The lowest total.")
    max: float = Field(description="The highest total.")
    higher_means: Literal["more", "less", "better", "worse"] = Field(description="What a higher total means.")
    reverse: tuple[Id, ...] = Field((), description="Items scored the other way round.")
    min_scored: int | None = Field(None, ge=1, description="How many items must be scored for a total.")
    total: Literal["sum", "mean", "ten-times-mean", "subscales"] | None = Field(None, description="How the total is made.")


class Reliability(Model):
    """Figures of reliability, each as its source states it."""

    alpha: float | None = Field(None, ge=0, le=1, description="Internal consistency, 0 to 1.")
    sd: float | None = Field(None, gt=0, description="Standard deviation in the sample, in points of the total.")
    source: Key = Field(description="Where the figures were read.")


class Item(Model):
    """One thing to see or count."""

    id: Id = Field(description="Short name of the item.")
    scale: Id = Field(description="Name of its scale in `scales`.")
    min_chances: int = Field(1, ge=0, description="How many chances there must be to score it.")
    name: Text = Field(description="What to see.")
    counts: Text = Field(description="What counts.")
    does_not: Text = Field(alias="not", description="What does not count.")


class Measure(Named):
    """A way to see whether something changed."""

    summary: Text = Field(description="One sentence.")
    status: v.MeasureStatus = Field(description="Usable, or with caution.")
    validated: bool | None = Field(description="Whether somebody tested it; null where that is not known.")
    cautions: tuple[Text, ...] = Field(min_length=1, description="What to know before using a score.")
    construct_: Text = Field(alias="construct", description="What it measures.")
    respondent: v.Respondent | tuple[v.Respondent, ...] = Field(description="Who answers or watches.")
    ages: Range | None = Field(None, description="Ages in years, where stated.")
    reading_age: int | None = Field(None, ge=5, le=18, description="Age at which a child can read it alone, where stated.")
    minutes: int | None = Field(None, ge=1, le=240, description="Minutes it takes, where stated.")
    n_items: int | None = Field(None, ge=1, le=500, description="Number of items, where stated.")
    scoring: Scoring | None = Field(None, description="How a total is made, where stated.")
    reliability: Reliability | None = Field(None, description="Figures of reliability, where confirmed.")
    missing: Text | None = Field(None, description="What to do with items that could not be scored.")
    languages: tuple[MeasureLanguage, ...] = Field((), description="Languages, each with its validation.")
    licence: Licence = Field(description="Who may use the form.")
    scales: dict[Id, dict[int, Text]] | None = Field(None, description="Anchors of each scale: what 0, 1, 2 … stand for.")
    items: tuple[Item, ...] = Field((), description="The items, for a checklist of ours.")
    prompts: tuple[Text, ...] = Field((), description="Lines printed under the form.")
    reference: Key | None = Field(None, description="The work that presents the measure.")
    sources: tuple[Key, ...] = Field((), description="Works that the record draws on.")

    @property
    def respondents(self) -> tuple[v.Respondent, ...]:
        """Who answers, always as a list."""
        return self.respondent if isinstance(self.respondent, tuple) else (self.respondent,)

    @model_validator(mode="after")
    def _items_have_scales(self):
        for item in self.items:
            if item.scale not in (self.scales or {}):
                raise ValueError(f"item `{item.id}` names the scale `{item.scale}`, which `scales` does not have")
        return self


class Dose(Model):
    """How much of an intervention was given, as far as stated."""

    sessions: int | None = Field(None, ge=1, description="Number of sessions.")
    minutes: int | None = Field(None, ge=1, description="Minutes a session.")
    weeks: int | None = Field(None, ge=1, description="Weeks from first to last.")


class Effect(Model):
    """An effect size as the source states it."""

    metric: NonEmpty = Field(description="Its name: d, g, r, OR, RR …")
    value: float = Field(description="The figure.")
    low: float | None = Field(None, description="Lower end of the 95 % interval.")
    high: float | None = Field(None, description="Upper end of the 95 % interval.")


class StudyFinding(Model):
    """What a study says about an intervention and an outcome."""

    interventions: tuple[ref("intervention"), ...] = Field(min_length=1, description="What was done.")
    outcome: ref("outcome") = Field(description="What was looked at.")
    direction: v.Direction = Field(description="Which way it went.")
    statement: Text = Field(description="What the study says, in our words.")
    effect: Effect | None = Field(None, description="The effect size, where stated.")
    locator: NonEmpty | None = Field(None, description="Page or part where it was read, for a full text.", examples=["p. 12"])
    trace: tuple[Trace, ...] = Field((), description="Rows of the source studies that this finding carries.")


class ContextFinding(Model):
    """What a study says about a need, without testing an intervention."""

    need: ref("need") = Field(description="The need it speaks of.")
    statement: Text = Field(description="What the study says, in our words.")
    locator: NonEmpty | None = Field(None, description="Page or part where it was read, for a full text.", examples=["p. 12"])
    trace: tuple[Trace, ...] = Field((), description="Rows of the source studies that this finding carries.")


class Study(Named):
    """A study, with what was read of it and what it found."""

    summary: Text = Field(description="One sentence.")
    reference: Key = Field(description="Its entry in the bibliography.")
    access: v.Access = Field(description="How much of it was read.")
    design: v.Design = Field(description="Its design; the tier is computed from it.")
    pools: v.Pools | None = Field(None, description="For a synthesis: the designs it states it pools.")
    design_note: Text | None = Field(None, description="What else to know about the design.")
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = Field(None, description="ISO 3166 code, where stated.")
    place: Text | None = Field(None, description="Where it was done, where stated.")
    rural: bool | None = Field(None, description="Whether the children live in the country, where stated.")
    left_behind: bool | None = Field(None, description="Whether it is about left-behind children, alone or beside others, where stated.")
    population: ref("population") | None = Field(None, description="The population, where the whole sample is one of ours.")
    left_behind_means: Text | None = Field(None, description="What the study means by left-behind.")
    ages: Range | None = Field(None, description="Ages in years, where stated.")
    n: int | None = Field(None, ge=1, description="Number of people, where stated.")
    studies: int | None = Field(None, ge=1, description="For a synthesis: number of studies.")
    comparison: v.Comparison | None = Field(None, description="With what it was compared.")
    dose: Dose | None = Field(None, description="Sessions, minutes and weeks, where stated.")
    follow_up: Text | None = Field(None, description="How long afterwards it was looked at again.")
    measures: tuple[ref("measure"), ...] = Field((), description="Measures of ours that it used.")
    harms: Text | None = Field(None, description="What it says about harms.")
    not_stated: tuple[
        Literal["ages", "n", "country", "place", "rural", "sessions", "minutes", "weeks", "comparison", "measures", "follow_up", "harms", "population"], ...
    ] = Field((), description="Fields that are absent from what we read.")
    limits: tuple[Text, ...] = Field((), description="What weakens it, for us.")
    findings: tuple[StudyFinding, ...] = Field((), description="What it found about interventions.")
    context_findings: tuple[ContextFinding, ...] = Field((), description="What it says about needs.")
    link_note: Text | None = Field(None, description="Where its words and our names differ.")
    cites: tuple[Key, ...] = Field((), description="For a source study: its own list of references.")


class PopulationDefinition(Model):
    """One source's definition."""

    source: Key = Field(description="Whose definition.")
    statement: Text = Field(description="The definition, in our words.")


class Count(Model):
    """A number of people, and by whose definition."""

    n: int = Field(ge=0, description="How many.")
    year: int = Field(ge=1900, le=2100, description="In which year.")
    defined_by: Key = Field(description="Whose definition was counted.")
    source: Key = Field(description="Where the number was read.")
    note: Text | None = Field(None, description="What it cannot be compared with.")


class Population(Named):
    """A group of people, with the definitions in use."""

    summary: Text = Field(description="One sentence.")
    definition: Text = Field(description="What the handbook means.")
    definitions: tuple[PopulationDefinition, ...] = Field(min_length=1, description="Definitions, by source.")
    counts: tuple[Count, ...] = Field((), description="Numbers, each with its definition.")
    sources: tuple[Key, ...] = Field((), description="Works that the record draws on.")


class Term(Named):
    """A word of the field, in both languages."""

    definition: Text = Field(description="What it means here.")
    note: Text | None = Field(None, description="What else to know.")
    also: Texts | None = Field(None, description="What people really type when they look for it.")
    avoid: Text | None = Field(None, description="Words not to use for it.")
    sources: tuple[Key, ...] = Field((), description="Works that the record draws on.")

    @property
    def summary(self) -> Text:
        """A term is summed up by its definition."""
        return self.definition


class Material(Model):
    """A thing that activities use."""

    kind: v.MaterialKind = Field(description="Everyday, or to be bought.")
    name: Text = Field(description="What it is called.")
    used_up: bool = Field(False, description="Whether it serves once: written full, planted, drunk, cut or given away.")

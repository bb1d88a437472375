"""EVD: what a study record says of its study."""

from collections.abc import Iterator

from kb_tools.diagnostics import Finding, Severity
from kb_tools.evidence import DESCRIBES, SYNTHESES, tier
from kb_tools.model.vocabulary import Access, Design
from kb_tools.rules.registry import Subject, rule
from kb_tools.words.messages import say

_OF_DOSE = ("sessions", "minutes", "weeks")


@rule("EVD001", Severity.ERROR, ours=True)
def study_says_what_it_found(subject: Subject) -> Iterator[Finding]:
    """Every study of which something was read says what it found.

    A null finding is a finding. A study of which only the record was read says so with `access: record`.

    Bad: `knowledge/studies/lin2020calm.yml`

        findings: []

    Good: `knowledge/studies/lin2020calm.yml`

        access: record
        findings: []
    """
    for study in subject.handbook.all("study"):
        facts = study.facts
        if facts.access is not Access.RECORD and not facts.findings and not facts.context_findings:
            yield Finding(study.path, ("access",), say("`access: {access}` says that it was read, and no finding is stated", access=facts.access),
                          say("add `findings:` or `context_findings:`; write `access: record` if none was read"))


@rule("EVD002", Severity.ERROR, ours=True)
def finding_of_a_full_text_has_a_locator(subject: Subject) -> Iterator[Finding]:
    """Every finding from a full text says on which page it was read.

    So the next reader finds the very place in a minute.

    Bad: `knowledge/studies/lin2020calm.yml`

        access: full-text

    Good: `knowledge/studies/lin2020calm.yml`

        access: abstract
    """
    for study in subject.handbook.all("study"):
        if study.facts.access is not Access.FULL_TEXT:
            continue
        for field in ("findings", "context_findings"):
            for i, finding in enumerate(getattr(study.facts, field)):
                if not finding.locator:
                    yield Finding(study.path, (field, i, "locator"), say("this finding does not say where in the full text it was read"),
                                  say("add `locator: p. 12`"))


@rule("EVD003", Severity.ERROR, ours=True)
def synthesis_says_what_it_pools(subject: Subject) -> Iterator[Finding]:
    """Every meta-analysis and systematic review says which designs it pools, and no other study does.

    Its tier follows from the weakest design it states it pools. `not-stated` is an answer.

    Bad: `knowledge/studies/lin2020calm.yml`

        design: meta-analysis

    Good: `knowledge/studies/lin2020calm.yml`

        design: meta-analysis
        pools: not-stated
    """
    for study in subject.handbook.all("study"):
        synthesis = study.facts.design in SYNTHESES
        if synthesis and study.facts.pools is None:
            said = say("meta-analysis") if study.facts.design is Design.META else say("systematic-review")
            yield Finding(study.path, ("design",), say("this {design} does not say which designs it pools", design=said),
                          say("add `pools:`; `not-stated` where what was read does not say"))
        elif not synthesis and study.facts.pools is not None:
            yield Finding(study.path, ("pools",), say("a study of the design `{design}` pools nothing", design=study.facts.design),
                          say("take `pools` out, or change `design`"))


@rule("EVD004", Severity.ERROR, ours=True)
def not_stated_is_left_out(subject: Subject) -> Iterator[Finding]:
    """Every field in `not_stated` is left out.

    A field is either stated or not. Where both are claimed, one of them was made up.

    Bad: `knowledge/studies/lin2020calm.yml`

        n: 40
        not_stated: [n]

    Good: `knowledge/studies/lin2020calm.yml`

        n: 40
        not_stated: []
    """
    for study in subject.handbook.all("study"):
        for i, name in enumerate(study.facts.not_stated):
            owner = study.facts.dose if name in _OF_DOSE else study.facts
            value = getattr(owner, name, None)
            if value not in (None, ()) and value != "not-stated":
                yield Finding(study.path, ("not_stated", i), say("`{name}` is filled in and said to be not stated", name=name),
                              say("take `{name}` out of `not_stated`, or leave it out above", name=name))


@rule("EVD005", Severity.ERROR, ours=True)
def findings_come_from_a_test(subject: Subject) -> Iterator[Finding]:
    """Every study with findings about an intervention has a design that tests one.

    A survey or a validation describes; what it says stands in `context_findings`, and never in the map as if
    something had been tried.

    Bad: `knowledge/studies/lin2020calm.yml`

        design: survey

    Good: `knowledge/studies/lin2020calm.yml`

        design: randomised
    """
    for study in subject.handbook.all("study"):
        if study.facts.findings and tier(study) == DESCRIBES:
            yield Finding(study.path, ("findings",), say("a study of the design `{design}` tests no intervention", design=study.facts.design),
                          say("write what it says in `context_findings`, or correct `design` or `pools`"))


_CAN_BE = {"ages": (0, 25), "minutes": (1, 600), "weeks": (1, 520), "sessions": (1, 500), "n": (1, 5_000_000), "studies": (2, 2_000)}


@rule("EVD006", Severity.ERROR, ours=True)
def numbers_of_a_study_can_be(subject: Subject) -> Iterator[Finding]:
    """Numbers that a study states are such as can be, and an effect lies within its interval.

    A digit too many turns forty children into four hundred. An interval that leaves its own effect out was copied wrongly.

    Bad: `knowledge/studies/lin2020calm.yml`

        ages: {min: 9, max: 112}

    Good: `knowledge/studies/lin2020calm.yml`

        ages: {min: 9, max: 12}
    """
    for study in subject.handbook.all("study"):
        facts = study.facts
        stated = [(("ages", end), "ages", getattr(facts.ages, end)) for end in ("min", "max") if facts.ages]
        stated += [((name,), name, getattr(facts, name)) for name in ("n", "studies")]
        stated += [(("dose", name), name, getattr(facts.dose, name)) for name in _OF_DOSE if facts.dose]
        for place, name, value in stated:
            least, most = _CAN_BE[name]
            if value is not None and not least <= value <= most:
                yield Finding(study.path, place, say("`{name}` is {value}", name=name, value=value),
                              say("from {least} to {most} can be; look at the study", least=least, most=most))
        for i, finding in enumerate(facts.findings):
            effect = finding.effect
            if effect and ((effect.low is not None and effect.value < effect.low) or (effect.high is not None and effect.value > effect.high)):
                yield Finding(study.path, ("findings", i, "effect", "value"), say("the effect {value} lies outside of its interval", value=effect.value),
                              say("compare all three numbers with the study"))

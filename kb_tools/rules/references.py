"""REF: references between records."""

from collections.abc import Iterator
from unicodedata import normalize

from kb_tools.diagnostics import Finding, KeyPath, Related, Severity
from kb_tools.evidence import REFERENCES_ROW, SOURCE_STUDIES, source_rows
from kb_tools.handbook import Handbook, Record
from kb_tools.model import LANGUAGES, kind_named
from kb_tools.model.removal import FILE as REMOVED
from kb_tools.rules.near import nearest
from kb_tools.rules.registry import Subject, failures, rule
from kb_tools.words.messages import say


@rule("REF001", Severity.ERROR, ours=True)
def reference_names_a_record(subject: Subject) -> Iterator[Finding]:
    """Every reference names a record that exists.

    A reference is a plain id in a field that says which kind it points to.
    A wrong id would lead a reader to a page that is not there.

    Bad: `knowledge/needs/calm.yml`

        outcomes: [settels]

    Good: `knowledge/needs/calm.yml`

        outcomes: [settles]
    """
    handbook = subject.handbook
    if not handbook.whole:
        return
    former, removed = _former(handbook), {one.ref for one in handbook.removals()}
    for edge in subject.graph.edges:
        known = handbook.records.get(edge.kind, {})
        if edge.id in known or (edge.kind, edge.id) in handbook.unread or (edge.kind, edge.id) in former or (edge.kind, edge.id) in removed:
            continue
        elsewhere = next((kind for kind, found in handbook.records.items() if edge.id in found), None)
        message = (say("`{id}` is {kind}; `{field}` wants {wanted}", id=edge.id, kind=_a(elsewhere), field=edge.field, wanted=_a(edge.kind)) if elsewhere
                   else say("no {kind} is called `{id}`", kind=say(edge.kind), id=edge.id))
        hint = say("name {kind} here", kind=_a(edge.kind)) if elsewhere else nearest(edge.id, known)
        yield Finding(edge.source.path, edge.place, message,
                      hint or say("write its file in `{folder}`, or name one that is there", folder=kind_named(edge.kind).folder))


def _a(kind: str) -> str:
    """A kind of record with its article."""
    return say("an {kind}", kind=say(kind)) if kind[0] in "aeiou" else say("a {kind}", kind=say(kind))


def _former(handbook: Handbook) -> dict[tuple[str, str], Record]:
    """Each record by its kind and each of its former ids."""
    return {(kind, alias): record for kind, alias, record in handbook.former()}


@rule("REF003", Severity.WARNING, ours=True)
def reference_names_the_present_id(subject: Subject) -> Iterator[Finding]:
    """A reference names a record by the id that it has now, and one that was not replaced.

    `aliases` keeps old links and plans alive; inside the handbook one name is enough. A record with `replaced_by` is there for those
    who come from outside.

    Bad: `knowledge/needs/calm.yml`

        outcomes: [settles]
        aliases: [quiet]
        related: [quiet]

    Good: `knowledge/needs/calm.yml`

        outcomes: [settles]
        aliases: [quiet]
        related: []
    """
    former = _former(subject.handbook)
    for edge in subject.graph.edges:
        record = subject.handbook.get(edge.kind, edge.id)
        renamed = None if record else former.get((edge.kind, edge.id))
        if renamed:
            yield Finding(edge.source.path, edge.place, say("`{old}` is called `{new}` now", old=edge.id, new=renamed.id), say("write `{new}`", new=renamed.id))
        elif record and (instead := getattr(record.facts, "replaced_by", None)) and edge.source is not record:
            yield Finding(edge.source.path, edge.place, say("`{old}` was replaced by `{new}`", old=edge.id, new=instead),
                          say("write `{new}`, if it says what is meant", new=instead))


@rule("REF004", Severity.ERROR, needs_whole=True, ours=True)
def former_id_is_free(subject: Subject) -> Iterator[Finding]:
    """A former id belongs to one record and to no other, and a replacement exists.

    Bad: `knowledge/needs/calm.yml`

        replaced_by: nobody

    Good: `knowledge/needs/calm.yml`

        aliases: [quiet]
    """
    handbook = subject.handbook
    first: dict[tuple[str, str], Record] = {}
    for record in handbook.every():
        for i, alias in enumerate(getattr(record.facts, "aliases", ())):
            sign = record.kind.name, alias
            owner = handbook.get(*sign) or first.setdefault(sign, record)
            if owner is not record or alias == record.id:
                yield Finding(record.path, (*record.within, "aliases", i),
                              say("`{alias}` is the {kind} in `{path}`", alias=alias, kind=say(record.kind.name), path=owner.path), say("take it out here"))
        instead = getattr(record.facts, "replaced_by", None)
        if instead and (instead == record.id or handbook.get(record.kind.name, instead) is None):
            yield Finding(record.path, (*record.within, "replaced_by"), say("no other {kind} is called `{id}`", kind=say(record.kind.name), id=instead),
                          nearest(instead, handbook.records[record.kind.name]) or say("name the record that took its place"))


@rule("REF005", Severity.ERROR, needs_whole=True, ours=True)
def reference_names_nothing_removed(subject: Subject) -> Iterator[Finding]:
    """No reference names a record that was taken out.

    `knowledge/removed.yml` keeps the id of a record that was taken out, with the day and the reason: its address then says so,
    instead of being lost. That is for those who come from outside; inside the handbook, nothing leads there.

    Bad: `knowledge/needs/calm.yml`

        outcomes: [settles, sleeps]

    Good: `knowledge/needs/calm.yml`

        outcomes: [settles]
    """
    removed = {one.ref: one for one in subject.handbook.removals()}
    for edge in subject.graph.edges:
        gone = removed.get((edge.kind, edge.id))
        if gone and subject.handbook.get(edge.kind, edge.id) is None:
            hint = (say("write `{new}`, if it says what is meant", new=gone.instead) if gone.instead
                    else say("take the reference out, or name another {kind}", kind=say(edge.kind)))
            yield Finding(edge.source.path, edge.place, say("the {kind} `{id}` was taken out on {date}", kind=say(edge.kind), id=edge.id, date=gone.date), hint)


@rule("REF006", Severity.ERROR, needs_whole=True, ours=True)
def removed_id_stays_free(subject: Subject) -> Iterator[Finding]:
    """The id of a record that was taken out stands once, belongs to no other record, and what is named in its place is there.

    An id that came back with another meaning would lead whoever kept the old link to the wrong page.

    Bad: `knowledge/removed.yml`

        - kind: need
          id: calm
          date: 2026-11-20
          why:
            en: It was the same as another.
            zh: 与另一条重复。

    Good: `knowledge/removed.yml`

        - kind: need
          id: quiet
          date: 2026-11-20
          why:
            en: It was the same as another.
            zh: 与另一条重复。
          instead: calm
    """
    handbook, former = subject.handbook, _former(subject.handbook)
    first: dict[tuple[str, str], int] = {}
    for i, one in handbook.removed.items():
        owner = handbook.get(*one.ref) or former.get(one.ref)
        if owner:
            yield Finding(REMOVED, (i, "id"), say("`{alias}` is the {kind} in `{path}`", alias=one.id, kind=say(one.kind), path=owner.path),
                          say("take it out here"))
        elif first.setdefault(one.ref, i) != i:
            yield Finding(REMOVED, (i, "id"), say("the {kind} `{id}` stands here already", kind=say(one.kind), id=one.id), say("take one of the two out"))
        if one.instead and handbook.get(one.kind, one.instead) is None and (one.kind, one.instead) not in handbook.unread:
            yield Finding(REMOVED, (i, "instead"), say("no other {kind} is called `{id}`", kind=say(one.kind), id=one.instead),
                          nearest(one.instead, handbook.records[one.kind]) or say("name the record that took its place"))


@rule("REF007", Severity.WARNING, ours=True)
def word_leads_to_one_term(subject: Subject) -> Iterator[Finding]:
    """Every name of a glossary term, and every word under `also`, belongs to that term alone.

    Who looks for the word wants to find one page. Small and capital letters, and full and half width, are no difference.

    Bad: `knowledge/glossary/sigh.yml`

        name:
          en: Sigh
          zh: 叹气
        also:
          en: [out-breath]
          zh: [呼气]

    Good: `knowledge/glossary/sigh.yml`

        name:
          en: Sigh
          zh: 叹气
        also:
          en: [deep breath]
          zh: [长叹]
    """
    first: dict[tuple[str, str], tuple[Record, KeyPath]] = {}
    for term in subject.handbook.all("term"):
        for lang, word, place in _words_for(term):
            owner, where = first.setdefault((lang, normalize("NFKC", word).casefold()), (term, place))
            if owner is not term:
                yield Finding(term.path, place, say("`{word}` is a word for the term `{id}` too", word=word, id=owner.id),
                              say("leave it to the one that people mean"),
                              (Related(owner.path, where, say("`{name}` stands here", name=word)),))


def _words_for(term: Record) -> Iterator[tuple[str, str, KeyPath]]:
    """Yield what people call a term: language, word and place."""
    for lang in LANGUAGES:
        if term.name.has(lang):
            yield lang, term.name.in_(lang), (*term.within, "name", lang)
        for i, word in enumerate(term.facts.also.in_(lang) if term.facts.also else ()):
            yield lang, word, (*term.within, "also", lang, i)


@rule("REF002", Severity.ERROR, ours=True)
def id_stands_once(subject: Subject) -> Iterator[Finding]:
    """Every id stands once among the records of its kind.

    The id is the file's name. Two files of one kind with the same name would be two pages at one address.

    Bad: `knowledge/needs/calm.yaml`

        name:
          en: Calm again

    Good: `knowledge/needs/stay-calm.yml`

        name:
          en: Stay calm
    """
    yield from failures(subject, "REF002")


@rule("REF011", Severity.ERROR, needs_whole=True, ours=True)
def need_is_addressed(subject: Subject) -> Iterator[Finding]:
    """Every need is addressed by an intervention that has activities, and named by an activity.

    A need without something to do on Thursday afternoon leaves its reader alone.

    Bad: `activities/breathe-out.md`

        ---
        needs: [other]
        ---

    Good: `activities/breathe-out.md`

        ---
        needs: [calm]
        ---
    """
    if _unread(subject, "need", "intervention", "activity"):
        return
    graph = subject.graph
    for need in subject.handbook.all("need"):
        if not any(map(graph.activities_of, graph.back(need, "intervention", "needs"))):
            yield Finding(need.path, need.within, say("no intervention with activities addresses the need `{id}`", id=need.id),
                          say("add `{id}` to the `needs` of an intervention that an activity names", id=need.id))
        if not graph.back(need, "activity", "needs"):
            yield Finding(need.path, need.within, say("no activity addresses the need `{id}`", id=need.id),
                          say("add `{id}` to the `needs` of an activity", id=need.id))


@rule("REF012", Severity.ERROR, needs_whole=True, ours=True)
def outcome_has_a_measure(subject: Subject) -> Iterator[Finding]:
    """Every outcome that activities aim at names a measure.

    Without one, nobody can see whether something changed.
    An outcome that only studies report says so with `seen_in: studies`.

    Bad: `knowledge/outcomes/settles.yml`

        measures: []

    Good: `knowledge/outcomes/settles.yml`

        measures: [calm-checklist]
    """
    for outcome in subject.handbook.all("outcome"):
        if not outcome.facts.measures and outcome.facts.seen_in is None:
            yield Finding(outcome.path, ("measures",), say("the outcome `{id}` has no measure", id=outcome.id),
                          say("name one under `measures:`, or write `seen_in: studies` if no activity aims at it"))


@rule("REF013", Severity.ERROR, needs_whole=True, ours=True)
def intervention_has_an_activity(subject: Subject) -> Iterator[Finding]:
    """Every intervention has an activity that does it.

    An approach or a format counts the activities of the interventions that are `part_of` it.
    An intervention that only studies used says so with `seen_in: studies`.

    Bad: `knowledge/interventions/hope-group.yml`

        name:
          en: Hope group
          zh: 希望小组

    Good: `knowledge/interventions/hope-group.yml`

        name:
          en: Hope group
          zh: 希望小组
        seen_in: studies
    """
    if _unread(subject, "intervention", "activity"):
        return
    for one in subject.handbook.all("intervention"):
        if one.facts.seen_in is None and not subject.graph.activities_of(one):
            yield Finding(one.path, one.within, say("no activity is an instance of the intervention `{id}`", id=one.id),
                          say("add `{id}` to the `interventions` of an activity, or write `seen_in: studies` here", id=one.id))


@rule("REF014", Severity.ERROR, needs_whole=True, ours=True)
def outcome_is_aimed_at(subject: Subject) -> Iterator[Finding]:
    """Every outcome is aimed at by an activity, or is reported by a study and says so.

    Nobody shall have to claim that a game improves mental health: `seen_in: studies` is for an outcome that
    studies looked at and no activity here aims at. Then a study has to report it.

    Bad: `knowledge/outcomes/sleep.yml`

        name:
          en: Sleep
          zh: 睡眠

    Good: `activities/breathe-out.md`

        ---
        outcomes: [settles]
        ---
    """
    if _unread(subject, "outcome", "activity", "study"):
        return
    for outcome in subject.handbook.all("outcome"):
        if outcome.facts.seen_in is None:
            if not subject.graph.back(outcome, "activity", "outcomes"):
                yield Finding(outcome.path, outcome.within, say("no activity aims at the outcome `{id}`", id=outcome.id),
                              say("add `{id}` to the `outcomes` of an activity, or write `seen_in: studies` here", id=outcome.id))
        elif not subject.graph.back(outcome, "study", "outcome"):
            yield Finding(outcome.path, ("seen_in",), say("no study reports the outcome `{id}`", id=outcome.id),
                          say("add a finding to the study that looked at it, or take the outcome out"))


@rule("REF015", Severity.ERROR, needs_whole=True, ours=True)
def source_rows_are_carried(subject: Subject) -> Iterator[Finding]:
    """Every statement of the two source studies is carried by a record or a page.

    The handbook starts from two studies, taken apart into rows S1 to S19 and D1 to D9.
    A record, finding or page that carries a row says so in `trace`; the study's own list of references in `cites` carries D9.

    Bad: `knowledge/studies/source1thesis.yml`

        trace: []

    Good: `knowledge/studies/source1thesis.yml`

        trace: [S1, S2, S3, S4, S5, S6, S7, S8, S9, S10, S11, S12, S13, S14, S15, S16, S17, S18, S19]
    """
    handbook = subject.handbook
    sources = {letter: handbook.get("study", id) for letter, id in SOURCE_STUDIES.items()}
    if None in sources.values() or handbook.unread:
        return
    for row in source_rows():
        source = sources[row[0]]
        if not subject.graph.carriers(row) and not (row == REFERENCES_ROW and source.facts.cites):
            yield Finding(source.path, ("trace",), say("no record or page carries the row `{row}`", row=row),
                          say("list the references under `cites:`") if row == REFERENCES_ROW
                          else say("add `{row}` to the `trace` of the record or page that says it", row=row))


@rule("REF016", Severity.ERROR, ours=True)
def relation_has_no_cycle(subject: Subject) -> Iterator[Finding]:
    """No need is broader than itself, and no intervention is part of itself.

    `broader` and `part_of` lead upwards. A circle among them has no top.

    Bad: `knowledge/needs/calm.yml`

        broader: [calm]

    Good: `knowledge/needs/calm.yml`

        broader: []
    """
    for kind, field in (("need", "broader"), ("intervention", "part_of")):
        above = {one.id: getattr(one.facts, field) for one in subject.handbook.all(kind)}
        for id, ups in above.items():
            for i, up in enumerate(ups):
                if way := _way(above, up, id):
                    circle = " → ".join(f"`{step}`" for step in (id, *way))
                    yield Finding(subject.handbook.get(kind, id).path, (field, i), say("`{field}` leads in a circle: {circle}", field=field, circle=circle),
                                  say("take out the reference that leads downwards"))


@rule("REF017", Severity.WARNING, needs_whole=True, ours=True)
def record_is_used(subject: Subject) -> Iterator[Finding]:
    """Every measure, material and population is named by another record.

    One that nobody names is found by nobody who looks for something to do.

    Bad: `knowledge/populations/city-children.yml`

        name:
          en: City children
          zh: 城里的孩子

    Good: `knowledge/populations/village-children.yml`

        name:
          en: Village children
          zh: 村里的孩子
    """
    if _unread(subject, *subject.handbook.records):
        return
    for kind in ("measure", "material", "population"):
        for record in subject.handbook.all(kind):
            if not subject.graph.edges_to(record) and not getattr(record.facts, "replaced_by", None):
                yield Finding(record.path, record.within, say("no record names the {kind} `{id}`", kind=say(kind), id=record.id),
                              say("name it where it is used, or take it out"))


_BOTH_WAYS = (("need", "related"),)


@rule("REF018", Severity.WARNING, needs_whole=True, ours=True)
def relation_goes_both_ways(subject: Subject) -> Iterator[Finding]:
    """What is related is related both ways.

    `related` of needs says the same of both; whoever comes from the other side wants to see it too.

    Bad: `knowledge/needs/quiet.yml`

        related: [calm]

    Good: `knowledge/needs/calm.yml`

        related: []
    """
    for kind, field in _BOTH_WAYS:
        for record in subject.handbook.all(kind):
            for i, id in enumerate(getattr(record.facts, field)):
                other = subject.handbook.get(kind, id)
                if other is not None and record.id not in getattr(other.facts, field):
                    yield Finding(record.path, (*record.within, field, i),
                                  say("`{other}` does not name `{id}` under `{field}`", other=other.id, id=record.id, field=field),
                                  say("add `{id}` to `{field}` in `{path}`, or take it out here", id=record.id, field=field, path=other.path),
                                  (Related(other.path, (field,), say("`{field}` of `{id}` stands here", field=field, id=other.id)),))


def _way(above: dict[str, tuple[str, ...]], start: str, goal: str) -> list[str]:
    """Return the way up from `start` to `goal`, both included; empty where there is none."""
    came: dict[str, str] = {start: ""}
    waiting = [start]
    while waiting:
        here = waiting.pop(0)
        if here == goal:
            way = [here]
            while came[way[0]]:
                way.insert(0, came[way[0]])
            return way
        for up in above.get(here, ()):
            if up not in came:
                came[up] = here
                waiting.append(up)
    return []


def _unread(subject: Subject, *kinds: str) -> bool:
    """Tell whether a record of one of these kinds could not be taken in: then nothing can be said about what is missing."""
    return any(kind in kinds for kind, _ in subject.handbook.unread)

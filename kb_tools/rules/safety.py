"""SAF: what keeps children, and readers, safe."""

import re
from collections.abc import Iterable, Iterator

from kb_tools import addresses
from kb_tools.diagnostics import Finding, Severity, Span, Within
from kb_tools.model import LANGUAGES
from kb_tools.model.vocabulary import Risk
from kb_tools.rules.links import target_of
from kb_tools.rules.passages import strings
from kb_tools.rules.persons import persons
from kb_tools.rules.registry import Subject, rule
from kb_tools.words.messages import say

_TAG = re.compile(r"<[/!?]?[A-Za-z!\[-]")
_HANDLER = re.compile(r"(?<![\w-])on[a-z]{3,30}\s*=", re.I)
_ATTRIBUTES = re.compile(r"\{:|\{\s*[#.][\w-]|\{[^{}\n]{0,300}?[\w-]\s*=")

PARENT_HEADING = {"en": "If a parent cannot be reached", "zh": "联系不上父母时"}

_PARENT_NEED = "parent-child-relationship"
CARE = "keep-children-safe"


@rule("SAF001", Severity.ERROR, ours=True, alone=True)
def no_active_content(subject: Subject) -> Iterator[Finding]:
    """No text carries anything that a browser could run.

    Texts come from many people. So they are Markdown and plain words: no HTML but comments, no attribute lists,
    nothing like `onclick=`. To show such a thing, put it in backticks.

    Bad: `activities/breathe-out.md`

        ## Watch for

        <b onclick="alert(1)">Look</b>

    Good: `activities/breathe-out.md`

        ## Watch for

        **Look**
    """
    for path, _, document, _ in subject.handbook.documents():
        for span in document.raw_html:
            shown = document.text[span.start:span.end].split("\n")[0][:30]
            yield Finding(path, span, say("HTML stands here: `{shown}`", shown=shown), say("write Markdown, or put it in backticks to show it"))
        for m in _ATTRIBUTES.finditer(document.bare) if "{" in document.body else ():
            yield Finding(path, Span(document.body_start + m.start(), document.body_start + m.end()), say("a list of attributes stands here"),
                          say("take the braces out, or put them in backticks to show them"))
    for path, place, text in strings(subject.handbook, "<", "="):
        if (found := _active(text)):
            yield Finding(path, place, *_as_html(found))
    for path, file in subject.handbook.bibliographies.items():
        for entry in file.entries:
            for name, text in entry.fields.items():
                if (found := _active(text)):
                    yield Finding(path, entry.at(name), *_as_html(found))


def about_parents(needs: Iterable[str]) -> bool:
    """Tell whether an activity for these needs is about parents."""
    return _PARENT_NEED in needs


def _as_html(found: str) -> tuple[str, str]:
    return say("`{found}` could be taken for HTML", found=found), say("put a space after `<`, or say it in words")


def _active(text: str) -> str:
    found = "<" in text and _TAG.search(text) or "=" in text and _HANDLER.search(text)
    return text[found.start():found.start() + 30].split("\n")[0] if found else ""


@rule("SAF002", Severity.ERROR, ours=True, alone=True)
def guide_leads_to_help(subject: Subject) -> Iterator[Finding]:
    """Every activity links to the page on what to do when a child tells of harm.

    It can happen in any game, and then there is no time to search.

    Bad: `activities/breathe-out.md`

        ## Keep children safe

        Stop when a child cries.

    Good: `activities/breathe-out.md`

        ## Keep children safe

        Stop when a child cries. Then [A child told me something](../docs/safeguarding/a-child-told-me.md).
    """
    helping = {f"docs/{addresses.SAFEGUARDING}{ending}" for ending in (".md", ".zh.md")}
    for activity in subject.handbook.all("activity"):
        for path, document in ((activity.path, activity.document), (activity.translation_path, activity.translated)):
            is_guide = document is not None and (path == activity.path or document.sections)
            if is_guide and not any(target_of(path, link.target) in helping for link in document.links):
                care = document.section(CARE)
                yield Finding(path, Span(care.span.start, care.span.end) if care else Span(document.body_start, document.body_start),
                              say("no link leads to what to do when a child tells of harm"),
                              say("link to `../docs/{page}.md` in *Keep children safe*", page=addresses.SAFEGUARDING))


@rule("SAF003", Severity.ERROR, ours=True, alone=True)
def there_is_a_path_without_a_parent(subject: Subject) -> Iterator[Finding]:
    """Every activity about parents says what a child does whose parent cannot be reached.

    It stands under `### If a parent cannot be reached` in *Keep children safe*.
    No child should find out in front of the others that this task is not for them.

    Bad: `activities/breathe-out.md`

        ---
        needs: [parent-child-relationship]
        ---

    Good: `activities/breathe-out.md`

        ---
        needs: [parent-child-relationship]
        ---

        ## Keep children safe

        Then [A child told me something](../docs/safeguarding/a-child-told-me.md).

        ### If a parent cannot be reached

        Breathe for a friend.
    """
    for activity in subject.handbook.all("activity"):
        if not about_parents(activity.facts.needs):
            continue
        care = activity.document.section(CARE)
        if not any(h.level == 3 and h.text == PARENT_HEADING["en"] for h in (care.headings if care else ())):
            yield Finding(activity.path, Span(care.span.start, care.span.end) if care else ("needs", activity.facts.needs.index(_PARENT_NEED)),
                          say("nothing says what a child does whose parent cannot be reached"),
                          say("add `### {heading}` to *Keep children safe*", heading=PARENT_HEADING["en"]))


@rule("SAF004", Severity.ERROR, ours=True, alone=True)
def high_risk_has_two_adults(subject: Subject) -> Iterator[Finding]:
    """Every activity of high risk has two adults.

    One goes aside with a child who needs it, the other stays with the group.

    Bad: `activities/breathe-out.md`

        ---
        adults: 1
        safeguarding:
          risk: high
          disclosure_likely: true
          do_not_run_if:
            - en: nobody can go aside with a child
              zh: 没有人能陪孩子到一边
          stop_signals:
            - en: a child cries
              zh: 有孩子哭了
        ---

    Good: `activities/breathe-out.md`

        ---
        adults: 2
        ---
    """
    for activity in subject.handbook.all("activity"):
        if activity.facts.safeguarding.risk is Risk.HIGH and activity.facts.adults < 2:
            yield Finding(activity.path, ("adults",), say("an activity of high risk has one adult"), say("write `adults: 2`, and say what the second one does"))


@rule("SAF005", Severity.ERROR, ours=True, alone=True)
def field_report_names_nobody(subject: Subject) -> Iterator[Finding]:
    """A field report has nobody's name in it, no school's, and no way to reach somebody.

    A village is small: a name, or the name of a school, is enough to know a child again, and what stands here can be
    read everywhere. This finds what looks like a name. It cannot find a child who is told of so that neighbours know
    them: whoever reads the report before it is published looks for that.

    Bad: `activities/breathe-out.md`

        ---
        reports:
          - month: 2026-11
            place: village-school
            group: 7
            ages: {min: 8, max: 11}
            changed: {en: leaves instead of feathers, zh: 用树叶代替羽毛}
            why: {en: it was windy, zh: 那天有风}
            happened: {en: one child passed twice, zh: 小明两次说“过”}
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
            happened: {en: one child passed twice, zh: 有个孩子两次说“过”}
        ---
    """
    for activity in subject.handbook.all("activity"):
        for i, report in enumerate(activity.facts.reports):
            for field in ("changed", "why", "happened"):
                for lang in LANGUAGES:
                    for found in persons(getattr(getattr(report, field), lang) or ""):
                        yield Finding(activity.path, Within(("reports", i, field, lang), found.start, found.end), found.message, _NOBODY,
                                      at_most=None if found.sure else Severity.WARNING)


_NOBODY = say("write `one child`, `a teacher`, `the school`; if it is no name, say so: `# kb: ignore SAF005: why`")

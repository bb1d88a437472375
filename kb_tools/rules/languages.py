"""LNG: the two languages."""

from collections.abc import Iterator

from kb_tools.diagnostics import Finding, Severity, Span
from kb_tools.guide import is_in_chinese, words_read
from kb_tools.handbook import TO_WRITE, Record, chinese_of
from kb_tools.rules.near import nearest
from kb_tools.rules.registry import Subject, failures, rule
from kb_tools.sources.markdown import Section, shield
from kb_tools.sources.names import HAN
from kb_tools.words.messages import say


@rule("LNG001", Severity.ERROR, ours=True, alone=True)
def translation_has_its_original(subject: Subject) -> Iterator[Finding]:
    """Every translation stands beside the English guide it renders.

    `NAME.zh.md` carries a title, a sentence and prose; all facts stand in `NAME.md`.

    Bad: `activities/breathe-in.zh.md`

        ---
        title: 吸气
        summary: 慢慢吸一口气。
        ---

    Good: `activities/breathe-out.zh.md`

        ---
        title: 呼气
        summary: 慢慢呼一口气。
        ---
    """
    yield from failures(subject, "LNG001")


@rule("LNG002", Severity.WARNING, ours=True, alone=True)
def name_and_summary_stand_in_both_languages(subject: Subject) -> Iterator[Finding]:
    """Every record and page has its name and its sentence in both languages.

    Lists and the search show them first; where one is missing, the English one is shown and marked.

    Bad: `knowledge/needs/calm.yml`

        name:
          en: Calm

    Good: `knowledge/needs/calm.yml`

        name:
          en: Calm
          zh: 平静
    """
    for owner in [*subject.handbook.every(), *subject.handbook.prose.values()]:
        if hasattr(owner.facts, "title"):
            if owner.translation is None and not _failed(subject, owner) and not _waits_for_english(subject, owner):
                yield Finding(owner.path, ("title",), say("there is no Chinese title and summary"),
                              say("write `{path}` with `title:` and `summary:`, or let `kb new translation {name}` begin it", path=chinese_of(owner.path),
                                  name=getattr(owner, "id", "") or owner.name))
            continue
        for field in ("name", "summary") if hasattr(owner.facts, "summary") else ("name",):
            text = getattr(owner, field)
            if not text.has("zh"):
                written = field if field in type(owner.facts).model_fields else "definition"
                yield Finding(owner.path, (*owner.within, written), say("`{field}` is not written in Chinese", field=written), say("add `zh:`"))


def _failed(subject: Subject, owner) -> bool:
    """Tell whether the translation is there and could not be taken in: that has been said."""
    return any(failure.finding.path == chinese_of(owner.path) for failure in subject.handbook.failures)


@rule("LNG003", Severity.WARNING, ours=True, alone=True)
def translation_is_current(subject: Subject) -> Iterator[Finding]:
    """Every translated section renders the English one as it stands now.

    `translates` names for each section the hash of the English text that was translated.
    Where the English changed since, the reader of the other language is told, and the translator knows which section to look at.

    Bad: `activities/breathe-out.zh.md`

        ---
        translates:
          why: 00000000
        ---

    Good: `activities/breathe-out.zh.md`

        ---
        title: 呼气
        ---
    """
    for path, lang, document, owner in subject.handbook.documents():
        if lang == "en" or owner.translation is None or _waits_for_english(subject, owner):
            continue
        for english, chinese in zip(owner.document.sections, document.sections):
            known = owner.translation.translates.get(english.id)
            if known != english.digest and not _waits(chinese):  # of one that is not written yet, DOC007 tells
                place = ("translates", english.id) if known else Span(chinese.span.start, chinese.span.end)
                said = (say("nothing says which English text `{title}` renders", title=chinese.title) if known in (None, "pending")
                        else say("the English of `{title}` (`{english}`) has changed since it was translated", title=chinese.title, english=english.title))
                yield Finding(path, place, said, say("compare the two, then write `{id}: {digest}` under `translates:`; `kb translated` writes all",
                                                     id=english.id, digest=english.digest))


def _waits(section: Section) -> bool:
    """Tell whether a section has a mark where something is still to be written; one in code is about marks."""
    plain = shield(section.text)
    return any(mark in plain for mark in TO_WRITE.values())


@rule("LNG004", Severity.ERROR, ours=True, alone=True)
def sections_pair(subject: Subject) -> Iterator[Finding]:
    """A translation has the sections of the English guide, as many and in the same order.

    They are paired by position: the page in the other language shows each under the same address.
    A translation without any text is one of title and summary only. `translates` uses the ids of the English sections.

    Bad: `activities/breathe-out.zh.md`

        ## 多出来的一节

        没有对应的英文。

    Good: `activities/breathe-out.zh.md`

        ## 为什么做

        慢慢呼气，心里会静一点。
    """
    for path, lang, document, owner in subject.handbook.documents():
        if lang == "en":
            continue
        ids = [section.id for section in owner.document.sections]
        here, there = len(document.sections), len(ids)
        if here != there:
            headings = [h.span for h in document.headings if h.level == 2]
            place = headings[min(there, here - 1)] if headings else Span(document.body_start, document.body_start)
            yield Finding(path, place, say("there are {here} sections here and {there} in the English", here=here, there=there),
                          say("write one `##` section for each English one, in the same order"))
        for id in owner.translation.translates if owner.translation else ():
            if id not in ids:
                yield Finding(path, ("translates", id), say("the English has no section `{id}`", id=id),
                              nearest(id, ids) or say("the ids are the English headings in lower case"))


@rule("LNG005", Severity.WARNING, ours=True, alone=True)
def every_text_stands_in_both_languages(subject: Subject) -> Iterator[Finding]:
    """Where a record or guide is written in Chinese, every text of its facts is.

    When to leave an activity out, when to stop, what a study found: such a line would stand in English on a Chinese page,
    and the one who needs it may not read it. A guide whose Chinese has a title and a summary only is not asked.

    Bad: `activities/breathe-out.md`

        ---
        safeguarding:
          risk: low
          disclosure_likely: false
          do_not_run_if:
            - en: a child has a cold
          stop_signals:
            - en: a child grows dizzy
              zh: 有孩子头晕
        ---

    Good: `activities/breathe-out.md`

        ---
        safeguarding:
          risk: low
          disclosure_likely: false
          do_not_run_if:
            - en: a child has a cold
              zh: 有孩子感冒
          stop_signals:
            - en: a child grows dizzy
              zh: 有孩子头晕
        ---
    """
    for record, place, text in subject.graph.texts:
        if not text.has("zh") and _is_chinese(record) and place[len(record.within)] not in _SHOWN_FIRST:
            field = next(key for key in reversed(place) if isinstance(key, str))
            yield Finding(record.path, place, say("`{field}` is not written in Chinese", field=field), say("add `zh:`"))


_SHOWN_FIRST = ("name", "summary", "definition")
"""Of these LNG002 tells."""


def _is_chinese(record: Record) -> bool:
    if record.document is None:
        return record.name.has("zh")
    return record.translated is not None and bool(record.translated.sections)


@rule("LNG006", Severity.ERROR, ours=True, alone=True)
def english_stands_where_english_belongs(subject: Subject) -> Iterator[Finding]:
    """The English text of a guide or page stands in `NAME.md`, the Chinese in `NAME.zh.md`.

    Somebody who shares an activity in Chinese sends one file, and it is right that they do. As it is, the English edition would show it.
    Found is a text with more Chinese characters than English words; one with something still to be written is not asked yet.

    Bad: `docs/methods/sit-and-watch.md`

        ## How

        坐在旁边，数一数安静下来的时间有几分钟，看看是谁先安静下来的，谁还没有。

    Good: `docs/methods/sit-and-watch.md`

        ## How

        Sit at the side, and count the quiet minutes.
    """
    for owner in [*subject.handbook.every(), *subject.handbook.prose.values()]:
        if owner.document is not None and _waits_for_english(subject, owner):
            name = {"name": getattr(owner, "id", "") or owner.name, "path": chinese_of(owner.path)}
            yield Finding(owner.path, ("title",), say("this text is Chinese, and stands where the English belongs"),
                          say("let `kb new translation {name}` put it into `{path}`, then write the English here", **name) if owner.translation is None
                          else say("write the English here; the Chinese belongs into `{path}`", path=name["path"]))


def _waits_for_english(subject: Subject, owner) -> bool:
    """Tell whether a Chinese text stands in the file of the English one."""
    body = owner.document.body
    return bool(HAN.search(body)) and owner.path not in subject.handbook.unwritten and is_in_chinese(body, words_read(body))

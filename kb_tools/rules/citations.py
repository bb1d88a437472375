"""CIT: citations in texts and in fields."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from kb_tools.citations.bibliography import is_locator
from kb_tools.diagnostics import Finding, Severity, Span
from kb_tools.handbook import ProsePage
from kb_tools.rules.near import nearest
from kb_tools.rules.passages import Passage, passages
from kb_tools.rules.registry import Subject, rule
from kb_tools.sources import markdown
from kb_tools.wording import claims
from kb_tools.words.messages import say

_BLOCK = re.compile(r"(?<!\\)(!?)\[([^\[\]\n@]{0,400}@[^\[\]\n]{0,400})\]")
_KEY = re.compile(r"(?<![\w.@\\])@([A-Za-z][\w:.-]*)")
_PART = re.compile(r"(?P<prefix>[^@]*)@(?P<key>[^\s,;\]]+)(?P<rest>.*)", re.S)
_BRACKET = re.compile(r"\\.|\[|\]|\n[ \t]*\n")
UNREADABLE = frozenset({"SRC001", "SRC003", "SRC006", "SRC007", "SRC008", "SRC009", "SCH001"})
"""Rules of which a finding says that a file, or a record, was not taken in."""

_PLAIN_KEY = re.compile(r"[A-Za-z][\w-]*")


@rule("CIT001", Severity.ERROR, of_site=True)
def cited_key_exists(subject: Subject) -> Iterator[Finding]:
    """Every key that is cited stands in the bibliography.

    A claim leads to the work it rests on. A wrong key leads nowhere.

    Bad: `knowledge/needs/calm.yml`

        sources: [lin2020clam]

    Good: `knowledge/needs/calm.yml`

        sources: [lin2020calm]
    """
    entries = subject.handbook.entries
    if not subject.handbook.bibliographies:
        return
    for use in subject.graph.uses:
        if use.key not in entries:
            yield Finding(use.path, use.place, say("the bibliography has no entry `{key}`", key=use.key),
                          nearest(use.key, entries) or say("add the entry to `{file}`", file=next(iter(subject.handbook.bibliographies))))


@rule("CIT002", Severity.ERROR, needs_whole=True, elsewhere=Severity.NOTE, of_site=True)
def entry_is_cited(subject: Subject) -> Iterator[Finding]:
    """Every entry of the bibliography is cited by a record or a page.

    A work that nobody uses makes the list longer and the handbook no better founded.

    Bad: `references.bib`

        @misc{lin2020calm, title = {Breathing and calm}}

        @misc{wei2021snow, title = {Snow}}

    Good: `references.bib`

        @misc{lin2020calm, title = {Breathing and calm}}
    """
    if any(failure.code in UNREADABLE for failure in subject.handbook.failures):
        return  # a file that could not be read may cite it
    for path, file in subject.handbook.bibliographies.items():
        for entry in file.entries:
            if not subject.graph.uses_of(entry.key):
                yield Finding(path, entry.at(), say("nothing cites `{key}`", key=entry.key), say("cite it where it is used, or take the entry out"))


@rule("CIT003", Severity.ERROR, of_site=True, alone=True)
def citation_can_be_rendered(subject: Subject) -> Iterator[Finding]:
    """Every citation has a form that is rendered.

    These are `[@key]`, `[@key, p. 12]`, and `[see @key; @other]`. After the comma stands a page, a chapter, a table,
    a figure, a section or `abstract`. A citation stands in the text itself, neither in a heading nor in the words of a link.
    Anything else would be printed as it is, or be lost without a word.

    Bad: `activities/breathe-out.md`

        ## Why

        Slow breath settles, says @lin2020calm.

    Good: `activities/breathe-out.md`

        ## Why

        Slow breath settles [@lin2020calm, p. 12].
    """
    for passage in passages(subject, "@"):
        for begin, end in markdown.paragraphs_with(passage.text, "@"):
            yield from _citations_of(passage, begin, end, subject)


def _citations_of(passage: Passage, begin: int, end: int, subject: Subject) -> Iterator[Finding]:
    known = subject.handbook.entries
    inline = not subject.handbook.ours and subject.handbook.project.inline_citations
    headings = [m.span() for m in markdown.heading_lines(passage.text, begin, end)]
    links = _outermost(_link_texts(passage.text, begin, end))
    covered = []
    for block in _BLOCK.finditer(passage.text, begin, end):
        found = [_PART.match(part) for part in block[2].split(";")]
        if not any(_is_citation(part, known) for part in found):
            continue
        covered.append(block.span())
        place = passage.at(*block.span())
        after = passage.text[block.end():block.end() + 1]
        if block[1] or after == "(" or _inside(links, block.start() - 1):
            yield Finding(passage.path, place, say("a citation stands in the text of a link"), say("put the citation after the link"))
        elif _inside(headings, block.start()):
            yield Finding(passage.path, place, say("a citation stands in a heading"), say("put it after the sentence that it supports"))
        elif after == "[" or markdown.is_definition(passage.text, *block.span()):
            yield Finding(passage.path, place, say("`{after}` stands right after a citation, which makes it something else", after=after),
                          say("put a word or a space between them"))
        else:
            for part in found:
                if (said := _trouble(part, subject.handbook.ours)):
                    yield Finding(passage.path, place, *said)
    for bare in _KEY.finditer(passage.text, begin, end):
        key = bare[1].rstrip(".:-")
        if key in known and not _inside(covered, bare.start()) and not inline:
            yield Finding(passage.path, passage.at(bare.start(), bare.start() + 1 + len(key)), say("`@{key}` stands outside brackets", key=key),
                          say("write `[@{key}]`", key=key))


def _inside(spans: list[tuple[int, int]], offset: int) -> bool:
    """Tell whether an offset lies in one of the spans, which are in order and do not overlap."""
    at = bisect_right(spans, (offset, float("inf")))
    return at > 0 and offset < spans[at - 1][1]


def _outermost(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return in order those spans that lie in no other one."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept


def _is_citation(part: re.Match | None, known) -> bool:
    """Tell whether a part of a bracket is meant as a citation: its `@` begins it, follows a space, or names a known key."""
    return part is not None and (not part["prefix"] or part["prefix"][-1] in " \t-(" or part["key"].rstrip(".:") in known)


def _trouble(part: re.Match | None, ours: bool) -> tuple[str, str] | None:
    """What keeps one part of a citation from being rendered: (message, hint)."""
    if part is None:
        return say("a part of this citation has no key"), say("separate works with `;`, each with its `@key`")
    key, rest = part["key"], part["rest"]
    if not _PLAIN_KEY.fullmatch(key):
        return say("the key `{key}` is cut off where it is rendered", key=key), say("letters, digits, `_` and `-` only; rename the key in the bibliography")
    if part["prefix"].strip().endswith("-"):
        return say("a `-` before the `@` is not understood"), say("write `[@{key}]`", key=key)
    if "@" in rest:
        return say("two works stand in one part"), say("separate works with `;`")
    if not rest.strip() or not ours:  # elsewhere a plugin decides what may stand there
        return None
    if not rest.startswith(","):
        return say("`{rest}` stands after the key without a comma", rest=rest.strip()), say("write `[@{key}, p. 12]`", key=key)
    locator = rest[1:].strip()
    if not is_locator(locator):
        return say("`{locator}` is not a place in a work", locator=locator) if locator else say("nothing stands after the comma"), \
            say("write `p. 12`, `pp. 12–14`, `ch. 3`, `table 2`, `fig. 1`, `§ 4.1` or `abstract`")
    return None


def _link_texts(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the words of links and images stand, brackets included."""
    opened = []
    for m in _BRACKET.finditer(text, begin, end):
        if m[0] == "[":
            opened.append(m.start())
        elif m[0].startswith("\n"):
            opened.clear()
        elif m[0] == "]" and opened:
            start = opened.pop()
            if text[m.end():m.end() + 1] in ("(", "["):
                yield start, m.end()


@rule("CIT004", Severity.WARNING)
def unseen_work_is_no_support(subject: Subject) -> Iterator[Finding]:
    """Every work that a claim rests on was found.

    A work marked `unverified` is known from somebody's list or from hearsay. A source study may list it under `cites`,
    and a page about the sources may speak of it; elsewhere it would lend a claim a support that nobody has seen.

    Bad: `references.bib`

        @article{lin2020calm,
          author = {Lin, Mei},
          title = {Breathing and calm},
          journal = {Journal of Examples},
          unverified = {2026-11-22, the source paper's list only}
        }

    Good: `references.bib`

        @article{lin2020calm,
          author = {Lin, Mei},
          title = {Breathing and calm},
          journal = {Journal of Examples},
          verified = {2026-11-22, the journal}
        }
    """
    entries = subject.handbook.entries
    for use in subject.graph.uses:
        entry = entries.get(use.key)
        if entry is None or not entry.get("unverified") or _may_name_it(use):
            continue
        yield Finding(use.path, use.place, say("`{key}` is unverified ({why}) and supports nothing", key=use.key, why=entry.get("unverified")),
                      say("cite a work that was read, or compare this entry with the work and write `verified = {{YYYY-MM-DD, read at: WHERE}}` in place of `unverified`"))


def _may_name_it(use) -> bool:
    return isinstance(use.owner, ProsePage) or (isinstance(use.place, tuple) and "cites" in use.place)


_PAGE_NUMBERS = re.compile(r"pp?\.\s*(\d+)(?:\s*[–-]+\s*(\d+))?", re.I)
_RANGE = re.compile(r"(\d+)\s*(?:--?|–)\s*(\d+)")


@rule("CIT005", Severity.WARNING, of_site=True)
def page_lies_in_the_work(subject: Subject) -> Iterator[Finding]:
    """The page that a citation names lies within the pages of the work.

    A reader who opens the work there finds another one, or nothing. Pages counted from 1 within the article are fine too.

    Bad: `activities/breathe-out.md`

        ## Why

        Slow breath settles [@lin2020calm, p. 40].

    Good: `activities/breathe-out.md`

        ## Why

        Slow breath settles [@lin2020calm, p. 12].
    """
    for use in subject.graph.uses:
        named = _PAGE_NUMBERS.match(use.locator) if use.locator else None
        entry = subject.handbook.entries.get(use.key) if named else None
        pages = _RANGE.fullmatch(entry.get("pages")) if entry else None
        if pages is None:
            continue
        first, last = int(pages[1]), int(pages[1][:-len(pages[2])] + pages[2])  # 123--45 is short for 123--145
        page = max(int(named[1]), int(named[2] or named[1]))
        if not first <= int(named[1]) <= page <= last and page > last - first + 1:
            yield Finding(use.path, use.place, say("`{locator}` lies outside of `{key}`, which has the pages {first}–{last}", locator=use.locator, key=use.key,
                                                   first=first, last=last),
                          say("look at the work, and name the page where it stands"))


_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")


@rule("CIT006", Severity.WARNING, ours=True, alone=True)
def claim_of_effect_has_a_citation(subject: Subject) -> Iterator[Finding]:
    """A paragraph that says what studies found names one.

    "Studies show" without a study is a rumour. Who reads it wants to look it up, and sees how strong it is.

    Bad: `activities/breathe-out.md`

        ## Why

        Studies show that slow breath settles.

    Good: `activities/breathe-out.md`

        ## Why

        One study found that slow breath settles [@lin2020calm].
    """
    for path, lang, document, _ in subject.handbook.documents():
        body = document.shielded
        line = body.replace("\n\n", "\0").replace("\n", " ")  # a claim goes over the end of a line, not of a paragraph
        ends: list[int] = []
        for found in claims.CLAIM.finditer(body) if any([sign in line for sign in claims.SIGNS[lang]]) else ():
            if _BLANK_LINE.search(found[0]):
                continue
            ends = ends or [*(blank.end() for blank in _BLANK_LINE.finditer(body)), len(body)]
            after = bisect_right(ends, found.start())
            begin = ends[after - 1] if after else 0
            if "@" not in body[begin:ends[after]] and not claims.ASKED.search(body, begin, found.start()):
                yield Finding(path, Span(document.body_start + found.start(), document.body_start + found.end()),
                              say("`{found}` stands in a paragraph that cites nothing", found=" ".join(found[0].split())),
                              say("cite the work, `[@key, p. 12]`, or say it without the claim"))

"""Begins the Chinese of a guide, or goes on with it: each section that is missing, with the English beside it to be translated.

A guide that somebody shared in Chinese is Chinese already: its text is put where it belongs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kb_tools import addresses
from kb_tools.desk import spelling
from kb_tools.desk.new import NO_HANDBOOK, UNWRITTEN, Written, is_inside, key_path, leads_out, places, told, unreadable
from kb_tools.guide import HOME_HEADING, IN_SHORT, LANE_LABELS, PARENT_HEADING, is_in_chinese, words_read
from kb_tools.handbook import MARK, TO_WRITE, Handbook, ProsePage, Record, chinese_of
from kb_tools.load import load
from kb_tools.model import kind_named
from kb_tools.project import Project
from kb_tools.rules.near import nearest
from kb_tools.rules.registry import Subject, findings
from kb_tools.rules.safety import CARE
from kb_tools.settings import Misuse, Settings
from kb_tools.sources import markdown
from kb_tools.sources.markdown import Document, Heading, Section
from kb_tools.words import Words
from kb_tools.words.messages import Said, say, translated
from kb_tools.writing import write

_MARK = TO_WRITE["zh"]
_PIECE = 4_000
"""Letters of a comment: of one much longer the checker does not see where it ends."""

_BLOCK = re.compile(r"^translates:[ \t]*(?:#.*)?\n(?:[ \t]+.*\n)*", re.M)
_FLOW = re.compile(r"^translates:.*\n(?:[ \t]+.*\n)*", re.M)
_FENCE = re.compile(r"`{3,}|~{3,}")
_OWED = re.compile(rf"^# {MARK}-file LNG002: (?:{'|'.join(map(re.escape, TO_WRITE.values()))}).*\n", re.M)
_BEGINNINGS = [(IN_SHORT["en"], IN_SHORT["zh"]), *((f"**{english}**", f"**{chinese}**") for english, chinese in zip(LANE_LABELS["en"], LANE_LABELS["zh"]))]
_PAGE = re.compile(r"\]\((?![a-z]+:)([^()\s#]+?)(?<!\.zh)\.md(#[^()\s]*)?\)")
_HEADINGS = {heading["en"]: heading["zh"] for heading in (HOME_HEADING, PARENT_HEADING)}


@dataclass(frozen=True)
class Begun:
    """The Chinese of a guide or page before it is written: whose it is, the text that stands there, and what was given for it."""

    handbook: Handbook
    owner: Record | ProsePage
    before: str
    lang: str = "en"
    given: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Its file, as its path from the root of the handbook."""
        return chinese_of(self.owner.path)

    @property
    def is_there(self) -> bool:
        """Whether what stands in the file of the English text is the Chinese one."""
        body = self.owner.document.body
        return is_in_chinese(body, words_read(body))

    def with_(self, words: dict[str, str]) -> "Begun":
        """The same with a title, a sentence, or both."""
        return replace(self, given={**self.given, **words})


def begin_translation(project: Project, name: str, lang: str = "en") -> Begun:
    """Return the Chinese of a guide or page as it stands. Raises Misuse where there is nothing to begin."""
    handbook = load(project) if project.ours else None
    try:
        if handbook is None:
            raise _Refused(NO_HANDBOOK)
        owner = _owner(handbook, name)
        begun = Begun(handbook, owner, _before(handbook, owner), lang)
        if begun.before and not _missing(begun):
            raise _Refused(say("all {number} sections of `{path}` are there already", number=len(owner.document.sections), path=begun.path))
    except _Refused as refused:
        raise Misuse(translated(refused.said, lang)) from None
    return begun


class _Refused(Exception):
    def __init__(self, said: Said):
        super().__init__(said)
        self.said = said


def _owner(handbook: Handbook, name: str) -> Record | ProsePage:
    """The guide or page that is called so, or whose name ends so."""
    guides = [record for record in handbook.every() if record.document is not None]
    names = {record.id: record for record in guides} | {page.name: page for page in handbook.pages()}
    found = [names[name]] if name in names else [page for key, page in names.items() if key.rpartition("/")[2] == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise _Refused(say("several pages are called `{name}`; give the whole name", name=name))
    for record in handbook.every():
        if record.id == name:
            raise _Refused(say("the Chinese of the {kind} `{id}` stands beside its English, in `{path}`: write it after `zh:`",
                               kind=say(record.kind.name), id=name, path=record.path))
    for failure in handbook.failures:
        if f"/{failure.finding.path}".endswith(f"/{name}.md"):
            raise _Refused(unreadable(failure.finding.path))
    hint = nearest(name, names) or say("give the name of its file without `.md`")
    raise _Refused(say("no guide or page is called `{name}`; {hint}", name=name[:80], hint=hint))


def _before(handbook: Handbook, owner: Record | ProsePage) -> str:
    """The Chinese text that stands there; nothing where there is none. Refuses one that cannot be added to."""
    path = chinese_of(owner.path)
    if any(failure.finding.path == path for failure in handbook.failures):
        raise _Refused(unreadable(path))
    return (handbook.root / path).read_bytes().decode("utf-8") if owner.translation_path else ""


def _missing(begun: Begun) -> list[Section]:
    """The English sections that have no Chinese one."""
    here = _here(begun)
    return [section for section in begun.owner.document.sections if section.id not in here]


def _here(begun: Begun) -> dict[str, str]:
    """The text of each Chinese section, heading included, by the id of the English one that it renders.

    They are paired by position, as everywhere; where each has its usual heading, by that: then one in the middle may be missing.
    """
    if not begun.before:
        return {}
    document, english = markdown.read(begun.before), begun.owner.document.sections
    headings = [heading for heading in document.headings if heading.level == 2]
    texts = [begun.before[heading.span.start:section.span.end] for heading, section in zip(headings, document.sections)]
    if len(texts) > len(english):
        raise _Refused(say("`{path}` has more sections than the English; `kb check` says which", path=begun.path))
    ids = [section.id for section in english]
    usual = {_title(section): section.id for section in english}
    named = [ids.index(usual[section.title]) if section.title in usual else -1 for section in document.sections]
    if -1 in named or named != sorted(set(named)):
        named = list(range(len(texts)))
    return {ids[at]: text for at, text in zip(named, texts)}


def wrong_words(begun: Begun) -> tuple[str, str] | None:
    """Return which of title and sentence cannot stand there as it was given, and why."""
    handbook = load(begun.handbook.project, [begun.path], given={begun.path: translation_of(begun)})
    for one in findings(Subject.of(handbook, Settings())):
        place = key_path(one.finding)
        if one.finding.path == begun.path and place and place[0] in begun.given and one.rule.code != UNWRITTEN:
            return str(place[0]), told(one.finding.message, one.finding.hint, begun.lang)
    return None


def finish_translation(begun: Begun) -> Written:
    """Write the Chinese with all sections, and return what was written; what was there stays as it is. Raises Misuse."""
    text = translation_of(begun)
    if wrong := wrong_words(begun):
        raise Misuse(f"--{wrong[0]}: {wrong[1]}")
    if not is_inside(begun.handbook, begun.path):
        raise Misuse(translated(leads_out(begun.path), begun.lang))
    write(begun.handbook.root / begun.path, text)
    english = begun.handbook.root / begun.owner.path
    before = english.read_bytes().decode("utf-8")
    if (after := _OWED.sub("", before, count=1)) != before:  # the line that `kb new` left there, which asks for this file
        write(english, after)
    return Written((begun.path,), places(begun.handbook, [begun.path]))


def translation_of(begun: Begun) -> str:
    """Return the Chinese text: front matter, sections that are there as they are, and the others with marks."""
    here, made = _here(begun), _front(begun)
    for section in begun.owner.document.sections:
        made = made if made.endswith("\n\n") else made.removesuffix("\n") + "\n\n"
        made += here.get(section.id) or _section(begun, section)
    return made


def _front(begun: Begun) -> str:
    """The text up to the first section: title, summary, and for each new section that it is still to come."""
    known = markdown.read(begun.before).data.get("translates") or {}
    pending = "".join(f"  {section.id}: pending\n" for section in _missing(begun) if section.id not in known)
    if not begun.before:
        words = {"title": begun.owner.facts.title, "summary": begun.owner.facts.summary}
        mark = "" if begun.is_there else f"{_MARK} "
        said = "".join(spelling.field(key, begun.given.get(key) or f"{mark}{english}") for key, english in words.items())
        return f"---\n{said}{f'translates:{chr(10)}{pending}' if pending else ''}---\n"
    document = markdown.read(begun.before)
    front = _translates(begun.before[document.front.start:document.front.end], document, pending)
    top = next((heading.span.start for heading in document.headings if heading.level == 2), len(begun.before))
    return begun.before[:document.front.start] + front + begun.before[document.front.end:top]


def _translates(front: str, document: Document, pending: str) -> str:
    if block := _BLOCK.search(front):
        return front[:block.end()] + pending + front[block.end():]
    known = document.data.get("translates") or {}
    block = "translates:\n" + "".join(f"  {id}: '{digest}'\n" for id, digest in known.items()) + pending
    return _FLOW.sub(lambda _: block, front, count=1) if "translates" in document.data else front + block


# One section

def _title(section: Section) -> str:
    """The Chinese heading that the house uses, or a mark and the English one."""
    words, key = Words("zh"), f"section-{section.id}"
    return words(key) if key in words else f"{_MARK} {section.title}"


def _section(begun: Begun, section: Section) -> str:
    """A section to be translated: its parts in their order, each with the English in a comment and a mark under it."""
    lines = [f"## {_title(section)}"]
    if begun.is_there:
        return "\n\n".join([*lines, _moved(section)]) + "\n"
    for heading, english in _pieces(section):
        lines += [_heading(heading, section)] if heading else []
        lines += list(_piece(english.strip("\n"))) if english.strip() else []
        if not heading and section.id == CARE and begun.owner.path.startswith(f"{kind_named('activity').folder}/"):
            lines.append(_help(begun.handbook))
    return "\n\n".join(lines) + "\n"


def _moved(section: Section) -> str:
    """The text of a section that is Chinese already, with what the house writes around it in Chinese, and links to Chinese pages."""
    made = "".join((_heading(heading, section).replace(f"{_MARK} ", "") if heading else "") + text for heading, text in _pieces(section)).strip("\n")
    for english, chinese in _BEGINNINGS:
        made = re.sub(rf"^{re.escape(english)}", chinese, made, flags=re.M)
    return _PAGE.sub(r"](\1.zh.md\2)", made)


def _pieces(section: Section) -> Iterator[tuple[Heading | None, str]]:
    """The text before the first heading of level 3, and each such heading with the text under it."""
    headings = [heading for heading in section.headings if heading.level == 3]
    starts = [section.span.start, *(heading.span.end for heading in headings)]
    ends = [*(heading.span.start for heading in headings), section.span.end]
    for heading, start, end in zip([None, *headings], starts, ends):
        yield heading, section.file[start:end]


def _heading(heading: Heading, section: Section) -> str:
    if heading.text in _HEADINGS:
        return f"### {_HEADINGS[heading.text]}"
    step = next((step for step in section.steps if step.span == heading.span), None)
    if step is None:
        return f"### {_MARK} {heading.text}"
    when = f" · {step.minutes} 分钟" if step.minutes is not None else f" · {step.when}" if step.when else ""
    return f"### {step.number}. {_MARK} {step.name}{when}"


def _piece(english: str) -> Iterator[str]:
    """The English in comments, with what stands in comments there as it is; under it the mark. The line for the card has its own."""
    card, _, rest = english.partition("\n")
    if card.startswith(IN_SHORT["en"]) and "<!--" not in card:
        yield f"{IN_SHORT['zh']} {_MARK} {card.removeprefix(IN_SHORT['en']).strip()}"
        if not (english := rest.strip("\n")):
            return
    for text, is_comment in markdown.commented(english):
        if is_comment and not markdown.shield(text).strip():
            yield text
        else:
            yield from map(_comment, _parted(text.strip("\n")))
    yield f"{_MARK} {translated(say('put the English of the comment above into Chinese, then delete the comment and this line'), 'zh')}"


def _parted(text: str) -> Iterator[str]:
    """A text in parts that a comment may hold, cut between lines, or in a line that is longer."""
    part = ""
    for line in re.findall(rf"[^\n]{{0,{_PIECE}}}\n?", text):
        if part and len(part) + len(line) > _PIECE:
            yield part.strip("\n")
            part = ""
        part += line
    if part.strip():
        yield part.strip("\n")


def _comment(text: str) -> str:
    """A comment that holds a text, in which nothing ends it before: neither its signs, nor a fence of code that stays open."""
    made = f"<!--\n{text.replace('<!--', '<! --').replace('-->', '-- >').replace('--!>', '-- !>')}\n-->"
    return _FENCE.sub(lambda fence: " ".join(fence[0]), made) if markdown.shield(made).strip() else made


def _help(handbook: Handbook) -> str:
    """The link to what to do when a child tells of harm, as every activity has it."""
    page = handbook.prose.get(addresses.SAFEGUARDING)
    there = page is not None and page.translation is not None
    return f"[{page.translation.title if there else _MARK}](../docs/{addresses.SAFEGUARDING}{'.zh' if there else ''}.md)"

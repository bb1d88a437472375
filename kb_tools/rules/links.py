"""LNK: links in guides and pages."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from kb_tools import addresses
from kb_tools.diagnostics import Finding, Severity
from kb_tools.handbook import Handbook
from kb_tools.rules.near import nearest
from kb_tools.rules.passages import passages
from kb_tools.rules.registry import Subject, rule
from kb_tools.sources import markdown, url
from kb_tools.sources.markdown import Document

_ASSETS = "docs/assets/"


@rule("LNK001", Severity.ERROR)
def link_leads_somewhere(subject: Subject) -> Iterator[Finding]:
    """Every link to a file of the handbook leads to one that is a page.

    A link is the way from this file to the other one, as the files stand in the repository.
    So it works on the site, in both languages, from disk, and where somebody reads the source.

    Bad: `activities/breathe-out.md`

        ## Watch for

        A child who tells of harm: [what to do](../docs/safeguarding/a-child-tolled-me.md).

    Good: `activities/breathe-out.md`

        ## Watch for

        A child who tells of harm: [what to do](../docs/safeguarding/a-child-told-me.md).
    """
    handbook = subject.handbook
    pages = addresses.of_file(handbook)
    failed = {failure.finding.path for failure in handbook.failures}
    failed |= {path.removesuffix(".md") + ".zh.md" for path in failed}
    for path, _, document, _ in handbook.documents():
        for link in document.links:
            if url.scheme(link.target) or link.target.startswith("#"):
                continue
            if link.target.startswith(("/", "\\")):
                yield Finding(path, link.span, f"`{link.target}` begins at the root of a server", "write the way from this file, with `../`")
                continue
            target = target_of(path, link.target)
            if target.startswith("../"):
                yield Finding(path, link.span, f"`{link.target}` leads out of the handbook", "link to a file inside it")
            elif target not in pages and target not in failed and not _is_file(handbook, target):
                near = nearest(target, pages)
                yield Finding(path, link.span, f"`{link.target}` is no page of the handbook",
                              f"did you mean `{_way(path, near)}`?" if near else "link to a guide, a record or a page that exists")


def target_of(path: str, written: str) -> str:
    """Return the file that a relative link in the file `path` names."""
    plain = unquote(written.partition("#")[0].partition("?")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), plain)) if plain else path


def _is_file(handbook: Handbook, target: str) -> bool:
    """Tell whether the target is an asset; where single files are checked, any file will do, for its page is not known."""
    if not target.startswith(_ASSETS) and handbook.whole:
        return False
    try:
        return (handbook.root / target).is_file()
    except (OSError, ValueError):
        return False


def _way(path: str, hint: str) -> str:
    return posixpath.relpath(hint.split("`")[1], posixpath.dirname(path) or ".")


@rule("LNK002", Severity.ERROR)
def anchor_exists(subject: Subject) -> Iterator[Finding]:
    """Every link to a place inside a page names one that is there.

    The ids are made from the English headings and are the same in both languages; steps are `s1`, `s2` and so on.

    Bad: `activities/breathe-out.md`

        ## Watch for

        See [how to adapt it](#make-it-fitt).

    Good: `activities/breathe-out.md`

        ## Watch for

        See [how to adapt it](#make-it-fit).
    """
    owners = {}
    for path, _, _, owner in subject.handbook.documents():
        owners[path] = owner
    known: dict[str, set[str]] = {}
    for path, _, document, _ in subject.handbook.documents():
        for link in document.links:
            anchor = unquote(link.target.partition("#")[2])
            if not anchor or url.scheme(link.target):
                continue
            owner = owners.get(target_of(path, link.target))
            if owner is None:
                continue
            if owner.path not in known:
                known[owner.path] = _anchors(owner.document) | (_anchors(owner.translated) if owner.translated else set())
            if anchor not in known[owner.path]:
                yield Finding(path, link.span, f"there is no `#{anchor}` in `{owner.path}`",
                              nearest(anchor, known[owner.path]) or "the id is the English heading in lower case, its words joined by hyphens")


def _anchors(document: Document) -> set[str]:
    found = {section.id for section in document.sections} | {markdown.slug(h.text) for h in document.headings if h.level != 2}
    for section in document.sections:
        found |= {f"s{step.number}" for step in section.steps}
    return found


@rule("LNK003", Severity.ERROR)
def link_is_safe(subject: Subject) -> Iterator[Finding]:
    """Every link is relative, or begins with `https:`, `http:`, `mailto:` or `tel:`.

    Other links can run a script in the reader's browser, however their beginning is spelled.

    Bad: `activities/breathe-out.md`

        ## Watch for

        [More](java&#115;cript:alert(1))

    Good: `activities/breathe-out.md`

        ## Watch for

        [More](https://example.org/)
    """
    for path, _, document, _ in subject.handbook.documents():
        for link in document.bare_links:
            if not url.is_safe(link.target):
                yield Finding(path, link.span, *_unsafe(link.target))
    for passage in passages(subject, "](", "]:", "<"):
        if passage.within:
            for link in markdown.links(passage.text):
                if not url.is_safe(link.target):
                    yield Finding(passage.path, passage.within, *_unsafe(link.target))
    for path, file in subject.handbook.bibliographies.items():
        for entry in file.entries:
            for name in ("url", "howpublished", "note"):
                written = entry.get(name).replace("\\url{", "").strip("{} ")
                if written and not url.is_safe(written) and (name == "url" or _looks_like_a_link(written)):
                    yield Finding(path, entry.at(name), *_unsafe(written))


def _looks_like_a_link(text: str) -> bool:
    return url.scheme(text) in ("javascript", "data", "vbscript")


def _unsafe(target: str) -> tuple[str, str]:
    return f"`{url.scheme(target)[:40]}:` is not a kind of link that is used here", "link with `https:`, or to a file of the handbook"

"""LNK: links in guides and pages."""

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from kb_tools.diagnostics import Finding, Related, Severity, Span
from kb_tools.handbook import chinese_of
from kb_tools.project import CONFIG, FILES, SNIPPETS, is_outside
from kb_tools.rules.near import nearest, nearest_path
from kb_tools.rules.passages import passages
from kb_tools.rules.registry import Subject, rule
from kb_tools.sources import markdown, outline, url
from kb_tools.sources.markdown import Document, Link
from kb_tools.words.messages import row, say

_LINKED = {"a": ("href",), "img": ("src",), "iframe": ("src",), "source": ("src",), "video": ("src", "poster"), "audio": ("src",), "script": ("src",),
           "link": ("href",), "embed": ("src",), "object": ("data",)}
_WEB = ("http", "https")
_INCLUDE = re.compile(r"^[ \t]*-{1,}8<-{1,}[ \t]+([\"'])([^\"'\n]+)\1[ \t]*$", re.M)
_SAID = re.compile(r"\w+: ")
_LINES = re.compile(r"(?::[\w-]*){1,2}$")
_HOST = re.compile(r"https?://(?:[^@/\s]*@)?([^/?#:\s]*)(:[^/?#]*)?", re.I)
_MAIL = re.compile(r"mailto:[^@\s,?]+@[^@\s,?]+\.[^@\s,?.]+(?:,[^@\s,?]+@[^@\s,?]+)*(?:\?\S*)?", re.I)


def links_of(document: Document) -> Iterator[Link]:
    """All links of a page: those of Markdown, and those of its HTML."""
    yield from document.links
    for tag in outline.tags(document):
        for name in _LINKED.get(tag.name, ()):
            if name in tag.attributes:
                yield Link(tag.attributes[name].strip(), "", tag.places[name], image=tag.name == "img")


def _local(subject: Subject) -> Iterator[tuple[str, Link, str]]:
    """Each link to a file of the project: in which file it stands, the link, and the file that it names."""
    for path, _, document, _ in subject.handbook.documents():
        for link in links_of(document):
            if not url.scheme(link.target) and not link.target.startswith(("#", "//")) and not _is_template(link.target):
                yield path, link, target_of(path, link.target)


def _is_template(target: str) -> bool:
    """Tell whether a link is filled in later, by a template or a shell."""
    return "{{" in target or "{%" in target or "${" in target


@rule("LNK001", Severity.ERROR)
def link_leads_somewhere(subject: Subject) -> Iterator[Finding]:
    """Every link to a file of the project leads to one that is there.

    A link is the way from this file to the other one, as the files stand in the repository.
    So it works on the site, in both languages, from disk, and where somebody reads the source.

    Bad: `activities/breathe-out.md`

        ## Watch for

        A child who tells of harm: [what to do](../docs/safeguarding/a-child-tolled-me.md).

    Good: `activities/breathe-out.md`

        ## Watch for

        A child who tells of harm: [what to do](../docs/safeguarding/a-child-told-me.md).
    """
    handbook, pages = subject.handbook, subject.pages
    failed = {failure.finding.path for failure in handbook.failures}
    failed |= set(map(chinese_of, failed))
    for path, link, target in _local(subject):
        if link.target.startswith(("/", "\\")):
            if handbook.ours:
                yield Finding(path, link.span, say("`{target}` begins at the root of a server", target=link.target),
                              say("write the way from this file, with `../`"))
            elif (pages.page_meant(path, link.target) == "" and not pages.leads_to_a_file(pages.folder + target.lstrip("/"))
                  and link.target != "/" and handbook.whole):
                yield Finding(path, link.span, say("nothing stands at `{target}`", target=link.target), say("write the way from this file to another one"))
            continue
        if f"{target}/".startswith("../") or not f"{target}/".startswith(pages.folder):
            yield Finding(path, link.span, say("`{target}` leads out of {place}", target=link.target,
                                               place=say("the handbook") if handbook.ours else say("the pages of the site")),
                          say("link to a file inside it"))
        elif link.target and target not in failed and not pages.leads_to_a_file(target) and not _is_said_elsewhere(subject, path, link, target):
            near = nearest_path(target, pages.known)
            yield Finding(path, link.span, say("`{target}` is no page of the handbook", target=link.target) if handbook.ours
                          else say("`{target}` is not there", target=link.target),
                          say("did you mean `{near}`?", near=posixpath.relpath(near, posixpath.dirname(path) or ".")) if near
                          else say("link to a file that exists"),
                          at_most=None if pages.complete else Severity.WARNING)


def target_of(path: str, written: str) -> str:
    """Return the file that a relative link in the file `path` names."""
    return _joined(posixpath.dirname(path), written) or path


@lru_cache(maxsize=20_000)
def _joined(folder: str, written: str) -> str:
    plain = unquote(written.partition("#")[0].partition("?")[0])
    return posixpath.normpath(posixpath.join(folder, plain.replace("\\", "/") if plain.startswith("\\") else plain)) if plain else ""


def _is_said_elsewhere(subject: Subject, path: str, link: Link, target: str) -> bool:
    """Tell whether another rule speaks of a link: to a folder, to the page as it is built, or in other capitals."""
    pages = subject.pages
    return not subject.handbook.ours and (target.casefold() in pages.by_small_letters or bool(pages.page_meant(path, link.target))
                                          or any(known.startswith(target + "/") for known in pages.known))


@rule("LNK002", Severity.ERROR)
def anchor_exists(subject: Subject) -> Iterator[Finding]:
    """Every link to a place inside a page names one that is there.

    In a handbook the ids are made from the English headings and are the same in both languages; steps are `s1`, `s2` and so on.
    Elsewhere they are those that Python-Markdown makes with the site's own settings.

    Bad: `activities/breathe-out.md`

        ## Watch for

        See [how to adapt it](#make-it-fitt).

    Good: `activities/breathe-out.md`

        ## Watch for

        See [how to adapt it](#make-it-fit).
    """
    pages = subject.pages
    at_most = Severity.WARNING if not subject.handbook.ours and subject.handbook.project.form == FILES else None
    for path, _, document, _ in subject.handbook.documents():
        for link in links_of(document):
            anchor = unquote(link.target.partition("#")[2]).partition(":~:")[0]
            if not anchor or url.scheme(link.target) or link.target.startswith("/") or _is_template(link.target):
                continue
            target = target_of(path, link.target)
            if target not in pages.known and not subject.handbook.ours:
                target = pages.page_meant(path, link.target)
            owner = pages.owner_of(target)
            if owner is None:
                continue
            known = pages.anchors(target)
            if known is not None and anchor not in known and not (at_most and _as_github(anchor, owner.document)):
                yield Finding(path, link.span, say("there is no `#{anchor}` in `{path}`", anchor=anchor, path=owner.path),
                              nearest(anchor, known) or say("the id is the heading in lower case, its words joined by hyphens"), at_most=at_most)


def _as_github(anchor: str, document: Document) -> bool:
    """Tell whether an anchor is one that a code host makes of a heading, or a label of another dialect of Markdown."""
    made = {re.sub(r"[^\w\- ]", "", title.words.lower()).replace(" ", "-") for title in outline.titles(document, attributes=True)}
    return anchor in made or f"({anchor})=" in document.body


@rule("LNK003", Severity.ERROR, alone=True)
def link_is_safe(subject: Subject) -> Iterator[Finding]:
    """Every link is relative, or begins with `https:`, `http:`, `mailto:` or `tel:`.

    Other links can run a script in the reader's browser, however their beginning is spelled, or look into the reader's own files.

    Bad: `activities/breathe-out.md`

        ## Watch for

        [More](java&#115;cript:alert(1))

    Good: `activities/breathe-out.md`

        ## Watch for

        [More](https://example.org/)
    """
    ours = subject.handbook.ours
    for path, _, document, _ in subject.handbook.documents():
        for link in document.bare_links if ours else links_of(document):
            if not _is_safe(link.target, link.image, ours):
                yield Finding(path, link.span, *_unsafe(link.target))
    for passage in passages(subject, "](", "]:", "<"):
        if passage.within:
            for link in markdown.links(passage.text):
                if not url.is_safe(link.target):
                    yield Finding(passage.path, passage.at(link.span.start, link.span.end), *_unsafe(link.target))
    for path, file in subject.handbook.bibliographies.items():
        for entry in file.entries:
            for name in ("url", "howpublished", "note"):
                written = entry.get(name).replace("\\url{", "").strip("{} ")
                if not url.is_safe(written) and (ours or _runs(written) if name == "url" else _runs(written) and not _SAID.match(written)):
                    yield Finding(path, entry.at(name), *_unsafe(written))


def _is_safe(target: str, image: bool, ours: bool) -> bool:
    if url.is_safe(target) or (image and not ours and target.lower().startswith("data:image/")):
        return True
    return not ours and not _runs(target)


def _runs(text: str) -> bool:
    return url.scheme(text) in url.DANGEROUS


def _unsafe(target: str) -> tuple[str, str]:
    return say("`{scheme}:` is not a kind of link that is used here", scheme=url.scheme(target)[:40]), say("link with `https:`, or to a file of the handbook")


@rule("LNK004", Severity.ERROR, elsewhere=Severity.WARNING, alone=True)
def name_of_a_link_is_defined(subject: Subject) -> Iterator[Finding]:
    """Every link by name, `[words][name]`, has its definition, `[name]: address`.

    Without one, the brackets stand on the page as they are written.

    Bad: `activities/breathe-out.md`

        ## Watch for

        See [the booklet][booklet].

    Good: `activities/breathe-out.md`

        ## Watch for

        See [the booklet][booklet].

        [booklet]: https://example.org/
    """
    for path, _, document, _ in subject.handbook.documents():
        used, defined = outline.references(document)
        names = {one.name for one in defined}
        for one in used:
            if one.name not in names and not one.name.startswith("^") and not _is_template(one.name):
                name = one.name[:80]
                yield Finding(path, one.span, say("nothing defines `[{name}]`", name=name),
                              nearest(one.name, names) or say("add `[{name}]: address` below", name=name))


@rule("LNK005", Severity.ERROR, elsewhere=Severity.WARNING, alone=True)
def footnote_is_written(subject: Subject) -> Iterator[Finding]:
    """Every footnote that is referred to is written, once, and the other way round.

    Bad: `docs/about.md`

        ## What it is

        An example.[^1]

    Good: `docs/about.md`

        ## What it is

        An example.[^1]

        [^1]: To test with.
    """
    for path, _, document, _ in subject.handbook.documents():
        used, written = outline.notes(document)
        names: dict[str, Span] = {}
        for note in written:
            if note.name in names:
                yield Finding(path, note.span, say("the footnote `{name}` is written twice", name=note.name), say("give one another name"),
                              (Related(path, names[note.name], say("`{name}` stands here", name=note.name)),))
            names.setdefault(note.name, note.span)
        for note in used:
            if note.name not in names:
                yield Finding(path, note.span, say("the footnote `{name}` is not written", name=note.name),
                              nearest(note.name, names) or say("add `[^{name}]: …` below", name=note.name))
        for name in names.keys() - {note.name for note in used}:
            yield Finding(path, names[name], say("nothing refers to the footnote `{name}`", name=name),
                          say("refer to it with `[^{name}]`, or take it out", name=name), at_most=Severity.WARNING)


@rule("LNK006", Severity.WARNING)
def link_names_the_file(subject: Subject) -> Iterator[Finding]:
    """A link names the file of a page, not the address that the page gets when it is built, and is relative.

    `sub/page/` works or breaks with the settings of the site and with the place that it is published at; `sub/page.md` always works.

    Bad: `docs/index.md` in an MkDocs project

        # Home

        Play [tag](games/tag/) [@lin2020calm].

    Good: `docs/index.md` in an MkDocs project

        # Home

        Play [tag](games/tag.md) [@lin2020calm].
    """
    pages = subject.pages
    for path, link, target in _local(subject) if not subject.handbook.ours else ():
        if link.target and (link.target.startswith("/") or not pages.leads_to_a_file(target)) and (meant := pages.page_meant(path, link.target)):
            right = _way(path, meant, link.target)
            yield Finding(path, link.span, say("`{target}` is the address of a page as it is built", target=link.target), say("write `{right}`", right=right),
                          fix=right)


@rule("LNK007", Severity.ERROR)
def link_is_written_as_the_file(subject: Subject) -> Iterator[Finding]:
    """A link is written with the capitals of the file's name.

    `Page.md` and `page.md` are one file on some computers and two on the server.

    Bad: `docs/index.md` in an MkDocs project

        # Home

        Play [tag](games/Tag.md) [@lin2020calm].

    Good: `docs/index.md` in an MkDocs project

        # Home

        Play [tag](games/tag.md) [@lin2020calm].
    """
    pages = subject.pages
    for path, link, target in _local(subject) if not subject.handbook.ours else ():
        right = pages.by_small_letters.get(target.casefold())
        if right and target not in pages.known and not link.target.startswith("/"):
            way = _way(path, right, link.target)
            yield Finding(path, link.span, say("`{target}` has other capitals than the file", target=link.target), say("write `{way}`", way=way), fix=way)


def _way(path: str, target: str, written: str) -> str:
    """The link from the file `path` to the file `target`, at the place inside it that `written` names."""
    return posixpath.relpath(target, posixpath.dirname(path) or ".") + "".join(written.partition("#")[1:])


@rule("LNK008", Severity.ERROR, elsewhere=Severity.WARNING, alone=True)
def address_can_be_read(subject: Subject) -> Iterator[Finding]:
    """Every address is complete: a host, no spaces, an `@` in a mail address; and every link has one.

    Bad: `activities/breathe-out.md`

        ## Watch for

        See [the booklet](https://exa mple.org).

    Good: `activities/breathe-out.md`

        ## Watch for

        See [the booklet](https://example.org).
    """
    for path, _, document, _ in subject.handbook.documents():
        for link in links_of(document):
            said = _wrong(link.target)
            if said and not _is_template(link.target):
                yield Finding(path, link.span, *said)


def _wrong(target: str) -> tuple[str, str] | None:
    scheme, shown = url.scheme(target), target[:80]
    if not target.strip():
        return say("a link leads nowhere"), say("write where it leads, or take it out")
    if target.startswith("//"):
        return say("`{target}` does not say how to get there", target=shown), say("write `https:{target}`", target=shown)
    if scheme in _WEB:
        host = _HOST.match(target)
        if not host or not host[1] or (host[2] and not re.fullmatch(r":\d{1,5}", host[2])):
            return say("`{target}` names no host", target=shown), say("write it as a browser shows it: `https://example.org/page`")
        if re.search(r"\s", target.strip()):
            return say("the address has a space in it"), say("write `%20` where a space belongs")
        if ".." in host[1] or host[1].startswith((".", "-")):
            return say("`{host}` is no name of a host", host=host[1][:80]), say("write it as a browser shows it")
    address, mark, asked = target.partition("?")
    if scheme == "mailto" and not _MAIL.fullmatch(unquote(address) + mark + asked):
        return say("`{target}` is no mail address", target=shown), say("write `mailto:name@example.org`")
    return None


@rule("LNK009", Severity.WARNING, alone=True)
def html_id_stands_once(subject: Subject) -> Iterator[Finding]:
    """Every id that is written in a page stands there once.

    A link to an id that stands twice leads to the first; nobody can link to the second.

    Bad: `docs/index.md` in an MkDocs project

        # Home

        <a id="game"></a>Play [@lin2020calm].

        <a id="game"></a>Play again.

    Good: `docs/index.md` in an MkDocs project

        # Home

        <a id="game"></a>Play [@lin2020calm].

        <a id="again"></a>Play again.
    """
    for path, _, document, _ in subject.handbook.documents():
        first: dict[str, Span] = {}
        for tag in outline.tags(document):
            own = {name: tag.attributes[name] for name in ("id", "name") if tag.attributes.get(name) and (name == "id" or tag.name == "a")}
            for name, value in {value: name for name, value in own.items()}.items():
                place = tag.places[value]
                if name in first:
                    yield Finding(path, place, say("the id `{name}` stands twice", name=name), say("give one another name"),
                                  (Related(path, first[name], say("`{name}` stands here", name=name)),))
                first.setdefault(name, place)


@rule("LNK010", Severity.WARNING, needs_whole=True)
def page_can_be_reached(subject: Subject) -> Iterator[Finding]:
    """Every page is in the navigation, or another page links to it.

    Otherwise only who knows its address finds it. A site without `nav` lists all its pages.

    Bad: `docs/lost.md` in an MkDocs project

        # Lost

        Nobody finds me.

    Good: `docs/index.md` in an MkDocs project

        # Home

        Play [tag](games/tag.md) [@lin2020calm].
    """
    project = subject.handbook.project
    if not project or not project.nav or not subject.pages.complete:
        return
    reached = {posixpath.normpath(subject.pages.folder + name) for _, name in project.nav}
    for path, link, target in _local(subject):
        goal = subject.pages.page_meant(path, link.target) or target
        if goal != path:
            reached.add(goal)
    for path in subject.handbook.prose:
        if path not in reached and not path.endswith(("/index.md", "/README.md")) and not any(path.startswith(name + "/") for name in reached):
            yield Finding(path, Span(0, 0), say("nothing leads to this page"), say("add it to `nav` in `{config}`, or link to it", config=CONFIG))


@rule("LNK011", Severity.ERROR, needs_whole=True)
def navigation_names_pages(subject: Subject) -> Iterator[Finding]:
    """Everything in `nav` of `mkdocs.yml` is a page that exists.

    Bad: `mkdocs.yml` in an MkDocs project

        site_name: Example
        nav:
          - index.md
          - gone.md
          - games/tag.md
        plugins:
          - bibtex: {bib_file: refs.bib}

    Good: `mkdocs.yml` in an MkDocs project

        site_name: Example
        nav:
          - index.md
          - games/tag.md
        plugins:
          - bibtex: {bib_file: refs.bib}
    """
    project = subject.handbook.project
    for place, name in project.nav if project else ():
        target = posixpath.normpath(subject.pages.folder + name)
        if not url.scheme(name) and "*" not in name and not name.startswith(("/", "#")) and target not in subject.pages.known \
                and not any(known.startswith(target + "/") for known in subject.pages.known):
            near = nearest_path(target, subject.pages.known)
            yield Finding(CONFIG, place, say("`{name}` is not there", name=name), say("did you mean `{near}`?", near=near.removeprefix(subject.pages.folder))
                          if near else say("write the page, or take it out of `nav`"),
                          at_most=None if subject.pages.complete else Severity.WARNING)


@rule("LNK012", Severity.ERROR)
def included_file_is_there(subject: Subject) -> Iterator[Finding]:
    """Every file that a page includes is there.

    `--8<-- "part.md"` puts a file in its place, where the extension `pymdownx.snippets` is on. A file that is not there is left out, and
    nobody is told. It is looked for in the folders that `base_path` names, which begin at the folder of `mkdocs.yml`.

    Bad: `mkdocs.yml` in an MkDocs project

        site_name: Example
        plugins:
          - bibtex: {bib_file: refs.bib}
        markdown_extensions:
          - pymdownx.snippets: {auto_append: [includes/words.md]}

    Good: `docs/index.md` in an MkDocs project

        # Home

        Play [tag](games/tag.md) [@lin2020calm].
    """
    project = subject.handbook.project
    options = project.extension(SNIPPETS) if project else None
    if options is None:
        return
    folders = project.snippet_folders
    for path, _, document, _ in subject.handbook.documents():
        for found in _INCLUDE.finditer(document.shielded):
            if not _is_included(project.root, folders, found[2]):
                start = document.body_start + found.start(2)
                yield Finding(path, Span(start, start + len(found[2])), say("`{target}` is not there", target=found[2]),
                              say("write the way from {folders}", folders=row(folders)))
    appended = options.get("auto_append")
    for name in appended if isinstance(appended, list) else ():
        if isinstance(name, str) and not _is_included(project.root, folders, name):
            yield Finding(CONFIG, ("markdown_extensions",), say("`{target}` is not there", target=name),
                          say("write the way from {folders}", folders=row(folders)))


def _is_included(root: Path, folders: list[str], written: str) -> bool:
    """Tell whether a file to be included is there, below the root; one from the web, or left out with `;`, is not looked for."""
    ways = (posixpath.normpath(posixpath.join(folder, name)) for name in (written, _LINES.sub("", written)) for folder in folders)
    return url.scheme(written) in _WEB or written.startswith(";") or any(not is_outside(way) and (root / way).is_file() for way in ways)

"""SIT: the pages of a built site, and whether every address in them leads somewhere."""

import posixpath
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from kb_tools.built.site import Page, fold, name_of
from kb_tools.built.strays import Followed, Stray, What
from kb_tools.built.ways import way
from kb_tools.diagnostics import Finding, Severity, Span
from kb_tools.rules.near import nearest
from kb_tools.rules.registry import rule
from kb_tools.sources import html
from kb_tools.sources.html import Link
from kb_tools.words.messages import say

_WHOLE = Span(0, 0)
"""The place of what is so with a page as a whole."""

_MOST_HINTS = 200
"""Findings of a rule for which the nearest name is looked up: where there are more, it is not a letter that is wrong."""


@rule("SIT001", Severity.ERROR, built=True)
def address_has_its_file(built: Followed) -> Iterator[Finding]:
    """Every link, image, script and stylesheet of a page leads to a file of the site.

    A browser shows a reader an error page, or nothing at all, for what is not there. An address that ends in a slash means
    the `index.html` in that folder.

    Bad: `public/tag/index.html`

        <p>The next game is <a href="../hopskotch/">hopscotch</a>.</p>

    Good: `public/tag/index.html`

        <p>The next game is <a href="../hopscotch/">hopscotch</a>.</p>
    """
    for number, stray in enumerate(built.of(What.MISSING)):
        near = say("did you mean `{near}`?", near=name_of(stray.near)) if stray.near else _near(built, stray.path, number)
        yield _at(built, stray, say("there is no `{path}` in the site", path=name_of(stray.path)), near or say("link to a file that is there"))


@rule("SIT002", Severity.ERROR, built=True)
def anchor_is_in_its_page(built: Followed) -> Iterator[Finding]:
    """Every link to a place in a page names an id, or the name of an `<a>`, that is in that page.

    A browser says nothing about one that is not there: it shows the top of the page, and the reader looks for what was meant.
    Capitals count. `#` and `#top` mean the top of any page.

    Bad: `public/tag/index.html`

        <p>Read the <a href="../hopscotch/#rule">rules of hopscotch</a>.</p>

    Good: `public/tag/index.html`

        <p>Read the <a href="../hopscotch/#rules">rules of hopscotch</a>.</p>
    """
    for number, stray in enumerate(built.of(What.ANCHOR)):
        near = nearest(stray.anchor, built.site.pages[stray.path].document.anchors) if number < _MOST_HINTS else ""
        said = say("there is no `#{anchor}` in `{path}`", anchor=stray.anchor, path=name_of(stray.path))
        yield _at(built, stray, said, near or say("link to an id that is in the page"))


@rule("SIT003", Severity.ERROR, built=True)
def address_has_the_capitals_of_its_file(built: Followed) -> Iterator[Finding]:
    """Every address is written with the capitals that its file has.

    It works on the computers of most writers, where capitals do not count, and breaks on most servers, where they do.

    Bad: `public/tag/index.html`

        <p><img src="../img/Circle.svg" alt="A circle of feet"></p>

    Good: `public/tag/index.html`

        <p><img src="../img/circle.svg" alt="A circle of feet"></p>
    """
    for stray in built.of(What.CASE):
        near = name_of(stray.near)
        said = say("`{path}` has other capitals than `{near}`", path=name_of(stray.path), near=near)
        yield _at(built, stray, said, say("write it as the file is written: `{near}`", near=near))


@rule("SIT004", Severity.ERROR, built=True)
def files_differ_in_more_than_capitals(built: Followed) -> Iterator[Finding]:
    """No two files of a site differ in nothing but capitals.

    Where capitals do not count, one of the two takes the place of the other: on a USB stick, on Windows, in many a zip file.

    Bad: `public/img/Circle.svg`

        <svg xmlns="http://www.w3.org/2000/svg"/>

    Good: `public/img/ring.svg`

        <svg xmlns="http://www.w3.org/2000/svg"/>
    """
    for path in sorted(built.site.files):
        first = built.site.folded[fold(path)]
        if first != path:
            yield _of(built, path, _WHOLE, say("`{path}` and `{other}` differ in nothing but capitals", path=path, other=first), say("rename one of the two"))


@rule("SIT005", Severity.ERROR, elsewhere=Severity.WARNING, built=True)
def address_does_not_begin_at_the_root(built: Followed) -> Iterator[Finding]:
    """No address begins with a slash.

    Such an address counts from the root of the server: it leads elsewhere when the site stands in a folder there, and to the
    root of the disk when a page is opened from one. It is a warning where the pages say at which address the site stands.
    A page for errors, `404.html`, has to count from the root.

    Bad: `public/tag/index.html`

        <p>The next game is <a href="/games/hopscotch/">hopscotch</a>.</p>

    Good: `public/tag/index.html`

        <p>The next game is <a href="../hopscotch/">hopscotch</a>.</p>
    """
    for stray in built.of(What.ROOT):
        yield _at(built, stray, say("`{target}` begins at the root of a server", target=stray.link.target), say("write the way from this page, with `../`"))


@rule("SIT006", Severity.ERROR, built=True)
def address_stays_in_the_site(built: Followed) -> Iterator[Finding]:
    """No address without a server's name leads out of the site.

    What is above the folder of the site is not published with it.

    Bad: `public/tag/index.html`

        <p>See <a href="../../notes.html">my notes</a>.</p>

    Good: `public/tag/index.html`

        <p>See <a href="../hopscotch/">hopscotch</a>.</p>
    """
    for stray in built.of(What.OUTSIDE):
        yield _at(built, stray, say("`{target}` leads out of the site", target=stray.link.target), say("link to a file in the site, or with `https:`"))


@rule("SIT007", Severity.ERROR, built=True)
def address_runs_nothing(built: Followed) -> Iterator[Finding]:
    """No address begins with `javascript:`, `file:` or `data:`; an image or a font may be `data:`.

    The first runs a script in the reader's browser, the second names a file on the writer's computer, and the third can
    hold a whole page that nobody has checked.

    Bad: `public/tag/index.html`

        <p><a href="file:///home/mei/tag.pdf">Print the rules</a></p>

    Good: `public/tag/index.html`

        <p><a href="../img/circle.svg">Print the rules</a></p>
    """
    for stray in built.of(What.UNSAFE):
        said = say("`{scheme}:` is not a kind of address for a page", scheme=stray.path[:40])
        yield _at(built, stray, said, say("link with `https:`, or to a file of the site"))


@rule("SIT008", Severity.ERROR, elsewhere=Severity.WARNING, built=True)
def address_with_a_server_has_a_scheme(built: Followed) -> Iterator[Finding]:
    """Every address that names a server says how to speak to it, with `https:`.

    One that begins with `//` takes the scheme of the page: `file:` where the page is read from a disk. It is a warning
    where the pages say at which address the site stands.

    Bad: `public/tag/index.html`

        <p>More <a href="//example.net/games">games</a>.</p>

    Good: `public/tag/index.html`

        <p>More <a href="https://example.net/games">games</a>.</p>
    """
    for stray in built.of(What.NO_SCHEME):
        yield _at(built, stray, say("`{target}` names a server and no scheme", target=stray.link.target), say("write `https:` before it"))


@rule("SIT009", Severity.ERROR, built=True)
def full_address_can_be_read(built: Followed) -> Iterator[Finding]:
    """Every full address is one that a browser can read: a server's name without blanks, an e-mail address with its `@`.

    Bad: `public/tag/index.html`

        <p>Write to <a href="mailto:games.example.org">us</a>.</p>

    Good: `public/tag/index.html`

        <p>Write to <a href="mailto:games@example.org">us</a>.</p>
    """
    for stray in built.of(What.MALFORMED):
        said = say("`{target}` is no address that can be read", target=stray.link.target[:200])
        yield _at(built, stray, said, say("look for a blank, or for something that is missing"))


@rule("SIT010", Severity.ERROR, elsewhere=Severity.WARNING, built=True)
def page_asks_no_other_server(built: Followed) -> Iterator[Finding]:
    """No page asks another server for a script, a stylesheet, a font, an image or a frame.

    That server learns who reads which page and can change what is shown; without a connection, or after that server is
    gone, the page is broken. It is a warning where the pages say at which address the site stands.

    Bad: `public/tag/index.html`

        <p><img src="https://example.net/circle.svg" alt="A circle of feet"></p>

    Good: `public/tag/index.html`

        <p><img src="../img/circle.svg" alt="A circle of feet"></p>
    """
    for stray in built.of(What.FETCHED):
        yield _at(built, stray, say("`{target}` is asked for from another server", target=stray.link.target[:200]), say("put a copy into the site"))


@rule("SIT011", Severity.WARNING, built=True)
def id_of_a_page_stands_once(built: Followed) -> Iterator[Finding]:
    """Every id stands once in its page.

    A link to an id that stands twice leads to the first; the second cannot be reached, and a label or a script may take
    the wrong one.

    Bad: `public/tag/index.html`

        <h2 id="rules">Rules</h2>
        <p>Run.</p>
        <h2 id="rules">Rules for two</h2>

    Good: `public/tag/index.html`

        <h2 id="rules">Rules</h2>
        <p>Run.</p>
        <h2 id="rules-for-two">Rules for two</h2>
    """
    for page in built.site.pages.values():
        document = page.document
        if sum(len(tag.anchors) for tag in document.tags) == len(document.anchors):
            continue
        seen: set[str] = set()
        for start, tag in zip(document.starts, document.tags, strict=True):
            for anchor in tag.anchors:
                if anchor.name in seen:
                    yield _of(built, page.path, Span(start + anchor.start, start + anchor.end),
                              say("the id `{id}` stands a second time in this page", id=anchor.name), say("give one of the two another id"))
                seen.add(anchor.name)


@rule("SIT012", Severity.ERROR, built=True)
def redirect_leads_to_a_page(built: Followed) -> Iterator[Finding]:
    """Every page that leads on to another leads to one that is there, and none leads back to itself.

    Redirects keep old links alive; one to a page that moved again breaks them, and one in a circle never ends.

    Bad: `public/catch/index.html`

        <!doctype html>
        <title>Moved</title>
        <meta http-equiv="refresh" content="0; url=../taggg/">

    Good: `public/catch/index.html`

        <!doctype html>
        <title>Moved</title>
        <meta http-equiv="refresh" content="0; url=../tag/">
    """
    for number, stray in enumerate(built.of(What.LOST)):
        said = say("this redirect leads to `{path}`, which is not there", path=name_of(stray.path))
        yield _at(built, stray, said, _near(built, stray.path, number) or say("lead to a page that is there"))
    goals = {page.path: _goal(built, page, page.document.redirect[1]) for page in built.site.pages.values() if page.document.redirect}
    for path in goals:
        if _is_in_circle(path, goals):
            start, link = built.site.pages[path].document.redirect
            yield _of(built, path, _span(start, link), say("this redirect leads back to its own page"), say("lead to a page that stays"))


def _is_in_circle(path: str, goals: dict[str, str]) -> bool:
    seen, at = set(), goals[path]
    while at in goals and at not in seen and at != path:
        seen.add(at)
        at = goals[at]
    return at == path


@rule("SIT013", Severity.WARNING, built=True)
def canonical_address_is_the_pages_own(built: Followed) -> Iterator[Finding]:
    """The address that a page calls its own, `rel="canonical"`, is the one it has.

    Search engines list that address in place of the page: with another one, this page is never found.

    Bad: `public/tag/index.html`

        <link rel="canonical" href="https://example.org/games/hopscotch/">

    Good: `public/tag/index.html`

        <link rel="canonical" href="https://example.org/games/tag/">
    """
    for page in built.site.pages.values():
        if page.document.canonical and not page.is_redirect and not page.is_for_errors:
            start, link = page.document.canonical
            if _goal(built, page, link) != page.path:
                yield _of(built, page.path, _span(start, link), say("the page calls `{target}` its own address", target=link.target[:200]),
                          say("it stands at `{path}`", path=built.site.address + name_of(page.path).replace("index.html", "")))


@rule("SIT014", Severity.ERROR, built=True)
def sitemap_lists_what_is_there(built: Followed) -> Iterator[Finding]:
    """Every address in a sitemap is that of a page of the site.

    Search engines follow the sitemap, and count what is not there against the site.

    Bad: `public/sitemap.xml`

        <url><loc>https://example.org/games/marbels/</loc></url>

    Good: `public/sitemap.xml`

        <url><loc>https://example.org/games/tag/</loc></url>
    """
    for path, listed in built.site.listed.items():
        for number, (one, goal) in enumerate(listed):
            span = Span(one.start, one.end)
            if goal is None:
                yield _of(built, path, span, say("`{target}` is no address of this site", target=one.target[:200]), say("build the sitemap anew"))
            elif not built.site.find(goal):
                near = _near(built, goal, number)
                yield _of(built, path, span, say("there is no `{path}` in the site", path=name_of(goal)), near or say("build the sitemap anew"))


@rule("SIT015", Severity.WARNING, built=True)
def page_is_in_the_sitemap(built: Followed) -> Iterator[Finding]:
    """Every page stands in the sitemap, where there is one.

    A page that is a redirect, that is for errors, or that asks search engines to pass it over, does not.

    Bad: `public/marbles/index.html`

        <p>Three marbles each.</p>

    Good: `public/tag/index.html`

        <p>Run.</p>
    """
    listed = {built.site.find(goal or "") for entries in built.site.listed.values() for _, goal in entries}
    for page in built.listed() if listed - {""} else ():
        if page.path not in listed:
            yield _of(built, page.path, _WHOLE, say("`{path}` does not stand in the sitemap", path=name_of(page.path)), say("build the sitemap anew"))


@rule("SIT016", Severity.ERROR, built=True)
def search_finds_what_is_there(built: Followed) -> Iterator[Finding]:
    """Every entry of the search leads to a page of the site, and to a place that is in it.

    The index is made in another step than the pages: one that is older than they are shows results that lead nowhere.

    Bad: `public/search/search_index.json`

        {"docs": [{"location": "tag/#how-to-win", "title": "How to win", "text": "Run."}]}

    Good: `public/search/search_index.json`

        {"docs": [{"location": "tag/#rules", "title": "Rules", "text": "Run."}]}
    """
    for path, listed in built.site.indexes.items():
        for one in listed:
            goal, span = way(one.target), Span(one.start, one.end)
            there = built.site.find(goal.path or "index.html")
            if not there:
                yield _of(built, path, span, say("there is no `{path}` in the site", path=name_of(goal.path)), say("build the index anew"))
            elif goal.anchor and there in built.site.pages and goal.anchor not in built.site.pages[there].document.anchors:
                said = say("there is no `#{anchor}` in `{path}`", anchor=goal.anchor, path=name_of(there))
                yield _of(built, path, span, said, say("build the index anew"))


@rule("SIT017", Severity.WARNING, built=True)
def image_has_words_beside_it(built: Followed) -> Iterator[Finding]:
    """Every image of a page has an `alt`, which says what it shows; an empty one says that the image only adorns.

    Without one, a reader who listens to the page hears the name of the file.

    Bad: `public/tag/index.html`

        <p><img src="../img/circle.svg"></p>

    Good: `public/tag/index.html`

        <p><img src="../img/circle.svg" alt="A circle of feet"></p>
    """
    for page in built.site.pages.values():
        for start, tag in zip(page.document.starts, page.document.tags, strict=True):
            if tag.mark == html.NO_WORDS:
                span = _span(start + tag.links[0].start, tag.links[0]) if tag.links else Span(start, start + 1 + len(tag.element))
                yield _of(built, page.path, span, say("an image has no words"), say("write what it shows into its `alt`"))


@rule("SIT018", Severity.WARNING, built=True)
def languages_name_each_other(built: Followed) -> Iterator[Finding]:
    """A page that names its twin in another language, with `hreflang`, is named by that twin.

    Search engines believe two pages that name each other, and pass over one that is not named back.

    Bad: `public/tag/index.html`

        <link rel="alternate" hreflang="zh" href="../hopscotch/">

    Good: `public/tag/index.html`

        <link rel="alternate" hreflang="en" href="./">
    """
    named: dict[str, list[tuple[int, Link, str]]] = defaultdict(list)
    for page in built.site.pages.values():
        for start, link in page.document.page_links:
            if link.lang and "alternate" in link.rel.split():
                named[page.path].append((start, link, _goal(built, page, link)))
    for path, twins in named.items():
        for start, link, twin in twins:
            if twin in built.site.pages and twin != path and path not in {other for _, _, other in named.get(twin, ())}:
                said = say("`{path}` does not name this page as its twin", path=name_of(twin))
                yield _of(built, path, _span(start, link), said, say("name each page in the other"))


@rule("SIT019", Severity.ERROR, built=True)
def file_of_the_site_can_be_read(built: Followed) -> Iterator[Finding]:
    """Every page, stylesheet and list of a site can be read, and is UTF-8.

    Bad: `public/tag/index.html` as `latin-1`

        <p>Played in a café.</p>

    Good: `public/tag/index.html`

        <p>Played in a café.</p>
    """
    for trouble in built.site.troubles:
        yield _of(built, trouble.path, Span(trouble.offset, trouble.offset + 1), trouble.message, trouble.hint)


@rule("SIT020", Severity.WARNING, built=True)
def page_of_the_site_is_linked(built: Followed) -> Iterator[Finding]:
    """Every page is linked to by another.

    A page to which nothing leads is read by nobody who does not know its address.

    Bad: `public/marbles/index.html`

        <p>Three marbles each.</p>

    Good: `public/tag/index.html`

        <p>Run.</p>
    """
    for page in built.listed():
        if page.path not in built.linked and page.path != "index.html":
            yield _of(built, page.path, _WHOLE, say("no page links to `{path}`", path=name_of(page.path)), say("link to it, or leave it out"))


@rule("SIT021", Severity.WARNING, built=True)
def page_has_a_title(built: Followed) -> Iterator[Finding]:
    """Every page has a `<title>`.

    It stands on the tab of the browser and in the results of search engines, and is the first thing a screen reader says.

    Bad: `public/marbles/index.html`

        <!doctype html>
        <p>Three marbles each.</p>

    Good: `public/marbles/index.html`

        <!doctype html>
        <title>Marbles</title>
        <p>Three marbles each.</p>
    """
    for page in built.listed():
        if not page.document.title:
            yield _of(built, page.path, _WHOLE, say("the page has no title"), say("write `<title>` in its head"))


def _near(built: Followed, path: str, number: int) -> str:
    """The hint that names the nearest file for the finding of that number; nothing where its name is not much like the one that is written."""
    hint = nearest(name_of(path), built.site.names) if number < _MOST_HINTS else ""
    if not hint:
        return ""
    name, near = (posixpath.basename(one.removesuffix("/index.html")) for one in (path, hint.values["near"].rstrip("/")))
    return hint if SequenceMatcher(None, posixpath.splitext(name)[0][:100], posixpath.splitext(near)[0][:100]).ratio() >= 0.6 else ""


def _at(built: Followed, stray: Stray, message: str, hint: str) -> Finding:
    return _of(built, stray.page, stray.span, message, hint)


def _of(built: Followed, path: str, span: Span, message: str, hint: str) -> Finding:
    return Finding(built.site.shown + path, span, message, hint)


def _span(start: int, link: Link) -> Span:
    return Span(start, start + link.end - link.start)


def _goal(built: Followed, page: Page, link: Link) -> str:
    """The file that a link of a page leads to."""
    base = page.document.base
    here = built.site.goal(page.path, base) if base else page.path
    return built.site.find(built.site.goal(here or page.path, link.target) or "")


"""What is found in a built page and where: in the tables, «marks» stand around each address or id."""

import pytest
from test_rows import marked

from kb_tools.sources import html


def covered(document: html.Document) -> list[tuple[int, int]]:
    """Where the addresses of a page stand."""
    return [(start, start + link.end - link.start) for start, link in document.links()]


@pytest.mark.parametrize(("written", "found"), [
    ('<p>See</p>\n<a class="x" href="«a.html»">', [("a", "href", "a.html")]),
    ("<a href='«a.html»'>", [("a", "href", "a.html")]),
    ("<a href=«a.html»>", [("a", "href", "a.html")]),
    ("<a href=«»>", [("a", "href", "")]),
    ("<a href='«»'>", [("a", "href", "")]),
    ("<a/href=«a.html/»>", [("a", "href", "a.html/")]),
    ("<a class='x'href='«a.html»'>", [("a", "href", "a.html")]),
    ("<a href='«a.html?b&#61;c&amp;d&#x41»'>", [("a", "href", "a.html?b=c&dA")]),
    ("<a href='«a.html?b&lt=c&notaword;»'>", [("a", "href", "a.html?b&lt=c&notaword;")]),
    ("<use xlink:href='«#ring»'>", [("use", "href", "#ring")]),
    ("<img srcset='«a.png», «b.png» 2x'>", [("img", "srcset", "a.png"), ("img", "srcset", "b.png")]),
    ("<img srcset=' «a.png» 1x,«b.png» 480w ,, «c.png»'>", [("img", "srcset", "a.png"), ("img", "srcset", "b.png"), ("img", "srcset", "c.png")]),
    ("<img srcset='«a.png» (1x, 2x), «b.png»'>", [("img", "srcset", "a.png"), ("img", "srcset", "b.png")]),
    ("<img srcset='«a.png» (1x, 2x'>", [("img", "srcset", "a.png")]),
    ("<link imagesrcset='«a.png»,, «b.png»'>", [("link", "imagesrcset", "a.png"), ("link", "imagesrcset", "b.png")]),
    ("<img srcset=' , '>", []),
    ("<object data='«a.svg»'><div data='b.svg'>", [("object", "data", "a.svg")]),
    ("<table background='«a.png»'><html manifest='«b»'>", [("table", "background", "a.png"), ("html", "manifest", "b")]),
    ("<p style='color: red; background: url(«a.png»), url( \"«b c.png»\" )'>", [("p", "style", "a.png"), ("p", "style", "b c.png")]),
    ("<p style='color: red'>", []),
    ("<meta http-equiv='refresh' content='0; url=«a.html»'>", [("meta", "content", "a.html")]),
    ("<meta http-equiv='REFRESH' content=' 1.5 , «a.html»'>", [("meta", "content", "a.html")]),
    ("<meta http-equiv='refresh' content='0 «a.html»'>", [("meta", "content", "a.html")]),
    ("<meta http-equiv='refresh' content='0'>", []),
    ("<meta http-equiv='refresh' content='soon; url=a.html'>", []),
    ("<meta http-equiv='description' content='0; url=a.html'>", []),
    ("<p http-equiv='refresh' content='0; url=a.html'>", []),
    ("<meta property='og:image' content='«a.png»'><meta name='Twitter:Image' content='«b.png»'>", [("meta", "content", "a.png"), ("meta", "content", "b.png")]),
    ("<meta property='og:title' name='og:image' content='a.png'>", []),
    ("<style>a { b: url(«a.png») } c { d: url(«b.png») }</style>", [("style", "url()", "a.png"), ("style", "url()", "b.png")]),
    ("<style media='print'>@import '«a.css»'; @import \"«b.css»\"; @import url('«c.css»');</style>",
     [("style", "@import", "a.css"), ("style", "@import", "b.css"), ("style", "url()", "c.css")]),
    ("<style>@namespace 'http://www.w3.org/2000/svg'; /* url(a.png) */ p { content: 'url(b.png)' \"url(c.png)\"; x: url() }</style>", []),
    ("<style>p { x: url(«a.png»)", [("style", "url()", "a.png")]),
    ("<template><style>p { x: url(a.png) }</style></template>", []),
    ("<template><a href=a><template></template><a href=b></template><a href=«c»>", [("a", "href", "c")]),
    ("</template><template><a href=a></template><a href=«b»>", [("a", "href", "b")]),
    ("<textarea href=«a»><a href=b></textarea ><a href=«c»>", [("textarea", "href", "a"), ("a", "href", "c")]),
    ("<script src=«a»><a href=b></scripts></script><a href=«c»>", [("script", "src", "a"), ("a", "href", "c")]),
    ("<script src=«a»><a href=b>", [("script", "src", "a")]),
    ("<SCRIPT><a href=b></Script/><a href=«c»>", [("a", "href", "c")]),
    ("<p href-lang=a data-src=b>", []),
])
def test_an_address_has_an_element_an_attribute_and_a_place(written, found):
    text, places = marked(written)
    document = html.read(text)
    assert [(link.element, link.attribute, link.target) for _, link in document.links()] == found
    assert covered(document) == places


@pytest.mark.parametrize(("written", "targets"), [
    ("<img srcset='«a.png?b&amp;c, d.png»'>", ["a.png?b&c", "d.png"]),
    ("<p style='«x: url(a.png?b&amp;c)»'>", ["a.png?b&c"]),
    ("<meta http-equiv='refresh' content='«0; url=a.html?b&amp;c »'>", ["a.html?b&c"]),
])
def test_an_address_within_a_value_that_has_character_references_stands_where_the_value_does(written, targets):
    text, [place] = marked(written)
    document = html.read(text)
    assert [link.target for _, link in document.links()] == targets
    assert covered(document) == [place] * len(targets)


@pytest.mark.parametrize(("written", "rel", "lang"), [
    ("<link rel='Canonical Next' href='a' hreflang='zh'>", "canonical next", "zh"),
    ("<a rel='nofollow' href='a'>", "nofollow", ""),
    ("<form rel='nofollow' action='a'>", "", ""),
    ("<a href='a'>", "", ""),
    ("<meta http-equiv='refresh' content='0;a'>", "refresh", ""),
])
def test_a_link_says_what_it_is_and_its_language(written, rel, lang):
    [(_, link)] = html.read(written).links()
    assert (link.rel, link.lang) == (rel, lang)


@pytest.mark.parametrize(("written", "found"), [
    (".a { b: url(«a.png») }\n@import '«b.css»';", [("url()", "a.png"), ("@import", "b.css")]),
    (".a { b: URL( '«a b.png»' ) }", [("url()", "a b.png")]),
    ("/* url(a.png)", []),
    ("", []),
])
def test_a_stylesheet_is_read_like_a_page(written, found):
    text, places = marked(written)
    document = html.read_css(text)
    assert [(link.attribute, link.target) for _, link in document.links()] == found
    assert [link.element for _, link in document.links()] == ["style"] * len(found)
    assert covered(document) == places and document.title == "" and not document.of_page


@pytest.mark.parametrize(("written", "target"), [
    (r"url('«a\'b.png»')", "a'b.png"), (r'url( "«a\"b.png»" )', 'a"b.png'), (r"url(«a\ b\).png»)", "a b).png"), (r"@import '«it\'s.css»'", "it's.css"),
    (r'@import "«\61\".css»"', '61".css'),
])
def test_a_backslash_in_a_stylesheet_guards_a_letter(written, target):
    text, places = marked(written)
    document = html.read_css(text)
    assert [link.target for _, link in document.links()] == [target] and covered(document) == places


@pytest.mark.parametrize(("written", "names"), [
    ("<p id='«ring»'>", ["ring"]),
    ("<p>\n<p id=«ring»><p ID=\"«rest»\">", ["ring", "rest"]),
    ("<a name='«ring»'>", ["ring"]),
    ("<a name='«ring»' id='«rest»'>", ["ring", "rest"]),
    ("<a name='ring' id='«ring»'>", ["ring"]),
    ("<p name='ring'><input name='rest'>", []),
    ("<p id=''><p id><a name=>", []),
    ("<p id='«a&amp;b»'>", ["a&b"]),
    ("<p id='«ring»' id='rest'>", ["ring"]),
    ("<template id='ring'><p id='rest'></template>", []),
    ("</p id='ring'><!-- <p id='rest'> --><p data-id=play>", []),
    ("<script id=«ring»></script><title id=«rest»></title>", ["ring", "rest"]),
])
def test_ids_have_places(written, names):
    text, places = marked(written)
    document = html.read(text)
    found = [(anchor.name, start + anchor.start, start + anchor.end) for start, tag in zip(document.starts, document.tags) for anchor in tag.anchors]
    assert [name for name, _, _ in found] == names and [(start, end) for _, start, end in found] == places
    assert document.anchors == set(names)


@pytest.mark.parametrize(("written", "title"), [
    ("<title>Calm</title>", "Calm"), ("<title>\n Calm &amp;\n  rest </title>", "Calm & rest"), ("<title></title><title>Calm</title><svg><title>Ring</title></svg>", "Calm"),
    ("<TITLE lang=en>Calm <b></TITLE>", "Calm <b>"), ("<title>Calm", "Calm"), ("<p>Calm</p>", ""), ("<!-- <title>Calm</title> -->", ""),
])
def test_the_first_title_is_the_title(written, title):
    assert html.read(written).title == title


@pytest.mark.parametrize(("written", "base"), [
    ("<base href='/a/'>", "/a/"), ("<base target=_blank><base href='/a/'><base href='/b/'>", "/a/"), ("<link href='/a/'><a href='/b/'>", ""), ("<template><base href='/a/'></template>", ""),
])
def test_the_first_base_is_the_base(written, base):
    assert html.read(written).base == base


def test_what_a_page_says_of_itself_has_places():
    text = ("<p><link rel='next' href='n'><link rel='canonical' href='c'><link rel='canonical' href='d'><a rel='canonical' href='e'>"
            "<meta name='refresh' content='0;f'><meta http-equiv='refresh' content='0;g'><meta http-equiv='refresh' content='0;h'><base href='b'>")
    page = html.read(text)
    assert [(link.element, link.target, text[start]) for start, link in page.page_links] == [
        ("link", "n", "n"), ("link", "c", "c"), ("link", "d", "d"), ("meta", "g", "g"), ("meta", "h", "h"), ("base", "b", "b")]
    assert page.canonical[1].target == text[page.canonical[0]] == "c"
    assert page.redirect[1].target == text[page.redirect[0]] == "g"
    empty = html.read("<p><link rel='uncanonical' href='c'>")
    assert empty.canonical is None and empty.redirect is None


@pytest.mark.parametrize(("written", "mark"), [
    ("<img src=a>", html.NO_WORDS),
    ("<img src=a alt=''>", ""),
    ("<img src=a aria-labelledby=b>", ""),
    ("<img src=a role=None>", ""),
    ("<img src=a role=button>", html.NO_WORDS),
    ("<img src=a aria-hidden=true>", ""),
    ("<img src=a aria-hidden=false>", html.NO_WORDS),
    ("<area href=a alt=b>", ""),
    ("<area href=a>", html.NO_WORDS),
    ("<area shape=rect>", ""),
    ("<input type=Image src=a>", html.NO_WORDS),
    ("<input type=text src=a>", ""),
    ("<input>", ""),
    ("<video src=a>", ""),
    ("<meta name=Robots content='NoIndex, nofollow'>", html.NO_INDEX),
    ("<meta name=robots content=all>", ""),
    ("<meta name=description content=noindex>", ""),
    ("<a href=a rel=edit>", html.EDIT),
    ("<a href=a class='md-icon edit-page'>", html.EDIT),
    ("<a href=a class='page_edit'>", html.EDIT),
    ("<a href=https://example.org/edit/main/a.md>", html.EDIT),
    ("<a href=a class='edited'>", ""),
    ("<a href=edit rel='no edit'>", ""),
    ("<p class=edit>", ""),
])
def test_a_tag_may_have_a_mark(written, mark):
    page = html.read(f"<p>{written}")
    assert [one for one in (html.NO_WORDS, html.NO_INDEX, html.EDIT) if page.has(one)] == ([mark] if mark else [])


@pytest.mark.parametrize(("written", "targets"), [
    ("<!---> <a href=a> -->", ["a"]), ("<!----><a href=a>", ["a"]), ("<!-- <a href=a>", []), ("<!-- - -- --!><a href=a>", ["a"]), ("<!a <a href=a>b <a href=c>", ["c"]),
    ("<? <a href=a> ?><a href=c>", ["c"]), ("</ <a href=a>", []), ("< a href=a>", []), ("<a href=a", []), ("<a href='a>", []), ("<a href='a' x", []),
    ("<b><i><a href=a></b></i>", ["a"]), ("<1 href=a>", []), ("<a href=a><a href=b", ["a"]),
])
def test_tags_are_cut_as_a_browser_cuts_them(written, targets):
    assert [link.target for _, link in html.read(written).links()] == targets


def test_a_reader_that_remembers_tags_finds_the_same_on_every_page():
    reader = html.Reader()
    pages = ["<a href=a><p id=b><img src=c><p class=d>", "<p class=d><img src=c>\n<a href=a>", f"<p class='{'x' * 500}'><a class='{'x' * 500}' href=a>" * 2,
             "<title>A</title><template><a href=a></template>", "<title>B</title><a href=a><script>x</script>"]
    for text in pages + pages:
        assert reader.read(text) == html.read(text)


def test_the_memory_of_a_reader_is_emptied_when_it_is_full(monkeypatch):
    monkeypatch.setattr(html, "_MOST_KEPT", 2)
    reader = html.Reader()
    text = "".join(f"<a href={name}>" for name in "abcabc")
    assert [link.target for _, link in reader.read(text).links()] == list("abcabc")

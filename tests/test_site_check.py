"""A built site is read as a browser reads it, every address in it is followed, and findings stand where a person wrote."""

import shutil
import tempfile
import time
from pathlib import Path

import example_handbook
import example_site
import lxml.etree
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import site as made_up
from kb_tools.built.ways import Kind, way
from kb_tools.project import project_at
from kb_tools.settings import Excepted, Misuse, Settings
from kb_tools.site_check import check_site
from kb_tools.sources import html

ROOT = Path(__file__).resolve().parent.parent
PIECES = [
    "<", ">", "</", "<a ", "<img ", "<p>", "<!--", "-->", "--!>", "<!", "<?", "href", "src", "srcset", "id", "style", "=", '"', "'", " ", "\n", "a.html",
    "#x", "1x", ",", "url(", ")", "<script>", "</script>", "<style>", "</style>", "<title>", "</title>", "<template>", "</template>", "<base ", "&amp;",
    "&#x41;", "&#xD800;", "%41", "../", "//", "javascript:", "data:", "http://[", "mailto:", "<meta http-equiv=refresh content=", "0;url=", "\0", "\\", "你",
    "@import ",
]
LIKE_HTML = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
HOSTILE = [
    "<", "<a ", "</", "<!-", "<!--", '<a href="', "<a x='", "<a =", "<p>", "<script>", "<title>", "<title/>", "<template>", "<style>/*", "<style>url(",
    '<style>"\\', "<style>'", '<style>@import "', "<img srcset='a,", "<img srcset='a (", "<a style='url(", "<a href='&", "<a href='../",
    "<meta http-equiv=refresh content='0;", "<a\t", "<a/", "<?", "<![CDATA[",
]
HOSTILE_ADDRESSES = [
    "../" * 100_000, "a/" * 100_000, "%" * 200_000, "#" * 200_000, "\\" * 200_000, "mailto:" + "a@" * 90_000, "mailto:a@b." + "c." * 100_000 + ",",
    "http://" + "a@" * 90_000, "http://" + "a" * 200_000 + " b", "http://[" + ":" * 100_000,
]


@pytest.fixture
def root(tmp_path):
    return example_site.write(tmp_path)


def links(text: str) -> list[tuple[str, str, str]]:
    return [(link.element, link.attribute, link.target) for _, link in html.read(text).links()]


# Reading

@pytest.mark.parametrize(("written", "found"), [
    ('<a href="a.html">', [("a", "href", "a.html")]),
    ("<A HREF='a.html'>", [("a", "href", "a.html")]),
    ("<a href=a.html>", [("a", "href", "a.html")]),
    ("<a href=a/>", [("a", "href", "a/")]),
    ("<a\n href\n=\n'a'\n>", [("a", "href", "a")]),
    ('<a title="x > y" href="a">', [("a", "href", "a")]),
    ('<a href="a" href="b">', [("a", "href", "a")]),
    ('<a href="?a=1&amp;b=2&copy=3">', [("a", "href", "?a=1&b=2&copy=3")]),
    ('<a href="java&#115;cript:x">', [("a", "href", "javascript:x")]),
    ('<a data-href="no" hrefx="no">', []),
    ('<img src="a.png" srcset="a.png, b.png 2x,c.png 100w , data:image/png;base64,AA== 3x">',
     [("img", "src", "a.png"), *[("img", "srcset", t) for t in ("a.png", "b.png", "c.png", "data:image/png;base64,AA==")]]),
    ('<video poster="p.png"><source src="f.mp4"><track src="t.vtt">', [("video", "poster", "p.png"), ("source", "src", "f.mp4"), ("track", "src", "t.vtt")]),
    ('<form action="go"><button formaction="stop">', [("form", "action", "go"), ("button", "formaction", "stop")]),
    ('<object data="a.svg"><iframe src="b"></iframe><embed src="c">', [("object", "data", "a.svg"), ("iframe", "src", "b"), ("embed", "src", "c")]),
    ('<p style="background: url(a.png)">', [("p", "style", "a.png")]),
    ("<style>@import 'a.css'; /* url(no) */ b { c: url( \"d e.png\" ); content: 'url(no)' }</style>",
     [("style", "@import", "a.css"), ("style", "url()", "d e.png")]),
    ("<meta http-equiv='Refresh' content='5; URL=\"a.html\"'>", [("meta", "content", "a.html")]),
    ("<meta http-equiv=refresh content=30>", []),
    ('<meta property="og:image" content="a.png"><meta name="description" content="b.png">', [("meta", "content", "a.png")]),
    ('<svg><use xlink:href="#s"/><image href="a.png"/></svg>', [("use", "href", "#s"), ("image", "href", "a.png")]),
    ('<!-- <a href="no"> --><a href="yes">', [("a", "href", "yes")]),
    ('<!--><a href="yes">-->', [("a", "href", "yes")]),
    ('<!-- --!><a href="yes">', [("a", "href", "yes")]),
    ("<script>if (a<b) x = \"<a href='no'>\"</script><a href=yes>", [("a", "href", "yes")]),
    ("<textarea><a href=no></textarea><title><a href=no></title><noscript><a href=yes></noscript>", [("a", "href", "yes")]),
    ("<template><a href=no></template><a href=yes>", [("a", "href", "yes")]),
    ("2 < 3 <a href=yes> <3 </a href=no> <a href='never closed", [("a", "href", "yes")]),
    ("<![CDATA[<a href=yes>]]>", []),
])
def test_addresses_are_read_as_a_browser_reads_them(written, found):
    assert links(written) == found


@pytest.mark.parametrize("written", [
    '<p>x</p>\n<a title="&amp;" href="a b.html">', "<img srcset='q.png 1x,\n  a.png 2x'>", "<style>\n.x { y: url(a.css) }</style>",
    "<i style='c:d; e: url(f.png)'>", "<meta http-equiv=refresh content='0; url=g.html'>",
])
def test_each_address_stands_where_it_is_said_to_stand(written):
    for start, link in html.read(written).links():
        assert written[start:start + link.end - link.start] == link.target


def test_ids_names_title_base_canonical_and_redirect_are_told():
    page = html.read("<title> A &amp;\n b</title><title>no</title><base href='x/'><link rel='Canonical' href='c'>"
                     "<meta http-equiv=refresh content='0;url=r'><p id=one name=no><a name=two></a><a id=three name=three><!-- <p id=no> -->")
    assert page.title == "A & b" and page.base == "x/"
    assert page.anchors == {"one", "two", "three"}
    assert page.canonical[1].target == "c" and page.redirect[1].target == "r"


@pytest.mark.parametrize(("image", "silent"), [
    ("<img src=a>", True), ("<img src=a alt>", False), ('<img src=a alt="">', False), ("<img src=a aria-label=b>", False),
    ("<img src=a role=presentation>", False), ("<input type=image src=a>", True), ("<input type=text>", False), ("<area href=a>", True), ("<area>", False),
])
def test_an_image_without_words_is_marked(image, silent):
    assert html.read(image).has(html.NO_WORDS) is silent


@given(LIKE_HTML | st.text(max_size=300))
def test_any_text_can_be_read_and_followed(written):
    for start, link in html.read(written).links():
        assert 0 <= start <= len(written)
        way(link.target)
    html.read_css(written)


@settings(max_examples=40)
@given(LIKE_HTML, LIKE_HTML, LIKE_HTML)
def test_any_site_and_source_can_be_checked(page, sheet, source):
    with tempfile.TemporaryDirectory() as folder:
        root = example_site.write(Path(folder))
        texts = {"public/tag/index.html": page, "public/css/site.css": sheet, "public/sitemap.xml": page, "docs/tag.md": source, "mkdocs.yml": sheet}
        for path, text in texts.items():
            (root / path).write_text(text, "utf-8")
        for d in example_site.check(root).diagnostics:
            assert d.line >= 1 and d.column >= 1 and d.message and d.hint


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_pages_are_read_in_a_time_that_grows_with_their_length(piece):
    taken = []
    for times in (25_000, 200_000):
        text, readings = piece * times, []
        for _ in range(3):  # the least of three is what reading costs: a machine that others use may stop within one
            start = time.process_time()
            html.read(text)
            readings.append(time.process_time() - start)
        taken.append(min(readings))
    assert taken[1] < 20 * max(taken[0], 0.005), taken


@pytest.mark.parametrize("target", HOSTILE_ADDRESSES, ids=lambda target: target[:8])
def test_hostile_addresses_are_read_in_no_time(target):
    start = time.process_time()
    way(target)
    assert time.process_time() - start < 1


def test_the_pages_of_the_real_handbook_are_read_as_lxml_reads_them(site):
    reader = html.Reader()
    for path in sorted(site.rglob("*.html"))[::3]:
        text = path.read_text("utf-8")
        page = reader.read(text)
        tree = lxml.etree.HTML(text.encode(), lxml.etree.HTMLParser(encoding="utf-8", huge_tree=True))
        assert page.title == " ".join("".join(tree.find(".//title").itertext()).split()), path
        assert sorted(link.target for _, link in page.links() if link.attribute in ("href", "src", "action")) == sorted(
            value for element in tree.iter() for name, value in element.attrib.items() if name in ("href", "src", "action")), path
        assert page.anchors == {e.get("id") for e in tree.iter() if e.get("id")} | {e.get("name") for e in tree.iter("a") if e.get("name")}, path


@pytest.mark.parametrize(("target", "kind", "up", "path", "anchor"), [
    ("a.html", Kind.RELATIVE, 0, "a.html", ""),
    ("./a/", Kind.RELATIVE, 0, "a/index.html", ""),
    ("..", Kind.RELATIVE, 1, "index.html", ""),
    ("../../a?q#b", Kind.RELATIVE, 2, "a", "b"),
    ("a/../../b", Kind.RELATIVE, 1, "b", ""),
    ("a%2Ehtml#%E5%91%BC", Kind.RELATIVE, 0, "a.html", "呼"),
    ("%2e%2e/a", Kind.RELATIVE, 1, "a", ""),
    ("a\\b.html", Kind.RELATIVE, 0, "a/b.html", ""),
    (" a.html\n", Kind.RELATIVE, 0, "a.html", ""),
    ("", Kind.SELF, 0, "", ""),
    ("#", Kind.SELF, 0, "", ""),
    ("#top", Kind.SELF, 0, "", ""),
    ("#TOP", Kind.SELF, 0, "", ""),
    ("?q=1", Kind.SELF, 0, "", ""),
    ("#a:~:text=b", Kind.SELF, 0, "", "a"),
    ("#:~:text=b", Kind.SELF, 0, "", ""),
    ("#/route", Kind.SELF, 0, "", ""),
    ("/a/b/", Kind.ROOT, 0, "a/b/index.html", ""),
    ("//example.net/a", Kind.NO_SCHEME, 0, "//example.net/a", ""),
    ("https://example.net/a#b", Kind.URL, 0, "https://example.net/a", "b"),
])
def test_an_address_leads_where_a_browser_goes(target, kind, up, path, anchor):
    found = way(target)
    assert (found.kind, found.up, found.path, found.anchor) == (kind, up, path, anchor)


@pytest.mark.parametrize(("kind", "targets"), [
    (Kind.UNSAFE, ["javascript:x", " java\nscript:x", "JAVASCRIPT:x", "vbscript:x", "file:///etc/passwd", "C:\\a", "data:text/html,x", "blob:x"]),
    (Kind.MALFORMED, ["http://exa mple.net", "http:a", "http:///a", "http://", "http://a:99999/", "http://[::1/", "//"]),
    (Kind.MALFORMED, ["mailto:a", "mailto:", "mailto:a@b", "mailto:a b@c.d"]),
    (Kind.OTHER, ["mailto:a@b.c", "mailto:a@b.c?subject=d", "mailto:?subject=d", "mailto:a@b.c, d@e.f"]),
    (Kind.OTHER, ["tel:+86123", "data:image/png;base64,AA==", "data:,", "about:blank", "weixin:x"]),
    (Kind.URL, ["http://a", "https://a:8000/b c", "https://小溪.example/", "http://[::1]:80/", "https://u@a/"]),
])
def test_other_addresses_are_told_apart(kind, targets):
    assert {target: way(target).kind for target in targets} == dict.fromkeys(targets, kind)


# Following

@pytest.mark.parametrize(("said", "codes"), [
    ('<a href="../hopscotch/">', []),
    ('<a href="../hopscotch">', []),
    ('<a href="../hopscotch/index.html#rules">', []),
    ('<a href="../hopscotch/?q#rules">', []),
    ('<a href="../">', []),
    ('<a href="..">', []),
    ('<a href="#rules">', []),
    ('<a href="">', []),
    ('<a href="#">', []),
    ('<a href="../hopscotch/#top">', []),
    ('<a href="../hop%73cotch/#%72ules">', []),
    ('<a name="old name"></a><a href="#old%20name">', []),
    ('<a href="../img/circle.svg#part">', []),
    ('<a href="https://example.org/games/hopscotch/#rules">', []),
    ('<a href="http://EXAMPLE.org/games">', []),
    ('<a href="https://example.net/gone">', []),
    ('<a href="mailto:a@example.org">', []),
    ('<a href="data:image/png;base64,AA==">', []),
    ('<a href="../hopscotch/rules">', ["SIT001"]),
    ('<a href="../img/">', ["SIT001"]),
    ('<a href="https://example.org/games/gone/">', ["SIT001"]),
    ('<a href="/games/gone/">', ["SIT001"]),
    ('<img alt="" src="../img/circle.svg" srcset="../img/gone.svg 2x">', ["SIT001"]),
    ('<video poster="../img/gone.svg">', ["SIT001"]),
    ('<form action="../gone/">', ["SIT001"]),
    ('<p style="background: url(../img/gone.svg)">', ["SIT001"]),
    ('<a href="../hopscotch/#Rules">', ["SIT002"]),
    ('<a href="#gone">', ["SIT002"]),
    ('<a href="https://example.org/games/hopscotch/#gone">', ["SIT002"]),
    ('<a href="../Hopscotch/">', ["SIT003"]),
    ('<a href="../hopscotch/Index.html">', ["SIT003"]),
    ('<a href="/games/hopscotch/">', ["SIT005"]),
    ('<a href="/games">', ["SIT005"]),
    ('<a href="../../">', ["SIT006"]),
    ('<a href="/other/">', ["SIT006"]),
    ('<iframe src="//example.net/">', ["SIT010"]),
    ('<link rel="preconnect" href="https://example.net">', ["SIT010"]),
    ('<link rel="help" href="https://example.net">', []),
    ('<p id="tag2"><p id="tag2">', ["SIT011"]),
    ('<a id="x" name="x">', []),
    ('<base href="../hopscotch/"><a href="../tag/"><a href="#rules">', []),
    ('<base href="../img/"><a href="circle.svg"><a href="#rules">', ["SIT001"]),
    ('<base href="https://example.net/"><a href="anything"><a href="#anything">', []),
    ('<link rel="canonical" href="../hopscotch/">', []),  # the first one counts
])
def test_what_is_said_about_a_page(root, said, codes):
    example_site.lay(root, "public/tag/index.html", f'<h2 id="rules">Rules</h2>\n{said}\n')
    assert [d.code for d in example_site.check(root).diagnostics] == codes


@pytest.mark.parametrize(("with_address", "severity"), [(True, "warning"), (False, "error")])
def test_where_a_site_has_no_address_it_has_to_work_anywhere(root, with_address, severity):
    target = "/games/tag/" if with_address else "/tag/"
    example_site.lay(root, "public/hopscotch/index.html", f'<h2 id="rules">Rules</h2>\n<a href="{target}">\n<a href="//example.net/">\n<script src="https://example.net/x.js"></script>\n')
    if not with_address:
        for path in (root / "public").rglob("*.html"):
            path.write_text("".join(line for line in path.read_text("utf-8").splitlines(keepends=True) if "canonical" not in line), "utf-8")
        (root / "public/sitemap.xml").unlink()
        (root / "public/404.html").unlink()
    assert [(d.code, str(d.severity)) for d in example_site.check(root).diagnostics] == [(code, severity) for code in ("SIT005", "SIT008", "SIT010")]


def test_a_redirect_is_followed_to_the_place_it_leads_to_and_is_no_page_of_its_own(root):
    (root / "public/catch").mkdir()
    (root / "public/catch/index.html").write_text('<!doctype html><meta http-equiv="refresh" content="0; url=../tag/">', "utf-8")
    example_site.lay(root, "public/hopscotch/index.html", '<h2 id="rules">Rules</h2>\n<a href="../catch/#rules">')
    assert example_site.check(root).diagnostics == ()


def test_a_page_that_search_engines_pass_over_need_not_be_listed_or_linked(root):
    example_site.lay(root, "public/draft/index.html", '<!doctype html><title>Draft</title><meta name="robots" content="noindex"><a href="../">')
    assert example_site.check(root).diagnostics == ()


def test_a_folder_without_a_page_is_misuse(tmp_path):
    with pytest.raises(Misuse, match="no page"):
        check_site(tmp_path)


def test_a_link_out_of_the_file_system_and_a_file_that_is_none_do_no_harm(root):
    (root / "public/gone.html").symlink_to(root / "nowhere.html")
    (root / "public/folder.html").mkdir()
    (root / "public/endless.html").symlink_to("/dev/zero")
    found = example_site.check(root).diagnostics
    assert {(d.path, d.code) for d in found} == {("public/gone.html", "SIT019"), ("public/endless.html", "SIT019")}


def test_names_of_files_may_hold_any_letters_but_control_characters(root):
    (root / "public/img/圆　圈.svg").write_text("<svg/>", "utf-8")
    (root / "public/img/a\nb.svg").write_text("<svg/>", "utf-8")
    images = "".join(f'<img alt="" src="../img/{name}.svg">' for name in ("圆　圈", "%E5%9C%86%E3%80%80%E5%9C%88"))
    example_site.lay(root, "public/tag/index.html", f'<h2 id="rules">Rules</h2>\n{images}')
    assert [(d.path, d.code) for d in example_site.check(root).diagnostics] == [("public/img/a\\nb.svg", "SIT019")]


# Where a person wrote it

def test_without_a_project_findings_stand_in_the_pages(root):
    example_site.lay(root, "public/tag/index.html", '<h2 id="rules">Rules</h2>\n<p>\n <a href="../gone/">')
    found = check_site(root / "public").diagnostics
    assert [(d.path, d.line, d.column) for d in found] == [(f"{root}/public/tag/index.html", 14, 11)]


@pytest.mark.parametrize(("written", "built", "place"), [
    ("[a](gone.md)", '<a href="../gone.md">', "9:5"),
    ("[a](gone.md)", '<a href="../gone/">', "9:5"),
    ("[a](gone.md 'why')", '<a href="gone.md">', "9:5"),
    ("`[a](gone.md)` [a](gone.md)", '<a href="gone.md">', "9:20"),
    ("[a][b]\n\n[b]: gone.md", '<a href="gone.md">', "11:6"),
    ('<a href="../gone/">', '<a href="../gone/">', "9:10"),
    ("[a](a.md) [a](a.md)", '<a href="a.md"><a href="a.md">', "9:5 9:15"),
    ("![a](img/a.png){ width=3 }", '<img alt="a" src="../img/a.png">', "9:6"),
    ("<img src='../img/circle.svg' alt=a srcset='../img/a.png 2x'>", '<img src="../img/circle.svg" alt=a srcset="../img/a.png 2x">', "9:44"),
    ("[a](hopscotch.md#gone)", '<a href="../hopscotch/#gone">', "9:5"),
    ("[a](tag.md#gone)", '<a href="#gone">', "9:5"),
    ("[a](#结)", '<a href="#%E7%BB%93">', "9:5"),
    ("# A {#a}\n\n# B {#a}", '<h1 id="a"><h1 id="a">', "11:7"),
    ("<p id=a>\n<p id=a>", "<p id=a><p id=a>", "10:7"),
    ("[a](java&#115;cript:b)", '<a href="java&#115;cript:b">', "9:5"),
])
def test_a_finding_stands_at_the_line_that_was_written(root, written, built, place):
    source = root / "docs/tag.md"
    source.write_text(source.read_text("utf-8") + f"\n{written}\n", "utf-8")
    example_site.lay(root, "public/tag/index.html", f'<h2 id="rules">Rules</h2>\n{built}\n')
    found = example_site.check(root).diagnostics
    assert " ".join(f"{d.line}:{d.column}" for d in found) == place
    assert {d.path for d in found} == {"docs/tag.md"}


def test_what_no_source_says_stands_in_the_page_and_names_the_source(root):
    example_site.lay(root, "public/tag/index.html", '<h2 id="rules">Rules</h2>\n<a href="../made-by-a-template/">')
    found, = example_site.check(root).diagnostics
    assert found.path == "public/tag/index.html" and [other.path for other in found.related] == ["docs/tag.md"]


def test_what_a_template_makes_on_every_page_is_told_once(root):
    for page in ("tag", "hopscotch"):
        example_site.lay(root, f"public/{page}/index.html", '<h2 id="rules">Rules</h2>\n<a href="../by-the-theme/">')
    found, = example_site.check(root).diagnostics
    assert found.path == "public/hopscotch/index.html" and found.message.endswith(", on 2 pages")


@pytest.mark.parametrize("names", ["tag/index.html", "tag.html"])
def test_pages_are_found_with_and_without_addresses_of_folders(root, names):
    (root / "docs/tag.md").write_text("# Tag\n\n[a](gone.md)\n", "utf-8")
    page = (root / "public/tag/index.html").read_text("utf-8")
    (root / "public/tag/index.html").unlink()
    (root / "public" / names).write_text(page.replace("<main>", '<main><a href="gone.md">'), "utf-8")
    found = check_site(root / "public", project_at(root), Settings(select=("SIT001",))).diagnostics
    assert ("docs/tag.md", 3, 5) in {(d.path, d.line, d.column) for d in found}


def test_a_link_for_editing_names_the_source_of_any_page(root):
    (root / "notes").mkdir()
    (root / "notes/tag.md").write_text("See [it](gone.md).\n", "utf-8")
    example_site.lay(root, "public/tag/index.html", '<h2 id="rules">Rules</h2>\n<a href="gone.md">it</a>\n'
                     '<a class="edit-page" href="https://example.net/games/edit/main/notes/tag.md">Edit</a>')
    found, = example_site.check(root).diagnostics
    assert (found.path, found.line, found.column) == ("notes/tag.md", 1, 10)


def test_a_page_written_in_html_is_its_own_source(root):
    for folder in ("docs", "public"):
        (root / folder / "plain.html").write_text('<!doctype html>\n<title>Plain</title>\n<a href="gone.html">\n', "utf-8")
    found = check_site(root / "public", project_at(root), Settings(select=("SIT001",))).diagnostics
    assert [(d.path, d.line, d.column) for d in found] == [("docs/plain.html", 3, 10)]


def test_a_source_can_say_what_is_not_to_be_told(root):
    (root / "docs/tag.md").write_text("# Tag\n\n<!-- kb: ignore SIT001: written next week -->\n[a](gone.md)\n", "utf-8")
    example_site.lay(root, "public/tag/index.html", '<h2 id="rules">Rules</h2>\n<a href="../gone.md">')
    assert example_site.check(root).diagnostics == ()


def test_settings_select_and_except(root):
    example_site.lay(root, "public/tag/index.html", '<h2 id="rules">Rules</h2>\n<a href="../gone.md"><a href="#gone">')
    kept = Settings(exceptions=(Excepted(("public/*",), ("SIT002",), "a reason"),))
    assert {d.code for d in check_site(root / "public", project_at(root), kept).diagnostics} == {"SIT001"}
    assert {d.code for d in check_site(root / "public", project_at(root), Settings(ignore=("SIT001",))).diagnostics} == {"SIT002"}


def test_twenty_planted_defects_are_found_each_at_its_line(tmp_path):
    planted = made_up.make(tmp_path, pages=60)
    found = check_site(made_up.build(tmp_path), project_at(tmp_path)).diagnostics
    assert len(planted) == 20
    assert sorted(made_up.Planted(d.path, d.line, d.code) for d in found) == planted


def test_the_same_seed_makes_the_same_site(tmp_path):
    made_up.make(tmp_path / "one", pages=25)
    made_up.make(tmp_path / "other", pages=25)
    texts = [{p.relative_to(tmp_path / name): p.read_bytes() for p in (tmp_path / name).rglob("*") if p.is_file()} for name in ("one", "other")]
    assert texts[0] == texts[1]


# The handbook

def test_the_built_handbook_has_nothing_to_repair(site):
    found = check_site(site, project_at(ROOT)).diagnostics
    assert example_handbook.lines(found) == ""


def test_a_page_that_went_is_told_where_records_and_guides_link_to_it(tmp_path):
    from kb_tools.website.build import build

    root = example_handbook.write(tmp_path / "handbook")
    shutil.copy(ROOT / "mkdocs.yml", root)
    shutil.copytree(ROOT / "docs/assets", root / "docs/assets", dirs_exist_ok=True)
    guide = root / "activities/breathe-out.md"
    guide.write_text(guide.read_text("utf-8").replace("## Watch for\n\n", "## Watch for\n\nSee [calm](../knowledge/needs/calm.yml).\n", 1), "utf-8")
    report = build(root, tmp_path / "site", cached=False)
    assert not report.errors, report.errors
    before = check_site(tmp_path / "site", project_at(root)).diagnostics
    assert not [d for d in before if d.path.endswith(".md")], example_handbook.lines(before)
    (tmp_path / "site/needs/calm.html").unlink()
    found = [d for d in check_site(tmp_path / "site", project_at(root)).diagnostics if d.code == "SIT001"]
    line = guide.read_text("utf-8").split("\n").index("See [calm](../knowledge/needs/calm.yml).") + 1
    assert ("activities/breathe-out.md", line) in {(d.path, d.line) for d in found}

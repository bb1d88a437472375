"""The file to take along: what is in it, that it is the same each time, and what a rebuild uses again."""

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from benchmarks.corpus import make
from kb_tools.addresses import EDITIONS
from kb_tools.project import project_at
from kb_tools.render import offline_pages
from kb_tools.site_check import check_site
from kb_tools.store import Store, open_store
from kb_tools.website import offline, offline_zip
from kb_tools.website.build import build

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def unpacked(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(site / offline_zip.NAME) as packed:
        assert packed.testzip() is None
        packed.extractall(folder)
    return folder


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# The real handbook


def test_it_holds_both_editions_and_nothing_that_serves_only_a_web_server(site, unpacked):
    left_out = {offline_zip.NAME, offline.WORKER, "sitemap.xml", *(prefix + name for prefix in EDITIONS.values() for name in (offline.LIST, offline.SIZES, "404.html"))}
    wanted = {name for name in names(site) if not name.startswith("api/")} - left_out
    assert names(unpacked) == wanted | {"README.txt"}
    assert {"index.html", "zh/index.html", "assets/search/top.js", "zh/assets/search/top.js"} <= wanted


def test_each_file_is_the_one_of_the_site_but_no_page_offers_the_file_that_is_not_there(site, unpacked):
    other = {name for name in names(unpacked) - {"README.txt"} if (unpacked / name).read_bytes() != (site / name).read_bytes()}
    assert other == {"offline.html", "zh/offline.html"}
    for name in other:
        assert offline_zip.NAME in (site / name).read_text("utf-8")
        assert offline_zip.NAME not in (unpacked / name).read_text("utf-8")


def test_every_link_in_it_leads_to_a_file_and_an_anchor_in_it(site, unpacked):
    here, there = ({(d.code, str(d.message)) for d in check_site(folder, project_at(ROOT)).diagnostics} for folder in (unpacked, site))
    assert here - there == set()


def test_its_readme_says_in_both_languages_which_file_to_open(unpacked):
    data = (unpacked / "README.txt").read_bytes()
    text = data.decode("utf-8-sig")
    assert data.startswith(b"\xef\xbb\xbf") and "\n" not in text.replace("\r\n", "")
    assert "index.html" in text and "zh 文件夹" in text


def test_it_is_smaller_than_its_page_says(site):
    size = (site / offline_zip.NAME).stat().st_size
    assert size < offline_pages.LESS_THAN * 1_000_000
    said = json.loads(re.search(r",(\{.*\})", (site / offline.SIZES).read_text("utf-8"))[1])
    assert said["zip"] == size
    for lang, prefix in EDITIONS.items():
        assert f"{offline_pages.LESS_THAN} MB" in (site / prefix / "offline.html").read_text("utf-8")
        own = [name for name in offline_list(site) if offline.lang_of(name) == lang and not name.endswith(offline.SIZES)]
        assert said[lang]["files"] == len(own)
        assert said[lang]["bytes"] == sum((site / name).stat().st_size for name in own)
        assert said[lang]["packed"] < 10_000_000 and said[lang]["packed"] < said[lang]["bytes"]


def offline_list(folder: Path) -> dict[str, str]:
    return {name: digest for prefix in EDITIONS.values() for name, digest in json.loads((folder / prefix / offline.LIST).read_text("utf-8")).items()}


def test_the_worker_knows_each_file_of_the_site_by_its_digest(site):
    listed = offline_list(site)
    left_out = {offline_zip.NAME, offline.WORKER, "sitemap.xml", *(prefix + name for prefix in EDITIONS.values() for name in (offline.LIST, "404.html"))}
    assert set(listed) == {name for name in names(site) if not name.startswith("api/")} - left_out
    digests = {}
    for name, digest in listed.items():
        assert digests.setdefault(digest, (site / name).read_bytes()) == (site / name).read_bytes()
    assert re.match(r'const BUILD = \{"lists": \{"en": "[\w-]{8}", "zh": "[\w-]{8}"', (site / offline.WORKER).read_text("utf-8"))


def test_each_page_says_where_the_worker_is(site):
    for page in site.rglob("*.html"):
        if page.name != "404.html":
            told = re.search(r'data-worker="([^"]+)"', page.read_text("utf-8"))[1]
            assert (page.parent / told).resolve() == site / offline.WORKER, page


# Made from files of our own


@pytest.fixture
def files(tmp_path):
    """A few files, one of them with a name in Chinese; small, large, empty."""
    texts = {"b.txt": b"b" * 9000, "a/z.html": b"<p>z</p>", "a/empty": b"", "目录/文件.html": "文字".encode()}
    for name, data in texts.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    return {name: tmp_path / "in" / name for name in texts}


def test_the_same_files_make_the_same_bytes_whatever_their_order_and_times(files, tmp_path):
    offline_zip.write(tmp_path / "one.zip", files, tmp_path / "none", Store())
    for path in files.values():
        shutil.copyfile(path, path.with_suffix(".copy"))
    turned = {name: path.with_suffix(".copy") for name, path in reversed(files.items())}
    offline_zip.write(tmp_path / "two.zip", turned, tmp_path / "none", Store())
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_another_reader_of_zips_finds_what_was_put_in(files, tmp_path):
    offline_zip.write(tmp_path / "one.zip", files, tmp_path / "none", Store())
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        rows = packed.infolist()
        assert [row.filename for row in rows] == sorted([*files, "README.txt"])
        for row in rows:
            if row.filename != "README.txt":
                assert packed.read(row) == files[row.filename].read_bytes()
            assert (row.date_time, row.create_system, row.external_attr >> 16, row.extra, row.comment) == ((1980, 1, 1, 0, 0, 0), 3, 0o100644, b"", b"")


def test_more_files_than_the_old_form_counts(tmp_path):
    rows = {}
    many = ((f"{n:06}", b"") for n in range(70_000))
    (tmp_path / "many.zip").write_bytes(b"".join(offline_zip._pieces(many, offline_zip._Last(), rows)))
    with zipfile.ZipFile(tmp_path / "many.zip") as packed:
        assert len(packed.namelist()) == len(rows) == 70_000
        assert packed.read("069999") == b""


def test_what_has_not_changed_is_not_packed_again(files, tmp_path, monkeypatch):
    packed = []
    pack = offline_zip._packed
    monkeypatch.setattr(offline_zip, "_packed", lambda data: packed.append(data) or pack(data))

    def write():
        packed.clear()
        with open_store(tmp_path / "kept.sqlite", "us") as store:
            offline_zip.write(tmp_path / "new.zip", files, tmp_path / "old.zip", store)
        (tmp_path / "new.zip").replace(tmp_path / "old.zip")
        return len(packed)

    assert write() == len(files) + 1
    assert write() == 0
    files["b.txt"].write_bytes(b"something else")
    assert write() == 1
    again = (tmp_path / "old.zip").read_bytes()
    offline_zip.write(tmp_path / "cold.zip", files, tmp_path / "none", Store())
    assert again == (tmp_path / "cold.zip").read_bytes()
    (tmp_path / "old.zip").write_bytes(again.replace(again[40:60], b"\0" * 20))
    assert write() == len(files) + 1


# In a build


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small handbook and its site."""
    folder = tmp_path_factory.mktemp("small")
    make(folder / "handbook", activities=3, works=8)
    assert not build(folder / "handbook", folder / "site").errors
    return folder


def test_a_build_says_the_address_of_the_site_only_in_its_sitemap_and_the_zip_leaves_that_out(small, tmp_path, monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://example.org/kb/")
    build(small / "handbook", tmp_path / "site", cached=False)
    assert (tmp_path / "site/sitemap.xml").is_file()
    with zipfile.ZipFile(tmp_path / "site" / offline_zip.NAME) as packed:
        assert not {"sitemap.xml", offline_zip.NAME} & set(packed.namelist())


def test_a_rebuild_leaves_an_equal_zip_alone_and_renews_it_after_an_edit(small):
    path = small / "site" / offline_zip.NAME
    before, worker = path.stat().st_mtime_ns, (small / "site/sw.js").read_bytes()
    build(small / "handbook", small / "site")
    assert path.stat().st_mtime_ns == before
    (small / "handbook/docs/assets/core/text.js").open("a", encoding="utf-8").write("\nglobalThis.more = 1;\n")
    build(small / "handbook", small / "site")
    with zipfile.ZipFile(path) as packed:
        assert packed.read("zh/assets/core/text.js").endswith(b"globalThis.more=1;")
    assert (small / "site/sw.js").read_bytes() != worker


def test_one_edition_alone_is_packed_alone(small, tmp_path):
    build(small / "handbook", tmp_path / "site", languages=("en",), cached=False)
    with zipfile.ZipFile(tmp_path / "site" / offline_zip.NAME) as packed:
        assert not [name for name in packed.namelist() if name.startswith("zh/")]
    assert not (tmp_path / "site/zh").exists()


def test_while_serving_there_is_no_zip_and_a_worker_that_goes(small, tmp_path):
    build(small / "handbook", tmp_path / "site", cached=False, serving=True)
    assert not (tmp_path / "site" / offline_zip.NAME).exists()
    assert "unregister" in (tmp_path / "site/sw.js").read_text("utf-8")
    assert "data-worker" not in (tmp_path / "site/index.html").read_text("utf-8")


def test_the_types_of_the_workers_hold():
    folder = ROOT / "kb_tools/website/worker"
    done = subprocess.run([ROOT / "node_modules/.bin/tsc", "-p", folder], check=False, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout

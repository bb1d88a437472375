"""What a built site holds for readers without a network: one file to take along, and a worker that keeps pages in the browser.

The worker (`worker/sw.js`) is one for both editions, at the root of the site. Each edition has a list of its files
(`offline-files.json`: the digest of each, by its path), and the worker begins with the digests of these lists: it gives a page only what
belongs to the same build.
While the site is served for editing, the worker written here takes back what an earlier one left at the same address: nobody shall
edit a page and be shown an old one.
"""

import json
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from rjsmin import jsmin

from kb_tools.addresses import EDITIONS
from kb_tools.render.offline_pages import LESS_THAN
from kb_tools.store import key_of, open_store
from kb_tools.website import offline_zip, page_cache
from kb_tools.words import Words
from kb_tools.writing import draft_new

WORKER = "sw.js"
LIST = "offline-files.json"
SIZES = "assets/data/offline.js"

_HERE = Path(__file__).parent / "worker"
_SAID_BY_WORKER = ("title", "why", "again", "home", "safety")
_OWN = {WORKER, offline_zip.NAME, "sitemap.xml", *(prefix + name for prefix in EDITIONS.values() for name in (SIZES, LIST, "404.html"))}
_DATA = "api/"


def draft(staged: Iterable[tuple[Path, str]], right: set[str], target: Path, site: Path, kept: Path | None) -> set[str]:
    """Write into `target` what `site` is to hold for readers without a network; return the paths of what is right there already.

    What `site` will hold besides stands in `staged` (folder, prefix), or is in it already: those files are named by `right`.
    """
    files = {name: site / name for name in right} | {prefix + path.relative_to(folder).as_posix(): path for folder, prefix in staged
                                                     for path in folder.rglob("*") if path.is_file()}
    files = {name: files[name] for name in sorted(files) if name not in _OWN and not name.startswith(_DATA)}
    target.mkdir(parents=True, exist_ok=True)
    with open_store(kept and kept / "offline.sqlite", key_of(page_cache.tools(), zlib.ZLIB_RUNTIME_VERSION)) as store:
        rows = offline_zip.write(target / offline_zip.NAME, files, site / offline_zip.NAME, store)
    own = {lang: [name for name in files if lang_of(name) == lang] for lang in EDITIONS}
    sizes = {"zip": (target / offline_zip.NAME).stat().st_size}
    for lang, names in own.items():
        sizes[lang] = {"files": len(names), "bytes": sum(files[name].stat().st_size for name in names), "packed": sum(rows[name].length for name in names)}
    written, lists = [], {}
    for lang, names in own.items():
        if names:
            size = (EDITIONS[lang] + SIZES, _part(sizes))
            listing = json.dumps({name: _short(files[name].read_bytes()) for name in names} | {size[0]: _short(size[1].encode())}, separators=(",", ":"))
            written += [size, (EDITIONS[lang] + LIST, listing)]
            lists[lang] = _short(listing.encode())
    return draft_new([*written, (WORKER, _worker(lists))], target, site)


def packed(target: Path) -> str:
    """A line on the zip that was written into `target`, and whether its page still says the truth about its size."""
    megabytes = (target / offline_zip.NAME).stat().st_size / 1_000_000
    said = f"packed {offline_zip.NAME}: {megabytes:.1f} MB"
    return said if megabytes < LESS_THAN else f"{said}; its page says less than {LESS_THAN} (offline_pages.py)"


def draft_serving(languages: Iterable[str], target: Path, site: Path) -> set[str]:
    """The same for a site that is served for editing: no zip, and a worker that clears away what an earlier one left."""
    parts = [(EDITIONS[lang] + SIZES, _part({})) for lang in languages]
    return draft_new([*parts, (WORKER, (_HERE / "gone.js").read_text("utf-8"))], target, site)


def lang_of(name: str) -> str:
    """The edition to which a file of the site belongs."""
    return "zh" if name.startswith(EDITIONS["zh"]) else "en"


def _part(sizes: dict) -> str:
    return f'kbPart("offline",{json.dumps(sizes, separators=(",", ":"))});\n'


def _worker(lists: dict[str, str]) -> str:
    words = {lang: {key: Words(lang)(f"not-on-this-phone-{key}") for key in _SAID_BY_WORKER} for lang in EDITIONS}
    build = json.dumps({"lists": lists, "words": words}, ensure_ascii=False)
    return f"const BUILD = {build};\n" + jsmin((_HERE / "sw.js").read_text("utf-8"))


def _short(data: bytes) -> str:
    """A digest that is short to send and still tells apart all files there will ever be."""
    return urlsafe_b64encode(sha256(data).digest()[:6]).decode()

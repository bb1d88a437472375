"""The search, side by side with Material's own and Pagefind on the same pages: bytes, time and recall; a table on stdout.

Run `python -m benchmarks.search [--quick]`. The pages are those of the handbook and of made-up ones of about 600 and 4,000
pages; the others get the same titles and texts, each page as plain as can be. Bytes are all answers that belong to a search
until its first result is on the screen, compressed. Time is from the keystroke to that moment, in a Chromium whose processor
is slowed down four times, the page just loaded and nothing of the index asked for by us; it is the median over queries.
Recall is the share of the golden list whose page is among the first three.
"""

import argparse
import html
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from playwright.sync_api import Error, sync_playwright

from benchmarks.corpus import REPOSITORY
from benchmarks.serving import Sent, serving

SIZES = {"the handbook": None, "about 600 pages": 185, "about 4,000 pages": 2250}
SLOWER = 4
LIMITS = {600: 60_000, 4000: 140_000}
MOST_MS = 1500
PATIENCE = 90_000
_EDITIONS = {"en": "", "zh": "zh/"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@dataclass(frozen=True)
class Text:
    """A page as all three get it."""

    address: str
    title: str
    said: str


@dataclass(frozen=True)
class Engine:
    """A search: how to make its site, the page to search from, its box and its results, and which answers are its own."""

    name: str
    make: Callable[[Path, list[Text], str, Path], Path]
    page: str
    box: str
    result: str
    owns: Callable[[str], bool]


@dataclass(frozen=True)
class Row:
    """What one search cost and found in one edition."""

    size: str
    pages: int
    lang: str
    engine: str
    bytes: list[int]
    ms: list[float]
    recall: float | None


def main() -> None:
    """Measure all sizes and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the handbook alone, few queries")
    parser.add_argument("--only", nargs="+", choices=list(_ENGINES), default=list(_ENGINES), metavar="NAME", help=f"of {', '.join(_ENGINES)}")
    parser.add_argument("--sizes", nargs="+", choices=list(SIZES), default=None, metavar="SIZE", help=f"of {', '.join(SIZES)}")
    asked = parser.parse_args()
    sizes = asked.sizes or (list(SIZES)[:1] if asked.quick else list(SIZES))
    with sync_playwright() as playwright:
        chromium = json.loads((REPOSITORY / ".tools/paths.json").read_text("utf-8"))["chromium"]
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        rows = [row for size in sizes for row in _size(browser, size, asked.only, 3 if asked.quick else 8)]
        browser.close()
    print(table(rows))


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| pages | edition | search | kB to the first result, median (most) | ms, median | recall |", "| --- | --- | --- | ---: | ---: | ---: |"]
    lines += map(_line, rows)
    for row in rows:
        limit = next((most for pages, most in LIMITS.items() if row.pages <= pages * 1.1), None)
        if row.engine == "ours" and limit and row.ms:
            broken = [f"{max(row.bytes)} bytes of {limit}"] * (max(row.bytes) > limit)
            broken += [f"{statistics.median(row.ms):.0f} ms of {MOST_MS}"] * (statistics.median(row.ms) > MOST_MS)
            lines.append(f"\n{row.size}, {row.lang}: " + ("BROKEN: " + ", ".join(broken) if broken else "within what was promised"))
    return "\n".join(lines)


def _line(row: Row) -> str:
    if not row.ms:
        cost, time = "–", f"none in {PATIENCE // 1000} s"
    else:
        cost, time = f"{statistics.median(row.bytes) / 1000:.0f} ({max(row.bytes) / 1000:.0f})", f"{statistics.median(row.ms):.0f}"
    return f"| {row.size}: {row.pages} | {row.lang} | {row.engine} | {cost} | {time} | {'' if row.recall is None else f'{row.recall:.0%}'} |"


# Measuring


def _size(browser, size: str, names: list[str], most: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="tongban-search-") as folder:
        site = built(Path(folder), SIZES[size])
        for lang, prefix in _EDITIONS.items():
            texts = list(texts_of(site / prefix))
            golden = _golden(lang) if SIZES[size] is None else {}
            queries = list(golden)[:: max(1, len(golden) // most)][:most] if golden else queries_of(texts, lang, most)
            for name in names:
                engine = _ENGINES[name]
                print(f"{size}, {lang}, {name}", file=sys.stderr, flush=True)
                root = engine.make(site / prefix, texts, lang, Path(folder) / f"{name.split()[0]}-{lang}")
                with serving(root) as sent:
                    costs = list(_costs(browser, engine, sent, queries))
                    recall = _recall(browser, engine, sent, golden) if golden else None
                row = Row(size, len(texts), lang, name, [size for size, _ in costs], [ms for _, ms in costs], recall)
                print(_line(row), file=sys.stderr, flush=True)
                yield row


def _costs(browser, engine: Engine, sent: Sent, queries: list[str]) -> Iterator[tuple[int, float]]:
    """What each query costs, until one brings nothing while we are patient."""
    for query in queries:
        cost = _first(browser, engine, sent, query)
        if cost is None:
            return
        yield cost


_WATCH = """([box, result, patience]) => {
  const input = document.querySelector(box);
  window.shown = new Promise((resolve) => {
    input.addEventListener("input", () => {
      const began = performance.now();
      const look = () => {
        if (document.querySelector(result)) resolve(performance.now() - began);
        else if (performance.now() - began > patience) resolve(null);
        else requestAnimationFrame(look);
      };
      look();
    }, { once: true, capture: true });
  });
}"""


def _first(browser, engine: Engine, sent: Sent, query: str) -> tuple[int, float] | None:
    """Bytes and milliseconds until the first result, on a page just opened; nothing where none comes."""
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    sent.forget()
    try:
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(f"{sent.address}/{engine.page}", wait_until="load")
        page.evaluate(_WATCH, [engine.box, engine.result, PATIENCE])
        page.locator(engine.box).focus()
        page.locator(engine.box).fill(query)
        ms = page.evaluate("window.shown")
        return None if ms is None else (sum(size for path, size in sent.answers if engine.owns(path)), ms)
    except Error:
        return None
    finally:
        context.close()


def _recall(browser, engine: Engine, sent: Sent, golden: dict[str, list[str]]) -> float:
    """The share of queries that have their page among the first three results, each asked on a page just opened."""
    page = browser.new_page()
    found = 0
    for query, wanted in golden.items():
        page.goto(f"{sent.address}/{engine.page}", wait_until="load")
        page.locator(engine.box).focus()
        page.locator(engine.box).fill(query)
        try:
            page.wait_for_selector(engine.result, timeout=5000, state="attached")
        except Error:  # nothing was found
            continue
        hrefs = page.eval_on_selector_all(engine.result, "links => links.map(link => link.href)")
        first = list(dict.fromkeys(unquote(urlsplit(href).path).lstrip("/") for href in hrefs))[:3]
        found += any(f"{address}.html" in first for address in wanted)
    page.close()
    return found / len(golden)


# The pages


def built(folder: Path, activities: int | None) -> Path:
    """The site of the handbook, or of one made up with so many activities, built below `folder`."""
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY), "KB_CACHE_DIR": str(folder / "cache")}
    root = REPOSITORY
    if activities is not None:
        root = folder / "handbook"
        _run([sys.executable, "-m", "benchmarks.corpus", root, activities], env)
    _run([sys.executable, "-m", "kb_tools", "build", root, "--site", folder / "site", "--cold"], env)
    return folder / "site"


def _run(command: list, env: dict[str, str] | None = None) -> None:
    subprocess.run([str(part) for part in command], env={**(env or os.environ), "NO_MKDOCS_2_WARNING": "1"}, check=True, stdout=subprocess.DEVNULL)


def texts_of(edition: Path) -> Iterator[Text]:
    """All pages of an edition, as its search index has them."""
    shards = sorted((edition / "assets/search").glob("d*.js"), key=lambda path: int(path.stem[1:]))
    for address, _, title, summary in (page for shard in shards for page in _data(shard)):
        yield Text(address, title, summary + "\n" + _data(edition / f"assets/search/t/{address.removesuffix('.html')}.js"))


def _data(script: Path):
    text = script.read_text("utf-8")
    return json.loads(text[text.index(",") + 1 : -2])


def _golden(lang: str) -> dict[str, list[str]]:
    return yaml.safe_load((REPOSITORY / "tests/shared/search-golden.yml").read_text("utf-8"))[lang]


def queries_of(texts: list[Text], lang: str, most: int) -> list[str]:
    """Words from titles all over the handbook: one, then two, then one that is not finished."""
    activities = [text.title for text in texts if text.address.startswith("activities/")]
    chosen = activities[:: max(1, len(activities) // most)][:most]
    if lang == "zh":
        return [title[: (2, 4, 3)[i % 3]] for i, title in enumerate(chosen)]
    words = [title.split() for title in chosen]
    return [(title[0], " ".join(title[:2]), title[-1][:4])[i % 3] for i, title in enumerate(words)]


# The three


def _ours(edition: Path, texts: list[Text], lang: str, folder: Path) -> Path:
    return edition


def _material(edition: Path, texts: list[Text], lang: str, folder: Path) -> Path:
    """A site of mkdocs-material with its own search, set as its manual advises; for Chinese, cut at each character, which found most."""
    search = {"lang": "en"} if lang == "en" else {"lang": "zh", "separator": r"[\s\u200b\-]+|(?=[\u4e00-\u9fff])"}
    for text in texts:
        path = folder / "docs" / (text.address.removesuffix(".html") + ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {html.escape(text.title)}\n\n" + "\n\n".join(html.escape(line).replace("[", "&#91;") for line in text.said.splitlines()), "utf-8")
    (folder / "docs/index.md").write_text("# Search\n", "utf-8")
    settings = {"site_name": "Search", "use_directory_urls": False, "nav": ["index.md"], "theme": {"name": "material", "font": False, "language": lang},
                "plugins": [{"search": search}],
                "validation": {"nav": {"omitted_files": "ignore"}}}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")
    _run([sys.executable, "-m", "mkdocs", "build", "-q", "-f", folder / "mkdocs.yml", "-d", folder / "site"])
    return folder / "site"


_PAGEFIND_PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Search</title></head><body>
<input id="q"><ol></ol><script type="module">
const pagefind = await import("/pagefind/pagefind.js");
const box = document.querySelector("#q"), list = document.querySelector("ol");
let turn = 0;
box.addEventListener("input", async () => {{
  const mine = ++turn;
  if (!box.value) return list.replaceChildren();
  const found = await pagefind.search(box.value);
  const pages = await Promise.all(found.results.slice(0, 10).map((one) => one.data()));
  if (mine !== turn) return;
  list.replaceChildren(...pages.map((page) => {{
    const item = document.createElement("li"), link = document.createElement("a");
    [link.href, link.className, link.innerHTML] = [page.url, "hit", page.excerpt];
    item.append(link);
    return item;
  }}));
}});
</script></body></html>
"""


def _pagefind(edition: Path, texts: list[Text], lang: str, folder: Path) -> Path:
    """Plain pages indexed by Pagefind's own program, and a page that asks for ten results at once."""
    for text in texts:
        path = folder / text.address
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.said.splitlines())
        path.write_text(f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{html.escape(text.title)}</title></head>'
                        f"<body data-pagefind-body><h1>{html.escape(text.title)}</h1>{lines}</body></html>", "utf-8")
    _run([sys.executable, "-m", "pagefind", "--site", folder])
    (folder / "search.html").write_text(_PAGEFIND_PAGE.format(lang=lang), "utf-8")
    return folder


_OURS = ("assets/search/", "assets/core/text.js", "assets/core/search.js", "assets/parts/shelf.js", "assets/parts/site-search.js")
_ENGINES = {engine.name: engine for engine in (
    Engine("ours", _ours, "about.html", "#q", "a.tb-search-hit", lambda path: path.startswith(_OURS)),
    Engine("Material", _material, "index.html", ".md-search__input", ".md-search-result__list a.md-search-result__link",
           lambda path: path.startswith(("search/", "assets/javascripts/workers/", "assets/javascripts/lunr/"))),
    Engine("Pagefind", _pagefind, "search.html", "#q", "a.hit", lambda path: path.startswith("pagefind/")),
)}


if __name__ == "__main__":
    main()

"""The finder, letter by letter: milliseconds from a keystroke until the results are there; a table on stdout.

Run `python -m benchmarks.finder [--sizes 60 2000]`. The handbook itself (60) and a made-up one stand side by side in one run, each on
a phone's screen in a Chromium whose processor is slowed down four times. Keys are pressed as a person does, one after the other.
What was promised is held against the moment in which the results stand in the page and are laid out; the frame that shows them comes
with the next beat of the screen, and is told too. A keystroke that has to wait for a part of the index is counted apart: that happens
once for each part.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.corpus import REPOSITORY
from benchmarks.search import FLAGS, SLOWER, built, queries_of, texts_of
from benchmarks.serving import serving

HANDBOOK = 60
MOST_MS = 50
_EDITIONS = {"en": "", "zh": "zh/"}
_PAUSE_MS = 150
_WATCH = """() => {
  const results = document.querySelector("activity-finder #results");  // the words are told each time, cards may stay
  window.took = [];
  let began = null, parts = 0;
  const loaded = () => performance.getEntriesByType("resource").length;
  const start = () => { began = performance.now(); parts = loaded(); };
  document.addEventListener("input", start, true);
  new MutationObserver(() => {
    if (began === null) return;
    const from = began, before = parts;
    began = null;
    document.body.offsetHeight;
    const there = performance.now() - from;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.took.push([there, performance.now() - from, loaded() > before]);
      port2.postMessage(0);
    });
  }).observe(results, { childList: true, subtree: true });
}"""


@dataclass(frozen=True)
class Row:
    """What each keystroke took in one edition of one handbook."""

    activities: int
    lang: str
    took: list[tuple[float, float, bool]]
    """Milliseconds until the results stood in the page, and until the frame that shows them; whether a part of the index was loaded for it."""

    def until(self, moment: int, loading: bool = False) -> list[float]:
        """Milliseconds until results stood in the page (0) or were shown (1), of keystrokes that found the index ready, or that loaded of it."""
        return [one[moment] for one in self.took if one[2] is loading] or [float("nan")]


def main() -> None:
    """Measure all sizes and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.finder", description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=[HANDBOOK, 2000], metavar="ACTIVITIES")
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        chromium = json.loads((REPOSITORY / ".tools/paths.json").read_text("utf-8"))["chromium"]
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        rows = [row for size in asked.sizes for row in _size(browser, size)]
        browser.close()
    print(table(rows))


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table, and below it whether what was promised holds."""
    lines = ["| activities | edition | keystrokes | ms, median | nine of ten within | until the frame, median | with a part loaded, median (of) |",
             "| ---: | --- | ---: | ---: | ---: | ---: | ---: |"]
    for row in rows:
        there, loading = row.until(0), row.until(0, loading=True)
        ninth = statistics.quantiles(there, n=10)[-1]
        lines.append(f"| {row.activities} | {row.lang} | {len(there)} | {statistics.median(there):.0f} | {ninth:.0f} | {statistics.median(row.until(1)):.0f} | "
                     f"{statistics.median(loading):.0f} ({len(loading)}) |")
    lines.append("")
    lines += [f"{row.activities}, {row.lang}: " + ("within" if statistics.median(row.until(0)) <= MOST_MS else "BROKEN: over") + f" {MOST_MS} ms, median"
              for row in rows]
    return "\n".join(lines)


def _size(browser, activities: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="tongban-finder-") as folder:
        print(f"{activities} activities: building", file=sys.stderr, flush=True)
        site = built(Path(folder), None if activities == HANDBOOK else activities)
        with serving(site) as sent:
            for lang, prefix in _EDITIONS.items():
                words = queries_of(list(texts_of(site / prefix)), lang, 8)
                yield Row(activities, lang, _took(browser, f"{sent.address}/{prefix}find.html", words))


def _took(browser, address: str, words: list[str]) -> list[tuple[float, float, bool]]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address, wait_until="load")
    page.wait_for_selector("activity-finder .cards-list .card")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.evaluate(_WATCH)
    box = page.locator("activity-finder .find-bar input")
    for _ in range(2):  # the second time all parts are there
        for one in words:
            box.focus()
            for letter in one:
                page.keyboard.insert_text(letter)
                page.wait_for_timeout(_PAUSE_MS)
            for _ in one:
                page.keyboard.press("Backspace")
                page.wait_for_timeout(_PAUSE_MS)
    took = page.evaluate("window.took")
    context.close()
    return took


if __name__ == "__main__":
    main()

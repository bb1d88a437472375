"""Take the pictures that the README shows, of the handbook as it is built, in a real Chromium.

Usage: python scripts/screenshots.py [--site DIR]
Without `--site` the handbook is built first, into a folder that is thrown away. Writes `docs/pictures/NAME.webp`; `make test` sets up what this needs.
A picture whose page looks as before stays as it is. With other fonts than those on this machine every letter differs: then all are new.
"""

import argparse
import functools
import http.server
import io
import json
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from kb_tools.website.build import build
from kb_tools.writing import write

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
MOST = 60_000
"""Bytes of a picture at most: the README is read on phones, too."""


@dataclass(frozen=True)
class Shot:
    """A picture: its name, the page, the window in CSS pixels, what has to stand on the page, and the element that its top shows."""

    name: str
    address: str
    wide: int
    high: int
    ready: str = "h1"
    top: str = ""


_SCROLL = """at => {
  const under = document.querySelector("header").offsetHeight + 12;
  scrollTo(0, document.querySelector(at).getBoundingClientRect().top + scrollY - under);
}"""
"""Puts an element right under the header, which stays."""

PHONE = (360, 720)
SHOTS = (
    Shot("home", "index.html", *PHONE),
    Shot("activity", "zh/activities/half-a-picture.html", *PHONE, top="#steps"),
    Shot("planner", "plan.html#programme=six-children-group", *PHONE, ready="[data-session]", top="[data-session]"),
    Shot("gap-map", "evidence/gap-map.html", 1180, 620, top="#aimed-at-here"),
)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def main(given: list[str] | None = None) -> int:
    """Write every picture that looks otherwise than the one that is there; return an exit status."""
    parser = argparse.ArgumentParser(description="Take the pictures that the README shows.")
    parser.add_argument("--site", type=Path, help="a site that is built already")
    site = parser.parse_args(given).site
    paths = ROOT / ".tools" / "paths.json"
    if not paths.is_file():
        print("there is no Chromium here yet: run `make test` once, it sets one up", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        if site is None:
            site = Path(scratch) / "site"
            if build(ROOT, site).errors:
                print("the handbook is not built: repair first what `kb check` says", file=sys.stderr)
                return 1
        with served(site) as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=json.loads(paths.read_text("utf-8"))["chromium"], args=["--no-sandbox", "--disable-gpu"])
            for shot in SHOTS:
                print(keep(PICTURES / f"{shot.name}.webp", taken(browser, base, shot)))
            browser.close()
    return 0


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address at which a site is served while it is looked at."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def taken(browser: Browser, base: str, shot: Shot) -> Image.Image:
    """What a reader sees in the window of a shot: light, nothing moving, nothing kept from before."""
    context = browser.new_context(viewport={"width": shot.wide, "height": shot.high}, device_scale_factor=1.5,
                                  color_scheme="light", reduced_motion="reduce", service_workers="block")
    page = context.new_page()
    page.goto(base + shot.address, wait_until="networkidle")
    page.locator(shot.ready).first.wait_for()
    page.reload(wait_until="networkidle")  # what the page says to somebody who comes for the first time has been said
    page.locator(shot.ready).first.wait_for()
    if shot.top:
        page.evaluate(_SCROLL, shot.top)
    page.wait_for_timeout(300)
    png = page.screenshot()
    context.close()
    return Image.open(io.BytesIO(png)).convert("RGB")


def keep(path: Path, image: Image.Image) -> str:
    """Write a picture as small as it has to be, unless the one at `path` shows the same; return what was done."""
    for quality in range(82, 40, -6):
        packed = io.BytesIO()
        image.save(packed, "WEBP", quality=quality, method=6)
        if packed.tell() <= MOST:
            break
    if path.is_file() and path.read_bytes() == packed.getvalue():
        return f"{path.name} is as it was"
    write(path, packed.getvalue())
    return f"{path.name}: {packed.tell():,} bytes"


if __name__ == "__main__":
    sys.exit(main())

"""What is looked at every week, for it changes without us: whether addresses of others still lead somewhere, and whether a cited work was withdrawn.

Usage: python scripts/weekly.py [--out DIR] [--budget SECONDS]
Writes `result.json` into DIR for the job that opens the issue, and `report.md` for people. Asks other hosts.
"""

import argparse
import subprocess
import sys
from datetime import date
from pathlib import Path

from kb_tools.cli.external import look_up
from kb_tools.diagnostics import Severity
from kb_tools.load import load
from kb_tools.project import find_project
from kb_tools.reporters import json
from kb_tools.rules import run
from kb_tools.settings import with_options
from kb_tools.writing import write
from results import MAX_SAID, Part, dump, read, report

ROOT = Path(__file__).resolve().parent.parent


def main(given: list[str] | None = None) -> int:
    """Look, write what was found, and return 0; that something is found is no failure of the job."""
    parser = argparse.ArgumentParser(description="Ask other hosts what changed since last week.")
    parser.add_argument("--out", type=Path, default=Path("out"), help="where to write (out/)")
    parser.add_argument("--budget", type=float, default=1_800.0, metavar="SECONDS", help="time for addresses (1800)")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(given)
    found, links_part = links(options.root, options.budget)
    write(options.out / "result.json", dump([links_part, retractions(options.root)], found))
    said = report(read(options.out / "result.json"))
    write(options.out / "report.md", said)
    print(said)
    return 0


def links(root: Path, budget: float) -> tuple[dict[str, str], Part]:
    """Look every address of another host up; return what is found, by language, and how it went."""
    project = find_project(root)
    settings = with_options(project.settings, ("EXT",), ())
    found = run(load(project), settings, date.today(), look_up(project, None, settings, budget, allow_private=False)).diagnostics
    doubtful = any(d.severity >= Severity.WARNING for d in found)
    return {lang: json.render(found, lang) for lang in ("en", "zh")}, Part("links", "failed" if doubtful else "passed")


def retractions(root: Path) -> Part:
    """Ask whether a cited work was withdrawn; what the command says is told as it is."""
    done = subprocess.run([sys.executable, "-m", "kb_tools", "retractions"], cwd=root, capture_output=True, text=True, errors="replace", check=False)
    return Part("retractions", "passed" if done.returncode == 0 else "failed", (done.stdout + (done.stderr if done.returncode else ""))[-MAX_SAID:])


if __name__ == "__main__":
    sys.exit(main())

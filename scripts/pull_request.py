"""What a pull request has to pass: the check, tests, the build; and a report in plain words. The same at home and on any code host.

Usage: python scripts/pull_request.py [--out DIR] [--tests all | --tests PATH …] [--no-build]
Writes into DIR: `report.md` for people, `result.json` for the job that comments, `findings.sarif`, and the built `site/`.
On GitHub Actions it also writes notes beside the lines, and the report onto the job's page.
"""

import argparse
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from results import MAX_SAID, Part, dump, read, report

from kb_tools.cli.check import FORMATS
from kb_tools.project import find_project
from kb_tools.rules import again
from kb_tools.store import folder_of
from kb_tools.writing import write

ROOT = Path(__file__).resolve().parent.parent


def main(given: list[str] | None = None) -> int:
    """Run what is asked for, write what was found, and return an exit status: 0 fine, 1 something to repair."""
    parser = argparse.ArgumentParser(description="Run what a pull request has to pass, and say in plain words what is missing.")
    parser.add_argument("--out", type=Path, default=Path("out"), help="where to write (out/)")
    parser.add_argument("--tests", nargs="*", default=[], metavar="PATH", help="tests to run: `all`, or their files; none without this")
    parser.add_argument("--no-build", dest="build", action="store_false", help="do not build the site")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(given)
    root, out = options.root.resolve(), options.out.resolve()

    found, part = check(root)
    parts = [part, tests(root, options.tests), build(root, out / "site") if options.build and part.state == "passed" else Part("build", "skipped")]
    write(out / "findings.sarif", found["sarif"])
    write(out / "result.json", dump(parts, {"en": found["en"], "zh": found["zh"]}))
    said = report(read(out / "result.json"))
    write(out / "report.md", said)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        print(found["github"])
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        write(Path(summary), said)
    print(said)
    return 0 if all(part.state != "failed" for part in parts) else 1


def check(root: Path) -> tuple[dict[str, str], Part]:
    """Check the handbook; return what is found in the forms in which somebody wants it, and how it went."""
    project = find_project(root)
    found = again.check(project, project.settings, date.today(), folder_of(project.root))
    forms = {"en": FORMATS["json"](found, "en"), "zh": FORMATS["json"](found, "zh"), "sarif": FORMATS["sarif"](found, "en"),
             "github": FORMATS["github"](found, "en")}
    return forms, Part("check", "failed" if found.errors else "passed")


def tests(root: Path, which: list[str]) -> Part:
    """Run the tests that are named, or all as `make test` does."""
    if not which:
        return Part("tests", "skipped")
    return run("tests", ["make", "test"] if which == ["all"] else [sys.executable, "-m", "pytest", *which], root)


def build(root: Path, site: Path) -> Part:
    """Build the site anew, as for publishing."""
    return run("build", [sys.executable, "-m", "kb_tools", "build", "--cold", "--site", str(site), str(root)], ROOT)


def run(name: str, command: list[str], where: Path) -> Part:
    """Run a command, showing what it says; keep the last of that where it fails."""
    with subprocess.Popen(command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as job:
        said = ""
        for line in job.stdout:
            print(line, end="", flush=True)
            said = (said + line)[-MAX_SAID:]
    return Part(name, "passed") if job.returncode == 0 else Part(name, "failed", said)


if __name__ == "__main__":
    sys.exit(main())

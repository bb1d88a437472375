"""The pure parts of the site's scripts, by node's own test runner."""

import json
import subprocess
from pathlib import Path

import pytest

from kb_tools.website.lean import lean

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("path", sorted((ROOT / "tests/js").glob("*.test.js")), ids=lambda path: path.name)
def test_in_node(path, tools):
    done = subprocess.run([tools["node"], "--test", "--test-reporter=spec", path], check=False, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr



def test_types_hold():
    """Every script is checked as it stands, what it takes from the others too (`docs/assets/globals.d.ts`)."""
    done = subprocess.run([ROOT / "node_modules/.bin/tsc", "-p", ROOT], check=False, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout


SAME = """
const ts = require("typescript");
const printer = ts.createPrinter({ removeComments: true });
const said = (text) => printer.printFile(ts.createSourceFile("x.js", text, ts.ScriptTarget.ES2022, false, ts.ScriptKind.JS));
const pairs = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(Object.entries(pairs).filter(([, [one, other]]) => said(one) !== said(other)).map(([name]) => name)));
"""


def _differing(tools, pairs):
    done = subprocess.run([tools["node"], "-e", SAME], check=True, cwd=ROOT, input=json.dumps(pairs), capture_output=True, text=True, timeout=120)
    return json.loads(done.stdout)


def test_what_is_sent_says_the_same_as_what_is_written(tools):
    written = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted((ROOT / "docs/assets").glob("*/*.js"))}
    assert written
    assert _differing(tools, {name: [text, lean(text)] for name, text in written.items()}) == []


@pytest.mark.parametrize(("text", "sent"), [
    ("/**\n * Says what it does.\n */\nlet a;\n", "let a;\n"),
    ("{\n    // why\n    let a; // not alone\n\n    let b;\n}\n", "{\nlet a; // not alone\nlet b;\n}\n"),
    ("let a = /** @type {any} */ (b);\n", "let a = /** @type {any} */ (b);\n"),
    ("/** @type {any} */ (b).c();\n/** Why. */\nd();\n", "/** @type {any} */ (b).c();\nd();\n"),
    ("let a = 'http://x';\n", "let a = 'http://x';\n"),
])
def test_comments_that_have_lines_to_themselves_are_not_sent(text, sent):
    assert lean(text) == sent


def test_a_text_that_looks_like_a_comment_would_be_noticed(tools):
    text = "let a = `one\n  // two\n`;\n"
    assert _differing(tools, {"x": [text, lean(text)]}) == ["x"]

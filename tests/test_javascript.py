"""The pure parts of the site's scripts, by node's own test runner."""

import json
import subprocess
from pathlib import Path

import pytest
from rjsmin import jsmin

from kb_tools.website.frame import sent_script

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
const said = (text) => {
  const file = ts.createSourceFile("x.js", text, ts.ScriptTarget.ES2022, false, ts.ScriptKind.JS);
  const said = [];
  const plain = (node) => ts.isParenthesizedExpression(node) ? plain(node.expression) : (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) && !ts.isOptionalChain(node);
  const walk = (node) => {
    if (ts.isParenthesizedExpression(node) && plain(node.expression)) return walk(node.expression);
    if (ts.isExpressionStatement(node) && node.expression.text === "use strict") return;
    if (ts.isVariableStatement(node)) {
      for (const one of node.declarationList.declarations) walk(said.push([node.kind, node.declarationList.flags]) && one);
      return;
    }
    const before = said.push([node.kind, node.operator]);
    ts.forEachChild(node, walk);
    if (said.length === before) said.push(node.text);
  };
  walk(file);
  return JSON.stringify(said);
};
const pairs = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(Object.entries(pairs).filter(([, [one, other]]) => said(one) !== said(other)).map(([name]) => name)));
"""
"""Which pairs of scripts are not read as the same, by name."""


def _differing(tools, pairs):
    done = subprocess.run([tools["node"], "-e", SAME], check=True, cwd=ROOT, input=json.dumps(pairs), capture_output=True, text=True, timeout=120)
    return json.loads(done.stdout)


def test_what_is_sent_says_the_same_as_what_is_written(tools):
    """What only people read is not sent; the library that takes it away reads no JavaScript, so each script is held to it."""
    files = [*(ROOT / "docs/assets").glob("*/*.js"), *(ROOT / "kb_tools/website/worker").glob("*.js")]
    written = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted(files)}
    assert written
    assert _differing(tools, {name: [text, jsmin(text)] for name, text in written.items()}) == []
    # Of the tools of pages more is left out than of the workers.
    assert _differing(tools, {name: [text, sent_script(text)] for name, text in written.items() if name.startswith("docs/")}) == []


def test_of_a_cast_the_parentheses_are_not_sent_where_nothing_else_needs_them():
    assert sent_script("const a = /** @type {Parts} */ (b.c(d)).e;") == "const a=b.c(d).e;"
    for kept in ("(b?.c).d;", "(b+c).d;", "(await b).c;"):
        assert sent_script(f"a=/** @type {{any}} */ {kept}") == f"a={kept}"
    assert sent_script("const a = 1;\nconst b = c(\"d\");\nconst e = () => {\n  f();\n};\nconst g = 2;") == 'const a=1,b=c("d"),e=()=>{f()};const g=2;'
    assert sent_script("function a() {\n  b();\n  return;\n}\n") == "function a(){b();return}"
    assert sent_script("class A {\n  b() {}\n  async c() {}\n}") == "class A{b(){}async c(){}}"


@pytest.mark.parametrize(("one", "other"), [("a = `x ${b + `in  ner`}`", "a = `x ${b + `in ner`}`"), ("a++", "a--"), ("f(a, b)", "f(b, a)"), ("if (a) {}", "if (a) { b }"), ("(a + b) * c", "a + b * c"), ("(a?.b).c", "a?.b.c"), ("a = {}\nb(c)", "a = {}"), ("const a = 1, b = 2", "const a = 1; let b = 2"), ("const a = 1, b = 2", "const b = 2, a = 1")])
def test_what_is_read_otherwise_is_noticed(tools, one, other):
    assert _differing(tools, {"x": [one, other]}) == ["x"]

"""Change the checker in one place at a time, and see whether a test notices.

Usage: python scripts/mutants.py [--sample N] [--seed N] [--jobs N] [--most N] [-k WORDS] [FILE …]
Each mutant is one small change (`<` for `<=`, `and` for `or`, a number and one more, a sentence left out …) in a copy of the project. Of the tests
that run the changed line, those that run most of the lines around it in a second are tried, until one fails; of a line that runs when its module is read,
those of what rules declare. So what is counted is the least that all tests would notice. Without files, the sample is drawn from all of
`kb_tools/rules` and `kb_tools/sources`. With `-k` only those tests are tried that pytest selects by it. Ends with 1 if fewer than 85 % are noticed; the others are listed with what was changed.
Needs coverage (`requirements/deep.txt`).
"""

import argparse
import ast
import copy
import difflib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parent.parent
WANTED = 0.85
LIMIT = 60
"""Seconds after which a mutant counts as noticed: it hangs."""

ALL = tuple(f"tests/{name}.py" for name in (
    "test_rows", "test_rules", "test_bibtex", "test_markdown", "test_html", "test_yaml", "test_text", "test_url", "test_near", "test_ignores", "test_passages",
    "test_sources", "test_outline", "test_corpus_bad", "test_loose_files", "test_check", "test_again", "test_site_check", "test_messages", "test_bad_input",
    "test_cli", "test_fmt", "test_citations", "test_prose", "test_translation", "test_lookups", "test_references", "test_cite", "test_cite_entry", "test_cite_files",
    "test_retractions", "test_reading",
))
DECLARED = ("tests/test_rules.py", "tests/test_messages.py")
AROUND = 20
"""Lines before and after a changed one that count as near it."""

_SWAPS = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In,
          ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add}


@dataclass(frozen=True)
class Mutant:
    """A file, its text with one change, that change as a diff, and the lines of the file where it is."""

    path: Path
    text: str
    change: str
    lines: range


def main() -> int:
    """Draw the sample, try each mutant, say which nobody noticed; return an exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--most", type=int, default=300, metavar="N", help="tests that are tried of each mutant (300)")
    parser.add_argument("-k", metavar="WORDS", help="try the tests of these names only")
    asked = parser.parse_args()
    files = asked.files or sorted(p for folder in ("rules", "sources") for p in (ROOT / "kb_tools" / folder).glob("*.py"))
    places = [place for file in files for place in places_of(file.resolve())]
    sample = [mutant_at(*place) for place in random.Random(asked.seed).sample(places, min(asked.sample, len(places)))]
    print(f"{len(sample)} of {len(places)} mutants in {len(files)} files", flush=True)
    noticed, survivors = 0, []
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies = [_copied(Path(folder) / str(i)) for i in range(max(asked.jobs, 2))]
        options = ("-k", asked.k) if asked.k else ()
        with ThreadPoolExecutor(2) as pool:
            plain = pool.submit(_fails, copies[0], options=options, seconds=20 * LIMIT)
            near = None if asked.k else pool.submit(_near, copies[-1], Path(folder) / "lines.json").result()
        if said := plain.result():
            sys.exit(f"the tests fail without any change, so nothing can be said of changes:\n{said}")
        with ThreadPoolExecutor(asked.jobs) as pool:
            tries = [pool.submit(_tried, mutant, copies, near, options, asked.most) for mutant in sample]
            for n, (mutant, died) in enumerate((done.result() for done in as_completed(tries)), 1):
                noticed += died
                if not died:
                    survivors.append(mutant)
                print(f"\r{n} of {len(sample)}: {noticed} noticed", end="", file=sys.stderr, flush=True)
    print(f"\n{noticed} of {len(sample)} noticed: {noticed / max(len(sample), 1):.0%}")
    for mutant in sorted(survivors, key=lambda one: (one.path, one.lines.start)):
        print(f"\n{mutant.path.relative_to(ROOT)}\n{mutant.change}")
    return 0 if noticed >= WANTED * len(sample) else 1


def places_of(file: Path) -> Iterator[tuple[Path, int, int]]:
    """Every change that can be made in a file: it, the number of the node, and which of its changes."""
    for i, node in enumerate(ast.walk(ast.parse(file.read_text("utf-8")))):
        for which, _ in enumerate(_changes(node)):
            yield file, i, which


def mutant_at(file: Path, number: int, which: int) -> Mutant:
    """The mutant that a change makes."""
    tree = ast.parse(file.read_text("utf-8"))
    plain = ast.unparse(tree).splitlines()
    node = next(found for i, found in enumerate(ast.walk(tree)) if i == number)
    changed = list(_changes(copy.deepcopy(node)))[which]
    kept = {name: getattr(node, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset") if hasattr(node, name)}
    node.__class__, node.__dict__ = type(changed), {**changed.__dict__, **kept}
    text = ast.unparse(ast.fix_missing_locations(tree))
    lines = range(node.lineno, (node.test if isinstance(node, ast.If) else node).end_lineno + 1)
    change = "\n".join(line for line in difflib.unified_diff(plain, text.splitlines(), lineterm="", n=0) if line[:1] in "+-" and line[:3] not in ("+++", "---"))
    return Mutant(file, text, change, lines)


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """What a node may become."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _SWAPS:
        yield ast.Compare(node.left, [_SWAPS[type(node.ops[0])](), *node.ops[1:]], node.comparators)
    elif isinstance(node, (ast.BoolOp, ast.BinOp)) and type(node.op) in _SWAPS:
        made = copy.copy(node)
        made.op = _SWAPS[type(node.op)]()
        yield made
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Return) and node.value is not None:
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield):
        yield ast.Pass()
    elif isinstance(node, ast.If):
        yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.Continue):
        yield ast.Break()


def _copied(folder: Path) -> Path:
    left_out = {str(ROOT / name) for name in (".git", ".venv", "site", "node_modules", ".tools", "build")}
    shutil.copytree(ROOT, folder, ignore=lambda here, names: [name for name in names if f"{here}/{name}" in left_out or name == "__pycache__"])
    (folder / ".tools").mkdir()
    if (ROOT / ".tools/paths.json").is_file():
        shutil.copy(ROOT / ".tools/paths.json", folder / ".tools/paths.json")
    return folder


class Near:
    """Which tests run a line, from what `lines_run.py` wrote."""

    def __init__(self, runs: Path):
        found = json.loads(runs.read_text("utf-8"))
        self._tests, self._seconds, self._files = found["tests"], found["seconds"], found["files"]

    def tests(self, mutant: Mutant, most: int) -> Sequence[str]:
        """The tests that run a changed line, those first that run most of the lines around it in a second."""
        lines = self._files.get(mutant.path.relative_to(ROOT).as_posix(), {})
        around = Counter(number for line in range(mutant.lines.start - AROUND, mutant.lines.stop + AROUND) for number in lines.get(str(line), ()))
        found = {number for line in mutant.lines for number in lines.get(str(line), ())}
        ordered = sorted(found, key=lambda number: ((self._seconds[number] + 0.01) / around[number], number))
        return [self._tests[number] for number in ordered[:most]] or DECLARED


def _fails(folder: Path, tests: Sequence[str] = ALL, options: Sequence[str] = (), around: Mapping[str, str] = MappingProxyType({}),
           seconds: int = LIMIT) -> str:
    """Run tests in a copy until the first that fails; return the end of what they say then, nothing where all pass."""
    named = folder / "named.txt"
    named.write_text("\n".join(tests), "utf-8")
    env = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{folder / 'scripts'}", **around}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *options, f"@{named}"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=seconds, check=False)
    return (done.stdout + done.stderr)[-1500:] if done.returncode else ""


def _near(folder: Path, runs: Path) -> Near:
    """Run all tests, watched. A test of how time grows may fail so; the lines that it ran are known all the same."""
    _fails(folder, options=("-p", "lines_run", "--maxfail=1000"), around={"LINES_RUN": str(runs)}, seconds=20 * LIMIT)
    return Near(runs)


def _tried(mutant: Mutant, copies: list[Path], near: Near | None, options: Sequence[str], most: int) -> tuple[Mutant, bool]:
    """Tell whether a test notices a mutant; each thread has a copy of its own meanwhile."""
    folder = copies.pop()
    file = folder / mutant.path.relative_to(ROOT)
    before = file.read_text("utf-8")
    try:
        _write(file, mutant.text)
        return mutant, bool(_fails(folder, near.tests(mutant, most) if near else ALL, options))
    except subprocess.TimeoutExpired:
        return mutant, True
    finally:
        _write(file, before)
        copies.append(folder)


_TIMES = count(1_000_000_000)


def _write(file: Path, text: str) -> None:
    """Write a module, at a time of its own: Python tells compiled ones apart by the second."""
    file.write_text(text, "utf-8")
    os.utime(file, (now := next(_TIMES), now))


if __name__ == "__main__":
    sys.exit(main())

"""Everything the checker says can be said in Chinese too: each pattern has its Chinese one, and no sentence is made without a pattern."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from string import Formatter

import example_handbook
import pytest
from pydantic import BaseModel

from kb_tools.cli.manual import commands
from kb_tools.diagnostics import Severity
from kb_tools.model import KINDS, guides, knowledge, removal, standing, text
from kb_tools.reporters import text as as_text
from kb_tools.sources import bibtex, yaml
from kb_tools.sources.broken import Broken
from kb_tools.store import open_store
from kb_tools.words import borrowed
from kb_tools.words.messages import Said, packed, patterns, row, say, translated, unpacked

PACKAGE = Path(__file__).resolve().parent.parent / "kb_tools"
HAN = re.compile(r"[\u3400-\u9fff]")
CASES = sorted(p for p in (Path(__file__).parent / "cases").iterdir() if p.is_dir())


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def calls(within: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Calls of functions, classes or methods with one of these names."""
    for node in ast.walk(within):
        if isinstance(node, ast.Call) and (getattr(node.func, "id", None) or getattr(node.func, "attr", None)) in names:
            yield node


def speaks(module: ast.Module) -> bool:
    """Tell whether a module says sentences of `messages`; elsewhere `say` may be anything."""
    return any(isinstance(n, ast.ImportFrom) and n.module == "kb_tools.words.messages" or isinstance(n, ast.FunctionDef) and n.name == "say" for n in ast.walk(module))


@cache
def can_be_said() -> dict[str, str]:
    """Each pattern that can be said, and where."""
    return said_in_code() | said_otherwise()


def said_in_code() -> dict[str, str]:
    """Each pattern that is written in the package, and where."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for call in calls(tree(path), "say", "translated") if speaks(tree(path)) else ():
            if call.args and isinstance(call.args[0], ast.Constant):
                found[call.args[0].value] = f"{path.relative_to(PACKAGE)}:{call.lineno}"
    return found


def said_otherwise() -> dict[str, str]:
    """Each pattern that reaches `say` from a table."""
    found = {str(severity): "severities" for severity in Severity} | {kind.name: "kinds of records" for kind in KINDS}
    found |= {pattern: "words/borrowed.py" for pattern in borrowed.PATTERNS}
    for path in sorted(PACKAGE.rglob("*.py")):
        if speaks(tree(path)) and any(isinstance(n, ast.FunctionDef) and n.name == "patterns" for n in tree(path).body) and path.name != "messages.py":
            module = import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
            found |= {pattern: str(path.relative_to(PACKAGE)) for pattern in module.patterns()}
    found |= {model.__doc__: f"{model.__name__}, in the list of fields" for model in (*(kind.model for kind in KINDS), guides.Prose, guides.Translation, removal.Removal, standing.Standing)}
    for one in commands():
        found |= dict.fromkeys((pattern(said) for said in (*one.says, one.status, *(p.says for p in (*one.arguments, *one.options))) if said), f"{one.name} --help")
    for module in (guides, knowledge, removal, standing, text):
        for name, model in vars(module).items():
            if isinstance(model, type) and issubclass(model, BaseModel):
                found |= {field.description: f"{name}.{key}" for key, field in model.model_fields.items() if field.description}
    return found


def pattern(said: str) -> str:
    """What a sentence was made of."""
    return said.pattern if isinstance(said, Said) else said


def names(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name}


def test_every_pattern_has_a_chinese_one():
    missing = {pattern: where for pattern, where in can_be_said().items() if pattern not in patterns()}
    assert not missing, "add these to kb_tools/words/messages.yml:\n" + "\n".join(f"{where}: {pattern}" for pattern, where in missing.items())


def test_no_chinese_pattern_stands_for_what_nobody_says():
    gone = [pattern for pattern in patterns() if pattern not in can_be_said()]
    assert not gone, "take these out of kb_tools/words/messages.yml:\n" + "\n".join(gone)


def test_each_chinese_pattern_has_the_values_of_the_english_one():
    other = {english: chinese for english, chinese in patterns().items() if names(english) != names(chinese)}
    assert not other


def test_no_english_pattern_stands_twice():
    assert yaml.read((PACKAGE / "words/messages.yml").read_text("utf-8")) == patterns()


def test_chinese_patterns_are_chinese_sentences():
    assert not [chinese for chinese in patterns().values() if re.search(r"[\u3400-\u9fff][,;:!?]", re.sub("`[^`]*`", "", chinese)) or chinese != chinese.strip()]
    code = {english: chinese for english, chinese in patterns().items() if english.count("`") % 2 == 0 and chinese.count("`") % 2}
    assert not code


# No sentence without a pattern

SPEAKING = [*sorted((PACKAGE / "rules").glob("*.py")), *sorted((PACKAGE / "sources").glob("*.py")), PACKAGE / "load.py"]
SENTENCES = {"Finding": (2, 3), "Related": (2,), "Broken": (0, 2), "Trouble": (1, 2), "_fail": (3, 4)}
"""Which arguments are a sentence."""


def bare(value: ast.AST, around: ast.AST, seen: frozenset[str] = frozenset()) -> Iterator[ast.AST]:
    """The texts that an expression may be and that no `say` made: what is written there, or what a name stands for in the function around it."""
    if isinstance(value, ast.JoinedStr) or (isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value):
        yield value
    elif isinstance(value, ast.BinOp):
        yield from bare(value.left, around, seen)
        yield from bare(value.right, around, seen)
    elif isinstance(value, ast.IfExp):
        yield from bare(value.body, around, seen)
        yield from bare(value.orelse, around, seen)
    elif isinstance(value, ast.BoolOp):
        for each in value.values:
            yield from bare(each, around, seen)
    elif isinstance(value, ast.Name) and value.id not in seen:
        for node in ast.walk(around):
            if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == value.id for target in node.targets):
                yield from bare(node.value, around, seen | {value.id})


@pytest.mark.parametrize("path", SPEAKING, ids=lambda p: p.stem)
def test_no_sentence_is_made_without_a_pattern(path: Path):
    found = set()
    for function in ast.walk(tree(path)):
        if not isinstance(function, ast.FunctionDef):
            continue
        for call in calls(function, *SENTENCES):
            places = SENTENCES[getattr(call.func, "id", None) or call.func.attr]
            written = [call.args[i] for i in places if i < len(call.args)] + [k.value for k in call.keywords if k.arg in ("message", "hint")]
            found |= {f"{path.name}:{text.lineno}: {ast.unparse(text)}" for value in written for text in bare(value, function)}
        for answer in ast.walk(function):  # a pair of message and hint
            if isinstance(answer, ast.Return) and isinstance(answer.value, ast.Tuple) and len(answer.value.elts) == 2:
                pair = [text for value in answer.value.elts for text in bare(value, function)]
                found |= {f"{path.name}:{text.lineno}: {ast.unparse(text)}" for text in pair if " " in ast.unparse(text)}
    assert not found


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_each_golden_case_is_said_in_chinese(tmp_path, case: Path):
    about = import_module("example_site" if case.name.startswith("SIT") else "example_handbook")
    root = about.write(tmp_path, *([True] if "-elsewhere-" in case.name else []))
    for file in sorted(p for p in case.rglob("*") if p.is_file() and p.name != "expected.txt"):
        about.lay_bytes(root, file.relative_to(case).as_posix(), file.read_bytes())
    for d in about.check(root).diagnostics:
        for said in (d.message, d.hint, *(other.message for other in d.related)):
            assert not said or isinstance(said, Said) and said.pattern in patterns() and HAN.search(translated(said, "zh")), (d.code, said)


# What others say

@pytest.mark.parametrize(("sentence", "chinese"), [
    ("did not find expected ',' or ']'", "这里应当是 `,` 或 `]`"),
    ("did not find expected ',' or '}'", "这里应当是 `,` 或 `}`"),
    ("did not find expected version number", "这里缺少 version number"),
    ("mapping values are not allowed in this context", "这里不能写 `键: 值`"),
    ("input should be greater than or equal to 1", "不能小于1"),
    ("input should be 'a', 'b' or 'c'", "只能是 'a', 'b' 或 'c'"),
    ("`min` 9 is larger than `max` 3", "`min` 9 比 `max` 3 大"),
    ("nobody knows this", "nobody knows this"),
])
def test_a_sentence_of_others_is_known_again(sentence, chinese):
    known = borrowed.known_again(sentence)
    assert known == sentence and translated(known, "zh") == chinese


def test_every_refusal_of_a_model_is_known_again():
    raised = [call.args[0] for path in (PACKAGE / "model").glob("*.py") for call in calls(tree(path), "ValueError")]
    assert raised
    for sentence in raised:
        parts = sentence.values if isinstance(sentence, ast.JoinedStr) else [sentence]
        example = "".join(part.value if isinstance(part, ast.Constant) else "x" for part in parts)
        assert isinstance(borrowed.known_again(example), Said), example


@pytest.mark.parametrize("written", [
    "a: b: c", "a: [1\nb: 2", "a: {b: 1\nc: 2", "- a\nb: c", "a:\n  b: c\n d: e", "a: @b", "a: 'b", 'a: "\\q"', "k\n: v", "a: - b", "a: |x\n b", "a: \x01",
    "---\na\n---\nb", "!u!x a", "%FOO\n--- a", "a:\n\t- b",
])
def test_what_is_no_yaml_is_said_in_chinese(written):
    with pytest.raises(Broken) as refused:
        yaml.read(written)
    said = translated(refused.value.message, "zh")
    assert said.startswith("不能当作 YAML 来读：") and not re.search("[a-z]{4}", said), said


# How it is said

def test_values_that_are_sentences_are_translated_and_names_are_not():
    said = say("no {kind} is called `{id}`", kind=say("need"), id="note")
    assert (said, translated(said, "zh")) == ("no need is called `note`", "没有叫 `note` 的需要")


def test_a_row_has_the_commas_of_its_language():
    said = say("known fields: {fields}", fields=row(["`a`", "`b`", "`c`"]))
    assert (said, translated(said, "zh")) == ("known fields: `a`, `b`, `c`", "可以用的字段：`a`、`b`、`c`")


def test_a_sentence_is_kept_with_its_pattern():
    said = say("{what} is never closed", what=say("this @{kind}", kind="book"))
    again = unpacked(packed(said))
    assert again == said and translated(again, "zh") == translated(said, "zh") == "这个 @book 没有结束"
    assert unpacked(packed("plain")) == "plain"


def test_a_remembered_trouble_is_said_in_chinese_too(tmp_path):
    for _ in range(2):
        with open_store(tmp_path / "kept.sqlite", "tools") as store:
            trouble = bibtex.read("@book{a, title = joe}", store).troubles[0]
        assert translated(trouble.message, "zh") == "字符串 `joe` 没有定义" and translated(trouble.hint, "zh") == "用 `@string` 定义它，或者把文字放进花括号"


def test_the_terminal_speaks_chinese(tmp_path):
    root = example_handbook.write(tmp_path)
    example_handbook.lay(root, "knowledge/needs/calm.yml", "outcomes: [settels]\n")
    report = example_handbook.check(root)
    said = as_text.render(report.diagnostics, report.line, "zh").split("\n")
    assert "knowledge/needs/calm.yml:27:12: 错误 REF001 没有叫 `settels` 的结果" in said and "  建议：是不是想写 `settles`？" in said
    assert said[-1] == "1个错误"

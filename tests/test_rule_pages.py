"""Every rule has its page in Chinese, and it renders the English as it stands."""

import re
import runpy
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb_tools.cli.explain import explain, page
from kb_tools.rules import RULES
from kb_tools.rules.page import digest_of, translation

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "scripts" / "chinese_rules.py"


def test_every_rule_has_a_chinese_page_that_is_current():
    assert runpy.run_path(str(SCRIPT))["to_do"]() == []


@pytest.mark.parametrize("code", RULES)
def test_a_chinese_page_is_a_promise_and_why(code: str):
    said, one = RULES[code].page("zh"), RULES[code]
    assert re.fullmatch(r"[^\n]*[\u3400-\u9fff][^\n]*。", said.promise), said.promise
    assert bool(said.why) == bool(one.why) and (not said.why or said.why.endswith(("。", "？"))), said.why
    text = re.sub("`[^`]*`|“[^”]*”", "", f"{said.promise}\n{said.why}")
    assert not re.search(r"[\u3400-\u9fff][,;:!?]", text), "half-width punctuation between Han characters"
    assert f"{said.promise}{said.why}".count("`") % 2 == 0


@pytest.mark.parametrize("code", RULES)
def test_a_chinese_page_keeps_the_names_of_things(code: str):
    """What is code in both languages: fields, commands and files, whose names nobody translates."""
    said, one = RULES[code].page("zh"), RULES[code]
    names = set(re.findall(r"`([\w.:/-]+|kb [^`]*)`", one.why))
    lost = [name for name in names if name not in said.why + said.promise]
    assert not lost


def test_a_rule_without_a_page_in_a_language_is_told_in_english():
    assert translation("LNK001", "fr") is None
    assert RULES["LNK001"].page("fr").lang == "en" and RULES["LNK001"].page("fr").promise == RULES["LNK001"].promise


def test_a_page_is_stale_when_the_english_changes():
    one = RULES["LNK001"]
    assert one.page("zh").of == digest_of(one.promise, one.why) != digest_of(one.promise, one.why + " And more.")


@pytest.mark.parametrize("code", ["REF001", "SRC003", "LNK006", "DOC004"])
def test_the_english_page_is_the_docstring(code: str):
    one = RULES[code]
    assert page(one, "en") == f"{one.code} {one.name} ({one.severity})\n\n{one.doc}"


def test_a_page_is_told_in_chinese_with_the_same_examples():
    done = CliRunner().invoke(explain, ["src003", "--lang", "zh"])
    said, one = done.output, RULES["SRC003"]
    assert said.startswith("SRC003 file-is-utf-8（错误）\n\n每个文件都是 UTF-8 文字。\n\n换一种编码，")
    assert "\n\n不要这样：`knowledge/needs/calm.yml`（编码为 `gb18030`）\n\n    name:\n" in said and "\n\n这样写：`knowledge/needs/calm.yml`\n\n" in said
    assert [line for line in said.split("\n") if line.startswith("    ")] == [line for line in one.doc.split("\n") if line.startswith("    ")]


def test_a_page_that_nobody_has_translated_says_so(monkeypatch):
    monkeypatch.setattr("kb_tools.rules.registry.translation", lambda code, lang: None)
    assert page(RULES["REF001"], "zh").startswith("REF001 reference-names-a-record（错误）\n\n这条规则只有英文说明\n\nEvery reference names a record that exists.")

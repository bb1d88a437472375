"""A translation says which English it renders, section by section."""

from kb_tools.desk.translation import mark_current
from kb_tools.sources import markdown

ENGLISH = "---\ntitle: One\nsummary: S\n---\n\n## Why\n\nBecause.\n\n## Steps\n\nDo it.\n"
CHINESE = "---\ntitle: 一\nsummary: 概要\ntranslates:  # a note\n  why: pending\n---\n\n## 为什么\n\n因为。\n\n## 步骤\n\n做。\n"


def test_marking_writes_the_hash_of_each_section_and_nothing_else(tmp_path):
    english, chinese = tmp_path / "one.md", tmp_path / "one.zh.md"
    english.write_text(ENGLISH, "utf-8")
    chinese.write_text(CHINESE, "utf-8")
    assert mark_current(english, chinese) == 2
    text = chinese.read_text("utf-8")
    sections = markdown.read(ENGLISH).sections
    assert markdown.read(text).data["translates"] == {s.id: s.digest for s in sections}
    assert text.split("---\n", 2)[2] == CHINESE.split("---\n", 2)[2]
    assert mark_current(english, chinese) == 2 and chinese.read_text("utf-8") == text


def test_a_hash_changes_with_the_words_and_not_with_white_space():
    first = markdown.read(ENGLISH).sections[0].digest
    assert markdown.read(ENGLISH.replace("Because.", "Because.   ")).sections[0].digest == first
    assert markdown.read(ENGLISH.replace("Because.", "Because!")).sections[0].digest != first

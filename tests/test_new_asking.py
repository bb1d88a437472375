"""`kb new` at a terminal: what it asks, what it says to an answer that does not fit, and that it asks nothing where nobody sits."""

import os
import select
import signal
import sys
import time
from pathlib import Path

import example_handbook
import pytest

from kb_tools.load import load
from kb_tools.project import project_at

pty = pytest.importorskip("pty")
ROOT = Path(__file__).resolve().parent.parent
END, BREAK = "\x04", "\x03"


class Terminal:
    """A `kb` command at a terminal of its own: `type` answers its question and returns what it says next."""

    def __init__(self, folder: Path, *arguments: str):
        self._pid, self._terminal = pty.fork()
        if not self._pid:
            os.chdir(folder)
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # what runs in the background passes on that Ctrl-C is ignored
            os.environ.update(PYTHONPATH=str(ROOT), TERM="dumb", PYTHONUTF8="1", COLUMNS="100")
            os.execv(sys.executable, [sys.executable, "-m", "kb_tools", *arguments])
        self.said = ""

    def answer(self) -> str:
        """What is said until the next question, or until the end."""
        start, end = len(self.said), time.monotonic() + 60
        data = b""
        while time.monotonic() < end:
            if not select.select([self._terminal], [], [], 0.1)[0]:
                if data.decode("utf-8", "replace").rstrip("\n").endswith("]: "):
                    break
                continue
            try:
                more = os.read(self._terminal, 65_536)
            except OSError:  # the other side is closed
                break
            if not more:
                break
            data += more
        self.said += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return self.said[start:]

    def type(self, *lines: str) -> str:
        said = ""
        for line in lines:
            os.write(self._terminal, (line if line in (END, BREAK) else line + "\r").encode())
            said = self.answer()
        return said

    def close(self) -> int:
        self.answer()
        _, status = os.waitpid(self._pid, 0)
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(status)


@pytest.fixture
def root(tmp_path):
    made = example_handbook.write(tmp_path / "handbook")
    for i in range(14):
        example_handbook.lay(made, f"knowledge/outcomes/dares-{i:02}.yml", f"name: {{en: Dares {i:02}, zh: 敢{i}}}\n")
    return made


def test_a_conversation_from_the_first_question_to_the_file(root):
    kb = Terminal(root, "new", "activity", "frog-jump")
    assert kb.answer() == ("A new activity: activities/frog-jump.md. It is written after the last question.\n"
                           "Enter takes what stands in brackets. Ctrl-D leaves the rest for later, Ctrl-C stops.\n"
                           "\nThe title in English.\ntitle [Frog jump]: ")
    assert kb.type("").endswith("\nThe same in Simplified Chinese.\ntitle-zh [later]: ")
    assert kb.type("青蛙跳").endswith("\nOne sentence in English.\nsummary [later]: ")
    assert kb.type("Jump from leaf to leaf: slowly.").endswith("summary-zh [later]: ")
    assert kb.type("").endswith("\nWhat children do, as one verb phrase.\ndoes [later]: ")
    assert "\nNeeds it addresses, the main one first.\n   1  calm                               Calm\nNumbers or names" in kb.type("jump from leaf to leaf")
    assert kb.type("1").endswith("interventions [later]: ")
    assert "      and 3 more: type a part of a name to see those that fit\n" in kb.type("slow")
    assert kb.type("Settles").endswith("\nAges in years.\nThe smallest and the largest, such as 6-12.\nages [9-12]: ")
    assert kb.type("").endswith("group [6-8]: ")
    assert kb.type("4-10").endswith("minutes [10]: ")
    assert kb.type("20").endswith("prep-minutes [5]: ")
    assert "   2  warm-up                            Warm-up: A short play that gets bodies and voices" in kb.type("")
    assert kb.type("2").endswith("setting [classroom]: ")
    assert kb.type("yard").endswith("room [none]: ")
    assert kb.type("circle, line").endswith("Names in a row, with commas between: item:per:amount, such as feather:child:1\nper: child · pair · group\nmaterials [none]: ")
    assert kb.type("feather:group:2").endswith("adults [1]: ")
    assert kb.type("", "", "no", "high", "none").endswith("risk [low]: ")
    assert kb.type("").endswith("\nWhether a child may well tell of harm.\ndisclosure-likely [no]: ")
    assert kb.type("").endswith("\nWhen to leave it out.\nOne at a time.\ndo-not-run-if 1 [later]: ")
    assert kb.type("it rains").endswith("do-not-run-if 2 [enough]: ")
    assert kb.type("").endswith("stop-signals 1 [later]: ")
    assert kb.type("", "").endswith("source [later]: ")
    said = kb.type("thesis")
    assert said.startswith("thesis\nwritten: activities/frog-jump.md\nwritten: activities/frog-jump.zh.md\n"
                           "kb check activities/frog-jump.md    lists what is still to be written or chosen; places: ")
    assert kb.close() == 0
    facts = load(project_at(root)).get("activity", "frog-jump").facts
    assert (facts.needs, facts.outcomes, facts.minutes, facts.phase, facts.room) == (("calm",), ("settles",), 20, "warm-up", ("circle", "line"))
    assert (facts.source, facts.energy, facts.safeguarding.do_not_run_if[0].en) == ("source1thesis", "high", "it rains")
    text = (root / "activities/frog-jump.md").read_text("utf-8")
    assert text.count("_To be chosen:_") == 0 and "summary: 'Jump from leaf to leaf: slowly.'" in text


@pytest.mark.parametrize(("question", "typed", "said"), [
    ("needs", "clam", "nothing here is called `clam`; did you mean `calm`?\n"
                      "one that is missing is begun by `kb new need SLUG`; until then, choose another or leave this out\nneeds [later]: "),
    ("needs", "9", "the numbers here go from 1 to 1\nneeds [later]: "),
    ("ages", "nine", "`nine` is no range; write the smallest and the largest, such as 6-12\nages [9-12]: "),
    ("ages", "90-99", "`ages` goes from 90 to 99 years; from 3 to 18 can be\nages [9-12]: "),
    ("minutes", "twenty", "`twenty` is no whole number; write one such as 8\nminutes [10]: "),
    ("minutes", "0", "`minutes`: input should be greater than or equal to 1; Minutes from first word to last; the steps add up to it.\nminutes [10]: "),
    ("contacts-parent", "perhaps", "`perhaps` is neither yes nor no\ncontacts-parent [no]: "),
    ("summary", "<script>x</script>", "`<script>x</script>` could be taken for HTML; put a space after `<`, or say it in words\nsummary [later]: "),
    ("title-zh", "青\u202e蛙", "the invisible or control character U+202E stands in it; leave it out\ntitle-zh [later]: "),
])
def test_an_answer_that_does_not_fit_is_asked_again_with_a_plain_sentence(root, question, typed, said):
    given = {"title": "Frog", "title-zh": "蛙", "summary": "Jump.", "summary-zh": "跳。", "does": "jump", "needs": "calm", "interventions": "slow",
             "outcomes": "settles", "ages": "9-12", "group": "4-8", "minutes": "20", "prep-minutes": "5", "phase": "opening", "setting": "yard",
             "room": "line", "materials": "feather", "adults": "1", "home-part": "none", "contacts-parent": "no"}
    kb = Terminal(root, "new", "activity", "frog", *[part for name, value in given.items() if name != question for part in (f"--{name}", value)])
    assert kb.answer().endswith("]: ")
    assert kb.type(typed).endswith(f"\n{said}")
    kb.type(END)
    assert kb.close() == 0


def test_a_part_of_a_name_narrows_the_choice_and_its_numbers_are_those_last_seen(root):
    kb = Terminal(root, "new", "need", "courage", "--name", "Courage", "--name-zh", "勇气", "--summary", "S.", "--summary-zh", "概要。")
    while not (said := kb.answer() if not kb.said else kb.type("")).endswith("outcomes [later]: "):
        assert said.endswith("]: ")
    assert kb.type("Dares 0") .endswith("outcomes [later]: ") and "several fit `Dares 0`; type more of the name\n   1  dares-00" in kb.said
    kb.type("敢13, 3")
    kb.type(END)
    assert kb.close() == 0
    assert load(project_at(root)).get("need", "courage").facts.outcomes == ("dares-13", "dares-02")


def test_an_answer_that_makes_an_earlier_one_wrong_asks_for_that_again(root):
    kb = Terminal(root, "new", "activity", "frog", "--adults", "1")
    said = kb.answer()
    while not said.endswith("risk [low]: "):
        said = kb.type("")
    said = kb.type("high")
    assert "an activity of high risk has one adult; write `adults: 2`, and say what the second one does\n" in said
    assert said.endswith("\nHow many adults it needs.\nadults [2]: ")
    assert kb.type("1").endswith("say what the second one does\nadults [2]: ")
    assert kb.type("").endswith("disclosure-likely [no]: ")
    kb.type(END)
    assert kb.close() == 0
    facts = load(project_at(root)).get("activity", "frog").facts
    assert (facts.adults, facts.safeguarding.risk) == (2, "high")


def test_answers_that_the_rest_of_the_handbook_contradicts_are_asked_for_again_at_the_end(root):
    kb = Terminal(root, "new", "programme", "frog-days", "--ages", "6-15", "--sessions", "breathe-out")
    kb.answer()
    said = kb.type(END)
    assert "the programme is for ages 6–15, `breathe-out` for 9–12; choose another activity, or narrow the `ages` of the programme" in said
    assert said.endswith("How many, or the activities of each: `first+second, third`\nsessions [1]: ")
    assert "written: docs/programmes/frog-days.md" in kb.type("2")
    assert kb.close() == 0


def test_two_guides_that_are_just_begun_are_not_the_same(root):
    for name in ("frog", "toad"):
        kb = Terminal(root, "new", "activity", name)
        kb.answer()
        assert f"written: activities/{name}.md" in kb.type(END) and kb.close() == 0


def test_an_answer_that_is_asked_for_again_can_be_left_for_later(root):
    does = load(project_at(root)).get("activity", "breathe-out").facts.does
    kb = Terminal(root, "new", "activity", "frog", "--does", does)
    kb.answer()
    said = kb.type(END)
    assert "this is nearly the same as `breathe-out`" in said and said.endswith("\ndoes [later]: ")
    assert "written: activities/frog.md" in kb.type("") and kb.close() == 0


def test_it_asks_in_chinese(root):
    kb = Terminal(root, "new", "term", "frog", "--lang", "zh")
    assert kb.answer() == ("新的术语：knowledge/glossary/frog.yml。问完最后一个问题才写文件。\n"
                           "直接按回车，就用方括号里的内容。按 Ctrl-D，剩下的以后再写；按 Ctrl-C，停止。\n"
                           "\n大家叫它什么。\nname [Frog]: ")
    kb.type("", "青蛙", "", "", "")
    assert kb.close() == 0 and "怎样交上来" not in kb.said and "写好了：knowledge/glossary/frog.yml" in kb.said


def test_the_end_of_the_input_leaves_the_rest_for_later(root):
    kb = Terminal(root, "new", "activity", "frog")
    kb.answer()
    kb.type("Frogs")
    assert "written: activities/frog.md" in kb.type(END)
    assert kb.close() == 0
    text = (root / "activities/frog.md").read_text("utf-8")
    assert "title: Frogs\n" in text and "# _To be chosen:_ Ages in years.\n" in text


def test_stopped_in_the_middle_it_writes_nothing(root):
    before = sorted(root.rglob("*"))
    kb = Terminal(root, "new", "activity", "frog")
    kb.answer()
    kb.type("Frogs")
    assert "stopped; nothing was written" in kb.type(BREAK)
    assert kb.close() == 1 and sorted(root.rglob("*")) == before


def test_bytes_that_are_no_text_are_asked_again(root):
    kb = Terminal(root, "new", "term", "frog")
    kb.answer()
    os.write(kb._terminal, b"fr\xffog\r")
    assert kb.answer().endswith("this is not UTF-8 text\nname [Frog]: ")
    kb.type(END)
    assert kb.close() == 0


def test_a_name_in_the_handbook_does_nothing_to_the_terminal(root):
    example_handbook.lay(root, "knowledge/outcomes/settles.yml", 'name: {en: "A\\e[31mB", zh: 甲}\n')
    kb = Terminal(root, "new", "need", "courage", "--name-zh", "勇气", "--summary-zh", "概要。")
    said = kb.answer()
    while "Outcomes that would show" not in said:
        said = kb.type("")
    kb.type("settl", BREAK)
    assert kb.close() == 1 and "\x1b" not in kb.said


def test_a_translation_asks_for_title_and_sentence_only(root):
    (root / "docs/about.zh.md").unlink()
    kb = Terminal(root, "new", "translation", "about")
    assert kb.answer() == "The title in this language.\nAbout\ntitle [later]: "
    assert kb.type("<b>").endswith("could be taken for HTML; put a space after `<`, or say it in words\ntitle [later]: ")
    assert kb.type("关于").endswith("summary [later]: ")
    assert "written: docs/about.zh.md" in kb.type("")
    assert kb.close() == 0
    text = (root / "docs/about.zh.md").read_text("utf-8")
    assert "title: 关于\nsummary: _待写：_ " in text

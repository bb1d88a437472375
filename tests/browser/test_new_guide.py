"""Journey 7 of a contributor: `kb new`, the checker's list, words in the place of marks, a clean check, and the page on a phone in both languages."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb_tools.cli import main
from kb_tools.website.build import build

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = {
    "title": "Frog jump", "title-zh": "青蛙跳",
    "summary": "Children cross a pond of paper leaves, one call at a time.", "summary-zh": "地上铺满纸荷叶，听一声喊，跳一步，一起过池塘。",
    "does": "cross a pond of paper leaves together, one call at a time", "needs": "communication,peer-acceptance", "interventions": "cooperative-tasks",
    "outcomes": "interpersonal-skills", "ages": "9-12", "group": "4-8", "minutes": "20", "prep-minutes": "5", "phase": "warm-up",
    "setting": "yard,classroom", "adults": "1", "home-part": "none", "contacts-parent": "no", "energy": "high", "literacy": "none", "risk": "low",
    "disclosure-likely": "no", "do-not-run-if": "the ground is wet",
    "stop-signals": "a child has fallen", "origin": "designed-here", "source": "source1thesis",
}
WRITTEN = (
    ("the name of this step", "Across the pond"),
    ("what happens, in one line of at most 90 letters", "Jump from leaf to leaf when somebody calls."),
    ("a question about what just happened", "Who called for you?"),
    ("what the source says that this rests on: its design, how many, no comparison if there was none",
     "A group with left-behind children is described without comparison"),
    ("", "Call to the next leaf and wait until somebody is ready."),
)
"""What the contributor writes, by what belongs there; the last stands wherever nothing else does."""

IN_CHINESE = (("the ground is wet", "地上是湿的"), ("a child has fallen", "有孩子摔倒了"))


def kb(*arguments: str):
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A copy of the handbook with a new guide, from the first command to the last word; what each command said."""
    folder = tmp_path_factory.mktemp("contributed") / "handbook"
    folder.mkdir()
    for name in ("activities", "knowledge", "docs", "references.bib", "retractions.yml", "mkdocs.yml"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, folder / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        said = [kb("new", "activity", "frog-jump", *(part for name, value in FLAGS.items() for part in (f"--{name}", value)))]
        guide = folder / "activities/frog-jump.md"
        said.append(kb("check", "activities/frog-jump.md"))
        text = guide.read_text("utf-8")
        for what, words in WRITTEN:
            text = re.sub(rf"_To be written:_ {re.escape(what)}" if what else r"_To be written:_ [^\n·*\[]+(?<! )", words, text)
        for english, chinese in IN_CHINESE:
            text = text.replace(f"_待写：_ {english}", chinese)
        guide.write_text(text, "utf-8")
        said += [kb("check", "activities/frog-jump.md", "activities/frog-jump.zh.md"), kb("check")]
    return folder, said


@pytest.fixture(scope="module")
def contributed(written, tmp_path_factory):
    site = tmp_path_factory.mktemp("contributed-site") / "site"
    assert not build(written[0], site).errors
    return site


def test_the_checkers_list_is_the_list_of_what_to_write_and_ends_when_it_is_written(written):
    began, draft, done, whole = written[1]
    assert began.exit_code == 0 and began.output.startswith("written: activities/frog-jump.md\nwritten: activities/frog-jump.zh.md\n")
    assert "docs/first-activity.md says how to send it" in began.output
    places = int(re.search(r"lists what is still to be written or chosen; places: (\d+)", began.output)[1])
    assert draft.exit_code == 1
    assert draft.output.count("error DOC007 this is still to be written") == places
    assert draft.output.count("  hint: what belongs here: ") + draft.output.count("  hint: put this into Chinese: ") == places
    assert done.exit_code == 0 and done.output == "nothing to repair\n"
    assert whole.exit_code == 0 and "frog-jump" not in whole.output


def test_the_page_shows_it_on_a_phone(contributed, visit):
    with visit((contributed / "activities/frog-jump.html").as_uri(), width=360) as (page, troubles):
        assert page.locator("h1").inner_text() == "Frog jump" and page.locator(".lead").inner_text() == FLAGS["summary"]
        assert page.locator("#steps ~ ol .mins, .steps .mins").all_inner_texts()[:3] == ["5′", "10′", "5′"]
        assert "Call to the next leaf" in page.locator("main, body").first.inner_text() and "To be written" not in page.content()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert not troubles
        page.locator(".chips a").first.click()
        page.wait_for_url("**/needs/communication.html")
        assert page.locator("a[href*='activities/frog-jump.html']").count()


def test_its_chinese_page_shows_the_english_text_and_says_so(contributed, visit):
    with visit((contributed / "zh/activities/frog-jump.html").as_uri(), width=360) as (page, troubles):
        assert page.locator("h1").inner_text() == "青蛙跳" and page.locator(".lead").inner_text() == FLAGS["summary-zh"]
        assert page.locator(".note-lang").is_visible() and "本页正文还没有中文版" in page.locator(".note-lang").inner_text()
        english = page.locator("section[lang=en]", has=page.locator("#why"))
        assert english.is_visible() and "Call to the next leaf" in english.inner_text() and english.locator("h2").inner_text() == "为什么做"
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert not troubles

"""What README and documentation tell: commands that exist, pictures and links that are there, tables that agree with the code."""

import re
import shlex
import sys
from pathlib import Path

import click
import pytest

from kb_tools.cli import main
from kb_tools.evidence import DECISION, DESCRIBES, POOLED
from kb_tools.model.vocabulary import Access, Design
from kb_tools.settings import Misuse, read_settings

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from screenshots import MOST, SHOTS  # noqa: E402 - scripts are no package

FRONT = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "CHANGELOG.md", "changes/README.md")]
TOLD = [*FRONT[:2], *sorted((ROOT / "docs").glob("*.md"))]

_BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```$|^((?: {4}.*\n)+)", re.M | re.S)
_SPAN = re.compile(r"(?<!`)`((?:kb|make) [^`\n]+)`(?!`)")
_COMMAND = re.compile(r"(?:^|[\s;|])(?:\S*/)?(kb|make)((?: +[^\s|>#<&]+)+)")


def named(path: Path) -> str:
    """The name of a test of a file."""
    return path.relative_to(ROOT).as_posix()


def commands(text: str):
    """Each `kb …` and `make …` in the code of a Markdown text, with what is given to it."""
    blocks = [re.sub(r"(^|\s)#.*", "", line) for block in _BLOCK.finditer(text) for line in (block[1] or block[2]).splitlines()]
    for line in [*blocks, *_SPAN.findall(text)]:
        line = re.sub(r"^\s*(?:- )?(?:run:|script:)?\s*(?:[A-Z_]+=\S+ )?", "", line)
        for found in _COMMAND.finditer(line if line.startswith(("kb ", "make ")) or "/kb " in line else ""):
            yield found[1], shlex.split(found[2])


def trouble(tool: str, words: list[str]) -> str:
    """What is wrong with a command, or nothing. Names in capitals stand for something."""
    if tool == "make":
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
        return ", ".join(word for word in words if "=" not in word and not word.startswith((".", "-")) and word not in targets)
    command = main
    for at, word in enumerate(words):
        if isinstance(command, click.Group) and not word.startswith("-"):
            if word.isupper() or "|" in word:
                break
            inner = command.get_command(click.Context(command), word)
            if inner is None:
                return word
            command = inner
        elif word.startswith("-"):
            flags = {flag for one in command.params for flag in (*one.opts, *one.secondary_opts)} | {"--help", "-h", "--version"}
            if word.partition("=")[0] not in flags:
                return f"{command.name} {word}"
    return ""


@pytest.mark.parametrize("text, found", [
    ("Type `kb check docs` now.", [("kb", ["check", "docs"])]),
    ("    make serve     # set up\n", [("make", ["serve"])]),
    ("```\n.kb/bin/kb check --format json > known.json\n```\n", [("kb", ["check", "--format", "json"])]),
    ("```\nSITE_URL=https://example.org/ kb build --site site\n```\n", [("kb", ["build", "--site", "site"])]),
    ("```\n    - kb check --format junit > kb.xml\n```\n", [("kb", ["check", "--format", "junit"])]),
    ("kb is a word; a `kb.toml` is a file.\n", []),
])
def test_commands_are_found_in_code(text, found):
    assert list(commands(text)) == found


@pytest.mark.parametrize("command, wrong", [
    ("kb check --format json", ""), ("kb chekc", "chekc"), ("kb check --forma json", "check --forma"),
    ("kb new activity frog --lang zh", ""), ("kb new activty x", "activty"),
    ("make serve", ""), ("make check PYTHON=python3.12", ""), ("make serv", "serv"), ("kb watch --anything", "watch --anything"),
])
def test_what_is_wrong_with_a_command_is_said(command, wrong):
    assert trouble(*(lambda words: (words[0], words[1:]))(command.split())) == wrong


@pytest.mark.parametrize("path", TOLD, ids=named)
def test_a_command_that_is_told_exists_with_its_options(path):
    assert [(words, said) for tool, words in commands(path.read_text("utf-8")) if (said := trouble(tool, words))] == []


def test_what_both_languages_tell_to_type_is_the_same():
    for path in sorted((ROOT / "docs").glob("*.zh.md")):
        english = path.with_name(path.name.replace(".zh.md", ".md"))
        assert sorted(commands(path.read_text("utf-8"))) == sorted(commands(english.read_text("utf-8"))), path.name


# README

def test_readme_is_two_screens():
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 80


def test_pictures_of_the_readme_are_there_small_and_described():
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert len(shown) == 4 and all(words and (ROOT / path).stat().st_size <= MOST <= 60_000 for words, path in shown)
    assert {path.name for path in (ROOT / "docs/pictures").iterdir()} == {Path(path).name for _, path in shown} == {f"{shot.name}.webp" for shot in SHOTS}


@pytest.mark.parametrize("path", FRONT, ids=named)
def test_links_of_the_front_pages_lead_somewhere(path):
    for target, anchor in re.findall(r"\]\(([^)#]+)(#[^)]*)?\)", path.read_text("utf-8")):
        assert target.startswith(("https://", "../../issues/")) or path.parent.joinpath(target).exists(), target


def test_folders_that_the_readme_names_are_there():
    table = (ROOT / "README.md").read_text("utf-8").partition("## Where things live")[2].partition("\n## ")[0]
    assert [name for name in re.findall(r"`([\w./-]+[/.]\w*)`", table) if "NAME" not in name and not (ROOT / name).exists()] == []


# Tables that say what the code says

def rows(page: str, head: str) -> list[tuple[str, str]]:
    """The first two cells of each row of the table whose first column is headed `head`."""
    table = re.search(rf"^\| `{head}` \|.*\n\|[ -|]+\n((?:\|.*\n)+)", (ROOT / "docs" / page).read_text("utf-8"), re.M)
    return [tuple(cell.strip(" `") for cell in line.strip("|").split("|")[:2]) for line in table[1].splitlines()]


@pytest.mark.parametrize("page, describes, other", [("evidence-works.md", DESCRIBES, "any other"), ("evidence-works.zh.md", "只作描述", "其他")])
def test_tiers_are_told_as_they_are_computed(page, describes, other):
    def said(tier: str) -> str:
        return describes if tier == DESCRIBES else tier

    assert rows(page, "design") == [*((design.value, tier) for design, tier in DECISION), (other, describes)]
    assert rows(page, "pools") == [(pools.value, said(tier)) for pools, tier in POOLED]
    assert {name for name, _ in rows(page, "access")} == {access.value for access in Access}
    assert len(Design) > len(DECISION)


@pytest.mark.parametrize("page", ["checker.md", "checker.zh.md"])
def test_settings_are_told_as_they_are_read(page, tmp_path):
    told = re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs" / page).read_text("utf-8"), re.M)
    (tmp_path / "kb.toml").write_text("nothing-like-it = 1", "utf-8")
    with pytest.raises(Misuse) as refused:
        read_settings(tmp_path)
    assert told == re.findall("`([a-z-]+)`", str(refused.value).partition("known:")[2])

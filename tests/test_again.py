"""A check that remembers says what a check without memory says, whatever was edited in between."""

import random
import sqlite3
import threading
from datetime import date
from pathlib import Path

import example_handbook
import pytest

from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.reporters import json as as_json
from kb_tools.rules import again, run
from kb_tools.settings import Settings

DAY = date(2026, 11, 26)
WORDS = ["calm", "game", "[x](lost.md)", "[about](about.md)", "[@lin2020calm]", "[@lin2020clam]", "[@lin2020calm, p. 40]", "@lin2020calm", "<b>x</b>", "![](x.svg)", "[here](about.md)",
         "Studies show it.", "\u202e", "## Why", "### Why", "#### Deep", "[^1]", "[a][b]", "{#id}", "<!-- kb: ignore CIT001: soon -->", "`[code](no.md)`", "平静", "\n\n", "\r\n",
         "lazy", "breath out", "\"I won't tell anyone.\"", "Take a photo of the group.", "avoid: {en: 'breath out, calm', zh: 平静}", "孤僻"]


def said(root: Path, kept: Path | None, settings: Settings = Settings()) -> str:
    """What a check says: with memory in `kept`, or without any."""
    project = project_at(root)
    report = again.check(project, settings, DAY, kept) if kept else run(load(project), settings, DAY)
    return as_json.render(report.diagnostics)


def said_of_loaded(root: Path, kept: Path) -> str:
    """What a check of a handbook says that somebody has loaded already, as a build does."""
    project = project_at(root)
    return as_json.render(again.check_loading(project, lambda: load(project), kept, DAY).diagnostics)


def edit(root: Path, chance: random.Random) -> str:
    """Change something in a project; return what."""
    files = sorted(p for p in root.rglob("*") if p.suffix in (".md", ".yml", ".bib") and p.is_file())
    file = chance.choice(files)
    kind = chance.choice(["word", "word", "word", "line", "swap", "drop", "new", "gone", "touch", "bytes"])
    text = file.read_bytes().decode("utf-8", "replace")
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    if kind == "word":
        lines[at] += " " + chance.choice(WORDS)
    elif kind == "line":
        lines.insert(at, chance.choice(WORDS))
    elif kind == "swap" and len(lines) > 1:
        lines[at - 1], lines[at] = lines[at], lines[at - 1]
    elif kind == "drop":
        del lines[at]
    elif kind == "new":
        file = file.with_name(f"new{chance.randrange(9)}{''.join(file.suffixes)}")
    elif kind == "gone" and len(files) > 8:
        file.unlink()
        return f"gone {file.name}"
    elif kind == "bytes":
        file.write_bytes(text.encode() + b"\xff")
        return f"bytes {file.name}"
    file.write_bytes("\n".join(lines).encode("utf-8", "replace"))
    return f"{kind} {file.name}:{at}"


@pytest.mark.parametrize("elsewhere", [False, True], ids=["a handbook", "another project"])
@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.deep) for seed in range(6, 150))])
def test_what_is_remembered_never_changes_what_is_said(tmp_path, seed, elsewhere):
    root = example_handbook.write(tmp_path / "project", elsewhere=elsewhere)
    chance, done = random.Random(seed), []
    assert said(root, tmp_path / "kept") == said_of_loaded(root, tmp_path / "loaded") == said(root, None)
    for _ in range(10):
        done += [edit(root, chance) for _ in range(chance.choice([1, 1, 1, 2, 4]))]
        assert said(root, tmp_path / "kept") == said_of_loaded(root, tmp_path / "loaded") == said(root, None), done


def spied(monkeypatch) -> list[str]:
    """The ways that the next checks go: `_anew`, `_partly`, `_moved`, or none of them."""
    ways: list[str] = []
    for name in ("_anew", "_partly", "_moved"):
        real = getattr(again._Check, name)

        def way(self, *args, name=name, real=real):
            found = real(self, *args)
            if found is not None:
                ways.append(name)
            return found

        monkeypatch.setattr(again._Check, name, way)
    return ways


def test_an_edit_of_prose_is_looked_at_alone(tmp_path, monkeypatch):
    root, ways = example_handbook.write(tmp_path / "project"), spied(monkeypatch)
    guide = root / "activities/breathe-out.md"
    guide.write_text(guide.read_text("utf-8").replace("Who passed.", "Who passed. [lost](lost.md) [@nobody2020]"), "utf-8")
    first = said(root, tmp_path / "kept")
    assert ways == ["_anew"] and "LNK001" in first and "CIT001" in first
    assert said(root, tmp_path / "kept") == first and ways == ["_anew"]
    guide.write_text(guide.read_text("utf-8").replace("Who passed.", "Who passed, and who did not.\n\nWho  laughed."), "utf-8")
    assert said(root, tmp_path / "kept") == said(root, None) != first and ways == ["_anew", "_moved"]
    guide.write_text(guide.read_text("utf-8").replace("[lost](lost.md)", "[found](lost.md)"), "utf-8")
    assert said(root, tmp_path / "kept") == said(root, None) and ways[2:] == ["_partly"]


@pytest.mark.parametrize("path, old, new", [
    ("activities/breathe-out.md", "title: ", "title: Not "), ("knowledge/needs/calm.yml", "name:", "# A note.\nname:"),
], ids=["a title", "a record"])
def test_what_looks_at_a_file_alone_is_not_asked_of_the_others(tmp_path, monkeypatch, path, old, new):
    root, ways = example_handbook.write(tmp_path / "project"), spied(monkeypatch)
    said_of_loaded(root, tmp_path / "kept")
    (root / path).write_text((root / path).read_text("utf-8").replace(old, new, 1), "utf-8")
    assert said_of_loaded(root, tmp_path / "kept") == said(root, None) and ways == ["_anew", "_partly"]
    assert said_of_loaded(root, tmp_path / "kept") == said(root, None) and ways == ["_anew", "_partly"]


def test_a_word_that_a_term_avoids_is_seen_in_what_was_edited(tmp_path, monkeypatch):
    root, ways = example_handbook.write(tmp_path / "project"), spied(monkeypatch)
    example_handbook.lay(root, "knowledge/glossary/out-breath.yml", "avoid:\n  en: puff\n")
    assert "WRD002" not in said(root, tmp_path / "kept")
    guide = root / "activities/breathe-out.md"
    guide.write_text(guide.read_text("utf-8").replace("Who passed.", "Who passed, and whose puff was long."), "utf-8")
    first = said(root, tmp_path / "kept")
    assert first == said(root, None) and "WRD002" in first and ways == ["_anew", "_moved"]
    example_handbook.lay(root, "knowledge/glossary/out-breath.yml", "avoid:\n  en: puffing\n")
    assert said(root, tmp_path / "kept") == said(root, None) and "WRD002" not in said(root, None) and ways == ["_anew", "_moved", "_anew"]


def test_steps_that_were_copied_are_seen(tmp_path, monkeypatch):
    root, ways = example_handbook.write(tmp_path / "project"), spied(monkeypatch)
    guide = (root / "activities/breathe-out.md").read_text("utf-8")
    other = root / "activities/leaf-by-touch.md"
    other.write_text(guide.replace("### 2. Blow", "### 2. " + " ".join(f"word{chr(97 + i)}" for i in range(26))).replace("blow a feather", "feel the edge of a leaf"), "utf-8")
    other.write_text(other.read_text("utf-8").replace("Blow the feather from hand to hand.", "Feel. " * 40).replace("Blow the feather; breathe", "Take leaves; go"), "utf-8")
    assert "ACT008" not in said(root, tmp_path / "kept")
    other.write_text(guide, "utf-8")
    assert said(root, tmp_path / "kept") == said(root, None) and "ACT008" in said(root, None) and ways == ["_anew", "_partly"]


def test_a_dictionary_that_was_installed_is_asked(tmp_path, monkeypatch):
    root = example_handbook.write(tmp_path / "project")
    example_handbook.lay(root, "docs/about.md", "## What it is\n\n" + "Notwithstanding considerable institutional responsibilities, " * 20 + "we go.\n")
    with monkeypatch.context() as without:
        without.setattr("kb_tools.sources.reading.find_spec", lambda name: None)
        assert "WRD005" not in said(root, tmp_path / "kept")
    assert "WRD005" in said(root, tmp_path / "kept")


def test_what_is_saved_while_the_handbook_is_read_is_looked_at_the_next_time(tmp_path):
    root = example_handbook.write(tmp_path / "project")
    project, file = project_at(root), root / "activities/breathe-out.md"
    good, bad = file.read_text("utf-8"), file.read_text("utf-8").replace("title: ", "titel: ", 1)

    def read_then_save():
        handbook = load(project)
        file.write_text(bad, "utf-8")
        return handbook

    assert again.check_loading(project, read_then_save, tmp_path / "kept", DAY).diagnostics == ()
    assert said_of_loaded(root, tmp_path / "kept") == said(root, None) != "[]"
    file.write_text(good, "utf-8")
    assert said_of_loaded(root, tmp_path / "kept") == "[]"


def test_another_work_is_looked_for_everywhere(tmp_path, monkeypatch):
    root, ways = example_handbook.write(tmp_path / "project"), spied(monkeypatch)
    said_of_loaded(root, tmp_path / "kept")
    bibliography = root / "references.bib"
    bibliography.write_text(bibliography.read_text("utf-8").replace("lin2020calm", "lin2020clam"), "utf-8")
    assert "CIT001" in said_of_loaded(root, tmp_path / "kept") and ways == ["_anew", "_anew"]
    assert said_of_loaded(root, tmp_path / "kept") == said(root, None)


@pytest.mark.parametrize("change", [
    lambda root: (root / "kb.toml").write_text('ignore = ["LNK"]', "utf-8"),
    lambda root: (root / "docs/assets/new.svg").write_text("<svg/>", "utf-8"),
    lambda root: (root / "mkdocs.yml").write_text("plugins: [tongban, {bibtex: {bib_file: lost.bib}}]", "utf-8"),
    lambda root: (root / "docs/linked.md").symlink_to(root / "docs/about.md"),
    lambda root: (root / "docs/about.md").rename(root / "docs/other.md"),
], ids=["settings", "an asset", "the configuration", "a link in the file system", "another name"])
def test_what_stands_around_the_files_counts_too(tmp_path, change):
    root = example_handbook.write(tmp_path / "project")
    (root / "docs/assets").mkdir(exist_ok=True)
    example_handbook.lay(root, "docs/about.md", "## What it is\n\n![seats](assets/new.svg) [x](x.md)\n")
    said(root, tmp_path / "kept", project_at(root).settings)
    change(root)
    settings = project_at(root).settings
    assert said(root, tmp_path / "kept", settings) == said(root, None, settings)


def test_a_file_that_is_included_counts_too(tmp_path):
    root = example_handbook.write(tmp_path / "project", elsewhere=True)
    config = (root / "mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text(config + "  - pymdownx.snippets: {base_path: [parts], auto_append: [words.md]}\n", "utf-8")
    assert "LNK012" in said(root, tmp_path / "kept")
    (root / "parts").mkdir()
    (root / "parts/words.md").write_text("*[KB]: knowledge base\n", "utf-8")
    assert said(root, tmp_path / "kept") == said(root, None) == "[]"


def test_another_day_and_other_rules_are_another_check(tmp_path):
    root = example_handbook.write(tmp_path / "project")
    project = project_at(root)
    for settings, day in ((Settings(), DAY), (Settings(select=("BIB",)), DAY), (Settings(verified_days=1), DAY), (Settings(), date(2040, 1, 1))):
        kept = again.check(project, settings, day, tmp_path / "kept")
        assert as_json.render(kept.diagnostics) == as_json.render(run(load(project), settings, day).diagnostics)


@pytest.mark.parametrize("damage", [b"", b"no database", None])
def test_a_damaged_memory_is_made_anew(tmp_path, damage):
    root = example_handbook.write(tmp_path / "project")
    before = said(root, tmp_path / "kept")
    file = tmp_path / "kept/check.sqlite"
    if damage is None:
        with sqlite3.connect(file) as database:
            database.execute("update kept set value = 'x' where space = 'run'")
    else:
        file.write_bytes(damage)
    assert said(root, tmp_path / "kept") == before


def test_two_checks_at_once_say_the_same(tmp_path):
    root = example_handbook.write(tmp_path / "project")
    wanted, told = said(root, None), []
    threads = [threading.Thread(target=lambda: told.append(said(root, tmp_path / "kept"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [wanted] * 4


def test_nothing_is_kept_inside_of_the_project(tmp_path):
    root = example_handbook.write(tmp_path / "project")
    before = sorted(p.relative_to(root) for p in root.rglob("*"))
    said(root, tmp_path / "kept")
    assert sorted(p.relative_to(root) for p in root.rglob("*")) == before


def test_what_is_put_back_is_missed_no_more(tmp_path):
    root = example_handbook.write(tmp_path / "project", elsewhere=True)
    (root / "docs/ring.md").write_text("# Ring\n\n## Seats\n\nOne each.\n", "utf-8")
    (root / "docs/index.md").write_text((root / "docs/index.md").read_text("utf-8") + "\nSee [seats](ring.md#seats).\n", "utf-8")
    before = said(root, tmp_path / "kept")
    (root / "docs/ring.md").write_text("# Ring\n\n## Chairs\n\nOne each.\n", "utf-8")
    assert said(root, tmp_path / "kept") == said(root, None) != before
    (root / "docs/ring.md").write_text("# Ring\n\n## Seats\n\nOne each.\n", "utf-8")
    assert said(root, tmp_path / "kept") == said(root, None) == before


@pytest.mark.parametrize("part", ["# Seats", "Places\n{: #seats }", "<a id='seats'></a>"])
def test_a_new_anchor_is_seen_by_links_to_it(tmp_path, part):
    root = example_handbook.write(tmp_path / "project", elsewhere=True)
    (root / "docs/ring.md").write_text("# Ring\n\n## Chairs\n\nOne each.\n", "utf-8")
    (root / "docs/index.md").write_text((root / "docs/index.md").read_text("utf-8") + "\nSee [seats](ring.md#seats).\n", "utf-8")
    before = said(root, tmp_path / "kept")
    (root / "docs/ring.md").write_text(f"# Ring\n\n## Chairs\n\nOne each.\n\n{part}\n", "utf-8")
    assert said(root, tmp_path / "kept") == said(root, None)
    assert said(root, None) != before
    (root / "docs/ring.md").write_text(f"# Ring\n\n## Chairs\n\nOne each.\n\n{part}\n".replace("eats", "oats"), "utf-8")
    assert said(root, tmp_path / "kept") == said(root, None)

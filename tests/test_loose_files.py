"""What rules about links and citations say of files that belong to no site, of single files, and where plugins make pages."""

from pathlib import Path

import example_handbook
import pytest

from kb_tools.diagnostics import Severity
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.rules import run
from kb_tools.settings import Settings


def told(root: Path, *codes: str, only: list[str] | None = None) -> list[tuple]:
    """What some rules say: file, code, the text it is about, and the text that would mend it."""
    found = run(load(project_at(root), only), Settings(select=codes)).diagnostics
    return [(d.path, d.code, (root / d.path).read_text("utf-8")[d.span.start:d.span.end], d.fix) for d in found]


@pytest.fixture
def loose(tmp_path) -> Path:
    """A folder with two notes and no settings."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/tag.md").write_text("# Tag\n\n[Read me](../README.md), [root](/README.md)\n", "utf-8")
    (tmp_path / "README.md").write_text("# Read me\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(("text", "found"), [
    ("[tag](notes/tag.md#tag), [folder](notes/), [root](/notes/tag.md)", []),
    ("[lost](lost.md), [out](../lost.md), [root](/lost.md)", [("LNK001", "lost.md", None), ("LNK001", "../lost.md", None), ("LNK001", "/lost.md", None)]),
    ("[tag](notes/tag.html#tag), [tag](Notes/Tag.md#tag)", [("LNK006", "notes/tag.html#tag", "notes/tag.md#tag"), ("LNK007", "Notes/Tag.md#tag", "notes/tag.md#tag")]),
    # Ids as a code host makes them count beside those of Python-Markdown, and so do lists of attributes and labels of other dialects.
    ("[it](#say--do), [it](#say-do), [it](#given), [it](#label)\n\n## Say & do\n\n## More {#given}\n\n(label)=\n", []),
    ("[it](#saydo), [it](#more-given), [it](#labels)\n\n## Say & do\n\n## More {#given}\n\n(label)=\n", [("LNK002", "#saydo", None), ("LNK002", "#more-given", None), ("LNK002", "#labels", None)]),
])
def test_loose_files_lead_to_each_other(loose, text, found):
    (loose / "README.md").write_text(f"# Read me\n\n{text}\n", "utf-8")
    assert told(loose, "LNK") == [("README.md", *one) for one in found]


def test_an_id_of_a_loose_file_is_never_certain(loose):
    (loose / "README.md").write_text("[lost](#lost)\n", "utf-8")
    assert [d.severity for d in run(load(project_at(loose)), Settings(select=("LNK002",))).diagnostics] == [Severity.WARNING]


def test_what_is_cited_where_is_asked_of_sites_alone(loose):
    (loose / "works.bib").write_text("@misc{lin2020calm, title = {Calm}, pages = {10--19}}\n", "utf-8")
    (loose / "README.md").write_text("# As @lin2020calm says [@lin2020calm, p. 40; @wei2021snow] [@lin2020calm and @wei2021snow]\n", "utf-8")
    assert told(loose, "CIT") == []


def test_of_single_files_nothing_is_said_that_others_may_answer(tmp_path):
    root = example_handbook.write(tmp_path)
    example_handbook.lay(root, "docs/about.md", "## What it is\n\n[days](programmes/calm-days.md), [lost](lost.md), [read](../references.bib), [out](../docs) [@lin2020calm].\n")
    assert told(root, "LNK", "CIT", only=["docs/about.md", "references.bib"]) == [("docs/about.md", "LNK001", "lost.md", None), ("docs/about.md", "LNK001", "../docs", None)]


def test_of_single_pages_of_a_site_nothing_is_said_that_others_may_answer(tmp_path):
    root = example_handbook.write(tmp_path, elsewhere=True)
    (root / "docs/lost.md").write_text("# Lost\n\n[root](/lost/), [nothing](/nothing/), [tag](games/tag.md)\n", "utf-8")
    (root / "mkdocs.yml").write_text("nav: [index.md, gone.md]\nplugins: [{bibtex: {bib_file: refs.bib}}]\n", "utf-8")
    codes = ("LNK001", "LNK010", "LNK011", "CIT002")
    assert told(root, *codes, only=["docs/lost.md", "refs.bib"]) == []
    assert told(root, *codes) == [("docs/lost.md", "LNK010", "", None), ("docs/lost.md", "LNK001", "/nothing/", None), ("mkdocs.yml", "LNK011", "gone.md", None)]


@pytest.mark.parametrize(("plugins", "severity"), [("[search]", Severity.ERROR), ("[search, gen-files]", Severity.WARNING)])
def test_a_page_that_a_plugin_may_make_is_not_certainly_lost(tmp_path, plugins, severity):
    root = example_handbook.write(tmp_path, elsewhere=True)
    (root / "mkdocs.yml").write_text(f"nav: [index.md, games/tag.md, made.md]\nplugins: {plugins}\n", "utf-8")
    (root / "docs/index.md").write_text("# Home\n\n[made](made.md)\n", "utf-8")
    found = run(load(project_at(root)), Settings(select=("LNK",))).diagnostics
    assert [(d.code, d.severity) for d in found] == [("LNK001", severity), ("LNK011", severity)]

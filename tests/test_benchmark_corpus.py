"""The made-up handbook of the benchmarks keeps every promise that keeps a handbook from being published."""

from benchmarks.corpus import make
from benchmarks.others import pages
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.rules import run


def test_thirty_made_up_activities_have_no_errors(tmp_path):
    make(tmp_path, activities=30)
    report = run(load(project_at(tmp_path)))
    assert [str(d) for d in report.errors] == []
    assert len(report.handbook.records["activity"]) == 30


def test_the_same_seed_makes_the_same_handbook(tmp_path):
    for name in ("one", "other"):
        make(tmp_path / name, activities=3, seed=7)
    texts = [{p.relative_to(tmp_path / name): p.read_bytes() for p in (tmp_path / name).rglob("*") if p.is_file()} for name in ("one", "other")]
    assert texts[0] == texts[1]


def test_each_record_and_work_is_a_page_for_the_other_generators_too(tmp_path):
    make(tmp_path, activities=3)
    handbook = load(project_at(tmp_path))
    made = pages(tmp_path)
    wanted = {kind.plural: len(handbook.records[kind.name]) for kind in (r.kind for r in handbook.every()) if kind.form != "list"}
    wanted["references"] = len(handbook.entries)
    assert {folder: sum(name.startswith(f"{folder}/") for name in made) for folder in wanted} == wanted

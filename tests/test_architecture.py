"""The house keeps its floors, and what is generated is current."""

import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from kb_tools.model import KINDS, schemas
from kb_tools.model.vocabulary import VOCABULARIES
from kb_tools.words import _table

ROOT = Path(__file__).resolve().parent.parent


def test_modules_import_only_from_floors_below_them():
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_name_is_unused_or_undefined_and_imports_stand_in_order():
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_committed_schemas_are_those_of_the_models():
    folder = ROOT / "knowledge" / "schemas"
    made = schemas.files()
    assert {p.name for p in folder.glob("*.json")} == set(made)
    for name, content in made.items():
        assert (folder / name).read_text("utf-8") == content, f"{name} is stale: run `make schemas`"


@pytest.mark.parametrize("kind", [k for k in KINDS if k.form != "guide"], ids=lambda k: k.name)
def test_every_yaml_record_fits_its_schema(kind):
    validator = jsonschema.Draft202012Validator(schemas.schema(kind))
    folder = ROOT / kind.folder
    files = [folder] if folder.is_file() else sorted(folder.glob("*.yml"))
    assert files
    for file in files:
        data = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
        errors = [e.message for e in validator.iter_errors(_as_json(data))]
        assert not errors, (file.name, errors[:3])


def _as_json(value):
    """YAML allows numbers as keys; JSON writes them as texts."""
    if isinstance(value, dict):
        return {str(k): _as_json(v) for k, v in value.items()}
    return [_as_json(v) for v in value] if isinstance(value, list) else value


def test_every_field_of_every_model_is_described():
    for kind in KINDS:
        for name, definition in {kind.name: schemas.schema(kind), **schemas.schema(kind).get("$defs", {})}.items():
            for field, info in definition.get("properties", {}).items():
                assert info.get("description") or "$ref" in info, f"{name}.{field}"


def test_every_value_of_every_vocabulary_has_a_sentence_in_both_languages():
    for vocabulary in VOCABULARIES:
        for value in vocabulary:
            for lang in ("en", "zh"):
                assert value.in_(lang) and value.says(lang)


ONE_LANGUAGE_NEEDS_NONE = {"gap": "zh", "notes-in-english": "en"}
"""Texts that are empty in one language on purpose: no blank between Chinese sentences, no word on English in English."""


def test_every_interface_text_is_there_in_both_languages_with_the_same_values():
    for key, text in _table().items():
        assert set(text) == {"en", "zh"}, key
        assert [lang for lang in text if not text[lang]] == ([ONE_LANGUAGE_NEEDS_NONE[key]] if key in ONE_LANGUAGE_NEEDS_NONE else []), key
        assert set(re.findall(r"{(\w+)}", text["en"])) == set(re.findall(r"{(\w+)}", text["zh"])), key


def test_no_committed_file_names_a_registry_host():
    hosts = re.compile("|".join(map(re.escape, ("py" + "pi.org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian"))))
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\0")
    for name in filter(None, listed):
        path = ROOT / name
        if path.is_file() and path.stat().st_size < 5_000_000:
            assert not hosts.search(path.read_text("utf-8", "replace")), name

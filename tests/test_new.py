"""`kb new`: what is written keeps every promise but that nothing is left to be written; what is answered is read back as it was said."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import example_handbook
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_tools.cli import main
from kb_tools.desk import spelling
from kb_tools.desk.choices import Unfit
from kb_tools.desk.dialogue import is_asked, offer_of
from kb_tools.desk.fields import Form, fields_of
from kb_tools.desk.fmt import formatted
from kb_tools.desk.new import begin, finish, trouble
from kb_tools.desk.reading import read, words
from kb_tools.desk.scaffold import files_of
from kb_tools.load import load
from kb_tools.model import KINDS, kind_named
from kb_tools.project import project_at
from kb_tools.rules import run
from kb_tools.sources import markdown, yaml

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 27)
NAMES = [kind.name for kind in KINDS]


@pytest.fixture
def root(tmp_path, monkeypatch):
    """The example handbook, and the folder in which commands run."""
    made = example_handbook.write(tmp_path / "handbook")
    monkeypatch.chdir(made)
    return made


def kb(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def new(*arguments):
    done = kb("new", *arguments)
    assert done.exit_code == 0, done.output
    return done.output


def found(folder: Path):
    """What a check finds: (file, code, message, hint) of each."""
    return [(d.path, d.code, d.message, d.hint) for d in run(load(project_at(folder))).diagnostics]


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def untouched(copy):
    """What is found in a copy of the handbook, and its files, before anything is begun there."""
    shutil.copy(ROOT / "retractions.yml", copy)
    return set(found(copy)), tree(copy)


# Every kind, with nothing given

@pytest.mark.parametrize("kind", NAMES)
def test_without_any_answer_only_words_and_choices_are_missing_in_the_example_handbook(root, kind):
    said = new(kind, "frog-jump")
    told = found(root)
    path = kind_named(kind).folder if kind == "material" else next(path for path, *_ in told)
    assert {code for _, code, *_ in told} == {"DOC007"} and {where for where, *_ in told} == {path}
    assert said.startswith(f"written: {path}\nkb check {path}    lists what is still to be written or chosen; places: {len(told)}\n")


@pytest.mark.parametrize("kind", [pytest.param(name, marks=[pytest.mark.deep] * (name not in ("activity", "programme", "study"))) for name in NAMES])
def test_without_any_answer_only_words_and_choices_are_missing_in_the_real_one(copy, untouched, monkeypatch, kind):
    monkeypatch.chdir(copy)
    before, files = untouched
    new(kind, "frog-jump")
    fresh = [one for one in found(copy) if one not in before]
    assert fresh and {code for _, code, *_ in fresh} == {"DOC007"}
    for path, data in tree(copy).items():
        if data != files.get(path):
            (copy / path).write_bytes(files[path]) if path in files else (copy / path).unlink()


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_written_has_canonical_form_and_says_what_belongs_where_in_both_languages(root, kind, lang):
    new(kind, "frog-jump", "--lang", lang)
    for path, text in tree(root).items():
        assert formatted(path, text.decode()) == text.decode()
    report = run(load(project_at(root)))
    in_english, in_chinese = (kb("check", "--lang", one).output for one in ("en", "zh"))
    assert len(report.diagnostics) == in_english.count("DOC007") == in_chinese.count("DOC007")


def test_a_guide_says_of_each_place_what_belongs_there(root):
    new("activity", "frog-jump", "--title-zh", "青蛙跳", "--summary-zh", "一片荷叶一片荷叶地跳。")
    told = {(message, hint) for _, _, message, hint in found(root)}
    assert {
        ("this is still to be written", "what belongs here: What children do, as one verb phrase."),
        ("this is still to be written", "what belongs here: the name of this step"),
        ("this is still to be written", "what belongs here: a question about what just happened"),
        ("this is still to be written", "what belongs here: what is shorter or simpler for them"),
        ("this is still to be written", "what belongs here: what the source says that this rests on: its design, how many, no comparison if there was none"),
        ("nobody has chosen this yet", "when it is right, delete this line. Ages in years."),
        ("nobody has chosen this yet", "when it is right, delete this line. How much care it needs."),
    } <= told


def test_what_others_have_to_say_of_a_new_record_is_on_the_list_too(root):
    new("need", "courage")
    assert "what belongs here: add `courage` to the `needs` of an activity; add `courage` to the `needs` of an intervention that an activity names" in \
        [hint for *_, hint in found(root)]
    path = root / "knowledge/needs/courage.yml"
    path.write_text("".join(line for line in path.read_text("utf-8").splitlines(keepends=True) if "kb: ignore" not in line), "utf-8")
    assert {"REF011"} == {code for _, code, *_ in found(root)} - {"DOC007"}


def test_a_comment_says_what_a_field_means_and_what_else_can_stand_there(root):
    new("activity", "frog-jump", "--phase", "opening")
    text = (root / "activities/frog-jump.md").read_text("utf-8")
    assert "# Its place in a meeting.\n# Can be: opening · warm-up · working · closing\nphase: opening\n" in text
    assert "# _To be chosen:_ Needs it addresses, the main one first.\n# Can be: calm\nneeds: [calm]\n" in text
    assert "# May stand here too:\n# room: How people sit or stand, in the order in which it comes.\n#   circle · " in text


def test_a_long_row_of_names_is_cut_and_says_where_the_others_are(copy, monkeypatch):
    draft = begin(project_at(copy), kind_named("activity"), "frog-jump", TODAY)
    line = next(line for line in files_of(draft)["activities/frog-jump.md"].split("\n") if "calming-practice ·" in line)
    assert line.endswith(" more in knowledge/interventions") and line.count("·") == 8


# Flags

ANSWERS = {
    "title": "Frog jump", "title_zh": "青蛙跳", "summary": "Jump: one leaf, then the next", "summary_zh": "跳一片，再跳一片。",
    "does": "jump from leaf to leaf", "needs": "calm", "interventions": "slow", "outcomes": "Settles", "ages": "9–12", "group": "4 to 8",
    "minutes": "20", "prep-minutes": "0", "phase": "热身", "setting": "yard，classroom", "room": "line,crossing", "materials": "feather:group:3",
    "adults": "2", "home-part": "talk", "contacts-parent": "no", "energy": "Lively", "literacy": "none", "risk": "high",
    "disclosure-likely": "yes", "do-not-run-if": ("it rains", "the yard is wet"), "stop-signals": ("a child falls",),
    "origin": "adapted", "source": "lin2020calm",
}


def flags(answers: dict[str, object]) -> list[str]:
    made = []
    for name, value in answers.items():
        for one in value if isinstance(value, tuple) else (value,):
            made += [f"--{name.replace('_', '-')}", one]
    return made


def test_every_answer_may_be_a_flag_and_stands_in_the_record(root):
    new("activity", "frog-jump", *flags(ANSWERS))
    record = load(project_at(root)).get("activity", "frog-jump")
    facts = record.facts.model_dump(mode="json", exclude={"written", "safeguarding"})
    care = record.facts.safeguarding
    assert facts == {
        "title": "Frog jump", "summary": "Jump: one leaf, then the next", "does": "jump from leaf to leaf",
        "reviewed": None, "trace": [], "aliases": [], "replaced_by": None, "origin": "adapted", "source": "lin2020calm",
        "needs": ["calm"], "interventions": ["slow-breath"], "outcomes": ["settles"], "ages": {"min": 9, "max": 12}, "group": {"min": 4, "max": 8},
        "minutes": 20, "prep_minutes": 0, "phase": "warm-up", "setting": ["yard", "classroom"], "room": ["line", "crossing"],
        "materials": [{"item": "feather", "per": "group", "amount": 3, "substitute": None}],
        "adults": 2, "second_adult_from": None, "home_part": "talk", "contacts_parent": False, "energy": "high", "literacy": "none", "reports": [],
    }
    assert (care.risk, care.disclosure_likely, [t.en for t in care.do_not_run_if]) == ("high", True, ["it rains", "the yard is wet"])
    assert (record.translation.title, record.translation.summary, record.translated) == ("青蛙跳", "跳一片，再跳一片。", None)
    assert not [hint for *_, message, hint in found(root) if message == "nobody has chosen this yet"]


def test_an_activity_has_what_its_answers_call_for(root):
    new("activity", "frog-jump", *flags(ANSWERS))
    text = (root / "activities/frog-jump.md").read_text("utf-8")
    document = markdown.read(text)
    assert [section.title for section in document.sections] == list(kind_named("activity").sections)
    assert [step.minutes for step in document.section("steps").steps] == [5, 10, 5]
    assert text.count("_In short:_ _To be written:_") == 3 and text.count("- **Mixed group:** ") == 1
    assert "### Words for home\n\n> _To be written:_ what to read aloud" in text
    assert "what the second adult does" in text and "If a parent cannot be reached" not in text


@pytest.mark.parametrize(("answers", "has"), [
    (["--contacts-parent", "yes"], True), (["--home-part", "call"], True), (["--home-part", "paper"], False), ([], False),
])
def test_a_way_for_a_child_whose_parent_cannot_be_reached_stands_where_it_is_called_for(root, answers, has):
    new("activity", "frog-jump", *answers)
    assert ("### If a parent cannot be reached" in (root / "activities/frog-jump.md").read_text("utf-8")) is has


def test_a_need_of_parents_calls_for_that_way_too(copy, monkeypatch):
    draft = begin(project_at(copy), kind_named("activity"), "frog-jump", TODAY)
    needs = next(one for one in draft.fields if one.name == "needs")
    text = files_of(draft.with_(needs, ["parent-child-relationship"]))["activities/frog-jump.md"]
    assert "### If a parent cannot be reached" in text and "risk: low" not in text


def test_the_chinese_of_a_text_is_not_lost_without_its_english(root):
    new("term", "frog", "--avoid-zh", "田鸡")
    assert "avoid:\n  en: _To be written:_ Words not to use for it.\n  zh: 田鸡\n" in (root / "knowledge/glossary/frog.yml").read_text("utf-8")


@pytest.mark.parametrize(("minutes", "parts"), [(1, [1]), (2, [1, 1]), (3, [1, 2]), (4, [1, 2, 1]), (5, [1, 3, 1]), (20, [5, 10, 5]), (45, [11, 23, 11])])
def test_steps_add_up(root, minutes, parts):
    new("activity", "frog-jump", "--minutes", minutes)
    steps = markdown.read((root / "activities/frog-jump.md").read_text("utf-8")).section("steps").steps
    assert [step.minutes for step in steps] == parts


@pytest.mark.parametrize(("typed", "minutes", "sessions"), [
    ("3", None, 3), ("breathe-out, breathe-out+breathe", None, 2),
])
def test_a_programme_is_so_many_sessions_or_the_activities_of_each(root, typed, minutes, sessions):
    new("programme", "frog-days", "--sessions", typed)
    facts = load(project_at(root)).get("programme", "frog-days").facts
    assert len(facts.sessions) == sessions and (facts.ages.min, facts.ages.max) == (9, 12)
    assert all(slot.activity is None or slot.minutes == 10 for session in facts.sessions for slot in session.slots)
    assert {code for _, code, *_ in found(root)} == {"DOC007"}


def test_a_study_of_which_something_was_read_still_wants_its_findings(root):
    new("study", "frogs", "--access", "abstract", "--design", "meta")
    told = found(root)
    assert {code for _, code, *_ in told} == {"DOC007"}
    hints = [hint for *_, hint in told]
    assert "what belongs here: add `findings:` or `context_findings:`; write `access: record` if none was read" in hints
    assert "what belongs here: add `pools:`; `not-stated` where what was read does not say" in hints


def test_a_study_that_is_called_like_its_work_has_its_title(root):
    example_handbook.lay(root, "references.bib", "@book{frog1999, title = {On frogs}, verified = {2026-11-22, the book}}\n")
    new("study", "frog1999", "--context-findings", "calm")
    facts = load(project_at(root)).get("study", "frog1999").facts
    assert (facts.name.en, facts.reference, facts.access) == ("On frogs", "frog1999", "abstract")


def test_a_study_of_a_work_that_nobody_has_seen_is_refused_and_named(root):
    example_handbook.lay(root, "references.bib", "@book{frog1999, title = {On frogs}, unverified = {2026-11-22, exported file frogs.ris}}\n")
    refused = kb("new", "study", "frog1999")
    assert refused.exit_code == 2 and "`frog1999` is `unverified` in `references.bib`: compare its entry with the work" in refused.output
    assert not (root / "knowledge/studies/frog1999.yml").exists()


@pytest.mark.parametrize(("slug", "offered"), [("lin2020calm", "lin2020calm"), ("frogs", None)])
def test_a_study_is_offered_the_work_that_it_is_called_like_and_no_other(root, slug, offered):
    (root / "knowledge/studies/lin2020calm.yml").unlink()
    draft = begin(project_at(root), kind_named("study"), slug, date.today())
    assert offer_of(draft, next(one for one in draft.fields if one.name == "reference")) == offered


def test_each_text_has_a_place_for_its_chinese(root):
    new("activity", "frog-jump", "--do-not-run-if", "the floor is wet", "--stop-signals", "a child slips", "--materials", "feather:child:2")
    safety = load(project_at(root)).get("activity", "frog-jump").facts.safeguarding
    assert [text.zh for text in (*safety.do_not_run_if, *safety.stop_signals)] == ["_待写：_ the floor is wet", "_待写：_ a child slips"]
    assert ("activities/frog-jump.md", "put this into Chinese: a child slips") in [(path, hint) for path, *_, hint in found(root)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_an_option_has_no_underscore(kind):
    assert not [one.name for one in fields_of(kind) if "_" in one.name]


def test_a_material_is_added_to_the_others_which_stay_as_they_are(root):
    path = root / "knowledge/materials.yml"
    path.write_bytes(before := path.read_bytes().rstrip(b"\n"))
    new("material", "rope", "--name-zh", "绳子", "--kind", "bought")
    assert path.read_bytes().startswith(before + b"\n")
    record = load(project_at(root)).get("material", "rope")
    assert (record.name.en, record.name.zh, record.facts.kind) == ("Rope", "绳子", "bought")


@pytest.mark.parametrize("kind", NAMES)
def test_help_lists_an_option_for_each_field_with_what_it_means(kind):
    said = " ".join(kb("new", kind, "--help").output.split())
    for one in fields_of(kind_named(kind)):
        assert f" --{one.name} " in said and one.says in said, one.name


@pytest.mark.parametrize("kind", NAMES)
def test_each_field_has_a_name_of_its_own_and_each_required_one_is_asked_for(root, kind):
    draft = begin(project_at(root), kind_named(kind), "frog-jump", TODAY)
    names = [one.name for one in draft.fields]
    assert len(set(names)) == len(names)
    assert all(is_asked(draft, one) for one in draft.fields if one.required)


# Refusals

@pytest.mark.parametrize(("arguments", "said"), [
    (["activity", "Frog Jump"], "`Frog Jump` is no id: write it in small letters with hyphens, such as `frog-jump`"),
    (["activity", "../evil"], "`../evil` is no id"),
    (["activity", "青蛙"], "`青蛙` is no id"),
    (["activity", "a" * 81], "an id has at most 80 letters; this has 81"),
    (["activity", ""], "is no id"),
    (["activity", "frog\x1b[2J"], "`frog�[2J` is no id"),
    (["activity", "breathe-out"], "the activity `breathe-out` stands in `activities/breathe-out.md` already"),
    (["material", "feather"], "the material `feather` stands in `knowledge/materials.yml` already"),
    (["activity", "calm"], "`calm` is the need in `knowledge/needs/calm.yml`; choose another id"),
    (["need", "quiet"], "`quiet` is what the need `calm` was called before; choose another id"),
    (["need", "half"], "the file `knowledge/needs/half.yaml` is there already"),
    (["method", "lost"], "the file `docs/methods/lost.zh.md` is there already"),
    (["activity", "frog", "--needs", "clam"], "--needs: nothing here is called `clam`; did you mean `calm`?"),
    (["activity", "frog", "--needs", "calm,other"], "--needs: nothing here is called `other`; there are `calm`"),
    (["activity", "frog", "--setting", "r"], "--setting: several fit `r`; type more of the name (classroom, yard, village-room)"),
    (["activity", "frog", "--ages", "young"], "--ages: `young` is no range; write the smallest and the largest, such as 6-12"),
    (["activity", "frog", "--ages", "12-9"], "--ages: `min` 12 is larger than `max` 9"),
    (["activity", "frog", "--ages", "1-99"], "--ages: `ages` goes from 1 to 99 years; from 3 to 18 can be"),
    (["activity", "frog", "--minutes", "9e9"], "--minutes: `9e9` is no whole number; write one such as 8"),
    (["activity", "frog", "--minutes", "400"], "--minutes: `minutes`: input should be less than or equal to 240"),
    (["activity", "frog", "--contacts-parent", "perhaps"], "--contacts-parent: `perhaps` is neither yes nor no"),
    (["activity", "frog", "--risk", "high", "--adults", "1"], "--adults: an activity of high risk has one adult; write `adults: 2`"),
    (["activity", "frog", "--materials", "feather:child:1:2"], "--materials: `feather:child:1:2` has more parts than there are: item:per:amount"),
    (["activity", "frog", "--title", "<script>alert(1)</script>"], "--title: `<script>alert(1)</script>` could be taken for HTML"),
    (["activity", "frog", "--title-zh", "<b>蛙"], "--title-zh: `<b>蛙` could be taken for HTML"),
    (["activity", "frog", "--title", "a\u202eb"], "--title: the invisible or control character U+202E stands in it; leave it out"),
    (["activity", "frog", "--title", "a\nb"], "--title: this has more than one line"),
    (["activity", "frog", "--title", " "], "--title: this is empty"),
    (["activity", "frog", "--title", "a\ufffeb"], "--title: not readable as YAML"),
    (["activity", "frog", "--source", "stone1999groups"], "--source: nothing here is called `stone1999groups`"),
    (["programme", "frog", "--sessions", "0"], "--sessions: a programme has from 1 to 60 sessions"),
    (["programme", "frog", "--sessions", "breathe-out", "--ages", "6-15"], "--sessions: the programme is for ages 6–15, `breathe-out` for 9–12"),
    (["need", "frog", "--definition", "As [@nobody2020] says."], "--definition: the bibliography has no entry `nobody2020`"),
    (["measure", "frog", "--validated", "perhaps"], "--validated: `perhaps` is neither yes nor no; write `yes`, `no`, or `?` where it is not known"),
], ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "")
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_written(root, arguments, said):
    example_handbook.lay(root, "knowledge/needs/calm.yml", "aliases: [quiet]\n")
    (root / "knowledge/needs/half.yaml").write_text("name: [", "utf-8")
    (root / "docs/methods/lost.zh.md").write_text("---\ntitle: 丢了\nsummary: 没有英文。\n---\n", "utf-8")
    before = tree(root)
    done = kb("new", *arguments)
    assert done.exit_code == 2 and said in done.output and "Traceback" not in done.output, done.output
    assert tree(root) == before


def test_a_term_may_explain_a_record_of_the_same_name(root):
    new("term", "calm")
    assert {code for _, code, *_ in found(root)} == {"DOC007"}


@pytest.mark.parametrize("arguments", [["activity", "frog"], ["translation", "frog"]])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_folder_that_is_no_handbook_is_refused(tmp_path, monkeypatch, arguments, lang):
    monkeypatch.chdir(tmp_path)
    done = kb("new", *arguments, "--lang", lang)
    assert done.exit_code == 2 and {"en": "this folder is no handbook", "zh": "这个文件夹不是手册"}[lang] in done.output and not tree(tmp_path)


def test_an_empty_handbook_says_what_has_to_come_first(tmp_path, monkeypatch):
    (tmp_path / "knowledge/needs").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert "the handbook has no need yet, and this has to name one; begin with `kb new need SLUG`" in kb("new", "activity", "frog").output
    assert "begin with `kb new outcome SLUG`" in kb("new", "need", "courage").output
    assert "the bibliography `references.bib` has no work that was found" in kb("new", "study", "frogs").output
    new("outcome", "dares"), new("need", "courage"), new("intervention", "games"), new("term", "frog"), new("material", "rope")
    assert {code for _, code, *_ in found(tmp_path)} == {"DOC007"}


def test_a_folder_that_leads_out_of_the_handbook_is_not_written_into(root, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    shutil.rmtree(root / "knowledge/glossary")
    (root / "knowledge/glossary").symlink_to(outside)
    done = kb("new", "term", "frog")
    assert done.exit_code == 2 and "leads out of the handbook by a link" in done.output and not tree(outside)


def test_a_file_of_many_that_cannot_be_read_is_left_as_it_is(root):
    for data in (b"feather: [", b"feather:\n  kind: \xff\n", b"feather:\r\n  kind: everyday\r\n  name: {en: feather, zh: a}\r\n"):
        (root / "knowledge/materials.yml").write_bytes(data)
        done = kb("new", "material", "rope")
        assert done.exit_code == 2 and "`kb check knowledge/materials.yml` says why" in done.output and (root / "knowledge/materials.yml").read_bytes() == data


def test_from_a_folder_below_the_handbook_is_written_as_from_its_root(root, monkeypatch):
    monkeypatch.chdir(root / "docs/methods")
    assert new("term", "frog").startswith("written: ../../knowledge/glossary/frog.yml\n")


# What is answered is read back as it was said

FIRST = begin(project_at(example_handbook.EXAMPLE), kind_named("term"), "frog", TODAY)
GUIDE = begin(project_at(example_handbook.EXAMPLE), kind_named("activity"), "frog", TODAY)
ODD = st.one_of(st.text(max_size=60), st.sampled_from([
    "it's", '"so"', "a: b", "a #b", "# a", "- a", "? a", "a:", "[a]", "{a: b}", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a`",
    "null", "~", "yes", "12", "1.5", "0x1F", "1_000",
    "12:30", "2026-11-27", "---", "...", "--- a", "<<", "=", "''", "a, b", "a\\n", "\\", "😀", "平静：静", "_To be written:_ x", "kb: ignore",
    "</p>", "a" * 10_000, "a b" * 3_000,
    "{{ x }}", "{% x %}", "[x](javascript:alert(1))", "onclick=alert(1)", "\u2028", "\ufeff", "\x00", "\u200d", "e\u0301",
]))


@settings(max_examples=300)
@given(ODD, ODD)
def test_words_are_read_back_or_refused(name, note):
    draft = FIRST
    for field, typed in zip((("name",), ("note", "zh")), (name, note)):
        one = next(one for one in draft.fields if one.path == field)
        try:
            draft = draft.with_(one, read(one, typed, draft.handbook))
        except Unfit as unfit:
            assert str(unfit.said)
            return
    note_in_english = next(one for one in draft.fields if one.path == ("note",))
    draft = draft.with_(note_in_english, {"en": "A note."})
    wrong = trouble(draft)
    assert wrong is None or wrong.field is not None and wrong.said
    for text in files_of(draft).values():
        data = yaml.read(text)
        assert data["name"]["en"] == name.strip() and data["note"]["zh"] == note.strip()


@settings(max_examples=150)
@given(ODD, ODD)
def test_words_of_a_guide_are_read_back_or_refused(does, title):
    draft = GUIDE
    for path, typed in ((("does",), does), (("title", "zh"), title)):
        one = next(one for one in draft.fields if one.path == path)
        try:
            draft = draft.with_(one, read(one, typed, draft.handbook))
        except Unfit:
            return
    wrong = trouble(draft)
    assert wrong is None or wrong.field is not None and wrong.said
    files = files_of(draft)
    assert markdown.read(files["activities/frog.md"]).data["does"] == does.strip()
    assert markdown.read(files["activities/frog.zh.md"]).data["title"] == title.strip()


def can_be(typed: str) -> bool:
    try:
        return words(typed) == typed
    except Unfit:
        return False


VALUES = st.one_of(ODD.filter(can_be), st.integers(0, 10**9), st.booleans(), st.none())


@settings(max_examples=300)
@given(st.one_of(VALUES, st.lists(VALUES, max_size=4), st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, min_size=1), max_size=3),
                 st.fixed_dictionaries({"min": st.integers(0, 99), "max": st.integers(0, 99)})))
def test_any_value_is_spelled_so_that_yaml_reads_it_back(value):
    text = spelling.field("key", value) + "after: 1\n"
    assert yaml.read(text) == {"key": value, "after": 1}
    assert formatted("x.yml", text) == text


@settings(max_examples=200)
@given(st.sampled_from([one for kind in KINDS for one in fields_of(kind) if one.form is not Form.TEXT or not one.many]), ODD)
def test_no_answer_breaks_a_question(one, typed):
    try:
        read(one, typed, FIRST.handbook)
    except Unfit as unfit:
        assert len(unfit.said) < 400


# Killed in the middle

@pytest.mark.parametrize("call", ["os.replace", "os.fsync", "os.chmod"])
def test_killed_while_writing_it_leaves_the_old_file_whole(root, call):
    code = f"import os, signal, sys; {call} = lambda *a: os.kill(os.getpid(), signal.SIGKILL); from kb_tools.cli import main; main(sys.argv[1:])"
    before = tree(root)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code, "new", "material", "rope"], cwd=root, stdin=subprocess.DEVNULL, env=env, check=False)
    assert done.returncode == -signal.SIGKILL
    after = tree(root)
    assert {path: data for path, data in after.items() if not Path(path).name.startswith(".writing-")} == before
    assert {code for _, code, *_ in found(root)} == set()
    finish(begin(project_at(root), kind_named("material"), "rope", TODAY))
    assert load(project_at(root)).get("material", "rope")

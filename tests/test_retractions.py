"""`kb retractions`: what became of cited works, asked of servers of this machine and read in a list."""

import json
import os
from datetime import date
from pathlib import Path

import example_handbook
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from local_web import hang, in_turn, respond

from kb_tools.cli import main
from kb_tools.desk import standings
from kb_tools.desk.retractions import Notice, listed_in, look
from kb_tools.model.standing import Standing
from kb_tools.project import project_at
from kb_tools.settings import Misuse
from kb_tools.sources.broken import Broken

pytestmark = pytest.mark.usefixtures("names", "soon")

LIST = Path(__file__).parent / "catalogues" / "retraction-watch.csv"
TODAY = date(2026, 11, 27)
CALM, QUIET, GONE = "10.1234/calm.2020", "10.1234/quiet.2019", "10.5555/elsewhere"


@pytest.fixture
def root(tmp_path, web):
    """The example handbook, with a second work that has a DOI."""
    root = example_handbook.write(tmp_path / "handbook")
    bibliography = root / "references.bib"
    other = f"@misc{{zhou2019quiet, title = {{Quiet}}, doi = {{{QUIET.upper()}}}, verified = {{2026-11-22, the journal}}}}\n"
    bibliography.write_text(bibliography.read_text("utf-8") + "\n" + other, "utf-8")
    (root / "retractions.yml").write_text(f"# Words.\n{CALM}: {{checked: never}}  # ours\n{GONE}: {{checked: never}}\n", "utf-8")
    services = f'crossref = "http://crossref.example:{web.port}/crossref/"\nretraction-watch = "http://list.example:{web.port}/list.csv"\n'
    (root / "kb.toml").write_text(f"[services]\n{services}", "utf-8")
    return root


def crossref(doi, *updates, name="updated-by"):
    said = [{"DOI": notice, "type": kind, "label": kind.title(), "source": "publisher", "updated": {"date-parts": [[2024, 1, 15]]}} for kind, notice in updates]
    message = {"DOI": doi, "type": "journal-article", "title": ["Calm"], **({name: said} if said else {})}
    return respond(200, json.dumps({"status": "ok", "message-type": "work", "message": message}).encode(), Content_Type="application/json")


def asked(root, **changes):
    looked = look(project_at(root), TODAY, **changes)
    for change in looked.changes:
        change.apply()
    return looked, (root / "retractions.yml").read_text("utf-8")


def answers(web, calm, quiet=respond(404)):
    web.routes |= {f"/crossref/works/{CALM}": calm, f"/crossref/works/{QUIET}": quiet}


@pytest.mark.parametrize(("updates", "noted"), [
    ((), "status: none"), ([("retraction", "10.1234/notice.1")], "status: retracted, notice: 10.1234/notice.1"),
    ([("removal", "10.1234/n")], "status: retracted, notice: 10.1234/n"),
    ([("withdrawal", "10.1234/n")], "status: retracted, notice: 10.1234/n"), ([("expression_of_concern", "10.1234/n")], "status: concern, notice: 10.1234/n"),
    ([("partial_retraction", "10.1234/n")], "status: concern, notice: 10.1234/n"), ([("correction", "10.1234/n")], "status: corrected, notice: 10.1234/n"),
    ([("erratum", "10.1234/n")], "status: corrected, notice: 10.1234/n"),
    ([("erratum", "10.1234/a"), ("retraction", "10.1234/b")], "status: retracted, notice: 10.1234/b"), ([("new_version", "10.1234/n")], "status: none"),
    ([("no such thing", "10.1234/n")], "status: none"),
])
def test_what_was_published_about_a_work_is_noted_with_the_day(web, root, updates, noted):
    answers(web, crossref(CALM, *updates))
    looked, text = asked(root)
    assert text == f"# Words.\n{CALM}: {{checked: 2026-11-27, {noted}}}  # ours\n{QUIET}: {{checked: never}}\n{GONE}: {{checked: never}}\n"
    assert not looked.failed and looked.asked == 1


def test_a_notice_under_the_works_own_doi_counts_and_one_about_another_work_does_not(web, root):
    answers(web, crossref(CALM, ("retraction", CALM.upper()), name="update-to"), crossref(QUIET, ("retraction", "10.1234/other"), name="update-to"))
    _, text = asked(root)
    assert f"{CALM}: {{checked: 2026-11-27, status: retracted, notice: {CALM}}}" in text and f"{QUIET}: {{checked: 2026-11-27, status: none}}" in text


def test_a_doi_that_crossref_does_not_know_stays_and_is_named(web, root):
    answers(web, crossref(CALM))
    looked, text = asked(root)
    assert f"{QUIET}: Crossref does not know it, and it stays as it is" in [one.message for one in looked.told]
    assert not looked.failed and f"{QUIET}: {{checked: never}}" in text


FAILURES = {
    "500": respond(500), "html": respond(200, b"<html>"), "empty": respond(200, b""), "cut off": respond(200, b"{"), "403": respond(403),
    "429": respond(429, Retry_After="3600"), "silence": hang, "another work": crossref("10.1234/other"),
}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_what_could_not_be_asked_stays_and_is_told(web, root, soon, failure):
    soon |= {"answer_within": 1.0} if failure is hang else {}
    (root / "retractions.yml").write_text(f"{CALM}: {{checked: 2026-01-01, status: none}}\n{QUIET}: {{checked: never}}\n", "utf-8")
    answers(web, failure, crossref(QUIET))
    looked, text = asked(root)
    assert looked.failed and text == f"{CALM}: {{checked: 2026-01-01, status: none}}\n{QUIET}: {{checked: 2026-11-27, status: none}}\n"


def test_failures_that_are_alike_are_told_once(web, root, names):
    names["crossref.example"] = OSError("no network")
    looked, text = asked(root)
    assert [one.message for one in looked.told if one.failed] == [f"{CALM} and 1 more: there is no host called `crossref.example`"] and looked.asked == 0
    assert "checked: 2026" not in text and "`--file CSV`" in looked.told[-1].hint


def test_a_finding_is_never_replaced_by_a_better_one(web, root):
    noted = f"{CALM}: {{checked: 2026-01-01, status: retracted, notice: 10.1234/by-hand}}\n"
    (root / "retractions.yml").write_text(noted, "utf-8")
    answers(web, crossref(CALM, ("correction", "10.1234/n")))
    looked, text = asked(root)
    assert text.startswith(noted) and f"{CALM}: stays retracted, though nothing of it was found now" in [one.message for one in looked.told]


def test_a_list_adds_to_what_crossref_says(web, root):
    answers(web, crossref(CALM, ("correction", "10.1234/n")))
    _, text = asked(root, file=LIST)
    assert f"{CALM}: {{checked: 2026-11-27, status: retracted, notice: 10.1234/notice.1}}" in text
    assert f"{QUIET}: {{checked: 2026-11-27, status: concern}}" in text


def test_the_list_is_fetched_from_where_it_is_published(web, root):
    answers(web, crossref(CALM), crossref(QUIET))
    web.routes["/list.csv"] = respond(200, LIST.read_bytes(), Content_Type="text/csv")
    _, text = asked(root, fetch=True)
    assert "status: retracted" in text and "status: concern" in text and web.asked("/list.csv") == ["GET"]


@pytest.mark.parametrize("failure", [respond(404), respond(200, b"<html>sign in</html>", Content_Type="text/html"), respond(200, b"")],
    ids=["404", "html", "empty"])
def test_a_list_that_fails_does_not_stop_the_rest(web, root, failure):
    answers(web, crossref(CALM), crossref(QUIET))
    web.routes["/list.csv"] = failure
    looked, text = asked(root, fetch=True)
    assert looked.failed and looked.asked == 2 and text.count("status: none") == 2


def test_without_a_network_a_list_still_helps(web, root, names):
    names["crossref.example"] = OSError("no network")
    looked, text = asked(root, file=LIST)
    assert looked.failed and f"{CALM}: {{checked: 2026-11-27, status: retracted, notice: 10.1234/notice.1}}" in text


def test_a_later_run_looks_again(web, root):
    answers(web, in_turn(crossref(CALM), crossref(CALM, ("retraction", "10.1234/n"))))
    assert "status: none" in asked(root)[1] and "status: retracted" in asked(root)[1]


@pytest.mark.parametrize(("text", "said"), [("- a\n", "no table"), (f"{CALM}: {{checked: sometimes}}\n", "has not the form"), ("a: [\n", "retractions.yml")])
def test_a_file_that_cannot_be_read_is_not_written_over(web, root, text, said):
    (root / "retractions.yml").write_text(text, "utf-8")
    with pytest.raises(Misuse, match=said):
        asked(root)
    assert (root / "retractions.yml").read_text("utf-8") == text


def test_whoever_is_interrupted_in_the_middle_finds_the_old_file_whole(web, root, monkeypatch):
    answers(web, crossref(CALM), crossref(QUIET))
    looked, before = look(project_at(root), TODAY), (root / "retractions.yml").read_bytes()
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        looked.changes[0].apply()
    assert (root / "retractions.yml").read_bytes() == before and not list(root.glob(".writing-*"))


# --- the list ---


def test_a_reinstatement_takes_back_what_was_before_it():
    assert listed_in(LIST.read_bytes(), {CALM, QUIET, "10.1234/back.2018", "unavailable"}) == {
        CALM: [Notice("retracted", "10.1234/notice.1")], QUIET: [Notice("concern")], "unavailable": [Notice("retracted")]}


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\xff\xfe\0", b"<html></html>"])
def test_what_is_no_list_is_refused(data):
    with pytest.raises(Broken, match="no list of Retraction Watch"):
        listed_in(data, {CALM})


@given(st.binary(max_size=400))
def test_whatever_stands_in_a_list_it_is_read_or_refused(data):
    header = LIST.read_bytes().partition(b"\n")[0] + b"\n"
    try:
        listed_in(header + data, {CALM})
    except Broken as broken:
        assert broken.message


# --- the file ---


DOIS = st.from_regex(r"10\.[1-9][0-9]{3}/[a-z0-9#:'\"&*!|>%@`,\[\]{}()<;._-]{1,12}", fullmatch=True)
STANDINGS = st.builds(Standing, checked=st.just("never")) | st.builds(Standing, checked=st.dates(),
    status=st.sampled_from(["none", "corrected", "concern", "retracted"]), notice=st.none() | DOIS)


@given(st.dictionaries(DOIS, STANDINGS, max_size=6), st.dictionaries(DOIS, STANDINGS, max_size=6), st.sampled_from(["\n", ""]))
def test_whatever_is_written_is_read_back(before, after, end):
    text = standings.changed(standings.changed("# Words.\n", before).removesuffix("\n") + end, before | after)
    assert standings.read(text) == before | after and text.startswith("# Words.")
    assert list(standings.read(text)) == sorted(before | after)


ADDED = "10.1234/b: {checked: 2026-11-27, status: none}\n"


@pytest.mark.parametrize(("text", "made"), [
    ("# Words.\n10.1234/c: {checked: never}\n", f"# Words.\n{ADDED}10.1234/c: {{checked: never}}\n"),
    ("10.1234/a: {checked: never}  # why\n# of c\n10.1234/c: {checked: never}\n", f"10.1234/a: {{checked: never}}  # why\n{ADDED}# of c\n10.1234/c: {{checked: never}}\n"),
    ("10.1234/a: {checked: never}", f"10.1234/a: {{checked: never}}\n{ADDED}"),
    ("10.1234/b:\n  checked: never  # why\n# of c\n10.1234/c: {checked: never}\n", f"{ADDED[:-1]}  # why\n# of c\n10.1234/c: {{checked: never}}\n"),
    ("10.1234/B: {checked: never}\n", ADDED.replace("b:", "B:")),
], ids=["before the first", "between", "at an end without a line end", "over several lines", "in capitals"])
def test_a_standing_is_changed_in_its_line_and_comments_stay_where_they_are(text, made):
    assert standings.changed(text, {"10.1234/b": Standing(checked=TODAY, status="none")}) == made


@pytest.mark.parametrize("text", ["{10.1234/a: {checked: never}, 10.1234/c: {checked: never}}\n", "---\n10.1234/a: {checked: never}\n...\n"])
def test_a_file_that_is_not_written_line_by_line_is_a_sentence(text):
    with pytest.raises(Broken, match="in a line of its own"):
        standings.changed(text, {"10.1234/b": Standing(checked=TODAY, status="none")})


# --- the command ---


def kb(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)


def test_the_command_prints_what_changed_and_writes_it(web, root, monkeypatch):
    monkeypatch.chdir(root)
    answers(web, crossref(CALM, ("retraction", "10.1234/notice.1")), crossref(QUIET))
    before = (root / "retractions.yml").read_bytes()
    dry = kb("retractions", "--dry-run")
    assert dry.exit_code == 0 and (root / "retractions.yml").read_bytes() == before and "nothing is written" in dry.output
    assert f"{CALM}：已撤稿，见 10.1234/notice.1" in kb("retractions", "--lang", "zh", "--dry-run").output
    done = kb("retractions")
    assert done.exit_code == 0 and done.output == f"{CALM}: retracted, see 10.1234/notice.1\n{QUIET}: no notice found\n2 works looked up\n"
    assert kb("check", "--select", "BIB034").exit_code == 1


def test_a_failure_ends_with_one(web, root, monkeypatch):
    monkeypatch.chdir(root)
    answers(web, respond(500), respond(500))
    assert kb("retractions").exit_code == 1

"""Every wrong file of `corpus_bad` gets a finding of the right kind at the right line, and every good entry after a bad one is still read."""

import shutil
import time
from pathlib import Path

import pytest

from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.rules import Report, run

CORPUS = Path(__file__).parent / "corpus_bad"

BIB = {
    "00_good": [],
    "01_dup_key": [("BIB002", 7)],
    "02_dup_key_case": [("BIB002", 7)],
    "03_dup_field": [("BIB007", 4)],
    "04_unbalanced_brace": [("BIB001", 3)],
    "05_missing_comma": [("BIB001", 2)],
    "06_missing_required": [("BIB003", 1)],
    "07_unknown_type": [("BIB003", 1)],
    "08_unknown_field": [("BIB008", 2)],
    "09_bad_year": [("BIB010", 2)],
    "10_bad_date": [("BIB010", 2)],
    "11_bad_doi": [("BIB004", 2)],
    "12_doi_url": [("BIB004", 2)],
    "13_dup_doi": [("BIB026", 4)],
    "14_bad_isbn": [("BIB013", 2)],
    "15_bad_issn": [("BIB014", 2)],
    "16_bad_url": [("BIB012", 2)],
    "17_undef_string": [("BIB006", 2)],
    "18_undef_crossref": [("BIB025", 2)],
    "19_circular_crossref": [("BIB025", 2), ("BIB025", 4)],
    "20_empty_key": [("BIB001", 1)],
    "21_bad_key_chars": [("BIB001", 1)],
    "22_eof_midentry": [("BIB001", 3)],
    "23_junk_at": [("BIB001", 1), ("BIB001", 8)],
    "24_author_too_many_commas": [("BIB016", 2)],
    "25_author_trailing_and": [("BIB016", 2)],
    "26_author_and_comma": [("BIB017", 2)],
    "27_bom": [("SRC004", 1)],
    "28_crlf": [("SRC005", 1)],
    "29_latin1": [("SRC003", 2)],
    "30_gb18030": [("SRC003", 2)],
    "31_nul": [("SRC002", 2)],
    "32_zero_width_key": [("SRC002", 7), ("BIB029", 7)],
    "33_rtl_override": [("SRC002", 2)],
    "34_xss": [("BIB031", 2), ("LNK003", 2)],
    "35_html_entity": [("BIB031", 2)],
    "36_unescaped_amp": [("BIB024", 2)],
    "37_pages": [("BIB011", 2)],
    "38_month": [("BIB010", 2)],
    "39_empty_field": [("BIB009", 2)],
    "40_deep_nest": [("BIB001", 2)],
    "41_preamble_cmd": [("BIB033", 1)],
    "42_nfd": [("BIB029", 3), ("BIB029", 5)],
    "43_dup_citation": [("BIB026", 4)],
    "44_future_year": [("BIB027", 2)],
    "45_quote_unterminated": [("BIB001", 2)],
    "46_homoglyph_key": [("BIB029", 7)],
}
"""For each file, the findings it is about; 10_bad_date and such have others beside them."""

YAML = {
    "01_dupkey": ("SRC007", 4),
    "02_tab": ("SRC006", 5),
    "11_python_tag": None,
    "14_merge": None,
    "15_undef_alias": ("SRC006", 2),
    "18_bomb": ("SRC008", 2),
    "19_deep": ("SRC008", 4),
    "20_bom_crlf": ("SRC004", 1),
    "21_gb18030": ("SRC003", 3),
    "22_recursive": ("SRC008", 4),
    "23_zero_width": ("SRC002", 2),
}
"""For files of no handbook; those that are only wrong as records are in test_bad_input."""


def checked(path: Path, folder: Path) -> Report:
    """The report on one file alone."""
    shutil.copy(path, folder / path.name)
    return run(load(project_at(folder)))


@pytest.mark.parametrize("name", sorted(p.stem for p in (CORPUS / "bib").glob("*.bib")))
def test_a_wrong_bibliography_gets_the_right_finding(name, tmp_path):
    began = time.monotonic()
    report = checked(CORPUS / "bib" / f"{name}.bib", tmp_path)
    said = [(d.code, d.line) for d in report.diagnostics]
    assert all(one in said for one in BIB[name]), said
    assert bool(said) == bool(BIB[name])
    assert time.monotonic() - began < 5
    good = "ok1" in (CORPUS / "bib" / f"{name}.bib").read_bytes().decode("utf-8", "replace")
    assert not good or "ok1" in report.handbook.entries


@pytest.mark.parametrize("name", sorted(YAML))
def test_a_wrong_yaml_file_gets_the_right_finding(name, tmp_path):
    began = time.monotonic()
    said = [(d.code, d.line) for d in checked(CORPUS / "yaml" / f"{name}.yaml", tmp_path).diagnostics]
    assert (YAML[name] in said) if YAML[name] else not said, said
    assert time.monotonic() - began < 5

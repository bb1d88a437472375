"""The nearest name to one that is not known, and the nearest file."""

import pytest

from kb_tools.rules.near import nearest, nearest_path

FEW = ("calm", "peer-acceptance", "settles", "hope", "to")
MANY = tuple(f"author{year}{word}" for year in range(1990, 2020) for word in ("play", "sleep"))


@pytest.mark.parametrize(("name", "near"), [
    ("clam", "calm"),
    ("settels", "settles"),
    ("peer-aceptance", "peer-acceptance"),
    ("HOPE", "hope"),
    ("tot", "to"),
    ("cart", ""),
    ("quiet", ""),
    ("", ""),
])
def test_among_few_names_the_nearest_is_named(name: str, near: str):
    for known in (FEW, list(FEW), frozenset(FEW)):
        assert nearest(name, known) == (f"did you mean `{near}`?" if near else "")


def test_nothing_is_near_where_nothing_is_known():
    assert nearest("calm", ()) == ""


def test_the_same_word_in_other_capitals_is_nearer_than_any_other():
    assert nearest("LIN2020calm", ("Lin2020Calm", "LIN2020caln")) == "did you mean `Lin2020Calm`?"


@pytest.mark.parametrize(("name", "near"), [
    ("author2003pley", "author2003play"),
    ("auhtor2003sleep", "author2003sleep"),
    ("AUTHOR2019PLAY", "author2019play"),
    ("stone1999groups", ""),
])
def test_among_many_names_the_nearest_is_named(name: str, near: str):
    assert nearest(name, MANY) == (f"did you mean `{near}`?" if near else "")


@pytest.mark.parametrize(("name", "near"), [("cst", "cat"), ("swingz", "swings")])
def test_among_many_names_one_wrong_letter_of_a_short_name_does_not_hide_it(name: str, near: str):
    assert nearest(name, (*MANY, near)) == f"did you mean `{near}`?"


def test_a_very_long_name_is_looked_up_by_its_beginning():
    assert nearest("A" * 200 + "b", ("a" * 200,)) == f"did you mean `{'a' * 200}`?"
    assert nearest_path("D" * 192 + "/hide.mdx", ("d" * 192 + "/hide.md",)) == "d" * 192 + "/hide.md"


@pytest.mark.parametrize(("path", "near"), [
    ("docs/tag.md", "docs/games/tag.md"),
    ("games/hide.md", "docs/games/hide.md"),
    ("docs/old/tag.md", "docs/old-games/tag.md"),
    ("docs/games/tags.md", "docs/games/tag.md"),
    ("docs/games/hide-and-seke.md", "docs/games/hide-and-seek.md"),
    ("docs/games/ball-grids.md", "docs/games/ball-games.md"),
    ("docs/games/ball-grown.md", ""),
    ("docs/games/song.md", ""),
    ("assets/tag.svg", ""),
    ("", ""),
])
def test_the_nearest_file_has_the_same_name_or_one_much_like_it(path: str, near: str):
    known = ("docs/index.md", "docs/games/tag.md", "docs/games/hide.md", "docs/games/hide-and-seek.md", "docs/games/ball-games.md", "docs/old-games/tag.md")
    assert nearest_path(path, known) == nearest_path(path, frozenset(known)) == near

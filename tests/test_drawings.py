"""Pictures worked out from records: everybody is drawn once, inside the frame, beside each other; an arc is level within a part and ends with the session."""

import itertools
import math
import re

import pytest

from kb_tools.model.vocabulary import Energy, Room
from kb_tools.render.drawings import ARC_HIGH, HIGH, SEATS, WIDE, arc, room, said


@pytest.mark.parametrize("adults", [1, 2])
@pytest.mark.parametrize("children", range(2, SEATS + 1))
@pytest.mark.parametrize("kind", Room)
def test_everybody_has_a_place_of_their_own_in_the_picture(kind, children, adults):
    drawn = room(kind, children, adults)
    assert (len(drawn.children), len(drawn.adults)) == (children, adults)
    people = drawn.children + drawn.adults
    assert all(5 <= x <= WIDE - 5 and 5 <= y <= HIGH - 5 for x, y in people), people
    assert min(math.dist(one, other) for one, other in itertools.combinations(people, 2)) >= 9, people


def test_of_a_large_group_as_many_are_drawn_as_can_be_seen():
    assert len(room(Room.CIRCLE, 30, 6).children) == SEATS
    assert len(room(Room.CIRCLE, 30, 6).adults) == 2


@pytest.mark.parametrize("kind", Room)
def test_each_way_looks_different(kind):
    assert [other for other in Room if room(other, 8, 2) == room(kind, 8, 2)] == [kind]


def test_an_arc_goes_through_each_part_at_its_level():
    path = arc([(6, Energy.LOW), (10, Energy.HIGH), (14, None), (25, Energy.MEDIUM)])
    points = [tuple(map(float, point)) for point in re.findall(r"([\d.]+) ([\d.]+)(?=H|$)", path)]
    assert [y for _, y in points] == [20, 4, 20, 12]
    assert path.startswith("M0 20H4.5C6 20 6 4 8.5 4H13.5C") and path.endswith("H55")
    assert all(0 < y < ARC_HIGH for _, y in points)


def test_an_arc_of_nothing_is_nothing():
    assert arc([]) == "" and said([], "en") == []


def test_an_arc_is_said_in_words_where_it_changes():
    parts = [(6, Energy.LOW), (10, Energy.LOW), (14, Energy.HIGH), (5, None)]
    assert said(parts, "en") == ["Calm", "Lively", "Calm"]
    assert said(parts, "zh") == ["安静", "活跃", "安静"]

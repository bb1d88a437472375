"""Pictures worked out from the records: how a room is set up, and how lively a session is from beginning to end."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb_tools.model.vocabulary import Energy, Room

WIDE, HIGH = 160, 108
"""The size of a drawing of a room, in its own units."""

SEATS = 12
"""More children than this are not drawn: a picture of a way to sit is no head count."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """Where children and adults are, the paths between them as SVG path data, and things that stand there as `x, y, width, height`."""

    children: tuple[Point, ...]
    adults: tuple[Point, ...]
    paths: tuple[str, ...] = ()
    things: tuple[tuple[float, float, float, float], ...] = ()


def room(kind: Room, children: int, adults: int) -> Drawing:
    """Draw a way to sit or stand for so many children and adults."""
    return _ROOMS[kind](min(children, SEATS), min(adults, 2))


def _round(middle: Point, wide: float, high: float, count: int, *, start: float = -90.0, turn: float = 360.0) -> list[Point]:
    """So many points on an ellipse, clockwise from `start` degrees; over a whole turn the last does not meet the first."""
    step = turn / max(1, count if turn == 360 else count - 1)
    angles = [math.radians(start + step * at) for at in range(count)]
    return [(round(middle[0] + wide * math.cos(a), 1), round(middle[1] + high * math.sin(a), 1)) for a in angles]


def _split(seats: Sequence[Point], adults: int) -> Drawing:
    """The first seat is an adult's, a second adult sits across."""
    theirs = {0, len(seats) // 2} if adults > 1 else {0}
    return Drawing(tuple(p for at, p in enumerate(seats) if at not in theirs), tuple(seats[at] for at in sorted(theirs)))


def _circle(children: int, adults: int) -> Drawing:
    return _split(_round((80, 54), 58, 42, children + adults), adults)


def _two_circles(children: int, adults: int) -> Drawing:
    left = _round((41, 54), 30, 34, (children + 1) // 2 + 1)
    right = _round((119, 54), 30, 34, children // 2 + (adults > 1))
    return Drawing(tuple(left[1:] + right[adults > 1:]), tuple(left[:1] + right[:adults > 1]))


def _grid(groups: int) -> list[Point]:
    """Middles of so many groups, in rows that leave the upper edge to the adults."""
    across = min(groups, 3 if groups in (3, 5, 6) else 4)
    rows = math.ceil(groups / across)
    return [((at % across + .5) * WIDE / across, 26 + (at // across + .5) * (HIGH - 26) / rows) for at in range(groups)]


def _sides(adults: int) -> tuple[Point, ...]:
    return ((80, 12),) if adults < 2 else ((50, 12), (110, 12))


def _groups(sizes: Iterable[int], adults: int, things: bool = False) -> Drawing:
    sizes = list(sizes)
    middles = _grid(len(sizes))
    seats = [p for middle, size in zip(middles, sizes) for p in _round(middle, 14 if size > 2 else 9, 14, size, start=-90 if size > 2 else 180)]
    return Drawing(tuple(seats), _sides(adults), things=tuple((x - 5, y - 4, 10, 8) for x, y in middles) if things else ())


def _pairs(children: int, adults: int) -> Drawing:
    return _groups([2] * (children // 2 - children % 2) + [3] * (children % 2), adults)


def _small_groups(children: int, adults: int) -> Drawing:
    count = max(1, round(children / 4))
    return _groups((children // count + (at < children % count) for at in range(count)), adults)


def _stations(children: int, adults: int) -> Drawing:
    return _groups((children // 3 + (at < children % 3) for at in range(3)), adults, things=True)


def _line(children: int, adults: int) -> Drawing:
    step = (WIDE - 44) / max(1, children - 1)
    seats = [(round(22 + step * at, 1), 54.0) for at in range(children)]
    return Drawing(tuple(seats), ((8, 30), (WIDE - 8, 78))[:adults], (f"M14 54H{WIDE - 14}",))


def _crossing(children: int, adults: int) -> Drawing:
    step = (HIGH - 24) / max(1, children - 1)
    starts = [(18.0 + 12 * (at % 2), round(12 + step * at, 1)) for at in range(children)]
    return Drawing(tuple(starts), ((80, 8), (80, HIGH - 8))[:adults], (f"M{WIDE - 14} 8V{HIGH - 8}", f"M40 54H{WIDE - 28}m-9-6l9 6-9 6"))


def _facing(children: int, adults: int) -> Drawing:
    upper, lower = (children + 1) // 2, children // 2
    step = (WIDE - 60) / max(1, upper - 1)
    seats = [(round(30 + step * at, 1), y) for count, y in ((upper, 30.0), (lower, 78.0)) for at in range(count)]
    return Drawing(tuple(seats), ((8, 54), (WIDE - 8, 54))[:adults])


def _half_circle(children: int, adults: int) -> Drawing:
    seats = _round((80, 34), 66, 62, children, start=178, turn=-176)
    return Drawing(tuple(seats), ((24, 12), (WIDE - 24, 12))[:adults], things=((52, 10, 56, 34),))


def _table(children: int, adults: int) -> Drawing:
    drawn = _split(_round((80, 54), 62, 44, children + adults), adults)
    return Drawing(drawn.children, drawn.adults, things=((42, 30, 76, 48),))


def _spread(children: int, adults: int) -> Drawing:
    # Points on a spiral by the golden angle: spread evenly, and not in rows.
    seats = [(round(80 + 62 * math.sqrt((at + .5) / children) * math.cos(2.4 * at), 1),
              round(58 + 42 * math.sqrt((at + .5) / children) * math.sin(2.4 * at), 1))
             for at in range(children)]
    return Drawing(tuple(seats), ((10, 12), (WIDE - 10, 12))[:adults])


_ROOMS = {
    Room.CIRCLE: _circle, Room.TWO_CIRCLES: _two_circles, Room.PAIRS: _pairs, Room.SMALL_GROUPS: _small_groups, Room.STATIONS: _stations, Room.LINE: _line,
    Room.CROSSING: _crossing, Room.FACING: _facing, Room.HALF_CIRCLE: _half_circle, Room.TABLE: _table, Room.SPREAD: _spread,
}

_LEVEL = {Energy.LOW: 20, Energy.MEDIUM: 12, Energy.HIGH: 4}

ARC_HIGH = 24


def arc(parts: Sequence[tuple[int, Energy | None]]) -> str:
    """The path of a session's liveliness: minutes across (0 to their sum), from calm below to lively above.

    `parts` are minutes and energy in order; talk has none, and is as calm as what is calm. The curve is level in the middle of each
    part and bends between them.
    """
    at, before, path = 0, None, ""
    for minutes, energy in parts:
        level, quarter = _LEVEL[energy or Energy.LOW], minutes / 4
        path += f"M0 {level}" if before is None else f"C{at} {before} {at} {level} {at + quarter:g} {level}"
        at += minutes
        path += f"H{at - quarter:g}"
        before = level
    return f"{path}H{at}" if path else ""


def said(parts: Sequence[tuple[int, Energy | None]], lang: str) -> list[str]:
    """The levels of an arc in words, each where it changes."""
    levels = [energy or Energy.LOW for _, energy in parts]
    return [level.in_(lang) for at, level in enumerate(levels) if at == 0 or level is not levels[at - 1]]

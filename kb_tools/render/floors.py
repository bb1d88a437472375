"""The floors of the tools as a drawing, read off the contract that import-linter checks."""

import tomllib
from pathlib import Path

from markupsafe import Markup

from kb_tools.render.edition import Edition

_WIDE, _HIGH, _PAD, _LETTER = 340, 22, 6, 6.2


def html(edition: Edition) -> Markup:
    """The floors, the highest first; nothing where a handbook has no such contract."""
    floors = floors_of(edition.handbook.root)
    return edition.shield(edition.template("parts/floors.html.jinja").render(**drawn(floors))) if floors else Markup("")


def floors_of(root: Path) -> list[list[str]]:
    """The rooms of each floor, the highest floor first, without the name of the package."""
    contracts = _settings(root).get("tool", {}).get("importlinter", {}).get("contracts", [])
    layers = next((one["layers"] for one in contracts if one.get("type") == "layers"), [])
    return [[room.strip().partition(".")[2] for room in layer.replace("|", ":").split(":")] for layer in layers]


def said(root: Path) -> str:
    """All that goes into the drawing, as a text."""
    return repr(floors_of(root))


def _settings(root: Path) -> dict:
    path = root / "pyproject.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def drawn(floors: list[list[str]]) -> dict:
    """Boxes with names in them, floor below floor, each floor broken into lines that fit the width."""
    boxes, lines, y = [], [], 0
    for rooms in floors:
        x, top = _PAD, y + _PAD
        for room in rooms:
            wide = len(room) * _LETTER + 2 * _PAD
            if x > _PAD and x + wide + _PAD > _WIDE:
                x, top = _PAD, top + _HIGH + _PAD
            boxes.append((x, top, wide, room))
            x += wide + _PAD
        y = top + _HIGH + _PAD
        lines.append(y)
    return {"boxes": boxes, "lines": lines, "wide": _WIDE, "high": y, "box_high": _HIGH, "floors": floors}

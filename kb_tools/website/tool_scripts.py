"""Which scripts and styles each page tool brings, in the order in which they run."""

from dataclasses import dataclass

ASSETS = "assets"


@dataclass(frozen=True)
class Tool:
    """A page tool: its pure scripts in `assets/core`, the others in `assets/parts` that it stands on, whether it has a stylesheet."""

    core: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    style: bool = True


TOOLS = {
    "change-scorer": Tool(("stats", "checklist", "csv", "slope"), ("device",)),
    "activity-finder": Tool(("facets",), ("device",)),
    "activity-runner": Tool(("run",), ("device",)),
    "run-session": Tool(("run",), style=False),
    "session-planner": Tool(("run", "plan"), ("device",)),
    "share-activity": Tool(("wording", "activity"), ("device",)),
    "keep-offline": Tool(parts=("device",)),
    "card-sheet": Tool(parts=("device",)),
}
"""Each by the name of its custom element, which is that of its script `assets/parts/NAME.js` too."""


@dataclass(frozen=True)
class Files:
    """Paths from the edition's root, each once."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()


def scripts_of(tools: tuple[str, ...]) -> Files:
    """The files that a page with these tools asks for, besides those on every page."""
    core = [f"{ASSETS}/core/{name}.js" for tool in tools for name in TOOLS[tool].core]
    parts = [f"{ASSETS}/parts/{name}.js" for tool in tools for name in (*TOOLS[tool].parts, tool)]
    return Files(tuple(dict.fromkeys(core + parts)), tuple(f"{ASSETS}/parts/{tool}.css" for tool in tools if TOOLS[tool].style))

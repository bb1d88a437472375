"""Icons as inline SVG, always beside a word.

The drawings are our own: simple lines on a grid of 24, so that rendering needs no theme.
"""

from functools import lru_cache
from importlib.resources import files

from markupsafe import Markup


@lru_cache(maxsize=None)
def icon(name: str) -> Markup:
    """Return the icon called `name` as HTML that screen readers pass over."""
    drawing = files("kb_tools.render").joinpath("icons_svg", f"{name}.svg").read_text("utf-8").strip()
    return Markup(f'<span class="tb-i" aria-hidden="true">{drawing}</span>')

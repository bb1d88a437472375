"""Diagnostics for a program: a JSON list of objects."""

import json
from collections.abc import Iterable

from kb_tools.diagnostics import Diagnostic


def render(diagnostics: Iterable[Diagnostic]) -> str:
    """Return a list of objects with path, line, column, code, name, severity, message, hint."""
    return json.dumps([d.as_dict() for d in diagnostics], ensure_ascii=False, indent=1)

"""Diagnostics for a program: a JSON list of objects."""

import json
from collections.abc import Iterable

from kb_tools.diagnostics import Diagnostic
from kb_tools.words.messages import translated


def render(diagnostics: Iterable[Diagnostic], lang: str = "en") -> str:
    """Return a list of objects with path, line, column, end_line, end_column, code, name, severity, message, hint and url."""
    found = [d.as_dict() | {"message": translated(d.message, lang), "hint": translated(d.hint, lang)} for d in diagnostics]
    return json.dumps(found, ensure_ascii=False, indent=1)

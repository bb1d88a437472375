"""Diagnostics as GitHub Actions reads them from a log: one annotation a line.

Source: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions
"""

from collections.abc import Iterable

from kb_tools.diagnostics import Diagnostic, Severity
from kb_tools.words.messages import translated

_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(diagnostics: Iterable[Diagnostic], lang: str = "en") -> str:
    """Return a workflow command for each diagnostic."""
    lines = []
    for d in diagnostics:
        said = translated(d.message, lang) + (f"\n{translated(d.hint, lang)}" if d.hint else "")
        where = {"file": d.path, "line": d.line, "endLine": d.end_line, "col": d.column, "endColumn": d.end_column, "title": f"{d.code} {d.name}"}
        if d.line != d.end_line:
            del where["col"], where["endColumn"]  # GitHub drops an annotation with columns over several lines
        lines.append(f"::{_KINDS[d.severity]} {','.join(f'{name}={_value(value)}' for name, value in where.items())}::{_text(said)}")
    return "\n".join(lines)


def _text(text: object) -> str:
    return str(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: object) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")

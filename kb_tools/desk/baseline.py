"""Findings that were there before: a JSON report of an earlier check, held against this one."""

import json
from collections import Counter
from pathlib import Path

from kb_tools.rules import Report
from kb_tools.settings import Misuse


def without(report: Report, known: Path) -> Report:
    """Leave out as many findings as `known` holds of the same file, rule and sentence: lines may have moved since. Raises Misuse."""
    try:
        told = json.loads(known.read_text("utf-8"))
        if not isinstance(told, list):
            raise TypeError
        left = Counter((d["path"], d["code"], d["message"]) for d in told)
    except (OSError, ValueError, TypeError, KeyError):
        raise Misuse(f"{known} is no report that `kb check --format json` wrote") from None

    def is_new(d) -> bool:
        sign = (d.path, d.code, str(d.message))
        left[sign] -= 1
        return left[sign] < 0

    return report.where(is_new)

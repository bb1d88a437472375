"""Outcomes kept from one run to the next, each for its time, in one file outside the tree that is checked."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kb_tools.lookups.options import Options
from kb_tools.lookups.outcome import CASES, Outcome, Verdict
from kb_tools.store import folder_of
from kb_tools.writing import write

VERSION = 1
DAY, HOUR = 86_400, 3_600


def memory_of(root: Path) -> Path:
    """Return the file that keeps the outcomes for the project at `root`, in the user's cache folder."""
    return folder_of(root) / "links.json"


def recall(path: Path | None, options: Options, now: float) -> dict[str, Outcome]:
    """Return the outcomes of earlier runs that are still good at `now` (seconds since 1970), by address; none from a damaged file."""
    if path is None:
        return {}
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(data, dict) or data.get("version") != VERSION or not isinstance(data.get("outcomes"), list):
        return {}
    outcomes = (one for item in data["outcomes"] if (one := _outcome(item)))
    return {one.address: one for one in outcomes if is_good(one, options, now)}


def remember(path: Path | None, outcomes: Iterable[Outcome]) -> None:
    """Keep outcomes for later runs, in place of what the file holds; a file that cannot be written keeps nothing."""
    if path is not None:
        kept = [asdict(one) for one in outcomes if one.verdict is not Verdict.NOT_LOOKED_AT]
        with suppress(OSError):
            write(path, json.dumps({"version": VERSION, "outcomes": kept}, ensure_ascii=True, indent=0))


def is_good(outcome: Outcome, options: Options, now: float) -> bool:
    """Tell whether an outcome may still stand for a look-up: a fine one for days, any other for hours."""
    lasts = options.fine_days * DAY if outcome.verdict is Verdict.FINE else options.bad_hours * HOUR
    return 0 <= now - outcome.at < lasts


def _outcome(item: Any) -> Outcome | None:
    """The outcome that an item of the file tells of; none if it does not look like one."""
    try:
        details = tuple((str(name), str(value)) for name, value in item["details"])
        texts = {name: str(item[name]) for name in ("address", "reason", "new", "archived")}
        made = Outcome(**texts, status=int(item["status"]), details=details, at=float(item["at"]), remembered=True)
        return made if made.reason in CASES and made.message else None
    except (KeyError, TypeError, ValueError, OverflowError):
        return None

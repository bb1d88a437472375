"""What a handbook covers: counts of guides and records, each beside the number that its makers want, where they say one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb_tools.handbook import Handbook, needs_in_order
from kb_tools.model.knowledge import Range
from kb_tools.model.vocabulary import HomePart, Phase
from kb_tools.sources import yaml
from kb_tools.sources.broken import Broken


@dataclass(frozen=True)
class Count:
    """How many there are of something, and how many are wanted; nothing where nobody said."""

    what: str
    held: int
    wanted: int | None = None

    @property
    def missing(self) -> int:
        """How many are still to come."""
        return max(0, (self.wanted or 0) - self.held)


def coverage(handbook: Handbook, wanted: Iterable[tuple[str, str, int]] = ()) -> Iterator[Count]:
    """Yield the counts of a handbook; `wanted` are numbers as its settings have them: name, of which, number."""
    numbers: dict[str, dict[str, int]] = defaultdict(dict)
    for name, which, number in wanted:
        numbers[name][which] = number

    def number(name: str) -> int | None:
        return numbers[name].get("")

    activities = handbook.all("activity")
    yield Count("activities", len(activities), number("activities"))
    by_need = Counter(need for one in activities for need in one.facts.needs)
    for need in needs_in_order(handbook.all("need")):
        yield Count(f"activities for the need {need.id}", by_need[need.id], number("each-need"))
    by_phase = Counter(one.facts.phase for one in activities)
    for phase in Phase:
        yield Count(f"activities of the phase {phase.value}", by_phase[phase], number("each-phase"))
    for band, least in numbers["ages"].items():
        youngest, _, oldest = band.partition("-")
        years = Range(min=youngest, max=oldest)
        yield Count(f"activities for all of the ages {band}", sum(one.facts.ages.covers(years) for one in activities), least)
    yield Count("activities without materials", sum(not one.facts.materials for one in activities), number("no-materials"))
    for minutes, least in numbers["at-most-minutes"].items():
        yield Count(f"activities of at most {minutes} minutes", sum(one.facts.minutes <= int(minutes) for one in activities), least)
    yield Count("activities with a part at home", sum(one.facts.home_part is not HomePart.NONE for one in activities), number("home-part"))
    first = Counter(one.facts.interventions[0] for one in activities)
    for intervention, least in numbers["first-intervention"].items():
        yield Count(f"activities that are first of all {intervention}", first[intervention], least)
    for name, kind in (("programmes", "programme"), ("methods", "method"), ("measures", "measure"), ("studies", "study"), ("terms", "term")):
        yield Count(name, len(handbook.records[kind]), number(name))
    yield Count("checklists of ours", sum(bool(one.facts.items) for one in handbook.all("measure")), number("own-checklists"))
    yield Count("guides to the work", sum(page.facts.part is not None for page in handbook.pages()), number("guides-to-the-work"))
    for file, least in numbers["golden-searches"].items():
        yield Count(f"searches in {file}", _searches(handbook.root / file), least)
    current, sections = _chinese(handbook)
    yield Count("sections with Chinese that is current", current, sections if number("all-chinese-current") else None)


def _searches(file: Path) -> int:
    """How many searches a file lists, each below its language with the pages that it must lead to; none where it cannot be read."""
    try:
        listed = yaml.read(file.read_text("utf-8"))
    except (OSError, ValueError, Broken):
        return 0
    return sum(len(searches) for searches in listed.values() if isinstance(searches, dict)) if isinstance(listed, dict) else 0


def _chinese(handbook: Handbook) -> tuple[int, int]:
    """How many sections of guides and pages have Chinese that renders them as they stand, and how many there are."""
    current = sections = 0
    for owner in (*handbook.every(), *handbook.pages()):
        known = owner.translation.translates if owner.translation else {}
        for section in owner.document.sections if owner.document else ():
            sections += 1
            current += known.get(section.id) == section.digest
    return current, sections

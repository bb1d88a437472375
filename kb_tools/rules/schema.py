"""SCH: whether a record has the fields of its kind."""

from collections.abc import Iterator

from kb_tools.diagnostics import Finding, Severity
from kb_tools.rules.registry import Subject, failures, rule


@rule("SCH001", Severity.ERROR, ours=True, alone=True)
def record_has_its_fields(subject: Subject) -> Iterator[Finding]:
    """Every record has the fields of its kind, each with a value that fits.

    The folder says which kind a record is, and the kind says which fields it has.
    A misspelled field would silently be missing from the page.

    Bad: `knowledge/outcomes/settles.yml`

        wanted: much

    Good: `knowledge/outcomes/settles.yml`

        wanted: more
    """
    yield from failures(subject, "SCH001")

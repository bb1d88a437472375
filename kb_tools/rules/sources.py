"""SRC: whether a file can be read at all."""

from collections.abc import Iterator

from kb_tools.diagnostics import Finding, Severity
from kb_tools.rules.registry import Subject, failures, rule


@rule("SRC001", Severity.ERROR)
def file_can_be_read(subject: Subject) -> Iterator[Finding]:
    """Every file can be read.

    A file is UTF-8 text of at most 4 MiB that stands here itself: a link in the file system is not followed.
    Its YAML, or the front matter of its Markdown, names each field once and uses no alias, merge key or tag.
    What cannot be read is left out, and everything else is still checked.

    Bad: `knowledge/needs/calm.yml`

        related: [peer-acceptance

    Good: `knowledge/needs/calm.yml`

        related: []
    """
    yield from failures(subject, "SRC001")


@rule("SRC002", Severity.ERROR)
def no_hidden_characters(subject: Subject) -> Iterator[Finding]:
    """Every character can be seen.

    Control characters, marks that turn the direction of writing, and letters of no width make a text look
    different from what it is: two ids may look alike, a sentence may read backwards.

    Bad: `knowledge/needs/calm.yml`

        name:
          en: Ca\u2060lm
          zh: 平静

    Good: `knowledge/needs/calm.yml`

        name:
          en: Calm
          zh: 平静
    """
    yield from failures(subject, "SRC002")

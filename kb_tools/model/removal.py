"""A record that was taken out: its id stays, so that whoever comes by an old link or holds an old copy learns why."""

from datetime import date as Day
from typing import Literal

from pydantic import Field

from kb_tools.model.kinds import KINDS
from kb_tools.model.text import Id, Model, Text

FILE = "knowledge/removed.yml"


class Removal(Model):
    """What is left of a record: kind and id, when it was taken out and why, and what to read in its place."""

    kind: Literal[tuple(kind.name for kind in KINDS)] = Field(description="The kind of the record.")
    id: Id = Field(description="The id that it had.")
    date: Day = Field(description="When it was taken out.")
    why: Text = Field(description="Why, in one sentence.")
    instead: Id | None = Field(None, description="A record of the same kind to read in its place.")

    @property
    def ref(self) -> tuple[str, str]:
        """Kind and id."""
        return self.kind, self.id

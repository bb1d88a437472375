"""The records of the handbook: what each kind says, and in which words."""

from kb_tools.model.kinds import KINDS, Kind, kind_named
from kb_tools.model.text import LANGUAGES, Text

__all__ = ["KINDS", "LANGUAGES", "Kind", "Text", "kind_named"]

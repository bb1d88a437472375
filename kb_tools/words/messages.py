"""Sentences of findings: each with the pattern and the values it was made of, so that it can be said in Chinese too."""


class Said(str):
    """A sentence, and what it was made of."""

    pattern: str
    values: dict[str, object]


def say(pattern: str, /, **values: object) -> Said:
    """Return the sentence that `pattern` makes of the values; a brace that is meant as one stands twice in it."""
    said = Said(pattern.format_map(values))
    said.pattern, said.values = pattern, values
    return said

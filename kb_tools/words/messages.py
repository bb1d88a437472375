"""Sentences of findings: each with the pattern and the values it was made of, so that it can be said in Chinese too.

The Chinese patterns stand in `messages.yml`, by the English ones.
"""

from collections.abc import Iterable
from functools import lru_cache, reduce
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml


class Said(str):
    """A sentence, and what it was made of."""

    pattern: str
    values: dict[str, object]


def say(pattern: str, /, **values: object) -> Said:
    """Return the sentence that `pattern` makes of the values; a brace that is meant as one stands twice in it."""
    said = Said(pattern.format_map(values))
    said.pattern, said.values = pattern, values
    return said


def shortened(text: str, most: int = 60) -> str:
    """Return a text for a sentence, cut to `most` letters where it has more."""
    return text if len(text) <= most else text[:most - 1] + "…"


def row(items: Iterable[str]) -> str:
    """Return the items in a row, with commas between them."""
    return reduce(lambda before, item: say("{before}, {item}", before=before, item=item), items)


def translated(said: str, lang: str) -> str:
    """Return a sentence in a language; in English where nobody has put it into the other."""
    if lang == "en":
        return said
    pattern = patterns().get(said.pattern if isinstance(said, Said) else str(said))
    if pattern is None:
        return said
    if isinstance(said, Said):
        return pattern.format_map({name: translated(value, lang) if isinstance(value, Said) else value for name, value in said.values.items()})
    return pattern


def recognised(written: str) -> str:
    """Return a sentence that stands written in either language as one that can be said in both; any other as it is."""
    english = written if written in patterns() else _english().get(written)
    return say(english) if english and "{" not in english else written


def packed(value: object) -> object:
    """Return a sentence as plain data that keeps how it was made: a list of pattern and values; anything else as it is."""
    return [value.pattern, {name: packed(inner) for name, inner in value.values.items()}] if isinstance(value, Said) else value


def unpacked(data: object) -> object:
    """Return the sentence that was `packed`."""
    return say(data[0], **{name: unpacked(inner) for name, inner in data[1].items()}) if isinstance(data, list) else data


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    """The English patterns by the Chinese ones."""
    return {chinese: english for english, chinese in patterns().items()}


@lru_cache(maxsize=1)
def patterns() -> dict[str, str]:
    """The Chinese patterns by the English ones."""
    return table(files(__package__) / "messages.yml")


def table(file: Traversable) -> dict:
    """The table that stands in a file of words."""
    return yaml.load(file.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}  # noqa: S506 - both are safe loaders

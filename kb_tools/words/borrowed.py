"""Sentences that come finished from a library, the system or a model: the patterns by which they are known again, so that they can be said in Chinese too."""

import re
from functools import lru_cache
from string import Formatter

from kb_tools.words.messages import say

PATTERNS = (
    # PyYAML and libyaml
    "mapping values are not allowed in this context",
    "mapping keys are not allowed in this context",
    "block sequence entries are not allowed in this context",
    "could not find expected ':'",
    "did not find expected key",
    "did not find expected node content",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}}'",
    "did not find expected '-' indicator",
    "did not find expected <document start>",
    "did not find expected comment or line break",
    "did not find expected whitespace or line break",
    "did not find expected alphabetic or numeric character",
    "did not find expected {what}",
    "found character that cannot start any token",
    "found character {character} that cannot start any token",
    "found a tab character that violates indentation",
    "found a tab character where an indentation space is expected",
    "found unexpected end of stream",
    "found unexpected document indicator",
    "found unexpected ':'",
    "found unknown escape character",
    "found unknown escape character {character}",
    "found invalid Unicode character escape code",
    "found undefined alias",
    "found undefined alias {name}",
    "found undefined tag handle",
    "found unknown directive name",
    "found incompatible YAML document",
    "found duplicate anchor; first occurrence",
    "found duplicate anchor {name}; first occurrence",
    "found duplicate {directive} directive",
    "second occurrence",
    "found unhashable key",
    "but found another document",
    "could not determine a constructor for the tag {tag}",
    "expected <block end>, but found {what}",
    "control characters are not allowed",
    "special characters are not allowed",
    # pydantic, its first letter made small
    "input should be greater than or equal to {limit}",
    "input should be less than or equal to {limit}",
    "input should be greater than {limit}",
    "input should be less than {limit}",
    "input should be a valid integer, got a number with a fractional part",
    "input should be a finite number",
    "input should be '{values}' or '{last}'",
    "input should be '{value}'",
    "string should have at least {number} character",
    "string should have at least {number} characters",
    # the models
    "a slot has either an `activity` or a `talk`",
    "a measure point has either a `measure` or a `method`",
    "`min` {min} is larger than `max` {max}",
    "item `{item}` names the scale `{scale}`, which `scales` does not have",
    "`status` stands where somebody looked, and only there",
    # the system
    "Permission denied",
    "No such file or directory",
    "Not a directory",
    "File name too long",
    "Input/output error",
)
"""Where several fit a sentence, the first is taken."""


def known_again(sentence: str) -> str:
    """Return a sentence with the pattern that it was made of; as it is where none is known."""
    for pattern, form in _forms():
        if found := form.fullmatch(sentence):
            return say(pattern, **found.groupdict())
    return sentence


@lru_cache(maxsize=1)
def _forms() -> list[tuple[str, re.Pattern]]:
    return [(pattern, _form(pattern)) for pattern in PATTERNS]


def _form(pattern: str) -> re.Pattern:
    """The regular expression of all sentences that a pattern makes."""
    parts = (re.escape(text) + (f"(?P<{name}>.+)" if name else "") for text, name, _, _ in Formatter().parse(pattern))
    return re.compile("".join(parts), re.S)

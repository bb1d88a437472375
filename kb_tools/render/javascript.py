"""Patterns of Python as the scripts of a page can look for them."""

import re

_TOKEN = re.compile(r"\\(?s:.)|\[\^?\]?(?:\\.|[^\]\\])*\]|\s+|\#[^\n]*|\(\?(?:[:=!]|<[=!])?|[*+?}]\+|.")
_SYNTAX = frozenset(r"\^$.*+?()[]{}|/")
_WORD = r"\p{L}\p{N}_"
_MEANING = {"b": f"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))", "w": f"[{_WORD}]", "W": f"[^{_WORD}]", "s": r"\s", "S": r"\S", "n": r"\n", "t": r"\t"}
_IN_CLASS = {"w": _WORD, "s": r"\s", "n": r"\n", "t": r"\t", "-": r"\-"}


def pattern(python: re.Pattern[str]) -> tuple[str, str]:
    """Return the source and the flags of a JavaScript pattern that finds the same, line ends at the end of a text aside.

    A letter is one of any script there as here. Raises ValueError for what JavaScript cannot say.
    """
    made = []
    for token in _TOKEN.findall(python.pattern):
        if python.flags & re.VERBOSE and (token.isspace() or token[0] == "#"):
            continue
        if token == "(?" or len(token) == 2 and token[1] == "+" and token[0] != "\\":
            raise ValueError(f"JavaScript has nothing for `{token}` in {python.pattern}")
        if token[0] == "[":
            made.append(re.sub(r"\\(.)", lambda found: _escaped(found[1], _IN_CLASS), token))
        else:
            made.append(_escaped(token[1], _MEANING) if token[0] == "\\" else token)
    return "".join(made), "gu" + ("i" if python.flags & re.I else "") + ("m" if python.flags & re.M else "")


def _escaped(sign: str, meaning: dict[str, str]) -> str:
    """A sign with a backslash before it."""
    if sign in meaning:
        return meaning[sign]
    if sign.isalnum():
        raise ValueError(f"JavaScript has nothing for `\\{sign}`")
    return f"\\{sign}" if sign in _SYNTAX else sign

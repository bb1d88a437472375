"""Patterns of Python as the scripts of a page can look for them."""

import re

_TOKEN = re.compile(r"\\(?s:.)|\[\^?\]?(?:\\.|[^\]\\])*\]|\s+|\#[^\n]*|\(\?(?:[:=!]|<[=!])?|[*+?}]\+|.")
_SYNTAX = frozenset(r"\^$.*+?()[]{}|/")
_MEANING = frozenset("bwWsSnt")


def pattern(python: re.Pattern[str]) -> tuple[str, str]:
    """Return the source and the flags of a JavaScript pattern that finds the same, line ends at the end of a text aside.

    For `\\w` and `\\b` only Latin letters are letters there: look in a text whose others are `_`. To say it in the pattern takes ten times as long.
    Raises ValueError for what JavaScript cannot say.
    """
    made = []
    for token in _TOKEN.findall(python.pattern):
        if python.flags & re.VERBOSE and (token.isspace() or token[0] == "#"):
            continue
        if token == "(?" or len(token) == 2 and token[1] == "+" and token[0] != "\\":
            raise ValueError(f"JavaScript has nothing for `{token}` in {python.pattern}")
        if token[0] == "[":
            made.append(re.sub(r"\\(.)", lambda found: _escaped(found[1], in_class=True), token))
        else:
            made.append(_escaped(token[1]) if token[0] == "\\" else token)
    return "".join(made), "g" + ("i" if python.flags & re.I else "u") + ("m" if python.flags & re.M else "")


def _escaped(sign: str, in_class: bool = False) -> str:
    """A sign with a backslash before it, which stays only where it means something."""
    if sign.isalnum() and sign not in _MEANING:
        raise ValueError(f"JavaScript has nothing for `\\{sign}`")
    return f"\\{sign}" if sign in _MEANING or sign in _SYNTAX or in_class and sign == "-" else sign

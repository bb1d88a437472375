"""Plain values as the YAML of records: the form that `kb fmt` leaves as it is."""

from yaml import ScalarNode
from yaml.resolver import Resolver

from kb_tools.sources import yaml
from kb_tools.sources.broken import Broken

_FLOW_MARKS = frozenset(",[]{}")
_RESOLVER = Resolver()


def field(key: str, value: object, indent: int = 0) -> str:
    """Return the lines of a field; texts in two languages and lists of them stand on lines of their own, the rest in one."""
    pad = " " * indent
    if isinstance(value, dict) and not _is_small(value):
        return f"{pad}{key}:\n" + "".join(field(name, one, indent + 2) for name, one in value.items())
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return f"{pad}{key}:\n" + "".join(_item(one, indent + 2) for one in value)
    return f"{pad}{key}: {flow(value)}\n"


def _item(value: dict[str, object], indent: int) -> str:
    lines = "".join(field(name, one, indent + 2) for name, one in value.items())
    return " " * indent + "- " + lines[indent + 2:]


def _is_small(value: dict[str, object]) -> bool:
    """Tell whether a table is one of numbers, as a range is."""
    return all(isinstance(one, int) for one in value.values())


def flow(value: object) -> str:
    """Return a value in one line."""
    if value is None or isinstance(value, (bool, int)):
        return {None: "null", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else str(value)
    if isinstance(value, list):
        return f"[{', '.join(_scalar(one, inside=True) for one in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + "}"
    return _scalar(str(value))


def _scalar(said: str, inside: bool = False) -> str:
    """A text as it is, where every reader of YAML takes it for that text; else in single quotes."""
    is_text = _RESOLVER.resolve(ScalarNode, said, (True, False)) == Resolver.DEFAULT_SCALAR_TAG
    plain = is_text and not (inside and _FLOW_MARKS & set(said)) and _reads(f"k: {said}\n", said) and _reads(f"- k: {said}  # after\n", [said])
    return said if plain else "'" + said.replace("'", "''") + "'"


def _reads(line: str, said: object) -> bool:
    try:
        value = yaml.read(line)
    except Broken:
        return False
    return value == {"k": said} if isinstance(said, str) else value == [{"k": said[0]}]

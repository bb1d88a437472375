"""Plain values as the YAML of records: the form that `kb fmt` leaves as it is."""

from datetime import date

from yaml import ScalarNode
from yaml.resolver import Resolver

from kb_tools.sources import yaml
from kb_tools.sources.broken import Broken

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


def flow(value: object, inside: bool = False) -> str:
    """Return a value in one line; `inside` says that it stands in a row."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, date)):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(flow(one, inside=True) for one in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(one, inside=True)}" for key, one in value.items()) + "}"
    return _scalar(str(value), inside)


def _scalar(said: str, inside: bool) -> str:
    """A text as it is, where every reader of YAML takes it for that text; else in single quotes."""
    is_text = _RESOLVER.resolve(ScalarNode, said, (True, False)) == Resolver.DEFAULT_SCALAR_TAG
    is_read = _reads(f"[{said}, b]", [said, "b"]) if inside else _reads(f"k: {said}\n", {"k": said}) and _reads(f"- k: {said}  # c\n", [{"k": said}])
    return said if is_text and is_read else "'" + said.replace("'", "''") + "'"


def _reads(written: str, value: object) -> bool:
    try:
        return yaml.read(written) == value
    except Broken:
        return False

"""YAML: a text into plain values, safely and strictly, and the way back from a key path to an offset.

What is strange about PyYAML and is set right here: duplicate keys are taken silently; merges and aliases can
multiply without end; `NO` is false and `12:30` a number; an odd date raises a plain ValueError; marks count
characters that no editor counts as line ends (so only `index` of a mark is used).
"""

import json
import re
from functools import lru_cache

import yaml

from kb_tools.diagnostics import KeyPath, Span
from kb_tools.sources.broken import Broken
from kb_tools.store import Store, key_of

MAX_DEPTH = 40
"""Nesting above which a text is refused: records are five deep."""

_MARK = "\ufeff"
_BASE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SUSPECT = re.compile(r"(?:^|[\s\[{,:-])[&*][^\s,\]}]|<<\s*:|(?:[-?:][ \t]+){8}|^ {80}|!", re.M)
_ONLY_BOOL = re.compile(r"^(?:true|True|false|False)$")
_ONLY_INT = re.compile(r"^[-+]?(?:0|[1-9][0-9]{0,17})$")
_ONLY_FLOAT = re.compile(r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$")


class _Loader(_BASE):
    """Safe values, duplicate keys refused, and only the plain forms of numbers and truth."""

    yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in found if tag.endswith((":null", ":merge"))]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node, deep=False):
        if not isinstance(node, yaml.MappingNode):
            raise Broken("a list of fields is expected here", node.start_mark.index)
        made = {}
        for key_node, value_node in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                raise Broken("merge keys (`<<`) are not used here", key_node.start_mark.index, "write the fields out")
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, (str, int, float, bool)):
                raise Broken("a key must be one word", key_node.start_mark.index, "put the text after the key, or in quotes")
            if key in made:
                raise Broken(f"the key `{key}` stands twice", key_node.start_mark.index, "keep one of the two")
            made[key] = self.construct_object(value_node, deep=True)
        return made

    def construct_yaml_map(self, node):
        return self.construct_mapping(node)


for _tag, _pattern, _firsts in (
    ("tag:yaml.org,2002:bool", _ONLY_BOOL, "tTfF"),
    ("tag:yaml.org,2002:float", _ONLY_FLOAT, "-+0123456789."),
    ("tag:yaml.org,2002:int", _ONLY_INT, "-+0123456789"),
):
    _Loader.add_implicit_resolver(_tag, _pattern, list(_firsts))
_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.construct_yaml_map)


def read(text: str, memory: Store | None = None):
    """Return the value of a YAML text: dicts, lists, texts, numbers, truth, nothing.

    Dates stay texts. Raises Broken with the offset of the trouble. What `memory` knows is not parsed again.
    """
    if memory is None or not memory.keeping:
        return _read(text)
    key = key_of(text)
    known = memory.get("yaml", key)
    if known is not None:
        return json.loads(known)
    value = _read(text)
    spelled = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if json.loads(spelled) == value:  # keys that are numbers would come back as texts
        memory.put("yaml", key, spelled)
    return value


def _read(text: str):
    if text.startswith(_MARK):  # libyaml does not count it
        try:
            return _read(text[1:])
        except Broken as error:
            raise Broken(error.message, error.offset + 1, error.hint) from None
    if text.count("[") + text.count("{") > MAX_DEPTH or _SUSPECT.search(text):
        _refuse_bombs(text)
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - _Loader is a safe loader
    except Broken:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Broken(_plain(error), mark.index if mark else 0, _advice(error)) from None
    except yaml.reader.ReaderError as error:
        # Its position counts bytes.
        offset = len(text.encode("utf-8", "replace")[: error.position].decode("utf-8", "ignore"))
        raise Broken(f"not readable as YAML: {error.reason}", offset, "delete the character") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Broken(f"not readable as YAML: {str(error).splitlines()[0]}", 0, "look for a number or a character that is out of place") from None


def span_of(text: str, path: KeyPath, start: int = -1, end: int = -1) -> Span:
    """Return where the key at the end of `path` stands, or the item of a list; or the characters from `start` to `end` of the text there.

    Segments that the text does not have are skipped, so that a path with something missing leads to its parent.
    """
    if text.startswith(_MARK):
        found = span_of(text[1:], path, start, end)
        return Span(found.start + 1, found.end + 1)
    node, found = _compose(text), Span(0, 0)
    for segment in path:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(segment):
                    found, node = _extent(text, key), value
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(segment, int) and segment < len(node.value):
            node = node.value[segment]
            found = _extent(text, node)
    return _inside(text, node, start, end) if start >= 0 and isinstance(node, yaml.ScalarNode) else found


def _extent(text: str, node: yaml.Node) -> Span:
    """A node up to the end of its first line."""
    start = node.start_mark.index
    line = text.find("\n", start)
    end = min(node.end_mark.index, line if line >= 0 else len(text))
    return Span(start, max(start + len(text[start:end].rstrip()), min(start + 1, len(text))))


def _inside(text: str, node: yaml.ScalarNode, start: int, end: int) -> Span:
    """Characters of a value in the text as written, where there is more: quotes, escapes, indents, line ends that are folded."""
    at, stop = node.start_mark.index, node.end_mark.index
    if node.style in ("|", ">"):
        at = text.find("\n", at, stop) + 1 or stop
    elif node.style in ("'", '"'):
        at += 1
    found = []
    for count, letter in enumerate(node.value):
        if node.style == '"' and text.startswith("\\", at):
            while text.startswith("\\\n", at):
                at = len(text[:at + 2]) + len(text[at + 2:stop]) - len(text[at + 2:stop].lstrip())
            here, at = at, at + {"x": 4, "u": 6, "U": 10}.get(text[at + 1:at + 2], 2) if text.startswith("\\", at) else at + 1
        elif letter in " \n" and text[at:at + 1].isspace() and node.style != "|":
            after = at
            while after < stop and text[after].isspace():
                after += 1
            if count + 1 < len(node.value) and node.value[count + 1] in " \n" and after - at > 1:
                after = at + 1
            here, at = at, after
        else:
            there = text.find(letter, at, stop)
            here = there if there >= 0 else at
            at = here + (2 if node.style == "'" and letter == "'" else 1)
        if count in (start, end):
            found.append(here)
    found += [at] * (2 - len(found)) if end >= len(node.value) or len(found) < 2 else []
    return Span(found[0], max(found[0], found[1]))


@lru_cache(maxsize=4)
def _compose(text: str):
    """The nodes of a text, nothing where it cannot be read."""
    try:
        if text.count("[") + text.count("{") > MAX_DEPTH or _SUSPECT.search(text):
            _refuse_bombs(text)
        return yaml.compose(text, Loader=_BASE)
    except (Broken, yaml.YAMLError, RecursionError, UnicodeError):
        return None


def _refuse_bombs(text: str) -> None:
    """Walk the events, which cost memory only for their depth, and refuse what records never need."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_BASE):
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                depth += 1
                if depth > MAX_DEPTH:
                    raise Broken(f"nested more than {MAX_DEPTH} deep", event.start_mark.index, "records are flat; take levels out")
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                depth -= 1
            elif isinstance(event, yaml.AliasEvent):
                raise Broken(f"the alias `*{event.anchor}` is not used here", event.start_mark.index, "write the value out")
            if tag := getattr(event, "tag", None):
                raise Broken(f"the tag `{tag[:60]}` is not used here", event.start_mark.index, "take the tag out")
    except (yaml.YAMLError, UnicodeError):
        return  # the loader says it better


def _plain(error: yaml.MarkedYAMLError) -> str:
    said = (error.problem or error.context or "not readable as YAML").replace("\n", " ")
    return f"not readable as YAML: {said}"


def _advice(error: yaml.MarkedYAMLError) -> str:
    said = error.problem or ""
    if "mapping values are not allowed" in said:
        return "a colon and a space inside a text: put the whole text in single quotes"
    if "found character '\\t'" in said or "tab" in said:
        return "indent with spaces, not with tabs"
    if "could not find expected ':'" in said or "expected <block end>" in said:
        return "look at the indentation of this line and the one before"
    if "found character" in said:
        return "put the text in quotes"
    return "look at this line and the one before"

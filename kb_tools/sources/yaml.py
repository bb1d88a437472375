"""YAML: a text into plain values, safely and strictly, and the way back from a key path to an offset.

What is strange about PyYAML and is set right here: duplicate keys are taken silently; merges and aliases can
multiply without end; `NO` is false and `12:30` a number; an odd date raises a plain ValueError; marks count
characters that no editor counts as line ends (so only `index` of a mark is used).
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import yaml

from kb_tools.diagnostics import KeyPath, Span
from kb_tools.sources.broken import Broken
from kb_tools.store import Store, key_of
from kb_tools.words.borrowed import known_again
from kb_tools.words.messages import say

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""That of libyaml where there is one: it has the same marks in a sixth of the time."""

MAX_DEPTH = 40
"""Nesting above which a text is refused: records are five deep."""

MAX_NODES = 200_000
"""Values that a text may make with its aliases."""

_MARK = "\ufeff"
_PYTHON = "tag:yaml.org,2002:python/"
_SUSPECT = re.compile(r"(?:^|[\s\[{,:-])[&*][^\s,\]}]|<<\s*:|(?:[-?:][ \t]+){8}|^ {80}|!", re.M)
_SIGNS = ("&", "*", "<<", "!", "- - - -", "? ? ? ?", ": : : :", " " * 80, "\t-", "-\t", "\t?", "?\t", "-  ", "?  ")
"""Without one of these there is nothing to suspect."""

_DEEP = re.compile(r"(?:[-?:][ \t]+){8}|^ {80}", re.M)


_STR, _MERGE = "tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"
_NOT_TEXT = frozenset("tTfFnN~+-.0123456789<")
"""Letters that a value begins with which may be something else than a text."""


class _Loader(LOADER):
    """Nodes whose scalars know whether they are texts: only the plain forms of numbers, truth and nothing are something else.

    PyYAML asks for the tag of each scalar through three tables; most are texts, which their first letter tells.
    """

    def resolve(self, kind, value, implicit):
        if kind is not yaml.ScalarNode or not implicit[0] or (value and value[0] not in _NOT_TEXT):
            return _STR
        return next((tag for tag, form in _FORMS if form.fullmatch(value)), _STR)

    def descend_resolver(self, current_node, current_index):
        pass

    def ascend_resolver(self):
        pass


_FORMS = (
    ("null", re.compile(r"~|null|Null|NULL|")),
    ("int", re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")),
    ("bool", re.compile(r"true|True|false|False")),
    ("float", re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")),
    (_MERGE, re.compile(r"<<")),
)
_MAKE = {"null": lambda text: None, "int": int, "bool": lambda text: text[0] in "tT", "float": float, _STR: str, _MERGE: str}


def _made(node: yaml.Node):
    """The value of a node: safe, strict, and nothing that is not written there."""
    if type(node) is yaml.ScalarNode:
        return node.value if node.tag is _STR else _MAKE[node.tag](node.value)
    if type(node) is yaml.SequenceNode:
        return [_made(item) for item in node.value]
    made = {}
    for key_node, value_node in node.value:
        if key_node.tag == _MERGE:
            raise Broken(say("merge keys (`<<`) are not used here"), key_node.start_mark.index, say("write the fields out"), "plain")
        key = _made(key_node)
        if not isinstance(key, (str, int, float, bool)):
            raise Broken(say("a key must be one word"), key_node.start_mark.index, say("put the text after the key, or in quotes"))
        if key in made:
            raise Broken(say("the key `{key}` stands twice", key=str(key)[:80]), key_node.start_mark.index, say("keep one of the two"), "key")
        made[key] = _made(value_node)
    return made


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
        with _after_mark():
            return _read(text[1:])
    if text.count("[") + text.count("{") > MAX_DEPTH or (any(sign in text for sign in _SIGNS) and _SUSPECT.search(text)):
        _refuse(text)
    with _breaking(text):
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
        return None if node is None else _made(node)


def loose(text: str, repeated: list[Broken] | None = None):
    """Return the value of any YAML text, every scalar as it is written: tags are left out, aliases followed, merges made.

    Keys that stand twice are put into `repeated` where that is given, and the last one counts. A Python object is not made: its name stands under `!`, and what it would be called with under `value`.

    For files that are not ours: nothing is constructed. Raises Broken if it cannot be read, names a key twice, or grows too large.
    """
    if text.startswith(_MARK):
        with _after_mark():
            return loose(text[1:], repeated)
    _refuse_deep(text)
    with _breaking(text):
        nodes = list(yaml.compose_all(text, Loader=LOADER))
    left = [MAX_NODES]
    values = [_loosely(node, left, (), repeated) for node in nodes]
    return values[0] if len(values) == 1 else values or None


@contextmanager
def _breaking(text: str) -> Iterator[None]:
    """Raise Broken for whatever PyYAML raises about a text."""
    try:
        yield
    except Broken:
        raise
    except yaml.MarkedYAMLError as error:
        said, offset = error.problem, error.problem_mark.index
        raise Broken(say("not readable as YAML: {why}", why=known_again(said)), offset, _advice(said, text[offset:offset + 1])) from None
    except yaml.reader.ReaderError as error:
        # Its position counts bytes.
        offset = len(text.encode("utf-8", "replace")[: error.position].decode("utf-8", "ignore"))
        raise Broken(say("not readable as YAML: {why}", why=known_again(error.reason)), offset, say("delete the character")) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Broken(say("not readable as YAML: {why}", why=known_again(str(error).splitlines()[0])), 0,
                     say("look for a number or a character that is out of place")) from None


@contextmanager
def _after_mark() -> Iterator[None]:
    try:
        yield
    except Broken as error:
        raise Broken(error.message, error.offset + 1, error.hint, error.about) from None


def _loosely(node: yaml.Node, left: list[int], above: tuple[int, ...], repeated: list[Broken] | None):
    left[0] -= 1
    if left[0] < 0:
        raise Broken(say("the aliases here make more than {limit} values", limit=MAX_NODES), node.start_mark.index, say("write the values out"), "plain")
    if id(node) in above:
        raise Broken(say("an alias stands inside of what it names"), node.start_mark.index, say("write the value out"), "plain")
    if node.tag.startswith(_PYTHON):
        return {"!": node.tag.removeprefix(_PYTHON), "value": None if isinstance(node, yaml.ScalarNode) else _plain_value(node, left, above, repeated)}
    return _plain_value(node, left, above, repeated)


def _plain_value(node: yaml.Node, left: list[int], above: tuple[int, ...], repeated: list[Broken] | None):
    if isinstance(node, yaml.ScalarNode):
        return node.value
    above = (*above, id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_loosely(item, left, above, repeated) for item in node.value]
    made, merged = {}, []
    for key_node, value_node in node.value:
        if key_node.tag == _MERGE:
            merged += value_node.value if isinstance(value_node, yaml.SequenceNode) else [value_node]
            continue
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        if key in made and key != "?":
            twice = Broken(say("the key `{key}` stands twice", key=key[:80]), key_node.start_mark.index, say("keep one of the two"), "key")
            if repeated is None:
                raise twice
            repeated.append(twice)
        made[key] = _loosely(value_node, left, above, repeated)
    for other in merged:
        value = _loosely(other, left, above, repeated)
        made = (value if isinstance(value, dict) else {}) | made
    return made


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
    line = text[start:node.end_mark.index].partition("\n")[0].rstrip()
    return Span(start, max(start + len(line), min(start + 1, len(text))))


def _inside(text: str, node: yaml.ScalarNode, start: int, end: int) -> Span:
    """Characters of a value in the text as written."""
    where = list(_where(text, node))
    start = min(start, len(where) - 1)
    return Span(where[start], where[max(start, min(end, len(where) - 1))])


def _where(text: str, node: yaml.ScalarNode) -> Iterator[int]:
    """Yield where each character of a value is written, then where it ends: there are quotes, escapes, indents, folded line ends between them."""
    at, stop, value = node.start_mark.index, node.end_mark.index, node.value
    if node.style in ("|", ">"):
        at = text.find("\n", at, stop) + 1
    elif node.style in ("'", '"'):
        at += 1
    for count, letter in enumerate(value):
        if node.style == '"':
            while text.startswith("\\\n", at):  # the line goes on in the next
                at += 2
                while text[at] in " \t":
                    at += 1
        if node.style == '"' and text.startswith("\\", at):
            yield at
            at += {"x": 4, "u": 6, "U": 10}.get(text[at + 1], 2)
        elif letter in " \n" and text[at:at + 1].isspace() and node.style != "|":
            yield at
            after = at
            while after < stop and text[after].isspace():
                after += 1
            # Of several blanks or line ends the last stands for all that is left; each other one for itself.
            at = at + 1 if value[count + 1:count + 2] in (" ", "\n") else after
        else:
            at = max(text.find(letter, at, stop), at)
            yield at
            at += 2 if node.style == "'" and letter == "'" else 1
    yield at


@lru_cache(maxsize=4)
def _compose(text: str):
    """The nodes of a text, nothing where it cannot be read."""
    try:
        _refuse_deep(text)
        return yaml.compose(text, Loader=LOADER)
    except (Broken, yaml.YAMLError, RecursionError, UnicodeError):
        return None


def _refuse_deep(text: str) -> None:
    """Refuse what is nested too deep, before the parser goes down into it."""
    if text.count("[") + text.count("{") > MAX_DEPTH or _DEEP.search(text):
        _refuse(text, plain=False)


def _refuse(text: str, plain: bool = True) -> None:
    """Walk the events, which cost memory only for their depth, and refuse what is too deep, and if `plain`, what records never need."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=LOADER):
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                depth += 1
                if depth > MAX_DEPTH:
                    raise Broken(say("nested more than {limit} deep", limit=MAX_DEPTH), event.start_mark.index, say("take levels out"), "plain")
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                depth -= 1
            elif plain and isinstance(event, yaml.AliasEvent):
                raise Broken(say("the alias `*{name}` is not used here", name=event.anchor), event.start_mark.index, say("write the value out"), "plain")
            if plain and (tag := getattr(event, "tag", None)):
                raise Broken(say("the tag `{tag}` is not used here", tag=tag[:60]), event.start_mark.index, say("take the tag out"), "plain")
    except (yaml.YAMLError, UnicodeError):
        return  # the loader says it better


def _advice(said: str, letter: str) -> str:
    if "mapping values are not allowed" in said:
        return say("a colon and a space inside a text: put the whole text in single quotes")
    if "tab" in said or ("found character" in said and letter == "\t"):
        return say("indent with spaces, not with tabs")
    if "could not find expected ':'" in said or "expected <block end>" in said:
        return say("look at the indentation of this line and the one before")
    if "found character" in said:
        return say("put the text in quotes")
    return say("look at this line and the one before")

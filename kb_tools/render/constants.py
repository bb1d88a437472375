"""Words and icons that a template names outright are written into it when it is compiled: most of its calls are these."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from jinja2.ext import Extension
from jinja2.lexer import Token

_CALL = ("lparen", "string", "rparen")


class Constants(Extension):
    """Replaces `name('text')` by what it returns, for the functions in `environment.constants`.

    What such a function returns must depend on its one text alone.
    """

    def filter_stream(self, stream: Iterable[Token]) -> Iterator[Token]:
        """Pass on the tokens of a template; a text that is markup stays so."""
        known: dict[str, Callable[[str], str]] = self.environment.constants
        held: list[Token] = []
        before = ""
        for token in chain(stream, [None]):
            if token is not None and held and token.type == _CALL[len(held) - 1]:
                held.append(token)
                if len(held) == 4:
                    yield from _said(known[held[0].value](held[2].value), token.lineno)
                    before, held = "rparen", []
                continue
            yield from held
            before, held = held[-1].type if held else before, []
            if token is not None and token.type == "name" and token.value in known and before not in ("dot", "pipe"):
                held = [token]
            elif token is not None:
                yield token
                before = token.type


def _said(text: str, line: int) -> Iterator[Token]:
    yield Token(line, "lparen", "(")
    yield Token(line, "string", str(text))
    if hasattr(text, "__html__"):
        yield Token(line, "pipe", "|")
        yield Token(line, "name", "safe")
    yield Token(line, "rparen", ")")

"""The findings of a page, in a strip above it while it is served for writing.

The server lays it over a page that it hands out: no page that is built holds it, so none that is published can. The strip needs no
script, and its style comes from a file, as the content policy of the page wants it.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from kb_tools import addresses
from kb_tools.addresses import EDITIONS
from kb_tools.diagnostics import Diagnostic
from kb_tools.handbook import Handbook
from kb_tools.load import kind_at, record_id
from kb_tools.rules import Report
from kb_tools.words.messages import say, translated

STYLE = "/kb-serve/strip.css"
"""Where the server gives the stylesheet of the strip."""

MOST = 8
"""Findings that are shown above one page."""

_HERE = Path(__file__).parent
_HEADER, _HEAD = "</header>", "</head>"


class Strips:
    """The findings of a report, each on the page that shows what its file says; those of no page on the home page."""

    def __init__(self, report: Report | None = None):
        self._of: dict[tuple[str, str], list[Diagnostic]] = defaultdict(list)
        for d in sorted(report.diagnostics, key=lambda d: (-d.severity, d)) if report else ():
            address = page_of(d, report.handbook)
            for lang in ("zh",) if d.path.endswith(".zh.md") else EDITIONS:
                self._of[lang, address].append(d)

    def over(self, html: str, lang: str, address: str) -> str:
        """Return a page of an edition with the strip of an address between its header and its content; as it is where nothing was found."""
        found = self._of.get((lang, address))
        if not found:
            return html
        head, header, rest = html.partition(_HEADER)
        return head.replace(_HEAD, f'<link rel="stylesheet" href="{STYLE}">{_HEAD}', 1) + header + _strip(found, lang, address) + rest


def page_of(d: Diagnostic, handbook: Handbook) -> str:
    """The address of the page that shows what a finding is about, whether or not that page could be made."""
    kind = kind_at(d.path)
    if kind and kind.form == "list":
        return addresses.GENERATED[kind.plural]
    if kind:
        return addresses.of_id(kind.name, record_id(d.path))
    if d.path.endswith(".bib"):
        return _work(d, handbook)
    if d.path.startswith("docs/") and d.path.endswith(".md"):
        return addresses.of_prose(d.path.removeprefix("docs/").removesuffix(".md").removesuffix(".zh"))
    return addresses.GENERATED["home"]


def _work(d: Diagnostic, handbook: Handbook) -> str:
    file = handbook.bibliographies.get(d.path)
    at = bisect_right(file.entries, d.span.start, key=lambda entry: entry.span.start) - 1 if file else -1
    return addresses.of_reference(file.entries[at].key) if at >= 0 and d.span.start < file.entries[at].span.end else addresses.GENERATED["references"]


def _strip(found: list[Diagnostic], lang: str, address: str) -> str:
    def in_this(sentence: str) -> str:
        return translated(sentence, lang)

    rows = [{"severity": str(d.severity), "word": in_this(str(d.severity)), "place": f"{d.path}:{d.line}", "code": d.code,
             "rule": addresses.relative(addresses.of_rule(d.code), address), "message": _with_code(in_this(d.message)), "hint": _with_code(in_this(d.hint))}
            for d in found[:MOST]]
    more = in_this(say("And {n} more: `kb check` tells them all.", n=len(found) - MOST)) if len(found) > MOST else ""
    return _template().render(lang=lang, rows=rows, title=in_this(say("To repair on this page: {n}", n=len(found))), next_step=in_this(say("next step")),
                              colon="：" if lang == "zh" else ": ", more=_with_code(more),
                              why=_with_code(in_this(say("Only you see this, while `kb serve` runs: it is never published."))))


@cache
def _template() -> Template:
    loader = FileSystemLoader(_HERE)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).get_template("strip.html.jinja")


def _with_code(sentence: str) -> Markup:
    """A sentence with what stands between backticks as code."""
    parts = sentence.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(part) if number % 2 else escape(part) for number, part in enumerate(parts))


# On the way to the browser

def with_strips(site: Callable, strips: Callable[[], Strips]) -> Callable[[dict, Callable], Iterable[bytes]]:
    """Return a WSGI application that gives what `site` does, each page with its strip.

    Where `site` has no page, perhaps because a mistake keeps it from being made, its page for that is given, with the strip of the
    page that was asked for.
    """

    def answer(environ: dict, start_response: Callable) -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        if path == STYLE:
            return _sent(start_response, "200 OK", "text/css", (_HERE / "strip.css").read_bytes())
        status, headers, body = _asked(site, environ)
        lang = "zh" if path.startswith("/" + EDITIONS["zh"]) else "en"
        if status.startswith("404"):
            missing, _, page = _asked(site, {**environ, "PATH_INFO": f"/{EDITIONS[lang]}404.html"})
            body = page if missing.startswith("200") else body
        elif not status.startswith("200") or not dict(headers).get("Content-Type", "").startswith("text/html"):
            start_response(status, headers)
            return body
        address = path.removeprefix("/" + EDITIONS[lang]) + ("index.html" if path.endswith("/") else "")
        html = strips().over(b"".join(_all(body)).decode("utf-8", "surrogateescape"), lang, address)
        return _sent(start_response, status, "text/html", html.encode("utf-8", "surrogateescape"))

    return answer


def _asked(site: Callable, environ: dict) -> tuple[str, list[tuple[str, str]], Iterable[bytes]]:
    """Status, headers and body of what an application answers."""
    begun: list = []
    body = site(environ, lambda status, headers, *_: begun.extend((status, headers)))
    return (*begun, body)


def _all(body: Iterable[bytes]) -> Iterator[bytes]:
    yield from body
    if hasattr(body, "close"):
        body.close()


def _sent(start_response: Callable, status: str, kind: str, data: bytes) -> list[bytes]:
    start_response(status, [("Content-Type", f"{kind}; charset=utf-8"), ("Content-Length", str(len(data)))])
    return [data]

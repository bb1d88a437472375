"""The body of a page as XHTML for a book: what only a browser or a printer can use is left out, and every tag is closed."""

from collections.abc import Callable
from html.parser import HTMLParser

from kb_tools.export import xml

_VOID = {"br", "hr", "img", "col", "wbr", "path", "circle", "rect", "line", "use"}
_LEFT_OUT = {"script", "template", "button", "select", "form", "input", "nav", "style", "card-sheet", "activity-runner", "run-session", "keep-offline"}
_CLASSES_LEFT_OUT = {"no-print", "card-of-guide", "sheet-foot", "tb-i", "acts"}
_KEPT = {"id", "class", "href", "scope", "colspan", "rowspan", "start", "title"}
_DRAWN = {name: name for name in ("cx", "cy", "r", "x", "y", "width", "height", "d", "class", "rx", "transform", "text-anchor", "stroke-dasharray")}
_DRAWN["viewbox"] = "viewBox"  # HTML is read in small letters
_SVG = "http://www.w3.org/2000/svg"


def xhtml(html: str, link: Callable[[str], str | None]) -> str:
    """Return HTML as XHTML; `link` gives the address to write for one that is written, nothing where the words alone are to stand there."""
    reader = _Reader(link)
    reader.feed(html)
    reader.close()
    return "".join(reader.made)


class _Reader(HTMLParser):
    def __init__(self, link: Callable[[str], str | None]):
        super().__init__(convert_charrefs=True)
        self.made: list[str] = []
        self._link, self._open, self._left_out, self._drawing = link, [], 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write a tag, or begin to leave out what is in it."""
        given = {name: value or "" for name, value in attrs}
        if self._left_out or self._goes(tag, given):
            if tag not in _VOID:
                self._open.append((tag, ""))
                self._left_out += 1
            return
        self._drawing = self._drawing or tag == "svg"
        written = self._as_link(given) if tag == "a" else tag
        if tag in _VOID:
            self.made.append(f"<{tag}{self._attributes(given)}/>")
            return
        self._open.append((tag, written))
        self.made.append(f"<{written}{self._attributes(given)}>" if written else "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write a tag that holds nothing."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close a tag, and whatever is open in it."""
        if tag in _VOID or tag not in (name for name, _ in self._open):
            return
        while self._open:
            name, written = self._open.pop()
            if self._left_out:
                self._left_out -= 1
            elif written:
                self.made.append(f"</{written}>")
            self._drawing = self._drawing and name != "svg"
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        """Write text."""
        if not self._left_out:
            self.made.append(xml.text(data))

    def close(self) -> None:
        """Close what is still open."""
        super().close()
        while self._open:
            self.handle_endtag(self._open[-1][0])

    def _goes(self, tag: str, given: dict[str, str]) -> bool:
        hidden = "hidden" in given or (given.get("aria-hidden") == "true" and tag != "svg")
        return tag in _LEFT_OUT or hidden or not _CLASSES_LEFT_OUT.isdisjoint(given.get("class", "").split())

    def _as_link(self, given: dict[str, str]) -> str:
        """The element of a link: `a`, or where it leads nowhere in the book, `span`."""
        target = self._link(given.pop("href")) if "href" in given else None
        if target is None:
            return "span"
        given["href"] = target
        return "a"

    def _attributes(self, given: dict[str, str]) -> str:
        names = _DRAWN if self._drawing else {name: name for name in _KEPT}
        kept = {names[name]: value for name, value in given.items() if name in names}
        if lang := given.get("lang"):
            kept |= {"lang": lang, "xml:lang": lang}
        if "viewBox" in kept:
            kept = {"xmlns": _SVG, **kept}
        return "".join(f" {name}={xml.value(value)}" for name, value in kept.items())

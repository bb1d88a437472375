"""A built site as a web server gives it: below a path of its own, compressed, and it remembers what it sent."""

import functools
import gzip
import http.server
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

_PLAIN = ("image/png", "application/zip", "font/woff2", "application/wasm")


class Sent:
    """The address of a running server, and what it sent since it was asked to forget: path and bytes of each answer."""

    def __init__(self, address: str):
        self.address = address
        self.answers: list[tuple[str, int]] = []

    def forget(self) -> None:
        """Begin anew."""
        self.answers.clear()

    @property
    def bytes(self) -> int:
        """All bytes that were sent, without headers."""
        return sum(size for _, size in self.answers)


@functools.cache
def _body(path: str, packed: bool, admitting: bool) -> bytes:
    content = Path(path).read_bytes()
    if admitting and path.endswith(".html"):
        content = content.replace(b"connect-src 'none'", b"connect-src 'self'")
    return gzip.compress(content, 9, mtime=0) if packed else content


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args, root: Path, sent: Sent, admitting: bool, **named):
        self._root, self._sent, self._admitting = root, sent, admitting
        super().__init__(*args, **named)

    def do_GET(self) -> None:
        """Answer with a file below the root."""
        asked = unquote(urlsplit(self.path).path).lstrip("/")
        path = (self._root / asked).resolve()
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file() or not path.is_relative_to(self._root):
            self.send_error(404)
            return
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        # Pagefind packs its own files, and reads them as they are.
        packed = kind not in _PLAIN and not path.suffix.startswith((".pf", ".pagefind")) and "gzip" in self.headers.get("Accept-Encoding", "")
        body = _body(str(path), packed, self._admitting)
        self._sent.answers.append((asked, len(body)))
        self.send_response(200)
        self.send_header("Content-Type", kind + ("; charset=utf-8" if kind.startswith("text/") else ""))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Cache-Control", "max-age=3600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except ConnectionError:  # the reader went away
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(root: Path, admitting: bool = False) -> Iterator[Sent]:
    """Serve a folder on a loopback port; `admitting` lets what runs in a page ask this server for more."""
    sent = Sent("")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, root=root.resolve(), sent=sent, admitting=admitting)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sent.address = f"http://127.0.0.1:{server.server_address[1]}"
        yield sent
        server.shutdown()

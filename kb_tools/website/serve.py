"""Serve both editions on a loopback address, and build again after each change."""

import logging
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from kb_tools.rules.changes import Look
from kb_tools.settings import Misuse
from kb_tools.website.build import BuildFailed, build
from kb_tools.website.strip import Strips, with_strips

WATCHED = ("activities", "knowledge", "docs", "references.bib", "retractions.yml", "mkdocs.yml", "kb.toml", "pyproject.toml", "kb_tools/website/theme")


def serve(root: Path, port: int, say: Callable[[str], None], show: Callable[[Look], str], commands: tuple = ()) -> None:
    """Build into a folder of its own and serve it until interrupted; a finding is shown, above its page too, and stops nothing.

    `say` prints a line, `show` puts into words what changed since the last build; `commands` are those that a page lists.
    Settings that cannot be followed raise Misuse at the first build; later they are said, and the next change is waited for.
    """
    folder = Path(tempfile.mkdtemp(prefix="tongban-serve-"))
    site = folder / "site"
    site.mkdir()
    try:
        server = _server(root, site, port, say, show, commands)
        try:
            server.observer.start()  # what is saved while the first build runs would else be seen only at the next save
            server.observer.start = lambda: None  # `serve` begins it too, and once is all that a thread allows
            server.builder()
            say(f"\nThe handbook: {server.url}\nChinese edition: {server.url}zh/\nStop with Ctrl-C.\n")
            server.serve()
        finally:
            server.shutdown()  # its threads would keep the command from ending
    except KeyboardInterrupt:
        say("stopped")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server(root: Path, site: Path, port: int, say, show, commands) -> LiveReloadServer:
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    look, strips = None, Strips()

    def rebuild() -> None:
        nonlocal look, strips
        start, failed = time.monotonic(), None
        try:
            report = build(root, site, serving=True, commands=commands)
        except BuildFailed as failure:
            report, failed = failure.report, failure
        except (Misuse, OSError) as trouble:
            if look is None:
                raise
            report, failed = None, trouble
        if report:
            look, strips = Look.of(report, look), Strips(report)
            say(show(look))
        say(f"not built: {failed}; the pages are as they were" if failed else f"built in {time.monotonic() - start:.1f} s")

    server = LiveReloadServer(builder=rebuild, host="127.0.0.1", port=_free(port), root=str(site))
    server.set_app(with_strips(server.serve_request, lambda: strips))
    for name in WATCHED:
        if os.path.exists(root / name):
            server.watch(str(root / name))
    return server


def _free(port: int) -> int:
    """Return the first free port from `port` on."""
    for candidate in range(port, port + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            return candidate
    return port

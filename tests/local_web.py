"""Servers of this machine: one for tests of look-ups, with the many ways in which it answers, and one that gives the files of a folder."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from kb_tools.lookups import hosts

IS_PUBLIC = hosts.is_public
LINGER = b"\x01\x00\x00\x00\x00\x00\x00\x00"


class Files(SimpleHTTPRequestHandler):
    """Gives files without a word, also where a page is left before all of one has come."""

    def log_message(self, *_):
        pass

    def copyfile(self, source, outputfile):
        with suppress(ConnectionError):
            super().copyfile(source, outputfile)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a loopback port; the address ends in a stroke."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Web:
    """A server: what it does at a path is a function of the handler; it writes down what it is asked."""

    def __init__(self, address="127.0.0.1", context=None):
        self.routes, self.requests, self.times = {}, [], []
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do(self):
                web.requests.append((self.command, self.path, self.headers))
                web.times.append(time.monotonic())
                (web.routes.get(self.path) or web.routes.get(self.path.partition("?")[0]) or respond(404))(self)

            do_GET = do_HEAD = do

            def log_message(self, *_):
                pass

            def version_string(self):
                return "test"

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_):
                pass

            def finish_request(self, request, address):
                if not context:
                    return super().finish_request(request, address)
                with context.wrap_socket(request, server_side=True) as wrapped:
                    return super().finish_request(wrapped, address)

        self.server = Server((address, 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def asked(self, path):
        """The methods by which a path was asked for, in order."""
        return [method for method, asked, _ in self.requests if asked == path]

    def __call__(self, path, host="web.example"):
        return f"http://{host}:{self.port}{path}"


def respond(status, body=b"", **headers):
    """A handler that answers in one way."""
    def handle(request):
        request.send_response_only(status, "x")
        for name, value in {"Content_Type": "text/html", "Content_Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(body)
    return handle


def to(place, status=302, **headers):
    return respond(status, Location=place, **headers)


def by_method(head, get):
    return lambda request: (head if request.command == "HEAD" else get)(request)


def in_turn(*handlers):
    """A handler that does one thing after the other, and the last one ever after."""
    left = list(handlers)
    return lambda request: (left.pop(0) if len(left) > 1 else left[0])(request)


def reset(request):
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
    request.close_connection = True
    request.connection.close()


def hang_up(request):
    request.close_connection = True


def hang(request):
    time.sleep(1.5)
    request.close_connection = True


def say_raw(data):
    def handle(request):
        with suppress(OSError):
            request.wfile.write(data)
        request.close_connection = True
    return handle


def names_of_this_machine(monkeypatch):
    """Names that end in `.example` are 127.0.0.1, and that is a public address; everything else is as it is. Return who is where, to be changed."""
    known, real = {}, socket.getaddrinfo
    known["asked"] = []

    def getaddrinfo(host, port, *args, **options):
        known["asked"].append(host)
        found = known.get(host, ["127.0.0.1"] if host.endswith(".example") else None)
        if isinstance(found, Exception):
            raise found
        if found is None:
            if not re.fullmatch(r"[0-9a-fx.:]+|localhost", host):
                raise socket.gaierror(socket.EAI_NONAME, "no such name")
            return real(host, port, *args, **options)
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(hosts, "is_public", lambda address: address == "127.0.0.1" or IS_PUBLIC(address))
    return known

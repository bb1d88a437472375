"""Web addresses as they are asked for."""

import re

import httpx

from kb_tools.lookups.outcome import Trouble

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
_HOST = re.compile(r"(?=.{1,253}$)[\w-]{1,63}(\.[\w-]{1,63})*|[0-9a-f:.]*:[0-9a-f:.%\w]*", re.A)


def parse(address: str) -> httpx.URL:
    """Return a web address without its part, as it is asked for. Raises Trouble for one that cannot be, or must not."""
    scheme = _SCHEME.match(address.strip())
    if scheme and scheme[1].lower() not in ("http", "https"):
        raise Trouble("scheme", scheme=scheme[1].lower())
    try:
        url = httpx.URL(address.strip())
        host = name_of(url).removesuffix(".")
        if not scheme or not _HOST.fullmatch(host) or not 0 < (80 if url.port is None else url.port) < 65_536:
            raise Trouble("malformed")
        if url.userinfo:
            raise Trouble("login")
        return url.copy_with(host=host, fragment=None)
    except (httpx.InvalidURL, ValueError):
        raise Trouble("malformed") from None


def name_of(url: httpx.URL) -> str:
    """The host of an address as the network knows it: in ASCII, an IPv6 address without brackets."""
    return url.raw_host.decode("ascii")


def shown(url: httpx.URL) -> str:
    """The host of an address as people read it."""
    try:
        return url.host
    except ValueError:  # what looks like an encoded name need not be one
        return name_of(url)

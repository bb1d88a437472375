"""Archived copies of dead pages, asked for in the manner of the Wayback availability API."""

import asyncio
import json

import httpx

from kb_tools.lookups.address import parse
from kb_tools.lookups.answers import start_of
from kb_tools.lookups.hosts import Network
from kb_tools.lookups.outcome import Trouble

_BYTES = 100_000


class Archive:
    """An archive that is asked one thing at a time, and after its first failure nothing more."""

    def __init__(self, network: Network):
        self._network, self._silent, self._lock = network, not network.options.archive, asyncio.Lock()

    async def copy_of(self, page: str) -> str:
        """Return the address of a copy of a page; nothing where there is none, or the archive does not answer well."""
        async with self._lock:
            if self._silent:
                return ""
            try:
                return _copy(await self._asked(page))
            except (Trouble, httpx.HTTPError, httpx.InvalidURL, ValueError):
                self._silent = True
                return ""

    async def _asked(self, page: str) -> bytes:
        url = httpx.URL(self._network.options.archive).copy_merge_params({"url": page})
        site = self._network.site(url)
        site.enter()
        try:
            async with site.asked("GET", url, {"Accept": "application/json"}) as response:
                site.answered()
                response.raise_for_status()
                return await start_of(response, _BYTES)
        except Trouble as trouble:
            site.failed(trouble)
            raise
        finally:
            await site.leave()


def _copy(answer: bytes) -> str:
    """The address of the copy that an archive tells of; nothing if it tells of none."""
    try:
        closest = json.loads(answer)["archived_snapshots"]["closest"]
        url = str(parse(closest["url"])) if closest["available"] and str(closest["status"]).startswith("2") else ""
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError, Trouble):
        return ""
    return url.replace("http://web.archive.org/", "https://web.archive.org/", 1)

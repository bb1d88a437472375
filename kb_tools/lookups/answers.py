"""What a server says to one request, and what that means."""

import re
import time
import zlib
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx

from kb_tools.lookups.outcome import Trouble
from kb_tools.lookups.parts import Reading

_NO_ACCESS = frozenset({401, 402, 403, 406, 407, 418, 451, 999})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 528)})
_ONWARD, _FOR_GOOD = frozenset({301, 302, 303, 307, 308}), frozenset({301, 308})
_CAPTCHA_STATUS = frozenset({403, 429, 503})
_CAPTCHA = re.compile(rb"captcha|challenge-platform|just a moment\.\.\.|are you a robot|verify you are human", re.I)
_CAPTCHA_BYTES = 65_536


@dataclass(frozen=True)
class Answer:
    """What a server said to one request, as far as it was read."""

    status: int
    headers: httpx.Headers
    reading: Reading | None = None
    captcha: bool = False

    @property
    def plain(self) -> bool:
        """Whether it needs no second thought."""
        return 200 <= self.status < 400

    @property
    def passing(self) -> bool:
        """Whether it may be another at the next try."""
        return self.status in _PASSING and not self.captcha

    @property
    def onward(self) -> str | None:
        """Where it sends on to, as written; None if it does not."""
        return self.headers.get("location") if self.status in _ONWARD else None

    @property
    def for_good(self) -> bool:
        """Whether it sends on for good."""
        return self.status in _FOR_GOOD

    @property
    def retry_after(self) -> float | None:
        """The seconds that the server asks to wait, given as a number or a date."""
        text = self.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdigit():
            return float(text[:9])
        try:
            return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
        except (ValueError, OverflowError, OSError):
            return None

    @property
    def reason(self) -> str:
        """Which of CASES it is for the address that was asked."""
        if 200 <= self.status < 300:
            return "fine"
        if self.captcha:
            return "captcha"
        if self.status in (404, 410):
            return "gone"
        if self.status in _NO_ACCESS:
            return "no-access"
        if self.status == 429 or self.status == 503 and self.retry_after is not None:
            return "busy"
        return "server-error" if 500 <= self.status < 600 else "odd-answer"


async def answer_of(response: httpx.Response, parts: frozenset[str], limit: int) -> Answer:
    """Take from a response what is needed, and read no more: a page in search of `parts` up to `limit` bytes. Raises what httpx raises."""
    reading, captcha = None, False
    if response.is_success and parts:
        reading = await _reading(response, parts, limit)
    elif response.status_code in _CAPTCHA_STATUS:
        captcha = "cf-mitigated" in response.headers or bool(_CAPTCHA.search(await start_of(response, _CAPTCHA_BYTES)))
    return Answer(response.status_code, response.headers, reading, captcha)


async def start_of(response: httpx.Response, limit: int) -> bytes:
    """The first `limit` bytes of a page; nothing if it cannot be unpacked."""
    start = bytearray()
    try:
        await _read(response, limit, lambda data: start.extend(data) is None)
    except _Packed:
        return b""
    return bytes(start)


async def body_of(response: httpx.Response, limit: int, whole: bool = True) -> bytes:
    """A page as far as `limit` bytes. Raises Trouble if it is packed in an unknown way, or is longer and wanted `whole`."""
    body = bytearray()
    try:
        ended = await _read(response, limit, lambda data: body.extend(data) is None)
    except _Packed:
        raise Trouble("unread-answer") from None
    if whole and not ended:
        raise Trouble("long-answer", number=str(limit))
    return bytes(body)


async def _reading(response: httpx.Response, parts: frozenset[str], limit: int) -> Reading:
    """Read a page until all parts are found."""
    reading, why = Reading(parts, (response.headers.get_list("content-type") or [""])[-1]), ""
    if reading.missing:
        try:
            why = "" if await _read(response, limit, reading.take) else "long-page"
        except _Packed:
            why = "unread-page"
    reading.end(why)
    return reading


class _Packed(Exception):
    """A page is packed in a way that we did not ask for, or wrongly."""


async def _read(response: httpx.Response, limit: int, take: Callable[[bytes], bool]) -> bool:
    """Give a page to `take` piece by piece until it has enough; tell whether it was not cut short at `limit` bytes, unpacked."""
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    if packed not in ("identity", "gzip", "x-gzip", "deflate"):
        raise _Packed
    unpack = None if packed == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 32)
    async with aclosing(response.aiter_raw()) as pieces:
        async for data in pieces:
            try:
                data = unpack.decompress(data, limit) if unpack else data[:limit]
            except zlib.error:
                raise _Packed from None
            limit -= len(data)
            if data and not take(data):
                return True
            if limit <= 0:
                return False
    return True

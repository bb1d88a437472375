"""Looks external addresses up: politely, within a budget, and never inside this machine's own network."""

import asyncio
import random
import re
import time
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from kb_tools.lookups.address import name_of, parse, shown
from kb_tools.lookups.answers import Answer, answer_of
from kb_tools.lookups.archive import Archive
from kb_tools.lookups.hosts import PASSING, UNHEARD, Network, Site
from kb_tools.lookups.memory import memory_of, recall, remember
from kb_tools.lookups.options import Options
from kb_tools.lookups.outcome import Outcome, Trouble, Verdict, shortened
from kb_tools.lookups.parts import Reading, wanted

__all__ = ["Options", "Outcome", "Verdict", "look_up", "memory_of"]

Tell = Callable[[Outcome, int, int], None]

_DOI = re.compile(r"/(doi:)?10[./]", re.I)
_FRONT = re.compile(r"/?([a-z]{2}([-_][a-z]{2,4})?)?/?(index\.\w+|home)?/?", re.I)
_COOKIE_LETTERS = 4_000
_LAST_WORDS = 2.0


def look_up(addresses: Iterable[str], options: Options | None = None, memory: Path | None = None, tell: Tell | None = None) -> dict[str, Outcome]:
    """Return what came of looking each address up, in their order; whatever the servers do is an outcome and no exception.

    What an earlier run kept in the file `memory` (see `memory_of`) is not asked again while it is good; new outcomes are kept there.
    `tell` is called once for each address with its outcome, how many are done and how many there are; what it raises is the caller's.
    """
    options, asked = options or Options(), list(dict.fromkeys(addresses))
    kept = recall(memory, options, time.time())
    run = _Run(options, tell, len(asked))
    try:
        run.settle(kept[address] for address in asked if address in kept)
        to_the_end(run.all([address for address in asked if address not in kept]))
    finally:
        remember(memory, {**kept, **run.outcomes}.values())
    return {address: run.outcomes[address] for address in asked}


def to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Run work to its end; in a thread of its own where this one waits in a loop already, as in a notebook."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(work)
        return
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


@dataclass(frozen=True)
class _Arrival:
    """Where the way from an address ended, and what that means for the address."""

    reason: str
    status: int
    host: str
    new: str = ""
    reading: Reading | None = None


@dataclass
class _Course:
    """The way from an address over its redirects, in search of parts of the page at its end."""

    here: httpx.URL
    parts: frozenset[str]
    fragment: str = ""
    hops: int = 0
    for_good: bool = True
    sites: set[Site] = field(default_factory=set)
    seen: set[tuple[str, str]] = field(default_factory=set)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    def cookie(self) -> str:
        """The cookies that the host here has set on the way: some sites send round in circles whoever does not bring them back."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.get(name_of(self.here), {}).items())[:_COOKIE_LETTERS]

    def go_on(self, answer: Answer, target: str, most: int) -> None:
        """Go where an answer sends on to, over `most` redirects in all. Raises Trouble."""
        self._keep_cookies(answer)
        try:
            url = self.here.join(target)
            self.here = parse(str(url))
        except (httpx.InvalidURL, ValueError, Trouble):
            raise Trouble("sent-nowhere", new=shortened(target)) from None
        self.hops, self.for_good = self.hops + 1, self.for_good and answer.for_good
        if url.fragment:
            self.parts, self.fragment = frozenset(), url.fragment
        if (str(self.here), self.cookie()) in self.seen:
            raise Trouble("redirect-loop")
        if self.hops > most:
            raise Trouble("too-many-redirects", number=str(most))

    def _keep_cookies(self, answer: Answer) -> None:
        for line in answer.headers.get_list("set-cookie"):
            name, equals, value = line.partition(";")[0].strip().partition("=")
            if equals and line.isascii() and line.isprintable():
                self.cookies.setdefault(name_of(self.here), {})[name] = value


class _Run:
    """One run over all addresses."""

    def __init__(self, options: Options, tell: Tell | None, total: int):
        self._options, self._tell, self._total = options, tell, total
        self._network = Network(options)
        self._archive = Archive(self._network)
        self._told: set[str] = set()
        self.outcomes: dict[str, Outcome] = {}

    async def all(self, addresses: list[str]) -> None:
        """Look all addresses up, or as many as the budget allows; those of one page together."""
        pages: dict[str, list[str]] = {}
        for address in addresses:
            pages.setdefault(address.partition("#")[0], []).append(address)
        tasks = [asyncio.create_task(self._page(page, group)) for page, group in pages.items()]
        try:
            for task in asyncio.as_completed(tasks, timeout=self._options.budget):
                self.settle(await task)
        except TimeoutError:
            late = [task for task in tasks if task.cancel()]
            if late:
                await asyncio.wait(late, timeout=_LAST_WORDS)
        self._settle_rest(addresses)

    def settle(self, outcomes: Iterable[Outcome]) -> None:
        """Take outcomes, and tell of each address that nothing was told of yet."""
        for outcome in outcomes:
            self.outcomes[outcome.address] = outcome
            if self._tell and outcome.address not in self._told:
                self._told.add(outcome.address)
                self._tell(outcome, len(self._told), self._total)

    def _settle_rest(self, addresses: list[str]) -> None:
        """Settle what was not come to; and where no server answered at all, accuse none of them."""
        for address in addresses:
            outcome = self.outcomes.get(address, Outcome(address, "budget", at=time.time()))
            if self._network.offline and outcome.reason in UNHEARD:
                outcome = Outcome(address, "offline", at=outcome.at)
            self.settle([outcome])

    async def _page(self, page: str, addresses: list[str]) -> list[Outcome]:
        """Look one page up, and the parts of it that are asked for."""
        parts = {address: wanted(address.partition("#")[2]) for address in addresses}
        try:
            arrival = await self._arrival(_Course(parse(page), frozenset(filter(None, parts.values()))))
            outcomes = [_outcome(address, part, arrival) for address, part in parts.items()]
        except Trouble as trouble:
            outcomes = [Outcome(address, trouble.reason, details=tuple(trouble.details.items()), at=time.time()) for address in addresses]
        except Exception as error:  # noqa: BLE001 - one strange server must not end the run of all others
            outcomes = [Outcome(address, "unexpected", details=(("why", type(error).__name__),), at=time.time()) for address in addresses]
        self.outcomes |= {one.address: one for one in outcomes}  # known by now, should time run out over the archive
        if outcomes[0].verdict in (Verdict.GONE, Verdict.NO_HOST):
            copy = await self._archive.copy_of(page)
            outcomes = [replace(one, archived=copy) for one in outcomes]
        return outcomes

    async def _arrival(self, course: _Course) -> _Arrival:
        """Follow an address to where it ends. Raises Trouble."""
        start = course.here
        try:
            while True:
                site = self._entered(course)
                async with site.pace.slots:
                    answer = await self._persist(site, course)
                target = answer.onward
                if target is None:
                    return self._judged(start, course, answer)
                if self._is_doi(course.here) and _host(course.here, target) not in self._options.resolvers:
                    return _Arrival("fine", answer.status, shown(course.here))
                course.go_on(answer, target, self._options.redirects)
        except Trouble as trouble:
            if trouble.reason == "private" and course.hops:
                raise Trouble("sent-inside", **trouble.details) from None
            raise
        finally:
            for site in course.sites:
                await site.leave()

    def _entered(self, course: _Course) -> Site:
        """The site where a course is; its connections stay open until the course has ended."""
        course.seen.add((str(course.here), course.cookie()))
        site = self._network.site(course.here)
        if site not in course.sites:
            course.sites.add(site)
            site.enter()
        return site

    def _is_doi(self, url: httpx.URL) -> bool:
        return name_of(url) in self._options.resolvers and bool(_DOI.match(url.path))

    def _judged(self, start: httpx.URL, course: _Course, answer: Answer) -> _Arrival:
        """What the last answer of a course means for the address that it began with."""
        reason, new = answer.reason, ""
        if reason == "gone" and self._is_doi(course.here):
            reason = "no-doi"
        if reason == "fine" and course.hops and course.for_good:
            reason = "front-page" if _is_front(course.here) and not _is_front(start) else "moved"
            new = str(course.here.copy_with(fragment=course.fragment or None))
        return _Arrival(reason, answer.status, shown(course.here), new, answer.reading)

    async def _persist(self, site: Site, course: _Course) -> Answer:
        """Ask for one address until there is an answer that counts: HEAD first, GET where that does not help. Raises Trouble."""
        method, left, refused = "HEAD" if site.head_helps and not course.parts else "GET", self._options.tries, False
        while True:
            last = await self._try(site, method, course)
            if isinstance(last, Answer) and (last.plain or method == "GET" and not last.passing):
                site.head_helps = site.head_helps and not (refused and last.plain)
                return last
            if isinstance(last, Trouble) or last.passing:
                left -= 1
                if left < 1 or not await self._wait(site, last, self._options.tries - left):
                    break
            method, refused = "GET", refused or method == "HEAD"
        if isinstance(last, Trouble):
            site.failed(last)
            raise last
        return last

    async def _try(self, site: Site, method: str, course: _Course) -> Answer | Trouble:
        """Ask once; return the answer, or the trouble where another try may help. Raises Trouble where it may not."""
        cookie = course.cookie()
        try:
            async with site.asked(method, course.here, {"Cookie": cookie} if cookie else {}) as response:
                site.answered()
                return await answer_of(response, course.parts, self._options.page_bytes)
        except Trouble as trouble:
            if trouble.reason in PASSING and trouble is not site.trouble:
                return trouble
            site.failed(trouble)
            raise

    async def _wait(self, site: Site, last: Answer | Trouble, tries: int) -> bool:
        """Wait before the next try; tell whether there is to be one."""
        asked = last.retry_after if isinstance(last, Answer) else None
        if asked is not None:
            site.pace.be_quiet(asked)
            return asked <= self._options.retry_after
        await asyncio.sleep(self._options.pause * 2 ** (tries - 1) * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
        return True


def _outcome(address: str, part: str, arrival: _Arrival) -> Outcome:
    """What a page's arrival means for one address of the page."""
    reason, new, details = arrival.reason, arrival.new, (("host", arrival.host),)
    if arrival.reading and part in arrival.reading.missing:
        reason, new, details = arrival.reading.why, "", (*details, ("part", part))
    fragment = address.partition("#")[2]
    if new and fragment and "#" not in new:
        new = f"{new}#{fragment}"
    return Outcome(address, reason, arrival.status, new, details=details, at=time.time())


def _is_front(url: httpx.URL) -> bool:
    return bool(_FRONT.fullmatch(url.path)) and not url.query


def _host(url: httpx.URL, target: str) -> str:
    """The host that a redirect leads to; nothing for one that leads nowhere."""
    try:
        return name_of(url.join(target))
    except (httpx.InvalidURL, ValueError):
        return ""

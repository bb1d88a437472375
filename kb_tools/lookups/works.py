"""Asks catalogues of works, and pages about works, for one document each; what it says is for others to read."""

import asyncio
import base64
import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import httpx

from kb_tools import __version__
from kb_tools.lookups.address import name_of, parse, shown
from kb_tools.lookups.answers import Answer, answer_of, body_of
from kb_tools.lookups.hosts import PASSING, UNHEARD, Network, Site
from kb_tools.lookups.links import to_the_end
from kb_tools.lookups.options import Options
from kb_tools.lookups.outcome import CASES, Trouble, shortened
from kb_tools.lookups.parts import charset_of, decoder
from kb_tools.store import Store, key_of
from kb_tools.words.messages import Said, say

VERSION = "works 1"
"""Of what is kept; a store that another version wrote is not read."""

_SPACE = "documents"
_KEPT_BYTES = 1_000_000
_LAST_WORDS = 2.0
_GIVE_UP = 3


@dataclass(frozen=True)
class Question:
    """A document that is asked for: its address, in which form, how much of it is read, and whether less than all of it is of no use."""

    address: str
    accept: str = "application/json"
    limit: int = 5_000_000
    whole: bool = True


@dataclass(frozen=True)
class Document:
    """What came: for which question, from which address in the end, of which type, and when (seconds since 1970)."""

    question: Question
    address: str
    type: str
    data: bytes
    at: float

    @property
    def host(self) -> str:
        """The host that it came from, with its port where that is not the usual one."""
        return httpx.URL(self.address).netloc.decode("ascii")

    @property
    def text(self) -> str:
        """The document as text, in the charset that it names; where it names none that is known, in UTF-8."""
        return decoder(charset_of(self.type), self.data).decode(self.data, True)


@dataclass(frozen=True)
class Failed:
    """That no document came: which of CASES it is, and the values of its sentence."""

    question: Question
    reason: str
    details: tuple[tuple[str, str], ...] = ()

    @property
    def message(self) -> Said:
        """What is so."""
        return say(CASES[self.reason].message, **{"address": shortened(self.question.address), "host": "", **dict(self.details)})

    @property
    def hint(self) -> Said | str:
        """What to do; empty if there is nothing to do."""
        pattern = CASES[self.reason].hint
        return say(pattern, **dict(self.details)) if pattern else ""

    @property
    def unknown(self) -> bool:
        """Whether somebody answered that there is nothing of that name."""
        return self.reason == "gone"

    @property
    def unheard(self) -> bool:
        """Whether nobody answered: it looks the same when this machine has no network."""
        return self.reason in UNHEARD or self.reason == "offline"


Chain = Sequence[Question]
"""Questions for one work: the next is asked where the one before did not bring a document."""


def options_for(mailto: str = "", **changes) -> Options:
    """How catalogues are asked: a person waits, so not for long."""
    agent = f"tongban-kb/{__version__}" + (f" (mailto:{mailto})" if mailto else "")
    return replace(Options(budget=120.0, answer_within=15.0, connect_within=8.0, redirects=5, retry_after=20.0, agent=agent), **changes)


def ask(chains: Iterable[Chain], options: Options, memory: Store | None = None) -> list[Document | Failed]:
    """Return for each chain its first document, else why there is none; whatever the servers do is a value and no exception.

    What `memory` holds and is not older than `fine_days` is not asked again; put into it what was worth it with `keep`.
    """
    listed = [tuple(chain) for chain in chains]
    known = _recalled({question for chain in listed for question in chain}, memory or Store(), options)  # a store is read in its own thread alone
    asking = _Asking(options, known)
    to_the_end(asking.all(listed))
    return [asking.found[chain] for chain in listed]


def keep(document: Document, memory: Store) -> None:
    """Keep a document for later runs."""
    if len(document.data) <= _KEPT_BYTES:
        memory.put(_SPACE, _key(document.question), json.dumps([document.at, document.address, document.type, base64.b64encode(document.data).decode("ascii")]))


def _recalled(questions: Iterable[Question], memory: Store, options: Options) -> dict[Question, Document]:
    memory.stay_all(_SPACE)
    known = {}
    for question in questions:
        with suppress(ValueError, TypeError):
            at, address, kind, data = json.loads(memory.get(_SPACE, _key(question)) or "")
            if 0 <= time.time() - at < options.fine_days * 86_400:
                known[question] = Document(question, address, kind, base64.b64decode(data), at)
    return known


def _key(question: Question) -> str:
    return key_of(question.address, question.accept)


class _Asking:
    """One run over all chains."""

    def __init__(self, options: Options, known: dict[Question, Document]):
        self._options, self._known = options, known
        self._failures: Counter[Site] = Counter()
        self._last: dict[Site, Trouble] = {}
        self.found: dict[tuple[Question, ...], Document | Failed] = {}

    async def all(self, chains: list[tuple[Question, ...]]) -> None:
        """Ask all chains, or as many as the budget allows."""
        self._network = Network(self._options)
        tasks = {asyncio.create_task(self._chain(chain)): chain for chain in dict.fromkeys(chains)}
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self._options.budget)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=_LAST_WORDS)
        for task, chain in tasks.items():
            over = not task.done() or task.cancelled()
            found = Failed(chain[0], "budget") if over else task.result()
            if isinstance(found, Failed) and found.unheard and self._network.offline:
                found = replace(found, reason="offline")
            self.found[chain] = found

    async def _chain(self, chain: tuple[Question, ...]) -> Document | Failed:
        last = None
        for question in chain:
            found = self._known.get(question) or await self._asked(question)
            if isinstance(found, Document):
                return found
            if last is None or last.unknown or found.unknown:  # the last one is where every number is registered
                last = found
        return last

    async def _asked(self, question: Question) -> Document | Failed:
        try:
            return await self._arrived(question)
        except Trouble as trouble:
            return Failed(question, trouble.reason, tuple(trouble.details.items()))
        except Exception as error:  # noqa: BLE001 - one strange server must not end the run of all others
            return Failed(question, "unexpected", (("why", type(error).__name__),))

    async def _arrived(self, question: Question) -> Document:
        """Follow a question's address to the document at its end. Raises Trouble."""
        url = parse(question.address)
        for _ in range(self._options.redirects + 1):
            site = self._network.site(url)
            site.enter()
            try:
                async with site.pace.slots:
                    answer, data = await self._persist(site, url, question)
            finally:
                await site.leave()
            if answer.onward is None:
                if answer.reason != "fine":
                    raise Trouble(answer.reason, host=shown(url), status=str(answer.status))
                return Document(question, str(url), answer.headers.get("content-type", ""), data, time.time())
            url = _onward(url, answer.onward)
        raise Trouble("too-many-redirects", number=str(self._options.redirects))

    async def _persist(self, site: Site, url: httpx.URL, question: Question) -> tuple[Answer, bytes]:
        """Ask for one address until there is an answer that counts; a site that has failed several is not asked again. Raises Trouble."""
        if self._failures[site] >= _GIVE_UP:
            raise self._last[site].with_traceback(None)
        try:
            answer, data = await self._tried(site, url, question)
        except Trouble as trouble:
            self._failures[site] += _GIVE_UP if trouble.reason in UNHEARD else 1
            self._last[site] = trouble
            raise
        if answer.passing:
            self._failures[site] += 1
            self._last[site] = Trouble(answer.reason, host=shown(url), status=str(answer.status))
        else:
            self._failures[site] = 0
        return answer, data

    async def _tried(self, site: Site, url: httpx.URL, question: Question) -> tuple[Answer, bytes]:
        for tries in range(1, self._options.tries + 1):
            try:
                async with site.asked("GET", url, {"Accept": question.accept}) as response:
                    site.answered()
                    answer = await answer_of(response, frozenset(), 0)
                    data = await body_of(response, question.limit, question.whole) if response.is_success else b""
                if not answer.passing:
                    return answer, data
                asked = answer.retry_after
            except Trouble as trouble:
                trouble.details.setdefault("host", name_of(url))
                if trouble.reason not in PASSING or trouble is site.trouble or tries == self._options.tries:
                    site.failed(trouble)
                    raise
                asked = None
            if asked is not None:
                site.pace.be_quiet(asked)  # for longer than we wait, it is left alone
            elif tries < self._options.tries:
                await asyncio.sleep(self._options.pause * 2 ** (tries - 1) * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
        return answer, b""


def _onward(url: httpx.URL, target: str) -> httpx.URL:
    try:
        return parse(str(url.join(target)))
    except (httpx.InvalidURL, ValueError, Trouble):
        raise Trouble("sent-nowhere", new=shortened(target)) from None

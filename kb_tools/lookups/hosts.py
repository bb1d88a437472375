"""Hosts of the world outside: which may be asked, at what pace, and what stands in the way when one does not answer."""

import asyncio
import errno
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

import httpx

from kb_tools.lookups.address import name_of, shown
from kb_tools.lookups.options import Options
from kb_tools.lookups.outcome import Trouble

# What `is_global` lets through: a cloud's own services, and special addresses that older Pythons take for public ones.
_INSIDE = tuple(map(ip_network, ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")))
_PUBLIC_IPV6, _NAT64 = ip_network("2000::/3"), ip_network("64:ff9b::/96")
_ADDRESSES_TRIED = 3
_SILENT_PAGES = 2

_CERTIFICATES = {9: "certificate-early", 10: "certificate-expired", 18: "certificate-self", 19: "certificate-issuer", 20: "certificate-issuer",
                 21: "certificate-issuer", 62: "certificate-host", 64: "certificate-host"}
_CONNECTIONS = {errno.ECONNREFUSED: "refused", errno.ECONNRESET: "reset", errno.EPIPE: "reset", errno.ECONNABORTED: "reset",
                errno.ENETUNREACH: "unreachable", errno.EHOSTUNREACH: "unreachable", errno.EADDRNOTAVAIL: "unreachable", errno.ETIMEDOUT: "timeout"}
_WHOLE_SITE = frozenset({"private", "no-host", "no-name-service", "unreachable", "refused", "no-encryption", "certificate", *_CERTIFICATES.values()})
PASSING = frozenset({"timeout", "reset", "broken", "no-name-service"})
"""Troubles that may be over at the next try."""
UNHEARD = frozenset({"timeout", "no-host", "no-name-service", "unreachable"})
"""Troubles in which nobody has answered: they look the same when this machine has no network."""


def is_public(address: str) -> bool:
    """Tell whether an IP address may be asked: neither of this machine or its network, nor one with another special use."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped or ip in _NAT64:
            ip = ip.ipv4_mapped or IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip not in _PUBLIC_IPV6:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not any(ip in network for network in _INSIDE if network.version == ip.version)


async def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host, best first. Raises Trouble.

    Each search has a thread of its own that nobody waits for: a name service that does not answer holds up neither the run nor its end.
    """
    loop = asyncio.get_running_loop()
    found: asyncio.Future[list[str]] = loop.create_future()

    def tell(result: list[str] | Trouble) -> None:
        if not found.done():
            found.set_exception(result) if isinstance(result, Trouble) else found.set_result(result)

    def search() -> None:
        with suppress(RuntimeError):  # the run is over
            loop.call_soon_threadsafe(tell, _resolved(host, port))

    threading.Thread(target=search, daemon=True).start()
    return await found


def _resolved(host: str, port: int) -> list[str] | Trouble:
    try:
        return list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except socket.gaierror as error:
        passing = error.errno in (socket.EAI_AGAIN, socket.EAI_MEMORY, socket.EAI_SYSTEM)
        return Trouble("no-name-service" if passing else "no-host")
    except (OSError, ValueError):
        return Trouble("no-host")


class Pace:
    """How fast one host is asked, whichever its port."""

    def __init__(self, options: Options):
        self._options = options
        self.slots = asyncio.Semaphore(options.per_host)
        self._free_at = self._quiet_until = 0.0

    def be_quiet(self, seconds: float) -> None:
        """Ask nothing for a while."""
        self._quiet_until = max(self._quiet_until, _now() + seconds)

    async def turn(self) -> None:
        """Wait until the host may be asked again. Raises Trouble where that is too long."""
        now = _now()
        if self._quiet_until - now > self._options.retry_after:
            raise Trouble("busy")
        start = max(now, self._free_at, self._quiet_until)
        self._free_at = start + self._options.delay
        await asyncio.sleep(start - now)


class Site:
    """One origin: scheme, host and port. Its name is looked up once, and connections go to the addresses that were checked then."""

    def __init__(self, url: httpx.URL, pace: Pace, network: "Network"):
        self._name, self._shown = name_of(url), shown(url)
        self.pace, self._network = pace, network
        self._port = url.port or (443 if url.scheme == "https" else 80)
        self._resolving, self._addresses = asyncio.Lock(), []
        self._connections: httpx.AsyncHTTPTransport | None = None
        self._users, self._silent = 0, 0
        self.head_helps = True
        self.trouble: Trouble | None = None

    @asynccontextmanager
    async def asked(self, method: str, url: httpx.URL, headers: dict[str, str]) -> AsyncIterator[httpx.Response]:
        """The answer to a request, its body not yet read. Raises Trouble, also for what goes wrong in the course of reading.

        Who asks pages of the site holds one of its pace's slots for as long as it takes, later tries included.
        """
        with _told(self._shown):
            if self.trouble:
                raise self.trouble.with_traceback(None)
            await self.pace.turn()
            async with self._network.overall, asyncio.timeout(self._network.options.answer_within):
                response = await self._sent(method, url, headers)
                try:
                    yield response
                finally:
                    await response.aclose()

    def failed(self, trouble: Trouble) -> None:
        """Take note of a trouble that will not pass: what concerns the whole site is not asked of it again."""
        if trouble.reason in UNHEARD:
            self._network.silent.add(self)
        elif trouble.reason not in ("private", "busy"):
            self._network.heard = True
        self._silent += trouble.reason == "timeout"
        if self._silent >= _SILENT_PAGES or trouble.reason in _WHOLE_SITE:
            self.trouble = trouble

    def answered(self) -> None:
        """Take note of an answer."""
        self._network.heard, self._silent = True, 0

    def enter(self) -> None:
        """Take note that somebody needs the site: its connections stay open for the next request."""
        self._users += 1

    async def leave(self) -> None:
        """Take note that somebody needs it no more; after the last one its connections are closed."""
        self._users -= 1
        if not self._users and self._connections:
            connections, self._connections = self._connections, None
            with suppress(Exception):
                await connections.aclose()

    async def _sent(self, method: str, url: httpx.URL, headers: dict[str, str]) -> httpx.Response:
        addresses = (await self._checked())[:_ADDRESSES_TRIED]
        for address in addresses:
            try:
                response = await self._send_to(address, method, url, headers)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if address == addresses[-1] or _of_certificate(error):
                    raise
            else:
                self._addresses.sort(key=lambda one: one != address)
                return response
        raise Trouble("no-host")

    async def _send_to(self, address: str, method: str, url: httpx.URL, headers: dict[str, str]) -> httpx.Response:
        """Send a request to an IP address, under the host's name; nothing is looked up again."""
        if self._connections is None:
            self._connections = self._network.connections()
        headers = {"Host": url.netloc.decode("ascii"), **self._network.headers, **headers}
        times = httpx.Timeout(self._network.options.answer_within, connect=self._network.options.connect_within).as_dict()
        request = httpx.Request(method, url.copy_with(host=address), headers=headers, extensions={"sni_hostname": self._name, "timeout": times})
        response = await self._connections.handle_async_request(request)
        response.request = request
        return response

    async def _checked(self) -> list[str]:
        """The site's addresses, all of which may be asked. Raises Trouble if one may not."""
        async with self._resolving:
            if self.trouble:
                raise self.trouble.with_traceback(None)
            if not self._addresses:
                try:
                    self._addresses = _allowed(await resolve(self._name, self._port), self._network.options)
                except Trouble as trouble:
                    if trouble.reason not in PASSING:
                        self.failed(trouble)
                    raise
            return self._addresses


def _allowed(addresses: list[str], options: Options) -> list[str]:
    """The addresses of a host. Raises Trouble if one may not be asked: who mixes them is up to something."""
    if not options.allow_private and not all(map(is_public, addresses)):
        raise Trouble("private")
    return addresses


class Network:
    """All sites of a run."""

    def __init__(self, options: Options):
        self.options = options
        self.heard, self.silent = False, set()
        self.overall = asyncio.Semaphore(options.overall)
        self.headers = {"User-Agent": options.agent, "Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Encoding": "gzip"}
        self._trust = _trust(options.authorities)
        self._sites: dict[tuple[str, str, int | None], Site] = {}
        self._paces: dict[str, Pace] = {}

    @property
    def offline(self) -> bool:
        """Whether this machine rather than the sites may be the reason that nobody was heard: not one answered, and more than one was asked."""
        return not self.heard and len(self.silent) > 1

    def site(self, url: httpx.URL) -> Site:
        """The site of an address."""
        key = url.scheme, name_of(url), url.port
        if key not in self._sites:
            pace = self._paces.setdefault(name_of(url), Pace(self.options))
            self._sites[key] = Site(url, pace, self)
        return self._sites[key]

    def connections(self) -> httpx.AsyncHTTPTransport:
        """The connections to one site.

        A site has its own, for they are told apart by address, and two names may share one. There is no httpx client around them: it would
        take proxies from the environment, which look names up again, past our check, and would follow cookies and redirects in its own way.
        """
        limits = httpx.Limits(max_connections=self.options.per_host, max_keepalive_connections=self.options.per_host)
        return httpx.AsyncHTTPTransport(verify=self._trust, http2=True, limits=limits, trust_env=False)


@lru_cache
def _trust(authorities: Path | None) -> ssl.SSLContext:
    """Whom we trust: the authorities that come with httpx, those of this machine, and others if they are given."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    if authorities:
        context.load_verify_locations(authorities)
    return context


@contextmanager
def _told(host: str) -> Iterator[None]:
    """Turn whatever goes wrong with a host into Trouble."""
    try:
        yield
    except Trouble as trouble:
        trouble.details.setdefault("host", host)
        raise
    except Exception as error:  # noqa: BLE001 - five libraries and the system each have their own; none may end the run
        raise _trouble(error, host) from None


def _trouble(error: Exception, host: str) -> Trouble:
    causes = list(_causes(error))
    certificate = _of_certificate(error)
    if certificate:
        return Trouble(_CERTIFICATES.get(certificate.verify_code, "certificate"), host=host, why=certificate.verify_message)
    if isinstance(error, (TimeoutError, httpx.TimeoutException)):
        return Trouble("timeout", host=host)
    if any(isinstance(one, ssl.SSLError) and not isinstance(one, (ssl.SSLEOFError, ssl.SSLZeroReturnError)) for one in causes):
        return Trouble("no-encryption", host=host)
    for one in causes:
        if isinstance(one, OSError) and one.errno in _CONNECTIONS:
            return Trouble(_CONNECTIONS[one.errno], host=host)
    if isinstance(error, httpx.ProtocolError):
        return Trouble("broken", host=host)
    if isinstance(error, httpx.NetworkError):
        return Trouble("reset", host=host)
    return Trouble("unexpected", host=host, why=type(error).__name__)


def _of_certificate(error: BaseException) -> ssl.SSLCertVerificationError | None:
    return next((one for one in _causes(error) if isinstance(one, ssl.SSLCertVerificationError)), None)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and what it came from, first to last."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _causes(one)
        error = error.__cause__ or error.__context__


def _now() -> float:
    return asyncio.get_running_loop().time()

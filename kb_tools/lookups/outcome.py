"""What comes of looking an address up, and how it is said."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from kb_tools.words.messages import Said, say


class Verdict(StrEnum):
    """What a look-up found, in kinds that call for different things to do."""

    FINE = "fine"
    MOVED = "moved"
    GONE = "gone"
    NO_DOI = "no-such-doi"
    FRAGMENT = "fragment-missing"
    NO_HOST = "no-such-host"
    CERTIFICATE = "certificate"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    SERVER_ERROR = "server-error"
    REDIRECTS = "too-many-redirects"
    MALFORMED = "malformed"
    UNKNOWN = "could-not-tell"
    NOT_LOOKED_AT = "not-looked-at"


class Case(NamedTuple):
    """A verdict in one of its forms: what is so, and what to do."""

    verdict: Verdict
    message: str
    hint: str


_OPEN = "open it in a browser to be sure"
_WARNED = "readers are warned off there: tell the owner of the site, or look for another source"
_LATER = "check again later; if it stays so, look for another source"

CASES: dict[str, Case] = {
    "fine": Case(Verdict.FINE, "`{address}` answers", ""),
    "moved": Case(Verdict.MOVED, "`{address}` has moved for good to `{new}`", "write the new address"),
    "gone": Case(Verdict.GONE, "there is no page at `{address}`: the server answers {status}", "look for the new place of the page, or for another source"),
    "no-doi": Case(Verdict.NO_DOI, "nobody has registered the DOI of `{address}`", "compare it with the title page of the work, sign by sign"),
    "fragment": Case(Verdict.FRAGMENT, "the page at `{address}` has no part called `{part}`",
                     "look what the part is called now, or link to the page as a whole"),
    "no-host": Case(Verdict.NO_HOST, "there is no host called `{host}`", "look for a slip in the name; if the site has closed, look for another source"),
    "certificate-expired": Case(Verdict.CERTIFICATE, "the certificate of `{host}` has expired", _WARNED),
    "certificate-early": Case(Verdict.CERTIFICATE, "the certificate of `{host}` is not valid yet", "see whether the clock of this machine is right"),
    "certificate-host": Case(Verdict.CERTIFICATE, "the certificate of `{host}` is made out to another name",
                             "look under which name the site wants to be called, often with or without `www.`"),
    "certificate-self": Case(Verdict.CERTIFICATE, "the certificate of `{host}` is signed by nobody but itself", _WARNED),
    "certificate-issuer": Case(Verdict.CERTIFICATE, "the certificate of `{host}` comes from an authority that is not known here", _OPEN),
    "certificate": Case(Verdict.CERTIFICATE, "the certificate of `{host}` is not valid: {why}", _WARNED),
    "refused": Case(Verdict.REFUSED, "`{host}` refuses to be connected", _LATER),
    "reset": Case(Verdict.REFUSED, "`{host}` breaks the connection off", _LATER),
    "broken": Case(Verdict.REFUSED, "`{host}` answers with something that is not HTTP, or not at all", _LATER),
    "timeout": Case(Verdict.TIMEOUT, "`{host}` does not answer in time", _LATER),
    "server-error": Case(Verdict.SERVER_ERROR, "`{host}` has a trouble of its own: it answers {status}", _LATER),
    "too-many-redirects": Case(Verdict.REDIRECTS, "`{address}` is sent on more than {number} times",
                               "open it in a browser, and write the address where you arrive"),
    "redirect-loop": Case(Verdict.REDIRECTS, "`{address}` is sent round in a circle", "open it in a browser, and write the address where you arrive"),
    "malformed": Case(Verdict.MALFORMED, "`{address}` is not a whole web address", "write it as `https://host/page`, without blanks"),
    "no-access": Case(Verdict.UNKNOWN, "`{host}` does not show the page to a program: it answers {status}", _OPEN),
    "captcha": Case(Verdict.UNKNOWN, "`{host}` wants to know first whether a person is asking", _OPEN),
    "busy": Case(Verdict.UNKNOWN, "`{host}` asks to be left alone for a while", "check again later"),
    "odd-answer": Case(Verdict.UNKNOWN, "`{host}` answers {status}, which says neither yes nor no", _OPEN),
    "front-page": Case(Verdict.UNKNOWN, "`{address}` leads to the front page at `{new}` now: the page itself may be gone",
                       "look on the site for the new place of the page"),
    "sent-nowhere": Case(Verdict.UNKNOWN, "`{address}` is sent on to `{new}`, which is not a web address", _OPEN),
    "sent-inside": Case(Verdict.UNKNOWN, "`{address}` is sent on to a private network, at `{host}`", _OPEN),
    "no-encryption": Case(Verdict.UNKNOWN, "no encrypted connection comes about with `{host}`", _OPEN),
    "unreachable": Case(Verdict.UNKNOWN, "there is no way from here to `{host}`", _OPEN),
    "no-name-service": Case(Verdict.UNKNOWN, "the name `{host}` could not be looked up just now", "check again later"),
    "long-page": Case(Verdict.UNKNOWN, "the page at `{address}` is too long to look for `{part}` to its end", _OPEN),
    "script-page": Case(Verdict.UNKNOWN, "the page at `{address}` is made by a script, so `{part}` could not be looked for", _OPEN),
    "unread-page": Case(Verdict.UNKNOWN, "the page at `{address}` is packed in a way that is not known here, so `{part}` could not be looked for", _OPEN),
    "long-answer": Case(Verdict.UNKNOWN, "`{host}` answers with more than {number} bytes, and was not read to the end", _LATER),
    "unread-answer": Case(Verdict.UNKNOWN, "`{host}` packs its answer in a way that is not known here", _LATER),
    "unexpected": Case(Verdict.UNKNOWN, "`{address}` could not be looked up: {why}", _OPEN),
    "budget": Case(Verdict.NOT_LOOKED_AT, "there was no time left to look up `{address}`", "check again: what is known by now is kept"),
    "private": Case(Verdict.NOT_LOOKED_AT, "`{host}` is on a private network, which is not asked", "link to a place that every reader can reach"),
    "scheme": Case(Verdict.NOT_LOOKED_AT, "`{scheme}` addresses are not looked up", ""),
    "login": Case(Verdict.NOT_LOOKED_AT, "the address of `{host}` carries a user name, and is not asked", "link to a place that every reader can reach"),
    "offline": Case(Verdict.NOT_LOOKED_AT, "no server could be reached from here, so `{address}` was not looked up",
                    "see whether this machine is connected; proxies are not used"),
}
_LONGEST = 300
COPY = "{hint}; a copy of the page is kept at {archived}"


def patterns() -> tuple[str, ...]:
    """Every pattern of a sentence that a look-up may say, each once."""
    return tuple(dict.fromkeys(text for case in CASES.values() for text in (case.message, case.hint) if text)) + (COPY,)


@dataclass(frozen=True)
class Outcome:
    """What came of looking one address up."""

    address: str
    """The address as it was given."""
    reason: str
    """Which of CASES it is; the verdict follows from it."""
    status: int = 0
    """The HTTP status of the last answer; 0 if there was none."""
    new: str = ""
    """Where the address has moved to for good, its part kept; only with MOVED and where it leads to a front page."""
    archived: str = ""
    """Address of an archived copy of a dead page, where one is known."""
    details: tuple[tuple[str, str], ...] = ()
    """Further values of the sentence, by name."""
    at: float = 0.0
    """When it was looked up, in seconds since 1970."""
    remembered: bool = False
    """Whether an earlier run looked it up."""

    @property
    def verdict(self) -> Verdict:
        """The kind of the outcome."""
        return CASES[self.reason].verdict

    @property
    def message(self) -> Said:
        """What is so."""
        return say(CASES[self.reason].message, **self._values())

    @property
    def hint(self) -> Said | str:
        """What to do; empty if there is nothing to do."""
        pattern = CASES[self.reason].hint
        hint = say(pattern, **self._values()) if pattern else ""
        return say(COPY, hint=hint, archived=self.archived) if hint and self.archived else hint

    def _values(self) -> dict[str, object]:
        return {"address": shortened(self.address), "host": host_of(self.address), "status": self.status, "new": self.new, **dict(self.details)}


class Trouble(Exception):
    """An end of a look-up before its time: one of CASES, and values of its sentence."""

    def __init__(self, reason: str, **details: str):
        super().__init__(reason)
        self.reason, self.details = reason, details


def host_of(address: str) -> str:
    """The host of an address as it is written, for a message; nothing where there is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def shortened(text: str) -> str:
    """A text for a message, cut where nobody would read on."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

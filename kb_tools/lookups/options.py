"""What a run of look-ups may do: its times, sizes and manners."""

from dataclasses import dataclass
from pathlib import Path

from kb_tools import __version__


@dataclass(frozen=True)
class Options:
    """How external addresses are looked up. Times are in seconds where nothing else is said, sizes in bytes."""

    budget: float = 300.0
    """Time for the whole run; what is not done by then is not looked at."""
    answer_within: float = 25.0
    """Time for one request, from the search for the host's address to the last byte that is read."""
    connect_within: float = 10.0
    """Time for one connection to be made, within the time for the request."""
    tries: int = 3
    """How often one address is asked when it answers with a passing trouble; a HEAD that is refused does not count."""
    pause: float = 1.0
    """Wait before the second try; each further one is twice as long, and each is between half and one and a half times that."""
    retry_after: float = 30.0
    """The longest wait that a server may ask for; one that asks for more is left alone for this run."""
    delay: float = 0.5
    """Wait between the starts of two requests to one host."""
    per_host: int = 2
    """Requests to one host at a time."""
    overall: int = 16
    """Requests at a time in all."""
    redirects: int = 10
    """How often an address may be sent on."""
    page_bytes: int = 3_000_000
    """How much of a page is read in search of a part, counted after it is unpacked."""
    fine_days: float = 14.0
    """Days for which a fine outcome is kept."""
    bad_hours: float = 6.0
    """Hours for which any other outcome is kept."""
    allow_private: bool = False
    """Whether addresses of this machine and its own network may be asked; never so for text that others contribute."""
    archive: str = "https://archive.org/wayback/available"
    """Where copies of dead pages are asked for, in the manner of the Wayback availability API; empty: nowhere."""
    resolvers: tuple[str, ...] = ("doi.org", "dx.doi.org", "www.doi.org")
    """Hosts that resolve DOIs. What they send on to is not followed."""
    agent: str = f"tongban-kb/{__version__} (link check)"
    """How we introduce ourselves to servers."""
    authorities: Path | None = None
    """A PEM file of certificate authorities that are trusted beside those of this machine."""

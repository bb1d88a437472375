"""EXT: addresses of others, as far as somebody looked them up (`kb check --external`)."""

from collections.abc import Iterator

from kb_tools.citations.names import plain
from kb_tools.diagnostics import Finding, Place, Severity
from kb_tools.lookups.outcome import Outcome, Verdict
from kb_tools.rules.links import links_of
from kb_tools.rules.registry import Subject, rule
from kb_tools.sources import url

DOI = "https://doi.org/"


def addresses(subject: Subject) -> Iterator[tuple[str, str, Place, bool]]:
    """Yield each address of another host: it, the file and the place where it stands, and whether it stands there as it is."""
    for path, _, document, _ in subject.handbook.documents():
        for link in links_of(document):
            if url.scheme(link.target) in ("http", "https"):
                yield link.target, path, link.span, True
    for path, entry in subject.works:
        written = entry.get("url")
        if url.scheme(written) in ("http", "https"):
            yield written, path, entry.at("url", 0, len(written)), True
        doi = plain(entry.get("doi"))
        if doi.startswith("10.") and " " not in doi:
            yield DOI + doi, path, entry.at("doi", 0, len(entry.get("doi"))), False


def _looked_up(subject: Subject, *verdicts: Verdict) -> Iterator[tuple[Outcome, Finding]]:
    for address, path, place, _ in addresses(subject) if subject.outcomes else ():
        outcome = subject.outcomes.get(address)
        if outcome is not None and outcome.verdict in verdicts:
            yield outcome, Finding(path, place, outcome.message, outcome.hint)


@rule("EXT001", Severity.ERROR)
def address_leads_somewhere(subject: Subject) -> Iterator[Finding]:
    """Every address of another host leads to a page, and every DOI is registered.

    Pages die. A copy may be kept in an archive, which the hint names where one is known.

    Bad: `docs/about.md`

        ## What it is

        An example, of [others](https://example.org/gone).

    Good: `docs/about.md`

        ## What it is

        An example, of [others](https://example.org/fine).
    """
    for _, finding in _looked_up(subject, Verdict.GONE, Verdict.NO_DOI, Verdict.NO_HOST, Verdict.MALFORMED):
        yield finding


@rule("EXT002", Severity.WARNING)
def address_is_the_present_one(subject: Subject) -> Iterator[Finding]:
    """Every address is the one where the page stands now.

    A page that moved for good sends readers on for a while, and then no more. `--fix` writes the new address.

    Bad: `docs/about.md`

        ## What it is

        An example, of [others](https://example.org/moved).

    Good: `docs/about.md`

        ## What it is

        An example, of [others](https://example.org/fine).
    """
    for address, path, place, as_it_is in addresses(subject) if subject.outcomes else ():
        outcome = subject.outcomes.get(address)
        if outcome is not None and outcome.verdict is Verdict.MOVED:
            yield Finding(path, place, outcome.message, outcome.hint, fix=outcome.new if as_it_is else None)


@rule("EXT003", Severity.WARNING)
def part_of_the_page_is_there(subject: Subject) -> Iterator[Finding]:
    """Every part of a page that an address names, after `#`, is there.

    Otherwise a reader lands at the top of a long page, and has to search.

    Bad: `docs/about.md`

        ## What it is

        An example, of [others](https://example.org/fine#lost).

    Good: `docs/about.md`

        ## What it is

        An example, of [others](https://example.org/fine).
    """
    for _, finding in _looked_up(subject, Verdict.FRAGMENT):
        yield finding


@rule("EXT004", Severity.WARNING)
def host_answers(subject: Subject) -> Iterator[Finding]:
    """Every host answers, and proves who it is.

    A certificate that is not valid warns readers off. A host that does not answer today may do so tomorrow.

    Bad: `docs/about.md`

        ## What it is

        An example, of [others](https://example.org/slow).

    Good: `docs/about.md`

        ## What it is

        An example, of [others](https://example.org/fine).
    """
    for _, finding in _looked_up(subject, Verdict.CERTIFICATE, Verdict.REFUSED, Verdict.TIMEOUT, Verdict.SERVER_ERROR, Verdict.REDIRECTS):
        yield finding


@rule("EXT005", Severity.NOTE)
def address_could_be_looked_up(subject: Subject) -> Iterator[Finding]:
    """Of every address it could be told whether it leads somewhere.

    Many hosts refuse programs, or ask them to come back later. That says nothing about the page: somebody may open it.

    Bad: `docs/about.md`

        ## What it is

        An example, of [others](https://example.org/wall).

    Good: `docs/about.md`

        ## What it is

        An example, of [others](https://example.org/fine).
    """
    for outcome, finding in _looked_up(subject, Verdict.UNKNOWN, Verdict.NOT_LOOKED_AT):
        if outcome.hint:
            yield finding

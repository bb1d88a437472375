"""What a project asks of the checker: `[tool.kb]` of its `pyproject.toml`, or `kb.toml`."""

import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

SERVICES = {
    "crossref": "https://api.crossref.org/",
    "doi": "https://doi.org/",
    "pubmed": "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/",
    "arxiv": "https://export.arxiv.org/api/",
    "openlibrary": "https://openlibrary.org/",
    "retraction-watch": "https://gitlab.com/crossref/retraction-watch-data/-/raw/main/retraction_watch.csv",
}
"""Where catalogues of works are asked, by name; the last is a file, the others are folders."""


class Misuse(ValueError):
    """Settings or a command line that cannot be followed: what is wrong, and what to do."""


@dataclass(frozen=True)
class Excepted:
    """Rules that are not asked of some files, and why."""

    files: tuple[str, ...]
    rules: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Settings:
    """Which rules are asked, and what they take for enough. A rule is named by its code, or by the letters of its family."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exceptions: tuple[Excepted, ...] = ()
    html: tuple[str, ...] = ()
    """Names of HTML elements that may stand in Markdown, without attributes that run anything."""
    verified_days: int = 1_100
    """Days after which what was checked wants to be checked again."""
    rules_url: str = ""
    """Address of the page of a rule, `{code}` standing for the code in small letters."""
    wanted: tuple[tuple[str, str, int], ...] = ()
    """How many of something its makers want, as `kb stats` counts it: name, of which (or nothing), number."""
    mailto: str = ""
    """Under which mail address a catalogue that is asked may reach us; none is needed."""
    services: tuple[tuple[str, str], ...] = ()
    """Catalogues that are asked at another address: name and address."""

    def service(self, name: str) -> str:
        """The address at which a catalogue is asked."""
        return dict(self.services).get(name, SERVICES[name])

    def wants(self, code: str) -> bool:
        """Tell whether a rule is asked at all."""
        return (not self.select or code.startswith(self.select)) and not (self.ignore and code.startswith(self.ignore))

    def excepts(self, path: str, code: str) -> bool:
        """Tell whether a file is excepted from a rule."""
        return any(code.startswith(one.rules) and any(fnmatch(path, pattern) for pattern in one.files) for one in self.exceptions)

    def hold_to(self, codes: Collection[str]) -> None:
        """Raise Misuse if the settings name what is neither a rule nor a family."""
        for code in (*self.select, *self.ignore, *(code for one in self.exceptions for code in one.rules)):
            self.known(code, codes)

    @staticmethod
    def known(code: str, codes: Iterable[str]) -> None:
        """Raise Misuse if there is neither a rule nor a family of that name."""
        families = {one[:3] for one in codes}
        if code not in codes and code not in families:
            near = get_close_matches(code, [*codes, *families], 1)
            raise Misuse(f"there is no rule or family `{code}`" + (f"; did you mean `{near[0]}`?" if near else ""))

    def page_of(self, code: str) -> str:
        """The address of a rule's page, where one is known."""
        return self.rules_url.replace("{code}", code.lower())


def read_settings(root: Path) -> Settings:
    """Return the settings of the project at `root`: those of `kb.toml`, else of `pyproject.toml`, else none. Raises Misuse."""
    for name, table in (("kb.toml", ()), ("pyproject.toml", ("tool", "kb"))):
        path = root / name
        if path.is_symlink() or not path.is_file():
            continue
        try:
            data: Any = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise Misuse(f"{name} cannot be read: {error}") from None
        for key in table:
            data = data.get(key) if isinstance(data, dict) else None
        if data is not None:
            return _settings(data, f"`[tool.kb]` of {name}" if table else name)
    return Settings()


def with_options(settings: Settings, select: tuple[str, ...], ignore: tuple[str, ...]) -> Settings:
    """The settings with what the command line says: its `select` in place of the file's, its `ignore` added."""
    return replace(settings, select=select or settings.select, ignore=settings.ignore + ignore)


_NAMED = {"except": "exceptions", "stats": "wanted"}


def _settings(data: Any, where: str) -> Settings:
    known = {"select": _texts, "ignore": _texts, "html": _texts, "verified-days": _days, "rules-url": _text, "except": _exceptions,
             "mailto": _mail, "services": _services, "stats": _wanted}
    if not isinstance(data, dict):
        raise Misuse(f"{where} is no table")
    made = {}
    for key, value in data.items():
        if key not in known:
            near = get_close_matches(key, known, 1)
            raise Misuse(f"{where} has no setting `{key}`; " + (f"did you mean `{near[0]}`?" if near else "known: " + ", ".join(f"`{k}`" for k in known)))
        made[_NAMED.get(key) or key.replace("-", "_")] = known[key](value, f"`{key}` in {where}")
    return Settings(**made)


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Misuse(f"{what} wants a text")
    return value


def _texts(value: Any, what: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise Misuse(f"{what} wants a list of texts")
    return tuple(value)


def _mail(value: Any, what: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", value, re.A):
        raise Misuse(f"{what} wants a mail address")
    return value


def _services(value: Any, what: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not all(isinstance(one, str) and re.match(r"https?://[^\s/]", one) for one in value.values()):
        raise Misuse(f"{what} wants a table of names and addresses, as `crossref = \"https://api.crossref.org/\"`")
    for name in value:
        if name not in SERVICES:
            raise Misuse(f"{what} names `{name}`, which is not asked; known: " + ", ".join(f"`{known}`" for known in SERVICES))
    return tuple(sorted((name, address if name == "retraction-watch" else address.rstrip("/") + "/") for name, address in value.items()))


def _days(value: Any, what: str) -> int:
    if type(value) is not int or value < 1:
        raise Misuse(f"{what} wants a number of days")
    return value


def _exceptions(value: Any, what: str) -> tuple[Excepted, ...]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Misuse(f"{what} wants tables: write `[[tool.kb.except]]`, or `[[except]]` in kb.toml")
    made = []
    for item in value:
        if set(item) != {"files", "rules", "reason"}:
            raise Misuse(f"each {what} wants `files`, `rules` and `reason`, and nothing else")
        made.append(Excepted(_texts(item["files"], what), _texts(item["rules"], what), _text(item["reason"], what)))
    return tuple(made)


_COUNTED = dict.fromkeys(("activities", "each-need", "each-phase", "no-materials", "home-part", "programmes", "methods", "measures", "own-checklists",
                          "studies", "terms", "guides-to-the-work", "all-chinese-current"), "")
_COUNTED |= {"ages": r"\d{1,2}-\d{1,2}", "at-most-minutes": r"\d{1,3}", "first-intervention": r"[a-z0-9]+(?:-[a-z0-9]+)*",
             "golden-searches": r"\w[\w-]*(?:[/.][\w-]+)*\.ya?ml"}
"""What can be wanted; of which, as a pattern, where there are several."""


def _wanted(value: Any, what: str) -> tuple[tuple[str, str, int], ...]:
    if not isinstance(value, dict):
        raise Misuse(f"{what} wants a table of numbers")
    made = []
    for name, number in value.items():
        if name not in _COUNTED:
            near = get_close_matches(name, _COUNTED, 1)
            raise Misuse(f"{what} does not count `{name}`; " + (f"did you mean `{near[0]}`?" if near else "known: " + ", ".join(f"`{k}`" for k in _COUNTED)))
        for which, one in number.items() if _COUNTED[name] and isinstance(number, dict) else [("", number)]:
            if not re.fullmatch(_COUNTED[name], which) or not isinstance(one, int) or one < 0:
                right = "a table like `{ \"6-8\" = 15 }`" if name == "ages" else "a table of numbers" if _COUNTED[name] else "a number"
                raise Misuse(f"`{name}` of {what} wants {right}")
            made.append((name, which, int(one)))
    return tuple(made)

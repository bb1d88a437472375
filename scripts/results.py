"""What a job on a code host found, as data: a job that may write comments reads it as nothing else, whoever wrote it."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from kb_tools.diagnostics import Diagnostic, Severity
from kb_tools.reporters import comment
from kb_tools.reporters.text import UNPRINTABLE, named

MAX_BYTES, MAX_FINDINGS, MAX_TEXT, MAX_SAID, MAX_REPORT = 8_000_000, 5_000, 1_000, 6_000, 60_000
"""A code host takes a comment of 65,536 letters."""

WORDS = {
    "en": {"title": "What is missing, and where", "check": "Check", "tests": "Tests", "build": "Build", "links": "Addresses of others",
           "retractions": "Works that were withdrawn", "passed": "fine", "failed": "something is to be repaired", "skipped": "not asked",
           "run": "The log, and the built pages to download as `site`"},
    "zh": {"title": "还缺什么，在哪里", "check": "检查", "tests": "测试", "build": "生成网站", "links": "外部网址", "retractions": "被撤回的文献",
           "passed": "没有问题", "failed": "有要改的地方", "skipped": "没有运行", "run": "运行记录，以及可以下载的网页（`site`）"},
}
PARTS, STATES = ("check", "tests", "build", "links", "retractions"), ("passed", "failed", "skipped")


class Refused(ValueError):
    """A file that is not what a job writes: what is wrong with it."""


@dataclass(frozen=True)
class Part:
    """One thing that a job did: its name, how it went, and the last it said where that is worth reading."""

    name: str
    state: str
    said: str = ""


@dataclass(frozen=True)
class Result:
    """All that a job did, and the findings in each language."""

    parts: tuple[Part, ...]
    findings: Mapping[str, tuple[Diagnostic, ...]]

    @property
    def fine(self) -> bool:
        """Whether nothing failed."""
        return all(part.state != "failed" for part in self.parts)


def dump(parts: Iterable[Part], findings: Mapping[str, str]) -> str:
    """Return a result as JSON; `findings` are what `kb check --format json` says, by language."""
    return json.dumps({"parts": [asdict(part) for part in parts], "findings": {lang: json.loads(said) for lang, said in findings.items()}}, ensure_ascii=False,
                      indent=1)


def read(path: Path) -> Result:
    """Return the result in a file. Raises Refused if it is anything else."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_BYTES:
        raise Refused(f"no ordinary file of at most {MAX_BYTES:,} bytes")
    try:
        data = json.loads(path.read_text("utf-8"))
        parts = tuple(Part(_one_of(PARTS, part["name"]), _one_of(STATES, part["state"]), _text(part["said"])[-MAX_SAID:]) for part in data["parts"])
        return Result(parts, {lang: tuple(_diagnostic(found) for found in data["findings"][lang][:MAX_FINDINGS]) for lang in WORDS})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Refused(f"{type(error).__name__}: {str(error)[:200]}") from None


def _diagnostic(found: dict) -> Diagnostic:
    line = found["line"]
    if not isinstance(line, int) or not 1 <= line <= 10_000_000:
        raise Refused("a line is a number from 1")
    path, code, name, severity, message, hint = (_text(found[field])[:MAX_TEXT] for field in ("path", "code", "name", "severity", "message", "hint"))
    return Diagnostic(path, line, 1, line, 1, code, name, Severity[severity.upper()], message, hint)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Refused(f"{value!r:.80} is no text")
    return value


def _one_of(known: tuple[str, ...], value: object) -> str:
    if value not in known:
        raise Refused(f"{value!r:.80} is none of {', '.join(known)}")
    return str(value)


def report(result: Result, run: str = "") -> str:
    """Return a result in plain words, in both languages, as Markdown of which a code host makes nothing else; `run` is the address of the job's own page."""
    most = comment.MOST
    while len(said := "\n".join(line for lang in WORDS for line in _report(result, lang, run, most))) > MAX_REPORT and most:
        most //= 2
    return said


def _report(result: Result, lang: str, run: str, most: int) -> list[str]:
    words, colon = WORDS[lang], "：" if lang == "zh" else ": "
    lines = [f"### {words['title']}", "", comment.render(result.findings[lang], lang, most), ""]
    for part in result.parts:
        lines.append(f"- {words[part.name]}{colon}{words[part.state]}")
        lines += ["", *fenced(part.said), ""] if part.said and most > 1 else []
    return [*lines, *(["", f"{words['run']}{colon}<{run}>"] if run else []), ""]


def fenced(text: str) -> list[str]:
    """Return a text as the lines of a code block that it cannot end."""
    fence = "`" * max([3, *(len(ticks) + 1 for ticks in re.findall("`+", text))])
    return [f"{fence}text", *(UNPRINTABLE.sub(named, line) for line in re.split(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+", text.strip())), fence]

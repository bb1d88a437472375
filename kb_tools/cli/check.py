"""kb check: find what does not hold."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import click

from kb_tools import __version__
from kb_tools.cli.external import look_up
from kb_tools.cli.memory import collect_seldom
from kb_tools.cli.misuse import GivenFile, told
from kb_tools.desk import baseline, fix
from kb_tools.diagnostics import Severity
from kb_tools.load import load
from kb_tools.project import FILES, Project, find_project, project_at
from kb_tools.reporters import comment, github, json, junit, sarif, text
from kb_tools.rules import RULES, Report, again, run
from kb_tools.settings import with_options
from kb_tools.site_check import check_site
from kb_tools.sources import reading
from kb_tools.store import folder_of
from kb_tools.words.messages import say, translated

FORMATS: dict[str, Callable[[Report, str], str]] = {
    "text": lambda report, lang: text.render(report.diagnostics, report.line, lang),
    "json": lambda report, lang: json.render(report.diagnostics, lang),
    "sarif": lambda report, lang: sarif.render(report.diagnostics, RULES, __version__, lang),
    "github": lambda report, lang: github.render(report.diagnostics, lang),
    "junit": lambda report, lang: junit.render(report.diagnostics, lang),
    "comment": lambda report, lang: comment.render(report.diagnostics, lang),
}


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice([*FORMATS]), default="text", help="How findings are printed.")
@click.option("--select", multiple=True, metavar="CODES", help="Ask only these rules: codes or families, with commas between them.")
@click.option("--ignore", multiple=True, metavar="CODES", help="Do not ask these rules.")
@click.option("--whole", is_flag=True, help="With files: also tell of every error that stands elsewhere in the project.")
@click.option("--fix", "mend", is_flag=True, help="Mend what can be mended without a decision, then tell of the rest.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of printing them.")
@click.option("--baseline", "known", type=GivenFile(), help="A file that --format json wrote: what stands there is not told again.")
@click.option("--site", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Check the site that was built into this folder instead of its sources.")
@click.option("--external", is_flag=True, help="Also ask other hosts whether the addresses that are named still lead somewhere.")
@click.option("--budget", type=click.FloatRange(min=1), default=300.0, metavar="SECONDS", help="Time for --external.", show_default=True)
@click.option("--allow-private", is_flag=True, help="With --external: also ask addresses of this machine's own network.")
@click.option("--stdin-filename", metavar="PATH", help="Read this file's text from standard input, as an editor holds it, and tell of it alone.")
@click.option("--cache/--no-cache", default=True, help="Keep what was found, so that the next check looks only at what changed.")
@click.option("--jobs", type=click.IntRange(1, 64),
              help="Processes that ask rules at once; without it, as many as there are processors, and one for thousands of guides.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of messages.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day for rules that look at the clock.")
@click.pass_context
@told
def check(context: click.Context, paths: tuple[Path, ...], form: str, select: tuple[str, ...], ignore: tuple[str, ...], whole: bool, mend: bool, diff: bool,
          statistics: bool, known: Path | None, site: Path | None, external: bool, budget: float, allow_private: bool, stdin_filename: str | None,
          cache: bool, jobs: int | None, lang: str, today: datetime | None) -> None:
    """Check a handbook, any MkDocs project with its bibliography, or single files.

    PATH is a folder, or files in one; without it, the project around the current folder.
    Exit status: 0 clean, 1 something to repair, 2 misuse.

    \b
    kb check --select BIB,LNK --statistics
    kb check --format sarif > found.sarif
    kb check --fix activities/job-tree.md
    """
    collect_seldom()
    project, only = _what(paths, stdin_filename)
    settings = with_options(project.settings, _codes(select), _codes(ignore))
    settings.hold_to(RULES)
    given = {only[0]: sys.stdin.read()} if stdin_filename else None
    day = today.date() if today else date.today()

    def look() -> Report:
        if site:
            report = check_site(site, project if project.form != FILES else None, settings)
        elif external:
            report = run(load(project, only), settings, day, look_up(project, only, settings, budget, allow_private), jobs or 0)
        elif only is None or (whole and not given):
            report = again.check(project, settings, day, folder_of(project.root) if cache else None, jobs or 0)
        else:
            report = run(load(project, None if given else only, given=given), settings, day, jobs=jobs or 0)
        if only and (given or whole):
            report = report.where(lambda d: d.path in only or (whole and d.severity is Severity.ERROR))
        return baseline.without(report, known) if known else report

    report = look()
    if diff:
        click.echo(fix.diff(report), nl=False)
    elif mend and fix.apply(report):
        report = look()
    if not diff:
        click.echo(text.statistics(report.diagnostics, lang) if statistics else FORMATS[form](report, lang))
        if project.ours and not site and settings.wants("WRD005") and not reading.is_known():
            click.echo(translated(say("how hard the English is to read was not looked at (WRD005): install `tongban[reading]`"), lang), err=True)
    context.exit(1 if report.errors else 0)


def _what(paths: tuple[Path, ...], stdin_filename: str | None) -> tuple[Project, list[str] | None]:
    """The project, and the files of it that are meant."""
    folders = [p for p in paths if p.is_dir()]
    if stdin_filename:
        paths = (Path(stdin_filename),)
    elif folders:
        if len(paths) > 1:
            raise click.UsageError("give one folder, or files")
        return project_at(folders[0].resolve()), None
    if not paths:
        return find_project(Path.cwd()), None
    project = find_project(paths[0].absolute())
    return project, [_below(path, project.root) for path in paths]


def _below(path: Path, root: Path) -> str:
    full = path.absolute()
    if not full.is_relative_to(root):
        raise click.UsageError(f"{path} does not lie in {root}")
    return full.relative_to(root).as_posix()


def _codes(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip().upper() for some in given for code in some.split(",") if code.strip())

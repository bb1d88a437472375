"""kb packs: each programme's pack as PDF."""

from pathlib import Path

import click

from kb_tools.cli.misuse import told
from kb_tools.cli.site_extra import root_of_handbook
from kb_tools.reporters import text
from kb_tools.rules.near import nearest


@click.command()
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None, help="Where the packs go; `packs/` in the handbook without it.")
@click.option("--language", "languages", type=click.Choice(["en", "zh"]), multiple=True, help="Only in this language.")
@click.option("--programme", "only", multiple=True, metavar="NAME", help="Only this programme; may be given more than once.")
@click.pass_context
@told
def packs(context: click.Context, folder: Path, out: Path | None, languages: tuple[str, ...], only: tuple[str, ...]) -> None:
    """Print the pack of each programme in FOLDER to a PDF: run sheets, materials, cards, forms.

    \b
    kb packs --programme six-children-group --language zh
    """
    try:
        from kb_tools.website.packs import NoGlyphs, NoProgramme
        from kb_tools.website.packs import build as build_packs
    except (ModuleNotFoundError, OSError) as missing:  # OSError: WeasyPrint is there, but not the Pango library it draws with
        raise click.ClickException(_what_to_install(missing)) from None

    root = root_of_handbook(folder)
    target = (out or root / "packs").resolve()
    try:
        report = build_packs(root, target, languages or ("en", "zh"), only, say=lambda line: click.echo(line, err=True))
    except NoGlyphs as missing:
        raise click.ClickException(f"no font on this machine has `{missing}`: install one with Chinese characters, such as Noto Sans CJK SC") from None
    except NoProgramme as wrong:
        raise click.UsageError(f"there is no programme {wrong}. {nearest(str(wrong), wrong.known)} All: {', '.join(wrong.known)}") from None
    if report.errors:
        click.echo(text.render(report.diagnostics), err=True)
        click.echo("no packs: repair the errors above first", err=True)
        context.exit(1)
    click.echo(target)


def _what_to_install(missing: Exception) -> str:
    if isinstance(missing, ModuleNotFoundError):
        if (missing.name or "").partition(".")[0] != "weasyprint":
            raise missing
        return "`weasyprint` is not installed here: packs need the extra `packs`, `pip install .[packs]` in this folder, or `make packs`"
    return f"WeasyPrint does not find a library it draws with ({missing}): install Pango (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0)"

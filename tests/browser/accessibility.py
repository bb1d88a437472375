"""What axe-core has against a page that is open, by the rules of WCAG 2.2 up to AA."""

from pathlib import Path

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

# Of rules that nothing breaks one element each is told: to name all of them takes longer than to look.
LOOK = """async ([where, tags]) => {
  const found = await axe.run(where ?? document, { runOnly: tags, resultTypes: ["violations"] });
  return [found.passes.length, found.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => `${n.target.join(" ")}: ${n.html.slice(0, 200)}`)])];
}"""


def breaches(page, within: str | None = None, practice: bool = False) -> list:
    """The rules that are broken, each with up to three elements; with `practice` also what is only good practice.

    `within` is a selector of what to look at; without one it is the whole page.
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text("utf-8"))
    kept, broken = page.evaluate(LOOK, [within, [*WCAG, *(["best-practice"] if practice else [])]])
    assert kept, "there was nothing to look at"
    return broken

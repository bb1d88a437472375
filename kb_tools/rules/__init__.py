"""The promises of the handbook: one module a family, one function a rule."""

from importlib import import_module

from kb_tools.rules.registry import RULES, Report, Rule, rule, run

FAMILIES = ("sources", "schema", "references", "bibliography", "citations", "links", "evidence", "activities", "safety", "wording", "languages", "prose",
            "site", "external")

for _family in FAMILIES:
    import_module(f"kb_tools.rules.{_family}")

__all__ = ["FAMILIES", "RULES", "Report", "Rule", "rule", "run"]

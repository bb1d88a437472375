"""Diagnostics as SARIF 2.1.0, which code hosts show beside the lines: with the rules' pages as help, related places and fixes.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from kb_tools.diagnostics import Diagnostic, Severity
from kb_tools.rules import Rule
from kb_tools.words.messages import translated

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render(diagnostics: Iterable[Diagnostic], rules: Mapping[str, Rule], version: str, lang: str = "en") -> str:
    """Return one run. Columns count code points, as everywhere here."""
    found = list(diagnostics)
    codes = sorted({d.code for d in found})
    urls = {d.code: d.url for d in found if d.url}
    driver = {"name": "kb", "semanticVersion": version, "rules": [_rule(rules[code], urls.get(code, ""), lang) for code in codes]}
    run = {
        "tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "language": "zh-CN" if lang == "zh" else "en",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The folder that was checked."}}},
        "results": [_result(d, codes.index(d.code), lang) for d in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _rule(one: Rule, url: str, lang: str) -> dict:
    page = one.page(lang)
    said = one.doc if page.lang == "en" else f"{page.promise}\n\n{page.why}"
    made = {
        "id": one.code, "name": "".join(word.title() for word in one.name.split("-")), "shortDescription": {"text": page.promise},
        "fullDescription": {"text": page.why or page.promise}, "help": {"text": said, "markdown": said},
        "defaultConfiguration": {"level": _LEVELS[one.severity]},
    }
    return made | ({"helpUri": url} if url.startswith(("http://", "https://")) else {})


def _result(d: Diagnostic, index: int, lang: str) -> dict:
    said = translated(d.message, lang) + (f"\n{translated(d.hint, lang)}" if d.hint else "")
    region = {"startLine": d.line, "startColumn": d.column, "endLine": d.end_line, "endColumn": d.end_column}
    made = {
        "ruleId": d.code, "ruleIndex": index, "level": _LEVELS[d.severity], "message": {"text": said},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(d.path), "region": region}}],
        "partialFingerprints": {"finding/v1": hashlib.sha256(f"{d.path}\0{d.code}\0{d.message}".encode("utf-8", "replace")).hexdigest()[:32]},
    }
    if d.related:
        made["relatedLocations"] = [
            {"id": i, "message": {"text": translated(other.message, lang)},
             "physicalLocation": {"artifactLocation": _artifact(other.path), "region": {"startLine": other.line, "startColumn": other.column}}}
            for i, other in enumerate(d.related, 1)
        ]
    if d.fix is not None:
        made["fixes"] = [{"description": {"text": translated(d.hint or d.message, lang)}, "artifactChanges": [
            {"artifactLocation": _artifact(d.path), "replacements": [{"deletedRegion": region, "insertedContent": {"text": d.fix}}]}]}]
    return made


def _artifact(path: str) -> dict:
    return {"uri": quote(path), "uriBaseId": "ROOT"}

"""Tables as CSV, as spreadsheets read them in any language, and `datapackage.json`, which says what they hold (Frictionless Data Package)."""

import csv
import io
import json
import re
from pathlib import Path

from kb_tools import __version__
from kb_tools.export.openapi import LICENCE
from kb_tools.export.shapes import Column, Key, Table
from kb_tools.export.tables import tables
from kb_tools.graph import Graph
from kb_tools.handbook import Handbook
from kb_tools.writing import write

NAME = "datapackage.json"

# What a spreadsheet may take for a formula, full-width signs too; and a quote before such a sign is one that we wrote.
# The scorer writes by the same (`docs/assets/core/csv.js`).
_RUNS = re.compile("\\s*[=+\\-@＝＋－＠]|[\x00-\x1f\x7f]")
_QUOTED = re.compile("'(?=\\s*[=+\\-@＝＋－＠]|[\x00-\x1f\x7f'])")


_SAFE = (
    "Every table has a primary key; foreign keys say how the tables join. A cell that a spreadsheet could take for a formula has a quote (') before it, "
    "and one that has a quote there already has a second: take one away. Parquet and SQLite hold every text as it is."
)


def export(handbook: Handbook, target: Path) -> list[Path]:
    """Write a file for each table, and their description, into the folder `target`; return what was written."""
    made = tables(handbook, Graph(handbook))
    files = {f"{table.name}.csv": text(table) for table in made} | {NAME: json.dumps(package(made, handbook.newest()), ensure_ascii=False, indent=2) + "\n"}
    for name, content in files.items():
        write(target / name, content)
    return [target / name for name in files]


def text(table: Table) -> str:
    """Return a table as CSV: a byte order mark, commas, CRLF. No cell can run as a formula: a quote stands before whatever might be taken for one."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([column.name for column in table.columns])
    rows.writerows([_cell(value) for value in row] for row in table.rows)
    return "\ufeff" + out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe(value)
    return str(value).lower() if isinstance(value, bool) else repr(value)


def safe(said: str) -> str:
    """Return a text as a cell that no spreadsheet runs."""
    return f"'{said}" if _RUNS.match(said) or _QUOTED.match(said) else said


def package(made: list[Table], date: str) -> dict:
    """Return the description of tables as a data package."""
    return {
        "name": "tongban", "title": "Tongban 同伴: the knowledge base as tables", "version": __version__,
        "description": _SAFE,
        **({"created": f"{date}T00:00:00Z"} if date else {}),
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE, "title": "Creative Commons Attribution 4.0"}],
        "resources": [_resource(table) for table in made],
    }


def _resource(table: Table) -> dict:
    return {
        "name": table.name.replace("_", "-"), "path": f"{table.name}.csv", "description": table.says, "profile": "tabular-data-resource",
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "schema": {
            "fields": [_field(column) for column in table.columns], "primaryKey": list(table.key),
            **({"foreignKeys": [_lead(table, lead) for lead in table.leads]} if table.leads else {}),
        },
    }


def _field(column: Column) -> dict:
    limits = {**({"required": True} if column.always else {}), **({"enum": list(column.values)} if column.values else {})}
    return {"name": column.name, "type": column.type, "description": column.says, **({"constraints": limits} if limits else {})}


def _lead(table: Table, lead: Key) -> dict:
    there = "" if lead.table == table.name else lead.table.replace("_", "-")
    return {"fields": list(lead.columns), "reference": {"resource": there, "fields": list(lead.there)}}

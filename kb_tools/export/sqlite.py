"""The handbook as one SQLite file: a table for each kind and for each list, foreign keys, and all texts to be searched.

The search splits texts into groups of three letters, so that Chinese is found too; shorter words are found with `like`. Beside the file
stands `metadata.json`, with which Datasette shows the descriptions of all tables and columns, and two questions to begin with.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from kb_tools.export.openapi import LICENCE
from kb_tools.export.shapes import Column, Table
from kb_tools.export.tables import tables
from kb_tools.graph import Graph
from kb_tools.handbook import Handbook, Record
from kb_tools.model import LANGUAGES
from kb_tools.settings import Misuse
from kb_tools.writing import write

NAME = "metadata.json"
_TYPES = {"string": "text", "date": "text", "integer": "integer", "boolean": "integer", "number": "real"}
_TEXTS = """
create table texts (id integer primary key, kind text not null, record text not null, language text not null, title text not null, body text not null,
  unique (kind, record, language), foreign key (kind, record) references records (kind, id)) strict;
create virtual table texts_fts using fts5 (title, body, content = 'texts', content_rowid = 'id', tokenize = 'trigram');
create view gap_map as
  select i.intervention, f.outcome, s.tier, f.direction, count(distinct s.id) as studies
  from study_findings f join study_findings_interventions i on i.study = f.study and i.findings_position = f.position join studies s on s.id = f.study
  where s.tier <> 'describes' group by i.intervention, f.outcome, s.tier, f.direction;
"""
_FIND = """
select kind, record, language, title from texts
where title like '%' || :words || '%' or body like '%' || :words || '%' order by kind, record, language
""".strip()
_GAPS = "select * from gap_map order by intervention, outcome, tier desc, direction"


def export(handbook: Handbook, target: Path) -> list[Path]:
    """Write the database to the file `target`, and its description beside it; return what was written. Raises Misuse as `database` does."""
    graph = Graph(handbook)
    made = tables(handbook, graph)
    write(target, database(made, texts(handbook, graph)))
    beside = target.with_name(NAME)
    write(beside, json.dumps(metadata(made, target.stem), ensure_ascii=False, indent=2) + "\n")
    return [target, beside]


def database(made: list[Table], written: Iterable[tuple[str, str, str, str, str]]) -> bytes:
    """Return tables and texts as an SQLite database: the same bytes for the same tables and the same SQLite.

    Raises Misuse where SQLite is too old, or a record refers to nothing.
    """
    if sqlite3.sqlite_version_info < (3, 37):
        raise Misuse(f"the database wants SQLite 3.37 or newer; Python has {sqlite3.sqlite_version} here")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute("pragma foreign_keys = on")
        base.execute("begin")
        for table in made:
            base.execute(_create(table))
        base.execute("pragma defer_foreign_keys = on")
        for table in made:
            base.executemany(f"insert into {_quoted(table.name)} values ({', '.join('?' * len(table.columns))})", table.rows)
        for statement in _statements(_TEXTS):
            base.execute(statement)
        base.executemany("insert into texts (kind, record, language, title, body) values (?, ?, ?, ?, ?)", written)
        base.execute("insert into texts_fts (texts_fts) values ('rebuild')")
        base.execute("insert into texts_fts (texts_fts) values ('optimize')")
        try:
            base.execute("commit")
        except sqlite3.IntegrityError:
            raise Misuse("a record refers to something that is not there: `kb check` says where") from None
        base.execute("vacuum")
        return base.serialize()


def _statements(script: str) -> list[str]:
    return [one.strip() for one in script.split(";\n") if one.strip()]


def _create(table: Table) -> str:
    parts = [_column(column) for column in table.columns]
    parts.append(f"primary key ({_row(table.key)})")
    parts += [f"foreign key ({_row(lead.columns)}) references {_quoted(lead.table)} ({_row(lead.there)})" for lead in table.leads]
    return f"create table {_quoted(table.name)} ({', '.join(parts)}) strict"


def _column(column: Column) -> str:
    values = ("0", "1") if column.type == "boolean" else tuple(_text(value) for value in column.values)
    limit = f" check ({_quoted(column.name)} in ({', '.join(values)}))" if values else ""
    return f"{_quoted(column.name)} {_TYPES[column.type]}{' not null' if column.always else ''}{limit}"


def _row(names: tuple[str, ...]) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def texts(handbook: Handbook, graph: Graph) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield kind, id, language, name, and all that is written of it, for each record and page and each language in which it has a name."""
    said: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for record, _, text in graph.texts:
        for lang in LANGUAGES:
            said[record.asked_as, lang].append(getattr(text, lang) or "")
    for owner in [*handbook.every(), *handbook.pages()]:
        kind, id, name = (*owner.ref, owner.name) if isinstance(owner, Record) else ("page", owner.name, owner.title)
        for lang, document in (("en", owner.document), ("zh", owner.translated)):
            also = owner.facts.also if kind == "term" else None
            parts = [getattr(owner.summary, lang) or "", *said[owner.asked_as, lang], *(also.in_(lang) if also else ())]
            parts += [document.body.strip()] if document else []
            if title := getattr(name, lang):
                yield kind, id, lang, title, "\n\n".join(dict.fromkeys(filter(None, parts)))


def _label(table: Table) -> dict:
    """The column by which Datasette shows a row that another table leads to: people read a name rather than an id."""
    names = {column.name for column in table.columns}
    found = next((name for name in ("name_en", "title") if name in names and len(table.key) == 1), None)
    return {"label_column": found} if found else {}


def metadata(made: list[Table], name: str) -> dict:
    """Return the description of a database called `name`, as Datasette reads it."""
    described = {
        table.name: {"description": table.says, "columns": {column.name: column.says for column in table.columns if column.says}, **_label(table)}
        for table in made
    }
    said = "All that is written of each record and page, in each language."
    described["texts"] = {"description": said, "fts_table": "texts_fts", "fts_pk": "id", "searchmode": "raw"}
    return {
        "title": "Tongban 同伴", "license": "CC BY 4.0", "license_url": LICENCE,
        "databases": {name: {"tables": described, "queries": {
            "find": {"title": "Find words, Chinese of any length too", "sql": _FIND, "params": ["words"]},
            "gaps": {"title": "Interventions by outcomes: how many studies of which tier found what", "sql": _GAPS},
        }}},
    }

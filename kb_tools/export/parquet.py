"""Tables as Parquet, one file each: the only module that knows PyArrow."""

from pathlib import Path

import pyarrow
from pyarrow import parquet

from kb_tools.export.shapes import Column, Table
from kb_tools.export.tables import tables
from kb_tools.graph import Graph
from kb_tools.handbook import Handbook
from kb_tools.writing import write

_TYPES = {"string": pyarrow.string(), "date": pyarrow.date32(), "integer": pyarrow.int64(), "boolean": pyarrow.bool_(), "number": pyarrow.float64()}


def export(handbook: Handbook, target: Path) -> list[Path]:
    """Write a file for each table into the folder `target`; return what was written."""
    made = tables(handbook, Graph(handbook))
    for table in made:
        write(target / f"{table.name}.parquet", data(table))
    return [target / f"{table.name}.parquet" for table in made]


def data(table: Table) -> bytes:
    """Return a table as a Parquet file, the same bytes for the same table and the same PyArrow."""
    fields = [pyarrow.field(column.name, _TYPES[column.type], not column.always, {"description": column.says}) for column in table.columns]
    columns = [_array(column, [row[i] for row in table.rows]) for i, column in enumerate(table.columns)]
    out = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.Table.from_arrays(columns, schema=pyarrow.schema(fields, {"description": table.says})), out, compression="zstd")
    return out.getvalue().to_pybytes()


def _array(column: Column, values: list) -> pyarrow.Array:
    if column.type == "date":
        return pyarrow.array(values, pyarrow.string()).cast(_TYPES["date"])
    return pyarrow.array(values, _TYPES[column.type])

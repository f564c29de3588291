"""The data dictionary of docs/dictionary.md, made from the schema: `python -m pipeline.publish.dictionary FILE`."""

import sys
from pathlib import Path

from pipeline.publish.schema import TABLES
from pipeline.publish.tabletypes import Column, Table

BEGIN = "<!-- data dictionary: made by python -m pipeline.publish.dictionary docs/dictionary.md -->\n"
END = "<!-- end of data dictionary -->\n"


def data_dictionary() -> str:
    """Return a heading and a table in Markdown for each table of the dataset."""
    return "\n".join(_table(t) for t in TABLES)


def lay_in(text: str) -> str:
    """Return `text` with the dictionary between its two marks; raises ValueError where a mark is missing."""
    head, tail = text.index(BEGIN) + len(BEGIN), text.index(END)
    return f"{text[:head]}\n{data_dictionary()}\n{text[tail:]}"


def _table(table: Table) -> str:
    key = ", ".join(f"`{c}`" for c in table.primary_key)
    lines = [
        f"## {table.name}.csv",
        "",
        f"{table.description} Key: {key}. Order: {table.order}.",
        "",
        "| column | type | meaning |",
        "| --- | --- | --- |",
        *(_row(table, c) for c in table.columns),
        "",
    ]
    return "\n".join(lines)


def _row(table: Table, column: Column) -> str:
    meaning = column.description
    if column.enum:
        meaning += ": " + ", ".join(f"`{word}`" for word in column.enum)
    for key in table.foreign_keys:
        if key.column == column.name:
            meaning += f" (in [{key.table}](#{key.table}csv))"
    return f"| {column.name} | {column.type.value} | {meaning.replace('|', chr(92) + '|')} |"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(lay_in(path.read_text(encoding="utf-8")), encoding="utf-8")

"""Writes all tables into one SQLite file, with keys, indexes, views and full-text search."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

from pipeline.files import whole_file, writing
from pipeline.publish.rows import Row
from pipeline.publish.schema import TABLES
from pipeline.publish.tabletypes import Table, Type
from pipeline.publish.values import Value, plain_number
from pipeline.publish.writing import OpenTable, WriteRows

SQL_TYPES = {Type.STRING: "TEXT", Type.INTEGER: "INTEGER", Type.NUMBER: "REAL", Type.DATE: "TEXT"}
# A double cannot hold every printed number; these columns keep it as text beside, decimals as printed.
EXACT = {"figures": "value", "series": "value"}
INDEXED = {
    "documents": ("version_group", "publisher"),
    "figures": ("document_id", "indicator_id", "segment_id", "period_start", "table"),
    "mentions": ("document_id", "label"),
    "checks": ("document_id", "code", "result"),
    "discrepancies": ("severity", "type", "decision"),
    "evidence": ("figure_id", "document_id"),
    "series": ("indicator_id", "segment_id", "publisher"),
}
# Tables that others point to come before them.
CREATED = (
    "documents",
    "indicators",
    "segments",
    "figures",
    "mentions",
    "checks",
    "coverage",
    "discrepancies",
    "evidence",
    "series",
    "links",
)
MAX_PERIODS = 200  # columns of v_series_wide, the latest periods

V_DISCREPANCIES = """
CREATE VIEW v_discrepancies AS
SELECT d.severity, d.type, d.code, e.ordinal AS place, e.role, doc.title, doc.path, e.page, e.line, e.text AS printed,
       f.indicator, f.segment, f.period, f.value, f.unit, d.expected, d.difference, d.explanation, d.cause, d.repair,
       d.decision, d.discrepancy_id, e.figure_id
FROM discrepancies d
JOIN evidence e USING (discrepancy_id)
JOIN documents doc ON doc.document_id = e.document_id
LEFT JOIN figures f ON f.figure_id = e.figure_id
ORDER BY CASE d.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, d.type, d.rowid, e.ordinal
"""

V_TARGETS = """
CREATE VIEW v_targets AS
SELECT a.publisher, a.indicator_id, a.indicator, a.segment_id, a.segment, a.priority, a.unit, a.period, a.period_start,
       a.value AS actual, t.value AS target, i.direction,
       CASE i.direction WHEN 'up' THEN a.value < t.value WHEN 'down' THEN a.value > t.value END AS missed,
       a.series_id AS actual_id, t.series_id AS target_id
FROM series a
JOIN series t ON t.role = 'target' AND t.publisher IS a.publisher AND t.indicator_id IS a.indicator_id
     AND t.segment_id IS a.segment_id AND t.unit IS a.unit AND t.kind = a.kind AND t.period IS a.period
     AND t.base_period IS a.base_period
LEFT JOIN indicators i ON i.indicator_id = a.indicator_id
WHERE a.role = 'actual' AND a.value IS NOT NULL AND t.value IS NOT NULL
ORDER BY a.publisher, a.indicator, a.segment, a.period_start
"""

V_REVISIONS = """
CREATE VIEW v_revisions AS
SELECT * FROM (
  SELECT d.publisher, f.indicator_id, f.indicator, f.segment_id, f.segment, f.unit, f.kind, f.role, f.period,
         FIRST_VALUE(d.published) OVER w AS first_published, FIRST_VALUE(f.value) OVER w AS first_value,
         d.published, f.value, d.path, f.page, f.line, f.figure_id
  FROM figures f JOIN documents d USING (document_id)
  WHERE f.status = 'reported' AND f.value IS NOT NULL AND f.indicator_id IS NOT NULL AND f.period IS NOT NULL
        AND d.published IS NOT NULL AND f.qualifier IS NULL
  WINDOW w AS (PARTITION BY d.publisher, f.indicator_id, f.segment_id, f.unit, f.kind, f.role, f.statistic, f.period,
               f.base_period ORDER BY d.published, d.path, f.ordinal)
) WHERE published > first_published AND value <> first_value
ORDER BY publisher, indicator, segment, period, published
"""


@contextmanager
def sqlite_tables(out: Path) -> Iterator[OpenTable]:
    """Write every table to one database file, whole or not at all; raises OutputError.

    An empty cell is NULL. Foreign keys are checked before the file gets its name.
    """
    path = out / "reportcheck.sqlite"
    with whole_file(path) as temporary, closing(sqlite3.connect(temporary)) as database:
        with _writing(path):
            # The file is thrown away if anything fails, so a rollback journal would only cost time.
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            by_name = {t.name: t for t in TABLES}
            for name in CREATED:
                database.execute(create_table(by_name[name]))

        @contextmanager
        def open_table(table: Table) -> Iterator[WriteRows]:
            exact = table.column_names.index(EXACT[table.name]) if table.name in EXACT else None
            marks = ", ".join("?" * (len(table.columns) + (exact is not None)))
            insert = f'INSERT INTO "{table.name}" VALUES ({marks})'

            def write(rows: Sequence[Row]) -> None:
                with _writing(path):
                    database.executemany(insert, (_cells(row, exact) for row in rows))

            yield write

        yield open_table
        with _writing(path):
            _finish(database)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Tell of a full disk, which is no OSError in SQLite, as `files.writing` does."""
    with writing(path):
        try:
            yield
        except sqlite3.OperationalError as error:
            raise OSError(str(error)) from error


def _finish(database: sqlite3.Connection) -> None:
    for name, columns in INDEXED.items():
        for column in columns:
            database.execute(f'CREATE INDEX "i_{name}_{column}" ON "{name}" ("{column}")')
    _add_search(database)
    for view in (V_DISCREPANCIES, V_TARGETS, V_REVISIONS):
        database.execute(view)
    database.execute(series_wide(_periods(database)))
    database.commit()
    _check_keys(database)


def create_table(table: Table) -> str:
    """Return the SQL that creates a table with its keys and vocabularies."""
    lines = []
    for column in table.columns:
        rule = " NOT NULL" if column.required else ""
        if column.enum:
            words = ", ".join(f"'{word}'" for word in column.enum)
            rule += f' CHECK ("{column.name}" IN ({words}))'
        lines.append(f'"{column.name}" {SQL_TYPES[column.type]}{rule}')
    if table.name in EXACT:
        lines.append(f'"{EXACT[table.name]}_printed" TEXT')
    lines.append(f"PRIMARY KEY ({', '.join(_quoted(c) for c in table.primary_key)})")
    lines += [f"FOREIGN KEY ({_quoted(k.column)}) REFERENCES {k.table} ({k.target})" for k in table.foreign_keys]
    return f"CREATE TABLE {_quoted(table.name)} (\n  " + ",\n  ".join(lines) + "\n)"


def series_wide(periods: list[str]) -> str:
    """Return the SQL of a view with a row for each series of values and a column for each period."""
    same = ("publisher", "indicator_id", "indicator", "segment_id", "segment", "priority", "unit", "kind", "role")
    columns = ", ".join(same)
    values = "".join(f",\n  MAX(CASE WHEN period = {_text(p)} THEN value END) AS {_quoted(p)}" for p in periods)
    return (
        f"CREATE VIEW v_series_wide AS SELECT {columns}, COUNT(value) AS periods{values}\n"
        f"FROM series WHERE base_period IS NULL GROUP BY {columns} ORDER BY {columns}"
    )


def _cells(row: Row, exact: int | None) -> list[str | int | float | None]:
    cells = [_cell(value) for value in row]
    if exact is not None:
        printed = row[exact]
        cells.append(plain_number(printed) if isinstance(printed, Decimal) else None)
    return cells


def _cell(value: Value) -> str | int | float | None:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def _add_search(database: sqlite3.Connection) -> None:
    """Add full-text search over what is measured and the words around it."""
    database.execute(
        "CREATE VIRTUAL TABLE figures_fts USING fts5(indicator, context, content='figures', tokenize='porter')"
    )
    database.execute("INSERT INTO figures_fts(figures_fts) VALUES ('rebuild')")


def _periods(database: sqlite3.Connection) -> list[str]:
    query = (
        "SELECT period, MAX(period_start) FROM series WHERE period IS NOT NULL AND base_period IS NULL GROUP BY period"
    )
    latest = sorted(database.execute(query), key=lambda p: (p[1] or "", p[0]))[-MAX_PERIODS:]
    return [period for period, _ in latest]


def _check_keys(database: sqlite3.Connection) -> None:
    broken = database.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise ValueError(f"table {broken[0]}: row {broken[1]} points to a row of {broken[2]} that is not there")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

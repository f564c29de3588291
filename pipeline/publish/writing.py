"""Writes the tables in several formats in one pass: a row is made once and given to every format."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import islice
from pathlib import Path

from pipeline.publish.rows import Row, Rows
from pipeline.publish.schema import TABLES
from pipeline.publish.tabletypes import Table

WriteRows = Callable[[Sequence[Row]], None]
OpenTable = Callable[[Table], AbstractContextManager[WriteRows]]
Format = Callable[[Path], AbstractContextManager[OpenTable]]  # opened on a folder, gives what opens a table

BATCH = 500  # rows handed on together
ORDER = sorted(TABLES, key=lambda t: t.name != "discrepancies")  # findings first, as a workbook shows them


def write_tables(rows: Rows, out: Path, formats: Sequence[Format]) -> None:
    """Write every table to `out` in each of `formats`; raises OutputError as they do."""
    with tables_handed_on(rows, out, formats):
        pass


@contextmanager
def tables_handed_on(rows: Rows, out: Path, formats: Sequence[Format]) -> Iterator[None]:
    """Hand every row to each format, then give way: a child may write on meanwhile. At the end all files are whole.

    Raises OutputError as the formats do.
    """
    with ExitStack() as opened:
        openers = [opened.enter_context(of(out)) for of in formats]
        for table in ORDER if openers else ():
            with ExitStack() as at:
                writers = [at.enter_context(open_table(table)) for open_table in openers]
                made = rows.of(table.name)
                while batch := list(islice(made, BATCH)):
                    for write in writers:
                        write(batch)
        yield

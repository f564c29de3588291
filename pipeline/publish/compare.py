"""What is new, gone and changed between the outputs of two runs."""

from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.publish.load import read_table
from pipeline.publish.summary import Line, harmless
from pipeline.reconcile.diff import RunChange, compare_tables

Row = dict[str, str]


def compare_outputs(before: Path, after: Path) -> tuple[RunChange, ...]:
    """Return the changes of documents, findings and series values, in this order.

    Raises InputError where one of the folders is not the output of a run.
    """
    changes: list[RunChange] = []
    for kind, table, key, told in TOLD:
        old, new = ({r[key]: told(r) for r in read_table(folder, table)} for folder in (before, after))
        changes += compare_tables(kind, old, new)
    return tuple(changes)


def change_lines(changes: tuple[RunChange, ...]) -> Iterator[Line]:
    """Yield the changes for a terminal."""
    if not changes:
        yield Line("no difference", "heading")
    for change in changes:
        yield Line(f"{change.kind} {change.change}: {change.subject_id}", "heading")
        if change.before:
            yield Line(f"  - {harmless(change.before)}", "error")
        if change.after:
            yield Line(f"  + {harmless(change.after)}", "info")


def _document(row: Row) -> str:
    return f"{row['path']}: {row['status']}, {row['figures']} figures {row['message']}".rstrip()


def _finding(row: Row) -> str:
    return f"{row['severity']} {row['type']} ({row['decision']}): {row['explanation']}"


def _series(row: Row) -> str:
    return f"{row['indicator']}, {row['period']}: {row['value'] or 'no value'} ({row['status']})"


TOLD: tuple[tuple[str, str, str, Callable[[Row], str]], ...] = (
    ("document", "documents", "document_id", _document),
    ("finding", "discrepancies", "discrepancy_id", _finding),
    ("series", "series", "series_id", _series),
)

"""Makes a reviewer's decision on something that a run wrote: a finding, a series, a figure or a document."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError
from pipeline.publish.load import read_table
from pipeline.publish.schema import LIST_SEPARATOR
from pipeline.reconcile.decisions import REASONS, right_reading, values_hash
from pipeline.types import Decision, Verdict

Row = dict[str, str]
MAX_TEXT = 4_000  # characters of a note, a name or a reading
# The first letter of an identifier says what it names: subject, table and its key.
SUBJECTS = {
    "x": ("finding", "discrepancies", "discrepancy_id"),
    "s": ("series", "series", "series_id"),
    "f": ("figure", "figures", "figure_id"),
    "d": ("document", "documents", "document_id"),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reviewer says: verdict, what stands, reason code, note, who and when."""

    verdict: Verdict
    stands: str = ""
    reason: str = ""
    note: str = ""
    user: str = ""
    time: str = ""


def make_decision(out: Path, subject_id: str, judgement: Judgement) -> Decision:
    """Return the decision on what `subject_id` names in the output folder of a run.

    Raises InputError for an identifier that the run does not have, a reason that is no code, or a figure that
    is not behind the series.
    """
    _, table, key = SUBJECTS.get(subject_id[:1], ("", "", ""))
    row = next((r for r in read_table(out, table) if r[key] == subject_id), None) if table else None
    if row is None:
        raise InputError(f"{subject_id}: {out} has no such finding, series, figure or document; copy it from a table")
    return decide_row(subject_id, row, judgement)


def decide_row(subject_id: str, row: Row, judgement: Judgement) -> Decision:
    """Return the decision on what stands in `row` of its table; raises InputError as `make_decision` does."""
    subject, _, _ = SUBJECTS[subject_id[:1]]
    if judgement.reason and judgement.reason not in REASONS:
        raise InputError(f"--reason {judgement.reason!r} is no code; use one of {', '.join(sorted(REASONS))}")
    for name in ("stands", "note", "user"):
        if len(getattr(judgement, name)) > MAX_TEXT:
            raise InputError(f"--{name}: keep it under {MAX_TEXT:,} characters")
    _check_stands(subject, row, judgement)
    return Decision(
        subject=subject,
        subject_id=subject_id,
        verdict=judgement.verdict,
        stands=judgement.stands,
        reason=judgement.reason,
        note=judgement.note,
        user=judgement.user,
        time=judgement.time,
        values_hash=_hash(subject, row),
        evidence_key=row.get("evidence_key", ""),
    )


def _check_stands(subject: str, row: Row, judgement: Judgement) -> None:
    if subject == "series" and judgement.verdict is not Verdict.OPEN:
        choices = row["figure_ids"].split(LIST_SEPARATOR)
        if judgement.stands not in choices:
            raise InputError(f"--stands: name the figure that stands, one of {', '.join(choices)}")
    elif subject == "figure" and judgement.verdict is not Verdict.OPEN and not judgement.stands:
        raise InputError("--stands: give the right reading, as 80.9, or none where there is no figure at all")
    elif subject == "figure" and judgement.stands:
        try:
            right_reading(judgement.stands)
        except InputError as error:
            raise InputError(f"--stands: {error}") from error
    elif judgement.stands and subject in ("finding", "document"):
        raise InputError(f"--stands is for a series or a figure; {row.get('explanation') or row['path']}")


def _hash(subject: str, row: Row) -> str:
    if subject == "finding":
        return row["values_hash"]
    return values_hash([row["text"]]) if subject == "figure" else ""

"""Makes a reviewer's decision on something that a run wrote: a finding, a series, a figure, a document, a link."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import InputError
from pipeline.publish.load import read_table
from pipeline.publish.schema import LIST_SEPARATOR
from pipeline.reconcile.decisions import REASONS, right_reading, values_hash
from pipeline.reconcile.teaching import link_decision
from pipeline.types import Decision, Verdict

Row = dict[str, str]
MAX_TEXT = 4_000  # characters of a note, a name or a reading
# The first letter of an identifier says what it names: subject, table and its key.
SUBJECTS = {
    "x": ("finding", "discrepancies", "discrepancy_id"),
    "s": ("series", "series", "series_id"),
    "f": ("figure", "figures", "figure_id"),
    "d": ("document", "documents", "document_id"),
    "l": ("link", "links", "link_id"),
    "i": ("measure", "indicators", "indicator_id"),
}
ON_LINKS = frozenset({Verdict.CONFIRMED, Verdict.DISMISSED, Verdict.OPEN})


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
        raise InputError(
            f"{subject_id}: {out} has no such finding, series, figure, document, link or measure; copy it from a table"
        )
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
    if subject == "link":
        return _signed(link_decision(row["left_id"], row["right_id"], judgement.verdict), judgement)
    if subject == "measure":
        return _signed(Decision("measure", subject_id, judgement.verdict), judgement)
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


def merge_measures(out: Path, left: str, right: str, judgement: Judgement) -> Decision:
    """Return the decision that two proposed measures are one; raises InputError for an id that the run has not."""
    proposed = {r["indicator_id"] for r in read_table(out, "indicators") if r["origin"] == "proposed"}
    for name in (left, right):
        if name not in proposed:
            raise InputError(f"{name[:40]}: {out} proposes no such measure; copy its id from indicators.csv")
    if left == right:
        raise InputError(f"{left}: that is one measure already")
    return _signed(link_decision(left, right, Verdict.CONFIRMED), judgement)


def _signed(decision: Decision, judgement: Judgement) -> Decision:
    stands = decision.stands or " ".join(judgement.stands.split())
    return replace(decision, stands=stands, note=judgement.note, user=judgement.user, time=judgement.time)


def _check_taught(subject: str, row: Row, judgement: Judgement) -> None:
    """Raise InputError where a judgement on a link or a measure says nothing that a run could honour."""
    if subject == "link" and judgement.verdict not in ON_LINKS:
        raise InputError("--verdict: a link is of one measure (confirmed), of two (dismissed), or open")
    if subject == "link" and judgement.stands:
        raise InputError("--stands is for a series, a figure or a measure; a link is confirmed or dismissed")
    if subject == "measure" and row["origin"] != "proposed":
        raise InputError(f"{row['indicator_id']}: the rules name it; change the rules, or add an alias to them")
    if subject == "measure" and judgement.verdict not in (Verdict.CONFIRMED, Verdict.OPEN):
        raise InputError("--verdict: the name of a measure is confirmed, or open; --stands gives it another")
    if subject == "measure" and judgement.stands and not re.search(r"[^\W\d_]", judgement.stands):
        raise InputError("--stands: the name of a measure needs letters")


def _check_stands(subject: str, row: Row, judgement: Judgement) -> None:
    _check_taught(subject, row, judgement)
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

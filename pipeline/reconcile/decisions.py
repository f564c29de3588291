"""The reviewer's decisions: one JSON line each, append-only, honoured by later runs.

The file is the user's. A run reads it and never writes it; a new decision is added at its end. A
decision expires when a value behind it changes; where its subject is gone, a decision with the same
evidence key is offered and not applied.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.align.words import fold
from pipeline.errors import InputError
from pipeline.quantities import allowed
from pipeline.reconcile.decisionfile import SUBJECTS, add_decision, add_decisions, read_decisions, right_reading
from pipeline.types import (
    Decision,
    Discrepancy,
    DiscrepancyType,
    Figure,
    FigureStatus,
    Report,
    Series,
    Verdict,
)

__all__ = [
    "MISREAD",
    "REASONS",
    "SUBJECTS",
    "Offer",
    "add_decision",
    "add_decisions",
    "apply_decisions",
    "correct_figures",
    "decide_finding",
    "evidence_key",
    "read_decisions",
    "readings",
    "right_reading",
    "series_decision",
    "standing",
    "text_key",
    "values_hash",
]
# Reasons for a restatement as the Office for National Statistics tells them, and those for other findings.
REASONS = frozenset(
    {
        "better source data",
        "routine recalculation",
        "improved method",
        "correction",
        "misread",
        "other scope",
        "other period",
        "rounding",
        "not comparable",
        "other",
    }
)
MISREAD = "misread"


@dataclass(frozen=True, slots=True)
class Offer:
    """A decision whose finding is gone, and a finding with the same evidence: for the reviewer to take over."""

    decision: Decision
    discrepancy_id: str


def standing(decisions: Iterable[Decision]) -> dict[tuple[str, str], Decision]:
    """Return the decision in force by subject and id: the last one, an open verdict undoing those before it."""
    result: dict[tuple[str, str], Decision] = {}
    for decision in decisions:
        key = (decision.subject, decision.subject_id)
        if decision.verdict is Verdict.OPEN and not decision.stands:
            result.pop(key, None)
        else:
            result[key] = decision
    return result


def values_hash(values: Iterable[str]) -> str:
    """Return a hash of printed values, by which a decision notices that one of them changed."""
    return hashlib.sha256("\0".join(sorted(fold(v) for v in values)).encode()).hexdigest()[:16]


def evidence_key(discrepancy: Discrepancy, figures: Mapping[str, Figure]) -> str:
    """Return type, indicator, period, segment and values of a finding: what stays when identifiers change."""
    own = [figures[e.figure_id] for e in discrepancy.evidence if e.figure_id in figures]
    return text_key(discrepancy.type, own, discrepancy.values)


def text_key(kind: DiscrepancyType, figures: Sequence[Figure], values: Iterable[str]) -> str:
    """Return the evidence key over figures and printed values."""
    parts = sorted(
        f"{f.indicator_id or fold(f.indicator)}|{f.period.label if f.period else ''}|{fold(f.segment)}" for f in figures
    )
    text = "\0".join([kind.value, *parts, *sorted(fold(v) for v in values)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def decide_finding(
    discrepancy: Discrepancy,
    verdict: Verdict,
    *,
    figures: Mapping[str, Figure],
    reason: str = "",
    note: str = "",
    user: str = "",
    time: str = "",
) -> Decision:
    """Return a decision on a finding that expires when one of its values changes."""
    return Decision(
        subject="finding",
        subject_id=discrepancy.discrepancy_id,
        verdict=verdict,
        reason=reason,
        note=note,
        user=user,
        time=time,
        values_hash=values_hash(discrepancy.values),
        evidence_key=evidence_key(discrepancy, figures),
    )


def apply_decisions(
    discrepancies: Sequence[Discrepancy], decisions: Iterable[Decision], reports: Sequence[Report]
) -> tuple[tuple[Discrepancy, ...], tuple[Offer, ...]]:
    """Return the findings with their decisions, and offers for decisions whose finding is gone.

    A decision made on other values than the finding has now shows as expired.
    """
    in_force = {k[1]: d for k, d in standing(decisions).items() if k[0] == "finding"}
    decided = tuple(_decided(d, in_force.get(d.discrepancy_id)) for d in discrepancies)
    known = {d.discrepancy_id for d in discrepancies}
    gone = [d for i, d in sorted(in_force.items()) if i not in known and d.evidence_key]
    if not gone:
        return decided, ()
    figures = {f.figure_id: f for r in reports for f in r.figures}
    by_key = {evidence_key(d, figures): d.discrepancy_id for d in discrepancies if d.discrepancy_id not in in_force}
    offers = tuple(Offer(d, by_key[d.evidence_key]) for d in gone if d.evidence_key in by_key)
    return decided, offers


def _decided(discrepancy: Discrepancy, decision: Decision | None) -> Discrepancy:
    if decision is None:
        return discrepancy
    expired = decision.values_hash and decision.values_hash != values_hash(discrepancy.values)
    return replace(
        discrepancy,
        decision=Verdict.EXPIRED if expired else decision.verdict,
        decided_by=decision.user,
        decided_at=decision.time,
        reason=decision.reason,
        note=decision.note,
    )


def readings(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Return the decisions on figures that were misread, in force, by the figure's identifier."""
    return {k[1]: d for k, d in standing(decisions).items() if k[0] == "figure" and d.stands}


def correct_figures(
    reports: Sequence[Report], decisions: Iterable[Decision] | Mapping[str, Decision]
) -> tuple[Report, ...]:
    """Return the reports with figures that we misread put right, so that checks and series recompute from them.

    A decision on a figure has the right reading in `stands`: a number, `none` where there is no
    figure at all. It holds as long as the figure is printed as it was when it was decided. Who corrects many reports
    one after another gives the `readings` of the decisions, so that they are put in force once.
    Raises InputError for a reading that is no number.
    """
    in_force = decisions if isinstance(decisions, Mapping) else readings(decisions)
    if not in_force:
        return tuple(reports)
    return tuple(
        replace(r, figures=tuple(c for f in r.figures if (c := _corrected(f, in_force.get(f.figure_id))) is not None))
        for r in reports
    )


def _corrected(figure: Figure, decision: Decision | None) -> Figure | None:
    if decision is None or (decision.values_hash and decision.values_hash != values_hash([figure.text])):
        return figure
    try:
        value = right_reading(decision.stands)
    except InputError as error:
        raise InputError(f"decision on figure {decision.subject_id}: {error}") from error
    if value is None:
        return None
    text = decision.stands.strip()
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    if figure.value is not None and figure.value < 0 and text[:1].isdigit() and figure.text.strip()[:1].isdigit():
        value = -value  # the sign stands in the words, `a fall of 15%`, for the right reading as for the wrong one
    interval = allowed(value, decimals=decimals, unit=figure.unit, qualifier=figure.qualifier, kind=figure.kind)
    return replace(
        figure,
        value=value,
        lower=interval.lower,
        upper=interval.upper,
        decimals=decimals,
        status=FigureStatus.REPORTED,
        rule="decision",
        confidence=1.0,
        ocr=False,
    )


def series_decision(series: Series, figure_id: str, *, user: str = "", note: str = "", time: str = "") -> Decision:
    """Return the decision that a figure stands for a series.

    Raises InputError for a figure that is not behind the series.
    """
    if figure_id not in series.figure_ids:
        listed = ", ".join(series.figure_ids)
        raise InputError(f"figure {figure_id} is not behind series {series.series_id}; choose one of {listed}")
    return Decision(
        subject="series",
        subject_id=series.series_id,
        verdict=Verdict.CONFIRMED,
        stands=figure_id,
        note=note,
        user=user,
        time=time,
    )

"""The reconciled dataset: for each indicator and period the value that stands, and why."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.align import Alignment
from pipeline.align.identity import identify
from pipeline.align.same import SeriesKey, identified_key, span
from pipeline.align.words import fold
from pipeline.collecting import rarely_collected
from pipeline.reconcile.facts import Told, split_siblings, without_doubtful, without_misplaced
from pipeline.rules import Rules
from pipeline.spool import Groups, Sorted
from pipeline.types import (
    Decision,
    Discrepancy,
    Figure,
    FigureStatus,
    Identities,
    Report,
    Series,
    SeriesStatus,
    Severity,
    Verdict,
)

__all__ = ["reconcile"]


@dataclass(frozen=True, slots=True)
class Stand:
    """The figure that stands, or None, with status and reason."""

    figure: Figure | None
    status: SeriesStatus
    basis: str


@rarely_collected()
def reconcile(
    reports: Sequence[Report],
    alignment: Alignment,
    discrepancies: Sequence[Discrepancy],
    rules: Rules,
    decisions: Sequence[Decision] = (),
    identities: Identities | None = None,
) -> Sequence[Series]:
    """Return one row for each publisher, indicator, segment, unit, kind, role, period and base period.

    Figures without indicator or period are left out. A value is decided by a reviewer, agreed by
    several independent sources, restated by a later report, or stands on a single source; where
    sources differ and nobody has decided it stays empty and the candidates are listed. `identities` say which
    measure and segment each figure is of; they are found here where none are given.
    """
    identities = identities or identify(reports, alignment, rules)
    publishers = _publishers(reports, alignment)
    ordered = sorted(reports, key=lambda r: (r.document_id, r.part))
    groups = [alignment.group_of(report.document_id) for report in ordered]
    names = [r.publisher or publishers.get(group, "") for r, group in zip(ordered, groups, strict=True)]
    # The periods of one fact stay together: a figure may turn out to be for another period.
    facts: Groups[SeriesKey, tuple[int, Figure]] = Groups(lambda key: key._replace(period=""))
    for number, report in enumerate(ordered):
        for figure in report.figures:
            if _belongs(figure):
                key = identified_key(figure, names[number] or report.document_id, identities)
                if key.indicator:
                    facts.add(key, (number, figure))
    disputed = {
        e.figure_id
        for d in discrepancies
        if d.severity is Severity.ERROR and d.decision not in (Verdict.DISMISSED, Verdict.EXPLAINED)
        for e in d.evidence
        if e.figure_id
    }
    chosen = {d.subject_id: d for d in decisions if d.subject == "series" and d.stands}
    rows: Sorted[Series] = Sorted(_order)
    for part in facts.parts():
        told = {k: [Told(f, ordered[n], groups[n], names[n]) for n, f in found] for k, found in part.items()}
        for key, candidates in split_siblings(without_misplaced(told)).items():
            candidates = without_doubtful(candidates, identities)
            rows.add(_series(key, candidates, disputed, chosen, identities))
    return rows


def _publishers(reports: Sequence[Report], alignment: Alignment) -> dict[str, str]:
    """Return the publisher of each version group, so that a version that names none has its siblings'."""
    found: dict[str, str] = {}
    for report in sorted(reports, key=lambda r: r.document_id):
        if report.publisher:
            found.setdefault(alignment.group_of(report.document_id), report.publisher)
    return found


def _belongs(figure: Figure) -> bool:
    if figure.status is not FigureStatus.REPORTED or figure.value is None or figure.period is None:
        return False
    return bool(figure.indicator or figure.row_label)


def _series(
    key: SeriesKey,
    told: list[Told],
    disputed: set[str],
    chosen: dict[str, Decision],
    identities: Identities,
) -> Series:
    series_id = "s" + hashlib.sha256("\0".join(key).encode()).hexdigest()[:16]
    stand = _decided(told, chosen.get(series_id)) or _stand(told, disputed)
    first = told[0]
    indicator_id = key.indicator.partition("|")[0]  # facts that share a name have more behind it
    figure = stand.figure
    return Series(
        series_id=series_id,
        publisher=first.publisher,
        indicator_id=indicator_id,
        indicator=identities.label(indicator_id)
        or min((t.figure.indicator or t.figure.row_label for t in told), key=lambda s: (len(s), s)),
        segment=identities.segment_label(key.segment),
        segment_id=key.segment,
        priority=first.figure.priority,
        unit=first.figure.unit,
        kind=first.figure.kind,
        role=first.figure.role,
        period=first.figure.period,
        base_period=first.figure.base_period,
        value=figure.value if figure else None,
        lower=figure.lower if figure else None,
        upper=figure.upper if figure else None,
        status=stand.status,
        sources=len({t.group for t in told}),
        figure_ids=tuple(t.figure.figure_id for t in told),
        documents=tuple(sorted({t.report.document_id for t in told})),
        basis=stand.basis,
    )


def _decided(told: list[Told], decision: Decision | None) -> Stand | None:
    if decision is None:
        return None
    figure = next((t.figure for t in told if t.figure.figure_id == decision.stands), None)
    if figure is None:
        return None
    by = f" by {decision.user}" if decision.user else ""
    return Stand(figure, SeriesStatus.DECIDED, f"{figure.text} stands as decided{by}. {decision.note}".strip())


def _stand(told: list[Told], disputed: set[str]) -> Stand:
    """Return the value that stands: agreed, single, restated, or none where the sources dispute it."""
    from pipeline.check.versions import same_fact
    from pipeline.types import Result

    best = max(told, key=lambda t: (t.figure.decimals, not t.figure.qualifier, -t.figure.ordinal, t.figure.figure_id))
    agree = all(same_fact(best.figure, t.figure)[0] is not Result.DIFFERS for t in told)
    sources = len({t.group for t in told})
    if agree and not any(t.figure.figure_id in disputed for t in told):
        if sources > 1:
            return Stand(
                best.figure, SeriesStatus.AGREED, f"{sources} independent sources agree on {best.figure.text}."
            )
        return Stand(best.figure, SeriesStatus.SINGLE, f"Told by one source: {best.figure.text}.")
    restated = None if agree else _restated(told)
    if restated is not None:
        return restated
    values = ", ".join(sorted({t.figure.text for t in told}, key=lambda s: (fold(s), s)))
    reason = "is contradicted elsewhere" if agree else "differ and no later report restates them"
    return Stand(
        None, SeriesStatus.DISPUTED, f"Candidates: {values}; they {reason}." if not agree else f"{values} {reason}."
    )


def _restated(told: list[Told]) -> Stand | None:
    """Return the later report's value where the reports are dated and each is at one with itself."""
    by_group: dict[str, list[Told]] = defaultdict(list)
    for t in told:
        by_group[t.group].append(t)
    if len(by_group) < 2 or any(len({t.figure.value for t in ts}) > 1 for ts in by_group.values()):
        return None
    dated = sorted((max(t.report.published for t in ts), g) for g, ts in by_group.items())
    if not dated[-1][0] or not dated[0][0] or dated[-1][0] == dated[-2][0]:
        return None
    last, before = by_group[dated[-1][1]][0].figure, by_group[dated[-2][1]][0].figure
    return Stand(
        last,
        SeriesStatus.RESTATED,
        f"{last.text} of {dated[-1][0]} stands; {before.text} of {dated[-2][0]} came before it.",
    )


def _order(s: Series) -> tuple[str, str, str, str, str, str, str]:
    start = s.period.start.isoformat() if s.period else ""
    return s.publisher, s.indicator_id or "~", s.indicator, s.segment, start, span(s.period), s.series_id

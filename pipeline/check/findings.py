"""From judgements to the checks and discrepancies of the dataset, with identifiers that do not move."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from pipeline.check.registry import Finding, Judgement, Registered
from pipeline.ruleentries import CheckRule
from pipeline.types import (
    Check,
    Discrepancy,
    DiscrepancyType,
    Evidence,
    EvidenceRole,
    Figure,
    Passage,
    Severity,
    Subject,
)

# What is known of a finding whose check says nothing of it, by its severity.
CERTAINTY = {Severity.ERROR: 0.95, Severity.WARNING: 0.85, Severity.INFO: 0.8}
LEAST_OF_AN_ERROR = 0.9
USUAL_READING = 0.75  # confidence of a figure below which it lowers that of what rests on it
SUBJECTS = {
    DiscrepancyType.PERIOD_CONFLICT: Subject.DATES,
    DiscrepancyType.LABEL_CONFLICT: Subject.WORDING,
    DiscrepancyType.DEFINITION_CONFLICT: Subject.WORDING,
}
RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def succession(holds: int) -> float:
    """Return how sure a formula is that its labels tell and that holds in so many other places.

    By the law of succession the next place holds with (n + 1) / (n + 2); the labels leave a third of the doubt.
    """
    return 1 - 1 / (holds + 2) / 3


def digest(letter: str, *parts: str) -> str:
    """Return an identifier: a letter and 16 hex digits over the parts."""
    return letter + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def place_of_figure(figure: Figure, role: EvidenceRole) -> Evidence:
    """Return a figure as evidence."""
    return Evidence(role, figure.document_id, figure.place, figure.text, figure.figure_id)


def place_of_phrase(passage: Passage, document_id: str, role: EvidenceRole, text: str = "") -> Evidence:
    """Return a passage, or a phrase in it, as evidence.

    The phrase's own columns are given where the passage is printed on one line without markup in
    between; else the place of the whole passage, which holds it.
    """
    place = passage.place
    at = passage.text.find(text) if text else -1
    one_to_one = place.start is not None and place.end is not None and place.end - place.start == len(passage.text)
    if at >= 0 and place.start is not None and one_to_one and not place.further:
        place = replace(place, start=place.start + at, end=place.start + at + len(text))
    return Evidence(role, document_id, place, text or passage.text)


def evidence_key(evidence: Evidence) -> str:
    """Return what identifies a place: the figure or mention, else document, place and words."""
    if evidence.figure_id or evidence.mention_id:
        return evidence.figure_id or evidence.mention_id
    place = evidence.place
    return f"{evidence.document_id}:{place.line or place.page or place.cell}:{evidence.text}"


def make_check(registered: Registered, judgement: Judgement) -> Check:
    """Return the row of checks.csv for a judgement."""
    figure_ids = tuple(f.figure_id for f in judgement.figures)
    places = figure_ids
    if not places and judgement.finding:
        places = tuple(evidence_key(e) for e in judgement.finding.evidence)
    interval = judgement.computed
    return Check(
        check_id=digest("c", registered.code, judgement.document_id, *places, "" if places else judgement.formula),
        code=registered.code,
        document_id=judgement.document_id,
        figure_ids=figure_ids,
        formula=judgement.formula,
        computed_lower=interval.lower if interval else None,
        computed_upper=interval.upper if interval else None,
        printed=judgement.printed,
        result=judgement.result,
        reason=judgement.reason,
        holds=judgement.holds,
    )


def make_discrepancy(
    registered: Registered, rule: CheckRule, finding: Finding, *, ocr: bool, reading: float = 1.0
) -> Discrepancy:
    """Return the finding with its identifier and severity; what rests on OCR alone is at most a warning.

    reading: the confidence of the figure that was read with the least. An error that is not sure is a warning.
    """
    severity = Severity(rule.severity)
    if finding.severity is not None and RANK[finding.severity] > RANK[severity]:
        severity = finding.severity
    explanation = finding.explanation
    if ocr and severity is Severity.ERROR:
        severity = Severity.WARNING
        explanation += " The reading rests on OCR of a scan."
    certainty = CERTAINTY[severity] if finding.certainty is None else finding.certainty
    confidence = round(certainty * min(1.0, reading / USUAL_READING), 3)
    if severity is Severity.ERROR and confidence < LEAST_OF_AN_ERROR:
        severity = Severity.WARNING
    keys = sorted(evidence_key(e) for e in finding.evidence)
    name = digest("x", registered.type.value, registered.code, *keys)
    return Discrepancy(
        discrepancy_id=name,
        type=registered.type,
        code=registered.code,
        severity=severity,
        evidence=finding.evidence,
        values=finding.values,
        expected=finding.expected,
        difference=finding.difference,
        explanation=explanation,
        cause=finding.cause,
        repair=finding.repair,
        subject=SUBJECTS.get(registered.type, Subject.FIGURES),
        group_id=digest("g", finding.group or name),
        confidence=confidence,
    )


def in_order(discrepancies: Iterable[Discrepancy]) -> tuple[Discrepancy, ...]:
    """Return findings once each, by severity, type and first place."""
    unique = {d.discrepancy_id: d for d in discrepancies}
    return tuple(sorted(unique.values(), key=_order))


def _order(d: Discrepancy) -> tuple[int, str, str, int, int, float, str]:
    first = d.evidence[0]
    place = first.place
    top = place.box.top if place.box else 0.0
    return (
        RANK[d.severity],
        d.type.value,
        first.document_id,
        place.page or 0,
        place.line or 0,
        top,
        d.discrepancy_id,
    )


def plain(value: Decimal) -> str:
    """Return a number as people write it: no exponent, no trailing zeros after the point."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(value: Decimal, places: int = 1) -> str:
    """Return a computed number with a few decimals, for a sum told in words."""
    return plain(round(value, places))

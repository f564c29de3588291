"""The summary of a run as one object for scripts: what the terminal tells, and nothing that a clock or machine adds."""

from collections import Counter
from typing import Any

from pipeline import __version__
from pipeline.publish.rows import Rows
from pipeline.publish.values import clean_text
from pipeline.types import Discrepancy, OutcomeStatus, Severity, Verdict


def summary_object(rows: Rows, *, shown: int) -> dict[str, Any]:
    """Return what was read, how much was checked and what was found, fit for JSON.

    `shown` errors and warnings are told at most, the worst first; counts are of all. Keys are always there, in this
    order; equal runs give equal objects.
    """
    status = Counter(o.status for o in rows.outcomes)
    findings = Counter(f.severity for f in rows.findings)
    grave = [f for f in rows.findings if f.severity is not Severity.INFO]
    return {
        "reportcheck": __version__,
        "documents": {s.value: status[s] for s in OutcomeStatus},
        "reports": len(rows.reports),
        "copies": sum(len(o.file.copies) for o in rows.outcomes),
        "not_read": [
            {"path": clean_text(o.file.path), "status": o.status.value, "message": clean_text(o.message)}
            for o in rows.outcomes
            if o.status is not OutcomeStatus.OK
        ],
        "figures": sum(c.figures for c in rows.dataset.coverage),
        "figures_checked": sum(c.checked for c in rows.dataset.coverage),
        "checks": len(rows.dataset.checks),
        "findings": {s.value: findings[s] for s in Severity},
        "findings_open": sum(f.decision is Verdict.OPEN for f in rows.findings),
        "findings_by_code": dict(sorted(Counter(f.code for f in rows.findings).items())),
        "causes": len({f.group_id or f.discrepancy_id for f in rows.findings}),
        "series": len(rows.dataset.series),
        "worst": [_finding(f, rows) for f in grave[:shown]],
    }


def _finding(finding: Discrepancy, rows: Rows) -> dict[str, Any]:
    return {
        "discrepancy_id": finding.discrepancy_id,
        "group_id": finding.group_id,
        "severity": finding.severity.value,
        "type": finding.type.value,
        "code": finding.code,
        "explanation": clean_text(finding.explanation),
        "locations": [clean_text(rows.location(e)) for e in finding.evidence],
        "decision": finding.decision.value,
    }

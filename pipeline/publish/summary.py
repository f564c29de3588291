"""The few lines after a run: what was read, how much was checked, and the findings, worst first."""

import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.publish.rows import Rows
from pipeline.publish.values import clean_text
from pipeline.types import Cause, Discrepancy, Evidence, OutcomeStatus, Severity, Verdict

# Marks that turn the direction of text on a terminal, and could make a name read as another.
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
QUOTE_LENGTH = 60
MOST_EMPTY = 5  # files without figures that are named
PLACES = 8  # of one finding; evidence.csv has all


@dataclass(frozen=True, slots=True)
class Line:
    """A line for the terminal; `style` is heading, error, warning, info, faint or empty."""

    text: str
    style: str = ""


def harmless(text: str) -> str:
    """Return text of a report or a file name fit for a terminal: one line, no control characters."""
    return BIDI.sub("", " ".join(clean_text(text).split()))


def summarise(rows: Rows, *, shown: int, width: int = 100) -> Iterator[Line]:
    """Yield the summary of a run; `shown` findings at most, errors first, then warnings.

    Findings of severity info are counted but not shown: they stand in discrepancies.csv.
    """
    yield from _documents(rows)
    yield from _coverage(rows)
    counts = Counter(f.severity for f in rows.findings)
    yield Line("Discrepancies: " + ", ".join(_count(counts[s], s.value) for s in Severity), "heading")
    causes: dict[str, list[list[Discrepancy]]] = {}
    for findings in _alike([f for f in rows.findings if f.severity is not Severity.INFO]):
        causes.setdefault(findings[0].group_id or findings[0].discrepancy_id, []).append(findings)
    grave = list(causes.values())
    for cause in grave[:shown]:
        yield from _finding(cause[0], rows, width)
        if len(cause) > 1:
            yield Line(f"    ... and {len(cause) - 1} more of one cause", "faint")
    rest = sum(len(findings) for cause in grave[shown:] for findings in cause)
    if rest:
        yield Line(f"... and {rest} more errors and warnings", "faint")


def _alike(findings: list[Discrepancy]) -> list[list[Discrepancy]]:
    """Put together what reads the same, as it does in a report and its text version."""
    groups: dict[tuple[object, ...], list[Discrepancy]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.severity, finding.values, finding.explanation), []).append(finding)
    return list(groups.values())


def _documents(rows: Rows) -> Iterator[Line]:
    counts = Counter(o.status for o in rows.outcomes)
    read = counts[OutcomeStatus.OK] + counts[OutcomeStatus.PARTIAL]
    copies = sum(len(o.file.copies) for o in rows.outcomes)
    more = [f"{counts[s]} {s.value}" for s in (OutcomeStatus.PARTIAL, OutcomeStatus.FAILED) if counts[s]]
    more += [f"{copies} more with the same bytes"] if copies else []
    reports = len(rows.reports)
    yield Line(
        f"Documents: {_count(read, 'file')} read with {_count(reports, 'report')}"
        + (f" ({', '.join(more)})" if more else ""),
        "heading",
    )
    for outcome in rows.outcomes:
        if outcome.status is not OutcomeStatus.OK:
            style = "error" if outcome.status is OutcomeStatus.FAILED else "warning"
            yield Line(f"  {outcome.status.value}  {harmless(outcome.file.path)}: {harmless(outcome.message)}", style)
    counts_of = rows.figure_counts
    empty = [
        harmless(o.file.path)
        for o in rows.outcomes
        if o.reports and not any(counts_of.get(r.document_id) for r in o.reports)
    ]
    if empty:
        more_of_them = f" and {len(empty) - MOST_EMPTY} more" if len(empty) > MOST_EMPTY else ""
        yield Line(f"  Without any figure: {', '.join(empty[:MOST_EMPTY])}{more_of_them}", "faint")


def _coverage(rows: Rows) -> Iterator[Line]:
    figures = sum(c.figures for c in rows.dataset.coverage)
    checked = sum(c.checked for c in rows.dataset.coverage)
    checks = len(rows.dataset.checks)
    part = f"{100 * checked / figures:.0f}%" if figures else "none"
    yield Line(f"Figures: {figures:,}, of which {checked:,} ({part}) took part in {_count(checks, 'check')}", "heading")


def _finding(findings: list[Discrepancy], rows: Rows, width: int) -> Iterator[Line]:
    finding, *others = findings
    yield Line("")
    yield Line(f"{finding.severity.value}  {finding.type.value} ({finding.code})", finding.severity.value)
    yield from _places(finding, rows)
    short = _short_names(rows)
    for other in others:
        yield Line(f"    the same at {harmless(short(rows.location(other.evidence[0])))}", "faint")
    for text in textwrap.wrap(harmless(finding.explanation), max(40, width - 4)):
        yield Line(f"    {text}")
    if finding.cause is not Cause.UNKNOWN:
        slip = finding.cause.value.replace("_", " ")
        repair = f"; {harmless(finding.repair)} would agree" if finding.repair else ""
        yield Line(f"    likely: {slip}{repair}", "faint")
    if finding.decision is not Verdict.OPEN:
        yield Line(f"    {finding.decision.value} by {harmless(finding.decided_by) or 'a reviewer'}", "info")


def _places(finding: Discrepancy, rows: Rows) -> Iterator[Line]:
    short = _short_names(rows)
    places = list(dict.fromkeys((_quote(e), harmless(short(rows.location(e)))) for e in finding.evidence))
    wide = max((len(quote) for quote, _ in places[:PLACES]), default=0)
    for quote, location in places[:PLACES]:
        yield Line(f"    {quote:<{wide}}  {location}")
    if len(places) > PLACES:
        yield Line(f"    ... and {len(places) - PLACES} more places", "faint")


def _short_names(rows: Rows) -> Callable[[str], str]:
    """Return what shows a place without its folders, where all files have names of their own."""
    names = [o.file.path.rsplit("/", 1)[-1] for o in rows.outcomes]
    return (lambda place: place.rsplit("/", 1)[-1]) if len(set(names)) == len(names) else (lambda place: place)


def _quote(evidence: Evidence) -> str:
    text = harmless(evidence.text) or "(nothing)"
    return text if len(text) <= QUOTE_LENGTH else text[: QUOTE_LENGTH - 3] + "..."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 or noun == "info" else "s")

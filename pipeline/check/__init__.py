"""Checks: what of a run's figures agrees, what contradicts itself, and how much was checked at all."""

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

from pipeline.align import Alignment
from pipeline.check.findings import in_order, make_check, make_discrepancy
from pipeline.check.registry import CHECKS, Judgement, Registered
from pipeline.check.rows import ReportChecks, RunChecks
from pipeline.check.views import ArchiveView, ReportView
from pipeline.collecting import rarely_collected
from pipeline.rules import Rules
from pipeline.spool import Shelf
from pipeline.types import Check, Coverage, Discrepancy, Report

__all__ = ["CHECKS", "CHECK_MODULES", "ReportChecks", "RunChecks", "check_report", "registered_checks", "run_checks"]

REPORTS_HELD = 100  # whose checks stay in memory
CHECK_MODULES = (
    "change_levels",
    "change_table",
    "change_text",
    "day_papers",
    "definitions",
    "directions",
    "glossary",
    "heading_totals",
    "labels",
    "monthly",
    "per_thousand",
    "periods",
    "rates",
    "repeats",
    "series_steps",
    "shares",
    "spans",
    "sums",
    "text_changes",
    "text_table",
    "trends",
    "versions",
    "weekdays",
)


def registered_checks() -> dict[str, Registered]:
    """Return all checks by code, their modules loaded."""
    for name in CHECK_MODULES:
        import_module(f"pipeline.check.{name}")
    return dict(sorted(CHECKS.items()))


@rarely_collected()
def run_checks(
    reports: Sequence[Report],
    alignment: Alignment,
    rules: Rules,
    own: Callable[[Report, Rules], ReportChecks] | None = None,
) -> tuple[Sequence[Check], tuple[Discrepancy, ...], tuple[Coverage, ...]]:
    """Carry out every check that the rules hold on all reports.

    Returns the checks carried out (agreeing ones too), the findings by severity, type and place, and
    the coverage a report. A check whose code has no entry in the rules is left out: a user's rules
    can switch one off. The order of the reports does not matter. `own` gives what the checks of a
    single report came to, where that is known already; `check_report` unless named.
    """
    own = own or _kept(check_report)
    ordered = sorted(reports, key=lambda r: (r.document_id, r.part))
    checks = RunChecks(ordered, lambda report: own(report, rules))
    discrepancies = [d for report in ordered for d in own(report, rules).discrepancies]
    for registered, judgement in _across_reports(ordered, alignment, rules):
        checks.add(make_check(registered, judgement), judgement.figures)
        discrepancies += _findings(registered, judgement, rules)
    return checks, in_order(discrepancies), checks.coverage()


def _kept(check: Callable[[Report, Rules], ReportChecks]) -> Callable[[Report, Rules], ReportChecks]:
    """Return what asks a check once for each report, and keeps on disk what it came to."""
    shelf: Shelf[str, ReportChecks] = Shelf(held=REPORTS_HELD)

    def known(report: Report, rules: Rules) -> ReportChecks:
        if report.document_id not in shelf:
            shelf.put(report.document_id, check(report, rules))
        return shelf[report.document_id]

    return known


def check_report(report: Report, rules: Rules) -> ReportChecks:
    """Carry out the checks that look at one report alone."""
    view = ReportView(report, rules)
    checks: dict[str, tuple[int, Check]] = {}
    discrepancies: list[Discrepancy] = []
    for registered in _in_rules(rules):
        for judgement in registered.on_report(view) if registered.on_report is not None else ():
            made = make_check(registered, judgement)
            checks[made.check_id] = (min((f.ordinal for f in judgement.figures), default=-1), made)
            discrepancies += _findings(registered, judgement, rules)
    in_rows = sorted(checks.values(), key=lambda c: (c[1].code, c[0], c[1].check_id))
    return ReportChecks(tuple(made for _, made in in_rows), tuple(discrepancies))


def _in_rules(rules: Rules) -> Iterator[Registered]:
    known = {rule.code for rule in rules.checks}
    yield from (registered for code, registered in registered_checks().items() if code in known)


def _findings(registered: Registered, judgement: Judgement, rules: Rules) -> Iterator[Discrepancy]:
    if judgement.finding is not None:
        ocr = any(f.ocr for f in judgement.figures)
        yield make_discrepancy(registered, rules.check(registered.code), judgement.finding, ocr=ocr)


def _across_reports(
    reports: Sequence[Report], alignment: Alignment, rules: Rules
) -> Iterator[tuple[Registered, Judgement]]:
    """Yield the judgements of the checks that see all reports."""
    archive = ArchiveView(tuple(ReportView(report, rules) for report in reports), alignment, rules)
    for registered in _in_rules(rules):
        if registered.on_archive is not None:
            yield from ((registered, judgement) for judgement in registered.on_archive(archive))

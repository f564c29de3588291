"""Checks: what of a run's figures agrees, what contradicts itself, and how much was checked at all."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module

from pipeline.align import Alignment
from pipeline.check.budget import Budget
from pipeline.check.carried import Carried
from pipeline.check.findings import in_order, make_check, make_discrepancy
from pipeline.check.registry import CHECKS, Judgement, Registered
from pipeline.check.rows import GaveUp, ReportChecks, RunChecks
from pipeline.check.views import ArchiveView, ReportView
from pipeline.collecting import rarely_collected
from pipeline.rules import Rules
from pipeline.spool import Shelf
from pipeline.types import Check, Coverage, Discrepancy, Report

__all__ = [
    "CHECKS",
    "CHECK_MODULES",
    "Budget",
    "GaveUp",
    "ReportChecks",
    "RunChecks",
    "check_report",
    "registered_checks",
    "run_checks",
]

REPORTS_HELD = 100  # whose checks stay in memory
CHECK_MODULES = (
    "balances",
    "brought_forward",
    "change_levels",
    "change_text",
    "day_papers",
    "definitions",
    "directions",
    "formulas",
    "glossary",
    "grouping",
    "heading_totals",
    "in_words",
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
    "table_units",
    "text_changes",
    "text_table",
    "told_and_given",
    "told_twice",
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
    *,
    budget: Budget | None = None,
) -> tuple[RunChecks, tuple[Discrepancy, ...], tuple[Coverage, ...]]:
    """Carry out every check that the rules hold on all reports.

    Returns the checks carried out (agreeing ones too), the findings by severity, type and place, and
    the coverage a report. A check whose code has no entry in the rules is left out: a user's rules
    can switch one off. The order of the reports does not matter. `own` gives what the checks of a
    single report came to, where that is known already; `check_report` unless named.
    """
    own = own or _kept(check_report)
    budget = budget or Budget()
    ordered = sorted(reports, key=lambda r: (r.document_id, r.part))
    checks = RunChecks(ordered, lambda report: own(report, rules))
    discrepancies = [d for report in ordered for d in own(report, rules).discrepancies]
    for carried in _across_reports(ordered, alignment, rules, budget):
        for judgement in carried:
            checks.add(make_check(carried.registered, judgement), judgement.figures)
            discrepancies += _findings(carried.registered, judgement, rules)
        if carried.gave_up:
            checks.gave_up.append(carried.gave_up)
            for report in ordered:
                checks.add(make_check(carried.registered, carried.as_judgement(report.document_id)), ())
    return checks, in_order(discrepancies), checks.coverage()


def _kept(check: Callable[[Report, Rules], ReportChecks]) -> Callable[[Report, Rules], ReportChecks]:
    """Return what asks a check once for each report, and keeps on disk what it came to."""
    shelf: Shelf[str, ReportChecks] = Shelf(held=REPORTS_HELD)

    def known(report: Report, rules: Rules) -> ReportChecks:
        if report.document_id not in shelf:
            shelf.put(report.document_id, check(report, rules))
        return shelf[report.document_id]

    return known


def check_report(report: Report, rules: Rules, budget: Budget | None = None) -> ReportChecks:
    """Carry out the checks that look at one report alone.

    A check that takes longer than `budget` allows gives up by name, as one with a fault of its own does; what
    it found until then stands, and the others go on.
    """
    budget = budget or Budget()
    checks: dict[str, tuple[int, Check]] = {}
    discrepancies: list[Discrepancy] = []
    gave_up = []
    for carried in _on_report(ReportView(report, rules), rules, budget):
        for judgement in carried:
            made = make_check(carried.registered, judgement)
            checks[made.check_id] = (min((f.ordinal for f in judgement.figures), default=-1), made)
            discrepancies += _findings(carried.registered, judgement, rules)
        if carried.gave_up:
            gave_up.append(carried.gave_up)
            made = make_check(carried.registered, carried.as_judgement(report.document_id))
            checks[made.check_id] = (-1, made)
    in_rows = sorted(checks.values(), key=lambda c: (c[1].code, c[0], c[1].check_id))
    return ReportChecks(tuple(made for _, made in in_rows), tuple(discrepancies), tuple(gave_up))


def _on_report(view: ReportView, rules: Rules, budget: Budget) -> Iterator[Carried]:
    """Yield the checks that see one report, each to be carried out before the next one is drawn."""
    without = dict(budget.without)
    for registered in _in_rules(rules):
        if registered.on_report is not None:
            budget.tell(registered.code)
            begin = partial(registered.on_report, view)
            yield Carried(registered, begin, budget.check_s, left_out=without.get(registered.code, ""))


def _in_rules(rules: Rules) -> Iterator[Registered]:
    known = {rule.code for rule in rules.checks}
    yield from (registered for code, registered in registered_checks().items() if code in known)


def _findings(registered: Registered, judgement: Judgement, rules: Rules) -> Iterator[Discrepancy]:
    if judgement.finding is not None:
        ocr = any(f.ocr for f in judgement.figures)
        told = {e.figure_id for e in judgement.finding.evidence}
        reading = min((f.confidence for f in judgement.figures if f.figure_id in told), default=1.0)
        rule = rules.check(registered.code)
        yield make_discrepancy(registered, rule, judgement.finding, ocr=ocr, reading=reading)


def _across_reports(reports: Sequence[Report], alignment: Alignment, rules: Rules, budget: Budget) -> Iterator[Carried]:
    """Yield the checks that see all reports, each to be carried out before the next one is drawn."""
    archive = ArchiveView(tuple(ReportView(report, rules) for report in reports), alignment, rules)
    for registered in _in_rules(rules):
        if registered.on_archive is not None:
            yield Carried(registered, partial(registered.on_archive, archive), budget.across(len(reports)))

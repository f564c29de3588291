"""A check that takes too long, or stops at a fault, gives up by name; the others go on."""

import signal
import sys
import time
from collections.abc import Iterator

import pytest
from builders import ReportBuilder

from pipeline.align import align_reports
from pipeline.check import CHECKS, Budget, check_report, registered_checks, run_checks
from pipeline.check.budget import OutOfTimeError, drawn_within
from pipeline.check.registry import Judgement, Registered
from pipeline.check.views import ReportView
from pipeline.rules import load_rules
from pipeline.types import Check, Report, Result

RULES = load_rules()


@pytest.fixture
def report() -> Report:
    table = ReportBuilder().table(["Area", "2014/15"], [["North", "3"], ["South", "4"], ["Total", "7"]])
    return table.build()


def in_place_of(code: str, monkeypatch: pytest.MonkeyPatch, function: object) -> None:
    registered_checks()
    old = CHECKS[code]
    kind = {"on_report": function} if old.on_report else {"on_archive": function}
    monkeypatch.setitem(CHECKS, code, Registered(code, old.type, **kind))  # type: ignore[arg-type]


def agreeing(view: ReportView) -> Judgement:
    return Judgement(view.report.document_id, view.report.figures[:1], "1 = 1", Result.AGREES)


def endless(view: ReportView) -> Iterator[Judgement]:
    yield agreeing(view)
    while True:
        pass


def faulty(view: ReportView) -> Iterator[Judgement]:
    yield agreeing(view)
    raise ZeroDivisionError("a fault\nof two lines")


def of(code: str, checks: tuple[Check, ...]) -> list[tuple[Result, str]]:
    return [(c.result, c.reason) for c in checks if c.code == code]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no timers that interrupt")
def test_an_endless_check_gives_up_by_name_and_what_it_found_stands(
    monkeypatch: pytest.MonkeyPatch, report: Report
) -> None:
    in_place_of("SUM-01", monkeypatch, endless)
    told: list[str] = []
    done = check_report(report, RULES, Budget(check_s=2, tell=told.append))
    assert of("SUM-01", done.checks) == [
        (Result.CANNOT_JUDGE, "gave up after 2 s"),
        (Result.AGREES, ""),
    ]
    assert [str(g) for g in done.gave_up] == ["check SUM-01 gave up after 2 s"]
    codes = [c for c, r in registered_checks().items() if r.on_report]
    assert told == codes, "the others go on"


def test_a_fault_in_a_check_costs_that_check_alone(monkeypatch: pytest.MonkeyPatch, report: Report) -> None:
    in_place_of("SUM-01", monkeypatch, faulty)
    done = check_report(report, RULES)
    (gave_up,) = done.gave_up
    assert str(gave_up).startswith("check SUM-01 stopped at a fault of ours (ZeroDivisionError: a fault of two lines)")


def test_a_check_that_is_left_out_says_why(report: Report) -> None:
    done = check_report(report, RULES, Budget(without=(("SUM-01", "took too much memory"),)))
    assert of("SUM-01", done.checks) == [(Result.CANNOT_JUDGE, "took too much memory")]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no timers that interrupt")
def test_a_check_across_reports_gives_up_for_each_report(monkeypatch: pytest.MonkeyPatch, report: Report) -> None:
    def stuck(_archive: object) -> Iterator[Judgement]:
        while True:
            pass
        yield  # type: ignore[unreachable]

    in_place_of("VER-01", monkeypatch, stuck)
    monkeypatch.setattr("pipeline.check.budget.CHECK_S_A_REPORT", 0.0)
    checks, _, coverage = run_checks([report], align_reports([report]), RULES, budget=Budget(check_s=0.2))
    assert [str(g) for g in checks.gave_up] == ["check VER-01 gave up after 0.2 s"]
    assert of("VER-01", tuple(checks)) == [(Result.CANNOT_JUDGE, "gave up after 0.2 s")]
    assert coverage[0].figures == len(report.figures)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no timers that interrupt")
def test_a_timer_of_the_caller_goes_on_and_work_on_items_is_never_interrupted() -> None:
    rang: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda n, _: rang.append(n))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        items = drawn_within(iter(range(3)), 0.05)
        assert next(items) == 0
        time.sleep(0.1)  # longer than the timer: it is heard when the next one is drawn
        with pytest.raises(OutOfTimeError):
            next(items)
        time.sleep(0.6)
        assert rang == [signal.SIGALRM]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_other_threads_draw_without_a_timer() -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: list(drawn_within([1, 2], 0.01))).result() == [1, 2]

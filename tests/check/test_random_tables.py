"""Tables rounded correctly from true numbers raise nothing; disjoint intervals are always found."""

import random
from decimal import ROUND_HALF_UP, Decimal

from builders import ReportBuilder
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.align import align_reports
from pipeline.check import run_checks
from pipeline.rules import load_rules
from pipeline.types import Discrepancy, Report, Severity

RULES = load_rules()
LEVELS = st.integers(min_value=1, max_value=99_999)


def rounded(value: Decimal, places: int) -> str:
    return str(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def found(*reports: Report) -> list[Discrepancy]:
    return list(run_checks(reports, align_reports(reports), RULES)[1])


def change_table(pairs: list[tuple[int, int]], places: int) -> ReportBuilder:
    rows = [
        [f"Offences of kind {chr(65 + n)}", str(a), str(b), f"{Decimal(rounded(Decimal(b - a) / a * 100, places)):+f}%"]
        for n, (a, b) in enumerate(pairs)
    ]
    return ReportBuilder().heading("Offences").table(["", "2013/14", "2014/15", "% Change"], rows)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=12), st.integers(min_value=0, max_value=1))
def test_percent_changes_rounded_from_their_levels_raise_nothing(pairs: list[tuple[int, int]], places: int) -> None:
    assert found(change_table(pairs, places).build()) == []


@settings(max_examples=150, deadline=None)
@given(st.lists(st.decimals(0, 9999, places=3), min_size=2, max_size=25), st.integers(min_value=0, max_value=2))
def test_rounded_parts_and_their_rounded_total_raise_no_error(parts: list[Decimal], places: int) -> None:
    rows = [[f"Part {n}", f"£{rounded(p, places)}m"] for n, p in enumerate(parts)]
    rows.append(["Total", f"£{rounded(sum(parts, Decimal(0)), places)}m"])
    builder = ReportBuilder().heading("Budget").table(["", "2014/15"], rows, decimals=places)
    assert [d for d in found(builder.build()) if d.severity is Severity.ERROR] == []


def test_warnings_on_random_rounded_totals_are_under_one_in_a_hundred() -> None:
    rng = random.Random(11)
    warned = 0
    for _ in range(1000):
        parts = [Decimal(rng.randint(0, 999_999)) / 1000 for _ in range(rng.randint(2, 25))]
        rows = [[f"Part {n}", f"£{rounded(p, 0)}"] for n, p in enumerate(parts)]
        rows.append(["Total", f"£{rounded(sum(parts, Decimal(0)), 0)}"])
        warned += bool(found(ReportBuilder().heading("Budget").table(["", "2014/15"], rows).build()))
    assert warned < 10


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(50, 9999), st.integers(50, 9999)), min_size=4, max_size=10, unique=True),
    st.integers(0, 3),
    st.integers(3, 60),
)
def test_a_change_outside_what_its_levels_allow_is_always_found(
    pairs: list[tuple[int, int]], which: int, off: int
) -> None:
    builder = change_table(pairs, 0)
    odd = builder.figures[which * 3 + 2]
    assert odd.value is not None
    before, after = pairs[which]
    wrong = odd.value + off
    builder.figures[which * 3 + 2] = type(odd)(
        **{
            **{name: getattr(odd, name) for name in odd.__slots__},
            "text": f"{wrong:+f}%",
            "value": wrong,
            "lower": wrong - Decimal("0.5"),
            "upper": wrong + Decimal("0.5"),
        }
    )
    true = Decimal(after - before) / before * 100
    if abs(abs(wrong) - abs(true)) <= 1 or abs(wrong - true) <= 1:
        return  # the sign may stand in the words, and a cut-off digit is benign
    assert any(d.code == "CHG-02" for d in found(builder.build()))


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(4)))
def test_the_order_of_the_reports_never_matters(order: list[int]) -> None:
    reports = []
    for number in range(4):
        builder = ReportBuilder(f"d{number:016x}", publisher="Force", published=f"201{number}-06-01")
        builder.heading("Offences recorded in the year")
        rows = [[f"Offences of kind {k}", str(100 * k + 7), str(120 * k + number % 2)] for k in range(2, 9)]
        builder.table(["", "2013/14", "2014/15"], rows)
        reports.append(builder.build())
    shuffled = [reports[n] for n in order]
    straight = run_checks(reports, align_reports(reports), RULES)
    assert run_checks(shuffled, align_reports(shuffled), RULES) == straight
    assert align_reports(shuffled) == align_reports(reports)

"""What is told of a cell reads as the page does: numbers in their printed scale, one finding a cell."""

from dataclasses import replace
from decimal import Decimal

import pytest
from builders import ReportBuilder, make_figure

from pipeline.check import check_report
from pipeline.check.formulas.operations import Op
from pipeline.check.formulas.scales import common_scale, decimals_of, in_print, scale_of
from pipeline.check.formulas.words import sum_in_words
from pipeline.check.slips import printed_number, repair
from pipeline.rules import load_rules
from pipeline.types import Discrepancy, Figure, Report


def scaled(text: str, power: int) -> Figure:
    """Return a figure of a column in powers of ten."""
    return times_ten(make_figure(text), power)


def times_ten(figure: Figure, power: int) -> Figure:
    times = Decimal(10) ** power
    assert figure.value is not None
    assert figure.lower is not None
    assert figure.upper is not None
    ends = {"value": figure.value * times, "lower": figure.lower * times, "upper": figure.upper * times}
    return replace(figure, decimals=figure.decimals - power, **ends)


def in_thousands(report: Report) -> Report:
    return replace(report, figures=tuple(times_ten(f, 3) for f in report.figures))


def told(report: Report) -> list[Discrepancy]:
    return list(check_report(report, load_rules()).discrepancies)


@pytest.mark.parametrize(
    ("figure", "scale", "decimals"),
    [
        (scaled("12,134", 3), Decimal(1000), 0),
        (scaled("81.9", 6), Decimal(1_000_000), 1),
        (make_figure("415"), Decimal(1), 0),
        (make_figure("0"), None, 0),
        (replace(make_figure("830%"), text="83,0%", value=Decimal(83), decimals=1), Decimal(1), 1),
    ],
    ids=lambda x: getattr(x, "text", str(x)),
)
def test_a_figure_has_the_scale_that_it_is_printed_in(figure: Figure, scale: Decimal | None, decimals: int) -> None:
    assert scale_of(figure) == scale
    assert decimals_of(figure) == decimals


def test_values_are_told_with_the_digits_of_the_page() -> None:
    assert in_print(scaled("109.2", 3), Decimal(10_900)) == Decimal("10.9")
    assert common_scale([scaled("7", 3), make_figure("8")]) is None


def test_a_sum_is_told_in_the_scale_of_its_column() -> None:
    parts = [scaled("127.9", 3), scaled("392.6", 3)]
    assert sum_in_words(Op.SUM, parts, scaled("608.2", 3)) == "127.9 + 392.6 = 520.5 (in thousands)"
    change = sum_in_words(Op.PERCENT_CHANGE, [scaled("12102", 5), scaled("12134", 5)], make_figure("1.0%"))
    assert change == "12134 - 12102 = 32, and 32 of 12102 is 0.3% (in hundred thousands)"


def test_numbers_of_several_scales_are_each_told_with_their_own() -> None:
    words = sum_in_words(Op.AVERAGE, [scaled("415.3", 3), scaled("81.9", 6)], make_figure("196"))
    assert words == "81.9 million / 415.3 thousand = 197.21"


def fares(last: str, total: str) -> Report:
    rows = [["North", "12.5", "3.5", "16.0"], ["South", "20.1", "4.4", "24.5"], ["East", "8.8", "1.1", "9.9"]]
    rows += [["West", "7.7", "9.1", "16.8"], ["Isles ....", "8.2", last, "10.9"], ["Total", "57.3", total, "78.1"]]
    return in_thousands(ReportBuilder().heading("Fares").table(["Area", "Adults", "Children", "All"], rows).build())


def test_one_wrong_cell_is_one_finding_as_the_page_prints_it() -> None:
    found = told(fares("27.0", "20.8"))
    assert len(found) == 1
    assert found[0].values[0] == "27.0"
    assert (found[0].expected, found[0].repair) == ("2.7", "2.70")
    assert "Isles:" in found[0].explanation
    assert "000" not in found[0].explanation


@pytest.mark.parametrize("text", ["100", "306.1", "92", "48.6%", "1,204"])
def test_a_repair_is_a_number_as_people_print_it(text: str) -> None:
    for wanted in range(4000):
        slip = repair(text, lambda v, w=wanted: v == w)  # type: ignore[misc]
        if slip is not None:
            number = printed_number(slip.repair)
            assert number[0] != "0" or number in ("0",) or number[1] == "."

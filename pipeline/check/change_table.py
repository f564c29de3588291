"""Change columns of tables held against the levels beside them, and the units of their cells."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from pipeline.align.words import fold
from pipeline.check.findings import place_of_figure, plain, rounded
from pipeline.check.formulas import Formula, Relation, cell, computed, operands, relation_of, relations_of
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.slips import printed_number, repair
from pipeline.check.views import ReportView, Row, TableView
from pipeline.quantities import Interval, figure_interval
from pipeline.types import Cause, DiscrepancyType, EvidenceRole, Figure, FigureStatus, Kind, Result, Severity

NAMED_BESIDE = 4  # cells with a percent sign that a finding names beside one without
MOST_BESIDE = 100  # that each finding of a column rests on; in a longer one only the first does
LARGE = 100  # differences of smaller numbers are seldom printed rounded
CHANGE_FORMULAS = frozenset({Formula.PERCENT_CHANGE, Formula.DIFFERENCE, Formula.POINTS})


@check("CHG-02", DiscrepancyType.CHANGE_MISMATCH)
def change_column(view: ReportView) -> Iterator[Judgement]:
    """A cell of a change column follows from the two levels of its row.

    667 to 271 is -59.4% and prints as -59%; 1,499 to 1,623 is +8.3%, so that +18% in that row would
    be a mismatch. Which columns hold the levels is inferred from the rows that fit.
    """
    for table in view.tables:
        for relation in relations_of(view, table):
            if relation.formula in CHANGE_FORMULAS:
                for row in table.rows:
                    judgement = _judge(row, relation)
                    if judgement is not None:
                        yield judgement


def _judge(row: Row, relation: Relation) -> Judgement | None:
    printed = cell(row, relation.result)
    levels = operands(row, relation.first, relation.second, relation.formula)
    if printed is None or levels is None:
        return None
    figures = (*levels, printed)
    words = sum_in_words(relation.formula, *levels)
    allowed = computed(row, relation)
    if allowed is None:
        return Judgement(
            printed.document_id, figures, words, Result.CANNOT_JUDGE, printed=printed.text, reason="the base holds 0"
        )
    result, reason, cause = _result(printed, allowed)
    finding = None
    if result is not Result.AGREES and cause is not None:
        finding = _mismatch(printed, levels, allowed, words, cause, relation)
    return Judgement(printed.document_id, figures, words, result, allowed, printed.text, reason, finding)


def _result(printed: Figure, allowed: Interval) -> tuple[Result, str, Cause | None]:
    """Return the result with the first benign reading that fits; a cause where it is worth a finding."""
    shown = figure_interval(printed)
    if allowed.meets(shown):
        return Result.AGREES, "", None
    if allowed.meets(-shown):
        if printed.kind is Kind.LEVEL or not any(c in fold(printed.text) for c in "+-"):
            return Result.BENIGN, "the sign stands in the words", None
        return Result.DIFFERS, "the sign is the other way round", Cause.MISSING_SIGN
    if _rounds(printed, allowed):
        return Result.BENIGN, "within one unit, as numbers rounded in print differ", None
    if _truncates(printed, allowed):
        return Result.BENIGN, "cut off instead of rounded", Cause.TRUNCATION
    return Result.DIFFERS, "other value", Cause.UNKNOWN


def _rounds(printed: Figure, allowed: Interval) -> bool:
    """Whether a difference of large whole numbers is one off: they may be printed rounded, as in thousands."""
    exact = printed.lower == printed.upper and printed.decimals == 0 and printed.unit == "count"
    return exact and abs(printed.value or Decimal(0)) >= LARGE and allowed.gap(figure_interval(printed)) <= 1


def _truncates(printed: Figure, allowed: Interval) -> bool:
    """Whether the computed value with its further digits cut off is what is printed."""
    if allowed.lower is None or allowed.upper is None or printed.value is None:
        return False
    unit = Decimal(1).scaleb(-printed.decimals)
    ends = (allowed.lower, allowed.upper)
    return any((abs(e) / unit).quantize(Decimal(1), ROUND_DOWN) * unit == abs(printed.value) for e in ends)


def sum_in_words(formula: Formula, first: Figure, second: Figure) -> str:
    """Return the sum as a person would write it down."""
    assert first.value is not None
    assert second.value is not None
    difference = second.value - first.value
    text = f"{plain(second.value)} - {plain(first.value)} = {plain(difference)}"
    if formula is Formula.PERCENT_CHANGE and first.value:
        text += f", and {plain(difference)} of {plain(first.value)} is {rounded(difference / first.value * 100)}%"
    return text


def _mismatch(
    printed: Figure,
    levels: tuple[Figure, Figure],
    allowed: Interval,
    words: str,
    cause: Cause,
    relation: Relation,
) -> Finding:
    assert allowed.lower is not None
    assert allowed.upper is not None
    assert printed.value is not None
    middle = (allowed.lower + allowed.upper) / 2
    expected = f"{round(middle, max(printed.decimals, 0)):+f}" + ("%" if printed.unit == "percent" else "")
    half = Decimal(1).scaleb(-printed.decimals) / 2
    slip = repair(printed.text, lambda v: abs(v - abs(middle)) <= half)
    severity = None
    if cause is Cause.TRUNCATION:
        severity = Severity.INFO
    elif relation.fits < 2:
        severity = Severity.WARNING  # one row alone does not show what the column means
    if cause is Cause.UNKNOWN and slip is not None:
        cause = slip.cause
    return Finding(
        evidence=(
            place_of_figure(printed, EvidenceRole.CLAIM),
            *(place_of_figure(f, EvidenceRole.OPERAND) for f in levels),
        ),
        values=(printed.text, *(f.text for f in levels)),
        expected=expected,
        difference=abs(printed.value - middle).quantize(Decimal("0.1")),
        explanation=f"{printed.row_label}: {words}, printed as {printed.text}.",
        cause=cause,
        repair=slip.repair if slip else "",
        severity=severity,
    )


@check("UNI-01", DiscrepancyType.UNIT_MISSING)
def unit_missing(view: ReportView) -> Iterator[Judgement]:
    """A cell carries the unit that all its neighbours of the same column or kind carry.

    “(+8)” among “(+18%)”, “(-24%)” and “(+11%)” lacks its percent sign: 1,499 to 1,623 is 8.3%.
    """
    for table in view.tables:
        for slot, cells in _slots_with_units(table).items():
            percents = [f for f in cells if prints_percent(f)]
            others = [f for f in cells if _prints_no_unit(f)]
            if len(percents) < 2 or not others or len(others) * 3 > len(cells):
                continue
            beside = percents
            for odd in others:
                row = view.rows_of[table.number, odd.row or 0]
                if _is_change(odd) or _row_prints_percent(row, odd):
                    yield _unit_judgement(view, table, row, odd, beside, slot)
                    # after the first of a long column a finding names the nearest only: all of them for each
                    # would be the column many times over
                    beside = percents if len(percents) <= MOST_BESIDE else percents[:NAMED_BESIDE]


def prints_percent(figure: Figure) -> bool:
    """Whether a percent sign or word is printed at a figure, whatever unit it was read with."""
    return "%" in figure.text or "cent" in figure.text.lower()


def _prints_no_unit(figure: Figure) -> bool:
    bare = not prints_percent(figure) and not any(c in figure.text for c in "£$€")
    return bare and figure.unit in ("count", "percent", "percentage_point") and bool(printed_number(figure.text))


def _is_change(figure: Figure) -> bool:
    return figure.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE) or figure.text[:1] in "+-−(▲▼"


def _row_prints_percent(row: Row, odd: Figure) -> bool:
    """Whether the other figures of a cell's row all print a percent sign: its row is no row of counts."""
    others = [f for f in row.figures if f is not odd and f.status is FigureStatus.REPORTED]
    return bool(others) and all(prints_percent(f) for f in others)


def _slots_with_units(table: TableView) -> dict[tuple[int, int], list[Figure]]:
    found: dict[tuple[int, int], list[Figure]] = defaultdict(list)
    for row in table.rows:
        for slot in row.by_slot:
            if (figure := cell(row, slot)) is not None:
                found[slot].append(figure)
    return dict(sorted(found.items()))


def _unit_judgement(
    view: ReportView, table: TableView, row: Row, odd: Figure, percents: list[Figure], slot: tuple[int, int]
) -> Judgement:
    relation = relation_of(view, table, slot)
    allowed = computed(row, relation) if relation else None
    words, fits = "", False
    if relation is not None and allowed is not None:
        levels = operands(row, relation.first, relation.second, relation.formula)
        half = Decimal(1).scaleb(-odd.decimals) / 2
        value = odd.value or Decimal(0)
        fits = allowed.meets(Interval(value - half, value + half))
        words = f": {sum_in_words(relation.formula, *levels)}" if levels else ""
    beside = ", ".join(f.text for f in percents[:NAMED_BESIDE])
    return Judgement(
        document_id=odd.document_id,
        figures=(odd, *percents),
        formula=f"{odd.text} beside {beside}",
        result=Result.DIFFERS,
        computed=allowed,
        printed=odd.text,
        finding=Finding(
            evidence=(
                place_of_figure(odd, EvidenceRole.CLAIM),
                *(place_of_figure(f, EvidenceRole.COUNTERPART) for f in percents[:NAMED_BESIDE]),
            ),
            values=(odd.text, *(f.text for f in percents[:NAMED_BESIDE])),
            expected=f"{odd.text}%",
            explanation=f"{odd.row_label}: {odd.text} has no percent sign, its neighbours ({beside}) have one{words}.",
            cause=Cause.MISSING_UNIT,
            repair=f"{odd.text}%",
            severity=None if fits or relation is None else Severity.INFO,
        ),
    )


@check("UNI-02", DiscrepancyType.UNIT_CONFLICT)
def points_as_percent(view: ReportView) -> Iterator[Judgement]:
    """A difference of two percentages is in percentage points and not in percent.

    82.8% to 92.6% printed as “+9.8%”: the difference is 9.8 percentage points, the change is 11.8%.
    """
    for table in view.tables:
        for relation in relations_of(view, table):
            if relation.formula is Formula.POINTS:
                judgement = _points(table, relation)
                if judgement is not None:
                    yield judgement


def _points(table: TableView, relation: Relation) -> Judgement | None:
    """Judge a column at once: one finding tells all its cells."""
    changes: list[Figure] = []
    levels: list[Figure] = []
    words: list[str] = []
    for row in table.rows:
        printed = cell(row, relation.result)
        found = operands(row, relation.first, relation.second, relation.formula)
        if printed is None or found is None or not prints_percent(printed):
            continue
        changes.append(printed)
        levels.extend(found)
        words.append(sum_in_words(Formula.POINTS, *found))
    if not changes:
        return None
    return Judgement(
        document_id=changes[0].document_id,
        figures=(*changes, *levels),
        formula="; ".join(words),
        result=Result.DIFFERS,
        printed=", ".join(f.text for f in changes),
        finding=Finding(
            evidence=(
                *(place_of_figure(f, EvidenceRole.CLAIM) for f in changes),
                *(place_of_figure(f, EvidenceRole.OPERAND) for f in levels),
            ),
            values=tuple(f.text for f in changes),
            expected="percentage points",
            explanation=f"{words[0]} is a difference in percentage points and is printed as {changes[0].text}"
            + (f"; so are the {len(changes) - 1} rows after it." if len(changes) > 1 else "."),
            cause=Cause.POINTS_AS_PERCENT,
        ),
    )

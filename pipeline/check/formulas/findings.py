"""What is told of exceptions: the cell, the sum, in how many rows the formula holds, and the likely slip."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.check.findings import place_of_figure
from pipeline.check.formulas.causes import Cause as Suspect
from pipeline.check.formulas.elsewhere import Told
from pipeline.check.formulas.evidence import LEAST_ROWS
from pipeline.check.formulas.judgement import Item
from pipeline.check.formulas.repairs import likely_slip
from pipeline.check.formulas.scales import decimals_of, in_print
from pipeline.check.registry import Finding
from pipeline.check.slips import Slip, printed_number
from pipeline.types import Cause, EvidenceRole, Figure, Severity

CLEAR_LABEL = 1 / 3  # of the doubt that is left where a label says what a field is
UNSURE = 0.85  # certainty of what may be told otherwise, at most
LEADERS = " .·…_:"  # dots that lead from a label to its number
MOST_PLACES = 60  # that a finding names; of a longer sum the first are named


def finding_of(suspect: Suspect, items: Sequence[Item], more: Told) -> Finding:
    """Return the finding on a cell by those of its exceptions that have one code.

    more: what the rest of the paper tells of it; a total that it bears out is not repaired.
    """
    first = items[0]
    figure = suspect.figure
    operands = {f.figure_id: f for item in items for f in (item.printed, *item.operands) if f is not figure}
    others = tuple(operands.values())[:MOST_PLACES]
    slip = None if more.total else likely_slip(figure, suspect.needed)
    needed = first.middle if figure is first.printed else _in_the_middle(suspect)
    sure = len(suspect.items) > 1 or _is_sure(items, slip)
    cause = first.cause
    if cause is Cause.UNKNOWN and slip is not None:
        cause = slip.cause
    return Finding(
        evidence=(
            place_of_figure(figure, EvidenceRole.CLAIM),
            *(place_of_figure(f, EvidenceRole.OPERAND) for f in others),
        ),
        values=(figure.text, *(f.text for f in others)),
        expected=_without(slip, figure) or _expected(figure, needed),
        difference=_difference(figure, first, suspect),
        explanation=_explanation(suspect, items, more.words),
        cause=cause,
        repair=slip.repair if slip else "",
        severity=None if sure else Severity.WARNING,
        group=figure.figure_id,
        certainty=_certainty(suspect.items) if sure else min(_certainty(items), UNSURE),
    )


def _certainty(items: Sequence[Item]) -> float:
    """Return how sure it is that a formula is the one that the table was made by, by the law of succession.

    After n places that hold and none that does not, the next one holds with (n + 1) / (n + 2); a clear label, and
    a second formula that tells of the same cell, leave a third of the doubt each.
    """
    doubt = min(1 / (item.found.support[0] + 2) for item in items)
    doubt *= CLEAR_LABEL if any(item.found.clear for item in items) else 1
    return 1 - doubt * (CLEAR_LABEL if len(items) > 1 else 1)


def _is_sure(items: Sequence[Item], slip: Slip | None) -> bool:
    """Whether the formula is beyond doubt: three rows bear it out, or two say the same of one cell."""
    holds = max(item.found.support[0] for item in items)
    if any(item.loose for item in items):
        return False
    if all(item.found.spoken for item in items):
        return holds >= 1
    if holds >= LEAST_ROWS:
        return items[0].found.clear or holds > LEAST_ROWS or slip is not None
    return holds >= 1 and slip is not None and items[0].found.clear


def _without(slip: Slip | None, figure: Figure) -> str:
    """Return what a figure would be without its slip, with the digits that it is printed with."""
    if slip is None:
        return ""
    number = printed_number(slip.repair)
    digits = len(number.partition(".")[2])
    rounded = str(round(Decimal(number), decimals_of(figure))) if digits > decimals_of(figure) else number
    return slip.repair.replace(number, rounded, 1)


def _expected(printed: Figure, middle: Decimal | None) -> str:
    if middle is None:
        return ""
    sign = "+" if printed.text[:1] == "+" else ""
    return f"{in_print(printed, middle):{sign}f}" + ("%" if "%" in printed.text else "")


def _in_the_middle(suspect: Suspect) -> Decimal | None:
    low, high = suspect.needed
    return Decimal((low + high) / 2) if abs(low) < float("inf") and abs(high) < float("inf") else None


def _difference(figure: Figure, first: Item, suspect: Suspect) -> Decimal | None:
    if figure.value is None:
        return None
    if figure is first.printed:
        return round(abs(figure.value - first.middle), max(figure.decimals, 1))
    low, high = suspect.needed
    return (
        round(abs(figure.value - Decimal((low + high) / 2)), max(figure.decimals, 1)) if high < float("inf") else None
    )


def _explanation(suspect: Suspect, items: Sequence[Item], more: str) -> str:
    told = [f"{_where(item)}{item.words}, printed as {item.printed.text}" for item in items[:3]]
    text = "; ".join(told)
    if suspect.figure is not items[0].printed:
        text += f"; {suspect.figure.text} is the cell that would explain {'all of these' if len(items) > 1 else 'it'}"
    return "; ".join(part for part in (text, more, _holds(items[0])) if part) + "."


def _where(item: Item) -> str:
    label = (item.printed.row_label or item.printed.column_label).rstrip(LEADERS)
    return f"{label}: " if label else ""


def _holds(item: Item) -> str:
    found = item.found
    holds, rows = found.support
    if found.spoken and not holds:
        return "its label says so, and no other figures of the table bear it out"
    if found.evidence.holds < LEAST_ROWS and found.alike[1]:
        return _other_totals(holds, rows, counted=bool(found.evidence.rows) and not found.spoken)
    kind = "rows" if found.lines.across else "columns"
    return f"holds in {holds} of {rows} {kind}"


def _other_totals(holds: int, rows: int, *, counted: bool) -> str:
    """Say how many totals of a table hold. counted: whether the one that does not is among them."""
    others = rows - 1 if counted and holds < rows else rows
    if others == 1:
        return f"the other total of the table {'holds' if holds else 'does not hold either'}"
    if holds >= others:
        return f"the other {others} totals of the table hold"
    return f"{holds} of the other {others} totals of the table hold"

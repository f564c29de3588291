"""Which cell makes several formulas of a table fail: exceptions with one cause are told together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.formulas.choice import Formulas
from pipeline.check.formulas.judgement import Item
from pipeline.check.formulas.operations import TIMES, Op
from pipeline.check.formulas.search import Found
from pipeline.check.slips import Slip, repair
from pipeline.types import Figure

MOST_CELLS = 60  # operands of one exception that may be its cause
MOST_EXCEPTIONS = 400  # of a table that causes are looked for
Range = tuple[float, float]  # what a cell would have to be
Place = tuple[int, int]  # row and column of a cell


@dataclass(frozen=True, slots=True)
class Cause:
    """A cell that may be wrong, the exceptions that it explains, and what it would have to be for all of them."""

    figure: Figure
    items: tuple[Item, ...]
    needed: Range


def causes(formulas: Formulas, exceptions: Sequence[Item]) -> Iterator[Cause]:
    """Yield the cells that explain the exceptions of a table, those that explain most first.

    A cell is the cause of several exceptions where one value of it would mend them all; of two, the one that fewer
    formulas bear out, then the one that is a slip away. Else an exception is laid at the door of its result.
    """
    if len(exceptions) > MOST_EXCEPTIONS:
        yield from (_own(item) for item in exceptions)
        return
    places = _Places(formulas)
    left = list(exceptions)
    while left:
        best = _best(places, left)
        yield best
        done = {id(item) for item in best.items}
        left = [item for item in left if id(item) not in done]


def _own(item: Item) -> Cause:
    return Cause(item.printed, (item,), (float(item.allowed.lower or 0), float(item.allowed.upper or 0)))


def _best(places: "_Places", left: Sequence[Item]) -> Cause:
    of: dict[str, list[tuple[Item, Range]]] = defaultdict(list)
    figures: dict[str, Figure] = {}
    for item in left:
        for figure, needed in _cells(item):
            of[figure.figure_id].append((item, needed))
            figures[figure.figure_id] = figure
    best: tuple[tuple[float, ...], Cause] | None = None
    for name, told in of.items():
        items, needed = _mended(told)
        figure = figures[name]
        results = sum(item.printed is figure for item in items)
        slip = slip_of(figure, needed) is not None
        key = (len(items) - places.agreeing(figure, items), len(items), slip, results, -figure.ordinal)
        if best is None or key > best[0]:
            best = key, Cause(figure, tuple(items), needed)
    return best[1] if best else _own(left[0])


def slip_of(figure: Figure, needed: Range) -> Slip | None:
    """Return the slip by which a figure would be what it has to be."""
    low, high = needed
    slack = 1e-9 * (abs(low) + abs(high))
    half = float(Decimal(1).scaleb(-figure.decimals) / 2)

    def fits(value: Decimal) -> bool:
        size = abs(float(value))
        times = _scale(figure)
        least, most = (
            sorted((abs(low), abs(high))) if low * high > 0 or low == high else (0.0, max(abs(low), abs(high)))
        )
        return least - half - slack <= size * times <= most + half + slack

    return repair(figure.text, fits)


def _scale(figure: Figure) -> float:
    """Return what the printed number is multiplied by: £1.2 million has -5 decimals where it prints one."""
    printed = len(figure.text.partition(".")[2].rstrip("%)m")) if "." in figure.text else 0
    return 10.0 ** (max(0, printed) - figure.decimals) if figure.decimals < 0 else 1.0


def _mended(told: Sequence[tuple[Item, Range]]) -> tuple[list[Item], Range]:
    """Return the exceptions that one value of a cell mends, beginning with the first."""
    items, (low, high) = [told[0][0]], told[0][1]
    for item, (lower, upper) in told[1:]:
        slack = 1e-9 * (abs(low) + abs(high))
        if lower <= high + slack and low <= upper + slack:
            items.append(item)
            low, high = max(low, lower), min(high, upper)
    return items, (low, high)


def _cells(item: Item) -> Iterator[tuple[Figure, Range]]:
    """Yield the cells of an exception with what each would have to be for it to agree."""
    yield item.printed, (_end(item.allowed.lower, -1), _end(item.allowed.upper, 1))
    op = item.found.hypothesis.op
    if op in (Op.RANK, Op.WEIGHTED_MEAN):
        return
    printed = (_end(item.printed.lower, -1), _end(item.printed.upper, 1))
    for n, figure in enumerate(item.operands[:MOST_CELLS]):
        needed = _quotient(item, n, printed) if op in TIMES else _linear(item, n, printed)
        if needed is not None:
            yield figure, needed


def _end(value: object, side: int) -> float:
    return side * float("inf") if value is None else float(value)  # type: ignore[arg-type]


def _linear(item: Item, n: int, printed: Range) -> Range | None:
    """Return what the nth operand would have to be; the others stay as they are."""
    op, figure = item.found.hypothesis.op, item.operands[n]
    if figure.value is None or item.allowed.lower is None or item.allowed.upper is None:
        return None
    sign = -1 if (op is Op.DIFFERENCE and n == 0) or (op is Op.BALANCE and n == 2) else 1
    times = len(item.operands) if op is Op.MEAN else 1
    own = (_end(figure.lower, -1), _end(figure.upper, 1))
    low = (printed[0] - float(item.allowed.upper)) * times
    high = (printed[1] - float(item.allowed.lower)) * times
    return (own[1] + low, own[0] + high) if sign > 0 else (own[1] - high, own[0] - low)


def _quotient(item: Item, n: int, printed: Range) -> Range | None:
    op = item.found.hypothesis.op
    off = 100 if op is Op.PERCENT_CHANGE else 0
    times = TIMES[op]
    other = item.operands[1 - n] if len(item.operands) == 2 else None
    if other is None or other.lower is None or other.upper is None:
        return None
    low, high = printed[0] + off, printed[1] + off
    if low <= 0 or other.lower <= 0:
        return None
    if n == 1:
        return low * float(other.lower) / times, high * float(other.upper) / times
    return times * float(other.lower) / high, times * float(other.upper) / low


class _Places:
    """The formulas of a table by the fields that take part in them."""

    def __init__(self, formulas: Formulas) -> None:
        self._formulas = formulas
        grid = formulas.grid
        self._of: dict[str, Place] = {
            figure.figure_id: (r, grid.index[slot])
            for r, row in enumerate(grid.rows)
            for slot, figure in row.by_slot.items()
        }
        self._taking_part: dict[tuple[bool, int], list[tuple[Found, int]]] = defaultdict(list)
        for found in formulas.found:
            for field, shift in _fields(found):
                self._taking_part[found.lines.across, field].append((found, shift))

    def agreeing(self, figure: Figure, exceptions: Iterable[Item]) -> int:
        """Return how many formulas that a figure takes part in bear it out."""
        row, column = self._of[figure.figure_id]
        broken = {(id(e.found), e.item) for e in exceptions}
        number = 0
        for across, field, at in ((True, column, row), (False, row, column)):
            for found, shift in self._taking_part.get((across, field), ()):
                item = at - shift
                if 0 <= item < found.lines.items and (id(found), item) not in broken:
                    number += bool(found.evidence.judged[item] and found.evidence.agrees[item])
        return number


def _fields(found: Found) -> Iterator[tuple[int, int]]:
    yield found.hypothesis.result, 0
    for term in found.hypothesis.terms:
        if term.item is None:
            yield term.field, term.shift

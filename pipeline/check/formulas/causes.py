"""Which cell makes several formulas of a table fail: exceptions with one cause are told together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.check.formulas.choice import Formulas
from pipeline.check.formulas.judgement import Item
from pipeline.check.formulas.repairs import Range, ends_of, may_be, needed_of, slip_of
from pipeline.check.formulas.search import Found
from pipeline.types import Figure

MOST_CELLS = 60  # operands of one exception that may be its cause
MOST_EXCEPTIONS = 400  # of a table that causes are looked for
Place = tuple[int, int]  # row and column of a cell


@dataclass(frozen=True, slots=True)
class Cause:
    """A cell that may be wrong, the exceptions that it explains, and what it would have to be for all of them."""

    figure: Figure
    items: tuple[Item, ...]
    needed: Range


def causes(formulas: Formulas, exceptions: Sequence[Item], witnesses: Sequence[Item] = ()) -> Iterator[Cause]:
    """Yield the cells that explain the exceptions of a table, those that explain most first.

    A cell is the cause of several exceptions where one value of it would mend them all; of two, the one that fewer
    formulas bear out, then the one that is a slip away. Else an exception is laid at the door of its result.
    Witnesses are exceptions to formulas that are told only together with others.
    """
    if len(exceptions) > MOST_EXCEPTIONS:
        yield from (_own(item) for item in exceptions)
        return
    places = _Places(formulas)
    left, seen = [*exceptions, *witnesses], {id(item) for item in witnesses}
    while any(id(item) not in seen for item in left):
        best = _best(places, left)
        done = {id(item) for item in best.items}
        if done - seen:
            yield replace(best, items=tuple(item for item in best.items if id(item) not in seen))
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
        if best is not None and len(items) < best[0][0]:
            continue  # it explains no more, whatever bears it out
        figure = figures[name]
        explains = (len(items) - places.agreeing(figure, items), len(items))
        if best is not None and explains < best[0][:2]:
            continue
        results = sum(item.printed is figure for item in items)
        key = (*explains, places.has_slip(figure, needed), results, -figure.ordinal)
        if best is None or key > best[0]:
            best = key, Cause(figure, tuple(items), needed)
    return best[1] if best else _own(left[0])


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
    yield item.printed, ends_of(item.allowed.lower, item.allowed.upper)
    for n, figure in enumerate(item.operands[:MOST_CELLS]):
        needed = needed_of(item.found.hypothesis.op, item.operands, n, item.allowed, item.printed)
        if needed is not None and may_be(figure, needed):
            yield figure, needed


class _Places:
    """The formulas of a table by the fields that take part in them."""

    def __init__(self, formulas: Formulas) -> None:
        self._formulas = formulas
        grid = formulas.grid
        self._row_of = {(row.figures[0].table, row.number): r for r, row in enumerate(grid.rows)}
        self._slips: dict[tuple[str, Range], bool] = {}
        self._taking_part: dict[tuple[bool, int], list[tuple[Found, int]]] = defaultdict(list)
        for found in formulas.found:
            for field, shift in _fields(found):
                self._taking_part[found.lines.across, field].append((found, shift))

    def has_slip(self, figure: Figure, needed: Range) -> bool:
        """Whether one slip makes a figure what it has to be; looked for once."""
        key = (figure.figure_id, needed)
        if key not in self._slips:
            self._slips[key] = slip_of(figure, needed) is not None
        return self._slips[key]

    def _place(self, figure: Figure) -> Place:
        """Return the row and column of the grid where a figure stands."""
        grid = self._formulas.grid
        row = self._row_of[figure.table, figure.row or 0]
        return row, next(grid.index[slot] for slot, own in grid.rows[row].by_slot.items() if own is figure)

    def agreeing(self, figure: Figure, exceptions: Iterable[Item]) -> int:
        """Return how many formulas that a figure takes part in bear it out."""
        row, column = self._place(figure)
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

"""What the rest of a paper says of the cells of a sum that does not hold: which of them it prints otherwise."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.align.words import fold
from pipeline.check.formulas.causes import Cause
from pipeline.check.formulas.judgement import Item
from pipeline.check.formulas.operations import Op
from pipeline.check.formulas.repairs import Range, needed_of
from pipeline.check.views import ReportView, has_value
from pipeline.types import Figure

TELLING_DIGITS = 4  # of a value, for it not to stand in two places by chance
DOUBT = "it may be one of the items that is wrong"
MOST_OPERANDS = 60


@dataclass(frozen=True, slots=True)
class Told:
    """What the rest of a paper tells of a sum, in words, and whether it bears out the printed total."""

    words: str = ""
    total: bool = False


class Elsewhere:
    """The figures of a paper by their value, and by the names of their row and column."""

    def __init__(self, view: ReportView) -> None:
        self._by_value: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
        self._by_name: dict[tuple[str, ...], list[Figure]] = defaultdict(list)
        for figure in view.report.figures:
            if has_value(figure):
                self._by_value[figure.unit, figure.value].append(figure)
                if figure.table is not None and figure.row_label:
                    self._by_name[_name(figure)].append(figure)

    def otherwise(self, item: Item) -> tuple[Figure, Range, Figure] | None:
        """Return the one operand of a sum that stands elsewhere as the sum needs it, that range, and where."""
        found = []
        for n, operand in enumerate(item.operands[:MOST_OPERANDS]):
            needed = needed_of(item.found.hypothesis.op, item.operands, n, item.allowed, item.printed)
            twin = next(self._twins(operand, needed), None) if needed is not None else None
            if needed is not None and twin is not None:
                found.append((operand, needed, twin))
        return found[0] if len(found) == 1 else None

    def _twins(self, figure: Figure, needed: Range) -> Iterator[Figure]:
        for other in self._by_name.get(_name(figure), ()):
            value = float(other.value or 0)
            if other.table != figure.table and other.value != figure.value and needed[0] <= value <= needed[1]:
                yield other

    def again(self, item: Item) -> Figure | None:
        """Return another place where the printed total of a sum stands, in a number of digits that tells."""
        printed = item.printed
        assert printed.value is not None
        if len(f"{abs(printed.value):f}".replace(".", "").strip("0")) < TELLING_DIGITS:
            return None
        known = {f.figure_id for f in (printed, *item.operands)}
        found = self._by_value.get((printed.unit, printed.value), ())
        return next((f for f in found if f.figure_id not in known), None)


def _name(figure: Figure) -> tuple[str, ...]:
    return fold(figure.row_label), fold(figure.column_label), figure.unit


def is_lone_sum(cause: Cause) -> bool:
    """Whether a cause is a cell of one sum, which no other formula speaks of."""
    return len(cause.items) == 1 and cause.items[0].found.hypothesis.op is Op.SUM


def borne_out(cause: Cause, elsewhere: Elsewhere) -> tuple[Cause, Told]:
    """Return the cause of a sum that does not hold as the rest of the paper tells it, and what it tells.

    Where an operand stands elsewhere under its name as the sum needs it, that operand; else, where the total
    stands elsewhere too, the total with the doubt told. Anything else than a lone sum stays as it is.
    """
    if not is_lone_sum(cause):
        return cause, Told()
    item = cause.items[0]
    told = elsewhere.otherwise(item)
    if told is not None:
        operand, needed, twin = told
        return replace(cause, figure=operand, needed=needed), Told(f"elsewhere it is printed as {twin.text}")
    if cause.figure is not item.printed:
        return cause, Told()
    if again := elsewhere.again(item):
        return cause, Told(
            f"{again.text} stands elsewhere too, so it may be one of the items that is wrong", total=True
        )
    return cause, Told("it may be one of the items that is wrong")

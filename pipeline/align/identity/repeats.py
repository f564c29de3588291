"""Names that repeat in a report with other values: rows of one table, and sheets of the same rows for nobody named."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal

from pipeline.align.identity.learning import Row
from pipeline.align.identity.naming import Key
from pipeline.align.same import span
from pipeline.types import Figure

Facts = dict[tuple[object, ...], Decimal]
MOST_SHEETS = 60  # tables of the same rows that a table is held against
CLASHING = 4  # one in so many shared facts that differ makes a table one of something else


class Repeats:
    """Which names of one report stand in it again with other values, by figure_id.

    `rows`: a row that bears the name of a row above it in its table, and tells other values of the same times, is
    the next of that name. `sheets`: a table with most rows of an earlier one and other values in them is the next
    sheet, one for each district, say, whose name could not be read.
    """

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.sheets: dict[str, int] = {}
        self._sheets: dict[int, list[Facts]] = defaultdict(list)  # by family: tables of the same rows
        self._families: dict[int, int] = {}

    def add(self, rows: Sequence[Row], keys: Sequence[Sequence[Key]]) -> None:
        """Add the next table of the report; `keys` are the measures of each row."""
        self._add_rows(rows, keys)
        sheet = self._sheet(rows, keys)
        if sheet:
            self.sheets.update((f.figure_id, sheet) for row in rows for f in row.figures)

    def _add_rows(self, rows: Sequence[Row], keys: Sequence[Sequence[Key]]) -> None:
        seen: dict[tuple[Key, str], list[Row]] = defaultdict(list)
        for row, own in zip(rows, keys, strict=True):
            for key in own:
                alike = seen[key, row.figures[0].segment]
                if alike and _clash(row, alike[-1]):
                    self.rows.update((f.figure_id, len(alike)) for f in row.figures)
                alike.append(row)

    def _family(self, rows: Sequence[Row]) -> int:
        """Return the number of the tables that have most of a table's rows, each between the same neighbours."""
        known = [row.around for row in rows if row.around]
        votes = Counter(self._families[around] for around in known if around in self._families)
        most = min(votes, key=lambda n: (-votes[n], n), default=0)
        family = most if votes and votes[most] * 2 > len(known) else len(self._sheets)
        for around in known:
            self._families.setdefault(around, family)
        return family

    def _sheet(self, rows: Sequence[Row], keys: Sequence[Sequence[Key]]) -> int:
        """Return the number of a table among those with its rows and other values, 0 for the first."""
        facts: Facts = {}
        for row, own in zip(rows, keys, strict=True):
            for f in row.figures:
                if f.value is not None and f.period is not None:
                    facts.setdefault((tuple(own), f.segment, f.unit, f.kind, f.role, f.statistic, *_times(f)), f.value)
        family = self._sheets[self._family(rows)]
        for number, earlier in enumerate(family):
            shared = [fact for fact in facts if fact in earlier]
            clashes = sum(facts[fact] != earlier[fact] for fact in shared)
            most = len(shared) * 2 > min(len(facts), len(earlier))  # few shared facts are names that were misread
            if not most or clashes * CLASHING < len(shared):
                earlier.update(facts)  # what comes is held against all that the sheet told
                return number
        if len(family) < MOST_SHEETS:
            family.append(facts)
        return len(family) - 1


def _times(f: Figure) -> tuple[str, str]:
    return span(f.period), span(f.base_period)


def _clash(row: Row, above: Row) -> bool:
    """Whether two rows of one name tell two values of one time."""
    values = {_fact(f): f.value for f in above.figures if f.value is not None}
    return any(_fact(f) in values and values[_fact(f)] != f.value for f in row.figures if f.value is not None)


def _fact(f: Figure) -> tuple[object, ...]:
    return f.indicator, f.segment, f.unit, f.kind, f.role, f.statistic, _times(f), f.column

"""Accounts: what is brought forward, what comes in and goes out, and what is left, within a table."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.align.words import fold, key_words
from pipeline.check.findings import place_of_figure, plain, succession
from pipeline.check.phrases import has_phrase, phrases
from pipeline.check.registry import Finding, Judgement, cannot_judge, check
from pipeline.check.slips import repair
from pipeline.check.views import ReportView, Row, TableView, has_value
from pipeline.quantities import Interval, figure_interval
from pipeline.rules import Rules
from pipeline.types import Cause, DiscrepancyType, EvidenceRole, Figure, Result, Severity

OPENING, INCOME, SPENDING, CLOSING = "opening_balance", "all_income", "all_spending", "closing_balance"
SAYS = (OPENING, INCOME, SPENDING, CLOSING)
LEAST_HOLDS = 2  # columns in which an account holds before one in which it does not is an error
MOST_ROWS = 5_000  # of a table that is looked at as an account


@dataclass(frozen=True, slots=True)
class Terms:
    """What a figure is worked out from: figures with their signs."""

    printed: Figure
    operands: tuple[tuple[int, Figure], ...]

    def computed(self, *, sizes: bool) -> Interval:
        """Return what the operands come to. sizes: whether what goes out may be printed below nothing."""
        total = Interval(Decimal(0), Decimal(0))
        for sign, figure in self.operands:
            own = figure_interval(figure)
            if sizes and sign < 0 and figure.value is not None and figure.value < 0:
                own = -own
            total = total + own if sign > 0 else total - own
        return total

    @property
    def holds(self) -> bool:
        """Whether the printed figure is what they come to, whatever the sign of what goes out."""
        shown = figure_interval(self.printed)
        return any(self.computed(sizes=sizes).meets(shown) for sizes in (True, False))


def says_of(label: str, rules: Rules) -> str:
    """Return which part of an account a row's label names; empty where it names none, or a sum of two."""
    words = fold(label)
    if any(True for says in ("is_plus", "is_minus") for _ in phrases(rules, says, words)):
        return ""
    found = [says for says in SAYS if has_phrase(rules, says, words)]
    return found[0] if len(found) == 1 else ""


@check("BAL-01", DiscrepancyType.SUM_MISMATCH)
def account_balances(view: ReportView) -> Iterator[Judgement]:
    """What is left is what was there, with what came in, less what went out; and a row is what its label says.

    Opening balance 1,000, income 520.50, expenditure 310.25: 1,210.25 are left, and 1,230.25 would be
    an error in one of the four. “Income plus balance b/f” is the sum of these two rows.
    """
    for table in view.tables:
        if len(table.rows) <= MOST_ROWS:
            for lines in (*_accounts(table, view.rules), *_named_sums(table, view.rules)):
                yield from _judge_all(lines)


def _accounts(table: TableView, rules: Rules) -> Iterator[list[Terms]]:
    """Yield, for rows from an opening balance to a closing one, the terms of each column."""
    begun: list[tuple[str, Row]] = []
    for row in table.rows:
        says = says_of(row.label, rules)
        if says == OPENING:
            begun = [(says, row)]
        elif says == CLOSING:
            if len({s for s, _ in begun}) > 1:
                yield _by_column(row, [(-1 if s == SPENDING else 1, r) for s, r in begun])
            begun = []
        elif says and begun:
            begun.append((says, row))
        else:
            begun = []


def _named_sums(table: TableView, rules: Rules) -> Iterator[list[Terms]]:
    """Yield, for rows whose label adds or subtracts the names of two rows above, the terms of each column."""
    above: dict[frozenset[str], list[Row]] = defaultdict(list)
    for row in table.rows:
        words = fold(row.label)
        for says, sign in (("is_plus", 1), ("is_minus", -1)):
            for found in phrases(rules, says, words):
                rows = [above.get(key_words(found[name]), []) for name in ("a", "b")]
                if all(len(r) == 1 for r in rows):
                    yield _by_column(row, [(1, rows[0][0]), (sign, rows[1][0])])
        above[key_words(row.label)].append(row)


def _by_column(result: Row, operands: Sequence[tuple[int, Row]]) -> list[Terms]:
    found = []
    for slot, printed in sorted(result.by_slot.items()):
        figures = [(sign, row.by_slot.get(slot)) for sign, row in operands]
        known = [(sign, f) for sign, f in figures if f is not None and has_value(f) and f.unit == printed.unit]
        if has_value(printed) and len(known) == len(operands):
            found.append(Terms(printed, tuple(known)))
    return found


def _judge_all(lines: Sequence[Terms]) -> Iterator[Judgement]:
    holds = sum(terms.holds for terms in lines)
    for terms in lines:
        yield _judge(terms, holds, len(lines))


def _judge(terms: Terms, holds: int, columns: int) -> Judgement:
    printed = terms.printed
    figures = (printed, *(f for _, f in terms.operands))
    computed = terms.computed(sizes=True)
    words = _words(terms)
    told = f"{holds} of {columns}"
    if terms.holds:
        return Judgement(printed.document_id, figures, words, Result.AGREES, computed, printed.text, holds=told)
    if columns > LEAST_HOLDS and 2 * holds < columns:
        return cannot_judge(
            printed.document_id, figures, words, printed=printed.text, reason="it does not hold in most columns"
        )
    finding = _finding(terms, computed, words, holds, columns)
    return Judgement(
        printed.document_id, figures, words, Result.DIFFERS, computed, printed.text, finding=finding, holds=told
    )


def _words(terms: Terms) -> str:
    parts: list[str] = []
    total = Decimal(0)
    for sign, figure in terms.operands:
        assert figure.value is not None
        size = abs(figure.value) if sign < 0 else figure.value
        total += sign * size
        parts.append(f"{'- ' if sign < 0 else '+ ' if parts else ''}{plain(size)}")
    return f"{' '.join(parts)} = {plain(total)}"


def _finding(terms: Terms, computed: Interval, words: str, holds: int, columns: int) -> Finding:
    printed = terms.printed
    assert computed.lower is not None
    assert computed.upper is not None
    assert printed.value is not None
    middle = (computed.lower + computed.upper) / 2
    slip = repair(printed.text, lambda v: computed.contains(v))
    support = f"it holds in {holds} of {columns} columns" if columns > 1 else "the labels of the rows say so"
    return Finding(
        evidence=(
            place_of_figure(printed, EvidenceRole.CLAIM),
            *(place_of_figure(f, EvidenceRole.OPERAND) for _, f in terms.operands),
        ),
        values=(printed.text, *(f.text for _, f in terms.operands)),
        expected=plain(round(middle, max(printed.decimals, 0))),
        difference=abs(printed.value - middle),
        explanation=f"{printed.row_label}: {words}, printed as {printed.text}; {support}. "
        "One of these amounts is wrong.",
        cause=slip.cause if slip else Cause.UNKNOWN,
        repair=slip.repair if slip else "",
        severity=None if holds >= LEAST_HOLDS else Severity.WARNING,
        certainty=succession(holds),
    )

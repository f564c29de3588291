"""Totals of tables, of lists and of shares held against their parts."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import accumulate

from pipeline.align.words import fold
from pipeline.check.change_text import between, fold_keeping_length, words_before
from pipeline.check.findings import place_of_figure, plain
from pipeline.check.formulas import LEVEL_KINDS, cell
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.slips import Slip, repair
from pipeline.check.table_parts import chains, scaled_columns
from pipeline.check.total_rows import ADDITIVE, MOST_TOTALS, Scheme, Sums, schemes_of
from pipeline.check.views import ReportView
from pipeline.quantities import Interval, figure_interval, total, unit_in_last_place
from pipeline.types import (
    Cause,
    DiscrepancyType,
    EvidenceRole,
    Figure,
    FigureStatus,
    Passage,
    Result,
    Severity,
)

NEAR_PART = Decimal("0.15")  # a sum further from its total than that is no sum of these rows
UNLIKELY = Decimal(3)  # standard deviations of rounding beyond which a long total is told as unlikely

LEAST_MISSES = 4  # totals of a table that must miss by a unit or two before its numbers are taken as rounded
NOTHING = Interval.exact(Decimal(0))
Column = tuple[Figure, list[Figure], Interval]  # a total, its parts and what they add up to


@check("SUM-01", DiscrepancyType.SUM_MISMATCH)
def table_total(view: ReportView) -> Iterator[Judgement]:
    """A total row adds up the rows above it, in every column of counts or money.

    1,919 + 249 + 1,499 = 3,667 agrees with a total of 3,667; a total of 4,667 differs by 1,000. Where
    no column of a table adds up, the rows are not the parts of that total, and nothing is said of it.
    """
    for chain in chains(view):
        rows = [row for table in chain for row in table.rows]
        scaled = scaled_columns(view, chain[-1])
        found = [(scheme, _columns(scheme, sums)) for scheme, sums in schemes_of(rows, partial(Sums, scaled))]
        rounded = _printed_rounded([column for _, columns in found for column in columns])
        for scheme, columns in found:
            yield from _judge_scheme(columns, rounded=rounded) if scheme.parts else _too_many(scheme)


def _columns(scheme: Scheme, sums: Sums) -> list[Column]:
    """Return a total row's cells, each with its parts and what they add up to."""
    return [
        (printed, [f for row in scheme.parts if (f := cell(row, slot))], computed)
        for slot, printed, computed in (sums.columns(scheme.total) if scheme.parts else ())
    ]


def _too_many(scheme: Scheme) -> Iterator[Judgement]:
    """Say that a grand total of hundreds of totals is held against none of them."""
    figures = tuple(f for slot in sorted(scheme.total.by_slot) if (f := cell(scheme.total, slot)))
    if figures:
        yield Judgement(
            figures[0].document_id,
            figures,
            f"{scheme.total.label} and the totals before it",
            Result.CANNOT_JUDGE,
            printed=figures[0].text,
            reason=f"more than {MOST_TOTALS} totals stand before it",
        )


def _judge_scheme(columns: Sequence[Column], *, rounded: bool) -> Iterator[Judgement]:
    agreeing = sum(computed.meets(figure_interval(printed)) for printed, _, computed in columns)
    for printed, parts, computed in columns:
        judgement = _judge(printed, parts, computed, others_agree=agreeing > 0)
        if rounded and judgement.finding and _by_chance(printed, parts, computed):
            reason = "the table's numbers are rounded: its totals miss by a unit or two, up and down"
            judgement = replace(judgement, result=Result.BENIGN, reason=reason, finding=None)
        yield judgement


def _by_chance(printed: Figure, parts: Sequence[Figure], computed: Interval) -> bool:
    """Whether chance rounding explains a miss: up to three standard deviations of the errors of all the numbers."""
    chance = max(Decimal(1), UNLIKELY * (Decimal(len(parts) + 1) / 12).sqrt())
    return computed.gap(figure_interval(printed)) <= chance * unit_in_last_place(printed.decimals)


def _printed_rounded(columns: Sequence[Column]) -> bool:
    """Whether a table's totals miss as only rounding makes them: many, by little, some above and some below."""
    misses = [
        (middle > printed.value)
        for printed, parts, computed in columns
        if printed.value is not None
        and (middle := _middle(computed)) is not None
        and not computed.meets(figure_interval(printed))
        and _by_chance(printed, parts, computed)
    ]
    return len(misses) >= LEAST_MISSES and 0 < sum(misses) < len(misses)


def _judge(printed: Figure, parts: Sequence[Figure], computed: Interval, *, others_agree: bool) -> Judgement:
    words = _sum_words(parts)
    figures = (printed, *parts)
    if not computed.meets(figure_interval(printed)):
        return _differs(printed, parts, computed, words, others_agree=others_agree)
    if _unlikely(printed, parts):
        finding = _finding(printed, parts, computed, f"{words}, printed as {printed.text}: unlikely by rounding alone.")
        return Judgement(
            printed.document_id,
            figures,
            words,
            Result.BENIGN,
            computed,
            printed.text,
            "unlikely by rounding",
            replace(finding, severity=Severity.WARNING, cause=Cause.ROUNDING),
        )
    return Judgement(printed.document_id, figures, words, Result.AGREES, computed, printed.text)


def _unlikely(printed: Figure, parts: Sequence[Figure]) -> bool:
    """Whether rounded parts miss their rounded total by more than chance explains.

    The errors of n + 1 numbers rounded to the same unit have a standard deviation of sqrt((n + 1) / 12) units.
    """
    values = [f.value for f in parts if f.value is not None]
    if printed.value is None or printed.lower == printed.upper:
        return False
    unit = unit_in_last_place(printed.decimals)
    if any(f.decimals != printed.decimals for f in parts):
        return False
    miss = abs(sum(values, Decimal(0)) - printed.value) / unit
    return miss > UNLIKELY * (Decimal(len(values) + 1) / 12).sqrt()


def _differs(
    printed: Figure, parts: Sequence[Figure], computed: Interval, words: str, *, others_agree: bool
) -> Judgement:
    figures = (printed, *parts)
    assert printed.value is not None
    excluded = _excluded_part(printed, parts)
    if excluded is not None:
        reason = f"without {excluded.row_label or excluded.text} it adds up"
        return Judgement(printed.document_id, figures, words, Result.BENIGN, computed, printed.text, reason)
    middle = _middle(computed)
    near = middle is not None and abs(middle - printed.value) <= NEAR_PART * max(abs(middle), abs(printed.value))
    slip = _slip(printed, computed)
    if not _can_be_sum(printed, parts) or (not near and (slip is None or not others_agree)):
        return Judgement(
            printed.document_id,
            figures,
            words,
            Result.CANNOT_JUDGE,
            computed,
            printed.text,
            "the rows are not its parts: it is a mean or rate, or a total of other rows",
        )
    text = f"{printed.row_label or 'The parts'}: {words}, printed as {printed.text}."
    finding = _finding(printed, parts, computed, text)
    # whole numbers may be printed rounded, as in thousands; what chance rounding explains is no error
    severity = None if others_agree and not _by_chance(printed, parts, computed) else Severity.WARNING
    return Judgement(
        printed.document_id,
        figures,
        words,
        Result.DIFFERS,
        computed,
        printed.text,
        "",
        replace(finding, severity=severity),
    )


def _can_be_sum(printed: Figure, parts: Sequence[Figure]) -> bool:
    """Whether a total is larger than its largest part; a mean or a rate lies among its parts."""
    values = [f.value for f in parts if f.value is not None]
    return printed.value is not None and (printed.value > max(values) or min(values) < 0)


def _excluded_part(printed: Figure, parts: Sequence[Figure]) -> Figure | None:
    """Return the one part without which the sum fits, if there is one and at least two are left."""
    if len(parts) < 3:
        return None
    known = [figure_interval(f) for f in parts]
    later = list(accumulate(reversed(known), initial=NOTHING))  # what the last n parts add up to
    earlier = NOTHING
    for i, part in enumerate(parts):
        if part.value and (earlier + later[len(parts) - 1 - i]).meets(figure_interval(printed)):
            return part
        earlier = earlier + known[i]
    return None


def _middle(computed: Interval) -> Decimal | None:
    return None if computed.lower is None or computed.upper is None else (computed.lower + computed.upper) / 2


def _slip(printed: Figure, computed: Interval) -> Slip | None:
    return repair(printed.text, lambda v: computed.contains(v))


def _finding(printed: Figure, parts: Sequence[Figure], computed: Interval, text: str) -> Finding:
    middle = _middle(computed)
    slip = _slip(printed, computed)
    return Finding(
        evidence=(
            place_of_figure(printed, EvidenceRole.CLAIM),
            *(place_of_figure(f, EvidenceRole.OPERAND) for f in parts),
        ),
        values=(printed.text, *(f.text for f in parts)),
        expected=plain(middle) if middle is not None else "",
        difference=abs(middle - printed.value) if middle is not None and printed.value is not None else None,
        explanation=text,
        cause=slip.cause if slip else Cause.UNKNOWN,
        repair=slip.repair if slip else "",
    )


def _sum_words(parts: Sequence[Figure]) -> str:
    values = [f.value for f in parts if f.value is not None]
    shown = [plain(v) for v in values]
    listed = " + ".join(shown if len(shown) <= 12 else [*shown[:5], "...", *shown[-2:]])
    return f"{listed} = {plain(sum(values, Decimal(0)))}"


_LIST_OF = re.compile(
    r"""
    (?: \b (?:as\ follows | comprising | comprised | consisting\ of | made\ up\ of | broken\ down\ (?:into|as)
      | of\ which | including | the\ following ) [^.]{0,40} :? \s* $ )
    """,
    re.VERBOSE,
)
_FURTHER = re.compile(r"^(?:in addition|a further|additionally|also|as well as|plus|another)\b")
_TOTAL_OF = re.compile(r"\b(?:a\s+)?total\s+(?:of\s+)?(?:around|approximately)?\s*$")


@check("SUM-02", DiscrepancyType.SUM_MISMATCH)
def listed_total(view: ReportView) -> Iterator[Judgement]:
    """The items of a list add up to the total that its introduction gives.

    “A total of 120 visits were made as follows: 54 to one site, 36 to another, 30 to a third” agrees;
    with 31 at the end the items give 121.
    """
    passages = [p for p in view.report.passages if p.kind != "contents"]
    for number, passage in enumerate(passages):
        figures = view.by_passage.get(passage.ordinal, ())
        text = fold_keeping_length(passage.text)
        stated = next((f for f in figures if _is_total(text, f)), None)
        if stated is None or not _LIST_OF.search(text.rstrip(" :–-")):
            continue
        following = passages[number + 1 : number + 25]
        items = list(_items(view, following, stated))
        if len(items) < 2:
            continue
        if not _fits(items, stated):
            added = _told_after(view, following[len(items) :], stated)
            if added is not None and _fits([*items, added], stated):
                items.append(added)
        yield _judge(stated, items, total([figure_interval(f) for f in items]), others_agree=False)


def _fits(items: Sequence[Figure], stated: Figure) -> bool:
    return total([figure_interval(f) for f in items]).meets(figure_interval(stated))


def _told_after(view: ReportView, passages: Sequence[Passage], stated: Figure) -> Figure | None:
    """Return a further part that the sentence after a list tells: `In addition, three ...`."""
    for passage in passages[:2]:
        if _FURTHER.match(fold(passage.text)):
            figures = view.by_passage.get(passage.ordinal, ())
            return next((f for f in figures if f.unit == stated.unit and f.value is not None), None)
    return None


def _is_total(text: str, figure: Figure) -> bool:
    ok = figure.status is FigureStatus.REPORTED and bool(ADDITIVE.match(figure.unit)) and figure.kind in LEVEL_KINDS
    return ok and bool(_TOTAL_OF.search(words_before(text, figure)))


def _items(view: ReportView, passages: Sequence[Passage], stated: Figure) -> Iterator[Figure]:
    """Yield the one figure of each item that follows, as long as each item has one in the same unit."""
    first = passages[0].section if passages else ""
    for passage in passages:
        if passage.kind == "heading" or passage.section != first:
            return
        figures = [f for f in _of_passage(view, passage) if f.unit == stated.unit and f.value is not None]
        if not figures and passage.table is not None:
            continue  # the header of a list that is set as a table
        if not any(c.isalnum() for c in passage.text):
            continue  # strokes and bullets alone
        if len(figures) != 1:
            return
        yield figures[0]


def _of_passage(view: ReportView, passage: Passage) -> tuple[Figure, ...]:
    if passage.table is not None:
        row = view.rows_of.get((passage.table, passage.row)) if passage.row is not None else None
        return row.figures if row else ()
    return view.by_passage.get(passage.ordinal, ())


@check("SUM-03", DiscrepancyType.SUM_MISMATCH)
def shares_of_a_whole(view: ReportView) -> Iterator[Judgement]:
    """Shares told as the parts of one whole meet 100%.

    “65% within a year, 12% after one to five years, and 23% later” make 100%; told as “more than 65%”
    they leave room for rounding only, which is a matter of loose words.
    """
    for passage in view.sentences:
        figures = [
            f
            for f in view.by_passage.get(passage.ordinal, ())
            if f.unit == "percent" and f.kind in LEVEL_KINDS and f.value is not None
        ]
        if len(figures) < 3:
            continue
        values = sum((f.value for f in figures if f.value is not None), Decimal(0))
        text = fold_keeping_length(passage.text)
        if not 97 <= values <= 103 or not _one_enumeration(text, figures):
            continue
        yield _judge_shares(figures, values)


def _one_enumeration(text: str, figures: list[Figure]) -> bool:
    return all(len(between(text, a, b)) < 90 and ";" not in between(text, a, b) for a, b in itertools.pairwise(figures))


def _judge_shares(figures: list[Figure], values: Decimal) -> Judgement:
    computed = total([figure_interval(f) for f in figures])
    words = " + ".join(plain(f.value or Decimal(0)) for f in figures) + f" = {plain(values)}"
    hundred = Interval.exact(Decimal(100))
    loose = [f for f in figures if f.qualifier in (">", "<") and values == 100]
    if loose:
        reason = f"{loose[0].qualifier}{loose[0].text} holds only by what rounding hides"
        finding = Finding(
            evidence=tuple(place_of_figure(f, EvidenceRole.OPERAND) for f in figures),
            values=tuple(f.qualifier.value + f.text for f in figures),
            expected=f"{loose[0].text} without a bound",
            difference=Decimal(0),
            explanation=f"{words}: with the bound on {loose[0].text} the shares are more or less than the whole.",
            cause=Cause.LOOSE_BOUND,
            severity=Severity.INFO,
        )
        return Judgement(
            figures[0].document_id, tuple(figures), words, Result.BENIGN, computed, "100%", reason, finding
        )
    if computed.meets(hundred):
        return Judgement(figures[0].document_id, tuple(figures), words, Result.AGREES, computed, "100%")
    finding = Finding(
        evidence=tuple(place_of_figure(f, EvidenceRole.OPERAND) for f in figures),
        values=tuple(f.text for f in figures),
        expected="100%",
        difference=abs(values - 100),
        explanation=f"{words}, though the shares read as the parts of one whole.",
        severity=Severity.WARNING,
    )
    return Judgement(figures[0].document_id, tuple(figures), words, Result.DIFFERS, computed, "100%", "", finding)

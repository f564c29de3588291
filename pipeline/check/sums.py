"""Totals of lists and of shares in prose held against their parts."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

from pipeline.align.words import fold
from pipeline.check.change_text import between, fold_keeping_length, words_before
from pipeline.check.findings import place_of_figure, plain
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.slips import Slip, repair
from pipeline.check.table_parts import ADDITIVE, LEVEL_KINDS
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
REST = re.compile(r"\b(?:rest|remain\w*|others?|balance|all|later)\b", re.IGNORECASE)  # the last part is what is left
REACH = 40  # characters behind the last part
NOTHING = Interval.exact(Decimal(0))


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
        yield _judge(stated, items, total([figure_interval(f) for f in items]))


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


def _judge(printed: Figure, parts: Sequence[Figure], computed: Interval) -> Judgement:
    words = _sum_words(parts)
    figures = (printed, *parts)
    if not computed.meets(figure_interval(printed)):
        return _differs(printed, parts, computed, words)
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


def _differs(printed: Figure, parts: Sequence[Figure], computed: Interval, words: str) -> Judgement:
    figures = (printed, *parts)
    assert printed.value is not None
    excluded = excluded_part(printed, parts)
    if excluded is not None:
        reason = f"without {excluded.row_label or excluded.text} it adds up"
        return Judgement(printed.document_id, figures, words, Result.BENIGN, computed, printed.text, reason)
    middle = _middle(computed)
    near = middle is not None and abs(middle - printed.value) <= NEAR_PART * max(abs(middle), abs(printed.value))
    if not _can_be_sum(printed, parts) or not near:
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
    return Judgement(
        printed.document_id,
        figures,
        words,
        Result.DIFFERS,
        computed,
        printed.text,
        "",
        replace(finding, severity=Severity.WARNING),
    )


def _can_be_sum(printed: Figure, parts: Sequence[Figure]) -> bool:
    """Whether a total is larger than its largest part; a mean or a rate lies among its parts."""
    values = [f.value for f in parts if f.value is not None]
    return printed.value is not None and (printed.value > max(values) or min(values) < 0)


def excluded_part(printed: Figure, parts: Sequence[Figure]) -> Figure | None:
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
        last = figures[-1].offset
        closed = REST.search(text, figures[-2].offset, last + len(figures[-1].text) + REACH) is not None
        yield _judge_shares(figures, values, closed=closed)


def _one_enumeration(text: str, figures: list[Figure]) -> bool:
    return all(len(between(text, a, b)) < 90 and ";" not in between(text, a, b) for a, b in itertools.pairwise(figures))


def _judge_shares(figures: list[Figure], values: Decimal, *, closed: bool) -> Judgement:
    """closed: whether the last is told to be what is left."""
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
    if values < 100 and not closed:
        reason = "nothing says that these are all parts"
        return Judgement(figures[0].document_id, tuple(figures), words, Result.CANNOT_JUDGE, computed, "100%", reason)
    finding = Finding(
        evidence=tuple(place_of_figure(f, EvidenceRole.OPERAND) for f in figures),
        values=tuple(f.text for f in figures),
        expected="100%",
        difference=abs(values - 100),
        explanation=f"{words}, though the shares read as the parts of one whole.",
        severity=Severity.WARNING,
    )
    return Judgement(figures[0].document_id, tuple(figures), words, Result.DIFFERS, computed, "100%", "", finding)

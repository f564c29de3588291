"""Words of rise and fall held against the figures of the same thing."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from pipeline.align.words import fold, stem, tokens
from pipeline.check.change_text import fold_keeping_length
from pipeline.check.findings import place_of_figure, place_of_phrase
from pipeline.check.phrases import phrases
from pipeline.check.registry import Finding, Judgement, cannot_judge, check
from pipeline.check.views import ReportView, Row, TableView
from pipeline.types import Cause, DiscrepancyType, EvidenceRole, Figure, FigureStatus, Kind, Passage, Result, Severity

_MOVES = re.compile(
    r"""
    ^ (?P<subject> [^,;:]{2,60}? ) \s+
    (?: (?:is|are|has|have|continues?|remains?) \s+ (?:been\s+|to\s+(?:be\s+)?|also\s+|now\s+|still\s+|steadily\s+)* )
    (?P<move> increas(?:e|ed|ing) | ris(?:e|en|ing) | grow(?:n|ing)? | decreas(?:e|ed|ing) | fall(?:en|ing)?
      | declin(?:e|ed|ing) | drop(?:ped|ping)? | reduc(?:ed|ing) ) \b
    """,
    re.VERBOSE,
)
LONGEST_NAME = 4  # words
MOST_ROWS = 50  # rows of one name that a sentence is held against
RISES = ("increas", "ris", "grow")
FILLER = frozenset(
    [
        "the",
        "a",
        "an",
        "number",
        "numbers",
        "of",
        "level",
        "levels",
        "total",
        "overall",
        "figure",
        "figures",
        "count",
        "rate",
        "rates",
        "our",
        "recorded",
        "reported",
    ]
)
_FALL_WORDS = re.compile(
    r"\b(?:fell|fall|falls|fallen|decrease|decreased|reduction|reduced|drop|dropped|decline|declined)\b"
)
_NEGATIVE = re.compile(r"(?:\bby|\bof)\s+(?:around\s+|about\s+)?\(?[-−–]$")


@check("DIR-01", DiscrepancyType.DIRECTION_CONFLICT)
def moves_other_way(view: ReportView) -> Iterator[Judgement]:
    """What a sentence says is rising does not fall in the table row of the same name.

    “The cadet numbers are increasing” beside a row “Cadets” of 249 and then 188 (-24%): the row falls.
    A recent turn can explain it, so it needs a look.
    """
    rows: dict[frozenset[str], list[tuple[TableView, Row]]] | None = None
    for passage in view.sentences:
        for words, subject, rising in _told(view, fold(passage.text)):
            rows = _rows_by_words(view) if rows is None else rows
            named = rows.get(subject, [])
            for table, row in named[:MOST_ROWS]:
                judgement = _judge(view, passage, words, row, table, rising=rising)
                if judgement is not None:
                    yield judgement
            if len(named) > MOST_ROWS:
                yield _too_many(view, passage, words)


def _told(view: ReportView, text: str) -> Iterator[tuple[str, frozenset[str], bool]]:
    """Yield what a sentence tells to rise or fall: its words, the words that may name a row, and whether it rises."""
    match = _MOVES.match(text)
    if match and (subject := _words(match["subject"])):
        yield match[0], subject, match["move"].startswith(RISES)
    for told in phrases(view.rules, "brought_more", text):
        for part in told["of"].split(" and "):
            beginning = part.split()[:LONGEST_NAME]  # a name, and what is said of it
            for size in range(len(beginning), 0, -1):
                name = " ".join(beginning[:size])
                if subject := _words(name):
                    yield f"{told['move']} {name}", subject, told["move"] == "more"


def _rows_by_words(view: ReportView) -> dict[frozenset[str], list[tuple[TableView, Row]]]:
    found: dict[frozenset[str], list[tuple[TableView, Row]]] = defaultdict(list)
    for table in view.tables:
        for row in table.rows:
            found[_words(row.label)].append((table, row))
    return found


def _too_many(view: ReportView, passage: Passage, words: str) -> Judgement:
    return cannot_judge(
        view.report.document_id,
        (),
        f"“{words}” (line {passage.place.line or passage.place.page}) against the rest of the rows of its name",
        printed=words,
        reason=f"more than {MOST_ROWS} rows have this name",
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(stem(t) for t in tokens(text) if t not in FILLER)


def _judge(
    view: ReportView, passage: Passage, words: str, row: Row, table: TableView, *, rising: bool
) -> Judgement | None:
    moved = _movement(row)
    if moved is None:
        return None
    figures, change = moved
    differs = (change > 0) != rising and change != 0
    finding = None
    if differs:
        shown = ", ".join(f.text for f in figures)
        finding = Finding(
            evidence=(
                place_of_phrase(passage, view.report.document_id, EvidenceRole.CLAIM),
                *(place_of_figure(f, EvidenceRole.COUNTERPART) for f in figures),
            ),
            values=(words, *(f.text for f in figures)),
            expected="a rise" if rising else "a fall",
            difference=change,
            explanation=f"“{words}”, but the row “{row.label}” of table {table.number} has {shown}.",
        )
    return Judgement(
        document_id=view.report.document_id,
        figures=figures,
        formula=f"“{words}” against {row.label}: {', '.join(f.text for f in figures)}",
        result=Result.DIFFERS if differs else Result.AGREES,
        printed=words,
        finding=finding,
    )


def _movement(row: Row) -> tuple[tuple[Figure, ...], Decimal] | None:
    """Return the figures of a row that show how it moved, and by how much."""
    reported = [f for f in row.figures if f.status is FigureStatus.REPORTED and f.value is not None]
    levels = [f for f in reported if f.kind not in (Kind.CHANGE, Kind.PERCENT_CHANGE, Kind.RANK) and f.period]
    changes = [f for f in reported if f.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE)]
    if len(levels) == 2 and levels[0].unit == levels[1].unit:
        first, last = sorted(levels, key=lambda f: f.period.start.isoformat() if f.period else "")
        if first.period != last.period and first.value is not None and last.value is not None:
            return (first, last, *changes[:1]), last.value - first.value
    if len(changes) == 1 and changes[0].value is not None and fold(changes[0].text)[:1] in "+-":
        return (changes[0],), changes[0].value
    return None


@check("DIR-02", DiscrepancyType.DIRECTION_CONFLICT)
def negative_fall(view: ReportView) -> Iterator[Judgement]:
    """A fall is told by its size, not by a negative number.

    “A decrease of -5%” says the fall twice; read literally it is a rise.
    """
    for passage in view.sentences:
        text = fold_keeping_length(passage.text)
        for figure in view.by_passage.get(passage.ordinal, ()):
            if figure.kind not in (Kind.CHANGE, Kind.PERCENT_CHANGE):
                continue
            before = text[max(0, figure.offset - 40) : figure.offset] + ("-" if fold(figure.text)[:1] == "-" else "")
            if not _FALL_WORDS.search(before):
                continue
            twice = bool(_NEGATIVE.search(before))
            yield Judgement(
                document_id=view.report.document_id,
                figures=(figure,),
                formula=f"the sign of {figure.text} is told once",
                result=Result.BENIGN if twice else Result.AGREES,
                printed=figure.text,
                reason="the sign is told by the word and by the minus" if twice else "",
                finding=_told_twice(figure) if twice else None,
            )


def _told_twice(figure: Figure) -> Finding:
    return Finding(
        evidence=(place_of_figure(figure, EvidenceRole.CLAIM),),
        values=(figure.text,),
        expected=figure.text.lstrip("-−–"),
        explanation=f"A fall “of {figure.text}” tells the sign twice: by the word and by the minus.",
        cause=Cause.SIGN_IN_WORDS,
        severity=Severity.INFO,
    )

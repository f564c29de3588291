"""What is laid side by side: the sentences and table rows of a report, with their figures and keys."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipeline.align.words import fold, masked, tokens
from pipeline.types import Figure, FigureStatus, Passage, Report

MIN_KEY_WORDS = 4  # a shorter sentence says too little to lead from one report to another


class UnitKind(StrEnum):
    """Running text or a table row."""

    SENTENCE = "sentence"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or a table row of a report.

    `full` is its folded text with the numbers, `mask` the same with `#` for each number, `heading`
    the folded heading it stands under. `table` is 0 for a sentence. `passage` is None for a row
    whose words stand in its cells only.
    """

    index: int
    kind: UnitKind
    full: str
    mask: str
    heading: str
    figures: tuple[Figure, ...]
    passage: Passage | None
    table: int = 0
    row: int = 0

    @property
    def reported(self) -> tuple[Figure, ...]:
        """The figures that hold a value."""
        return tuple(f for f in self.figures if f.status is FigureStatus.REPORTED)


def split_units(report: Report) -> tuple[Unit, ...]:
    """Return a report's sentences and table rows in reading order; contents lines are left out."""
    in_passage: dict[int, list[Figure]] = defaultdict(list)
    in_row: dict[tuple[int, int], list[Figure]] = defaultdict(list)
    for figure in report.figures:
        if figure.table is not None and figure.row is not None:
            in_row[figure.table, figure.row].append(figure)
        else:
            in_passage[figure.passage].append(figure)
    return tuple(_units(report.passages, in_passage, in_row))


def _units(
    passages: tuple[Passage, ...],
    in_passage: dict[int, list[Figure]],
    in_row: dict[tuple[int, int], list[Figure]],
) -> Iterator[Unit]:
    index = 0
    rows_done: set[tuple[int, int]] = set()
    for passage in passages:
        if passage.kind == "contents":
            continue
        if passage.table is not None and passage.row is not None:
            place = (passage.table, passage.row)
            if place in rows_done or place not in in_row:
                continue
            rows_done.add(place)
            yield row_unit(index, in_row[place], passage)
        else:
            yield sentence_unit(index, in_passage.get(passage.ordinal, []), passage)
        index += 1
    for place in sorted(set(in_row) - rows_done):  # rows that no passage stands for
        yield row_unit(index, in_row[place], None)
        index += 1


def sentence_unit(index: int, figures: list[Figure], passage: Passage) -> Unit:
    """Return a unit for a sentence, heading or caption."""
    return Unit(
        index=index,
        kind=UnitKind.SENTENCE,
        full=" ".join(tokens(passage.text)),
        mask=masked(passage.text),
        heading=_last_heading(passage.section),
        figures=tuple(figures),
        passage=passage,
    )


def row_unit(index: int, figures: list[Figure], passage: Passage | None) -> Unit:
    """Return a unit for a table row: its label is its mask, its label with the cells its full text."""
    first = figures[0]
    label = " ".join(tokens(first.row_label or first.indicator))
    cells = " | ".join(f"{fold(f.text) or f.status.value}" for f in figures)
    return Unit(
        index=index,
        kind=UnitKind.ROW,
        full=f"{label}: {cells}",
        mask=label,
        heading=f"{fold(first.priority)} {_last_heading(first.section)}",
        figures=tuple(figures),
        passage=passage,
        table=first.table or 0,
        row=first.row or 0,
    )


def _last_heading(section: str) -> str:
    return masked(section.rsplit(" > ", 1)[-1])


def content_keys(units: tuple[Unit, ...]) -> frozenset[int]:
    """Return hashes of the sentences and rows that lead from a report to its other versions.

    The numbers are part of a key: a report of another quarter repeats the words, a version repeats
    the figures as well. Rows without a reported figure and short sentences lead nowhere.
    """
    keys: set[int] = set()
    for unit in units:
        if unit.kind is UnitKind.ROW:
            if unit.reported:
                keys.add(_hash(f"{unit.heading}\0{unit.full}"))
                keys.add(_hash(unit.full))
        elif len(unit.full.split()) >= MIN_KEY_WORDS:
            keys.add(_hash(unit.full))
    return frozenset(keys)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")

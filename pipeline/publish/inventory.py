"""What an archive holds and what it lacks: by publisher and kind, which periods are there and which are missing."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.publish.load import read_table

Document = Mapping[str, str]
# The notations of a period that stand in a row with others of their kind.
QUARTER = re.compile(r"FY(\d{4})/\d{2}(@\d\d)? Q([1-4])")
FISCAL_YEAR = re.compile(r"FY(\d{4})/\d{2}(@\d\d)?")
MONTH = re.compile(r"(\d{4})-(\d{2})")
YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Holding:
    """The reports of one publisher and kind: periods there with the number of reports, and those missing between."""

    publisher: str
    kind: str
    reports: int
    without_period: int
    periods: tuple[tuple[str, int], ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """The holdings, the groups of versions (paths with their relation), and copies (path, same bytes elsewhere)."""

    holdings: tuple[Holding, ...]
    versions: tuple[tuple[tuple[str, str], ...], ...]
    copies: tuple[tuple[str, str], ...]


def take_inventory(out: Path) -> Inventory:
    """Return the inventory of a run's documents; raises InputError where `out` is not the output of a run."""
    documents = list(read_table(out, "documents"))
    groups: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for document in documents:
        if document["status"] != "failed":
            groups[document["publisher"], document["kind"]].append(document)
    return Inventory(
        holdings=tuple(_holding(*key, groups[key]) for key in sorted(groups)),
        versions=tuple(_versions(documents)),
        copies=tuple((d["path"], d["copies"]) for d in documents if d["copies"] and d["part"] == "1"),
    )


def _holding(publisher: str, kind: str, documents: Sequence[Document]) -> Holding:
    counts: dict[str, int] = defaultdict(int)
    for document in documents:
        counts[document["period"]] += 1
    without = counts.pop("", 0)
    first_day = {d["period"]: d["period_start"] for d in documents}
    periods = sorted(counts, key=lambda p: (first_day[p], p))
    return Holding(
        publisher,
        kind,
        len(documents),
        without,
        tuple((p, counts[p]) for p in periods),
        tuple(missing_periods(periods)),
    )


def missing_periods(periods: Iterable[str]) -> Iterator[str]:
    """Yield the periods that are missing between the first and the last of each notation.

    Fiscal years, fiscal quarters, calendar years and months are counted, each among its like; other periods have no
    next one.
    """
    rows: dict[tuple[str, str], set[int]] = defaultdict(set)
    for period in periods:
        place = _place(period)
        if place:
            rows[place[:2]].add(place[2])
    for (step, suffix), numbers in sorted(rows.items()):
        for number in range(min(numbers), max(numbers)):
            if number not in numbers:
                yield _label(step, suffix, number)


def _place(period: str) -> tuple[str, str, int] | None:
    """Return notation, start of the fiscal year, and number in the row of a period."""
    if found := QUARTER.fullmatch(period):
        return "fiscal quarter", found[2] or "", int(found[1]) * 4 + int(found[3]) - 1
    if found := FISCAL_YEAR.fullmatch(period):
        return "fiscal year", found[2] or "", int(found[1])
    if found := MONTH.fullmatch(period):
        return "month", "", int(found[1]) * 12 + int(found[2]) - 1
    return ("year", "", int(period)) if YEAR.fullmatch(period) else None


def _label(step: str, suffix: str, number: int) -> str:
    match step:
        case "fiscal quarter":
            return f"{_label('fiscal year', suffix, number // 4)} Q{number % 4 + 1}"
        case "fiscal year":
            return f"FY{number}/{(number + 1) % 100:02d}{suffix}"
        case "month":
            return f"{number // 12}-{number % 12 + 1:02d}"
        case _:
            return str(number)


def _versions(documents: Sequence[Document]) -> Iterator[tuple[tuple[str, str], ...]]:
    groups: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        if document["version_group"]:
            groups[document["version_group"]].append(document)
    for name in sorted(groups):
        yield tuple((d["path"], d["relation"]) for d in groups[name])

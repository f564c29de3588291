"""What an archive holds and what it lacks: by series of papers, which periods are there and which are missing."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pipeline.publish.load import read_table

Document = Mapping[str, str]
# The notations of a period that stand in a row with others of their kind.
QUARTER = re.compile(r"FY(\d{4})/\d{2}(@\d\d)? Q([1-4])")
FISCAL_YEAR = re.compile(r"FY(\d{4})/\d{2}(@\d\d)?")
MONTH = re.compile(r"(\d{4})-(\d{2})")
YEAR = re.compile(r"\d{4}")
WEEK = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Holding:
    """The editions of one series of papers: periods there with the number of reports, and those missing between.

    subjects: the places that its papers are on, each with the periods of the series that it lacks.
    """

    publisher: str
    kind: str
    title: str
    reports: int
    without_period: int
    periods: tuple[tuple[str, int], ...]
    missing: tuple[str, ...]
    subjects: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Inventory:
    """The holdings, the groups of versions (paths with their relation), and copies (path, same bytes elsewhere)."""

    holdings: tuple[Holding, ...]
    versions: tuple[tuple[tuple[str, str], ...], ...]
    copies: tuple[tuple[str, str], ...]


def take_inventory(out: Path) -> Inventory:
    """Return the inventory of a run's documents; raises InputError where `out` is not the output of a run."""
    documents = list(read_table(out, "documents"))
    groups: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        if document["status"] != "failed":
            groups[document["series_of_papers"]].append(document)
    holdings = [_holding(own) for own in groups.values()]
    return Inventory(
        holdings=tuple(sorted(holdings, key=lambda h: (h.publisher, h.kind, h.title, h.periods))),
        versions=tuple(_versions(documents)),
        copies=tuple((d["path"], d["copies"]) for d in documents if d["copies"] and d["part"] == "1"),
    )


def _holding(documents: Sequence[Document]) -> Holding:
    counts: dict[str, int] = defaultdict(int)
    for document in documents:
        counts[document["period"]] += 1
    without = counts.pop("", 0)
    first_day = {d["period"]: d["period_start"] for d in documents}
    periods = sorted(counts, key=lambda p: (first_day[p], p))
    return Holding(
        _commonest(d["publisher"] for d in documents),
        _commonest(d["kind"] for d in documents),
        documents[0]["series_title"],
        len(documents),
        without,
        tuple((p, counts[p]) for p in periods),
        tuple(missing_periods(periods)),
        tuple(_by_subject(documents, periods)),
    )


def _commonest(words: Iterable[str]) -> str:
    counts = Counter(word for word in words if word)
    return min(counts, key=lambda word: (-counts[word], word)) if counts else ""


def _by_subject(documents: Sequence[Document], periods: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the subjects of a series with the periods that each lacks though other papers have them."""
    there: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        if document["subject"]:
            there[document["subject"]].add(document["period"])
    for subject in sorted(there):
        yield subject, tuple(p for p in periods if p not in there[subject]) if len(there) > 1 else ()


def missing_periods(periods: Iterable[str]) -> Iterator[str]:
    """Yield the periods that are missing between the first and the last of each notation.

    Fiscal years, fiscal quarters, calendar years, months and weeks of seven days are counted, each among its like;
    other periods have no next one.
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
    if found := WEEK.fullmatch(period):
        first, last = (date.fromisoformat(day).toordinal() for day in found.groups())
        of_a_week = last - first + 1 == DAYS_OF_A_WEEK
        return ("week", str(first % DAYS_OF_A_WEEK), first // DAYS_OF_A_WEEK) if of_a_week else None
    return ("year", "", int(period)) if YEAR.fullmatch(period) else None


def _label(step: str, suffix: str, number: int) -> str:
    match step:
        case "fiscal quarter":
            return f"{_label('fiscal year', suffix, number // 4)} Q{number % 4 + 1}"
        case "fiscal year":
            return f"FY{number}/{(number + 1) % 100:02d}{suffix}"
        case "week":
            first = date.fromordinal(number * DAYS_OF_A_WEEK + int(suffix))
            return f"{first.isoformat()}..{(first + timedelta(days=DAYS_OF_A_WEEK - 1)).isoformat()}"
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

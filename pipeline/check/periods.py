"""Dates and periods that cannot be, or are not the report's."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from pipeline.align.words import fold, key_words
from pipeline.check.dates import FoundDate, find_dates, find_impossible_days, iso_day
from pipeline.check.findings import place_of_figure, place_of_phrase
from pipeline.check.printed_dates import Printed, Told
from pipeline.check.registry import Finding, Judgement, cannot_judge, check
from pipeline.check.views import ReportView
from pipeline.types import (
    Cause,
    DiscrepancyType,
    Evidence,
    EvidenceRole,
    Figure,
    Passage,
    Place,
    Report,
    Result,
)

_QUARTER = re.compile(
    r"""
    \b (?: q(?:uarter)? \s* (?P<number>[1-4]) | quarter \s+ (?P<word>one|two|three|four)
         | (?P<ordinal>first|second|third|fourth) \s+ quarter ) \b
    (?: \s* (?:of\ |,\ )? \s* (?P<year>\d{4} (?: \s*[/-]\s* \d{2,4} )? | \d{2}/\d{2}) )?
    """,
    re.VERBOSE,
)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}
# Words by which a heading names the report itself or a part of it, not a thing compared.
REPORT_WORDS = key_words("performance report dashboard update summary data results review bulletin statistics")
_TO_DATE = re.compile(
    r"^\s*(?:data\s+)?(?:up\s+)?(?:to|as\s+at|as\s+of|period\s+ended|ending)\s+(?:the\s+)?", re.IGNORECASE
)
MOST_NOTES = 50  # notes of one table that its figures are held against
NEAR_LINES = 8  # a note belongs to the table whose last row stands at most so many passages before it


@check("PER-01", DiscrepancyType.PERIOD_CONFLICT)
def impossible_date(view: ReportView) -> Iterator[Judgement]:
    """A date exists.

    “November 20215” has a year of five digits; “31 April” is a day that no year has.
    """
    printed = Printed(view)
    for passage in view.report.passages:
        found = list(find_dates(passage.text))
        for day in found:
            bad = day.start is None
            if bad and _is_cut(passage, day):
                continue
            yield Judgement(
                document_id=view.report.document_id,
                figures=(),
                formula=f"{day.text} is a date (line {passage.place.line or passage.place.page})",
                result=Result.DIFFERS if bad else Result.AGREES,
                printed=day.text,
                finding=_impossible(view, passage, day, printed) if bad else None,
            )
        places = {d.at for d in found}
        for day in find_impossible_days(passage.text):
            if day.at not in places:
                yield Judgement(
                    document_id=view.report.document_id,
                    figures=(),
                    formula=f"{day.text} is a date",
                    result=Result.DIFFERS,
                    printed=day.text,
                    finding=_impossible(view, passage, day, printed),
                )


def _is_cut(passage: Passage, day: FoundDate) -> bool:
    """Whether a year of a table's row may go on in the next cell, which cuts it: `Aug 201 | 8`.

    A cell merged over several stands once for each.
    """
    if passage.kind != "row":
        return False
    cells = [cell.strip() for cell in passage.text[day.at :].split("|")]
    following = next((cell for cell in cells if cell and cell != day.text), "")
    return cells[0] == day.text and following[:1].isdigit()


def _impossible(view: ReportView, passage: Passage, day: FoundDate, printed: Printed) -> Finding:
    report = view.report
    candidates = _years_without_one_digit(day.text)
    near = printed.nearest(passage, candidates)
    candidate = near[1].text if near else _nearest_year(candidates, iso_day(report.published))
    evidence = [place_of_phrase(passage, report.document_id, EvidenceRole.CLAIM, day.text)]
    explanation = f"“{day.text}” is no date: there is no such {'year' if candidates else 'day'}."
    if near is not None:
        evidence.append(place_of_phrase(near[0], report.document_id, EvidenceRole.COUNTERPART, near[1].text))
        explanation += f" “{near[1].text}” stands nearby."
    return Finding(
        evidence=tuple(evidence),
        values=(day.text,),
        expected=candidate,
        explanation=explanation,
        cause=Cause.INSERTED_DIGIT if candidate else Cause.UNKNOWN,
        repair=candidate,
    )


def _years_without_one_digit(text: str) -> list[str]:
    """Return a date with a year of five digits as it reads with each digit left out, where that makes a year."""
    match = re.search(r"\d{5}", text)
    if not match:
        return []
    shorter = sorted({match[0][:i] + match[0][i + 1 :] for i in range(5)})
    return [text.replace(match[0], y) for y in shorter if 1900 <= int(y) <= 2099]


def _nearest_year(candidates: list[str], published: date | None) -> str:
    """Return the candidate whose year is nearest to the report's, the earlier of two."""
    near = published.year if published else 2099
    return min(candidates, key=lambda c: (abs(int(c[-4:]) - near), int(c[-4:]) > near), default="")


@check("PER-02", DiscrepancyType.PERIOD_CONFLICT)
def later_than_report(view: ReportView) -> Iterator[Judgement]:
    """What a report tells as past lies before the report's own date.

    “The period to December 2016 saw a reduction” in a paper of 22 March 2016 tells of nine months to
    come. “Will be in place from July 2016” is a plan and is not judged.
    """
    published = iso_day(view.report.published)
    if published is None:
        return
    stated = _published_place(view)
    for passage in view.sentences:
        told = Told(passage.text)
        for day in find_dates(passage.text):
            if day.start is None or not told.as_past(day):
                continue
            later = day.start > published
            yield Judgement(
                document_id=view.report.document_id,
                figures=(),
                formula=f"{day.text} is not after {published.isoformat()} (line {passage.place.line})",
                result=Result.DIFFERS if later else Result.AGREES,
                printed=day.text,
                finding=_too_late(view, passage, day, stated) if later else None,
            )


def _too_late(view: ReportView, passage: Passage, day: FoundDate, stated: tuple[Evidence, ...]) -> Finding:
    report = view.report
    assert day.start is not None
    earlier = day.start.replace(year=day.start.year - 1, day=1)
    published = iso_day(report.published)
    fits = published is not None and earlier <= published
    month = re.sub(r"\d{2,}$", lambda m: str(int(m[0]) - 1).zfill(len(m[0])), day.text)
    return Finding(
        evidence=(
            place_of_phrase(passage, report.document_id, EvidenceRole.CLAIM, day.text),
            *stated,
        ),
        values=(day.text, report.published),
        expected=month if fits else f"not after {report.published}",
        explanation=f"“{day.text}” is told as past in a report of {report.published}.",
        cause=Cause.WRONG_PERIOD,
        repair=month if fits else "",
    )


def _published_place(view: ReportView) -> tuple[Evidence, ...]:
    """Return where the report prints its own date, if it does."""
    published = iso_day(view.report.published)
    for passage in view.report.passages[:60]:
        for day in find_dates(passage.text):
            if day.start is not None and published is not None and day.start <= published <= (day.end or day.start):
                return (place_of_phrase(passage, view.report.document_id, EvidenceRole.COUNTERPART, day.text),)
    return ()


_BETWEEN_YEARS = re.compile(
    r"\bbetween\s+(?P<a>(?:19|20)\d\d)(?P<x>[/-]\d\d(?:\d\d)?)?\s+and\s+(?P<b>(?:19|20)\d\d)(?P<y>[/-]\d\d(?:\d\d)?)?\b",
    re.IGNORECASE,
)


@check("PER-05", DiscrepancyType.DIRECTION_CONFLICT)
def years_in_reverse(view: ReportView) -> Iterator[Judgement]:
    """A span of years is told from the earlier to the later.

    “An increase of 25% between 2014/15 and 2013/14” read as printed goes back in time.
    """
    for passage in view.sentences:
        for match in _BETWEEN_YEARS.finditer(passage.text):
            swapped = int(match["a"]) > int(match["b"])
            words = f"between {match['b']}{match['y'] or ''} and {match['a']}{match['x'] or ''}"
            finding = None
            if swapped:
                finding = Finding(
                    evidence=(place_of_phrase(passage, view.report.document_id, EvidenceRole.CLAIM, match[0]),),
                    values=(match[0],),
                    expected=words,
                    explanation=f"“{match[0]}” names the later year first.",
                    cause=Cause.SWAPPED_OPERANDS,
                    repair=words,
                )
            yield Judgement(
                document_id=view.report.document_id,
                figures=(),
                formula=f"“{match[0]}” goes forward in time",
                result=Result.BENIGN if swapped else Result.AGREES,
                printed=match[0],
                finding=finding,
            )


@check("PER-03", DiscrepancyType.PERIOD_CONFLICT)
def heading_of_other_period(view: ReportView) -> Iterator[Judgement]:
    """A heading that names the report's quarter names the same one as its title.

    “Quarter 2 2015/16 Performance Dashboard” in a report titled “Quarter 3 2015/16 – Performance
    Report” is left over from the report before.
    """
    own = _quarter(view.report.title) or _quarter_of_period(view.report)
    if own is None:
        return
    for heading in view.headings:
        other = _quarter(heading.text)
        if other is None or not key_words(heading.text) & REPORT_WORDS:
            continue
        differs = other[0] != own[0] or bool(own[1] and other[1] and own[1] != other[1])
        yield Judgement(
            document_id=view.report.document_id,
            figures=(),
            formula=f"“{heading.text}” against “{view.report.title}”",
            result=Result.DIFFERS if differs else Result.AGREES,
            printed=heading.text,
            finding=_other_quarter(view, heading) if differs else None,
        )


def _quarter(text: str) -> tuple[int, int] | None:
    """Return quarter and first year (0 for none) that a text names; None for none or several."""
    found = set()
    for match in _QUARTER.finditer(fold(text)):
        number = int(match["number"]) if match["number"] else _WORDS[match["word"] or match["ordinal"]]
        year = re.match(r"\d+", match["year"] or "0")
        value = int(year[0]) if year else 0
        found.add((number, value + 2000 if 0 < value < 100 else value))
    return found.pop() if len(found) == 1 else None


def _quarter_of_period(report: Report) -> tuple[int, int] | None:
    match = re.fullmatch(r"FY(\d{4})/\d\d(?:@\d\d)? Q([1-4])", report.period.label if report.period else "")
    return (int(match[2]), int(match[1])) if match else None


def _other_quarter(view: ReportView, heading: Passage) -> Finding:
    report = view.report
    title = next((p for p in report.passages[:80] if report.title and fold(report.title) in fold(p.text)), None)
    evidence = [place_of_phrase(heading, report.document_id, EvidenceRole.CLAIM)]
    if title is not None:
        evidence.append(place_of_phrase(title, report.document_id, EvidenceRole.COUNTERPART, report.title))
    else:
        evidence.append(
            Evidence(EvidenceRole.COUNTERPART, report.document_id, Place(line=report.part_start), report.title)
        )
    return Finding(
        evidence=tuple(evidence),
        values=(heading.text, report.title),
        expected=report.title,
        explanation=f"The heading “{heading.text}” names another quarter than the report, “{report.title}”.",
        cause=Cause.STALE_COPY,
    )


@check("PER-04", DiscrepancyType.PERIOD_CONFLICT)
def note_of_other_end(view: ReportView) -> Iterator[Judgement]:
    """A note under a table ends its figures on the day that the report states for all.

    “To May 15” under a table headed “Latest 12 months”, in a dashboard for the “Period ended December
    2015”, ends seven months earlier.
    """
    stated = _stated_end(view)
    if stated is None:
        return
    statement, end = stated
    notes: Counter[int] = Counter()
    for number, passage in enumerate(view.report.passages):
        match = _TO_DATE.match(passage.text)
        if passage is statement or passage.kind not in ("sentence", "caption", "footnote", "heading") or not match:
            continue
        day = next(iter(find_dates(passage.text[match.end() :])), None)
        if day is None or day.at != 0 or len(passage.text) > match.end() + len(day.text) + 2 or day.end is None:
            continue
        table = _table_before(view, number)
        notes[table] += 1
        if table and notes[table] > MOST_NOTES:  # a note after each row against the whole column, again and again
            if notes[table] == MOST_NOTES + 1:
                yield _too_many_notes(view, passage, table)
            continue
        cells = _latest_cells(view, table)
        differs = bool(cells) and day.end != end.end
        yield Judgement(
            document_id=view.report.document_id,
            figures=cells,
            formula=f"“{passage.text}” against “{statement.text}”",
            result=Result.DIFFERS if differs else Result.AGREES,
            printed=passage.text,
            finding=_other_end(view, passage, statement, cells) if differs else None,
        )


def _too_many_notes(view: ReportView, passage: Passage, table: int) -> Judgement:
    return cannot_judge(
        view.report.document_id,
        (),
        f"the notes of table {table} from “{passage.text}” on",
        printed=passage.text,
        reason=f"more than {MOST_NOTES} notes stand in one table",
    )


def _stated_end(view: ReportView) -> tuple[Passage, FoundDate] | None:
    """Return the line near the top by which the report states its period's end."""
    for passage in view.report.passages[:12]:
        match = re.match(r"\s*(?:for\s+the\s+)?period\s+(?:ended|ending|to)\s+", passage.text, re.IGNORECASE)
        if match:
            day = next(iter(find_dates(passage.text[match.end() :])), None)
            if day is not None and day.end is not None and day.at == 0:
                return passage, day
    return None


def _table_before(view: ReportView, number: int) -> int:
    """Return the last table just before a passage, 0 for none."""
    rows = view.report.passages[max(0, number - NEAR_LINES) : number]
    return max((p.table for p in rows if p.table is not None), default=0)


def _latest_cells(view: ReportView, table: int) -> tuple[Figure, ...]:
    """Return the reported figures of a table's last column with values."""
    cells = view.cells_of_table.get(table, ())
    column = max((f.column or 0 for f in cells), default=0)
    return tuple(f for f in cells if f.column == column)


def _other_end(view: ReportView, note: Passage, statement: Passage, cells: tuple[Figure, ...]) -> Finding:
    document_id = view.report.document_id
    return Finding(
        evidence=(
            place_of_phrase(note, document_id, EvidenceRole.CLAIM),
            place_of_phrase(statement, document_id, EvidenceRole.COUNTERPART),
            *(place_of_figure(c, EvidenceRole.OPERAND) for c in cells),
        ),
        values=(note.text, statement.text, *(c.text for c in cells)),
        expected=statement.text,
        explanation=f"The note “{note.text}” ends the figures above it on another day than “{statement.text}”.",
        cause=Cause.WRONG_PERIOD,
    )

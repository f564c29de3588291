"""Days of the week printed beside a date."""

import calendar
import re
from collections.abc import Iterator

from pipeline.check.dates import MONTHS, safe_day
from pipeline.check.findings import place_of_phrase
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.views import ReportView
from pipeline.types import DiscrepancyType, EvidenceRole, Result

DAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
_WEEKDAY = re.compile(
    rf"""
    \b (?P<weekday> {"|".join(DAYS)} ) ,? \s+ (?: the \s+ )?
    (?: (?P<day>\d{{1,2}}) (?:st|nd|rd|th)? (?:\s+of)? \s+ (?P<month>{"|".join(m for m in MONTHS if len(m) > 2)}) \.? ,?
      | (?P<month2>{"|".join(m for m in MONTHS if len(m) > 2)}) \.? \s+ (?P<day2>\d{{1,2}}) (?:st|nd|rd|th)? , )
    \s+ (?P<year>(?:19|20)\d\d) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)


@check("PER-09", DiscrepancyType.PERIOD_CONFLICT)
def weekday_of_date(view: ReportView) -> Iterator[Judgement]:
    """A date falls on the day of the week that is printed beside it.

    “Monday, 22 July 2019” agrees; “Tuesday, 22 July 2019” does not: that day was a Monday, so the day
    or the date of the meeting is wrong.
    """
    seen: set[str] = set()
    for passage in view.report.passages:
        for match in _WEEKDAY.finditer(passage.text):
            month = MONTHS[(match["month"] or match["month2"]).lower()]
            day = safe_day(int(match["year"]), month, int(match["day"] or match["day2"]))
            if day is None or match[0] in seen:
                continue
            seen.add(match[0])
            right = calendar.day_name[day.weekday()]
            differs = match["weekday"].lower() != right.lower()
            finding = None
            if differs:
                finding = Finding(
                    evidence=(place_of_phrase(passage, view.report.document_id, EvidenceRole.CLAIM, match[0]),),
                    values=(match[0],),
                    expected=right,
                    explanation=f"“{match[0]}”: {day.isoformat()} was a {right}.",
                )
            yield Judgement(
                document_id=view.report.document_id,
                figures=(),
                formula=f"{match[0]}: {day.isoformat()} is a {right}",
                result=Result.DIFFERS if differs else Result.AGREES,
                printed=match[0],
                finding=finding,
            )

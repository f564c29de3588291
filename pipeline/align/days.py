"""Of which day a report tells: daily papers of two days are no versions of one another."""

from datetime import date, timedelta

from pipeline.types import Report

DAY_SOURCES = ("printed", "filename", "manifest")  # where a day of publication is the publisher's own word
DAYS_TO_PRINT = timedelta(days=2)  # from the day of which a daily paper tells to the day that it bears


def _whole_day(text: str) -> date | None:
    """Return the day that a text gives in ISO form, None where it gives a month, a year or nothing."""
    try:
        return date.fromisoformat(text) if len(text) == len("2020-04-24") else None
    except ValueError:
        return None


def of_other_days(left: Report, right: Report) -> bool:
    """Whether two reports tell the state of two days, each of its own: a daily paper is no version of another's.

    Unless they are the same from beginning to end, which the caller knows: one was brought out again.

    A paper of a day has a day in print or in its file's name, and names no period that was over long before.
    """
    days = _own_day(left), _own_day(right)
    return None not in days and days[0] != days[1]


def _own_day(report: Report) -> date | None:
    """Return the day of which a report tells the state, None for one that tells of a period that was over."""
    published = report.published if report.published_source in DAY_SOURCES else ""
    day = _whole_day(report.day_in_name or published)
    if day is None or report.period is None:
        return day
    end = report.period.end or day
    return day if report.period.start <= day <= end + DAYS_TO_PRINT else None

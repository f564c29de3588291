"""The years of an average that a paper holds its values against: `anomalies from the average of 1991 to 2020`."""

from collections.abc import Iterable
from datetime import timedelta

from pipeline.extract.against import leads_to_reference
from pipeline.extract.periods import PeriodContext, PeriodMention, find_periods
from pipeline.rules import Rules
from pipeline.types import Period

LEAST = timedelta(days=3 * 365)  # of the stretch of years that an average is over


def is_reference(mention: PeriodMention, text: str, rules: Rules) -> bool:
    """Whether a period of a text is that of an average, which others are held against."""
    period = mention.period
    if period is None or period.end is None or period.end - period.start < LEAST:
        return False
    return leads_to_reference(text, mention.start, rules)


def reference_of(texts: Iterable[str], context: PeriodContext, rules: Rules) -> Period | None:
    """Return the years of the average that the texts around a table tell, the nearest first; None where none do."""
    for text in texts:
        told = [m.period for m in find_periods(text, context) if is_reference(m, text, rules)]
        if len(told) == 1:
            return told[0]
    return None

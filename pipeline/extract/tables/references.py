"""What a paper says outside its tables that changes are held against: years of an average, a base for all changes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from pipeline.extract.against import (
    SAME_OF,
    base_of_changes_at,
    is_against_average,
    leads_to_base,
    leads_to_reference,
    same_stretch,
    step_told,
    stepped_back,
)
from pipeline.extract.periods import PeriodContext, PeriodMention, find_periods
from pipeline.extract.yearday import SENTENCE_END
from pipeline.rules import Rules
from pipeline.types import Period

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d")
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


@dataclass(frozen=True, slots=True)
class ToldBase:
    """What a sentence says that all changes of a table are measured against: a period, or a step back from their own.

    average: whether the period is that of an average, and holds whole for shorter stretches too.
    """

    period: Period | None = None
    step: str = ""
    average: bool = False

    def of(self, own: Period | None) -> Period | None:
        """Return the base of a change of a period, None where nothing is told."""
        if self.period is not None:
            return self.period if self.average else same_stretch(self.period, own)
        return stepped_back(own, self.step)


NOTHING_TOLD = ToldBase()


def base_told(texts: Iterable[str], context: PeriodContext, rules: Rules) -> ToldBase:
    """Return what the sentences around a table say of the base of its changes, the nearest first."""
    for sentence in (s for text in texts for s in SENTENCE_END.split(text)):
        if (begins := base_of_changes_at(sentence, rules)) is None:
            continue
        masked = SAME_OF.sub(lambda m: " " * len(m[0]), sentence)  # `the same months of 2022` are told by 2022
        found = [m for m in find_periods(masked, context) if m.start > begins]
        dated = [m for m in found if m.period and m.period.end and YEAR.search(m.text)]
        led = [m.period for m in dated if leads_to_base(sentence, m.start, rules, change=True)]
        if not led and len(dated) == 1:
            led = [dated[0].period]  # `The change is on the revised estimate for April 2022`
        if len(led) == 1:
            return ToldBase(led[0], average=is_against_average(sentence, rules))
        if step := step_told(sentence, rules):
            return ToldBase(step=step)
    return NOTHING_TOLD

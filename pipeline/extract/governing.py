"""Which of the periods of a sentence governs a figure: attached behind it, else the nearest before, else any."""

import re
from collections.abc import Sequence

from pipeline.extract.comparisons import is_base
from pipeline.extract.periods import PeriodMention, Shape
from pipeline.extract.prose import FoundFigure
from pipeline.rules import Rules

# `now 310, against 150 in 2013/14`: the period behind is that of the number compared with
SET_AGAINST = re.compile(r"\b(?:against|compared\s+(?:with|to)|versus|(?:up|down)\s+from|than)\b", re.IGNORECASE)
OPENS_COMPARISON = re.compile(r"\b(?:against|compar(?:ed|es|ing)\s+(?:with|to)|versus|whereas|while)\b", re.IGNORECASE)
FROM_THE_OTHER = re.compile(r"\bfrom\s+(?:[a-z]+\s+){0,2}$", re.IGNORECASE)
ATTACHED = re.compile(
    r"\s*(?:[\w’'/&,-]+\s+){0,7}?(?:in|during|for|at|between|over|of|by|to|throughout|as|up|on)?\s*(?:the\s+)?\(?\s*"
)
FAR_BASE, FAR = 600, 320  # costs from which on a mention governs no figure
DIRECT = 12  # cost below which even a base is the figure's own period


def nearest(
    text: str,
    figure: FoundFigure,
    siblings: Sequence[FoundFigure],
    mentions: Sequence[PeriodMention],
    start: int,
    rules: Rules,
    *,
    bases: bool,
) -> PeriodMention | None:
    """Return the mention that governs a figure, None for none.

    siblings: the figures of its sentence, which starts at `start`; bases: whether what it is compared with is asked
    for, not its own period.
    """
    best: tuple[float, PeriodMention] | None = None
    behind = any(m.start >= figure.end for m in mentions)
    for mention in mentions:
        cost = _cost(text, figure, siblings, mention)
        if not bases:
            compared = mention.shape is not Shape.SINCE and is_base(text, mention, start, rules) and cost > DIRECT
            if compared or _of_another(text, figure, siblings, mention):
                continue  # what something is compared with is not the figure's own period
            if behind and mention.end <= figure.start and OPENS_COMPARISON.search(text[mention.end : figure.start]):
                continue  # `in 2019 we made 142, compared with 131 worth £7m in 2018`
        if best is None or cost < best[0]:
            best = (cost, mention)
    return best[1] if best and best[0] < (FAR_BASE if bases else FAR) else None


def _of_another(text: str, figure: FoundFigure, siblings: Sequence[FoundFigure], mention: PeriodMention) -> bool:
    """Whether a period stands behind a number that this figure is set against or moved from."""
    between = [f for f in siblings if figure.end <= f.start < mention.start]
    if not between:
        return False
    last = between[-1]
    gap = text[figure.end : last.start]
    moved = FROM_THE_OTHER.search(gap) is not None and last.unit == figure.unit
    return moved or SET_AGAINST.search(gap) is not None


def _cost(text: str, figure: FoundFigure, siblings: Sequence[FoundFigure], mention: PeriodMention) -> float:
    """How far a period is from governing a figure; figures and clauses between count more than characters."""
    if mention.start >= figure.end:
        gap = text[figure.end : mention.start]
        others = sum(
            figure.end <= f.start < mention.start and not _in_brackets(gap, f.start - figure.end) for f in siblings
        )
        if others == 0 and ATTACHED.fullmatch(re.sub(r"\s*\([^()]*\)", "", gap)) and not re.search(r"[;:]|[,.]\s", gap):
            return len(gap) / 10
        clauses = len(re.findall(r"[;.:]|,\s(?:and|but|with|which|while)\b", gap))
        return len(gap) + 200 * others + 150 * clauses + 30 * gap.count(",") + 10
    gap = text[mention.end : figure.start]
    others = sum(mention.end <= f.start < figure.start for f in siblings)
    return len(gap) * 0.7 + 12 * others + 40 * gap.count(";")


def _in_brackets(gap: str, at: int) -> bool:
    return gap[:at].count("(") > gap[:at].count(")")


def is_attached(text: str, figure: FoundFigure, mention: PeriodMention) -> bool:
    """Whether a mention stands right behind a figure, with no comma or clause between."""
    gap = text[figure.end : mention.start]
    return mention.start >= figure.end and ATTACHED.fullmatch(gap) is not None and not re.search(r"[;:]|[,.]\s", gap)

"""Looks up what findings rest on, in one pass over the reports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.types import Discrepancy, Figure, Mention, Passage, Report


@dataclass(frozen=True)
class Cited:
    """The figures and mentions that findings rest on, by identifier, with their passages; labels of indicators."""

    figures: dict[str, Figure] = field(default_factory=dict)
    mentions: dict[str, Mention] = field(default_factory=dict)
    passages: dict[tuple[str, int], Passage] = field(default_factory=dict)  # by report and ordinal
    labels: dict[str, str] = field(default_factory=dict)  # by indicator_id, "" for none


def look_up(findings: Sequence[Discrepancy], reports: Iterable[Report]) -> Cited:
    """Return what the findings rest on, and the label of each indicator of the reports."""
    figures = {e.figure_id for d in findings for e in d.evidence if e.figure_id}
    mentions = {e.mention_id for d in findings for e in d.evidence if e.mention_id}
    cited = Cited()
    for report in reports:
        own: list[Figure | Mention] = []
        for figure in report.figures:
            cited.labels[figure.indicator_id] = figure.indicator
            if figure.figure_id in figures:
                cited.figures[figure.figure_id] = figure
                own.append(figure)
        for mention in report.mentions:
            if mention.mention_id in mentions:
                cited.mentions[mention.mention_id] = mention
                own.append(mention)
        wanted = {found.passage for found in own}
        if wanted:
            cited.passages.update({(report.document_id, p.ordinal): p for p in report.passages if p.ordinal in wanted})
    return cited

"""Puts the places of a finding together into panels: what stands close by on a page is shown in one picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.publish.audit.drawing import AROUND_POINTS, Crop, Phrase
from pipeline.types import Box, Discrepancy, Evidence

NEAR_POINTS = 150.0  # further apart on a page, two places get a picture each
TALLEST_POINTS = 330.0  # of a picture that several places share
NEAR_LINES = 4
LONGEST_LINES = 30
AROUND_LINES = 2
MAX_PANELS = 6  # pictures a finding; further places are listed without


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a finding, or the part of it on one page; `number` counts the finding's places from 1."""

    number: int
    evidence: Evidence
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """Spots shown together: on a page, in lines of a text file, or (both None) in words alone."""

    document_id: str
    spots: tuple[Spot, ...]
    page: int | None = None
    line: int | None = None

    @property
    def crop(self) -> Crop | None:
        """The strip of the page to draw, None where no box is known."""
        boxes = [s.box for s in self.spots if s.box]
        if self.page is None or not boxes:
            return None
        top = max(0.0, min(b.top for b in boxes) - AROUND_POINTS)
        return Crop(self.page, round(top, 1), round(max(b.bottom for b in boxes) + AROUND_POINTS, 1))

    @property
    def phrases(self) -> dict[int, Phrase]:
        """The quoted words by the number of their place; a figure has a box of its own and is none."""
        result = {}
        for number in {s.number for s in self.spots}:
            own = [s for s in self.spots if s.number == number]
            boxes, item = [s.box for s in own if s.box], own[0].evidence
            if self.page is not None and boxes and item.text.strip() and not item.figure_id:
                heights = round(min(b.top for b in boxes), 1), round(max(b.bottom for b in boxes), 1)
                result[number] = Phrase(self.page, item.text.strip(), *heights)
        return result

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line to show, from 1; the last may lie behind the end of the file."""
        numbers = [s.evidence.place.line or 1 for s in self.spots]
        return max(1, min(numbers) - AROUND_LINES), max(numbers) + AROUND_LINES


def make_panels(finding: Discrepancy) -> tuple[Panel, ...]:
    """Return the panels of a finding in the order of its places."""
    panels: list[Panel] = []
    for spot, page in _spots(finding.evidence):
        for i, panel in enumerate(panels):
            if _fits(panel, spot, page):
                panels[i] = Panel(panel.document_id, (*panel.spots, spot), panel.page, panel.line)
                break
        else:
            panels.append(Panel(spot.evidence.document_id, (spot,), page, spot.evidence.place.line))
    return tuple(panels)


def _spots(evidence: Sequence[Evidence]) -> Iterator[tuple[Spot, int | None]]:
    """Yield each place, and each part of one that is broken over lines or pages, with its page."""
    for number, item in enumerate(evidence, start=1):
        yield Spot(number, item, item.place.box), item.place.page
        for page, box in item.place.further:
            yield Spot(number, item, box), page


def _fits(panel: Panel, spot: Spot, page: int | None) -> bool:
    if panel.document_id != spot.evidence.document_id or panel.page != page:
        return False
    if page is not None:
        return _near_on_page(panel, spot)
    line = spot.evidence.place.line
    if line is None or panel.line is None:
        return line == panel.line
    numbers = [s.evidence.place.line or 1 for s in panel.spots]
    near = min(numbers) - NEAR_LINES <= line <= max(numbers) + NEAR_LINES
    return near and max(*numbers, line) - min(*numbers, line) <= LONGEST_LINES


def _near_on_page(panel: Panel, spot: Spot) -> bool:
    boxes = [s.box for s in panel.spots if s.box]
    if spot.box is None or not boxes:
        return spot.box is None and not boxes
    top, bottom = min(b.top for b in boxes), max(b.bottom for b in boxes)
    gap = max(spot.box.top - bottom, top - spot.box.bottom)
    height = max(bottom, spot.box.bottom) - min(top, spot.box.top)
    return gap <= NEAR_POINTS and height <= TALLEST_POINTS

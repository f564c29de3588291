"""The cells that several tables share: places, periods, lists."""

from collections.abc import Iterable

from pipeline.publish.schema import LIST_SEPARATOR
from pipeline.publish.values import Value, clean_text, coordinate
from pipeline.types import Period, Place

Cells = dict[str, Value]


def reading_order(place: Place) -> tuple[int, float, float]:
    """Return what sorts places as they are read."""
    if place.page is not None:
        return (place.page, place.box.top if place.box else 0.0, place.box.x0 if place.box else 0.0)
    return (place.line or 0, float(place.start or 0), 0.0)


def clean(value: Value) -> Value:
    """Return a value without control characters."""
    return clean_text(value) if isinstance(value, str) else value


def listed(items: Iterable[object]) -> str:
    """Return a list as it stands in one cell."""
    return LIST_SEPARATOR.join(str(i) for i in items)


def period_cells(period: Period | None) -> Cells:
    """Return the cells of a period, empty for none."""
    return {
        "period": period.label if period else "",
        "period_start": period.start if period else None,
        "period_end": period.end if period else None,
    }


def place_cells(place: Place) -> Cells:
    """Return the cells that say where something stands."""
    box = place.box
    return {
        "page": place.page,
        "x0": coordinate(box.x0 if box else None),
        "top": coordinate(box.top if box else None),
        "x1": coordinate(box.x1 if box else None),
        "bottom": coordinate(box.bottom if box else None),
        "line": place.line,
        "start": place.start,
        "end": place.end,
        "cell": place.cell,
    }


def boxes(place: Place) -> str:
    """Return the boxes after a line or page break, in one cell."""
    return listed(f"{page}:{b.x0:.2f},{b.top:.2f},{b.x1:.2f},{b.bottom:.2f}" for page, b in place.further)

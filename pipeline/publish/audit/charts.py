"""Lays out a chart of a series over time: one point a source, disagreements and restatements to be seen at once."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 18, 16, 40
INSET = 44.0  # pixels left free inside the frame, for the labels of the first and last period
TICKS = 5
MOST_LABELS = 9
SHAPES = ("circle", "square", "diamond", "triangle", "cross", "ring")
SPREAD = 11.0  # pixels between points that would lie on each other
STEP = 13.0  # pixels that a restatement's step reaches to either side


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that one source prints for a period; `source` numbers the sources from 0."""

    value: Decimal
    source: int
    label: str
    link: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A period with its readings in the order of publication, and the value that stands, if one does."""

    label: str
    when: date
    readings: tuple[Reading, ...]
    stands: Decimal | None
    status: str


@dataclass(frozen=True, slots=True)
class PointView:
    """A mark on the chart, in pixels."""

    x: float
    y: float
    shape: str
    source: int
    differs: bool
    label: str
    link: str


@dataclass(frozen=True, slots=True)
class TickView:
    """A tick of an axis at a pixel."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart in pixels; `line` joins the values that stand, `gaps` those in dispute; `rings` go round what differs."""

    width: int
    height: int
    left: int
    right: float
    bottom: float
    xs: tuple[TickView, ...]
    ys: tuple[TickView, ...]
    line: str
    gaps: tuple[tuple[float, float, float], ...]
    steps: tuple[str, ...]
    rings: tuple[tuple[float, float, float], ...]
    points: tuple[PointView, ...]


def make_chart(moments: Sequence[Moment]) -> ChartView:
    """Lay out the chart of moments in the order of time; there must be at least one reading."""
    moments = sorted(moments, key=lambda m: (m.when, m.label))
    values = [r.value for m in moments for r in m.readings] + [m.stands for m in moments if m.stands is not None]
    ticks = nice_ticks(float(min(values)), float(max(values)))
    across = _across(moments)
    up = _Scale(ticks[0], ticks[-1], HEIGHT - BOTTOM, TOP)
    standing = [(across(m), up(float(m.stands))) for m in moments if m.stands is not None]
    return ChartView(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        bottom=HEIGHT - BOTTOM,
        xs=tuple(_labels(moments, across)),
        ys=tuple(TickView(up(t), tick_label(t, ticks[1] - ticks[0])) for t in ticks),
        line="M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in standing) if len(standing) > 1 else "",
        gaps=tuple(_gaps(moments, across, up)),
        steps=tuple(_steps(moments, across, up)),
        rings=tuple(r for m in moments for r in _rings(list(_points(m, across(m), up)))),
        points=tuple(p for m in moments for p in _points(m, across(m), up)),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return round(self.start + share * (self.end - self.start), 1)


@dataclass(frozen=True, slots=True)
class _Across:
    scale: _Scale

    def __call__(self, moment: Moment) -> float:
        return self.scale(float(moment.when.toordinal()))


def _across(moments: Sequence[Moment]) -> _Across:
    days = [float(m.when.toordinal()) for m in moments]
    return _Across(_Scale(min(days), max(days), LEFT + INSET, WIDTH - RIGHT - INSET))


def nice_ticks(low: float, high: float) -> list[float]:
    """Return about five round numbers that span `low` to `high`; zero is among them where it is near."""
    if low > 0 and low < (high - low) * 0.6:
        low = 0.0
    if high == low:
        reach = abs(high) * 0.1 or 1.0
        low, high = low - reach, high + reach
    rough = (high - low) / (TICKS - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def tick_label(value: float, step: float) -> str:
    """Return a tick's number with as many decimals as the step needs."""
    exponent = Decimal(f"{step:.10g}").normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return f"{value:,.{decimals}f}".replace("-", "\N{MINUS SIGN}")


def _labels(moments: Sequence[Moment], across: _Across) -> Iterator[TickView]:
    """Yield the labels of the periods, leaving out those that would run into each other."""
    least = (WIDTH - LEFT - RIGHT) / MOST_LABELS
    last = -least
    for moment in moments:
        x = across(moment)
        if x - last >= least:
            yield TickView(x, moment.label)
            last = x


def _points(moment: Moment, x: float, up: _Scale) -> Iterator[PointView]:
    """Yield a mark for each reading; equal ones stand beside each other, so that all are seen."""
    seen: dict[Decimal, int] = {}
    differing = len({r.value for r in moment.readings}) > 1
    for reading in moment.readings:
        nth = seen.get(reading.value, 0)
        seen[reading.value] = nth + 1
        aside = (nth + 1) // 2 * SPREAD * (1 if nth % 2 else -1)
        differs = differing and reading.value != moment.stands
        shape = SHAPES[reading.source % len(SHAPES)]
        yield PointView(
            round(x + aside, 1), up(float(reading.value)), shape, reading.source, differs, reading.label, reading.link
        )


def _rings(points: Sequence[PointView]) -> Iterator[tuple[float, float, float]]:
    """Yield left, right and height of a ring round the points of each value that differs."""
    for y in sorted({p.y for p in points if p.differs}):
        xs = [p.x for p in points if p.y == y]
        yield min(xs), max(xs), y


def _gaps(moments: Sequence[Moment], across: _Across, up: _Scale) -> Iterator[tuple[float, float, float]]:
    for moment in moments:
        values = {r.value for r in moment.readings}
        if len(values) > 1 and moment.status != "restated":
            yield across(moment), up(float(min(values))), up(float(max(values)))


def _steps(moments: Sequence[Moment], across: _Across, up: _Scale) -> Iterator[str]:
    """Yield a step for each restatement: the earlier value to the left, the later to the right."""
    for moment in moments:
        values = list(dict.fromkeys(r.value for r in moment.readings))
        if moment.status != "restated" or len(values) < 2:
            continue
        x = across(moment)
        heights = [up(float(v)) for v in values]
        path = f"M{x - STEP:.1f},{heights[0]} H{x:.1f}"
        yield path + "".join(f" V{h}" for h in heights[1:]) + f" H{x + STEP:.1f}"

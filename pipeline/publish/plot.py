"""Draws a series for a paper: one point a source, values in dispute joined, restatements as steps."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.align.words import fold
from pipeline.errors import InputError, OutputError
from pipeline.publish.load import read_table
from pipeline.publish.schema import LIST_SEPARATOR

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ENDINGS = (".svg", ".png", ".pdf")
DPI = 200
# The palette of Okabe and Ito (2008), told apart by colour-blind readers, and a marker beside it for print in grey.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
MARKERS = ("o", "s", "D", "^", "v", "P", "X")
MOST_SERIES = len(COLOURS)
SPANS = {"0": "at a day", "1": "by month", "3": "by quarter", "12": "by year"}  # months of a period, in words
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dot:
    """A value as one source prints it; `source` is the report's file."""

    when: date
    period: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """Values that can be compared: the dots of all sources and the values that stand."""

    label: str
    unit: str
    dots: tuple[Dot, ...]
    stands: tuple[tuple[date, float], ...]
    disputed: tuple[tuple[date, float, float], ...]
    restated: tuple[tuple[date, float, float], ...]


def plot_indicator(run: Path, indicator: str, out: Path) -> str:
    """Draw an indicator of the run in `run` to `out`; return what was drawn, in words.

    The indicator is found by identifier, label or alias, then by words of its name. Raises InputError where
    nothing or too much fits or the ending is none of .svg, .png, .pdf, OutputError where `out` cannot be written.
    """
    if out.suffix.lower() not in ENDINGS:
        raise InputError(f"--out {out}: write to one of {', '.join('*' + e for e in ENDINGS)}")
    rows = list(read_table(run, "series"))
    title, chosen = find_series(rows, list(read_table(run, "indicators")), indicator)
    figures = {r["figure_id"]: r for r in read_table(run, "figures")}
    files = {r["document_id"]: r["path"].rsplit("/", 1)[-1] for r in read_table(run, "documents")}
    lines = lines_of(chosen, figures, files)
    save_plot(draw_lines(title, lines), out)
    return f"{title}: {sum(len(line.dots) for line in lines)} points in {len(lines)} series"


def find_series(series: Sequence[Row], indicators: Sequence[Row], wanted: str) -> tuple[str, list[Row]]:
    """Return the title of an indicator and its series; raises InputError where none or several fit."""
    labels = {r["indicator_id"]: r["label"] for r in indicators}
    canonical = {r["indicator_id"] for r in indicators if r["origin"] == "rules"}
    names = {
        r["indicator_id"]: {fold(n) for n in [r["label"], *str(r["aliases"] or "").split(LIST_SEPARATOR)]}
        for r in indicators
    }
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in series:
        groups[row["indicator_id"] or fold(row["indicator"])].append(row)
    key = fold(wanted)
    exact = [k for k in groups if k in (wanted, key) or key in names.get(k, ())]
    words = set(key.split())
    near = exact or [k for k in groups if words <= _words(k, labels, groups)]
    known = [k for k in near if k in canonical] or near
    if not known:
        some = ", ".join(sorted(k for k in groups if k in canonical)[:8])
        raise InputError(
            f"no indicator is called {wanted!r}; the run has {some or 'none that the rules know'} and others"
        )
    if len(known) > 1:
        raise InputError(f"{wanted!r} fits {len(known)} indicators; name one of {', '.join(sorted(known)[:8])}")
    return labels.get(known[0]) or groups[known[0]][0]["indicator"], groups[known[0]]


def _words(key: str, labels: Mapping[str, str], groups: Mapping[str, Sequence[Row]]) -> set[str]:
    own = {w for row in groups[key] for w in fold(row["indicator"]).split()}
    return own | set(fold(labels.get(key, "")).split()) | set(key.replace("_", " ").split())


def lines_of(series: Sequence[Row], figures: Mapping[str, Row], files: Mapping[str, str]) -> list[Line]:
    """Return the series as lines, the longest first; series without a period have no place on a time axis."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in series:
        if row["period_start"]:
            key = (row["publisher"], row["segment"], row["kind"], row["role"], row["unit"], str(_months(row)))
            groups[key].append(row)
    lines = [_line(key, rows, figures, files) for key, rows in sorted(groups.items())]
    lines = sorted((line for line in lines if line.dots), key=lambda line: -len(line.dots))
    if not lines:
        raise InputError("the values of this indicator have no period, so they cannot be drawn over time")
    unit = lines[0].unit
    return [line for line in lines if line.unit == unit][:MOST_SERIES]


def _months(row: Row) -> int:
    start, end = _day(row["period_start"]), _day(row["period_end"] or row["period_start"])
    return round(((end - start).days + 1) / 30.44)


def _day(value: Any) -> date:
    return date.fromisoformat(str(value)[:10])


def _line(key: tuple[str, ...], rows: Sequence[Row], figures: Mapping[str, Row], files: Mapping[str, str]) -> Line:
    publisher, segment, kind, role, unit, months = key
    said = (segment, kind.replace("_", " ") if kind != "level" else "", role if role != "actual" else "")
    dots: list[Dot] = []
    stands: list[tuple[date, float]] = []
    disputed: list[tuple[date, float, float]] = []
    restated: list[tuple[date, float, float]] = []
    for row in sorted(rows, key=lambda r: str(r["period_end"] or r["period_start"])):
        when = _day(row["period_end"] or row["period_start"])
        own = [figures[n] for n in str(row["figure_ids"]).split(LIST_SEPARATOR) if n in figures]
        values = [float(f["value"]) for f in own if _known(f["value"])]
        dots += [
            Dot(when, row["period"], float(f["value"]), files[f["document_id"]]) for f in own if _known(f["value"])
        ]
        if _known(row["value"]):
            stands.append((when, float(row["value"])))
        if len(set(values)) > 1:
            (restated if row["status"] == "restated" else disputed).append((when, min(values), max(values)))
    label = ", ".join(p for p in (*said, publisher, SPANS.get(months, f"by {months} months")) if p)
    return Line(label, unit, tuple(dots), tuple(stands), tuple(disputed), tuple(restated))


def _known(value: Any) -> bool:
    return value is not None and str(value) not in ("", "nan", "<NA>", "None")


def draw_lines(title: str, lines: Sequence[Line]) -> "Figure":
    """Return a matplotlib figure of lines; raises InputError where matplotlib is not installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise InputError('plots need matplotlib; pip install "reportcheck[plot]"') from error
    figure = Figure(figsize=(7.2, 4.0), layout="constrained")
    axes = figure.add_subplot()
    for colour, marker, line in zip(COLOURS, MARKERS, lines, strict=False):
        _draw_line(axes, line, colour, marker)
    axes.set_title(title, loc="left", fontsize=11)
    axes.set_ylabel(lines[0].unit.replace("_", " "))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.margins(x=0.08, y=0.15)
    axes.legend(frameon=False, fontsize=8, loc="best")
    _label_periods(axes, lines)
    return figure


def _draw_line(axes: Any, line: Line, colour: str, marker: str) -> None:
    if len(line.stands) > 1:
        axes.plot(*zip(*line.stands, strict=True), color=colour, linewidth=1.2, zorder=2)
    days, values = [d.when for d in line.dots], [d.value for d in line.dots]
    axes.scatter(days, values, color=colour, marker=marker, s=26, zorder=3, label=line.label)
    for when, low, high in line.disputed:
        axes.plot([when, when], [low, high], color=colour, linestyle=":", linewidth=1.4, zorder=2)
        ringed = sorted({d.value for d in line.dots if d.when == when and low <= d.value <= high})
        axes.scatter([when] * len(ringed), ringed, s=110, facecolors="none", edgecolors=colour, linewidths=1, zorder=2)
    for when, low, high in line.restated:
        axes.plot([when, when], [low, high], color=colour, linewidth=2.2, solid_capstyle="butt", zorder=2)


def _label_periods(axes: Any, lines: Sequence[Line]) -> None:
    """Name the periods as the reports do where they fit, dates where there are too many."""
    periods: dict[date, str] = {}
    for line in lines:  # the longest first: where two end on one day, its name is the one that is read
        periods = {d.when: d.period for d in line.dots} | periods
    if len(periods) <= 8:
        days = sorted(periods)
        turned = len(days) > 4
        axes.set_xticks(
            days, [periods[d] for d in days], rotation=30 if turned else 0, ha="right" if turned else "center"
        )


def save_plot(figure: "Figure", out: Path) -> None:
    """Write a figure, the same bytes each time: no date and no random names inside."""
    import matplotlib as mpl

    metadata = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(out.suffix.lower(), {})
    with mpl.rc_context({"svg.hashsalt": "reportcheck", "svg.fonttype": "none"}):
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            figure.savefig(out, dpi=DPI, metadata=metadata)
        except OSError as error:
            raise OutputError(
                f"{out}: cannot be written: {error.strerror or error}; name another with --out"
            ) from error

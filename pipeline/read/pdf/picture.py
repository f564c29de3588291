"""Straightens the picture of a page and finds its ruling lines among the dark pixels."""

from typing import TYPE_CHECKING, Any

from pipeline.read.pdf.rulings import Ruling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

MAX_TILT = 3.0  # degrees; a page more askew was laid in wrongly and is not a matter of straightening
TILT_STEP = 0.1
LEAST_TILT = 0.15  # degrees below which words of a line keep one baseline anyway
DARK = 140  # grey level of 0 to 255 below which a pixel is ink
LEAST_RULE_INCH = 0.3  # a shorter stroke may be part of a letter
THICKEST_RULE_INCH = 0.03
BRIDGED_PIXELS = 3  # gaps that noise tears into a line


def measure_tilt(pixels: "Pixels") -> float:
    """Return by how many degrees, anticlockwise, the lines of a page stand askew.

    At the right angle the rows of pixels are either full of ink or empty: the angle at which the
    counts of ink in a row differ most (after Postl's projection profile) wins.
    """
    import numpy as np

    small = pixels[::4, ::4] < DARK
    ys, xs = np.nonzero(small)
    if len(ys) < 500:
        return 0.0
    best, best_score = 0.0, -1.0
    for step in range(int(-MAX_TILT / TILT_STEP), int(MAX_TILT / TILT_STEP) + 1):
        angle = step * TILT_STEP
        shifted = (ys + xs * np.tan(np.radians(angle))).astype(int)
        counts = np.bincount(shifted - shifted.min())
        score = float(np.sum(np.diff(counts.astype(float)) ** 2))
        if score > best_score:
            best, best_score = angle, score
    return best if abs(best) >= LEAST_TILT else 0.0


def find_pixel_rules(pixels: "Pixels", *, dpi: int) -> tuple[list[Ruling], list[Ruling], "Pixels"]:
    """Find long straight strokes: horizontal and vertical rulings in points, and the picture without them."""
    import numpy as np

    ink = pixels < DARK
    length = int(LEAST_RULE_INCH * dpi)
    across = _long_runs(ink, length)
    down = _long_runs(np.ascontiguousarray(ink.T), length).T
    thick = int(THICKEST_RULE_INCH * dpi) + 1
    horizontal = _as_rulings(across, thick=thick, dpi=dpi)
    vertical = _as_rulings(np.ascontiguousarray(down.T), thick=thick, dpi=dpi)
    clean = pixels.copy()
    clean[_grown(across) | _grown(np.ascontiguousarray(down.T)).T] = 255
    return horizontal, vertical, clean


def _long_runs(ink: Any, length: int) -> Any:
    """Mark the pixels that lie in a run of ink along their row of at least `length`, small gaps bridged."""
    import numpy as np

    width = ink.shape[1]
    at = np.flatnonzero(ink)
    result = np.zeros_like(ink)
    if not len(at):
        return result
    apart = at + at // width * (BRIDGED_PIXELS + 1)  # so that the last pixel of a row is far from the first of the next
    breaks = np.flatnonzero(np.diff(apart) > BRIDGED_PIXELS)
    starts, ends = at[np.append(0, breaks + 1)], at[np.append(breaks, len(at) - 1)]
    flat = result.reshape(-1)
    for run in np.flatnonzero(ends - starts >= length).tolist():
        flat[starts[run] : ends[run] + 1] = True
    return result


def _as_rulings(mask: Any, *, thick: int, dpi: int) -> list[Ruling]:
    """Join the rows of pixels of one line; what is thicker than a line is a bar or a picture."""
    import numpy as np

    points = 72 / dpi
    found: list[Ruling] = []
    open_runs: list[list[int]] = []  # first row, last row, start, end
    for y in np.flatnonzero(mask.any(axis=1)).tolist():
        xs = np.flatnonzero(mask[y])
        breaks = np.flatnonzero(np.diff(xs) > BRIDGED_PIXELS)
        starts = xs[np.concatenate(([0], breaks + 1))].tolist()
        ends = xs[np.concatenate((breaks, [len(xs) - 1]))].tolist()
        for start, end in zip(starts, ends, strict=True):
            run = next((r for r in open_runs if y - r[1] <= 3 and start <= r[3] + 6 and end >= r[2] - 6), None)
            if run is None:
                open_runs.append([y, y, start, end])
            else:
                run[1], run[2], run[3] = y, min(run[2], start), max(run[3], end)
        found.extend(_finished(open_runs, y, thick, points))
        open_runs = [r for r in open_runs if y - r[1] <= 3]
    found.extend(_finished(open_runs, mask.shape[0] + 10, thick, points))
    return found


def _finished(runs: list[list[int]], y: int, thick: int, points: float) -> list[Ruling]:
    done = [r for r in runs if y - r[1] > 3 and r[1] - r[0] < thick]
    return [Ruling((r[0] + r[1] + 1) / 2 * points, r[2] * points, (r[3] + 1) * points) for r in done]


def _grown(mask: Any) -> Any:
    """Widen a mask of horizontal lines by two pixels up and down, to take their blurred edges along."""
    grown = mask.copy()
    for shift in (1, 2):
        grown[shift:] |= mask[:-shift]
        grown[:-shift] |= mask[shift:]
    return grown

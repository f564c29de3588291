"""Finds the ruling lines and shaded boxes of a page among pdfium's path objects."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.read.pdf.glyphs import Frame
from pipeline.types import Box

THIN = 3.0  # points; a filled box thinner than this is a line
SHORT = 4.0  # points; shorter strokes are ticks, dots of leaders, parts of pictures
MOVE_TO, LINE_TO, CURVE_TO = 2, 0, 1  # FPDF_SEGMENT_*
MAX_SEGMENTS = 2_000  # a path of more is a drawing


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line along an axis: at `at` across, from `start` to `end` along it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rulings:
    """The lines and filled boxes of a page, in the coordinates of a frame."""

    horizontal: tuple[Ruling, ...]
    vertical: tuple[Ruling, ...]
    fills: tuple[Box, ...]
    images: tuple[Box, ...]
    complete: bool  # False where the page holds more than was looked at


def read_rulings(page: Any, frame: Frame, *, max_rulings: int) -> Rulings:
    """Read the lines, shaded boxes and pictures of a page."""
    lines: list[tuple[bool, Ruling]] = []
    fills: list[Box] = []
    images: list[Box] = []
    width, height = frame.size
    complete = True
    for kind, points in _shapes(page):
        box = _bounding_box([frame.enter(x, y) for x, y in points])
        box = Box(max(box.x0, -1), max(box.top, -1), min(box.x1, width + 1), min(box.bottom, height + 1))
        if box.x1 < box.x0 or box.bottom < box.top:
            continue
        if kind == "image":
            images.append(box)
        elif kind == "frame":
            lines.extend(_edges(box))
        elif box.bottom - box.top <= THIN or box.x1 - box.x0 <= THIN:
            lines.extend(_line_of(box))
        elif kind == "fill":
            fills.append(box)
        if len(lines) > max_rulings:
            complete = False
            break
    return Rulings(
        tuple(r for across, r in lines if across),
        tuple(r for across, r in lines if not across),
        tuple(fills),
        tuple(images),
        complete,
    )


def _line_of(box: Box) -> Iterator[tuple[bool, Ruling]]:
    wide, high = box.x1 - box.x0, box.bottom - box.top
    if max(wide, high) < SHORT:
        return
    if wide >= high:
        yield True, Ruling((box.top + box.bottom) / 2, box.x0, box.x1)
    else:
        yield False, Ruling((box.x0 + box.x1) / 2, box.top, box.bottom)


def _edges(box: Box) -> Iterator[tuple[bool, Ruling]]:
    """The four sides of a stroked box."""
    if box.bottom - box.top <= THIN or box.x1 - box.x0 <= THIN:
        yield from _line_of(box)
        return
    yield True, Ruling(box.top, box.x0, box.x1)
    yield True, Ruling(box.bottom, box.x0, box.x1)
    yield False, Ruling(box.x0, box.top, box.bottom)
    yield False, Ruling(box.x1, box.top, box.bottom)


def _bounding_box(points: list[tuple[float, float]]) -> Box:
    xs = [p[0] for p in points]
    ys = [p[1] for p in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def _shapes(page: Any) -> Iterator[tuple[str, list[Point]]]:
    """Yield (line, frame, fill or image, corner points in user space), looking into forms too."""
    import pypdfium2.raw as pdfium

    def objects(count: int, get: Any, outer: Matrix, depth: int) -> Iterator[tuple[str, list[Point]]]:
        for i in range(count):
            handle = get(i)
            if not handle:
                continue
            kind = pdfium.FPDFPageObj_GetType(handle)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                yield from _path_shapes(pdfium, handle, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                m = _compose(_matrix(pdfium, handle), outer)
                yield "image", [_apply(m, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 5:
                inner = _compose(_matrix(pdfium, handle), outer)

                def child(k: int, form: Any = handle) -> Any:
                    return pdfium.FPDFFormObj_GetObject(form, k)

                yield from objects(max(0, pdfium.FPDFFormObj_CountObjects(handle)), child, inner, depth + 1)

    def top(i: int) -> Any:
        return pdfium.FPDFPage_GetObject(page.raw, i)

    yield from objects(pdfium.FPDFPage_CountObjects(page.raw), top, IDENTITY, 0)


def _path_shapes(pdfium: Any, handle: Any, outer: Matrix) -> Iterator[tuple[str, list[Point]]]:
    count = pdfium.FPDFPath_CountSegments(handle)
    if count < 2 or count > MAX_SEGMENTS:
        return
    fill_mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(handle, fill_mode, stroke)
    if not fill_mode.value and not stroke.value:
        return
    matrix = _compose(_matrix(pdfium, handle), outer)
    for points, curved in _subpaths(pdfium, handle, count):
        if curved or len(points) < 2:
            continue
        placed = [_apply(matrix, x, y) for x, y in points]
        if _is_box(placed):
            yield ("fill" if fill_mode.value and not stroke.value else "frame"), placed
        elif stroke.value:
            for a, b in pairwise(placed):
                if abs(a[0] - b[0]) < 1 or abs(a[1] - b[1]) < 1:
                    yield "line", [a, b]


def _subpaths(pdfium: Any, handle: Any, count: int) -> Iterator[tuple[list[Point], bool]]:
    points: list[Point] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(handle, i)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == MOVE_TO and points:
            yield points, curved
            points, curved = [], False
        curved = curved or kind == CURVE_TO
        points.append((x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment) and points[0] != points[-1]:
            points.append(points[0])
    if points:
        yield points, curved


def _is_box(points: list[Point]) -> bool:
    if len(points) not in (4, 5):
        return False
    xs = sorted({round(p[0], 1) for p in points})
    ys = sorted({round(p[1], 1) for p in points})
    return len(xs) <= 2 and len(ys) <= 2 and len(set(points)) >= 3


def _matrix(pdfium: Any, handle: Any) -> Matrix:
    m = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, m):
        return IDENTITY
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _apply(m: Matrix, x: float, y: float) -> Point:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _compose(inner: Matrix, outer: Matrix) -> Matrix:
    """Matrix that applies `inner` first, then `outer`."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)

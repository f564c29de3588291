"""Reads scanned pages by tesseract: words with boxes and confidence, straightened first."""

import csv
import io
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.read.pdf.glyphs import Frame
from pipeline.read.pdf.overlooked import MOST_ON_SHEET, Sheet, find_overlooked, lay_out
from pipeline.read.pdf.picture import find_pixel_rules, measure_tilt
from pipeline.read.pdf.rulings import Rulings
from pipeline.read.pdf.words import Word

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

OCR_MISSING = (
    "a scan without text; OCR is needed to read it: install tesseract (Debian: apt-get install tesseract-ocr) "
    "and run again"
)
UNSURE = 0.6  # confidence below which digits are named in the notes
NOISE = 0.15  # words below this are specks
SHEET_SCALES = (1.0, 0.75, 1.5)  # sizes at which what was passed over is read
MOST_SECOND_LOOKS = 20  # a page; each takes a tenth of a second
LONGEST_NUMBER = 9  # characters
NUMERALS = "0123456789.,%£-+()"
DASHES = frozenset("-–—")
NEAR = 1.0  # font sizes from a word within which a doubtful dash belongs to a line of words
MISREAD_NUMBER = re.compile(r"(?=.*\d)[\d.,%£()+|!\[\]aoOlIisgz-]+?(?P<dash>[-–—]*)")  # and letters taken for digits
NUMBER = re.compile(r"[(+-]?£?\d[\d,]*(?:\.\d+)?%?\)?")
TIMEOUT_S = 120  # tesseract hangs on some pictures; a page takes one or two seconds
DESCENDING = re.compile(r"[gjpqy,;()\[\]/|{}Q$@_]")
TALL = re.compile(r"[A-Z0-9bdfhklt£%&]")
MISREADINGS = (  # what tesseract makes of digits in some fonts
    (re.compile(r"\b[iIl]st\b"), "1st"),
    (re.compile(r"\bSth\b"), "5th"),
    (re.compile(r"(?<=['’])[Il](?=\d\b)"), "1"),  # `Mar'l7`
)
BULLET_LOOKS = frozenset("e¢©«°»*·o®")  # what it makes of a bullet before a hanging text
CAPITAL_HEIGHT = 0.72  # of the font size


@dataclass(frozen=True, slots=True)
class OcrPage:
    """Words and ruling lines of a page in its straightened frame, and what to say of it."""

    words: tuple[Word, ...]
    rulings: Rulings
    frame: Frame
    remarks: tuple[str, ...]


def ocr_available() -> bool:
    """Whether the tesseract command is installed."""
    return shutil.which("tesseract") is not None


def engine_version() -> str:
    """The version of tesseract, empty where it is missing."""
    if not ocr_available():
        return ""
    shown = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=False, timeout=TIMEOUT_S)
    return (shown.stdout or shown.stderr).split("\n")[0].removeprefix("tesseract").strip()


def read_picture(image: "Picture", *, width: float, height: float, dpi: int) -> OcrPage:
    """Read the words of a page's picture, which is `width` by `height` points large.

    Raises OSError where tesseract fails and subprocess.TimeoutExpired where it hangs.
    """
    import numpy as np
    from PIL import Image

    grey = image.convert("L")
    tilt = measure_tilt(np.asarray(grey))
    if tilt:
        grey = grey.rotate(-tilt, resample=Image.Resampling.BICUBIC, fillcolor=255)
    horizontal, vertical, clean = find_pixel_rules(np.asarray(grey), dpi=dpi)
    ruled = len(horizontal) > 1 and len(vertical) > 1
    picture = Image.fromarray(clean)
    table = _run_tesseract(picture, dpi=dpi, mode=6 if ruled else 3)
    _look_again(table, picture, dpi=dpi)
    table += _overlooked(table, picture, dpi=dpi)
    words = _words(table, points=72 / dpi)
    frame = Frame(0, 0, width, height, 0, 0, tilt=tilt)
    rulings = Rulings(tuple(horizontal), tuple(vertical), (), (), complete=True)
    return OcrPage(tuple(words), rulings, frame, tuple(_unsure(words)))


def _overlooked(table: Sequence[dict[str, str]], picture: "Picture", *, dpi: int) -> list[dict[str, str]]:
    """Read what tesseract passed over; return rows as it gives them, each spot a line of its own.

    A digit by itself is read at two sizes, since tesseract is sure of a wrong one at some: `4` for 1. Where they
    differ, a third decides; what it takes is doubtful, and named.
    """
    import numpy as np

    spots = find_overlooked(np.asarray(picture), [_box(r) for r in table if _is_word(r)])
    sheets = [spots[i : i + MOST_ON_SHEET] for i in range(0, len(spots), MOST_ON_SHEET)]
    return [r for k, own in enumerate(sheets) for r in _read_spots(lay_out(picture, own), f"overlooked {k}", dpi=dpi)]


def _read_spots(sheet: Sheet, name: str, *, dpi: int) -> list[dict[str, str]]:
    """Read the spots of a sheet, at a third size where two readings differ; rows bear `name` as their block."""
    spots = sheet.spots
    readings = [_read_sheet(sheet, scale, dpi=dpi) for scale in SHEET_SCALES[:2]]
    if any(_text(readings[0], n) != _text(readings[1], n) for n in range(len(spots))):
        readings.append(_read_sheet(sheet, SHEET_SCALES[2], dpi=dpi))
    rows: list[dict[str, str]] = []
    for number in range(len(spots)):
        text, times = Counter(_text(reading, number) for reading in readings).most_common(1)[0]
        if not text or 2 * times <= len(readings):
            continue
        own = next(reading[number] for reading in readings if _text(reading, number) == text)
        doubt = 100.0 if times == len(readings) else 100 * UNSURE - 1
        rows += [{**r, "conf": str(min(float(r["conf"]), doubt)), "block_num": name} for r in own]
    return rows


def _text(reading: dict[int, list[dict[str, str]]], number: int) -> str:
    return " ".join(r["text"] for r in reading.get(number, []))


def _read_sheet(sheet: Sheet, scale: float, *, dpi: int) -> dict[int, list[dict[str, str]]]:
    """Read a sheet at a size; return the rows of words by spot, where they stand on the page."""
    size = round(sheet.picture.width * scale), round(sheet.picture.height * scale)
    found: dict[int, list[dict[str, str]]] = {}
    for row in _run_tesseract(sheet.picture.resize(size), dpi=round(dpi * scale), mode=6):
        if not _is_word(row) or float(row["conf"]) < 100 * UNSURE or not re.search(r"\w", row["text"]):
            continue
        left, top, width, height = (round(int(row[k]) / scale) for k in ("left", "top", "width", "height"))
        number = sheet.spot_at(top, height)
        if number is not None:
            x, y = sheet.on_page(number, left, top)
            place = {"left": str(x), "top": str(y), "width": str(width), "height": str(height)}
            found.setdefault(number, []).append({**row, **place, "line_num": str(number)})
    return found


def _is_word(row: dict[str, str]) -> bool:
    return row["level"] == "5" and bool((row["text"] or "").strip()) and float(row["conf"]) >= 100 * NOISE


def _box(row: dict[str, str]) -> tuple[int, int, int, int]:
    left, top, width, height = (int(row[k]) for k in ("left", "top", "width", "height"))
    return left, top, left + width, top + height


def _look_again(table: Sequence[dict[str, str]], picture: "Picture", *, dpi: int) -> None:
    """Read short words with a digit that tesseract was unsure of once more, as numbers: `a1` is 21.

    Changes their text where a number comes out, and leaves their low confidence, so that they are still named. What
    stood for a dash behind the number (`16-—` of `16 – Jan`) stays one.
    """
    unsure = [r for r in table if _is_unsure_number(r)]
    for row in unsure[:MOST_SECOND_LOOKS]:
        left, top, width, height = (int(row[k]) for k in ("left", "top", "width", "height"))
        margin = height // 3
        crop = picture.crop((left - margin, top - margin, left + width + margin, top + height + margin))
        texts = [(r["text"] or "").strip(" .,") for r in _run_tesseract(crop, dpi=dpi, mode=8, only=NUMERALS)]
        again = [text for text in texts if text]
        if len(again) == 1 and NUMBER.fullmatch(again[0].rstrip("-")):
            misread = MISREAD_NUMBER.fullmatch(row["text"].strip())
            row["text"] = again[0].rstrip("-") + ("–" if misread and misread["dash"] else "")
            row["conf"] = str(max(float(row["conf"]), 100 * NOISE))  # read twice, it is no speck


def _is_unsure_number(row: dict[str, str]) -> bool:
    text = (row["text"] or "").strip()
    doubtful = row["level"] == "5" and 0 <= float(row["conf"]) < 100 * UNSURE
    return doubtful and 1 < len(text) <= LONGEST_NUMBER and MISREAD_NUMBER.fullmatch(text) is not None


def _run_tesseract(image: "Picture", *, dpi: int, mode: int, only: str = "") -> list[dict[str, str]]:
    data = io.BytesIO()
    image.save(data, format="PNG", compress_level=1)
    allowed = ["-c", f"tessedit_char_whitelist={only}"] if only else []
    done = subprocess.run(
        ["tesseract", "stdin", "stdout", "--dpi", str(dpi), "--psm", str(mode), "-l", "eng", *allowed, "tsv"],
        input=data.getvalue(),
        capture_output=True,
        check=False,
        timeout=TIMEOUT_S,
        # one thread: pages are read side by side by the workers, and the result must not depend on the machine
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    if done.returncode != 0:
        raise OSError(done.stderr.decode("utf-8", errors="replace").strip().split("\n")[-1][:200])
    text = done.stdout.decode("utf-8", errors="replace")
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


def _words(table: Sequence[dict[str, Any]], *, points: float) -> list[Word]:
    lines: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in table:
        if row["level"] == "5" and row["text"].strip() and float(row["conf"]) >= 0:
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    words: list[Word] = []
    for rows in lines.values():
        words.extend(_line_words(rows, points))
    return words


def _line_words(rows: list[dict[str, Any]], points: float) -> list[Word]:
    """Words of one line: baseline and size are measured over the line, since each box fits its letters tightly."""
    boxes = [(float(r["left"]), float(r["top"]), float(r["width"]), float(r["height"])) for r in rows]
    flat = [t + h for (_, t, _, h), r in zip(boxes, rows, strict=True) if not DESCENDING.search(r["text"])]
    bottoms = sorted(flat or [t + 0.8 * h for _, t, _, h in boxes])
    baseline = bottoms[(len(bottoms) - 1) // 2]  # of two the higher: a box grows by what is left of a rule below
    heights = sorted(
        baseline - t for (_, t, _, _), r in zip(boxes, rows, strict=True) if TALL.search(r["text"]) and baseline > t
    )
    tall = heights[len(heights) // 2] if heights else 1.35 * max(h for *_, h in boxes)
    size = round(tall / CAPITAL_HEIGHT * points * 2) / 2
    words: list[Word] = []
    for i, ((left, _, width, _), row) in enumerate(zip(boxes, rows, strict=True)):
        text, confidence = _mended(row["text"].strip()), float(row["conf"]) / 100
        if i == 0 and text in BULLET_LOOKS and len(boxes) > 1 and boxes[1][0] - left - width > 0.5 * tall:
            text = "•"
        if confidence < NOISE or set(text) <= set("|_"):
            continue
        if confidence < UNSURE and not re.search(r"\w", text) and not _is_dash(i, text, boxes, tall):
            continue
        step = width / len(text)
        edges = tuple(round((left + k * step) * points, 2) for k in range(len(text) + 1))
        words.append(Word(text, edges, baseline * points, max(size, 4.0), bold=False, confidence=confidence))
    return words


def _mended(text: str) -> str:
    for misread, meant in MISREADINGS:
        text = misread.sub(meant, text)
    return text


def _is_dash(i: int, text: str, boxes: Sequence[tuple[float, float, float, float]], tall: float) -> bool:
    """Whether a doubtful mark is a dash between two words, near both and apart from both: no minus, and no speck."""
    if text not in DASHES or not 0 < i < len(boxes) - 1:
        return False
    (before, _, width, _), (left, _, own, _), (after, *_) = boxes[i - 1 : i + 2]
    size = tall / CAPITAL_HEIGHT
    return all(0.1 * size <= gap <= NEAR * size for gap in (left - before - width, after - left - own))


def _unsure(words: Sequence[Word]) -> list[str]:
    doubtful = [w.text for w in words if w.confidence < UNSURE and re.search(r"\d", w.text)]
    if not doubtful:
        return []
    shown = ", ".join(doubtful[:8]) + (" and others" if len(doubtful) > 8 else "")
    return [f"OCR was unsure of {shown}"]

"""Families of PDFs that grow in one way each, to see that reading them takes time in step with their size.

FAMILIES: name -> a function that takes a size n and returns a function without arguments, whose time is measured.
START: the size at which a family is worth timing; double it from there.

usage: python tests/benchmarks/families_pdf.py [NAME ...]
"""

import io
import random
import sys
import time
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import pikepdf

from pipeline.errors import UnreadableError
from pipeline.read import Limits, read_document

LIMITS = Limits(ocr=False)
NAMES = ("north", "south", "east", "west", "upper", "lower", "great", "little", "old", "new", "long", "short", "high")
STEP = 12  # points from line to line


def pdf_of(pages: Iterable[str], *, size: tuple[float, float], annotations: Iterable[dict[str, object]] = ()) -> bytes:
    """A PDF of pages with the given commands; the annotations stand on the first."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Helvetica"))
    )
    for commands in pages:
        page = pdf.add_blank_page()
        page.obj.MediaBox = pikepdf.Array([0, 0, round(size[0]), round(size[1])])
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj.Contents = pdf.make_stream(commands.encode("cp1252"))
    notes = [pdf.make_indirect(pikepdf.Dictionary(a)) for a in annotations]
    if notes:
        pdf.pages[0].obj.Annots = pikepdf.Array(notes)
        fields = [n for n in notes if n.Subtype == "/Widget"]
        pdf.Root.AcroForm = pikepdf.Dictionary(
            Fields=pikepdf.Array(fields), DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        )
    out = io.BytesIO()
    pdf.save(out, static_id=True)
    return out.getvalue()


def say(x: float, y: float, shown: str, size: float = 10) -> str:
    """Commands that show a text."""
    return f"BT /F1 {size} Tf {x:.1f} {y:.1f} Td ({shown}) Tj ET"


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    """Commands that draw a line."""
    return f"{x0:.1f} {y0:.1f} m {x1:.1f} {y1:.1f} l S"


def reading(data: bytes) -> Callable[[], object]:
    """A function that reads a file."""

    def read() -> object:
        try:
            return read_document(data, name="a.pdf", limits=LIMITS)
        except UnreadableError as error:
            return error

    return read


def one_page(commands: Iterable[str], width: float, height: float) -> Callable[[], object]:
    """A function that reads a page of some commands."""
    return reading(pdf_of(["\n".join(commands)], size=(width, height)))


def prose(n: int, x: float, y: float, words: int = 12) -> list[str]:
    """Lines of prose, downwards from a place, each fifth the last of a paragraph."""
    return [
        say(
            x, y - STEP * i, " ".join(NAMES[(7 * i + k) % 13] for k in range(words if i % 5 else 5)) + "." * (not i % 5)
        )
        for i in range(n)
    ]


def lines_of_prose(n: int) -> Callable[[], object]:
    return one_page(prose(n, 50, STEP * n + 20), 595, STEP * n + 60)


def two_columns(n: int) -> Callable[[], object]:
    top = STEP * n + 20
    return one_page([*prose(n, 40, top, 6), *prose(n, 320, top, 6)], 595, top + 40)


def columns_of_text(n: int) -> Callable[[], object]:
    return one_page([c for k in range(n) for c in prose(30, 40 + 250 * k, 400, 6)], 250 * n + 80, 440)


def table(rows: int, columns: int, *, ruled: bool) -> tuple[list[str], float, float]:
    width, height = 80 + 60.0 * columns, 60 + 1.5 * STEP * rows
    commands: list[str] = []
    for r in range(rows):
        y = height - 40 - 1.5 * STEP * r
        commands += [
            say(44 + 60 * c, y, str(1000 + 7 * r + c) if c and r else NAMES[(r + c) % 13]) for c in range(columns)
        ]
    if ruled:
        top, bottom = height - 28, height - 28 - 1.5 * STEP * rows
        commands += [rule(40, top - 1.5 * STEP * r, 40 + 60 * columns, top - 1.5 * STEP * r) for r in range(rows + 1)]
        commands += [rule(40 + 60 * c, bottom, 40 + 60 * c, top) for c in range(columns + 1)]
    return commands, width, height


def rows_without_rules(n: int) -> Callable[[], object]:
    return one_page(*table(n, 5, ruled=False))


def columns_without_rules(n: int) -> Callable[[], object]:
    return one_page(*table(10, n, ruled=False))


def ruled_rows(n: int) -> Callable[[], object]:
    return one_page(*table(n, 5, ruled=True))


def ruled_columns(n: int) -> Callable[[], object]:
    return one_page(*table(10, n, ruled=True))


def table_over_pages(n: int) -> Callable[[], object]:
    commands, width, height = table(40, 5, ruled=False)
    return reading(pdf_of(["\n".join(commands)] * n, size=(width, height)))


def ruled_table_over_pages(n: int) -> Callable[[], object]:
    commands, width, height = table(40, 5, ruled=True)
    return reading(pdf_of(["\n".join(commands)] * n, size=(width, height)))


def pages_of_prose(n: int) -> Callable[[], object]:
    pages = ("\n".join([say(50, 810, "Yearly report"), *prose(50, 50, 760), say(290, 30, str(i))]) for i in range(n))
    return reading(pdf_of(pages, size=(595, 842)))


def small_tables(n: int) -> Callable[[], object]:
    """Tables of four rows with a line of prose above each, down one page."""
    commands: list[str] = []
    for k in range(n):
        y = 100.0 * (n - k) + 20
        commands.append(say(50, y, f"Table {k + 1}: what was counted in the year by the offices of the county"))
        commands += [say(50 + 100 * c, y - 14 * (r + 1), f"{r}{c}{k}") for r in range(4) for c in range(4)]
    return one_page(commands, 595, 100 * n + 60)


def scattered_words(n: int) -> Callable[[], object]:
    dice = random.Random(1)
    side = 40 * n**0.5
    return one_page([say(dice.uniform(0, side), dice.uniform(0, side), NAMES[i % 13]) for i in range(n)], side, side)


def one_long_line(n: int) -> Callable[[], object]:
    return one_page([say(10 + 40 * i, 100, NAMES[i % 13]) for i in range(n)], 40 * n + 50, 200)


def one_long_word(n: int) -> Callable[[], object]:
    return one_page([say(10, 100, "1" * n, 1)], n + 50, 200)


def footnote_marks(n: int) -> Callable[[], object]:
    top = STEP * n + 20
    marks = [say(50, top - STEP * i, "north 310") + say(95, top - STEP * i + 4, "2", 6) for i in range(n)]
    return one_page(marks, 595, top + 40)


def lines_in_one_cell(n: int) -> Callable[[], object]:
    top = STEP * n + 20
    frame = [rule(x, 8, x, top + STEP) for x in (40, 300, 500)] + [rule(40, y, 500, y) for y in (8, top + STEP)]
    return one_page([*prose(n, 50, top, 6), say(310, top, "5"), *frame], 595, top + 40)


def dashes(n: int) -> Callable[[], object]:
    """Short lines one beside the other, as a chart's grid or a dotted border is drawn."""
    drawn = [rule(10 + 8 * (i % 60), 10 + 5 * (i // 60), 15 + 8 * (i % 60), 10 + 5 * (i // 60)) for i in range(n)]
    return one_page([*drawn, say(50, 5, "north 5")], 595, n / 12 + 40)


def crossing_pieces(n: int) -> Callable[[], object]:
    """Boxes one beside the other that do not touch: a grid of each."""
    boxes = [f"{20 + 30 * (i % 20)} {20 + 30 * (i // 20)} 20 20 re S" for i in range(n)]
    return one_page([*boxes, say(50, 5, "north 5")], 650, 1.5 * n + 60)


def filled_fields(n: int) -> Callable[[], object]:
    fields = (
        {
            "/Subtype": pikepdf.Name.Widget,
            "/FT": pikepdf.Name.Tx,
            "/F": 4,
            "/T": pikepdf.String(f"f{i}"),
            "/V": pikepdf.String(str(1000 + i)),
            "/DA": pikepdf.String("/F1 9 Tf"),
            "/Rect": pikepdf.Array([100, STEP * i + 20, 200, STEP * i + 31]),
        }
        for i in range(n)
    )
    return reading(pdf_of([""], size=(595, STEP * n + 60), annotations=fields))


def turned_lines(n: int) -> Callable[[], object]:
    shown = [
        f"BT /F1 10 Tf 0 1 -1 0 {20 + STEP * i} 30 Tm (north south {i} east west of 5 lower) Tj ET" for i in range(n)
    ]
    return one_page(shown, STEP * n + 60, 400)


def listed_items(n: int) -> Callable[[], object]:
    top = STEP * n + 20
    items = [
        say(50, top - STEP * i, f"{i + 1}.") + say(80, top - STEP * i, "the north and the south of it")
        for i in range(n)
    ]
    return one_page(items, 595, top + 40)


def names_and_values_apart(n: int) -> Callable[[], object]:
    """Two columns far from each other, the left one with a line that reaches over at every tenth row."""
    top = STEP * n + 20
    shown = [
        say(50, top - STEP * i, " ".join(NAMES[:12]) if i % 10 == 9 else NAMES[i % 13])
        + ("" if i % 10 == 9 else say(400, top - STEP * i, str(100 + i)))
        for i in range(n)
    ]
    return one_page(shown, 595, top + 40)


FAMILIES: dict[str, Callable[[int], Callable[[], object]]] = {
    "lines of prose": lines_of_prose,
    "two columns": two_columns,
    "columns of text": columns_of_text,
    "rows without rules": rows_without_rules,
    "columns without rules": columns_without_rules,
    "ruled rows": ruled_rows,
    "ruled columns": ruled_columns,
    "table over pages": table_over_pages,
    "ruled table over pages": ruled_table_over_pages,
    "pages of prose": pages_of_prose,
    "small tables": small_tables,
    "scattered words": scattered_words,
    "one long line": one_long_line,
    "one long word": one_long_word,
    "footnote marks": footnote_marks,
    "lines in one cell": lines_in_one_cell,
    "dashes": dashes,
    "crossing pieces": crossing_pieces,
    "filled fields": filled_fields,
    "turned lines": turned_lines,
    "listed items": listed_items,
    "names and values apart": names_and_values_apart,
}
START = {
    "lines of prose": 500, "two columns": 300, "columns of text": 20, "rows without rules": 200,
    "columns without rules": 50, "ruled rows": 200, "ruled columns": 50, "table over pages": 5,
    "ruled table over pages": 5, "pages of prose": 10, "small tables": 25, "scattered words": 500,
    "one long line": 1000, "one long word": 20000, "footnote marks": 500, "lines in one cell": 500, "dashes": 1000,
    "crossing pieces": 200, "filled fields": 100, "turned lines": 100, "listed items": 300,
    "names and values apart": 200,
}  # fmt: skip


def timed(work: Callable[[], object]) -> float:
    """CPU seconds, the better of two."""
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main(names: list[str]) -> None:
    """Print the time at n, 2n and 4n of some families (all by default)."""
    reading(pdf_of([say(50, 50, "north")], size=(595, 842)))()
    for name in names or FAMILIES:
        sizes = [START[name] * k for k in (1, 2, 4)]
        times = [timed(FAMILIES[name](n)) for n in sizes]
        ratios = "  ".join(f"x{b / a:.1f}" for a, b in pairwise(times))
        print(f"{name:26} {sizes[0]:7} {'  '.join(f'{t:7.2f}' for t in times)}   {ratios}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

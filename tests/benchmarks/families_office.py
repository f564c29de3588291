"""Families of office files, pages and encodings that grow by a size, to be timed: name -> size -> what is timed."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "faults")]

from officefiles import open_document, word_file, workbook

from pipeline.errors import UnreadableError
from pipeline.read import Limits, read_document

LIMITS = Limits(ocr=False)
WORD_LINE = "<w:p><w:r><w:t>Burglary fell by 5% to 1,200.</w:t></w:r></w:p>"
WORD_ROW = "<w:tr>" + "<w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc>" * 4 + "</w:tr>"
ODT_LINE = "<text:p>Burglary fell by 5% to 1,200.</text:p>"
ODT_CELL = "<table:table-cell><text:p>12</text:p></table:table-cell>"
ODT_ROW = f"<table:table-row>{ODT_CELL * 4}</table:table-row>"


def read(data: bytes, name: str) -> object:
    """Read a file; a refusal counts as done."""
    try:
        return read_document(data, name=name, limits=LIMITS)
    except UnreadableError as error:
        return error


def nested(before: str, inside: str, after: str, n: int) -> str:
    """Return markup that is nested n deep."""
    return before * n + inside + after * n


def office(name: str, make: Callable[[int], bytes]) -> Callable[[int], Callable[[], object]]:
    """Return a family: for a size, a function that reads a file made before."""
    return lambda n: partial(read, make(n), name)


def page(make: Callable[[int], str]) -> Callable[[int], Callable[[], object]]:
    """Return a family of pages."""
    return office("a.html", lambda n: f"<html><body>{make(n)}</body></html>".encode())


def word(make: Callable[[int], str]) -> Callable[[int], Callable[[], object]]:
    """Return a family of Word files."""
    return office("a.docx", lambda n: word_file(make(n)))


def text(make: Callable[[int], bytes]) -> Callable[[int], Callable[[], object]]:
    """Return a family of texts in some encoding."""
    return office("a.txt", make)


CELLS = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"
IN_A_TABLE = ("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>5</w:t></w:r></w:p>", "</w:tc></w:tr></w:tbl>")
LINE = "Burglary fell by 5% to 1,200.\n\n"
FAMILIES: dict[str, Callable[[int], Callable[[], object]]] = {
    "docx paragraphs": word(lambda n: WORD_LINE * n),
    "docx long table": word(lambda n: f"<w:tbl>{WORD_ROW * n}</w:tbl>"),
    "docx wide table": word(lambda n: f"<w:tbl><w:tr>{CELLS * n}</w:tr></w:tbl>"),
    "docx many tables": word(lambda n: f"<w:tbl>{WORD_ROW}</w:tbl><w:p/>" * n),
    "docx nested tables": word(lambda n: nested(IN_A_TABLE[0], "", IN_A_TABLE[1], n)),
    "docx nested controls": word(lambda n: nested("<w:sdt><w:sdtContent>", WORD_LINE, "</w:sdtContent></w:sdt>", n)),
    "docx one paragraph": word(lambda n: f"<w:p>{'<w:r><w:t>5% </w:t></w:r>' * n}</w:p>"),
    "docx insertions": word(lambda n: '<w:p><w:ins w:id="1"><w:r><w:t>5%</w:t></w:r></w:ins></w:p>' * n),
    "xlsx long": office("a.xlsx", lambda n: workbook(n, 4)),
    "xlsx wide": office("a.xlsx", lambda n: workbook(20, n // 4 + 2)),
    "odt paragraphs": office("a.odt", lambda n: open_document(ODT_LINE * n)),
    "odt long table": office("a.odt", lambda n: open_document(f"<table:table>{ODT_ROW * n}</table:table>")),
    "odt nested sections": office(
        "a.odt", lambda n: open_document(nested("<text:section>", ODT_LINE, "</text:section>", n))
    ),
    "html paragraphs": page(lambda n: "<p>Burglary fell by 5%.</p>" * n),
    "html unclosed fonts": page(lambda n: "<p>Fell by 5%.<font size=2>" * n),
    "html nested blocks": page(lambda n: "<div>5%" * n),
    "html nested lists": page(lambda n: "<ul><li>5%" * n),
    "html nested tables": page(lambda n: "<table><tr><td>5<td>6" * n),
    "html ends without beginnings": page(lambda n: "<b>" * n + "</i>" * n + "5%"),
    "html long table": page(lambda n: f"<table>{'<tr><td>a<td>1<td>2' * n}</table>"),
    "html wide table": page(lambda n: f"<table><tr>{'<td>1' * n}</table>"),
    "html row spans": page(lambda n: f"<table>{'<tr><td rowspan=99999>1' * n}</table>"),
    "html many attributes": page(lambda n: f"<p {' '.join(f'a{i}=1' for i in range(n))}>5%</p>"),
    "html open comment": page(lambda n: "<p>5%<!-- " + "<p>6%" * n),
    "html open tag": page(lambda n: "<p>5%<a href='" + "x " * n),
    "html less-thans": page(lambda n: "<" * n + "5%"),
    "html long list": page(lambda n: f"<ol>{'<li>5%' * n}</ol>"),
    "html notes raised": page(lambda n: f"<p>{'5<sup>2</sup> ' * n}</p>"),
    "text latin-1": text(lambda n: ("\xe9 £5m. " + LINE).encode("latin-1") * n),
    "text zero bytes": text(lambda n: (LINE * 9).encode() * n + b"\x00" * n),
    "text utf-16": text(lambda n: (LINE * n).encode("utf-16")),
}


def main() -> int:
    """Print seconds for n, 2n and 4n of each family: `python tests/benchmarks/families_office.py [N] [NAME]`."""
    import time

    n = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    for name in sys.argv[2:] or FAMILIES:
        times = []
        for size in (n, 2 * n, 4 * n):
            timed = FAMILIES[name](size)
            began = time.process_time()
            timed()
            times.append(time.process_time() - began)
        print(f"{name}: {' '.join(f'{t:.2f}' for t in times)} s, x{times[2] / max(times[1], 0.001):.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Builds the corpus: documents/ from sources/. Run `python corpus/build.py`, or with `--out DIR`.

The same sources give the same bytes with the same versions of the three libraries, which
`built-with.txt` names; `pip install "reportcheck[corpus]"` brings them.
"""

import argparse
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from drawing.pages import draw_pdf
from drawing.plain import write_text
from drawing.scan import scan_pdf
from drawing.source import read_source

HERE = Path(__file__).parent
SOURCES = HERE / "sources"
AS_PDF = (
    "performance-report-q3-2015-16",
    "dashboard-december-2015",
    "annual-report-2014-15",
    "year-end-performance-2018-19",
    "plan-progress-report-2021",
)
AS_TEXT = ("performance-report-q3-2015-16",)
AS_SCAN = ("hate-crime-return-2014-15",)
DAMAGED = {"plan-progress-report-2021": 1000}  # bytes that came through before the download broke off
LIBRARIES = ("reportlab", "pillow", "pypdfium2")


def build() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of every document."""
    drawn = {name: draw_pdf(read_source(SOURCES / f"{name}.md")) for name in AS_PDF}
    for name, pdf in drawn.items():
        yield f"{name}.pdf", pdf
    for name in AS_TEXT:
        yield f"{name}.txt", write_text(read_source(SOURCES / f"{name}.md")).encode()
    for name in AS_SCAN:
        source = read_source(SOURCES / f"{name}.md")
        yield f"{name}-scan.pdf", scan_pdf(draw_pdf(source), title=name)
    for name, kept in DAMAGED.items():
        yield f"{name}-damaged.pdf", drawn[name][:kept]


def built_with() -> str:
    """Return the versions that the bytes of the documents depend on, one a line."""
    return "".join(f"{library} {version(library)}\n" for library in LIBRARIES)


def main() -> None:
    """Write the documents to `--out`, by default beside this file."""
    parser = argparse.ArgumentParser(description="Build the documents of the corpus from their sources.")
    parser.add_argument("--out", type=Path, default=HERE / "documents", help="folder to write to")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    for name, content in build():
        (out / name).write_bytes(content)
        print(f"{len(content):>9,}  {name}")
    if out == HERE / "documents":
        (HERE / "built-with.txt").write_text(built_with(), encoding="utf-8")


if __name__ == "__main__":
    main()

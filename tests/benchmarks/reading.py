"""Prints pages a second of the whole reading of PDFs beside pdfplumber's words and tables, on the same files.

usage: python tests/benchmarks/reading.py [FILE_OR_FOLDER ...]   (default: the built documents of corpus/)
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber

from pipeline.errors import UnreadableError
from pipeline.read import Limits, read_document


def read_whole(path: Path) -> int:
    return read_document(path, name=path.name, limits=Limits(ocr=False)).pages or 0


def plumber_words(path: Path) -> int:
    return _pages(path, lambda page: page.extract_words())


def plumber_tables(path: Path) -> int:
    return _pages(path, lambda page: page.extract_tables())


def _pages(path: Path, work: Callable[[pdfplumber.page.Page], object]) -> int:
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            work(page)
            page.close()
        return len(pdf.pages)


def measure(paths: list[Path], read: Callable[[Path], int]) -> tuple[int, float]:
    """Pages read and CPU seconds; a file that cannot be read counts for nothing."""
    pages = 0
    start = time.process_time()
    for path in paths:
        try:
            pages += read(path)
        except UnreadableError:
            continue
    return pages, time.process_time() - start


def main(arguments: list[str]) -> None:
    places = [Path(a) for a in arguments] or [Path(__file__).parents[2] / "corpus"]
    paths = sorted(p for place in places for p in (place.rglob("*.pdf") if place.is_dir() else [place]))
    readable = []
    for path in paths:  # also loads the libraries, so that no reader pays for it
        try:
            pages = read_whole(path)
        except UnreadableError:
            continue
        if pages:
            readable.append(path)
    pages, ours = measure(readable, read_whole)
    _, words = measure(readable, plumber_words)
    _, tables = measure(readable, plumber_tables)
    print(f"{len(readable)} files, {pages} pages")
    print(f"reportcheck, everything    {pages / ours:8.1f} pages a second")
    print(f"pdfplumber extract_words   {pages / words:8.1f}")
    print(f"pdfplumber extract_tables  {pages / tables:8.1f}")
    print(f"pdfplumber words + tables  {pages / (words + tables):8.1f}: {(words + tables) / ours:.1f} times as slow")


if __name__ == "__main__":
    main(sys.argv[1:])

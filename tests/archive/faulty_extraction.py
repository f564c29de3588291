"""A reader of long texts whose extraction hangs, dies or stops at a word. Plug-in for the tests of pieces."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

import pipeline.archive.work as work
import pipeline.extract as extract
import pipeline.read.text as text
from pipeline.archive.engine import Tell
from pipeline.archive.work import Reader, Task
from pipeline.errors import OutputError
from pipeline.types import Document, Report

PIECE_BYTES = 2_000
LOG = "extracted"  # a line for each piece that was begun: its last line in the file
HANGING = 1 / 40  # of the deadline, for the piece that hangs; the others have all of it, on a busy machine too


class SmallPieces(Reader):
    """Reads texts in pieces of some lines; ends as a word says in the piece that has that word."""

    listens: ClassVar[bool] = True

    def telling(self, tell: Tell) -> Reader:
        """Return the same kind of reader."""
        return replace(self, tell=tell)

    def __call__(self, task: Task) -> None:
        """Read with small pieces."""
        with _replaced(self._extracted):
            super().__call__(task)

    def _extracted(self, document: Document, *, own: Callable[..., Sequence[Report]], **options: Any) -> Any:
        log = self.journal / LOG
        known = log.read_text(encoding="ascii").split() if log.exists() else []
        log.write_text("".join(f"{line}\n" for line in (*known, document.lines)), encoding="ascii")
        if self.listens and _says(document, "HANG"):
            time.sleep(1000)
        once = _says(document, "ONCE") and str(document.lines) not in known
        if self.listens and (_says(document, "DIE") or once):
            os.kill(os.getpid(), signal.SIGKILL)
        if self.listens and _says(document, "FULL"):
            raise MemoryError
        if self.listens and _says(document, "STOP"):
            raise OutputError("stopped, as asked")
        return own(document, **options)


class DeafReader(SmallPieces):
    """Reads the same pieces and ends nowhere."""

    listens = False


def _says(document: Document, word: str) -> bool:
    return any(word in block.text for block in document.blocks)


@contextmanager
def _replaced(extracted: Callable[..., Any]) -> Iterator[None]:
    before = work.LONG_TEXT, work._size, text.read_text_pieces, extract.extract_reports
    work.LONG_TEXT = PIECE_BYTES
    work._size = lambda document: HANGING if _says(document, "HANG") else 1.0
    text.read_text_pieces = partial(text.read_text_pieces, piece_bytes=PIECE_BYTES)
    extract.extract_reports = partial(extracted, own=extract.extract_reports)
    try:
        yield
    finally:
        work.LONG_TEXT, work._size, text.read_text_pieces, extract.extract_reports = before

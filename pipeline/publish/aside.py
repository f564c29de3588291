"""Writes tables of a large run in a child process, beside what the parent writes: two cores are busy instead of one."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from pipeline.children import end_with_parent, start
from pipeline.errors import OutputError
from pipeline.publish.rows import Row
from pipeline.publish.tabletypes import Table
from pipeline.publish.writing import Format, OpenTable, WriteRows


def in_child(of: Format) -> Format:
    """Return the same format, whose files a child writes; `of` is a function of a module.

    It is given the rows as they come and raises OutputError as `of` does, at the latest when all are written.
    """

    @contextmanager
    def tables(out: Path) -> Iterator[OpenTable]:
        with _Child(of, out) as child:

            @contextmanager
            def open_table(table: Table) -> Iterator[WriteRows]:
                child.send(table)
                yield child.send
                child.send(None)

            yield open_table
            child.finish()

    return tables


class _Child:
    """The child and the pipe to it. Left early, it is ended, and the file that it was at goes with it."""

    def __init__(self, of: Format, out: Path) -> None:
        self._of, self._out = of, out
        self._pipe: Connection
        self._process: BaseProcess

    def __enter__(self) -> "_Child":
        self._pipe, theirs = multiprocessing.Pipe()
        try:
            self._process = start(_write, (theirs, self._of, self._out), name="reportcheck-writer")
        finally:
            theirs.close()
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.close()  # a child that is not done takes this for the end, and removes what it has begun
        self._process.join()
        self._process.close()

    def send(self, message: Table | Sequence[Row] | str | None) -> None:
        """Hand on a table, rows of it, or its end; raises OutputError where the child had to give up."""
        try:
            self._pipe.send(message)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise OutputError(self._told()) from error

    def finish(self) -> None:
        """Wait until everything is written; raises OutputError."""
        self.send("done")
        if fault := self._told():
            raise OutputError(fault)

    def _told(self) -> str:
        """Return why the child had to give up, nothing where all is written."""
        try:
            return str(self._pipe.recv())
        except (EOFError, ConnectionResetError) as error:
            self._process.join()
            code = self._process.exitcode or 0
            if code < 0:
                return f"{self._out}: the process that wrote there was ended by signal {-code}; run again"
            raise RuntimeError(f"the process that wrote to {self._out} ended with a fault, shown above") from error


class _LeftError(Exception):
    """The parent has left before the end."""


def _write(pipe: Connection, of: Format, out: Path) -> None:
    """The child: opens each table that comes and writes its rows; says at the end what went wrong, if anything."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent, which is told too, ends it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
    try:
        with of(out) as open_table:
            while isinstance(table := _next(pipe), Table):
                with ExitStack() as at:
                    _write_rows(pipe, at.enter_context(open_table(table)))
        fault = ""
    except OutputError as error:
        fault = str(error)
    except _LeftError:
        os._exit(0)
    pipe.send(fault)


def _write_rows(pipe: Connection, write: Callable[[Sequence[Row]], None]) -> None:
    while isinstance(rows := _next(pipe), list):
        write(rows)


def _next(pipe: Connection) -> object:
    try:
        return pipe.recv()
    except EOFError as error:
        raise _LeftError from error

"""Lists and groups that go to disk when they grow, so that a run over many documents stays small.

What is spooled is pickled to a temporary file that has no name and goes away with its holder; nothing of it is
ever read from a file of someone else. Small runs never touch the disk.
"""

import heapq
import pickle
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any, Generic, TypeVar, overload

from pipeline.errors import OutputError

T = TypeVar("T")
K = TypeVar("K")
HELD = 1_000  # items in memory
PARTS = 32  # files that groups are parted into
BATCH = 50  # items pickled together: what they share, and what their types are called, is written once
MOST_RUNS = 32  # sorted files of one size, each of which is an open file; more are merged to one


class Sorted(Sequence[T]):
    """Items in the order of `key`, added in any order; equal keys keep the order in which they were added."""

    def __init__(self, key: Callable[[T], Any], items: Iterable[T] = (), *, held: int = HELD) -> None:
        self._key = key
        self._most = held
        self._held: list[T] = []
        self._runs: list[list[IO[bytes]]] = []  # by size: the later list holds those merged from the one before
        self._number = 0
        for item in items:
            self.add(item)

    def add(self, item: T) -> None:
        """Add an item; raises OutputError where the disk for temporary files is full."""
        self._held.append(item)
        self._number += 1
        if len(self._held) >= self._most:
            self._held.sort(key=self._key)
            self._add_run(_written(self._held), 0)
            self._held = []

    def _add_run(self, run: IO[bytes], size: int) -> None:
        if size == len(self._runs):
            self._runs.append([])
        runs = self._runs[size]
        runs.append(run)
        if len(runs) >= MOST_RUNS:
            self._runs[size] = []
            merged: Iterator[T] = heapq.merge(*map(_read, runs), key=self._key)  # equal keys in the order of the runs
            self._add_run(_written(merged), size + 1)

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[T]:
        self._held.sort(key=self._key)
        runs = (run for runs in reversed(self._runs) for run in runs)  # those written first come first
        return heapq.merge(*map(_read, runs), iter(self._held), key=self._key)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return pick(self, index)  # type: ignore[no-any-return]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


class Groups(Generic[K, T]):
    """Values by key. `part_by` gives what keys must share to be kept side by side, the key itself unless named."""

    def __init__(self, part_by: Callable[[K], object] = lambda key: key, *, held: int = HELD) -> None:
        self._part_by = part_by
        self._most = held
        self._held: dict[K, list[T]] = defaultdict(list)
        self._count = 0
        self._files: list[IO[bytes]] = []

    def add(self, key: K, value: T) -> None:
        """Add a value to a key's; raises OutputError where the disk for temporary files is full."""
        self._held[key].append(value)
        self._count += 1
        if self._count >= self._most:
            self._flush()

    def parts(self) -> Iterator[dict[K, list[T]]]:
        """Yield the groups, some at a time; keys that share what they are parted by come together."""
        if not self._files:
            yield dict(self._held)
            return
        self._flush()
        for file in self._files:
            part: dict[K, list[T]] = defaultdict(list)
            for key, values in _read(file):
                part[key].extend(values)
            yield part

    def _flush(self) -> None:
        if not self._files:
            self._files = [tempfile.TemporaryFile() for _ in range(PARTS)]  # noqa: SIM115 - held with the groups
        parts: dict[int, list[tuple[K, list[T]]]] = defaultdict(list)
        for key, values in self._held.items():
            # not hash(), which differs from process to process
            parts[zlib.crc32(repr(self._part_by(key)).encode()) % PARTS].append((key, values))
        for part, items in parts.items():
            _add(self._files[part], items)
        self._held = defaultdict(list)
        self._count = 0


class Shelf(Generic[K, T]):
    """Values by key, each put once; the first stay in memory, the others go to disk one by one."""

    def __init__(self, *, held: int = HELD) -> None:
        self._most = held
        self._held: dict[K, T] = {}
        self._places: dict[K, int] = {}
        self._file: IO[bytes] | None = None

    def put(self, key: K, value: T) -> None:
        """Keep a value; raises OutputError where the disk for temporary files is full."""
        if len(self._held) < self._most:
            self._held[key] = value
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - held with the shelf
        self._places[key] = self._file.seek(0, 2)
        _add(self._file, value)

    def __contains__(self, key: object) -> bool:
        return key in self._held or key in self._places

    def __getitem__(self, key: K) -> T:
        if key in self._held:
            return self._held[key]
        place = self._places[key]
        assert self._file is not None
        self._file.seek(place)
        value: T = pickle.load(self._file)
        return value


def pick(items: Sequence[T], index: int | slice) -> Any:
    """Return `items[index]` of a sequence that can only be read from its start."""
    if isinstance(index, slice):
        return tuple(items)[index]
    place = index if index >= 0 else len(items) + index
    if not 0 <= place < len(items):
        raise IndexError(f"there is no item {index} among {len(items)}")
    return next(islice(iter(items), place, None))


def _written(items: Iterable[object]) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - held with the list
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        _add(file, batch)
    return file


def _add(file: IO[bytes], value: object) -> None:
    try:
        pickle.dump(value, file, protocol=pickle.HIGHEST_PROTOCOL)
    except OSError as error:
        raise _no_room(error) from error


def _read(file: IO[bytes]) -> Iterator[Any]:
    """Yield the items of a file. Several readers may be at one file: each keeps its own place."""
    try:
        file.flush()
    except OSError as error:
        raise _no_room(error) from error
    place = 0
    while True:
        file.seek(place)
        try:
            batch = pickle.load(file)
        except EOFError:
            return
        place = file.tell()
        yield from batch


def _no_room(error: OSError) -> OutputError:
    folder = tempfile.gettempdir()
    return OutputError(f"{folder}: cannot be written: {error.strerror}; make room, or name another folder in TMPDIR")

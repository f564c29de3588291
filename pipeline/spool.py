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
PARTS = 64  # files that groups are parted into


class Sorted(Sequence[T]):
    """Items in the order of `key`, added in any order; equal keys keep the order in which they were added."""

    def __init__(self, key: Callable[[T], Any], items: Iterable[T] = (), *, held: int = HELD) -> None:
        self._key = key
        self._most = held
        self._held: list[T] = []
        self._runs: list[IO[bytes]] = []
        self._number = 0
        for item in items:
            self.add(item)

    def add(self, item: T) -> None:
        """Add an item; raises OutputError where the disk for temporary files is full."""
        self._held.append(item)
        self._number += 1
        if len(self._held) >= self._most:
            self._held.sort(key=self._key)
            self._runs.append(_written(self._held))
            self._held = []

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[T]:
        self._held.sort(key=self._key)
        return heapq.merge(*map(_read, self._runs), iter(self._held), key=self._key)

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
        for key, values in self._held.items():
            # not hash(), which differs from process to process
            _add(self._files[zlib.crc32(repr(self._part_by(key)).encode()) % PARTS], (key, values))
        self._held = defaultdict(list)
        self._count = 0


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
    for item in items:
        _add(file, item)
    return file


def _add(file: IO[bytes], item: object) -> None:
    try:
        pickle.dump(item, file, protocol=pickle.HIGHEST_PROTOCOL)
    except OSError as error:
        raise _no_room(error) from error


def _read(file: IO[bytes]) -> Iterator[Any]:
    """Yield the items of a file. Several readers may be at one file: each keeps its own place."""
    try:
        file.flush()
    except OSError as error:
        raise _no_room(error) from error
    place, batch = 0, [None]
    while batch:
        file.seek(place)
        batch = list(islice(_items(file), 100))
        place = file.tell()
        yield from batch


def _items(file: IO[bytes]) -> Iterator[Any]:
    while True:
        try:
            yield pickle.load(file)
        except EOFError:
            return


def _no_room(error: OSError) -> OutputError:
    folder = tempfile.gettempdir()
    return OutputError(f"{folder}: cannot be written: {error.strerror}; make room, or name another folder in TMPDIR")

"""Reads the end of a zip archive: how much its directory says it lists, before anybody lists it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

# Records of APPNOTE.TXT: the end of the directory (4.3.16), the same with wide numbers (4.3.14), and what stands
# between them and says where the wide one is (4.3.15).
END, END_MARK = struct.Struct("<4s4H2LH"), b"PK\x05\x06"
WIDE, WIDE_MARK = struct.Struct("<4sQ2H2L4Q"), b"PK\x06\x06"
LOCATOR, LOCATOR_MARK = struct.Struct("<4sLQL"), b"PK\x06\x07"
LONGEST_COMMENT = 0xFFFF


@dataclass(frozen=True, slots=True)
class Stated:
    """What an archive says of its directory: its entries, folders too, and its bytes."""

    entries: int
    bytes: int


def stated_directory(file: IO[bytes]) -> Stated | None:
    """Return what the end of an archive says of its directory, None where it has no such end.

    Wide numbers count where there are some: the others are mere placeholders then.
    """
    size = file.seek(0, 2)
    start = max(0, size - LONGEST_COMMENT - END.size - LOCATOR.size)
    file.seek(start)
    tail = file.read(size - start)
    at = _end(tail)
    if at < 0:
        return None
    wide = list(_wide(file, tail, at, start))
    if wide:
        return Stated(max(s.entries for s in wide), max(s.bytes for s in wide))
    numbers = END.unpack_from(tail, at)
    return Stated(numbers[4], numbers[5])


def _end(tail: bytes) -> int:
    """Return where the end record stands, -1 for nowhere: at the very end if no comment follows, else the last one."""
    last = len(tail) - END.size
    if last < 0:
        return -1
    if tail.startswith(END_MARK, last) and tail.endswith(b"\0\0"):
        return last
    return tail.rfind(END_MARK, 0, last + len(END_MARK))


def _wide(file: IO[bytes], tail: bytes, at: int, start: int) -> Iterator[Stated]:
    """Yield what a wide record says: it stands before its locator, where that points, or both, with other numbers."""
    before = at - LOCATOR.size
    if before < 0 or not tail.startswith(LOCATOR_MARK, before):
        return
    pointed = LOCATOR.unpack_from(tail, before)[2]
    for place in (start + before - WIDE.size, pointed):
        if not 0 <= place < start + len(tail):
            continue
        file.seek(place)
        record = file.read(WIDE.size)
        if len(record) == WIDE.size and record.startswith(WIDE_MARK):
            numbers = WIDE.unpack(record)
            yield Stated(numbers[7], numbers[8])

"""Measures how far the drawing commands of a page unfold, before a reader follows them: drawings may hold drawings.

Ten drawings, each of which calls the next ten times, are a kilobyte in the file and a year's work to read.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

MOST_COMMANDS = 100_000_000  # bytes of a page's commands when unfolded; real pages hold a thousandth of it
DEEPEST = 40  # drawings within drawings that pdfium follows
LEAST_PACKED = MOST_COMMANDS // 1032  # bytes below which one packing cannot hold more; 1032 is deflate's best
CALL = re.compile(rb"/([^\s/<>\[\]()%{}]+)\s+Do\b")
ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")


class Unfolding:
    """Measures the pages of one file open in pikepdf; what it knows of a drawing serves all pages."""

    def __init__(self) -> None:
        self._own: dict[tuple[int, int], tuple[int, list[tuple[Any, int]]]] = {}
        self._sums: dict[tuple[tuple[int, int], int], int] = {}

    def is_endless(self, page: Any) -> bool:
        """Whether the commands of a page (with its annotations) come to more than may be read."""
        resources = inherited(page, "/Resources")
        streams = [s for s in _as_list(page.get("/Contents")) if _is_stream(s)]
        if not _drawings(resources) and not any(_may_be_large(s) for s in streams):
            return self._annotations_are_endless(page)
        total = 0
        for stream in streams:
            length, calls = _look_into(stream, resources)
            total += length + sum(times * self._sum(child, resources, 1) for child, times in calls)
        return total > MOST_COMMANDS or self._annotations_are_endless(page)

    def _annotations_are_endless(self, page: Any) -> bool:
        total = 0
        for appearance in _appearances(page):
            total += self._sum(appearance, None, 1)
            if total > MOST_COMMANDS:
                return True
        return False

    def _sum(self, drawing: Any, resources: Any, level: int) -> int:
        """Bytes of commands of a drawing and of those in it, no further than it matters."""
        key = drawing.objgen
        if level > DEEPEST:
            return 0
        if (key, level) not in self._sums:
            length, calls = self._inside(drawing, resources)
            total = length
            for child, times in calls:
                if total > MOST_COMMANDS:
                    break
                total += times * self._sum(child, resources, level + 1)
            self._sums[key, level] = min(total, MOST_COMMANDS + 1)
        return self._sums[key, level]

    def _inside(self, drawing: Any, resources: Any) -> tuple[int, list[tuple[Any, int]]]:
        if drawing.objgen not in self._own:
            self._own[drawing.objgen] = _look_into(drawing, drawing.get("/Resources", resources))
        return self._own[drawing.objgen]


def inherited(page: Any, name: str) -> Any:
    """An entry of a page, or of the groups of pages that it stands in."""
    node = page.obj if hasattr(page, "obj") else page
    for _ in range(50):
        if name in node:
            return node[name]
        node = node.get("/Parent")
        if not _is_dictionary(node):
            break
    return None


def _look_into(stream: Any, resources: Any) -> tuple[int, list[tuple[Any, int]]]:
    """Bytes of a stream's commands, and the drawings that they call, with how often."""
    commands = unpacked(stream, most=MOST_COMMANDS)
    if commands is None:
        return MOST_COMMANDS + 1, []
    drawings = _drawings(resources)
    if not drawings:
        return len(commands), []
    calls = Counter(ESCAPED.sub(lambda m: bytes([int(m[1], 16)]), name) for name in CALL.findall(commands))
    named = {name[1:].encode("utf-8", "surrogateescape"): drawing for name, drawing in drawings.items()}
    return len(commands), [(named[name], times) for name, times in sorted(calls.items()) if name in named]


def unpacked(stream: Any, *, most: int) -> bytes | None:
    """The bytes of a stream, None where they come to more than `most`; as far as it goes where it breaks off."""
    import pikepdf

    try:
        raw = bytes(stream.read_raw_bytes())
        filters = [str(f) for f in _as_list(stream.get("/Filter"))]
        while filters and filters[0] in ("/FlateDecode", "/Fl"):
            inflated = _inflated(raw, most)
            if inflated is None:
                return None
            raw, filters = inflated, filters[1:]
        if filters:  # letters for bytes, run lengths: they grow little
            raw = bytes(stream.read_bytes()) if len(raw) < LEAST_PACKED else b""
    except pikepdf.PdfError:
        return b""
    return raw if len(raw) <= most else None


def _inflated(raw: bytes, most: int) -> bytes | None:
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(raw, most)
    except zlib.error:
        return b""
    return None if unpacker.unconsumed_tail and len(found) >= most else found


def _may_be_large(stream: Any) -> bool:
    filters = _as_list(stream.get("/Filter"))
    return len(filters) > 1 or len(stream.read_raw_bytes()) > LEAST_PACKED


def _drawings(resources: Any) -> dict[str, Any]:
    """The drawings (form objects) among the resources, by name."""
    if not _is_dictionary(resources):
        return {}
    objects = resources.get("/XObject")
    if not _is_dictionary(objects):
        return {}
    return {name: o for name, o in objects.items() if _is_stream(o) and o.get("/Subtype") == "/Form"}


def _appearances(page: Any) -> Iterator[Any]:
    """The normal appearances of a page's annotations, in all their states."""
    for annotation in _as_list(page.get("/Annots")):
        if not _is_dictionary(annotation) or not _is_dictionary(annotation.get("/AP")):
            continue
        normal = annotation["/AP"].get("/N")
        states = normal.values() if _is_dictionary(normal) else [normal]
        yield from (state for state in states if _is_stream(state))


def _as_list(value: Any) -> list[Any]:
    import pikepdf

    if isinstance(value, pikepdf.Array):
        return list(value)
    return [] if value is None else [value]


def _is_stream(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Stream)


def _is_dictionary(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Dictionary)

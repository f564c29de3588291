"""What `inventory` prints."""

import textwrap
from collections.abc import Iterator

from pipeline.publish.inventory import Holding, Inventory
from pipeline.publish.summary import Line, harmless


def inventory_lines(inventory: Inventory, *, width: int = 100) -> Iterator[Line]:
    """Yield the inventory of an archive for a terminal."""
    for holding in inventory.holdings:
        yield from _holding(holding, width)
    if inventory.versions:
        yield Line("Versions of one report", "heading")
        for group in inventory.versions:
            yield Line("  " + "; ".join(f"{harmless(path)} ({relation})" for path, relation in group))
    if inventory.copies:
        yield Line("The same bytes under several names", "heading")
        for path, copies in inventory.copies:
            yield Line(f"  {harmless(path)}: {harmless(copies)}")


def _holding(holding: Holding, width: int) -> Iterator[Line]:
    publisher = harmless(holding.publisher) or "publisher unknown"
    title = f", {harmless(holding.title)}" if holding.title else ""
    yield Line(f"{publisher}{title} ({holding.kind.replace('_', ' ')}): {holding.reports}", "heading")
    there = [f"{period} ({n})" if n > 1 else period for period, n in holding.periods]
    there += [f"{holding.without_period} without a period"] if holding.without_period else []
    yield from _wrapped("  there:   ", there, width)
    if holding.missing:
        yield from _wrapped("  missing: ", list(holding.missing), width, style="warning")
    if holding.subjects:
        yield from _wrapped("  on:      ", [_subject(*s) for s in holding.subjects], width)


def _subject(name: str, lacks: tuple[str, ...]) -> str:
    return f"{name} (without {', '.join(lacks)})" if lacks else name


def _wrapped(head: str, items: list[str], width: int, *, style: str = "") -> Iterator[Line]:
    text = harmless(", ".join(items))
    for line in textwrap.wrap(text, max(40, width), initial_indent=head, subsequent_indent=" " * len(head)):
        yield Line(line, style)

"""Draws the rooms of the package from its imports, and writes what each is for: `python docs/drawing.py`.

Writes `pictures/rooms.svg`, and the table between two marks in `architecture.md`. An arrow leads from a room to one
whose code it uses; one that follows from others (a uses b, b uses c, so a may use c) is left out.
"""

import ast
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "pipeline"
BEGIN = "<!-- rooms: made by python docs/drawing.py -->\n"
END = "<!-- end of rooms -->\n"
WIDE, ROW, BOX, GAP, MOST = 1180, 92, 40, 14, 9  # pixels; at most so many boxes in a row
Uses = Mapping[str, frozenset[str]]


def rooms() -> dict[str, list[Path]]:
    """Return the modules of each room: a folder of the package, or a module beside them."""
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if name != "__init__":
            found.setdefault(name, []).append(path)
    return found


def uses(of: Mapping[str, Sequence[Path]]) -> dict[str, frozenset[str]]:
    """Return for each room the rooms that its modules import from, anywhere in them."""
    return {room: frozenset(set().union(*map(_imported, paths)) & of.keys()) - {room} for room, paths in of.items()}


def _imported(path: Path) -> set[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{a.name}" for a in node.names]
        elif isinstance(node, ast.Import):
            names += [a.name for a in node.names]
    return {n.split(".")[1] for n in names if n.startswith("pipeline.")}


def floors(used: Uses) -> dict[str, int]:
    """Return the floor of each room, one above the highest that it uses; raises ValueError for a circle."""
    floor: dict[str, int] = {}
    while len(floor) < len(used):
        ready = [room for room in used if room not in floor and used[room] <= floor.keys()]
        if not ready:
            raise ValueError(f"rooms that use one another: {sorted(used.keys() - floor.keys())}")
        floor |= {room: 1 + max((floor[other] for other in used[room]), default=-1) for room in ready}
    return floor


def direct(used: Uses) -> list[tuple[str, str]]:
    """Return the arrows that do not follow from others, in order."""
    below: dict[str, frozenset[str]] = {}
    for room in sorted(used, key=floors(used).__getitem__):
        below[room] = used[room].union(*(below[other] for other in used[room]))
    return sorted((a, b) for a in used for b in used[a] if not any(b in below[c] for c in used[a] - {b}))


def drawn(of: Mapping[str, Sequence[Path]], used: Uses) -> str:
    """Return the drawing as SVG: the command on top, the types that all rooms share at the foot."""
    floor = floors(used)
    rows: list[list[str]] = []
    for level in range(max(floor.values()), -1, -1):
        here = sorted((r for r in floor if floor[r] == level), key=lambda r: (-len(of[r]), r))
        rows += [here[i : i + MOST] for i in range(0, len(here), MOST)]
    places = {room: box for y, row in enumerate(rows) for room, box in zip(row, _boxes(row, y), strict=True)}
    high = ROW * len(rows)
    lines = [_arrow(places[a], places[b]) for a, b in direct(used)]
    lines += [_box(room, len(of[room]) > 1, places[room]) for room in sorted(places)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}" font-family="sans-serif" role="img">'
    return "\n".join(
        [
            head,
            "<title>The rooms of the package</title>",
            f'<rect width="{WIDE}" height="{high}" fill="#fff"/>',
            *lines,
            "</svg>",
            "",
        ]
    )


def _boxes(row: Sequence[str], y: int) -> list[tuple[int, int, int]]:
    """Return left, top and width of the boxes of a row, in the middle of the drawing."""
    widths = [max(78, 9 * len(room) + 24) for room in row]
    x = (WIDE - sum(widths) - GAP * (len(row) - 1)) // 2
    return [(x + sum(widths[:i]) + GAP * i, y * ROW + (ROW - BOX) // 2, w) for i, w in enumerate(widths)]


def _box(room: str, folder: bool, place: tuple[int, int, int]) -> str:
    x, y, w = place
    fill = "#dbe8f6" if folder else "#f4f2ec"
    return (
        f'<rect x="{x}" y="{y}" width="{w}" height="{BOX}" rx="5" fill="{fill}" stroke="#456"/>'
        f'<text x="{x + w // 2}" y="{y + 25}" text-anchor="middle" font-size="15">{escape(room)}</text>'
    )


def _arrow(above: tuple[int, int, int], below: tuple[int, int, int]) -> str:
    (x, y, w), (to_x, to_y, to_w) = above, below
    start, end = (x + w // 2, y + BOX), (to_x + to_w // 2, to_y)
    bend = (end[1] - start[1]) // 2
    curve = f"M{start[0]},{start[1]} C{start[0]},{start[1] + bend} {end[0]},{end[1] - bend} {end[0]},{end[1]}"
    return f'<path d="{curve}" fill="none" stroke="#9ab" stroke-width="1.2"/>'


def table(of: Mapping[str, Sequence[Path]], used: Uses) -> str:
    """Return a row for each room with its sentence, from the foot of the drawing to its top."""
    floor = floors(used)
    rows = (f"| `{room}` | {_sentence(of[room])} |" for room in sorted(of, key=lambda r: (floor[r], r)))
    return "\n".join(["| room | what it is for |", "| --- | --- |", *rows, ""])


def _sentence(modules: Sequence[Path]) -> str:
    """Return the first paragraph of what a room says of itself."""
    home = next((p for p in modules if p.name == "__init__.py"), modules[0])
    doc = ast.get_docstring(ast.parse(home.read_text(encoding="utf-8"))) or ""
    return " ".join(doc.split("\n\n")[0].split()).replace("|", "\\|")


def laid_in(page: str, rows: str) -> str:
    """Return the page with the table between its two marks; raises ValueError where a mark is missing."""
    return f"{page[: page.index(BEGIN) + len(BEGIN)]}\n{rows}\n{page[page.index(END) :]}"


def main() -> None:
    """Write the drawing and the table."""
    of = rooms()
    used = uses(of)
    (HERE / "pictures" / "rooms.svg").write_text(drawn(of, used), encoding="utf-8")
    page = HERE / "architecture.md"
    page.write_text(laid_in(page.read_text(encoding="utf-8"), table(of, used)), encoding="utf-8")


if __name__ == "__main__":
    main()

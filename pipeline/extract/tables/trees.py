"""Lays out a table's labels as two trees: the path of labels that each row and each column stands under."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.extract.tables.columns import ColumnKind
from pipeline.extract.tables.headertimes import is_prose
from pipeline.extract.tables.labels import Label, LabelReader
from pipeline.extract.tables.shape import TableShape
from pipeline.extract.tables.sums import parents_by_sum
from pipeline.types import Cell, PageRun, Table

INDENT = 2.5  # points by which a label stands further in than the one that it belongs to
CENTRED_IN = 40.0  # points; a band set further in is centred
MOST_LEVELS = 6
Level = tuple[
    str, int
]  # side and number: ("stub", 2) for the second label column, ("head", 1) for the first header row
Node = tuple[Level, Label]
Path = tuple[Node, ...]  # from the outermost label to the innermost


@dataclass(frozen=True, slots=True)
class Trees:
    """The paths of rows and columns by their numbers, what heads the label columns, and rows that only name others."""

    rows: dict[int, Path]
    columns: dict[int, Path]
    heads: dict[Level, Label]
    naming: frozenset[int]  # rows without values that head those below


LEAST_HEADS, LEAST_HEADED, MOST_HEAD_WORDS = 2, 2, 4  # bare rows that part a table, the rows below each, their words


@dataclass(slots=True)
class Open:
    """What stays in force at the end of a table for the one that goes on from it."""

    filled: dict[int, str] = field(default_factory=dict)  # labels of columns that are filled down
    stack: list[tuple[float, Label, bool]] = field(default_factory=list)  # how far in, label, whether it has values


def trees_of(table: Table, shape: TableShape, reader: LabelReader, opened: Open) -> Trees:
    """Return the paths of a table's labels; `opened` is what the table before it left open, and is carried on."""
    grid = table.grid()
    rows: dict[int, Path] = {}
    naming = _naming_rows(grid, shape)
    firsts = [x for r in shape.body_rows if (c := grid[r - 1][0]) and c.row == r and (x := _indent(c)) is not None]
    left = min(firsts, default=0.0)
    begun = ""  # a label that goes on in the next row
    for r in shape.body_rows:
        stub = _stub(grid[r - 1], shape, opened.filled)
        if _is_bare(grid[r - 1], shape) and stub and "unfinished" in reader.read(stub[0][1]).says:
            begun, rows[r] = stub[0][1], ()
            naming -= {r}
            continue
        if begun and stub:
            stub[0] = (stub[0][0], f"{begun} {stub[0][1]}")
        begun = ""
        own = grid[r - 1][shape.label_columns[0] - 1] if shape.label_columns else None
        text = stub[0][1] if stub else ""
        nodes: list[Node] = []
        if text:
            at = _indent(own) if own is not None and own.row == r else None
            if at is not None and own is not None and _is_centred_band(own, at, table.columns, left):
                at = 0.0  # it heads what is set at the left below it, however far in it begins
            parents = _parents(opened.stack, at, bare=r in naming)
            nodes = [(("above", min(i, MOST_LEVELS)), label) for i, (_, label, _) in enumerate(parents)]
            if own is not None and own.text.strip() and own.row == r:
                opened.stack.append((at if at is not None else 0.0, reader.read(text), r not in naming))
        nodes += [(("stub", c), reader.read(t)) for c, t in stub if t]
        rows[r] = tuple(nodes)
    rows = _with_groups_between(_with_parts(rows, naming), naming)
    rows = _without_groups_of_totals(rows, grid, shape, naming)
    rows = _with_sums(rows, grid, shape, naming)
    return Trees(rows, _columns(shape), _heads(grid, shape, reader), naming)


def _columns(shape: TableShape) -> dict[int, Path]:
    """The paths of headers; a column `of which ...` stands under the header of the one that it is a part of."""
    found: dict[int, Path] = {}
    whole: Node | None = None
    for column in shape.columns:
        path: Path = tuple((("head", i), label) for i, label in enumerate(column.labels))
        if path and "of_which" in path[-1][1].says:
            found[column.number] = (*path[:-1], whole, path[-1]) if whole else path
        else:
            whole = path[-1] if path else None
            found[column.number] = path
    return found


def _with_parts(rows: dict[int, Path], naming: frozenset[int]) -> dict[int, Path]:
    """A row `of which ...` belongs to the last row that is none, however far in it stands."""
    whole: Label | None = None
    found = dict(rows)
    for r, path in rows.items():
        if not path or r in naming:
            whole = None
        elif "of_which" not in path[-1][1].says:
            whole = path[-1][1]
        elif whole is not None and all(label is not whole for _, label in path):
            found[r] = (*path[:-1], (("above", MOST_LEVELS), whole), path[-1])
    return found


def _with_groups_between(rows: dict[int, Path], naming: frozenset[int]) -> dict[int, Path]:
    """A row of a group with values of its own heads those below, where the same labels come back under another.

    `Aged 15 and over`, then `With a disability`; `Aged 65 and over`, then `With a disability` again.
    """
    under: dict[int, list[int]] = {}
    current = 0
    for r, path in rows.items():
        if r in naming or not path:
            current = 0
        elif len([n for n in path if n[0][0] == "stub"]) == 1 and "group" in path[-1][1].says:
            current = r
            under[r] = []
        elif current:
            under[current].append(r)
    labels = Counter(text for own in under.values() for text in {rows[r][-1][1].text for r in own})
    if not any(count > 1 for count in labels.values()):
        return rows
    found = dict(rows)
    for head, own in under.items():
        label = rows[head][-1][1]
        for r in own:
            if all(known is not label for _, known in rows[r]):
                found[r] = ((("above", MOST_LEVELS), label), *rows[r])
    return found


def _without_groups_of_totals(
    rows: dict[int, Path], grid: Sequence[Sequence[Cell | None]], shape: TableShape, naming: frozenset[int]
) -> dict[int, Path]:
    """A total behind the last group that is the sum of the rows of all groups is one of the whole."""
    found = dict(rows)
    sums: dict[int, Decimal] = {}
    groups = 0
    for r, path in rows.items():
        if r in naming:
            groups += 1
            continue
        numbers = _numbers(grid[r - 1], shape)
        if path and "of_which" in path[-1][1].says:
            continue
        if not path or "total" not in path[-1][1].says:
            for c, value in numbers.items():
                sums[c] = sums.get(c, Decimal(0)) + value
        elif groups > 1 and len(path) > 1 and any(value and sums.get(c) == value for c, value in numbers.items()):
            found[r] = tuple(node for node in path if node[0][0] != "above")
    return found


def _with_sums(
    rows: dict[int, Path], grid: Sequence[Sequence[Cell | None]], shape: TableShape, naming: frozenset[int]
) -> dict[int, Path]:
    """Return the paths with the label of a row put before those of the rows that it is the sum of."""
    plain = [r for r in shape.body_rows if r not in naming and r in rows and rows[r]]
    parents = parents_by_sum([_numbers(grid[r - 1], shape) for r in plain])
    for child, parent in parents.items():
        own, above = rows[plain[child]], rows[plain[parent]]
        told = any(label == above[-1][1] for _, label in own)
        if not told and "total" not in above[-1][1].says and "total" not in own[-1][1].says:
            rows[plain[child]] = (*own[:-1], (own[-1][0], above[-1][1]), own[-1])
    return rows


def _numbers(row: Sequence[Cell | None], shape: TableShape) -> dict[int, Decimal]:
    """The plain numbers of a row by column: percents, ranks and changes add up to nothing."""
    found = {}
    for column in shape.columns:
        cell = row[column.number - 1] if column.number <= len(row) else None
        numbers = shape.readings[cell.row, cell.column].numbers if cell is not None else ()
        if len(numbers) == 1 and column.kind is ColumnKind.LEVEL and numbers[0].candidate.unit != "percent":
            found[column.number] = numbers[0].candidate.value
    return found


def _stub(row: Sequence[Cell | None], shape: TableShape, filled: dict[int, str]) -> list[tuple[int, str]]:
    """The labels of a row by column; a label of an outer column holds for the rows below that have none."""
    own = [row[c - 1] for c in shape.label_columns]
    last = max((i for i, cell in enumerate(own) if cell and cell.text.strip()), default=-1)
    labels: list[tuple[int, str]] = []
    for i, (c, cell) in enumerate(zip(shape.label_columns, own, strict=True)):
        text = cell.text.strip() if cell else ""
        if text:
            filled[c] = text
            for later in shape.label_columns[i + 1 :]:
                filled.pop(later, None)
        labels.append((c, text or (filled.get(c, "") if i < max(last, len(own) - 1) else "")))
    return labels


def _is_centred_band(cell: Cell, at: float, columns: int, left: float) -> bool:
    """Whether a label goes over the full width of a table and begins further in than its other labels."""
    return cell.column_span >= columns > 1 and at > left + CENTRED_IN


def _indent(cell: Cell) -> float | None:
    run = cell.runs[0] if cell.runs else None
    return run.box.x0 if isinstance(run, PageRun) else None


def _parents(
    stack: list[tuple[float, Label, bool]], at: float | None, *, bare: bool
) -> list[tuple[float, Label, bool]]:
    """The labels that one belongs to: those that stand less far in, and bare ones that head it. Cuts the stack."""
    if at is None:  # no places are known: a bare row heads all rows to the next one
        stack[:] = [] if bare else [s for s in stack if not s[2]][-1:]
        return list(stack)
    while stack and not _heads_it(stack[-1], at, bare=bare):
        stack.pop()
    return list(stack)


def _heads_it(parent: tuple[float, Label, bool], at: float, *, bare: bool) -> bool:
    x, label, valued = parent
    if at > x + INDENT:
        return "total" not in label.says or not valued
    return not valued and not bare and at > x - INDENT  # a bare row as far out as the rows that it heads


def _naming_rows(grid: Sequence[Sequence[Cell | None]], shape: TableShape) -> frozenset[int]:
    """Rows with a label and no values that head the rows below: over the full width, or less far in, or in capitals.

    So do rows that print the headers again, perhaps with another label before them.
    """
    return _bare_naming(grid, shape) | _headers_again(grid, shape)


def _headers_again(grid: Sequence[Sequence[Cell | None]], shape: TableShape) -> frozenset[int]:
    heads = {texts for r in shape.header_rows if any(texts := _data_texts(grid[r - 1], shape))}
    return frozenset(r for r in shape.body_rows if _data_texts(grid[r - 1], shape) in heads)


def _data_texts(row: Sequence[Cell | None], shape: TableShape) -> tuple[str, ...]:
    return tuple(c.text.strip() if (c := row[x.number - 1]) else "" for x in shape.columns if x.number <= len(row))


def _bare_naming(grid: Sequence[Sequence[Cell | None]], shape: TableShape) -> frozenset[int]:
    bare = [r for r in shape.body_rows if _is_bare(grid[r - 1], shape)]
    labels = [grid[r - 1][0] for r in bare]
    body = list(shape.body_rows)
    place = {r: i for i, r in enumerate(body)}
    valued = [grid[r - 1][0] for r in body if r not in set(bare)]
    upper = sum(bool(c) and c.text.isupper() for c in valued if c) * 2 < len(valued)
    found = {*_with_labels_again(grid, shape, bare), *_heads_in_turn(grid, shape, bare)}
    unitless = _without_units(grid, shape, bare)
    for r, label in zip(bare, labels, strict=True):
        following = next((grid[n - 1][0] for n in body[place[r] + 1 :][:1]), None)
        if label is None or following is None or following.row == label.row:
            continue
        mine, theirs = _indent(label), _indent(following)
        further_in = mine is not None and theirs is not None and theirs > mine + INDENT
        wide = label.column_span >= len(grid[r - 1]) > 1
        closed = label.text.rstrip().endswith(":")
        if further_in or wide or closed or r in unitless or (upper and label.text.isupper() and len(label.text) > 3):
            found.add(r)
    return frozenset(found)


def _without_units(grid: Sequence[Sequence[Cell | None]], shape: TableShape, bare: Sequence[int]) -> frozenset[int]:
    """The bare rows of a table that tells the unit of every other row in a column of its own."""
    if not shape.unit_columns:
        return frozenset()
    c = shape.unit_columns[0] - 1
    without = frozenset(bare)
    told = all((x := grid[r - 1][c]) is not None and x.text.strip() for r in shape.body_rows if r not in without)
    return without if told else frozenset()


def _with_labels_again(grid: Sequence[Sequence[Cell | None]], shape: TableShape, bare: Sequence[int]) -> list[int]:
    """The bare rows with rows below them, where the labels below one come back under another."""
    under: dict[int, set[str]] = {}
    current, names = 0, frozenset(bare)
    for r in shape.body_rows:
        first = grid[r - 1][0]
        if r in names:
            current = r
        elif current and first is not None:
            under.setdefault(current, set()).add(first.text.strip().casefold())
    counts = Counter(label for labels in under.values() for label in labels)
    return list(under) if any(count > 1 for count in counts.values()) else []


def _heads_in_turn(grid: Sequence[Sequence[Cell | None]], shape: TableShape, bare: Sequence[int]) -> list[int]:
    """The bare rows of a table that begins with one, each short, and over several rows with values and capitals."""
    body = list(shape.body_rows)
    if len(bare) < LEAST_HEADS or not body or body[0] != bare[0]:
        return []
    ends = [*bare[1:], body[-1] + 1]
    for r, end in zip(bare, ends, strict=True):
        below = [grid[n - 1][0] for n in body if r < n < end]
        texts = [c.text.strip() for c in below if c is not None]
        label = grid[r - 1][0]
        short = label is not None and len(label.text.split()) <= MOST_HEAD_WORDS
        if not short or len(texts) < LEAST_HEADED or not all(t[:1].isupper() or t[:1].isdigit() for t in texts):
            return []
    return list(bare)


def _is_bare(row: Sequence[Cell | None], shape: TableShape) -> bool:
    texts = {c.text.strip() for c in row if c is not None and c.text.strip()}
    return len(texts) == 1 and row[0] is not None and row[0].text.strip() in texts and bool(shape.label_columns)


def _heads(grid: Sequence[Sequence[Cell | None]], shape: TableShape, reader: LabelReader) -> dict[Level, Label]:
    """What stands over each label column."""
    found: dict[Level, Label] = {}
    named = [r for r in shape.header_rows if not is_prose(grid[r - 1])]
    for c in shape.label_columns:
        texts = dict.fromkeys(x.text.strip() for r in named if (x := grid[r - 1][c - 1]) and x.text.strip())
        own = [t for t in texts if t != shape.title]
        if own:
            found["stub", c] = reader.read(" ".join(own))
    return found

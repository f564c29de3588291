"""Reads HTML: headings, paragraphs, lists and tables of a saved page, scripts and controls left out."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.errors import UnreadableError
from pipeline.read.amounts import LEAST_ROWS, is_amount
from pipeline.read.encoding import decode
from pipeline.read.htmltree import BLOCKS, CELLS, FURNITURE, HEADINGS, PASSAGE, TABLE, Node, Page, is_notice, parse_page
from pipeline.read.inline import whole_number
from pipeline.read.office import SUPERSCRIPTS, BlockBuilder, Spans, collapse
from pipeline.types import BlockKind, Cell, Document, Format

HIDDEN = {"script", "style", "head", "title", "noscript", "template"}
CONTROLS = {"svg", "iframe", "select", "button"}  # no text of a report, unless they hold passages of it
MOST_SPAN = 200  # browsers clamp spans too; a larger one is a slip or an attack
LONG_PATH = 60  # elements; a deeper one is named by its number below the element at this depth


def read_html(data: bytes) -> Document:
    """Read a page; each figure's address is the path of its element.

    Raises UnreadableError where the page holds no text.
    """
    decoded = decode(data, declared=_declared(data))
    page = parse_page(decoded.text)
    reader = _Reader()
    reader.read(_body(page.root))
    reader.tell(page, decoded.text)
    builder = reader.builder
    if not builder.blocks:
        reasons = f" ({'; '.join(builder.notes())})" if builder.notes() else ""
        raise UnreadableError(f"the page holds no text{reasons}; save it from the browser after it has loaded in full")
    title = _title(page.root)
    return Document(
        format=Format.HTML,
        blocks=tuple(builder.blocks),
        metadata=(("Title", title),) if title else (),
        notes=(*decoded.notes, *builder.notes()),
        remarks=builder.remarks(),
    )


def _declared(data: bytes) -> str:
    """The encoding that a page names."""
    found = re.search(rb"(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", data[:4096])
    return found[1].decode("ascii") if found else ""


def _body(root: Node) -> "_Place":
    counts = Counter(c.tag for c in root.children if isinstance(c, Node))
    body = next((c for c in root.children if isinstance(c, Node) and c.tag == "body"), None)
    return _Place(body, "/html/body", 2) if body is not None and counts["body"] else _Place(root, "/html", 1)


def _title(root: Node) -> str:
    stack = [root]
    while stack:
        node = stack.pop()
        if node.tag == "title":
            return collapse("".join(c for c in node.children if isinstance(c, str)))
        if node.tag != "svg":
            stack.extend(c for c in reversed(node.children) if isinstance(c, Node))
    return ""


@dataclass
class _Place:
    """An element that is gone through, with its path and what was gathered of it."""

    node: Node
    path: str
    depth: int
    position: int = 1  # among the elements of its name
    parent: str = ""
    kind: BlockKind | None = None
    loose: list[str] = field(default_factory=list)
    deep: Counter[str] = field(default_factory=Counter)

    def children(self) -> Iterator["_Place | str"]:
        """Yield texts, and elements with their paths as XPath writes them."""
        totals = Counter(c.tag for c in self.node.children if isinstance(c, Node))
        seen: Counter[str] = Counter()
        for child in self.node.children:
            if isinstance(child, str):
                yield child
                continue
            tag = child.tag
            seen[tag] += 1
            if self.depth < LONG_PATH:
                path, deep = f"{self.path}/{tag}" + (f"[{seen[tag]}]" if totals[tag] > 1 else ""), Counter[str]()
            else:
                self.deep[tag] += 1
                top = self.path if self.depth == LONG_PATH else self.path[1:].rpartition("//")[0]
                path, deep = f"({top}//{tag})[{self.deep[tag]}]", self.deep
            yield _Place(child, path, self.depth + 1, seen[tag], self.node.tag, self.kind, [], deep)


class _Reader:
    """Walks the page; text that stands between blocks is a paragraph of its own."""

    def __init__(self) -> None:
        self.builder = BlockBuilder()
        self._spans = Spans()

    def read(self, top: _Place) -> None:
        """Read all blocks of an element, of any depth."""
        open_places = [(top, top.children())]
        while open_places:
            place, children = open_places[-1]
            child = next(children, None)
            if child is None:
                self._flush(place)
                open_places.pop()
            elif isinstance(child, str):
                place.loose.append(child)
            elif self._is_text(child.node):
                inside = self._child(place, child)
                if inside is not None:
                    open_places.append((inside, inside.children()))

    def _is_text(self, node: Node) -> bool:
        """Whether an element is shown as text; what is lost with one that is not is counted."""
        if node.tag in HIDDEN:
            return False
        if node.tag == "frame":
            self.builder.unread["frames, which are pages of their own"] += 1
        if node.tag not in CONTROLS or node.holds & PASSAGE:
            return True
        if node.tag == "svg" and _has_words(node):
            self.builder.unread["drawings with words (svg)"] += 1
        return False

    def _child(self, place: _Place, child: _Place) -> _Place | None:
        """Take an element: as a table, as part of the text so far, or as a place of its own, which is returned."""
        node = child.node
        if node.tag in FURNITURE or is_notice(node):
            child.kind = BlockKind.FURNITURE
        if node.tag == "noframes":
            _parse_raw(node)
        if node.tag == "table" and not node.holds & TABLE and node.cells > 1:
            self._flush(place)
            self._table(child)
        elif node.tag == "dl" and (rows := _named_amounts(child)):
            self._flush(place)
            self._amounts(rows)
        elif node.tag in BLOCKS or node.holds:
            self._flush(place)
            return child
        else:
            place.loose.append(inline_text(node))
        return None

    def _flush(self, place: _Place) -> None:
        text = collapse("".join(place.loose))
        place.loose.clear()
        if not text:
            return
        node, address = place.node, place.path
        if place.kind is not None:
            self.builder.text(place.kind, text, address)
        elif node.tag in HEADINGS:
            self.builder.text(BlockKind.HEADING, text, address, level=HEADINGS[node.tag])
        elif node.tag == "li":
            marker = f"{place.position}." if place.parent == "ol" else "•"
            self.builder.text(BlockKind.LIST_ITEM, text, address, marker=marker)
        elif node.tag in ("figcaption", "caption"):
            self.builder.text(BlockKind.CAPTION, text, address)
        else:
            self.builder.text(BlockKind.PARAGRAPH, text, address, bold=_wholly_bold(node))

    def _table(self, place: _Place) -> None:
        table = _Table(place)
        for path, text in table.captions:
            self.builder.text(BlockKind.CAPTION, text, path)
        self.builder.text(place.kind or BlockKind.PARAGRAPH, " ".join(table.stray), place.path)
        cells: list[Cell] = []
        taken: set[tuple[int, int]] = set()
        header_rows = 0
        for r, parts in enumerate(table.rows, 1):
            if r == header_rows + 1 and parts and all(part.node.tag == "th" for part in parts):
                header_rows = r
            column = 1
            for part in parts:
                while (r, column) in taken:
                    column += 1
                row_span, column_span = self._spans.within(
                    _span(part, "rowspan"),
                    _span(part, "colspan"),
                    most_rows=len(table.rows) - r + 1,
                    most_columns=MOST_SPAN,
                )
                taken.update((r + i, column + k) for i in range(row_span) for k in range(column_span))
                text = "".join(part.loose)
                cells.append(self.builder.cell(r, column, text, part.path, row_span=row_span, column_span=column_span))
                column += column_span
        self.builder.table(cells, header_rows=header_rows if header_rows < len(table.rows) else 0)

    def _amounts(self, rows: list[tuple[_Place, _Place]]) -> None:
        cells = [
            self.builder.cell(row, column, inline_text(place.node), place.path)
            for row, pair in enumerate(rows, 1)
            for column, place in enumerate(pair, 1)
        ]
        self.builder.table(cells)

    def tell(self, page: Page, text: str) -> None:
        """Count what was cut off: what an element or a comment that never ends has swallowed."""
        for node in page.open_at_end:
            if node.tag in HIDDEN and node.tag != "head" and (lost := len(collapse(_all_text(node)))):
                self.builder.unread[f"characters in a <{node.tag}> that never ends"] += lost
        begun = text.rfind("<!--")
        if begun > text.rfind("-->") and "</script" not in text[begun:].lower():
            self.builder.unread["characters in a comment that never ends"] += len(text) - begun
        if self._spans.cut:
            self.builder.told["spans of cells that are larger than a table can be, cut"] = self._spans.cut
        if page.flattened:
            self.builder.told["places where nesting is too deep to be followed; the text is read without it"] = (
                page.flattened
            )


class _Table:
    """The rows of a table that holds no other, each of cells whose texts are gathered; and its captions."""

    def __init__(self, place: _Place) -> None:
        self.rows: list[list[_Place]] = []
        self.captions: list[tuple[str, str]] = []
        self.stray: list[str] = []  # text outside all cells
        open_places = [(place, place.children())]
        cells: list[_Place] = []
        while open_places:
            parent, children = open_places[-1]
            child = next(children, None)
            if child is None:
                open_places.pop()
                if cells and cells[-1] is parent:
                    cells.pop()
            elif isinstance(child, str):
                self._put(cells, child)
            elif child.node.tag == "caption":
                self.captions.append((child.path, inline_text(child.node)))
            elif child.node.tag == "tr" or child.node.tag in CELLS:
                self._open(child, cells)
                open_places.append((child, child.children()))
            elif child.node.tag in ("thead", "tbody", "tfoot") or (child.node.holds and not cells):
                open_places.append((child, child.children()))
            else:
                self._put(cells, inline_text(child.node))

    def _open(self, child: _Place, cells: list[_Place]) -> None:
        if child.node.tag == "tr" or not self.rows:
            self.rows.append([])
        if child.node.tag in CELLS:
            self.rows[-1].append(child)
            cells.append(child)

    def _put(self, cells: list[_Place], text: str) -> None:
        if cells:
            cells[-1].loose.append(text)
        elif text.strip():
            self.stray.append(text)


def _named_amounts(place: _Place) -> list[tuple[_Place, _Place]]:
    """Return the names and amounts of a list of definitions each of which is an amount; empty for any other list."""
    parts: list[_Place] = []
    open_places = [place.children()]
    while open_places:
        child = next(open_places[-1], None)
        if child is None:
            open_places.pop()
        elif isinstance(child, str):
            if child.strip():
                return []
        elif child.node.tag == "div" and len(open_places) == 1:
            open_places.append(child.children())
        elif child.node.tag == ("dd" if len(parts) % 2 else "dt"):
            parts.append(child)
        else:
            return []
    rows = list(zip(parts[::2], parts[1::2], strict=False))
    amounts = [collapse(inline_text(amount.node)) for _, amount in rows]
    return rows if 2 * len(rows) == len(parts) and len(rows) >= LEAST_ROWS and all(map(is_amount, amounts)) else []


def inline_text(element: Node) -> str:
    """The text of an element with all that it holds; raised digits as superscripts, blocks apart."""
    parts: list[str] = []
    open_nodes: list[tuple[Node, Iterator[Node | str], int]] = [(element, iter((element,)), 0)]
    first = True
    while open_nodes:
        node, children, begun = open_nodes[-1]
        child = next(children, None)
        if child is None:
            open_nodes.pop()
            if node.tag == "sup" and open_nodes:
                inner = "".join(parts[begun:])
                del parts[begun:]
                parts.append(inner.translate(SUPERSCRIPTS) if len(inner.strip()) <= 3 else inner)
            elif node.tag in BLOCKS and open_nodes:
                parts.append(" ")
        elif isinstance(child, str):
            parts.append(child)
        elif child.tag == "br":
            parts.append(" ")
        elif child.tag not in HIDDEN and (child.tag not in CONTROLS or child.holds & PASSAGE):
            parts.append(" " if child.tag in BLOCKS and not first else "")
            open_nodes.append((child, iter(child.children), len(parts)))
        first = False
    return "".join(parts)


def _parse_raw(node: Node) -> None:
    """Parse what stands in an element for old browsers, which newer parsers leave as it is."""
    raw = "".join(c for c in node.children if isinstance(c, str))
    if "<" in raw and not any(isinstance(c, Node) for c in node.children):
        body = _body(parse_page(raw).root).node
        node.children, node.holds = body.children, body.holds


def _all_text(node: Node) -> str:
    parts: list[str] = []
    stack: list[Node | str] = [node]
    while stack:
        found = stack.pop()
        if isinstance(found, str):
            parts.append(found)
        else:
            stack.extend(reversed(found.children))
    return "".join(parts)


def _has_words(drawing: Node) -> bool:
    stack = [drawing]
    while stack:
        node = stack.pop()
        if node.tag == "text" and any(c.isalnum() for c in _all_text(node)):
            return True
        stack.extend(c for c in node.children if isinstance(c, Node))
    return False


def _span(part: _Place, name: str) -> int:
    return max(whole_number(part.node.attributes.get(name), 1), 1)


def _wholly_bold(element: Node) -> bool:
    children = [c for c in element.children if isinstance(c, Node)]
    first = element.children[0] if element.children else ""
    leading = first if isinstance(first, str) else ""
    return len(children) == 1 and children[0].tag in ("b", "strong") and not leading.strip()

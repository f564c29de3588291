"""Looks through a PDF's structure before pages are read: damage, what would never end, and what is no page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.read.pdf.characters import sane
from pipeline.read.pdf.damage import broken_structure, find_damage, missing_end
from pipeline.read.pdf.opening import Opened, open_with_qpdf
from pipeline.read.pdf.unfolding import Unfolding

MOST_NODES = 100_000  # of a tree; a larger one was made to trip a reader
MOST_NAMES = 3  # attached files that are told by name


@dataclass(frozen=True, slots=True)
class Structure:
    """What is known of a file: damage in words, pages that unfold without end, and what stands outside the pages."""

    damage: tuple[str, ...] = ()
    examined: bool = False  # False where the second reader cannot open the file, which is damage
    endless: frozenset[int] = frozenset()  # pages from 1
    labels_sound: bool = False  # whether the tree of page labels ends
    fields_sound: bool = False  # and that of form fields
    attached: tuple[str, ...] = ()  # names of attached files
    portfolio: bool = False
    hidden_layers: int = 0


def examine(opened: Opened, original: bytes, *, password: str, most_pages: int) -> Structure:
    """Look through an open file; of a repaired one, damage is looked for in the file as it came."""
    import pikepdf

    pages = len(opened.pdf)
    damage: list[str] = []
    if opened.repaired:
        damage = _damage_of(original, pages, password)
    try:
        with open_with_qpdf(opened.data, password=opened.password) as pdf:
            damage = damage if opened.repaired else find_damage(original, pdf, pages=pages)
            return _structure(pdf, damage, most_pages)
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        return Structure(tuple(damage or [*missing_end(original), broken_structure(str(error))]))


def _damage_of(data: bytes, pages: int, password: str) -> list[str]:
    import pikepdf

    try:
        with open_with_qpdf(data, password=password) as pdf:
            return find_damage(data, pdf, pages=pages)
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        return [*missing_end(data), broken_structure(str(error))]


def _structure(pdf: Any, damage: list[str], most_pages: int) -> Structure:
    root, unfolding = pdf.Root, Unfolding()
    numbered = zip(range(1, most_pages + 1), pdf.pages, strict=False)
    names = _names(root)
    return Structure(
        damage=tuple(damage),
        examined=True,
        endless=frozenset(number for number, page in numbered if unfolding.is_endless(page)),
        labels_sound=_ends(root.get("/PageLabels")),
        fields_sound=_ends(_entry(root, "/AcroForm", "/Fields")),
        attached=tuple(names),
        portfolio="/Collection" in root,
        hidden_layers=_hidden_layers(root),
    )


def _ends(tree: Any) -> bool:
    """Whether a tree comes to its ends: no branch stands in two places, so that none leads back to itself."""
    nodes, seen = list(_nodes(tree)), set[tuple[int, int]]()
    for node in nodes:
        if node.objgen != (0, 0) and node.objgen in seen:
            return False
        seen.add(node.objgen)
    return len(nodes) < MOST_NODES


def _nodes(tree: Any) -> Iterator[Any]:
    """The nodes of a tree of kids, the first ones of an endless tree."""
    import pikepdf

    waiting = [tree]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(list(node)[:MOST_NODES])
        elif isinstance(node, pikepdf.Dictionary):
            yield node
            if "/Kids" in node:
                waiting.append(node["/Kids"])


def _names(root: Any) -> list[str]:
    """The names of the files attached to the document."""
    import pikepdf

    tree = _entry(root, "/Names", "/EmbeddedFiles")
    if not _ends(tree):
        return ["files in a list that leads back to itself"]
    leaves = [node["/Names"] for node in _nodes(tree) if isinstance(node.get("/Names"), pikepdf.Array)]
    return [sane(str(name)) for leaf in leaves for name in list(leaf)[::2]]


def _hidden_layers(root: Any) -> int:
    """How many layers are switched off as the file is opened."""
    settings = _entry(root, "/OCProperties", "/D")
    if str(_entry(settings, "/BaseState")) == "/OFF":
        layers, shown = _entry(root, "/OCProperties", "/OCGs"), _entry(settings, "/ON")
        return _length(layers) - _length(shown)
    return _length(_entry(settings, "/OFF"))


def _length(value: Any) -> int:
    import pikepdf

    return len(value) if isinstance(value, pikepdf.Array) else 0


def _entry(node: Any, *path: str) -> Any:
    import pikepdf

    for name in path:
        if not isinstance(node, pikepdf.Dictionary):
            return None
        node = node.get(name)
    return node

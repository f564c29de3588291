"""Turns a page into a light tree, as browsers do: unclosed, misplaced and endlessly nested markup loses no text."""

import re
from collections.abc import Iterator
from typing import Any

HEADINGS = {f"h{level}": level for level in range(1, 7)}
FURNITURE = {"nav", "footer", "aside"}
BLOCKS = {
    "p", "div", "li", "section", "article", "main", "table", "ul", "ol", "dl", "dd", "dt", "blockquote", "pre", "body",
    "header", "form", "fieldset", "figure", "figcaption", "caption", "center", "address", "details", "summary", "hr",
    "tr", "td", "th", "thead", "tbody", "tfoot", "noframes", "frameset", "plaintext", "xmp", "dir", "menu", "hgroup",
    "legend", "optgroup", "search", "dialog", *HEADINGS, *FURNITURE,
}  # fmt: skip
PASSAGES = {"p", "table", *HEADINGS}  # what no control or drawing holds, unless its end was forgotten
CELLS = {"td", "th"}
ROOTS = {"html", "head", "body"}
MOST_DEPTH = 1_000  # elements nested deeper stand beside each other; browsers stop at 512
PIECE = 8_192
LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{4000,}")
MOST_ATTRIBUTES = 500

COOKIES = re.compile(r"\bcookies?[\s_-]*(?:banner|notice|consent|bar|message|policy|popup|law)", re.IGNORECASE)

BLOCK, TABLE, PASSAGE = 1, 2, 4  # what a node holds somewhere below


class Node:
    """An element: its children are elements and texts in their order."""

    __slots__ = ("attributes", "cells", "children", "holds", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Node | str] = []
        self.holds = 0
        self.cells = 0  # of a table: how many cells stand in it, those of tables inside too


def is_notice(node: Node) -> bool:
    """Whether an element is a site's notice on cookies, by the names that it is given; the paper itself is none."""
    named = (node.attributes.get(name, "") for name in ("id", "class", "aria-label", "role"))
    return node.tag in ("div", "section", "form", "dialog") and any(COOKIES.search(name) for name in named)


class Page:
    """A page as a tree, with what the parser saw of it."""

    def __init__(self) -> None:
        self.root = Node("html", {})
        self.flattened = 0  # how often nesting went too deep to be followed
        self.open_at_end: list[Node] = []


def parse_page(text: str) -> Page:
    """Parse a page of any depth in time that grows with its length."""
    from lxml import etree

    target = _Target()
    text = LONG_TAG.sub(_shortened, text)
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    for start, end in _pieces(text):
        parser.feed(text[start:end].encode("utf-8"))
        if len(target.stack) > MOST_DEPTH and target.may_part and not _in_comment(text, end):
            target.page.flattened += 1
            parser.close()
            target.restart()
            parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    target.page.open_at_end = target.stack[1:]
    try:
        parser.close()
    except etree.XMLSyntaxError:  # nothing at all, or nothing but a comment
        target.restart()
    return target.page


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of pieces of a page, each of which ends before markup, where another parser could begin."""
    start = 0
    while start < len(text):
        end = text.find("<", start + PIECE)
        end = len(text) if end < 0 else end
        yield start, end
        start = end


def _in_comment(text: str, end: int) -> bool:
    return text.rfind("<!--", 0, end) > text.rfind("-->", 0, end)


def _shortened(match: re.Match[str]) -> str:
    """Cut a tag of endless attributes, which would be compared with one another."""
    tag = match[0]
    return tag if tag.count("=") + tag.count(" ") < MOST_ATTRIBUTES else " ".join(tag.split()[:MOST_ATTRIBUTES])


class _Target:
    """Builds the tree from the events of the parser."""

    def __init__(self) -> None:
        self.page = Page()
        self.stack: list[Node] = [self.page.root]
        self._tables: list[Node] = []

    @property
    def may_part(self) -> bool:
        """Whether the parser stands where markup may begin anew, in no script or the like."""
        return self.stack[-1].tag not in ("script", "style", "title", "textarea", "xmp", "plaintext", "noframes")

    def restart(self) -> None:
        """Forget what is open; what follows stands at the top of the page."""
        del self.stack[1:]
        self._tables.clear()
        body = next((c for c in self.page.root.children if isinstance(c, Node) and c.tag == "body"), None)
        if body is not None:
            self.stack.append(body)

    def start(self, tag: str, attributes: Any) -> None:
        """Take an element's beginning."""
        if tag == "html" or (tag in ("head", "body") and any(n.tag == "body" for n in self.stack[:3])):
            return
        node = Node(tag, dict(attributes))
        self.stack[-1].children.append(node)
        self._mark(tag)
        self.stack.append(node)
        if tag == "table":
            self._tables.append(node)

    def _mark(self, tag: str) -> None:
        if tag in CELLS and self._tables:
            self._tables[-1].cells += 1
        holds = BLOCK * (tag in BLOCKS) | TABLE * (tag == "table") | PASSAGE * (tag in PASSAGES)
        for above in reversed(self.stack):
            if above.holds & holds == holds:
                break
            above.holds |= holds

    def end(self, tag: str) -> None:
        """Take an element's end."""
        if tag in ROOTS or self.stack[-1].tag != tag:
            if tag == "head" and self.stack[-1].tag == "head":
                self.stack.pop()
            return
        self.stack.pop()
        if tag == "table" and self._tables:
            inner = self._tables.pop()
            if self._tables:
                self._tables[-1].cells += inner.cells

    def data(self, text: str) -> None:
        """Take a piece of text."""
        self.stack[-1].children.append(text)

    def close(self) -> None:
        """Take the end of the page."""

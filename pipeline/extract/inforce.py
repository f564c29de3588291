"""Keeps the headings, priority and section in force while a report is read from top to bottom."""

import re
from collections.abc import Sequence

from pipeline.extract.priorities import priority_of_heading, theme_of
from pipeline.types import Block, BlockKind, DocumentKind

CLOSING = re.compile(
    r"(?:implications|list\s+of\s+appendices|appendices|background\s+papers?|persons?\s+to\s+contact"
    r"|contacts?|key|notes?|glossary(?:\s+of\s+terms)?|contents|recommendations?|section\s+\d+.*|theme\s*:.*"
    r"|appendix\b.*|conclusions?)\s*:?",
    re.IGNORECASE,
)
NUMBERED_KINDS = (DocumentKind.PERFORMANCE_REPORT, DocumentKind.DASHBOARD, DocumentKind.ANNUAL_REPORT)
MAX_SECTION = 30


class InForce:
    """The state at one point of a report: path of headings, priority, and the subject of the heading."""

    def __init__(self, *, kind: DocumentKind, themes: Sequence[str] = (), named: bool = False) -> None:
        """kind: of the report, since only some number their sections; themes: named priorities of the plan;
        named: whether headings say `Strategic Priority 7`, so that bare numbers are no priorities."""
        self._kind = kind
        self._named = named
        self._themes = tuple(themes)
        self._path: list[tuple[int, str, str]] = []  # level, text and place of each heading
        self._told: list[str] = []  # for each of them, what a table under it is about
        self._level = 1  # of the last heading that told one
        self._last_paragraph = 0
        self.priority = ""
        self.priority_title = ""
        self.section = ""  # the path of headings, ` > ` between them

    @property
    def place(self) -> str:
        """The place that the innermost heading with one is about; the report's own title limits nothing."""
        return next((place for _, _, place in reversed(self._path[1:]) if place), "")

    @property
    def told_place(self) -> str:
        """The place or group that a table here is about, from the innermost heading that tells one, or the title."""
        return next((told for told in reversed(self._told) if told), "")

    @property
    def heading(self) -> str:
        """The innermost heading."""
        return self._path[-1][1] if self._path else ""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings in force, the innermost first."""
        return tuple(text for _, text, _ in reversed(self._path))

    def read(self, block: Block, *, place: str = "", told: str = "") -> None:
        """Take a block into account before its figures are read.

        place: where a heading says that it is about; told: what it says that the tables under it are about.
        """
        if block.kind is BlockKind.HEADING:
            self._read_heading(block, place, told)
        elif block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            if m := re.fullmatch(r"(\d{1,3})[.)]?", block.marker):
                self._last_paragraph = int(m[1])
            if (theme := theme_of(block.text, self._themes)) and block.kind is BlockKind.PARAGRAPH:
                self._open(1, theme)
                self.priority, self.priority_title = theme, theme

    def _read_heading(self, block: Block, place: str, told: str) -> None:
        text = block.text.strip()
        number = priority_of_heading(text)
        marker = block.marker.rstrip(".")
        if number:
            self._leave_places()
            self._set(number, text)
        elif theme := theme_of(text, self._themes):
            self._leave_places()
            self._set(theme, text)
        elif self._is_section(marker):
            self._set(marker, text)
        elif CLOSING.fullmatch(text):
            self._set("", "")
        level = block.level or self._implicit_level(text, numbered=bool(number or marker))
        self._level = block.level or self._level
        self._open(level, f"{block.marker} {text}".strip() if block.marker else text, place, told)

    def _implicit_level(self, text: str, *, numbered: bool) -> int:
        """The level of a heading without one, as a line set bold: under the last that has one, but for capitals."""
        if numbered:
            return 3
        return 1 if text.isupper() and len(text) > 12 else self._level + 1

    def _leave_places(self) -> None:
        """A priority holds for the whole area again."""
        self._path = [(level, text, "") for level, text, _ in self._path]

    @property
    def numbers_sections(self) -> bool:
        """Whether the number of a section stands for its priority in this report."""
        return self._kind in NUMBERED_KINDS and not self._named

    def priority_of_row(self, labels: Sequence[str], label: str) -> tuple[str, str]:
        """Return priority and title of a table's row from its labels, the outermost first, and its own label.

        A first label column of numbers is the priority, the next its title; `1.2 Calls` is of section 1.
        """
        if len(labels) >= 2 and re.fullmatch(r"\d{1,2}[A-Z]?", labels[0]):
            return labels[0], labels[1]
        numbered = re.match(r"(\d{1,2})\.\d{1,2}\s", label)
        if numbered and self.numbers_sections:
            return numbered[1], self.priority_title if self.priority == numbered[1] else ""
        return self.priority, self.priority_title or self.heading

    def _is_section(self, marker: str) -> bool:
        """`7` and `14A` number the rows of a dashboard; `60` goes on from paragraph 59."""
        if self._named or not re.fullmatch(r"\d{1,2}[A-Z]?", marker) or self._kind not in NUMBERED_KINDS:
            return False
        number = int(re.match(r"\d+", marker)[0])  # type: ignore[index]
        return number <= MAX_SECTION and not (self._last_paragraph > 2 and number == self._last_paragraph + 1)

    def _set(self, priority: str, title: str) -> None:
        self.priority, self.priority_title = priority, title

    def _open(self, level: int, text: str, place: str = "", told: str = "") -> None:
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
            self._told.pop()
        self._path.append((level, text, place))
        self._told.append(told)
        self.section = " > ".join(text for _, text, _ in self._path)

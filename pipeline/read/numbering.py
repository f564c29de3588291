"""Works out the number or bullet that Word prints before a paragraph."""

import re
from typing import Any

from pipeline.read.inline import whole_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_LETTERS = 26 * 30
MOST_ROMAN = 5_000
ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"],
        strict=True,
    )
)


def value_of(element: Any, *path: str) -> str:
    """Return the `val` of an element below, empty where there is none."""
    found = element.find("/".join(f"{W}{name}" for name in path)) if element is not None else None
    return (found.get(f"{W}val") or "") if found is not None else ""


class Styles:
    """The names of a file's paragraph styles and the numbering that some carry."""

    def __init__(self, root: Any) -> None:
        self._names: dict[str, str] = {}
        self._numbered: dict[str, Any] = {}
        for style in root.iter(f"{W}style") if root is not None else ():
            name = style.get(f"{W}styleId") or ""
            self._names[name] = value_of(style, "name")
            properties = style.find(f"{W}pPr/{W}numPr")
            if properties is not None:
                self._numbered[name] = properties

    def name(self, paragraph: Any) -> str:
        """Return the name of a paragraph's style."""
        return self._names.get(value_of(paragraph, "pPr", "pStyle"), "")

    def numbering(self, paragraph: Any) -> Any:
        """Return the numbering of a paragraph, its own or its style's; None for none."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        return own if own is not None else self._numbered.get(value_of(paragraph, "pPr", "pStyle"))


class Numbering:
    """Counts the numbered paragraphs of a file."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}  # format, text, start
        self._counts: dict[str, dict[int, int]] = {}
        self._abstract: dict[str, str] = {}
        if root is None:
            return
        for number in root.findall(f"{W}num"):
            self._abstract[number.get(f"{W}numId") or ""] = value_of(number, "abstractNumId")
        for abstract in root.findall(f"{W}abstractNum"):
            name = abstract.get(f"{W}abstractNumId") or ""
            for level in abstract.findall(f"{W}lvl"):
                start = whole_number(value_of(level, "start"), 1)
                shown = (value_of(level, "numFmt"), value_of(level, "lvlText"), start)
                self._levels[(name, whole_number(level.get(f"{W}ilvl"), 0))] = shown

    def marker(self, paragraph: Any) -> str:
        """Count the paragraph and return what is printed before it; empty for an unnumbered one."""
        properties = self._styles.numbering(paragraph)
        if properties is None:
            return ""
        abstract = self._abstract.get(value_of(properties, "numId"), "")
        depth = min(whole_number(value_of(properties, "ilvl"), 0), 8)  # Word knows nine levels
        style_format, text, start = self._levels.get((abstract, depth), ("", "", 1))
        if style_format == "bullet":
            return "•"
        if style_format in ("", "none"):
            return ""
        counts = self._counts.setdefault(abstract, {})
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]

        def printed(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            level_format, _, first = self._levels.get((abstract, level), ("decimal", "", 1))
            return _number(counts.get(level, first), level_format)

        return re.sub(r"%([0-9])", printed, text)


def _number(value: int, style_format: str) -> str:
    if style_format in ("lowerLetter", "upperLetter") and 0 < value <= MOST_LETTERS:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if style_format == "upperLetter" else letter
    if style_format in ("lowerRoman", "upperRoman") and 0 < value <= MOST_ROMAN:
        roman = _roman(value)
        return roman.upper() if style_format == "upperRoman" else roman
    return str(value)


def _roman(value: int) -> str:
    result = ""
    for size, letters in ROMAN:
        count, value = divmod(value, size)
        result += letters * count
    return result

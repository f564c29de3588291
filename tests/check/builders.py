"""Reports built by hand: sentences with their figures, and tables from plain rows."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pipeline.quantities import allowed
from pipeline.types import (
    DocumentKind,
    Figure,
    FigureStatus,
    Kind,
    Passage,
    Period,
    Place,
    Qualifier,
    Report,
    Source,
)

NUMBER = re.compile(r"[+-]?£?\d[\d,]*(?:\.\d+)?%?")


def year(first: int) -> Period:
    """Return a fiscal year."""
    return Period(f"FY{first}/{(first + 1) % 100:02d}", date(first, 4, 1), date(first + 1, 3, 31))


def make_figure(text: str, *, document_id: str = "d0", ordinal: int = 1, **changes: object) -> Figure:
    """Return a figure read from its printed text; any field can be set by name."""
    digits = re.search(r"[\d,]*\d(?:\.\d+)?", text)
    blank = not digits
    value = Decimal(digits[0].replace(",", "")) if digits else None
    if value is not None and text.startswith("-"):
        value = -value
    decimals = len(digits[0].split(".")[1]) if digits and "." in digits[0] else 0
    unit = str(changes.get("unit") or ("percent" if "%" in text else "GBP" if "£" in text else "count"))
    kind = Kind(str(changes.get("kind", Kind.LEVEL)))
    qualifier = Qualifier(str(changes.get("qualifier", Qualifier.NONE)))
    bounds = None if value is None else allowed(value, decimals=decimals, unit=unit, qualifier=qualifier, kind=kind)
    figure = Figure(
        figure_id="f" + hashlib.sha256(f"{document_id}{ordinal}{text}".encode()).hexdigest()[:16],
        document_id=document_id,
        ordinal=ordinal,
        place=Place(line=ordinal, start=0, end=len(text)),
        text=text,
        value=value,
        lower=bounds.lower if bounds else None,
        upper=bounds.upper if bounds else None,
        decimals=decimals,
        unit=unit,
        status=FigureStatus.BLANK if blank else FigureStatus.REPORTED,
        period_basis="header",
    )
    return replace(figure, **changes)  # type: ignore[arg-type]


class ReportBuilder:
    """Collects headings, sentences and tables into a report, in reading order."""

    def __init__(self, document_id: str = "d0000000000000000", **facts: object) -> None:
        self.document_id = document_id
        self.facts = facts
        self.figures: list[Figure] = []
        self.passages: list[Passage] = []
        self.section = ""
        self.tables = 0

    def _passage(self, kind: str, text: str, table: int | None = None, row: int | None = None) -> Passage:
        number = len(self.passages)
        passage = Passage(
            number, kind, text, Place(line=number + 1, start=0, end=len(text)), number, self.section, "", "", table, row
        )
        self.passages.append(passage)
        return passage

    def heading(self, text: str) -> "ReportBuilder":
        """Add a heading; what follows stands under it."""
        self.section = text
        self._passage("heading", text)
        return self

    def sentence(self, text: str, *told: dict[str, object]) -> "ReportBuilder":
        """Add a sentence; each of `told` is a figure with its `text` and other fields."""
        passage = self._passage("sentence", text)
        at = 0
        for fields in told:
            fields = dict(fields)
            printed = str(fields.pop("text"))
            at = text.index(printed, at)
            self._figure(
                printed, passage, offset=at, source=Source.TEXT, indicator=fields.pop("indicator", text[:60]), **fields
            )
            at += len(printed)
        return self

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]], **fields: object) -> "ReportBuilder":
        """Add a table: the first column holds labels, the header gives periods where it holds a year like 2014/15."""
        self.tables += 1
        for number, cells in enumerate(rows, 2):
            passage = self._passage("row", " | ".join(cells), self.tables, number)
            for column, text in enumerate(cells[1:], 2):
                label = header[column - 1]
                found = re.search(r"(\d{4})/\d\d", label)
                change = (
                    {"kind": Kind.PERCENT_CHANGE if "%" in text else Kind.CHANGE}
                    if "hange" in label or "Var" in label
                    else {}
                )
                own = {"period": year(int(found[1])) if found else None, "indicator": cells[0], **change, **fields}
                self._figure(
                    text,
                    passage,
                    source=Source.TABLE,
                    table=self.tables,
                    row=number,
                    column=column,
                    row_label=cells[0],
                    column_label=label,
                    **own,
                )
        return self

    def _figure(self, text: str, passage: Passage, **fields: object) -> None:
        fields.setdefault("section", self.section)
        self.figures.append(
            replace(
                make_figure(text, document_id=self.document_id, ordinal=len(self.figures) + 1, **fields),
                passage=passage.ordinal,
                context=passage.text,
                place=passage.place,
            )
        )

    def build(self) -> Report:
        """Return the report."""
        facts: dict[str, object] = {
            "title": "Report",
            "kind": DocumentKind.OTHER,
            "publisher": "Publisher",
            "published": "",
            "published_source": "",
            "period": None,
            **self.facts,
        }
        return Report(
            document_id=self.document_id,
            part=1,
            part_start=1,
            part_end=len(self.passages),
            figures=tuple(self.figures),
            mentions=(),
            passages=tuple(self.passages),
            **facts,  # type: ignore[arg-type]
        )

"""Turns annotated reports into the objects that checks read, as a perfect extraction would.

Used only where the shared material of the project stands beside the checkout.
"""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

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

SHARED = Path(__file__).parents[2].parent / "shared"
SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z“])")


def period(label: str) -> Period | None:
    """Return a period of the notations that the annotations use most."""
    if m := re.fullmatch(r"FY(\d{4})/\d\d(?: Q([1-4]))?", label):
        year, quarter = int(m[1]), int(m[2] or 0)
        first = date(year, 4, 1) if not quarter else _month(year, 4 + 3 * (quarter - 1))
        last = _month(year, 16) if not quarter else _month(year, 4 + 3 * quarter)
        return Period(label, first, last - timedelta(days=1))
    if m := re.fullmatch(r"(\d+)M to (\d{4})-(\d\d)", label):
        end = _month(int(m[2]), int(m[3]) + 1)
        return Period(label, _month(int(m[2]), int(m[3]) + 1 - int(m[1])), end - timedelta(days=1))
    if m := re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:\.\.(\d{4})(?:-(\d\d))?)?", label):
        first = _month(int(m[1]), int(m[2] or 1))
        end = _month(int(m[3] or m[1]), int((m[4] if m[3] else m[2]) or 12) + 1)
        return Period(label, first, end - timedelta(days=1))
    if m := re.fullmatch(r"at (\d{4}-\d\d-\d\d)", label):
        return Period(label, date.fromisoformat(m[1]), date.fromisoformat(m[1]))
    return None


def _month(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def gold_report(name: str, *, title: str, published: str, label: str) -> Report:
    """Return report `name` with its annotated figures and a passage for each sentence and row."""
    path = next((SHARED / "reports").glob(f"{name}_*.txt"))
    lines = path.read_text(encoding="utf-8").splitlines()
    gold: dict[int, list[dict[str, object]]] = {}
    for text in (SHARED / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(text)
        gold.setdefault(row["line"], []).append(row)
    passages: list[Passage] = []
    figures: list[Figure] = []
    section, table, header = "", 0, [""]
    for number, line in enumerate(lines, 1):
        rows = gold.get(number, [])
        plain = re.sub(r"^\s*(?:\d+\.|-)\s+", "", line).strip()
        if "\t" in line:
            if not lines[number - 2].count("\t"):
                table, header, first = table + 1, line.split("\t"), number
            cells = line.split("\t")
            passages.append(
                Passage(
                    len(passages),
                    "row",
                    line,
                    Place(number, 0, len(line)),
                    number,
                    section,
                    "",
                    "",
                    table,
                    number - first,
                )
            )
            for column, row in _columns(cells, rows):
                figures.append(
                    _figure(
                        name,
                        row,
                        figures,
                        passages[-1],
                        cells[0],
                        header[column] if column < len(header) else "",
                        column + 1,
                    )
                )
            continue
        if not plain:
            continue
        if (not rows and (not plain.endswith((".", ":", "?", ";")) and len(plain) < 200)) or re.match(
            r"Strategic Priority \d", plain
        ):
            section = plain
            passages.append(Passage(len(passages), "heading", plain, Place(number, 0, len(line)), number, section))
            continue
        for sentence in SENTENCE_END.split(plain):
            passages.append(
                Passage(len(passages), "sentence", sentence, Place(number, line.find(sentence)), number, section)
            )
            at = 0
            while rows and sentence.find(str(rows[0]["text"]), at) >= 0:
                row = rows.pop(0)
                at = sentence.find(str(row["text"]), at)
                figures.append(_figure(name, row, figures, passages[-1], "", "", 0, at))
                at += len(str(row["text"]))
    return Report(
        f"d{name}{'0' * 13}",
        1,
        1,
        len(lines),
        title,
        DocumentKind.OTHER,
        "Police and Crime Commissioner",
        published,
        "printed" if published else "",
        period(label),
        tuple(figures),
        (),
        tuple(passages),
    )


def _columns(cells: list[str], rows: list[dict[str, object]]) -> list[tuple[int, dict[str, object]]]:
    result, column = [], 1
    for row in rows:
        while column < len(cells) and row["text"] and str(row["text"]) not in cells[column]:
            column += 1
        result.append((min(column, max(1, len(cells) - 1)), row))
        if not row["text"] or "(" not in cells[min(column, len(cells) - 1)]:
            column += 1
    return result


def _figure(
    name: str,
    row: dict[str, object],
    before: list[Figure],
    passage: Passage,
    label: str,
    header: str,
    column: int,
    at: int = 0,
) -> Figure:
    text = str(row["text"])
    status = FigureStatus(str(row["status"]))
    value = None if row["value"] is None else Decimal(str(row["value"]))
    digits = re.search(r"\d[\d,]*(?:\.(\d+))?", text)
    decimals = len(digits[1] or "") if digits else 0
    unit, kind, qualifier = str(row["unit"]), Kind(str(row["kind"])), Qualifier(str(row["qualifier"]))
    bounds = None if value is None else allowed(value, decimals=decimals, unit=unit, qualifier=qualifier, kind=kind)
    return Figure(
        figure_id=f"f{name}{len(before):013d}",
        document_id=f"d{name}{'0' * 13}",
        ordinal=len(before) + 1,
        place=Place(line=int(str(row["line"])), start=at, end=at + len(text)),
        text=text,
        value=value,
        lower=bounds.lower if bounds else None,
        upper=bounds.upper if bounds else None,
        decimals=decimals,
        unit=unit,
        qualifier=qualifier,
        kind=kind,
        status=status,
        indicator=str(row["indicator"]),
        segment=str(row["segment"]),
        period=period(str(row["period"])),
        base_period=period(str(row["base_period"])),
        period_basis="header" if label else "sentence",
        priority=str(row["priority"]),
        section=passage.section,
        source=Source(str(row["source"])),
        table=passage.table,
        row=passage.row,
        column=column if label else None,
        row_label=label,
        column_label=header,
        context=passage.text,
        passage=passage.ordinal,
        offset=at,
    )

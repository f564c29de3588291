"""Writes ../cells/drawn-FIELD.jsonl: what a careful reader says each cell of the drawn tables means.

The meaning is what the definitions say under `m`, of the table, a band or a `set`, a row, a column and a cell; the
nearer wins, groups and words of the measure add up. The place of each cell is read from the drawn PDF.
"""

import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pdfplumber
from draw import HERE, Placed, Spec, documents, draw, parts

ADDED = ("group", "measure")
OPTIONAL = ("measure", "unit", "scale", "role", "statistic")


def layers(table: Spec, number: int, column: int) -> list[Spec]:
    """Return what holds for a cell, from the farthest to the nearest."""
    band: Spec = {}
    for row in table["rows"][: number + 1]:
        band = row.get("m", {}) if "band" in row else row.get("set", band)
    row = table["rows"][number]
    own = row.get("m", table.get("each", {}))
    columns: list[Spec] = table["columns"]
    place = column - table.get("labels", 1)
    near = row.get("cells", {}).get(place, {})
    return [table.get("m", {}), {} if row.get("alone") else band, own, columns[place] or {}, near]


def label(table: Spec, number: int, text: str) -> str:
    """Return what `=` stands for, the row's last label as printed, or `=0`, the first one printed last."""
    if not text.startswith("="):
        return text
    column = int(text[1:] or table.get("labels", 1) - 1)
    printed = [parts(row["r"])[column] for row in table["rows"][: number + 1] if "r" in row]
    shown = [p for p in printed if p][-1]
    return re.sub(r"\{.*?\}", "", shown).replace("\n", " ")


def meaning(table: Spec, number: int, column: int) -> Spec:
    """Return the meaning of one value cell."""
    said: Spec = {"row": "", "group": [], "measure": [], "when": "", "base": "", "ends": [], "kind": "level"}
    for layer in layers(table, number, column):
        for key, value in layer.items():
            if key in ADDED:
                said[key] = said[key] + ([value] if isinstance(value, str) else value)
            else:
                said[key] = value
    said["row"] = label(table, number, said["row"])
    said["group"] = [label(table, number, g) for g in said["group"]]
    said["measure"] = " ".join(label(table, number, w) for w in said["measure"]) or "?"
    return said


def days(span: str) -> tuple[str, str]:
    """Return first and last day of `2022-01-01..2022-12-31` or `2022-03-31`."""
    first, _, last = str(span).partition("..")
    return first, last or first


def record(doc: str, box: tuple[int, float, float, str], said: Spec | None) -> Spec:
    """Return one line of the file; without a meaning the cell is no figure, a key that says `?` is left out."""
    page, x, y, text = box
    line: Spec = {"doc": doc, "page": page, "x": x, "y": y, "text": text}
    if said is None:
        empty = {"row": "", "group": [], "start": "", "end": "", "ends": [], "base_start": "", "base_end": ""}
        return line | empty | {"kind": "none"}
    start, end = days(said["when"])
    base_start, base_end = days(said["base"])
    line |= {"row": said["row"], "group": said["group"], "start": start, "end": end, "ends": said["ends"]}
    line |= {"base_start": base_start, "base_end": base_end, "kind": said["kind"]}
    return line | {key: said[key] for key in OPTIONAL if said.get(key, "?") != "?"}


def located(pages: list[Any], item: Placed) -> tuple[int, float, float, str]:
    """Return page, centre and text of a drawn text as pdfplumber finds it."""
    page = pages[item.page - 1]
    chars = [
        c
        for c in page.chars
        if item.x0 - 0.3 < (c["x0"] + c["x1"]) / 2 < item.x1 + 0.3
        and abs(float(page.height) - c["bottom"] - item.y) < item.size * 0.35
        and abs(c["size"] - item.size) < 0.1
    ]
    text = "".join(c["text"] for c in chars)
    if text.strip() != item.text.strip():
        raise ValueError(f"{item.text!r} on page {item.page} reads {text!r}")
    seen = [c for c in chars if c["text"].strip()]
    x = (min(c["x0"] for c in seen) + max(c["x1"] for c in seen)) / 2
    y = (min(c["top"] for c in seen) + max(c["bottom"] for c in seen)) / 2
    return item.page, round(x, 1), round(y, 1), text.strip()


def figures(spec: Spec, pdf: bytes, placed: list[Placed]) -> Iterator[Spec]:
    """Yield the lines of one document in the order in which it is drawn."""
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        pages = list(read.pages)
        for item in placed:
            table = spec["tables"][item.table]
            if item.row < 0:
                if re.fullmatch(table.get("head_none", r"(?!)"), item.text) and item.page == 1:
                    yield record(spec["name"], located(pages, item), None)
                continue
            row = table["rows"][item.row]
            if "band" in row or row.get("omit") or not re.search(r"\d", item.text):
                continue
            if item.column < table.get("labels", 1):
                if item.column in table.get("labels_none", []):
                    yield record(spec["name"], located(pages, item), None)
                continue
            said = meaning(table, item.row, item.column)
            if not said.get("skip"):
                yield record(spec["name"], located(pages, item), None if said.get("none") else said)


def main() -> None:
    """Write one file for each field."""
    lines: dict[str, list[str]] = defaultdict(list)
    for field, spec in documents():
        pdf, placed = draw(spec)
        found = [json.dumps(line, ensure_ascii=False) for line in figures(spec, pdf, placed)]
        lines[field] += found
        print(f"{len(found):>5}  {spec['name']}")
    for field, found in lines.items():
        (HERE.parent / "cells" / f"drawn-{field}.jsonl").write_text("\n".join(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

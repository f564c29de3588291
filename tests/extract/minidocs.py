"""Builds small documents in memory and extracts them as a file of an archive would be."""

import hashlib
from typing import Any

from pipeline.extract import Settings, extract_reports
from pipeline.read.text import read_text
from pipeline.rules import load_rules
from pipeline.types import FileFacts, Report


def tabbed(table: str) -> str:
    """Write the bars between cells as tabs."""
    return "\n".join("\t".join(cell.strip(" ") for cell in line.split("|")) for line in table.rstrip("\n").split("\n"))


def piped(table: str) -> str:
    """Write a table of bars as Markdown."""
    return "\n".join(f"| {line.strip()} |" for line in table.rstrip("\n").split("\n"))


def reports_of(text: str, *, settings: dict[str, Any] | None = None, path: str = "report.txt") -> tuple[Report, ...]:
    """Read and extract a text as the file `path`."""
    data = text.encode("utf-8")
    facts = FileFacts(path=path, sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))
    return extract_reports(
        read_text(data), facts=facts, rules=load_rules(), settings=Settings(**settings) if settings else None
    )


def figures_of(text: str, *, settings: dict[str, Any] | None = None) -> list[Any]:
    """Return the figures of all reports of a text, in reading order."""
    return [figure for report in reports_of(text, settings=settings) for figure in report.figures]

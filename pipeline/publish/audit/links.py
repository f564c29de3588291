"""Where the audit pages lie, relative to the output folder, and how they point to each other."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

MAIN = "audit.html"
FOLDER = "audit"
PAGES_PER_FILE = 60  # page pictures of one document in a file: some three megabytes
LINES_PER_FILE = 4_000


def document_file(document_id: str, part: int = 1) -> str:
    """Return the file of a document's page, the parts of a long one numbered from 2."""
    return f"{FOLDER}/{document_id}{'' if part == 1 else f'-{part}'}.html"


def indicator_file(key: str) -> str:
    """Return the file of an indicator's page; the key may be in the report's own words, so it is hashed."""
    return f"{FOLDER}/i{hashlib.sha256(key.encode()).hexdigest()[:16]}.html"


def findings_file(part: int) -> str:
    """Return the file that holds the findings of a part, counted from 1."""
    return MAIN if part == 1 else f"{FOLDER}/findings-{part}.html"


def document_part(page: int | None, line: int | None, *, first: int) -> int:
    """Return the part of a document's pages that a page or line stands in; `first` is the report's first."""
    if page is not None:
        return max(0, page - first) // PAGES_PER_FILE + 1
    return max(0, line - first) // LINES_PER_FILE + 1 if line is not None else 1


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links for a page that lies in the output folder (`up` empty) or in the audit folder (`../`)."""

    up: str
    finding_parts: Mapping[str, int]
    document_firsts: Mapping[str, int]
    indicator_keys: frozenset[str]

    def finding(self, name: str) -> str:
        """Link to a finding."""
        return f"{self.up}{findings_file(self.finding_parts.get(name, 1))}#{name}"

    def document(self, document_id: str, *, page: int | None = None, line: int | None = None, anchor: str = "") -> str:
        """Link to a document, to the page or line of a place in it, or to an anchor there."""
        part = document_part(page, line, first=self.document_firsts.get(document_id, 1))
        anchor = anchor or (f"p{page}" if page is not None else f"l{line}" if line is not None else "")
        return f"{self.up}{document_file(document_id, part)}{'#' if anchor else ''}{anchor}"

    def indicator(self, key: str) -> str:
        """Link to an indicator's page, empty where it has none."""
        return f"{self.up}{indicator_file(key)}" if key in self.indicator_keys else ""

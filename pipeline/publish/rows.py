"""Makes the rows of every table from a dataset, in the stated order, cells in the schema's order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.align.papers import PaperSeries, paper_series
from pipeline.check import RunChecks
from pipeline.publish.cells import Cells, boxes, clean, listed, period_cells, place_cells, reading_order
from pipeline.publish.cited import Cited, look_up
from pipeline.publish.identityrows import identity_cells, indicator_rows, link_rows, segment_rows
from pipeline.publish.schema import table
from pipeline.publish.values import Value, share
from pipeline.reconcile.decisions import evidence_key, values_hash
from pipeline.rules import Rules
from pipeline.spool import Sorted
from pipeline.types import (
    Check,
    Dataset,
    Discrepancy,
    Evidence,
    Figure,
    Mention,
    Outcome,
    Report,
    Series,
    Severity,
    Version,
)

Row = tuple[Value, ...]
SEVERITY_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True)
class Rows:
    """The rows of a dataset's tables; `of(name)` makes them anew each time, so that none are held twice."""

    dataset: Dataset
    rules: Rules

    def of(self, name: str) -> Iterator[Row]:
        """Yield the rows of a table; raises KeyError for an unknown table or a cell that is missing."""
        names = table(name).column_names
        for cells in MAKERS[name](self):
            if len(cells) != len(names):
                raise KeyError(f"{name}: cells {sorted(set(cells) ^ set(names))} are not the schema's")
            yield tuple(clean(cells[n]) for n in names)

    @cached_property
    def reports(self) -> list[Report]:
        """All reports in the order of documents."""
        return [r for o in self.outcomes for r in sorted(o.reports, key=lambda r: r.part)]

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """All outcomes by path."""
        return sorted(self.dataset.outcomes, key=lambda o: o.file.path)

    @cached_property
    def document_order(self) -> dict[str, int]:
        """The place of each report in the order of documents."""
        return {r.document_id: i for i, r in enumerate(self.reports)}

    @cached_property
    def figure_order(self) -> dict[str, tuple[int, int]]:
        """The place of each figure in the order of figures."""
        return {f.figure_id: (i, f.ordinal) for i, r in enumerate(self.reports) for f in r.figures}

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """All figures by identifier. Holds them all: for what looks at a few, `cited` is enough."""
        return {f.figure_id: f for r in self.reports for f in r.figures}

    @cached_property
    def cited(self) -> Cited:
        """What findings rest on, and the labels of indicators, in one pass over the reports."""
        return look_up(self.dataset.discrepancies, self.reports)

    @cached_property
    def figure_counts(self) -> dict[str, int]:
        """The number of figures of each report that is covered, so that it need not be looked into."""
        return {c.document_id: c.figures for c in self.dataset.coverage}

    @cached_property
    def series(self) -> Sorted[Series]:
        """The series by publisher, indicator, segment and period."""
        return Sorted(_series_key, self.dataset.series)

    def checks(self) -> Iterator[Check]:
        """Yield the checks by report, code and first figure."""
        if isinstance(self.dataset.checks, RunChecks):
            return self.dataset.checks.by_place(self.document_order)
        return iter(sorted(self.dataset.checks, key=self._check_key))

    def _check_key(self, check: Check) -> tuple[object, ...]:
        places = [self.figure_order.get(f, (-1, -1)) for f in check.figure_ids]
        first = min(places, default=(-1, -1))
        return (self.document_order.get(check.document_id, -1), check.code, first, check.check_id)

    @cached_property
    def paths(self) -> dict[str, str]:
        """The path of each report's file."""
        return {r.document_id: o.file.path for o in self.outcomes for r in o.reports}

    @cached_property
    def papers(self) -> dict[str, PaperSeries]:
        """The series of papers that each report belongs to."""
        return paper_series(self.outcomes)

    @cached_property
    def findings(self) -> list[Discrepancy]:
        """The discrepancies by severity, type and first place."""
        return sorted(self.dataset.discrepancies, key=self._finding_key)

    def _finding_key(self, finding: Discrepancy) -> tuple[object, ...]:
        places = [(self.document_order.get(e.document_id, -1), *reading_order(e.place)) for e in finding.evidence]
        first = min(places, default=(-1, 0, 0.0, 0.0))
        return (SEVERITY_ORDER[finding.severity], finding.type.value, first, finding.discrepancy_id)

    def location(self, evidence: Evidence) -> str:
        """Return `name:line` or `name:pN` of a place, `name:cell` in formats with cells."""
        name = self.paths.get(evidence.document_id, evidence.document_id)
        if evidence.place.page is not None:
            return f"{name}:p{evidence.place.page}"
        if evidence.place.line is not None:
            return f"{name}:{evidence.place.line}"
        return f"{name}:{evidence.place.cell}" if evidence.place.cell else name


def _documents(rows: Rows) -> Iterator[Cells]:
    versions = {v.document_id: v for v in rows.dataset.versions}
    for outcome in rows.outcomes:
        if not outcome.reports:
            yield {**_file(outcome), **NO_REPORT, "document_id": outcome.file.document_id}
        for report in sorted(outcome.reports, key=lambda r: r.part):
            figures = rows.figure_counts.get(report.document_id)
            number = len(report.figures) if figures is None else figures
            yield {
                **_file(outcome),
                **_report(report, versions.get(report.document_id), rows.papers),
                "figures": number,
            }


def _file(outcome: Outcome) -> Cells:
    return {
        "path": outcome.file.path,
        "copies": listed(outcome.file.copies),
        "sha256": outcome.file.sha256,
        "format": outcome.format.value,
        "bytes": outcome.file.bytes if outcome.file.sha256 else outcome.file.bytes or None,
        "pages": outcome.pages,
        "status": outcome.status.value,
        "message": outcome.message,
    }


def _report(report: Report, version: Version | None, papers: dict[str, PaperSeries]) -> Cells:
    paper = papers[report.document_id]
    return {
        "document_id": report.document_id,
        "part": report.part,
        "part_start": report.part_start,
        "part_end": report.part_end,
        "title": report.title,
        "kind": report.kind.value,
        "publisher": report.publisher,
        "published": report.published,
        "published_source": report.published_source if report.published else "",
        **period_cells(report.period),
        "version_group": version.group if version else "",
        "version_order": (version.order or None) if version else None,
        "relation": version.relation.value if version else "",
        "title_source": report.title_source if report.title else "",
        "publisher_source": report.publisher_source if report.publisher else "",
        "period_source": report.period_source if report.period else "",
        "version_of": report.version_of,
        "url": report.url,
        "retrieved": report.retrieved,
        "licence": report.licence,
        "subject": report.subject,
        "series_of_papers": paper.series_id,
        "series_title": paper.title,
    }


# A file that could not be read has a row too: unknown everywhere but in what is known of the file.
NO_REPORT: Cells = {
    **{c.name: "" if c.type == "string" else None for c in table("documents").columns},
    "part": 1,
    "kind": "other",
    "figures": 0,
}
for _name in ("document_id", "path", "copies", "sha256", "format", "bytes", "pages", "status", "message"):
    NO_REPORT.pop(_name)


def _figures(rows: Rows) -> Iterator[Cells]:
    for report in rows.reports:
        for figure in sorted(report.figures, key=lambda f: f.ordinal):
            yield {**_figure(figure), **identity_cells(rows.dataset.identities, figure)}


def _figure(figure: Figure) -> Cells:
    return {
        "figure_id": figure.figure_id,
        "document_id": figure.document_id,
        "ordinal": figure.ordinal,
        **place_cells(figure.place),
        "boxes": boxes(figure.place),
        "page_label": figure.page_label,
        "paragraph": figure.paragraph,
        "text": figure.text,
        "value": figure.value,
        "lower": figure.lower,
        "upper": figure.upper,
        "unit": figure.unit,
        "unit_printed": figure.unit_printed,
        "qualifier": figure.qualifier.value,
        "kind": figure.kind.value,
        "role": figure.role.value,
        "status": figure.status.value,
        "flag": figure.flag.value,
        "indicator": figure.indicator,
        "segment": figure.segment,
        **period_cells(figure.period),
        "base_period": figure.base_period.label if figure.base_period else "",
        "priority": figure.priority,
        "section": figure.section,
        "source": figure.source.value,
        "table": figure.table,
        "row": figure.row,
        "column": figure.column,
        "context": figure.context,
        "rule": figure.rule,
        "confidence": share(figure.confidence),
        "row_label": figure.row_path,
        "column_label": figure.column_path,
        "statistic": figure.statistic.value,
    }


def _mentions(rows: Rows) -> Iterator[Cells]:
    for report in rows.reports:
        for mention in sorted(report.mentions, key=lambda m: m.ordinal):
            yield _mention(mention)


def _mention(mention: Mention) -> Cells:
    return {
        "mention_id": mention.mention_id,
        "document_id": mention.document_id,
        "ordinal": mention.ordinal,
        **place_cells(mention.place),
        "label": mention.label.value,
        "text": mention.text,
        "normalised": mention.normalised,
        "rule": mention.rule,
        "confidence": share(mention.confidence),
        "boxes": boxes(mention.place),
    }


def _checks(rows: Rows) -> Iterator[Cells]:
    for check in rows.checks():
        yield {
            "check_id": check.check_id,
            "code": check.code,
            "document_id": check.document_id,
            "figure_ids": listed(check.figure_ids),
            "formula": check.formula,
            "computed_lower": check.computed_lower,
            "computed_upper": check.computed_upper,
            "printed": check.printed,
            "result": check.result.value,
            "reason": check.reason,
            "holds": check.holds,
        }


def _coverage(rows: Rows) -> Iterator[Cells]:
    for item in sorted(rows.dataset.coverage, key=lambda c: rows.document_order.get(c.document_id, -1)):
        yield {
            "document_id": item.document_id,
            "figures": item.figures,
            "checked": item.checked,
            "by_code": listed(f"{code}: {n}" for code, n in item.by_code),
            "unchecked": listed(f"{reason}: {n}" for reason, n in item.unchecked),
        }


def _discrepancies(rows: Rows) -> Iterator[Cells]:
    for finding in rows.findings:
        yield {
            "discrepancy_id": finding.discrepancy_id,
            "type": finding.type.value,
            "code": finding.code,
            "severity": finding.severity.value,
            "figure_ids": listed(dict.fromkeys(e.figure_id for e in finding.evidence if e.figure_id)),
            "documents": listed(dict.fromkeys(e.document_id for e in finding.evidence)),
            "locations": listed(rows.location(e) for e in finding.evidence),
            "values": listed(finding.values),
            "expected": finding.expected,
            "difference": finding.difference,
            "explanation": finding.explanation,
            "cause": finding.cause.value,
            "repair": finding.repair,
            "decision": finding.decision.value,
            "decided_by": finding.decided_by,
            "decided_at": finding.decided_at,
            "reason": finding.reason,
            "note": finding.note,
            "values_hash": values_hash(finding.values),
            "evidence_key": evidence_key(finding, rows.cited.figures),
            "subject": finding.subject.value,
            "group_id": finding.group_id,
            "confidence": share(finding.confidence),
        }


def _evidence(rows: Rows) -> Iterator[Cells]:
    for finding in rows.findings:
        for number, evidence in enumerate(finding.evidence, start=1):
            yield {
                "discrepancy_id": finding.discrepancy_id,
                "ordinal": number,
                "role": evidence.role.value,
                "figure_id": evidence.figure_id,
                "mention_id": evidence.mention_id,
                "document_id": evidence.document_id,
                **place_cells(evidence.place),
                "text": evidence.text,
            }


def _series_key(item: Series) -> tuple[str, ...]:
    when = (item.period.start.isoformat(), item.period.label) if item.period else ("", "")
    return (item.publisher, item.indicator_id, item.indicator, item.segment, *when, item.series_id)


def _series(rows: Rows) -> Iterator[Cells]:
    for item in rows.series:
        yield {
            "series_id": item.series_id,
            "publisher": item.publisher,
            "indicator_id": item.indicator_id,
            "indicator": item.indicator,
            "segment": item.segment,
            "priority": item.priority,
            "unit": item.unit,
            "kind": item.kind.value,
            "role": item.role.value,
            **period_cells(item.period),
            "base_period": item.base_period.label if item.base_period else "",
            "value": item.value,
            "lower": item.lower,
            "upper": item.upper,
            "status": item.status.value,
            "sources": item.sources,
            "figure_ids": listed(item.figure_ids),
            "documents": listed(item.documents),
            "basis": item.basis,
            "segment_id": item.segment_id,
        }


MAKERS: dict[str, Callable[[Rows], Iterator[Cells]]] = {
    "documents": _documents,
    "figures": _figures,
    "mentions": _mentions,
    "checks": _checks,
    "coverage": _coverage,
    "discrepancies": _discrepancies,
    "evidence": _evidence,
    "series": _series,
    "indicators": lambda rows: indicator_rows(rows.dataset.identities, rows.rules, rows.cited.labels),
    "segments": lambda rows: segment_rows(rows.dataset.identities),
    "links": lambda rows: link_rows(rows.dataset.identities),
}

"""Turns a finding of the dataset into what its article on the audit page shows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.align.words import fold
from pipeline.errors import RuleError
from pipeline.publish.audit.drawing import LINED, Drawn, Gallery
from pipeline.publish.audit.links import Links
from pipeline.publish.audit.places import MAX_PANELS, Panel, Spot, make_panels
from pipeline.publish.audit.views import (
    LineView,
    PanelView,
    PlaceView,
    boxes_on,
    describe,
    lines_around,
    mark_words,
    where_words,
)
from pipeline.publish.audit.words import ROLE_WORDS, file_name, plain, shorten, subject_of, with_unit, words
from pipeline.publish.rows import Rows
from pipeline.types import Cause, Coverage, Discrepancy, Evidence, Figure, Format, Result, Version

MAX_RELATED = 6
NEIGHBOURS = 2  # unchanged rows shown above and below the row at stake


@dataclass(frozen=True, slots=True)
class NeighbourView:
    """A row of two tables side by side; `same` says whether both print the same."""

    label: str
    left: str
    right: str
    same: bool
    at_stake: bool


@dataclass(frozen=True, slots=True)
class FindingView:
    """All that an article shows. `alike` are findings that read the same in other files, `related` share a figure."""

    id: str
    type: str
    type_words: str
    code: str
    rule: str
    severity: str
    subject: str
    values: tuple[str, ...]
    explanation: str
    expected: str
    difference: str
    formula: str
    cause: str
    cause_words: str
    repair: str
    confidence: str
    decision: str
    decided_by: str
    decided_at: str
    reason: str
    note: str
    panels: tuple[PanelView, ...]
    places: tuple[PlaceView, ...]
    left_out: int
    neighbours: tuple[NeighbourView, ...]
    neighbour_heads: tuple[str, str]
    files: tuple[str, ...]
    where: str
    alike: tuple[tuple[str, str], ...]
    repeats: str
    related: tuple[tuple[str, str], ...]
    indicator_link: str
    documents: str


@dataclass(frozen=True)
class Finder:
    """Looks up what findings point to in a dataset; made once a run."""

    rows: Rows

    @cached_property
    def formats(self) -> dict[str, Format]:
        """The format of each report's file."""
        return {r.document_id: o.format for o in self.rows.outcomes for r in o.reports}

    @cached_property
    def titles(self) -> dict[str, str]:
        """The title of each report, its file's name where it has none."""
        return {r.document_id: plain(r.title) or file_name(self.rows.paths[r.document_id]) for r in self.rows.reports}

    @cached_property
    def coverage(self) -> dict[str, Coverage]:
        """What was checked of each report."""
        return {c.document_id: c for c in self.rows.dataset.coverage}

    @cached_property
    def versions(self) -> dict[str, Version]:
        """Each report as a version."""
        return {v.document_id: v for v in self.rows.dataset.versions}

    @cached_property
    def by_document(self) -> dict[str, list[Discrepancy]]:
        """The findings that rest on each report, in their order."""
        result: dict[str, list[Discrepancy]] = defaultdict(list)
        for finding in self.rows.findings:
            for name in dict.fromkeys(e.document_id for e in finding.evidence):
                result[name].append(finding)
        return result

    @cached_property
    def cells(self) -> dict[tuple[str, int, int], dict[int, Figure]]:
        """Figures of each table column by row: report, table and column lead to them."""
        result: dict[tuple[str, int, int], dict[int, Figure]] = defaultdict(dict)
        for figure in self.rows.figures.values():
            if figure.table is not None and figure.column is not None and figure.row is not None:
                result[figure.document_id, figure.table, figure.column].setdefault(figure.row, figure)
        return result

    @cached_property
    def formulas(self) -> dict[tuple[str, frozenset[str]], str]:
        """The formula of each check that did not agree, by code and figures."""
        return {
            (c.code, frozenset(c.figure_ids)): c.formula
            for c in self.rows.dataset.checks
            if c.result in (Result.DIFFERS, Result.BENIGN)
        }

    @cached_property
    def by_figure(self) -> dict[str, list[Discrepancy]]:
        """The findings that rest on each figure."""
        result: dict[str, list[Discrepancy]] = defaultdict(list)
        for finding in self.rows.findings:
            for name in {e.figure_id for e in finding.evidence if e.figure_id}:
                result[name].append(finding)
        return result

    @cached_property
    def alike(self) -> dict[str, list[Discrepancy]]:
        """For each finding those that read the same; the first is shown in full, with a picture if one has it."""
        groups: dict[tuple[object, ...], list[Discrepancy]] = defaultdict(list)
        for finding in self.rows.findings:
            groups[finding.code, finding.severity, finding.values, finding.explanation].append(finding)
        for group in groups.values():
            group.sort(key=lambda f: not all(e.place.page is not None for e in f.evidence))
        return {f.discrepancy_id: group for group in groups.values() for f in group}

    @cached_property
    def checked(self) -> frozenset[str]:
        """The figures that took part in a check."""
        return frozenset(f for c in self.rows.dataset.checks for f in c.figure_ids)

    @cached_property
    def indicator_labels(self) -> dict[str, str]:
        """The label of each indicator of the rules."""
        return {i.id: i.label for i in self.rows.rules.indicators}

    @cached_property
    def publication_order(self) -> dict[str, tuple[str, int]]:
        """The place of each report in the order of publication."""
        order = self.rows.document_order
        return {r.document_id: (r.published or "9999", order[r.document_id]) for r in self.rows.reports}

    @cached_property
    def indicator_keys(self) -> dict[str, str]:
        """The key of the indicator page that each figure is on."""
        return {f: series_key(s.indicator_id, s.indicator) for s in self.rows.dataset.series for f in s.figure_ids}

    def figure(self, evidence: Evidence) -> Figure | None:
        """Return the figure that a place points to."""
        return self.rows.figures.get(evidence.figure_id)


def series_key(indicator_id: str, indicator: str) -> str:
    """Return what an indicator's page is known by: its identifier, or its words where it has none."""
    return indicator_id or fold(indicator)


def finding_view(
    finding: Discrepancy, finder: Finder, gallery: Gallery, links: Links, *, listed: bool = False
) -> FindingView:
    """Return what the page shows of a finding; `listed` leaves out the panels and neighbours, which no list shows."""
    rows = finder.rows
    panels = [] if listed else make_panels(finding)
    shown = [_panel_view(p, finder, gallery(rows.paths[p.document_id]), links) for p in panels[:MAX_PANELS]]
    places = tuple(_place(n, e, finder, links) for n, e in enumerate(finding.evidence, start=1))
    figures = [f for e in finding.evidence if (f := finder.figure(e))]
    group = finder.alike[finding.discrepancy_id]
    files = tuple(dict.fromkeys(file_name(rows.paths[e.document_id]) for e in finding.evidence))
    heads, neighbours = (("", ""), ()) if listed else _neighbours(finding, finder)
    keys = [finder.indicator_keys[f.figure_id] for f in figures if f.figure_id in finder.indicator_keys]
    return FindingView(
        id=finding.discrepancy_id,
        type=finding.type.value,
        type_words=words(finding.type.value),
        code=finding.code,
        rule=_rule_title(finding.code, rows),
        severity=finding.severity.value,
        subject=shorten(_subject(figures), 110),
        values=tuple(shorten(v, 60) or "nothing" for v in finding.values),
        explanation=plain(finding.explanation),
        expected=plain(finding.expected),
        difference=_difference(finding, figures),
        formula=_formula(finding, finder),
        cause=finding.cause.value,
        cause_words="" if finding.cause is Cause.UNKNOWN else words(finding.cause.value),
        repair=plain(finding.repair),
        confidence=f"{min(f.confidence for f in figures):.0%}" if figures else "",
        decision=finding.decision.value,
        decided_by=plain(finding.decided_by),
        decided_at=plain(finding.decided_at),
        reason=plain(finding.reason),
        note=plain(finding.note),
        panels=tuple(shown),
        places=places,
        left_out=max(0, len(panels) - MAX_PANELS),
        neighbours=neighbours,
        neighbour_heads=heads,
        files=files,
        where=_where(places, files),
        alike=tuple(_names(group, finding, rows)),
        repeats="" if group[0] is finding else group[0].discrepancy_id,
        related=tuple(_related(finding, finder)),
        indicator_link=next((link for k in keys if (link := links.indicator(k))), ""),
        documents=" ".join(dict.fromkeys(e.document_id for e in finding.evidence)),
    )


def _subject(figures: Sequence[Figure]) -> str:
    """Return what a finding is about: the first figure's indicator, empty where it is about words."""
    named = next((f for f in figures if f.indicator or f.row_label), None)
    return subject_of(named) if named else ""


def _rule_title(code: str, rows: Rows) -> str:
    try:
        return rows.rules.check(code).title
    except RuleError:
        return ""  # a check of the user's own rules, in a dataset read with others


def _difference(finding: Discrepancy, figures: Sequence[Figure]) -> str:
    if finding.difference is None:
        return ""
    unit = figures[0].unit if figures else ""
    return with_unit(finding.difference, "percentage_point" if unit == "percent" else unit)


def _formula(finding: Discrepancy, finder: Finder) -> str:
    formula = finder.formulas.get((finding.code, frozenset(e.figure_id for e in finding.evidence if e.figure_id)), "")
    told = formula.partition(";")[0] in finding.explanation
    return plain(formula) if "=" in formula and not told else ""


def _where(places: Sequence[PlaceView], files: Sequence[str]) -> str:
    first = places[0].where if places else ""
    return f"{files[0]}, {first}" + (f" and {len(files) - 1} more" if len(files) > 1 else "") if files else ""


def _names(group: Sequence[Discrepancy], finding: Discrepancy, rows: Rows) -> Iterator[tuple[str, str]]:
    for other in group:
        if other is not finding:
            yield other.discrepancy_id, file_name(rows.paths[other.evidence[0].document_id])


def _related(finding: Discrepancy, finder: Finder) -> Iterator[tuple[str, str]]:
    """Yield other findings that share a figure with this one."""
    own = {f.discrepancy_id for f in finder.alike[finding.discrepancy_id]}
    others = [o for e in finding.evidence for o in finder.by_figure.get(e.figure_id, ())]
    told: dict[str, str] = {}
    for other in others:
        if other.discrepancy_id not in own:
            told.setdefault(other.discrepancy_id, f"{words(other.type.value)}: {shorten(', '.join(other.values), 60)}")
    yield from list(told.items())[:MAX_RELATED]


def _place(number: int, evidence: Evidence, finder: Finder, links: Links) -> PlaceView:
    figure = finder.figure(evidence)
    place = evidence.place
    return PlaceView(
        number=number,
        role=evidence.role.value,
        role_words=ROLE_WORDS[evidence.role],
        text=shorten(evidence.text, 200) or "(nothing)",
        subject=shorten(subject_of(figure), 160) if figure else "",
        report=f"{shorten(finder.titles[evidence.document_id], 70)}",
        where=where_words(evidence, figure),
        link=links.document(evidence.document_id, page=place.page, line=place.line, anchor=evidence.figure_id),
        figure_id=evidence.figure_id,
    )


def _panel_view(panel: Panel, finder: Finder, drawn: Drawn, links: Links) -> PanelView:
    first = panel.spots[0].evidence
    where = where_words(first, finder.figure(first), panel.page)
    base = PanelView(
        report=shorten(finder.titles[panel.document_id], 90),
        file=file_name(finder.rows.paths[panel.document_id]),
        where=where,
        link=links.document(panel.document_id, page=panel.page, line=panel.line, anchor=first.figure_id),
        described=describe(panel, where),
        page=panel.page,
    )
    return _filled(base, panel, finder, drawn)


def _filled(base: PanelView, panel: Panel, finder: Finder, drawn: Drawn) -> PanelView:
    """Add the picture or the lines; where the file gives neither, the words that the dataset keeps, and why."""
    common = {name: getattr(base, name) for name in ("report", "file", "where", "link", "described", "page")}
    picture = dict(drawn.crops).get(panel.crop) if panel.crop else None
    if picture is not None:
        return PanelView(**common, picture=picture, boxes=boxes_on(picture, panel, dict(drawn.phrases)))
    if finder.formats[panel.document_id] in LINED and drawn.lines:
        return PanelView(**common, lines=lines_around(panel, drawn))
    note = f"No picture: {drawn.missing}." if drawn.missing and panel.page is not None else drawn.missing
    return PanelView(**common, lines=_words(panel, finder), note=plain(note))


def _words(panel: Panel, finder: Finder) -> tuple[LineView, ...]:
    """Return the passages that spots stand in, each once, with the spots marked."""
    by_passage: dict[tuple[str, int], list[tuple[Spot, int | None]]] = defaultdict(list)
    for spot in panel.spots:
        found = finder.figure(spot.evidence) or finder.rows.cited.mentions.get(spot.evidence.mention_id)
        key = (panel.document_id, found.passage if found else -spot.number)
        by_passage[key].append((spot, found.offset if found else None))
    views: list[LineView] = []
    for key, pairs in by_passage.items():
        spots = [s for s, _ in pairs]
        passage = finder.rows.cited.passages.get(key)
        text = passage.text if passage else spots[0].evidence.text
        views += mark_words(text, spots, [_offset(text, s, o) for s, o in pairs])
    return tuple(views)


def _offset(text: str, spot: Spot, offset: int | None) -> int | None:
    """Return an offset where the spot's words do stand there, None where they have to be searched for."""
    words_there = spot.evidence.text
    return offset if offset is not None and text[offset : offset + len(words_there)] == words_there else None


def _neighbours(finding: Discrepancy, finder: Finder) -> tuple[tuple[str, str], tuple[NeighbourView, ...]]:
    """Lay the rows around a figure beside those around its counterpart in another report's table."""
    pair = _two_cells(finding, finder)
    if pair is None:
        return ("", ""), ()
    left, right = pair
    own = finder.cells[left.document_id, left.table or 0, left.column or 0]
    other = {fold(f.row_label): f for f in _around(right, finder, reach=40)}
    views = []
    for row in sorted(own):
        figure = own[row]
        match = other.get(fold(figure.row_label))
        if abs(row - (left.row or 0)) <= NEIGHBOURS and figure.row_label and match is not None:
            at_stake = figure.figure_id == left.figure_id
            views.append(
                NeighbourView(
                    shorten(figure.row_label, 80),
                    plain(figure.text),
                    plain(match.text),
                    figure.text == match.text,
                    at_stake,
                )
            )
    heads = (shorten(finder.titles[left.document_id], 60), shorten(finder.titles[right.document_id], 60))
    return heads, tuple(views) if len(views) > 1 else ()


def _two_cells(finding: Discrepancy, finder: Finder) -> tuple[Figure, Figure] | None:
    """Return the first two figures of a finding that stand in tables of two reports."""
    cells = [f for e in finding.evidence if (f := finder.figure(e)) and f.table is not None and f.row is not None]
    other = next((f for f in cells if f.document_id != cells[0].document_id), None) if cells else None
    return (cells[0], other) if other else None


def _around(figure: Figure, finder: Finder, *, reach: int) -> Iterable[Figure]:
    column = finder.cells[figure.document_id, figure.table or 0, figure.column or 0]
    return [f for row, f in column.items() if abs(row - (figure.row or 0)) <= reach]

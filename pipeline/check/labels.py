"""Titles, names and headers that are written in two ways."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.align import UnitPair, VersionPair
from pipeline.align.words import fold, tokens
from pipeline.check.definitions import judged, phrase, two_forms
from pipeline.check.findings import place_of_figure, place_of_phrase
from pipeline.check.names import Name, names, stems_of
from pipeline.check.registry import Finding, Judgement, archive_check, cannot_judge, check
from pipeline.check.views import ArchiveView, ReportView
from pipeline.types import DiscrepancyType, Evidence, EvidenceRole, Figure, Passage, Result

_SPAN_NAME = re.compile(
    r"""
    (?P<name> [A-Z][\w’'&-]{0,60}+ (?: \s+ (?: (?:of|and|the|for|&) \s+ )? [A-Z][\w’'&-]{0,60}+ ){1,7} )
    (?: \s+ (?:for|from|of) )? \s+ \(? (?P<first> (?:19|20)\d\d) \s* [-–/] \s* (?P<last> (?:19|20)?\d\d ) \b
    """,
    re.VERBOSE,
)
HEADER_ROWS = 100  # rows of a table among which the one that prints a column's label is looked for
MOST_LOOKED = 1_000_000  # pairs of a line of the contents and a heading that are held against each other
_APPENDIX = re.compile(r"\b(?P<key>(?:Appendix|Annex)\s+(?:[A-Z]|\d{1,2}))\s*[-–—:]\s*(?P<title>\S.{3,90}?)\s*\.?$")


@dataclass(frozen=True, slots=True)
class SpanName:
    """A name with the years it is for, where it is printed."""

    name: str
    first: int
    last: int
    printed: str
    passage: Passage


@check("LAB-01", DiscrepancyType.LABEL_CONFLICT)
def name_with_two_spans(view: ReportView) -> Iterator[Judgement]:
    """A plan or strategy named with its years has the same years wherever the report names it.

    “Transport Plan 2017-21” in the title and “Transport Plan 2017-20” in the text begin in one year
    and end in two. Budgets of single years are not compared.
    """
    groups: dict[tuple[tuple[str, ...], int], list[SpanName]] = defaultdict(list)
    for span in _span_names(view):
        if span.last - span.first >= 2:
            groups[stems_of(span.name)[-4:], span.first].append(span)
    for found in groups.values():
        usual = Counter(s.last for s in found).most_common(1)[0][0]
        first = next(s for s in found if s.last == usual)
        other = next((s for s in found if s.last != usual), None)
        finding = None
        if other is not None:
            finding = Finding(
                evidence=(
                    phrase(view, other.passage, EvidenceRole.CLAIM, other.printed),
                    phrase(view, first.passage, EvidenceRole.COUNTERPART, first.printed),
                ),
                values=(other.printed, first.printed),
                expected=first.printed,
                explanation=f"“{other.printed}” and “{first.printed}” begin in {first.first} and end in "
                f"{other.last} and {first.last}.",
            )
        if len(found) > 1:
            yield judged(view, f"“{first.name}” has one span of years", finding, first.printed)


def _span_names(view: ReportView) -> Iterator[SpanName]:
    for passage in view.report.passages:
        for match in _SPAN_NAME.finditer(passage.text):
            first, last = int(match["first"]), int(match["last"])
            last += first // 100 * 100 if last < 100 else 0
            yield SpanName(match["name"].title(), first, last, match[0], passage)


@check("LAB-02", DiscrepancyType.LABEL_CONFLICT)
def name_spelt_two_ways(view: ReportView) -> Iterator[Judgement]:
    """A name is spelt in one way.

    “Victims’ Code of Practice” and “Victim Code of Practice” differ inside the name; a plain plural at
    its end, or two names that are both frequent, are left alone.
    """
    groups: dict[tuple[str, ...], list[Name]] = defaultdict(list)
    for name in names(view):
        groups[stems_of(name.text)].append(name)
    for found in groups.values():
        spellings = Counter(_spelling(n.text) for n in found)
        if len(spellings) < 2:
            continue
        (usual, _), (rare, count) = spellings.most_common()[0], spellings.most_common()[-1]
        if count > 2 or usual.split()[:-1] == rare.split()[:-1] or _only_plural(usual, rare):
            continue
        first = next(n for n in found if _spelling(n.text) == usual)
        other = next(n for n in found if _spelling(n.text) == rare)
        told = f"One name is spelt “{first.text}” and “{other.text}”."
        finding = two_forms(view, (other.passage, other.text), (first.passage, first.text), told)
        yield judged(view, f"“{first.text}” is spelt in one way", finding, other.text)


def _only_plural(a: str, b: str) -> bool:
    """Whether a name is told of one and of several: `King of the Kites` and `Kings of the Kites`.

    The head before `of` takes the plural; inside a name, as in `Victims’ Code of Practice`, it does not.
    """
    (head_a, _, rest_a), (head_b, _, rest_b) = a.partition(" of "), b.partition(" of ")
    return bool(rest_a) and rest_a == rest_b and " " not in head_a and head_a.rstrip("s") == head_b.rstrip("s")


def _spelling(text: str) -> str:
    return " ".join(t for t in tokens(text.replace("&", "and")) if t not in {"s", "the", "a", "an"})


_YEAR_NAMED = re.compile(r"(?:19|20)\d{2}(?:[/.]\d{1,4})?$")


@check("LAB-03", DiscrepancyType.LABEL_CONFLICT)
def contents_and_headings(view: ReportView) -> Iterator[Judgement]:
    """A line of the contents is a heading of the report.

    “Budget and savings ..... 9” above a heading “Budgets and saving plans” names the section otherwise.
    """
    from rapidfuzz import fuzz, process

    headings = {" ".join(tokens(h.text.replace("&", "and"))): h for h in reversed(view.headings)}
    if not headings:
        return
    choices = list(headings)
    looked = 0  # headings that lines without one of their own were held against
    contents = {" ".join(tokens(_without_page(p.text))) for p in view.report.passages if p.kind == "contents"}
    for passage in view.report.passages:
        if passage.kind != "contents":
            continue
        text = _without_page(passage.text)
        line = " ".join(tokens(text))
        if len(line.split()) < 3:
            continue
        best: tuple[str, float, int] | None
        if line in headings:
            best = (line, 100.0, 0)
        else:
            looked += len(choices)
            if looked > MOST_LOOKED:
                yield _cannot_look(view, passage, text)
                continue
            best = process.extractOne(line, choices, scorer=fuzz.ratio, score_cutoff=80)
        if best is None:
            continue
        heading = headings[best[0]]
        if best[0] != line and best[0] in contents:
            continue  # the heading has a line of its own
        finding = None
        if (stems_of(text) != stems_of(heading.text) and _words_differ(line, best[0])) or _years_differ(line, best[0]):
            finding = Finding(
                evidence=(
                    phrase(view, passage, EvidenceRole.CLAIM, text),
                    phrase(view, heading, EvidenceRole.COUNTERPART, heading.text),
                ),
                values=(text, heading.text),
                expected=heading.text,
                explanation=f"The contents call “{text}” what the heading calls “{heading.text}”.",
            )
        yield judged(view, f"contents “{text}” against its heading", finding, text)


def _cannot_look(view: ReportView, passage: Passage, text: str) -> Judgement:
    return cannot_judge(
        view.report.document_id,
        (),
        f"contents “{text}” (line {passage.place.line or passage.place.page}) against its heading",
        printed=text,
        reason="too many headings to find one that is like it",
    )


def _without_page(text: str) -> str:
    """Return a line of the contents without its dots and page number."""
    return re.sub(r"[\s.…\t·-]*\d*\s*$", "", text).replace("&", "and")


def _words_differ(a: str, b: str) -> bool:
    """Whether at least one word with letters stands in one only, section words and numbers aside."""
    x = {t for t in a.split() if t.isalpha()} ^ {t for t in b.split() if t.isalpha()}
    return bool(x - {"section", "theme", "strategic", "priority", "appendix", "annex", "chapter", "part", "the"})


def _years_differ(a: str, b: str) -> bool:
    """Whether both name years, and not the same: `by 2016` in the contents, `by 2016/17` in the heading."""
    x, y = ({t for t in line.split() if _YEAR_NAMED.match(t)} for line in (a, b))
    return bool(x) and bool(y) and x != y


@check("LAB-04", DiscrepancyType.LABEL_CONFLICT)
def appendix_with_two_titles(view: ReportView) -> Iterator[Judgement]:
    """An appendix has the same title wherever it is named.

    “Appendix A – Performance Dashboard” in the text and “Appendix A – Partnership Dashboard” in the
    list of appendices.
    """
    found: dict[str, list[tuple[str, Passage]]] = defaultdict(list)
    for passage in view.report.passages:
        match = _APPENDIX.search(passage.text)
        if match and passage.kind != "contents":
            found[fold(match["key"])].append((match["title"], passage))
    for key, titles in sorted(found.items()):
        first, at = titles[0]
        other = next(((t, p) for t, p in titles[1:] if stems_of(t) != stems_of(first)), None)
        if len(titles) < 2:
            continue
        finding = None
        if other is not None:
            finding = Finding(
                evidence=(
                    phrase(view, other[1], EvidenceRole.CLAIM, other[0]),
                    phrase(view, at, EvidenceRole.COUNTERPART, first),
                ),
                values=(other[0], first),
                expected="one title",
                explanation=f"{key.capitalize()} is titled “{first}” and “{other[0]}”.",
            )
        yield judged(view, f"{key} has one title", finding, first)


@archive_check("LAB-05", DiscrepancyType.LABEL_CONFLICT)
def header_in_two_versions(archive: ArchiveView) -> Iterator[Judgement]:
    """A column header is written alike in two versions of a report.

    “L-YTD” in one version of a table and “L.YTD” in the other: the same column under two labels.
    """
    for pair in archive.alignment.pairs:
        seen: set[tuple[str, str]] = set()
        for units in pair.units:
            for a, b in _columns(units):
                labels = (" ".join(a.column_label.split()), " ".join(b.column_label.split()))
                if not all(labels) or labels in seen:
                    continue
                seen.add(labels)
                yield _judge_header(archive, pair, a, b)


def _columns(units: UnitPair) -> Iterator[tuple[Figure, Figure]]:
    for numbers in units.numbers:
        if numbers.left is not None and numbers.right is not None and units.left.table:
            yield numbers.left, numbers.right


def _header_place(view: ReportView, figure: Figure, role: EvidenceRole) -> Evidence:
    """Return the row of a table that prints a figure's column label; the figure where there is none."""
    label = fold(figure.column_label)
    for passage in view.passages_of_table.get(figure.table or 0, ())[:HEADER_ROWS]:
        if label in fold(passage.text):
            return place_of_phrase(passage, view.report.document_id, role, figure.column_label)
    return place_of_figure(figure, role)


def _judge_header(archive: ArchiveView, pair: VersionPair, a: Figure, b: Figure) -> Judgement:
    differs = fold(a.column_label) != fold(b.column_label) and not pair.rendition
    finding = None
    if differs:
        finding = Finding(
            evidence=(
                _header_place(archive.by_document[pair.left.document_id], a, EvidenceRole.CLAIM),
                _header_place(archive.by_document[pair.right.document_id], b, EvidenceRole.COUNTERPART),
            ),
            values=(a.column_label, b.column_label),
            expected="one label",
            explanation=f"The column of “{a.row_label}” is headed “{a.column_label}” in one version and "
            f"“{b.column_label}” in the other.",
        )
    return Judgement(
        document_id=b.document_id,
        figures=(),
        formula=f"header “{a.column_label}” against “{b.column_label}”",
        result=Result.DIFFERS if differs else Result.AGREES,
        printed=b.column_label,
        finding=finding,
    )

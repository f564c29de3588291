"""Whose words a report speaks: within one publisher, or one family of papers, a name means one measure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from pipeline.align.identity.learning import Lesson
from pipeline.align.model import Alignment
from pipeline.align.same import normal_publisher
from pipeline.types import Report

SAME_ROWS = 0.5  # of the smaller paper's rows stand with the same neighbours in the other
LEAST_ROWS = 5


def scopes_of(reports: Sequence[Report], lessons: Sequence[Lesson], alignment: Alignment) -> list[str]:
    """Return the scope of each report: its publisher's name as it is compared, else that of its family.

    Papers whose tables have the same rows are editions of one, versions are one too. A family without a publisher
    is named by its earliest paper.
    """
    parent = list(range(len(reports)))
    _join_versions(reports, alignment, parent)
    for a, b in _editions(reports, [frozenset(lesson.rows) for lesson in lessons]):
        if not (reports[a].publisher and reports[b].publisher) and _may_join(reports, parent, a, b):
            _join(reports, parent, a, b)
    families: dict[int, list[int]] = defaultdict(list)
    for number in range(len(reports)):
        families[_root(parent, number)].append(number)
    return [_name(reports, number, families[_root(parent, number)]) for number in range(len(reports))]


def _editions(reports: Sequence[Report], rows: Sequence[frozenset[int]]) -> Iterator[tuple[int, int]]:
    """Yield pairs of papers whose tables have the same rows, each with the paper before it that has a row too.

    In the order of time: what a row stood in last is enough, so that the pairs do not grow with the square.
    """
    last: dict[int, int] = {}
    shared: Counter[tuple[int, int]] = Counter()
    for number in sorted(range(len(reports)), key=lambda n: (reports[n].published, reports[n].document_id)):
        for row in rows[number]:
            if row in last:
                shared[last[row], number] += 1
            last[row] = number
    for (a, b), same in sorted(shared.items()):
        least = min(len(rows[a]), len(rows[b]))
        if least >= LEAST_ROWS and same >= SAME_ROWS * least:
            yield a, b


def _join_versions(reports: Sequence[Report], alignment: Alignment, parent: list[int]) -> None:
    first: dict[str, int] = {}
    for number, report in enumerate(reports):
        for name in (alignment.group_of(report.document_id), report.document_id.split(".")[0]):
            other = first.setdefault(name, number)
            if _may_join(reports, parent, other, number):
                _join(reports, parent, other, number)


def _may_join(reports: Sequence[Report], parent: list[int], a: int, b: int) -> bool:
    """Whether no two publishers would come into one family; the root of a family has its publisher, if any has."""
    names = {normal_publisher(reports[_root(parent, n)].publisher) for n in (a, b)} - {""}
    return len(names) <= 1


def _join(reports: Sequence[Report], parent: list[int], a: int, b: int) -> None:
    a, b = sorted((_root(parent, a), _root(parent, b)), key=lambda n: (not reports[n].publisher, n))
    parent[b] = a


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number


def _name(reports: Sequence[Report], number: int, family: list[int]) -> str:
    own = normal_publisher(reports[number].publisher)
    if own:
        return own
    named = sorted({normal_publisher(reports[n].publisher) for n in family} - {""})
    if named:
        return named[0]
    first = min(family, key=lambda n: (reports[n].published or "9999", reports[n].document_id))
    return reports[first].document_id.split(".")[0]

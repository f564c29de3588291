"""Tells which papers are editions of one series: weekly, yearly, by area, of one publisher and one make.

Two papers are of one series where their titles are alike but for dates, numbers and the place they are on, or their
files' names in one folder are, and their tables have rows alike. The rows of a paper are a sketch: the smallest
hashes of its row labels, of which two papers share about the part that their labels do (bottom-k sketch, Broder
1997). Papers are grouped by title and by name first, so that the time is near-linear in their number.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.align.same import normal_publisher
from pipeline.types import Outcome, Report

MANY = 5  # row labels more than another paper has
ALIKE = 0.3  # of the smaller sketch
LEAST_NAME = 2  # letters of a file's name
FEW = 3  # row labels that tell nothing
MOST_MAKES = 12  # of papers under one title that are told apart
MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
NUMBER = re.compile(r"(?<![^\W\d_])(?:n[°o]\.?\s*)?\d+(?:st|nd|rd|th)?(?![^\W\d_])", re.IGNORECASE)
TIME = re.compile(rf"(?<![^\W_])(?:{MONTHS})(?![^\W_])|(?<![^\W_])(?:fy|q[1-4]|h[12]|ytd)(?![^\W_])", re.IGNORECASE)
GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|[_\W]+")
EDITION = frozenset(("final", "update", "updated", "draft", "public", "version", "v", "copy", "rev", "revised", "the"))


@dataclass(frozen=True, slots=True)
class PaperSeries:
    """A report's series: `series_id` is shared by its editions, `title` names it without date and subject."""

    document_id: str
    series_id: str
    title: str


@dataclass(frozen=True, slots=True)
class _Paper:
    document_id: str
    publisher: str
    title: str  # words of the title without dates, numbers, subject
    name: str  # the same of the file's name
    folder: str
    rows: frozenset[str]


def paper_series(outcomes: Iterable[Outcome]) -> dict[str, PaperSeries]:
    """Return the series of each report, by document_id; those of one publisher whose make is the same share it."""
    papers = [_paper(outcome.file.path, report) for outcome in outcomes for report in outcome.reports]
    papers.sort(key=lambda p: (p.publisher, p.title, p.name, p.folder, p.document_id))
    groups = _Groups(len(papers))
    for key in (_by_title, _by_name):
        held: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for i, paper in enumerate(papers):
            if where := key(paper):
                held[where].append(i)
        for members in held.values():
            _join(members, papers, groups)
    return {s.document_id: s for members in groups.all() for s in _named([papers[i] for i in members])}


def skeleton(title: str, subject: str = "") -> str:
    """Return the words of a title without dates, numbers and subject, in lower case."""
    if subject:
        title = title.replace(subject, " ")
    words = (w.casefold() for w in GLUED.split(TIME.sub(" ", NUMBER.sub(" ", title))) if w)
    return " ".join(w for w in words if not w.isdigit() and w not in EDITION and not TIME.fullmatch(w))


def _paper(path: str, report: Report) -> _Paper:
    folder, _, name = path.rpartition("/")
    stem = GLUED.sub(" ", name.rsplit(".", 1)[0])
    subject = GLUED.sub(" ", report.subject).strip()
    return _Paper(
        report.document_id,
        normal_publisher(report.publisher),
        skeleton(report.title, report.subject),
        skeleton(stem, subject) if report.part == 1 else "",
        folder,
        frozenset(report.sketch.split()),
    )


def _by_title(paper: _Paper) -> tuple[str, ...]:
    return ("title", paper.publisher, paper.title) if paper.title else ()


def _by_name(paper: _Paper) -> tuple[str, ...]:
    return ("name", paper.folder, paper.name) if len(paper.name) >= LEAST_NAME else ()


def _join(members: Sequence[int], papers: Sequence[_Paper], groups: "_Groups") -> None:
    """Join the papers of one title, or one name, whose rows are alike; each is held against one of each make."""
    makes: list[int] = []
    for i in members:
        for first in makes[:MOST_MAKES]:
            if _one_publisher(papers[i], papers[first]) and _one_make(papers[i], papers[first]):
                groups.join(first, i)
                break
        else:
            makes.append(i)


def _one_publisher(left: _Paper, right: _Paper) -> bool:
    return left.publisher == right.publisher or not left.publisher or not right.publisher


def _one_make(left: _Paper, right: _Paper) -> bool:
    """Whether two papers may have the same rows; where they have few, the files are named alike."""
    if min(len(left.rows), len(right.rows)) <= FEW:
        named = sorted((left.name, right.name), key=len)
        return abs(len(left.rows) - len(right.rows)) < MANY and (len(named[0]) < LEAST_NAME or named[0] in named[1])
    return len(left.rows & right.rows) >= ALIKE * min(len(left.rows), len(right.rows))


def _named(papers: Sequence[_Paper]) -> Iterator[PaperSeries]:
    publisher = _commonest(p.publisher for p in papers if p.publisher)
    title = _commonest(p.title for p in papers if p.title) or _commonest(p.name for p in papers)
    make = _commonest(p.name for p in papers) if title else papers[0].document_id
    own = hashlib.sha256("\0".join((publisher, title, make)).encode()).hexdigest()[:16]
    yield from (PaperSeries(p.document_id, f"p{own}", title) for p in papers)


def _commonest(words: Iterable[str]) -> str:
    counts = Counter(words)
    return min(counts, key=lambda w: (-counts[w], w)) if counts else ""


class _Groups:
    """Sets that are joined, each known by one of its members (union-find with halved paths)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def _top(self, i: int) -> int:
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i

    def join(self, left: int, right: int) -> None:
        """Make two sets one."""
        left, right = sorted((self._top(left), self._top(right)))
        self._parent[right] = left

    def all(self) -> list[list[int]]:
        """Return the sets, each in order."""
        members: dict[int, list[int]] = defaultdict(list)
        for i in range(len(self._parent)):
            members[self._top(i)].append(i)
        return list(members.values())

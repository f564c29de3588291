"""The page on which a reviewer teaches what is one measure: doubtful links and proposed names, most useful first."""

from dataclasses import dataclass

from pipeline.publish.audit.links import Links
from pipeline.review.slots import bar, rendered
from pipeline.review.state import Review
from pipeline.types import Decision, Verdict

SHOWN = 200  # links and measures on the page; the most useful are what a reviewer gets through
ONE, TWO = Verdict.CONFIRMED, Verdict.DISMISSED


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands: what is printed there, the paper, and the way to it."""

    text: str
    context: str
    paper: str
    href: str


def links_page(review: Review, *, token: str) -> str:
    """Return the whole page."""
    decided = review.decided()
    return rendered(
        "links.html",
        token=token,
        bar=bar(review),
        links=[link_row(name, review, decided) for name in list(review.links)[:SHOWN]],
        measures=[measure_row(name, review, decided) for name in list(review.measures)[:SHOWN]],
        all_links=len(review.links),
        all_measures=len(review.measures),
    )


def link_row(name: str, review: Review, decided: dict[str, Decision], *, error: str = "") -> str:
    """Return a link with both its places and its decision; raises KeyError for one that the run does not have."""
    row = review.links[name]
    return rendered(
        "link.html",
        row=row,
        ends=[(row[f"{end}_label"], _place(row[f"{end}_seen"], review)) for end in ("left", "right")],
        decision={ONE: "one", TWO: "two"}.get(decided[name].verdict, "") if name in decided else "",
        error=error,
    )


def measure_row(name: str, review: Review, decided: dict[str, Decision], *, error: str = "") -> str:
    """Return a proposed measure with the form that names it; raises KeyError for one that the run does not have."""
    row = review.measures[name]
    return rendered(
        "measure.html", row=row, place=_place(row["first_seen"], review), decision=decided.get(name), error=error
    )


def _place(figure_id: str, review: Review) -> Place | None:
    """Return where a figure stands, None where the run has no such figure."""
    row = review.figures.get(figure_id)
    if row is None:
        return None
    page, line = (int(row[name]) if row[name] else None for name in ("page", "line"))
    links = Links("", {}, review.firsts, frozenset())
    href = links.document(row["document_id"], page=page, line=line)
    where = f"page {page}" if page is not None else f"line {line}" if line is not None else ""
    paper = ", ".join(filter(None, (review.file_names.get(row["document_id"], ""), where)))
    return Place(row["text"], row["context"], paper, href)

"""What a confidence says, held against annotated reports and pages: it must not promise more than it keeps."""

from collections import defaultdict

import pytest

from pipeline.train.confidence import DOCUMENT_CAP, Judged, calibration_error, cross_fitted, tenths
from tests.gold.score import SHARED
from tests.train.goldfigures_judged import judge_all

pytestmark = pytest.mark.skipif(
    not (SHARED / "reports" / "real").is_dir() or not (SHARED / "gold").is_dir(),
    reason="the annotated reports (shared/reports, shared/gold) are not on this machine",
)


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    return judge_all()


def test_confidence_keeps_what_it_promises_on_publishers_left_out(judged: list[Judged]) -> None:
    scored = cross_fitted(judged)
    assert len(scored) == len(judged) > 1500
    assert calibration_error(scored) < 0.04


def test_no_tenth_with_enough_figures_promises_more_than_it_keeps(judged: list[Judged]) -> None:
    # the figures of one table are right or wrong together: no page counts as more than the fit lets it
    by_page: dict[tuple[str, int], list[tuple[float, bool]]] = defaultdict(list)
    for j, (confidence, right) in zip(judged, cross_fitted(judged), strict=True):
        by_page[j.page, int(confidence * 10)].append((confidence, right))
    told = [t for t in tenths(s for some in by_page.values() for s in some[: int(DOCUMENT_CAP)]) if t.figures >= 50]
    assert told
    assert {t.upper: round(t.mean_confidence - t.rate, 2) for t in told if t.mean_confidence - t.rate > 0.1} == {}

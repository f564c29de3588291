"""A stated total against the items of the list behind it."""

from builders import ReportBuilder

from pipeline.check.sums import listed_total
from pipeline.check.views import ReportView
from pipeline.rules import load_rules
from pipeline.types import Result


def test_a_line_of_strokes_between_total_and_items_parts_nothing() -> None:
    """A list set as a table leaves strokes of its own in some prints."""
    report = ReportBuilder("d1")
    report.sentence("A total of 271 cases were considered, with the outcomes comprising:", {"text": "271"})
    report.sentence("| | |")
    for item, number in (("cautions", "134"), ("orders", "43"), ("returned", "52"), ("charged", "24"), ("none", "11")):
        report.sentence(f"{item} {number}", {"text": number})
    (judged,) = listed_total(ReportView(report.build(), load_rules()))
    assert judged.result is Result.DIFFERS
    assert [f.text for f in judged.figures] == ["271", "134", "43", "52", "24", "11"]

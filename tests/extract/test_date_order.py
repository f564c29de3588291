"""Whether numeric dates put the day or the month first, from all that is certain in a paper."""

from datetime import date

import pytest
from minidocs import figures_of

from pipeline.extract import Settings, remarks_of
from pipeline.extract.dates import DateOrder, date_order
from pipeline.read.text import read_text
from pipeline.rules import load_rules
from pipeline.types import FileFacts

RULES = load_rules()


def order(text: str, day: date | None = None) -> DateOrder:
    return date_order(read_text(text.encode()), RULES, day_in_name=day)


@pytest.mark.parametrize(
    ("text", "day_first"),
    [
        ("Seen on 25/02/2026 and 03/04/2026.", True),
        ("Seen on 02/25/2026 and 03/04/2026.", False),
        ("Week of 08/03/26 through 08/09/26", False),
        ("Week of 03/08/26 to 09/08/26", True),
        ("On March 22, 2026 and 03/04/2026.", False),
        ("Offense counts of 03/04/2026.", False),
        ("Offence counts of 03/04/2026.", True),
        ("Offense counts of 25/02/2026 and 03/04/2026.", True),
    ],
)
def test_what_is_certain_decides(text: str, day_first: bool) -> None:
    assert order(text) == DateOrder(day_first, sure=True)


def test_the_day_in_a_files_name_tells() -> None:
    assert order("State on 03/04/2026.", date(2026, 3, 4)) == DateOrder(day_first=False)
    assert order("State on 03/04/2026.", date(2026, 4, 3)) == DateOrder(day_first=True)


def test_nothing_told_is_said_and_the_dates_stay_open() -> None:
    text = "Report\n\nOn 03/04/2026 there were 310 fires.\n"
    assert not order(text).sure
    facts = FileFacts(path="a.txt", sha256="0" * 64, bytes=len(text))
    document = read_text(text.encode())
    assert "day or the month first" in remarks_of(document, facts=facts, rules=RULES)[0]
    assert remarks_of(document, facts=facts, rules=RULES, settings=Settings(day_first=True)) == ()
    assert [f.period for f in figures_of(text)] == [None]


def test_a_date_that_reads_one_way_needs_no_order() -> None:
    assert order("On 03/03/2026 there were fires.").sure
    assert order("On 3.4.2026 there were fires.").sure


def test_a_week_in_american_order_is_dated_so() -> None:
    text = "CompStat\n\nOn 08/03/26 through 08/09/26 there were 12 fires.\n"
    period = figures_of(text)[0].period
    assert period is not None
    assert (period.start, period.end) == (date(2026, 8, 3), date(2026, 8, 9))


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=t) for r in RULES.dates for t in r.hit])
def test_words_tell_where_a_paper_is_from(rule: object, text: str) -> None:
    assert order(f"{text} on 03/04/2026") == DateOrder(rule.says == "day_first")  # type: ignore[attr-defined]


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=t) for r in RULES.dates for t in r.miss])
def test_words_of_the_other_side_do_not(rule: object, text: str) -> None:
    assert order(f"{text} on 03/04/2026") != DateOrder(rule.says == "day_first")  # type: ignore[attr-defined]

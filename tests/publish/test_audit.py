"""What the audit pages show, from datasets built by hand."""

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.publish.audit import Drawn, nothing_drawn, requests_of, write_audit
from pipeline.publish.audit.charts import Moment, Reading, make_chart, nice_ticks, tick_label
from pipeline.publish.audit.drawing import Crop, Picture
from pipeline.publish.audit.links import PAGES_PER_FILE, document_part
from pipeline.publish.audit.places import MAX_PANELS, Spot, make_panels
from pipeline.publish.audit.views import mark_line, place_box
from pipeline.publish.audit.words import grouped, plain, shorten, with_unit
from pipeline.publish.rows import Rows
from pipeline.rules import Rules
from pipeline.types import Box, Dataset, Discrepancy, Evidence, EvidenceRole, Figure, Place, Series, SeriesStatus

DOCUMENT = "d" + "1" * 16


def place(text: str, **where: object) -> Evidence:
    return Evidence(EvidenceRole.CLAIM, DOCUMENT, Place(**where), text)  # type: ignore[arg-type]


def finding(dataset: Dataset, *evidence: Evidence) -> Discrepancy:
    return replace(dataset.discrepancies[0], evidence=evidence)


def box(top: float) -> Box:
    return Box(100, top, 130, top + 10)


@pytest.mark.parametrize(
    ("tops", "panels"),
    [
        ([100, 120], 1),
        ([100, 400], 2),
        ([100, 230, 360], 1),
        ([100, 230, 360, 490], 2),
        ([100, 400, 110], 2),
    ],
    ids=["near", "far", "a long table", "too tall", "back to the first"],
)
def test_near_places_share_a_picture(dataset: Dataset, tops: list[int], panels: int) -> None:
    made = make_panels(finding(dataset, *(place("80.9%", page=3, box=box(t)) for t in tops)))
    assert len(made) == panels
    assert sorted(s.number for p in made for s in p.spots) == list(range(1, len(tops) + 1))


def test_a_place_broken_over_pages_has_a_picture_on_each(dataset: Dataset) -> None:
    made = make_panels(finding(dataset, place("two words", page=3, box=box(780), further=((4, box(50)),))))
    assert [(p.page, p.spots[0].number) for p in made] == [(3, 1), (4, 1)]
    assert made[1].crop == Crop(4, 6.0, 104.0)


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("is 80.9% now", 3, 8, ["is ", "[80.9%]", " now"]),
        ("80.9%", 0, 5, ["[80.9%]"]),
        ("short", 40, 45, ["short"]),
        ("a whole line", None, None, ["[a whole line]"]),
    ],
    ids=["amid", "alone", "beyond the end", "no offsets"],
)
def test_a_line_is_marked_at_its_figure(text: str, start: int | None, end: int | None, expected: list[str]) -> None:
    evidence = replace(place("?", line=1, start=start, end=end), figure_id="f1")
    pieces = mark_line(text, [Spot(1, evidence)])
    assert [f"[{p.text}]" if p.number else p.text for p in pieces] == expected


def test_quoted_words_are_marked_alone_in_their_sentence() -> None:
    text = "The period to December 2016 saw a fall."
    pieces = mark_line(text, [Spot(1, place("December 2016", line=1, start=0, end=len(text)))])
    assert [p.text for p in pieces if p.number] == ["December 2016"]


def test_a_box_stays_on_its_picture() -> None:
    picture = Picture(50, 100, 400, 200, 700, 200, "")
    view = place_box(picture, Box(40, 95, 90, 150), 1, "claim")
    assert (view.x, view.y, view.width, view.height) == (0, 0, 41.5, 51.5)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (79.0, 90.9, [75.0, 80.0, 85.0, 90.0, 95.0]),
        (0.0, 1.0, [0.0, 0.25, 0.5, 0.75, 1.0]),
        (5.0, 5.0, [4.5, 4.75, 5.0, 5.25, 5.5]),
        (-59.0, 18.0, [-60.0, -40.0, -20.0, 0.0, 20.0]),
        (10.0, 900.0, [0.0, 250.0, 500.0, 750.0, 1000.0]),
    ],
)
def test_ticks_are_round_and_span_the_values(low: float, high: float, ticks: list[float]) -> None:
    assert nice_ticks(low, high) == ticks


def test_tick_labels_have_the_decimals_of_the_step() -> None:
    assert [tick_label(v, 0.25) for v in (0.0, 0.25)] == ["0.00", "0.25"]
    assert [tick_label(2.5, 2.5), tick_label(0.1, 0.1), tick_label(20.0, 20.0)] == ["2.5", "0.1", "20"]
    assert tick_label(-1500.0, 500.0) == "\N{MINUS SIGN}1,500"


def moment(year: int, values: list[str], stands: str | None, status: str) -> Moment:
    readings = tuple(Reading(Decimal(v), i, v, "") for i, v in enumerate(values))
    return Moment(f"FY{year}", date(year, 3, 31), readings, Decimal(stands) if stands else None, status)


def test_a_chart_shows_disputes_and_restatements() -> None:
    chart = make_chart(
        [
            moment(2014, ["84.2"], "84.2", "single"),
            moment(2015, ["80.9", "90.9"], None, "disputed"),
            moment(2016, ["70.1", "71.5"], "71.5", "restated"),
        ]
    )
    assert len(chart.points) == 5
    assert [p.differs for p in chart.points] == [False, True, True, True, False]
    assert len(chart.gaps) == 1
    assert len(chart.steps) == 1
    assert chart.line.count("L") == 1, "the value in dispute is not on the line"
    assert all(0 <= p.x <= chart.width and 0 <= p.y <= chart.height for p in chart.points)


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        ("80.9", "percent", "80.9%"),
        ("-1234.50", "GBP", "\N{MINUS SIGN}£1,234.50"),
        ("12", "percentage_point", "12 points"),
        ("60728.5", "hour/year", "60,728.5 hour a year"),
        ("-0.3", "count", "\N{MINUS SIGN}0.3"),
    ],
)
def test_numbers_are_written_for_reading(number: str, unit: str, words: str) -> None:
    assert with_unit(Decimal(number), unit) == words


def test_words_that_hide_are_taken_out() -> None:
    assert plain("Quarter\u202e 3\u200b\n report\x07") == "Quarter 3 report\N{REPLACEMENT CHARACTER}"
    assert shorten("one two three four", 12) == "one two…"
    assert grouped(-1234) == "\N{MINUS SIGN}1,234"


def test_a_long_document_is_split_by_pages() -> None:
    assert [document_part(p, None, first=1) for p in (1, PAGES_PER_FILE, PAGES_PER_FILE + 1)] == [1, 1, 2]
    assert document_part(None, None, first=1) == 1


def test_only_what_is_shown_is_asked_for(rows: Rows) -> None:
    (text, pdf) = requests_of(rows)
    assert (text.path, text.lines, text.pages, text.crops) == ("a.txt", True, (), ())
    assert (pdf.path, pdf.pages) == ("b.pdf", (1, 2, 3))
    assert [c.page for c in pdf.crops] == [3, 4]


def read(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in folder.rglob("*.html")}


def test_where_files_are_gone_the_page_says_so_and_shows_the_words(rows: Rows, tmp_path: Path) -> None:
    write_audit(rows, tmp_path, nothing_drawn)
    page = read(tmp_path)["audit.html"]
    assert "the files were not at hand when this page was made" in page
    assert "80.9%" in page
    assert "90.9%" in page


def test_every_link_leads_somewhere(rows: Rows, tmp_path: Path) -> None:
    write_audit(rows, tmp_path, lambda _: Drawn(lines=("80.9% of victims",)))
    pages = read(tmp_path)
    for name, text in pages.items():
        for link in re.findall(r'href="([^"]+)"', text):
            target, _, anchor = link.partition("#")
            path = (tmp_path / name).parent / target if target else tmp_path / name
            assert path.resolve().is_file(), f"{name}: {link}"
            if anchor:
                there = pages[path.resolve().relative_to(tmp_path.resolve()).as_posix()]
                assert f'id="{anchor}"' in there, f"{name}: {link}"


def test_a_page_loads_and_runs_only_its_own_script(rows: Rows, tmp_path: Path) -> None:
    write_audit(rows, tmp_path, nothing_drawn)
    for text in read(tmp_path).values():
        assert text.count("<script") == 1
        assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text
        assert re.search(r'(?:src|href)="(?:https?:)?//', text) is None
        assert " style=" not in text


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<!--slot:bar-->x<!--/slot-->", "{{ 7 * 7 }}"],
)
def test_report_text_is_never_markup(hostile: str, dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    outcome = dataset.outcomes[0]
    report = replace(outcome.reports[0], title=hostile, publisher=hostile)
    figure = replace(report.figures[0], text=hostile, indicator=hostile, context=hostile, row_label=hostile)
    report = replace(report, figures=(figure,))
    bad = replace(dataset.discrepancies[0], explanation=hostile, values=(hostile,), note=hostile, repair=hostile)
    changed = replace(
        dataset,
        outcomes=(replace(outcome, reports=(report,), message=hostile), *dataset.outcomes[1:]),
        discrepancies=(bad,),
    )
    write_audit(Rows(changed, rules), tmp_path, lambda _: Drawn(lines=(hostile,)))
    pages = read(tmp_path)
    for text in pages.values():
        assert text.count("<script") == 1
        assert "<img src=x" not in text
        assert text.count("<!--slot:bar-->") == 1
    if "{{" in hostile:
        assert hostile in pages["audit.html"], "braces are no template"


def many(dataset: Dataset, number: int) -> Dataset:
    finding = dataset.discrepancies[0]
    return replace(
        dataset,
        discrepancies=tuple(
            replace(finding, discrepancy_id=f"x{i:016x}", explanation=f"finding {i}") for i in range(number)
        ),
    )


def test_five_hundred_findings_stay_under_thirty_megabytes(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    rows = Rows(many(dataset, 500), rules)
    data = base64.b64encode(bytes(18_000)).decode()  # of a crop: twice what a dense table takes
    crops = [c for r in requests_of(rows) for c in r.crops]
    pictures = tuple((c, Picture(0, c.top, 500, c.bottom, 1000, 200, data)) for c in crops)
    write_audit(rows, tmp_path, lambda _: Drawn(crops=pictures))
    sizes = {p.name: p.stat().st_size for p in tmp_path.rglob("*.html")}
    assert sizes["audit.html"] < 30_000_000
    assert "findings-2.html" in sizes, "what is too large for one file goes on in another"
    pages = read(tmp_path)
    shown = [n for text in pages.values() for n in re.findall(r'<article class="finding \w+" id="(x\w+)"', text)]
    assert len(shown) == len(set(shown)) == 500
    assert len(re.findall('<li class="item', pages["audit.html"])) == 500, "the list has them all"


def test_old_pages_go_away(rows: Rows, tmp_path: Path) -> None:
    (tmp_path / "audit").mkdir()
    (tmp_path / "audit" / "d0000000000000000.html").write_text("old", encoding="utf-8")
    (tmp_path / "audit" / "mine.txt").write_text("kept", encoding="utf-8")
    write_audit(rows, tmp_path, nothing_drawn)
    assert not (tmp_path / "audit" / "d0000000000000000.html").exists()
    assert (tmp_path / "audit" / "mine.txt").exists()


def test_a_finding_with_many_places_shows_some_and_lists_all(
    dataset: Dataset, rules: Rules, tmp_path: Path, make_figure: Callable[..., Figure]
) -> None:
    places = [place(f"{i}%", line=i * 100, start=0, end=3) for i in range(1, 12)]
    changed = replace(dataset, discrepancies=(finding(dataset, *places),))
    write_audit(Rows(changed, rules), tmp_path, nothing_drawn)
    page = read(tmp_path)["audit.html"]
    assert page.count('<figure class="panel">') == MAX_PANELS
    assert f"{11 - MAX_PANELS} further places" in page
    assert page.count('<span class="num claim">') == 11


def test_an_indicator_has_a_page_with_its_dispute(rows: Rows, tmp_path: Path) -> None:
    write_audit(rows, tmp_path, nothing_drawn)
    (page,) = [t for n, t in read(tmp_path).items() if n.startswith("audit/i")]
    assert "1 in dispute" in page
    assert 'class="gap"' in page
    assert page.count('class="pt ') >= 2


def test_a_value_that_was_decided_stands(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    series: Series = replace(dataset.series[0], status=SeriesStatus.DECIDED, value=Decimal("80.9"))
    write_audit(Rows(replace(dataset, series=(series,)), rules), tmp_path, nothing_drawn)
    (page,) = [t for n, t in read(tmp_path).items() if n.startswith("audit/i")]
    assert '<span class="chip decided">decided</span>' in page
    assert page.count('class="source stood"') == 1

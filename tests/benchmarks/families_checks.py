"""Shapes of reports and archives on which checks, alignment, reconciliation and publishing are timed as they grow.

`FAMILIES` gives for each name what makes, for a size, a function of no arguments to be timed. Twice the size should
take about twice the time. Run as `python tests/benchmarks/families_checks.py [SIZE [WORD ...]]` for a table of those
whose name holds one of the words; a size is a number of figures, 5,000 unless named.
"""

import gc
import random
import sys
import time
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "check")]

from builders import ReportBuilder, year

from pipeline.align import Alignment, align_reports
from pipeline.check import registered_checks, run_checks
from pipeline.check.views import ArchiveView, ReportView
from pipeline.publish.rows import MAKERS, Rows
from pipeline.reconcile import reconcile
from pipeline.reconcile.diff import diff_reports
from pipeline.rules import load_rules
from pipeline.types import Dataset, FileFacts, Format, Kind, Outcome, OutcomeStatus, Report, Role

Timed = Callable[[], object]
RULES = load_rules()
SIZES = (2_500, 5_000, 10_000)  # figures


def number(rng: random.Random) -> str:
    """Return a number as tables print it."""
    return f"{rng.randint(100, 99_999):,}"


def table(rows: int, columns: int, *, label: str = "District {}", header: str = "Area {}", odd: float = 0) -> Report:
    """Return a report with one table and a total; `odd` is the part of cells with a percent sign."""
    rng = random.Random(rows * columns)
    body = [[label.format(r), *(number(rng) + "%" * (rng.random() < odd) for _ in range(columns))] for r in range(rows)]
    body.append(["Total", *(number(rng) for _ in range(columns))])
    builder = ReportBuilder(period=year(2015), published="2016-05-01").heading("Total of all areas: 12,345")
    return builder.table(["", *(header.format(c) for c in range(columns))], body).build()


def decimals(figures: int) -> Report:
    """Return a wide table of rates, so that formulas are looked for in every column."""
    rng = random.Random(figures)
    header = ["", *(f"Rate {c}" for c in range(figures // 40))]
    body = [[f"Row {r}", *(f"{rng.random() * 100:.1f}" for _ in header[1:])] for r in range(40)]
    return ReportBuilder().table(header, body).build()


def totals_of_parts(figures: int) -> Report:
    """Return a long table in which each total stands over its own two parts."""
    body = [[f"{'Total crops' if r % 3 == 0 else 'Crop'} {r}", "20" if r % 3 == 0 else "10"] for r in range(figures)]
    return ReportBuilder().table(["", "2014/15"], body).build()


def pages(figures: int) -> Report:
    """Return many small tables of the same columns, each with its total."""
    builder = ReportBuilder()
    for n in range(figures // 8):
        builder.table(
            ["", "2013/14", "2014/15"], [[f"A{n}", "1", "2"], ["B", "3", "4"], ["C", "5", "6"], ["Total", "9", "12"]]
        )
    return builder.build()


def long_sentence(figures: int) -> Report:
    """Return one sentence that tells thousands of changes, shares, averages, rates and dates without a stop."""
    part = (
        "burglary fell from 215 to 182, down by 25% or 54, of which 12 (5%) in May 2014, was as at 31 March 2014 a"
        " monthly average of 15 a month, among a population of 100,000 people 58.1 for each thousand, "
    )
    told: list[dict[str, object]] = [
        {"text": "215"}, {"text": "182"}, {"text": "25%", "kind": Kind.PERCENT_CHANGE},
        {"text": "54", "kind": Kind.CHANGE}, {"text": "12"}, {"text": "5%", "kind": Kind.SHARE},
        {"text": "15", "unit": "count/month", "period": year(2015)}, {"text": "100,000"},
        {"text": "58.1", "unit": "per_1000", "kind": Kind.RATE, "period": year(2015)},
    ]  # fmt: skip
    times = figures // len(told)
    builder = ReportBuilder(period=year(2015), published="2016-05-01")
    return builder.sentence(part * times, *(told * times)).build()


def sentences(figures: int) -> Report:
    """Return sentences and table rows about one thing in one year, all with the same words."""
    builder = ReportBuilder(period=year(2015), published="2016-05-01").heading("Burglary")
    builder.sentence("Period ended March 2016")
    facts = {
        "indicator": "Burglary offences",
        "indicator_id": "burglary",
        "period": year(2015),
        "period_basis": "header",
    }
    rows = [["Burglary offences", f"{1200 + n % 50}", f"{60 + n % 9}%"] for n in range(figures // 8)]
    builder.table(["", "2015/16", "Rate"], rows, indicator_id="burglary", priority="1", role=Role.ACTUAL)
    for n in range(figures // 6):
        builder.sentence(
            f"Burglary offences are increasing by {100 + n % 50}, on average to {1250 + n % 50} a month in March 2014.",
            {"text": f"{100 + n % 50}", "kind": Kind.CHANGE, **facts},
            {"text": f"{1250 + n % 50}", **facts, "priority": "1"},
        )
        builder.sentence(f"The rate of burglary offences was {60 + n % 9}%.", {"text": f"{60 + n % 9}%", **facts})
        builder.sentence("To May 15")
    return builder.build()


def words(figures: int) -> Report:
    """Return names, acronyms, contents, headings, terms and impossible dates, alike but for a number."""
    builder = ReportBuilder(published="2016-05-01")
    for n in range(figures // 6):
        letters = "".join(chr(65 + n // 26**k % 26) for k in range(4))
        builder.heading(f"Section on the plans for area {n}")
        builder._passage("contents", f"Section about the plan of area {n} ..... {n}")
        builder.sentence(
            f"The Rapid Review Team {letters.title()} Group (RRT{letters[0]}G) met in November 2015{n % 10}."
        )
        builder.sentence(
            f"Long absences {letters} (over {n % 9 + 1} weeks) were seen at the Area Plan {letters} 2014-{18 + n % 2}."
        )
        builder._passage("row", f"Long absence {letters} | more than {n % 5} months", table=9000 + n // 500, row=n)
    return builder.build()


SHAPES: dict[str, Callable[[int], Report]] = {
    "long table": lambda n: table(n // 4, 4),
    "long table, 12 columns": lambda n: table(n // 12, 12),
    "wide table": lambda n: table(40, n // 40),
    "wide table of changes": lambda n: table(40, n // 40, header="Change {}"),
    "wide table of rates": decimals,
    "square table": lambda n: table(int(n**0.5), int(n**0.5)),
    "missing signs": lambda n: table(n // 4, 4, odd=0.8),
    "rows all totals": lambda n: table(n // 4, 4, label="Total {}"),
    "totals over their parts": totals_of_parts,
    "many tables": pages,
    "long sentence": long_sentence,
    "equal sentences": sentences,
    "names and terms": words,
}


@lru_cache(maxsize=4)
def shape(name: str, size: int) -> Report:
    """Return the report of a shape."""
    return SHAPES[name](size)


def versions(size: int, *, figures: int = 50, changed: int = 1) -> list[Report]:
    """Return reports that are versions of one another in groups of ten, with some numbers changed."""
    reports = []
    for n in range(size // figures):
        rng = random.Random(n // 10)
        rows = [[f"District {n // 10} {r}", number(rng), number(rng)] for r in range(figures // 2)]
        for r in range(changed):
            rows[r][1] = f"{1000 + n}"
        report = ReportBuilder(f"d{n:016x}", published=f"2016-05-{n % 28 + 1:02d}", title="Report").heading("Crime")
        reports.append(report.table(["", "2014/15", "2015/16"], rows, period_basis="header").build())
    return reports


def same_figures(size: int) -> list[Report]:
    """Return many reports of one publisher with the same facts, told at other dates."""
    reports = []
    for n in range(size // 20):
        rows = [["Burglary offences", "1,200", "1,300"], ["Robbery offences", "120", "130"]] * 5
        report = ReportBuilder(f"d{n:016x}", published=f"{2000 + n % 20}-05-{n % 28 + 1:02d}").heading(f"Paper {n}")
        reports.append(report.table(["", "2014/15", "2015/16"], rows, period_basis="header").build())
    return reports


def two_long(size: int) -> list[Report]:
    """Return two versions of one long table, of which the rows differ in one number."""
    made = []
    for n in range(2):
        rng = random.Random(1)
        rows = [[f"District {r % 50}", number(rng), str(r + n), number(rng)] for r in range(size // 6)]
        made.append(
            ReportBuilder(f"d{n:016x}", title="Report").table(["", "2013/14", "2014/15", "2015/16"], rows).build()
        )
    return made


def two_wide(size: int) -> list[Report]:
    """Return two versions of one wide table, in which one row differs."""
    made = []
    for n in range(2):
        columns = range(size // 20)
        rows = [[f"R{r}", *(str(c * r + n * (r == 2)) for c in columns)] for r in range(10)]
        builder = ReportBuilder(f"d{n:016x}", title="Report")
        made.append(builder.table(["", *(f"Area {c}" for c in columns)], rows).build())
    return made


def two_sentences(size: int) -> list[Report]:
    """Return two reports of one very long sentence, with other numbers here and there."""
    made = []
    for n in range(2):
        numbers = [str(100 + (k + n * (k % 97 == 0)) % 500) for k in range(size // 2)]
        text = " and ".join(numbers)
        made.append(ReportBuilder(f"d{n:016x}", title="Report").sentence(text, *({"text": t} for t in numbers)).build())
    return made


ARCHIVES: dict[str, Callable[[int], list[Report]]] = {
    "versions": versions,
    "same figures": same_figures,
    "two long versions": two_long,
    "two wide versions": two_wide,
    "two long sentences": two_sentences,
    "equal sentences": lambda n: [shape("equal sentences", n)],
    "long table": lambda n: [shape("long table", n)],
    "wide table of changes": lambda n: [shape("wide table of changes", n)],
}


@lru_cache(maxsize=4)
def archive(name: str, size: int) -> tuple[list[Report], Alignment]:
    """Return the reports of an archive and their alignment."""
    reports = ARCHIVES[name](size)
    return reports, align_reports(reports)


def check_one(code: str, name: str, size: int) -> Timed:
    """Return what carries out one check on a report of a shape, its tables and sentences already sorted out."""
    view = ReportView(shape(name, size), RULES)
    found = registered_checks()[code].on_report
    assert found is not None
    assert view.tables is not None
    assert view.by_passage is not None
    return lambda: sum(1 for _ in found(view))


def sort_out(name: str, size: int) -> Timed:
    """Return what sorts a report's figures into tables and sentences."""
    report = shape(name, size)

    def timed() -> int:
        view = ReportView(report, RULES)
        return len(view.tables) + len(view.by_passage) + len(view.rows_of) + len(view.cells_of_table)

    return timed


def check_all(code: str, name: str, size: int) -> Timed:
    """Return what carries out one check across the reports of an archive."""
    reports, alignment = archive(name, size)
    view = ArchiveView(tuple(ReportView(r, RULES) for r in reports), alignment, RULES)
    found = registered_checks()[code].on_archive
    assert found is not None
    return lambda: sum(1 for _ in found(view))


def of_archive(step: str, name: str, size: int) -> Timed:
    """Return what aligns, reconciles, compares or publishes an archive."""
    reports, alignment = archive(name, size)
    if step == "align":
        return partial(align_reports, reports)
    if step == "diff":
        half = len(reports) // 2
        return partial(diff_reports, reports[:half], reports[half:])
    checks, discrepancies, coverage = run_checks(reports, alignment, RULES)
    if step == "reconcile":
        return lambda: len(list(reconcile(reports, alignment, discrepancies, RULES)))
    series = tuple(reconcile(reports, alignment, discrepancies, RULES))
    outcomes = tuple(
        Outcome(FileFacts(f"{r.document_id}.txt", r.document_id, 1), Format.TEXT, None, OutcomeStatus.OK, "", (r,))
        for r in reports
    )
    dataset = Dataset(outcomes, alignment.versions, tuple(checks), discrepancies, coverage, series)
    return lambda: [sum(1 for _ in Rows(dataset, RULES).of(name)) for name in MAKERS]


def one_indicator(size: int) -> Timed:
    """Return what reconciles one fact that is told in every sentence and row of one report, over many days."""
    builder = ReportBuilder().heading("Burglary")
    rows = [["Burglary offences", f"{1200 + n % 50}"] for n in range(size // 2)]
    builder.table(["", "2015/16"], rows, indicator_id="burglary")
    for n in range(size // 2):
        builder.sentence(
            f"Burglary was {1200 + n % 50}.",
            {"text": f"{1200 + n % 50}", "indicator_id": "burglary", "period": year(1900 + n % 200)},
        )
    report = builder.build()
    alignment = align_reports([report])
    return lambda: len(list(reconcile([report], alignment, (), RULES)))


def _families() -> Iterator[tuple[str, Callable[[int], Timed]]]:
    registered = registered_checks()
    for name in SHAPES:
        yield f"view: {name}", partial(sort_out, name)
        codes = (code for code, check in registered.items() if check.on_report is not None)
        yield from ((f"{code}: {name}", partial(check_one, code, name)) for code in codes)
    for name in ARCHIVES:
        codes = (code for code, check in registered.items() if check.on_archive is not None)
        yield from ((f"{code}: {name}", partial(check_all, code, name)) for code in codes)
        # Reading cuts a sentence of thousands of numbers, so that no figure's context is as long as this one's.
        steps = ("align", "diff", "reconcile", *(("publish",) if name != "two long sentences" else ()))
        yield from ((f"{step}: {name}", partial(of_archive, step, name)) for step in steps)
    yield "reconcile: one indicator", one_indicator


FAMILIES: dict[str, Callable[[int], Timed]] = dict(_families())


def seconds(make: Callable[[int], Timed], size: int) -> float:
    """Return the seconds that a family of a size takes."""
    timed = make(size)
    gc.collect()
    gc.disable()  # how often Python looks for cycles depends on all that was made before
    start = time.process_time()
    timed()
    taken = time.process_time() - start
    gc.enable()
    return taken


def main() -> None:
    """Print a line for each family: seconds at the size, twice and four times of it, the slowest growth marked."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    chosen = [n for n in FAMILIES if not sys.argv[2:] or any(w in n for w in sys.argv[2:])]
    for name in chosen:
        taken = [seconds(FAMILIES[name], size * times) for times in (1, 2, 4)]
        mark = " <- more than in step" if taken[2] > 0.2 and taken[2] > 2.3**2 * taken[0] else ""
        print(f"{name:45} " + " ".join(f"{t:8.3f}" for t in taken) + mark, flush=True)


if __name__ == "__main__":
    main()

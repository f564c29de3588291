"""Puts slips into the tables of reports and measures whether they are found, and at the right cell.

Run as `python tests/faults/table_slips.py FILE_OR_FOLDER... [--seeds N] [--show]`. One slip goes into a table at
a time, at a figure that takes part in a formula there: a digit changed, digits swapped, a sign turned, the point
moved. Prints, by kind, how many slips are found in any place of a finding and as its first, the same for the slips
that a formula refutes (others stay within rounding), and for those that two formulas refute (of a single sum no one
can say which of its cells is wrong); and the findings that no slip explains. Then whole rows are moved by one cell,
and columns swapped or repeated: how many are told, by a finding or as what cannot be judged, and in how many groups.
"""

import argparse
import hashlib
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from injector import move_point, substitute, swap

from pipeline.check import check_report, registered_checks
from pipeline.check.formulas import judged_table, tables_within
from pipeline.check.formulas.choice import Formulas
from pipeline.check.formulas.grid import Grid
from pipeline.check.formulas.judgement import Item, judge_item
from pipeline.check.formulas.operations import CHANGES
from pipeline.check.slips import printed_number
from pipeline.check.views import ReportView
from pipeline.extract import extract_reports
from pipeline.extract.settings import Settings
from pipeline.quantities import unit_in_last_place
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import Figure, FileFacts, Report, Result, Severity

CODES = ("CHG-02", "RAT-04", "RNK-01", "SHR-02", "SUM-01")
SCALES = frozenset(Decimal(10) ** n for n in range(-3, 13))
RULES = load_rules()


@dataclass(frozen=True, slots=True)
class Told:
    """A finding: its code, the identifiers of its figures, the first one first, and what it says."""

    code: str
    figures: tuple[str, ...]
    text: str
    severity: Severity | None


def turn_sign(digits: str, _rng: random.Random) -> str:
    """Turn the sign of a number."""
    return f"-{digits}"


KINDS: dict[str, Callable[[str, random.Random], str]] = {
    "digit changed": substitute,
    "digits swapped": swap,
    "sign turned": turn_sign,
    "point moved": move_point,
}


def judged(report: Report) -> tuple[list[Told], dict[int, list[Figure]]]:
    """Return what is told of a report's tables, and by table the figures that take part in a formula that holds."""
    view = ReportView(report, RULES)
    told: list[Told] = []
    taking: dict[int, dict[str, Figure]] = defaultdict(dict)
    for code in CODES:
        on_report = registered_checks()[code].on_report
        assert on_report is not None
        for judgement in on_report(view):
            if judgement.finding is not None:
                ids = tuple(e.figure_id for e in judgement.finding.evidence)
                one = judgement.finding
                told.append(Told(code, ids, one.explanation, one.severity))
            if judgement.result is Result.AGREES:
                for figure in judgement.figures:
                    taking[figure.table or 0][figure.figure_id] = figure
    together: dict[int, list[Figure]] = {}  # a table that goes on over pages is one
    for chain in tables_within(view):
        figures = [figure for table in chain for figure in taking[table.number].values()]
        if figures:
            together[chain[0].number] = figures
    return told, together


def slipped(figure: Figure, rng: random.Random) -> tuple[str, Figure] | None:
    """Return a figure with a slip and its kind; None where that kind of slip changes nothing there."""
    number = printed_number(figure.text)
    if not number or figure.value is None or not figure.value or figure.lower is None or figure.upper is None:
        return None
    if abs(figure.value) / Decimal(number) not in SCALES:
        return None  # thousands set apart by spaces
    kind = rng.choice(list(KINDS))
    if kind == "sign turned" and not any(c in figure.text for c in "+-−"):
        return None
    changed = KINDS[kind](number, rng)
    if changed == number or not Decimal(changed):
        return None
    scale = figure.value / Decimal(number)
    decimals = figure.decimals + len(changed.partition(".")[2]) - len(number.partition(".")[2])
    value = Decimal(changed) * scale
    half = Decimal(0) if figure.lower == figure.upper else unit_in_last_place(decimals) / 2
    text = figure.text.replace(number, changed, 1) if number in figure.text else changed
    made = replace(figure, text=text, value=value, lower=value - half, upper=value + half, decimals=decimals)
    return kind, made


def with_slips(report: Report, taking: dict[int, list[Figure]], rng: random.Random) -> tuple[Report, dict[str, str]]:
    """Return a report with a slip in each table that has a formula, and the kinds by the slipped figures."""
    kinds: dict[str, str] = {}
    instead: dict[str, Figure] = {}
    for _, figures in sorted(taking.items()):
        for figure in rng.sample(figures, min(8, len(figures))):
            made = slipped(figure, rng)
            if made is not None:
                kinds[figure.figure_id], instead[figure.figure_id] = made
                break
    return replace(report, figures=tuple(instead.get(f.figure_id, f) for f in report.figures)), kinds


def refuting(before: Report, after: Report, slipped: Set[str]) -> dict[str, int]:
    """Return by slipped figure how many of the formulas that held before do not hold with it."""
    counts: dict[str, int] = defaultdict(int)
    old, new = ReportView(before, RULES), ReportView(after, RULES)
    for earlier, later in zip(tables_within(old), tables_within(new), strict=True):
        grid = Grid(new, later)
        ways = {True: grid.by_columns(), False: grid.by_rows()}
        for item in judged_table(old, earlier).items:
            concerned = {f.figure_id for f in (item.printed, *item.operands)} & slipped
            if concerned and item.result is Result.AGREES:
                found = replace(item.found, lines=ways[item.found.lines.across])
                again: Item | None = judge_item(Formulas(grid, (), ()), found, item.item)
                for figure_id in concerned:
                    counts[figure_id] += again is not None and again.result is Result.DIFFERS
    return counts


def rotated(figures: Sequence[Figure]) -> dict[str, Figure]:
    """Return what each of some figures becomes where every one takes the number of the next."""
    return {f.figure_id: with_number_of(f, g) for f, g in zip(figures, (*figures[1:], figures[0]), strict=True)}


def with_number_of(figure: Figure, other: Figure) -> Figure:
    """Return a figure with the number that another prints."""
    fields = ("text", "value", "lower", "upper", "decimals", "status", "unit")
    return replace(figure, **{name: getattr(other, name) for name in fields})


def moved(report: Report, rng: random.Random) -> Iterator[tuple[str, dict[str, Figure]]]:
    """Yield by kind the figures that a row moved by one cell, two swapped columns, or a repeated one leave otherwise.

    In each table of at least four rows: a row with three numbers or more, and two columns of levels of one unit.
    """
    view = ReportView(report, RULES)
    for chain in tables_within(view):
        judged_items = [i for i in judged_table(view, chain).items if i.found.lines.across]
        rows = [row for table in chain for row in table.rows]
        taking = {f.figure_id for i in judged_items for f in (i.printed, *i.operands)}
        full = [r for r in rows if len(r.figures) >= 3 and sum(f.figure_id in taking for f in r.figures) >= 3]
        if len(rows) < 4 or len(full) < 4:
            continue
        row = rng.choice(full)
        yield "row moved by one cell", rotated(row.figures)
        changes = [i for i in judged_items if i.found.hypothesis.op in CHANGES]
        if not changes:
            continue
        first, second = (f.column for f in rng.choice(changes).operands[:2])
        pairs = [(a, b) for r in rows for a in r.figures for b in r.figures if a.column == first and b.column == second]
        yield "columns swapped", {f.figure_id: with_number_of(f, g) for a, b in pairs for f, g in ((a, b), (b, a))}
        yield "column repeated", {b.figure_id: with_number_of(b, a) for a, b in pairs}


def measure_moved(report: Report, counts: dict[str, Counter[str]], *, show: bool) -> None:
    """Add up how many rows and columns out of place are told."""
    for kind, instead in moved(report, random.Random(report.document_id)):
        damaged = replace(report, figures=tuple(instead.get(f.figure_id, f) for f in report.figures))
        told = [(d.group_id, {e.figure_id for e in d.evidence}) for d in check_report(damaged, RULES).discrepancies]
        groups = {group for group, figures in told if figures & instead.keys()}
        counts["moved"][kind] += 1
        counts["moved and told"][kind] += bool(groups)
        counts["groups of moved"][kind] += len(groups)
        open_before, open_after = (sum(_open(r)) for r in (report, damaged))
        counts["moved and not judged"][kind] += not groups and open_after > open_before
        if show and not groups:
            print(f"  {kind} missed {report.document_id} {[f.text for f in instead.values()][:8]}")


def _open(report: Report) -> Iterator[bool]:
    """Yield for each judgement on a table whether it says that the table cannot be judged."""
    view = ReportView(report, RULES)
    for chain in tables_within(view):
        yield from (j.result is Result.CANNOT_JUDGE for own in judged_table(view, chain).by_code.values() for j in own)


def reports_of(path: Path) -> Sequence[Report]:
    """Return the reports of a file."""
    data = path.read_bytes()
    document = read_document(data, name=path.name, limits=Limits())
    facts = FileFacts(path.name, hashlib.sha256(data).hexdigest(), len(data))
    return tuple(extract_reports(document, facts=facts, rules=RULES, settings=Settings()))


def files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files of files and folders."""
    for path in paths:
        yield from sorted(p for p in path.rglob("*") if p.is_file() and p.suffix != ".md") if path.is_dir() else [path]


def measure(name: str, report: Report, seeds: int, counts: dict[str, Counter[str]], *, show: bool) -> None:
    """Add up what is found of the slips that are put into one report."""
    before, taking = judged(report)
    known = {t.text.partition("; holds")[0] for t in before}
    broken = {i for t in before for i in t.figures[:1]}
    for seed in range(seeds):
        rng = random.Random(f"{seed}:{report.document_id}")
        after, kinds = with_slips(report, taking, rng)
        texts = {
            f.figure_id: (f.text, f.row_label, f.column_label, f.table) for f in after.figures if f.figure_id in kinds
        }
        told, _ = judged(after)
        refuted = refuting(report, after, kinds.keys())
        for figure_id, kind in kinds.items():
            counts["put"][kind] += 1
            places = [t.figures.index(figure_id) for t in told if figure_id in t.figures]
            counts["found"][kind] += bool(places)
            counts["first"][kind] += 0 in places
            for least in range(1, min(refuted[figure_id], 2) + 1):
                counts[f"put, refuted by {least}"][kind] += 1
                counts[f"found, refuted by {least}"][kind] += bool(places)
                counts[f"first, refuted by {least}"][kind] += 0 in places
            if show and 0 not in places:
                print(f"  {'other cell' if places else 'missed'} {name} {kind} {texts[figure_id]}")
        for one in told:
            if not set(one.figures) & kinds.keys() and one.text.partition("; holds")[0] not in known:
                counts["false"]["of " + ("a cell told before" if one.figures[0] in broken else "others")] += 1
                if show:
                    print(f"  false {name} {one.code} {one.text[:200]}")
            elif set(one.figures) & kinds.keys():
                counts["findings"]["at a slip"] += 1


def main() -> None:
    """Print recall and precision over files and seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for path in files(options.paths):
        try:
            reports = reports_of(path)
        except Exception as error:  # noqa: BLE001 - a file that cannot be read is told, and holds no table
            print(f"  {path.name}: {error}")
            continue
        for report in reports:
            measure(path.name, report, options.seeds, counts, show=options.show)
            measure_moved(report, counts, show=options.show)
    print_counts(counts)


def print_counts(counts: dict[str, Counter[str]]) -> None:
    """Print what was put in and what was found."""
    for kind, number in sorted(counts["put"].items()):
        print(f"{kind}: {counts['found'][kind]} of {number} found, {counts['first'][kind]} at the cell")
    put, found, first = (sum(counts[name].values()) for name in ("put", "found", "first"))
    for least, name in ((1, "a formula"), (2, "two formulas")):
        some, of, at = (sum(counts[f"{n}, refuted by {least}"].values()) for n in ("put", "found", "first"))
        rates = f"recall {of / max(1, some):.4f} ({of}/{some}), at the cell {at / max(1, some):.4f}"
        print(f"of those that {name} refute: {rates}")
    for kind, number in sorted(counts["moved"].items()):
        spoken, groups, unjudged = (
            counts[name][kind] for name in ("moved and told", "groups of moved", "moved and not judged")
        )
        print(f"{kind}: {spoken} of {number} told in {groups} groups, {unjudged} others told as not to be judged")
    told, false = counts["findings"]["at a slip"], sum(counts["false"].values())
    print(f"recall {found / max(1, put):.4f} ({found}/{put}), at the cell {first / max(1, put):.4f}")
    print(f"precision {told / max(1, told + false):.4f} ({false} false: {dict(counts['false'])})")


if __name__ == "__main__":
    main()

"""One measured share, kept as counts by paper, and the file of all of them."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.sample import Share, clustered

HERE = Path(__file__).parent
MEASURED = HERE / "measured.jsonl"
FLOORS = HERE / "floors.csv"
# Of what a share is told: papers that rules were written by, papers that they may be written by, papers kept aside.
PARTS = ("five reports", "other publishers", "held out", "corpus")
ENOUGH = 20  # a share of fewer has no floor: one more or less would be a fall
STEP = 200  # a floor is the share measured, rounded down to the next two-hundredth, and half of one lower at least


@dataclass(frozen=True)
class Row:
    """A share: `on` what material, `what` is right, and for each paper how many are right of how many.

    Papers and not figures are drawn from the world: cells of one table are right or wrong together. So the counts are
    kept by paper, without its name, and the interval is that of a share over papers.
    """

    part: str
    on: str
    what: str
    counts: tuple[tuple[int, int], ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells the row from others."""
        return self.part, self.on, self.what

    @property
    def right(self) -> int:
        """How many are right."""
        return sum(right for right, _ in self.counts)

    @property
    def of(self) -> int:
        """Of how many."""
        return sum(of for _, of in self.counts)

    @property
    def share(self) -> Share:
        """The share with its 95% interval: of one paper Wilson's, of several that of a share over papers."""
        return clustered([right for right, _ in self.counts], [of for _, of in self.counts])


def row(part: str, on: str, what: str, counts: Iterable[tuple[int, int]]) -> Row:
    """Return a row with its counts in order, papers that tell nothing left out."""
    return Row(part, on, what, tuple(sorted((right, of) for right, of in counts if of)))


def rows_of(part: str, on: str, papers: Sequence[Mapping[str, tuple[int, int]]], names: Sequence[str]) -> list[Row]:
    """Return a row for each name, from what each paper gives under it; those that no paper tells are left out."""
    made = [row(part, on, name, (paper[name] for paper in papers if name in paper)) for name in names]
    return [r for r in made if r.counts]


def attributes(count: Counter[str], names: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return the counts that a scorer keeps as `name` and `name_n`, by name."""
    return {name: (count[name], count[f"{name}_n"]) for name in names if count[f"{name}_n"]}


def load(path: Path = MEASURED) -> list[Row]:
    """Return the rows of a file, none where there is no file."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        Row(r["part"], r["on"], r["what"], tuple((right, of) for right, of in r["counts"]))
        for r in map(json.loads, lines)
    ]


def save(rows: Iterable[Row], path: Path = MEASURED) -> None:
    """Write rows, a line each, in the order of their material."""
    lines = (
        json.dumps({"part": r.part, "on": r.on, "what": r.what, "counts": r.counts}, ensure_ascii=False) for r in rows
    )
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def merged(before: Iterable[Row], now: Iterable[Row]) -> list[Row]:
    """Return what was measured now, and of the material that was not at hand what was measured before."""
    now = list(now)
    again = {(r.part, r.on) for r in now}
    return sorted(
        [*now, *(r for r in before if (r.part, r.on) not in again)], key=lambda r: (r.on, PARTS.index(r.part))
    )


def floors(path: Path = FLOORS) -> dict[tuple[str, str, str], float]:
    """Return the share below which a release fails, by row."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(r["part"], r["on"], r["what"]): float(r["floor"]) for r in csv.DictReader(file)}


def write_floors(rows: Iterable[Row], path: Path = FLOORS) -> None:
    """Write a floor for each row of ENOUGH: its share, rounded down so that one cell of many is no failure."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("part", "on", "what", "floor"))
        writer.writerows(
            (*r.key, f"{max(0, int(r.share.share * STEP - 0.5)) / STEP:.3f}") for r in rows if r.of >= ENOUGH
        )


def fallen(rows: Iterable[Row], least: Mapping[tuple[str, str, str], float]) -> list[str]:
    """Return a line for each row below its floor, and for each of ENOUGH without a floor."""
    told = []
    for r in rows:
        if r.key not in least and r.of >= ENOUGH:
            told.append(f"{', '.join(r.key)}: has no floor")
        elif r.share.share < least.get(r.key, 0.0):
            told.append(f"{', '.join(r.key)}: {r.share.share:.4f} ({r.right} of {r.of}), floor {least[r.key]:.3f}")
    return told

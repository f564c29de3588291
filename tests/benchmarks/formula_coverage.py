"""How many figures of tables take part in a formula, and how many are told why not.

Run as `python tests/benchmarks/formula_coverage.py OUT`, where OUT is the folder of `reportcheck run ... --out OUT
--format csv`. Prints, for each folder of documents and for all, the reported figures of tables, the part of them that
agrees or differs in a formula of its table, and the part that checks.csv names with the reason why no formula is
judged there; then the reasons.
"""

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

CODES = frozenset({"CHG-02", "RAT-04", "RNK-01", "SHR-02", "SUM-01"})


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file."""
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def main() -> None:
    """Print the parts."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    out = Path(sys.argv[1])
    folder = {r["document_id"]: str(Path(r["path"]).parent) for r in rows(out / "documents.csv")}
    figures = {
        r["figure_id"]: folder[r["document_id"]]
        for r in rows(out / "figures.csv")
        if r["source"] == "table" and r["status"] == "reported"
    }
    taking: set[str] = set()
    reasons: dict[str, str] = {}
    for check in rows(out / "checks.csv"):
        if check["code"] in CODES:
            own = [f for f in check["figure_ids"].split("; ") if f in figures]
            if check["result"] == "cannot_judge":
                reasons.update((f, check["reason"].partition(";")[0]) for f in own)
            else:
                taking.update(own)
    number: dict[str, Counter[str]] = defaultdict(Counter)
    for figure, name in figures.items():
        kind = "taking part" if figure in taking else "told" if figure in reasons else "neither"
        for key in (name, "ALL"):
            number[key][kind] += 1
    for name, own in sorted(number.items(), key=lambda n: (n[0] == "ALL", n[0])):
        total = sum(own.values())
        parts = ", ".join(f"{own[k] / total:.3f} {k}" for k in ("taking part", "told"))
        print(f"{name}: {total} figures of tables, {parts}, {(total - own['neither']) / total:.3f} together")
    for reason, times in Counter(r for f, r in reasons.items() if f not in taking).most_common():
        print(f"   {times} {reason}")


if __name__ == "__main__":
    main()

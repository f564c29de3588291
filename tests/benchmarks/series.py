"""Prints how well the series of a run hold together: share with two or more sources, and the ten longest.

Run as `python tests/benchmarks/series.py PATH...` with files or folders of reports.
"""

import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2])]

from pipeline.steps import Options, run_archive
from pipeline.types import Series

LONGEST = 10


def main() -> None:
    """Run over the paths and print the figures."""
    dataset = run_archive(sys.argv[1:], Options())
    values = list(dataset.series)
    series: dict[tuple[str, ...], list[Series]] = defaultdict(list)
    for s in values:
        series[s.publisher, s.indicator_id or s.indicator, s.segment, s.unit, s.kind.value, s.role.value].append(s)
    of_two = sum(s.sources >= 2 for s in values)
    print(f"{len(values)} values, {of_two} ({of_two / max(1, len(values)):.1%}) with two or more sources:", end=" ")
    print(", ".join(f"{n} {status}" for status, n in sorted(Counter(s.status.value for s in values).items())))
    long = {k: v for k, v in series.items() if len(v) > 1}
    several = sum(len({d for s in v for d in s.documents}) > 1 for v in series.values())
    print(f"{len(series)} series, {len(long)} of two or more periods, {several} told by two or more documents")
    for key, found in sorted(long.items(), key=lambda item: (-len(item[1]), item[0]))[:LONGEST]:
        documents = len({d for s in found for d in s.documents})
        periods = ", ".join(s.period.label for s in found if s.period)
        print(f"  {key[1]}{f' ({key[2]})' if key[2] else ''} in {key[3]}: {documents} documents, {periods}")


if __name__ == "__main__":
    main()

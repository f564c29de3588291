"""What readers held of findings on real papers: `verdicts.csv`, facts alone.

`python -m tests.gold.score_verdicts` prints the share that is real by severity and check. `python -m
tests.gold.score_verdicts take FILE PART KIND` adds the verdicts of a file that a reader filled in: a CSV with the
columns `code`, `severity` and `verdict` (or `real`), and, where it names them, `discrepancy_id`, `publisher_kind`,
`part` and `publisher`, of which a hash is kept, since findings of one publisher are right or wrong together. PART is
one of `five reports`, `other publishers`, `held out`; KIND what sort of publisher it is, as police or association. Both
are for rows that do not say.
"""

import csv
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

VERDICTS = Path(__file__).parent / "verdicts.csv"
COLUMNS = ("part", "discrepancy_id", "code", "severity", "verdict", "publisher_kind", "source")
WORDS = {"yes": "real", "no": "false", "unsure": "unclear", "true": "real"}
REAL, UNCLEAR = "real", "unclear"
Verdict = dict[str, str]
SEVERITIES = ("error", "warning", "info")


def load(path: Path = VERDICTS) -> list[Verdict]:
    """Return the verdicts, each with COLUMNS."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def taken(path: Path, part: str, kind: str) -> list[Verdict]:
    """Return the verdicts of a file that a reader filled in, without what it quotes or names.

    Raises ValueError for a verdict that is none of real, false and unclear.
    """
    made = []
    for line in load(path):
        word = (line.get("verdict") or line.get("real") or "").strip().lower()
        verdict = WORDS.get(word, word)
        if verdict not in (REAL, "false", UNCLEAR):
            raise ValueError(f"{path}: a verdict of {word!r} on {line.get('discrepancy_id') or line['code']}")
        told = {"verdict": verdict, "part": line.get("part") or part, "source": _source(line)}
        facts = {**told, "publisher_kind": line.get("publisher_kind") or kind}
        made.append({name: facts.get(name) or line.get(name, "") for name in COLUMNS})
    return made


def _source(line: Verdict) -> str:
    """Return what tells findings of one publisher together, without its name."""
    named = line.get("publisher") or line.get("archive") or line.get("locations", "").partition(":")[0]
    return sha256(named.encode()).hexdigest()[:8]


def joined(before: Iterable[Verdict], now: Iterable[Verdict]) -> list[Verdict]:
    """Return all verdicts in order, of two on one finding the later one."""
    by_finding: dict[tuple[str, str], Verdict] = {}
    others: list[Verdict] = []
    for verdict in (*before, *now):
        if verdict["discrepancy_id"]:
            by_finding[verdict["part"], verdict["discrepancy_id"]] = verdict
        else:
            others.append(verdict)
    return sorted([*by_finding.values(), *others], key=lambda v: tuple(v[c] for c in COLUMNS))


def shares(verdicts: Iterable[Verdict]) -> dict[tuple[str, str, str], list[tuple[int, int]]]:
    """Return by part, material and what - a severity, then a check - how many are real of how many are clear.

    Each has a pair for every publisher.
    """
    counts: dict[tuple[str, str, str], dict[str, list[int]]] = {}
    for verdict in verdicts:
        if verdict["verdict"] == UNCLEAR:
            continue
        for what in (f"every {verdict['severity']}", f"{verdict['severity']} {verdict['code']}"):
            key = (verdict["part"], "findings that a reader judged", what)
            pair = counts.setdefault(key, {}).setdefault(verdict["source"], [0, 0])
            pair[0] += verdict["verdict"] == REAL
            pair[1] += 1
    ordered = sorted(counts, key=lambda k: (k[0], not k[2].startswith("every"), _severity(k[2]), k[2]))
    return {key: sorted((real, of) for real, of in counts[key].values()) for key in ordered}


def _severity(what: str) -> int:
    return next(i for i, word in enumerate(SEVERITIES) if word in what)


def main() -> None:
    """Print the shares, or take a reader's file first."""
    if sys.argv[1:2] == ["take"]:
        path, part, kind = sys.argv[2:5]
        rows = joined(load() if VERDICTS.exists() else (), taken(Path(path), part, kind))
        with VERDICTS.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    for (part, _, what), counts in shares(load()).items():
        real, of = (sum(pair[i] for pair in counts) for i in (0, 1))
        print(f"{part:18} {what:20} {real} of {of} are real, {len(counts)} publishers")


if __name__ == "__main__":
    main()

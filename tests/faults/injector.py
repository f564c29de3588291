"""Puts slips into a copy of a report, with harmless edits all around, and measures what the checks find.

Run as `python tests/faults/injector.py FILE... [--seeds N] [--slips N] [--show]`; it prints recall and
precision over all files and seeds. A slip changes one printed figure or removes one table row; a
harmless edit re-wraps, renumbers, re-punctuates, re-spaces or adds words and must raise nothing.
"""

import argparse
import hashlib
import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from pipeline.align import align_reports
from pipeline.check import run_checks
from pipeline.extract import extract_reports
from pipeline.extract.settings import Settings
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import Discrepancy, Figure, FigureStatus, FileFacts, Report, Source

VERSION_CODES = ("VER-01", "VER-02")
ADDED = (
    " Members were asked to note this.",
    " Further work on this is planned.",
    " This was discussed at the meeting.",
)


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip put in: its kind, the line of the original, the figure before and after."""

    kind: str
    line: int
    before: str
    after: str


def extract(text: str, name: str) -> list[Report]:
    """Return the reports of a text."""
    data = text.encode()
    facts = FileFacts(name, hashlib.sha256(data).hexdigest(), len(data))
    document = read_document(data, name=name, limits=Limits())
    return list(extract_reports(document, facts=facts, rules=load_rules(), settings=Settings()))


def substitute(digits: str, rng: random.Random) -> str:
    """Change one digit."""
    place = rng.choice([i for i, c in enumerate(digits) if c.isdigit()])
    new = rng.choice([d for d in "123456789" if d != digits[place]])
    return digits[:place] + new + digits[place + 1 :]


def swap(digits: str, rng: random.Random) -> str:
    """Swap two neighbouring digits that differ."""
    places = [
        i
        for i in range(len(digits) - 1)
        if digits[i : i + 2].isdigit() and digits[i] != digits[i + 1] and digits[i + 1] != "0"
    ]
    if not places:
        return digits
    i = rng.choice(places)
    return digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]


def lose(digits: str, rng: random.Random) -> str:
    """Lose one digit of a number of at least three."""
    places = [i for i, c in enumerate(digits) if c.isdigit()]
    if len(places) < 3 or "." in digits:
        return digits
    place = rng.choice(places[1:])
    return digits.replace(",", "")[:1] + re.sub(",", "", digits[1:place] + digits[place + 1 :])


def move_point(digits: str, rng: random.Random) -> str:
    """Move the decimal point by one place."""
    if "." not in digits:
        return digits
    whole, part = digits.split(".")
    return (
        f"{whole[:-1]}.{whole[-1]}{part}"
        if len(whole) > 1
        else f"{whole}{part[0]}" + (f".{part[1:]}" if part[1:] else "")
    )


KINDS: dict[str, Callable[[str, random.Random], str]] = {
    "digit changed": substitute,
    "digits swapped": swap,
    "digit lost": lose,
    "point moved": move_point,
}


def put_slips(text: str, figures: list[Figure], rng: random.Random, count: int) -> tuple[list[str | None], list[Slip]]:
    """Return the lines of a text with slips, None for a removed row, and what was put in."""
    lines: list[str | None] = list(text.split("\n"))
    slips: list[Slip] = []
    touched: set[int] = set()
    shuffled = figures[:]
    rng.shuffle(shuffled)
    for figure in shuffled:
        if len(slips) >= count:
            break
        number = (figure.place.line or 1) - 1
        slip = None if number in touched else one_slip(lines, figure, number, rng)
        if slip is not None:
            slips.append(slip)
            touched.add(number)
    return lines, slips


def one_slip(lines: list[str | None], figure: Figure, number: int, rng: random.Random) -> Slip | None:
    """Put one slip at a figure; None where that kind of slip would change nothing there."""
    line = lines[number] or ""
    start, end = figure.place.start, figure.place.end
    if start is None or end is None or line[start:end] != figure.text:
        return None
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", figure.text)
    kind = rng.choice([*KINDS, "percent sign lost", "row removed"])
    if kind == "row removed":
        if figure.source is not Source.TABLE or not re.search("[a-zA-Z]{4}", line):
            return None
        lines[number] = None
        return Slip(kind, number + 1, line, "")
    if kind == "percent sign lost":
        if not figure.text.endswith("%"):
            return None
        after = figure.text[:-1]
    elif not digits:
        return None
    else:
        changed = KINDS[kind](digits[0], rng)
        if changed.replace(",", "") == digits[0].replace(",", ""):
            return None
        after = figure.text.replace(digits[0], changed, 1)
    lines[number] = line[:start] + after + line[end:]
    return Slip(kind, number + 1, figure.text, after)


def edit_harmlessly(lines: list[str | None], figures: list[Figure], slips: list[Slip], rng: random.Random) -> str:
    """Return the copy's text, re-wrapped, renumbered, re-punctuated and with words added; no value changes."""
    slipped = {s.line for s in slips}
    by_line: dict[int, list[Figure]] = {}
    for figure in figures:
        by_line.setdefault(figure.place.line or 0, []).append(figure)
    result: list[str] = []
    for number, line in enumerate(lines, 1):
        if line is None:
            continue
        if number not in slipped:
            line = regroup(line, by_line.get(number, []), rng)
        line = re.sub(r"^(\s*)(\d{1,3})\. ", lambda m: f"{m[1]}{int(m[2]) + 2}. ", line)
        line = line.replace("“", '"').replace("”", '"').replace("’", "'").replace(" – ", " - ")
        if (
            "\t" not in line
            and "|" not in line
            and line.rstrip().endswith(".")
            and len(line) > 120
            and rng.random() < 0.3
        ):
            line = line.rstrip() + rng.choice(ADDED)
        result.extend(rewrap(line, rng))
    return "\n".join(result)


def rewrap(line: str, rng: random.Random) -> list[str]:
    """Break a long line of running text in two at a space before a small letter."""
    if "\t" in line or "|" in line or len(line) < 200 or rng.random() < 0.6:
        return [line]
    spaces = [m.start() for m in re.finditer(r"(?<=[a-z,]) (?=[a-z])", line) if 60 < m.start() < len(line) - 60]
    if not spaces:
        return [line]
    at = rng.choice(spaces)
    return [line[:at], line[at + 1 :]]


def regroup(line: str, figures: list[Figure], rng: random.Random) -> str:
    """Put thousands separators in or out of the figures of a line."""
    for figure in sorted(figures, key=lambda f: -(f.place.start or 0)):
        start, end = figure.place.start, figure.place.end
        if start is None or end is None or line[start:end] != figure.text or rng.random() < 0.5:
            continue
        if re.fullmatch(r"\d{5,}", figure.text):
            line = line[:start] + f"{int(figure.text):,}" + line[end:]
        elif re.fullmatch(r"\d{1,3}(?:,\d{3})+", figure.text) and len(figure.text) > 5:
            line = line[:start] + figure.text.replace(",", "") + line[end:]
    return line


def measure(path: Path, seed: int, count: int) -> tuple[list[tuple[Slip, bool]], list[Discrepancy]]:
    """Return each slip with whether it was found, and the findings that no slip explains."""
    rng = random.Random(f"{seed}:{hashlib.sha256(path.read_bytes()).hexdigest()}")
    text = path.read_text(encoding="utf-8")
    before = extract(text, path.name)
    figures = [f for r in before for f in r.figures if f.status is FigureStatus.REPORTED and f.place.line]
    lines, slips = put_slips(text, figures, rng, count)
    after = extract(edit_harmlessly(lines, figures, slips, rng), "copy-" + path.name)
    reports = [*before, *after]
    _, discrepancies, _ = run_checks(reports, align_reports(reports), load_rules())
    first = {r.document_id for r in before}
    found = [d for d in discrepancies if d.code in VERSION_CODES]
    lines_of = {
        d.discrepancy_id: {e.place.line for e in d.evidence if e.document_id in first and e.place.line} for d in found
    }
    judged = [(s, any(s.line in at for at in lines_of.values())) for s in slips]
    slipped = {s.line for s in slips}
    false = [d for d in found if not (lines_of[d.discrepancy_id] & slipped)]
    return judged, false


def main() -> None:
    """Print recall and precision over files and seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--slips", type=int, default=15)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    put: Counter[str] = Counter()
    found: Counter[str] = Counter()
    false_count = 0
    for path in options.files:
        for seed in range(options.seeds):
            judged, false = measure(path, seed, options.slips)
            put.update(s.kind for s, _ in judged)
            found.update(s.kind for s, hit in judged if hit)
            false_count += len(false)
            if options.show:
                for slip, hit in judged:
                    if not hit:
                        change = f"{slip.before[:60]!r} -> {slip.after[:40]!r}"
                        print(f"  missed {path.name}:{slip.line} seed {seed} {slip.kind} {change}")
                for d in false:
                    places = [f"{e.place.line}" for e in d.evidence[:4]]
                    print(f"  false {path.name} seed {seed} {d.code} {places} {d.values[:4]} {d.explanation[:160]}")
    for kind in sorted(put):
        print(f"{kind}: {found[kind]} of {put[kind]}")
    total, hits = sum(put.values()), sum(found.values())
    recall, precision = hits / max(1, total), hits / max(1, hits + false_count)
    print(f"recall {recall:.4f} ({hits}/{total}), precision {precision:.4f} ({false_count} false)")


if __name__ == "__main__":
    main()

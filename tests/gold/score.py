"""Scores what the product finds in the annotated pages and reports against the annotations.

`python tests/gold/score.py` prints one row a page; `--misses` adds every miss and every surplus.
"""

import argparse
import calendar
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from pipeline.extract import Settings, extract_reports
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import Figure, FileFacts, Mention, Report

GOLD = Path(__file__).parent
SHARED = GOLD.parents[2] / "shared"
ATTRIBUTES = ("kind", "period", "base_period", "qualifier", "sign", "status")
Row = Mapping[str, Any]
Span = tuple[date, date | None] | None


@dataclass(frozen=True, slots=True)
class Found:
    """A figure as far as it is scored; `span` and `base` are first and last days."""

    text: str
    value: Decimal | None
    unit: str
    attributes: Mapping[str, object]


@dataclass(slots=True)
class Tally:
    """Hits, misses and surplus of one page or label, and how often each attribute of a hit agrees."""

    hits: int = 0
    missed: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    agreed: dict[str, int] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)
    printed: int = 0  # of the missed, whose number was found as printed, with another unit or scale

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        return self.hits / (self.hits + len(self.surplus)) if self.hits + len(self.surplus) else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 1 where nothing is there."""
        return self.hits / (self.hits + len(self.missed)) if self.hits + len(self.missed) else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def agreement(self, attribute: str) -> float:
        """Share of the hits on which an attribute agrees; 1 where there are no hits."""
        return self.agreed.get(attribute, 0) / self.hits if self.hits else 1.0

    def add(self, other: "Tally") -> None:
        """Add another tally to this one."""
        self.hits += other.hits
        self.missed += other.missed
        self.surplus += other.surplus
        self.differing += other.differing
        self.printed += other.printed
        for name, number in other.agreed.items():
            self.agreed[name] = self.agreed.get(name, 0) + number


_FORMS: tuple[tuple[str, Callable[[re.Match[str]], Span]], ...] = (
    (r"at (\d{4})-(\d\d)-(\d\d)", lambda m: (_day(m, 1), _day(m, 1))),
    (r"(\d{4})-(\d\d)-(\d\d)", lambda m: (_day(m, 1), _day(m, 1))),
    (r"(\d{4})-(\d\d)", lambda m: _months(int(m[1]), int(m[2]), 1)),
    (r"(\d{4})", lambda m: _months(int(m[1]), 1, 12)),
    (r"(\d+)M to (\d{4})-(\d\d)", lambda m: _months(int(m[2]), int(m[3]) + 1 - int(m[1]), int(m[1]))),
    (r"(\d+)D to (\d{4})-(\d\d)-(\d\d)", lambda m: (_day(m, 2) - timedelta(int(m[1]) - 1), _day(m, 2))),
    (r"FY(\d{4})/\d\d(?: Q(\d))?(?:@(\d\d))?", lambda m: _fiscal(int(m[1]), int(m[2] or 0), int(m[3] or 4))),
)


def span_of(label: str) -> Span:
    """Return the first and last day of a period in the dataset's notation; None for no period.

    Raises ValueError for a label of another form.
    """
    if not label:
        return None
    first, dots, last = label.partition("..")
    if dots:
        start = span_of(first)
        end = span_of(last)
        return (start[0], end[1] if end else None) if start else None
    for form, read in _FORMS:
        if match := re.fullmatch(form, label):
            return read(match)
    raise ValueError(f"a period of no known form: {label}")


def _day(match: re.Match[str], group: int) -> date:
    return date(int(match[group]), int(match[group + 1]), int(match[group + 2]))


def _months(year: int, month: int, number: int) -> tuple[date, date]:
    """Return the span of `number` months from a month, which may lie before January of the year."""
    first = year * 12 + month - 1
    last_year, last_month = divmod(first + number - 1, 12)
    end = date(last_year, last_month + 1, calendar.monthrange(last_year, last_month + 1)[1])
    return date(first // 12, first % 12 + 1, 1), end


def _fiscal(year: int, quarter: int, start: int) -> tuple[date, date]:
    return _months(year, start + 3 * (quarter - 1), 3) if quarter else _months(year, start, 12)


def load(path: Path) -> list[Row]:
    """Return the annotations of one file in reading order."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def gold_figure(row: Row) -> Found:
    """Return an annotated figure."""
    value = None if row["value"] is None else Decimal(str(row["value"]))
    spans = {name: span_of(row[name]) for name in ("period", "base_period")}
    rest = {"kind": row["kind"], "qualifier": row["qualifier"], "status": row["status"]}
    return Found(row["text"], value, row["unit"], {**rest, **spans, "sign": _sign(value)})


def found_figure(figure: Figure) -> Found:
    """Return an extracted figure."""
    period, base = ((p.start, p.end) if p else None for p in (figure.period, figure.base_period))
    rest = {"kind": figure.kind.value, "qualifier": figure.qualifier.value, "status": figure.status.value}
    attributes = {**rest, "period": period, "base_period": base, "sign": _sign(figure.value)}
    return Found(figure.text, figure.value, figure.unit, attributes)


def _sign(value: Decimal | None) -> int:
    return 0 if not value else (1 if value > 0 else -1)


def _key(figure: Found) -> tuple[str, str]:
    """Return what must be equal for a hit: the size and the unit; the sign is an attribute, a gap has no unit."""
    if figure.value is None:
        return "gap", ""
    size = abs(figure.value)
    return str(size.quantize(Decimal(1)) if size == size.to_integral_value() else size.normalize()), figure.unit


def pair(gold: Sequence[Found], found: Sequence[Found], optional: Sequence[bool]) -> dict[int, int]:
    """Return the found figure of each annotated one, by index: first in reading order, then in any order."""
    left, right = [_key(f) for f in gold], [_key(f) for f in found]
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    pairs = {b.a + i: b.b + i for b in blocks for i in range(b.size)}
    free = sorted(set(range(len(right))) - set(pairs.values()))
    for i in sorted(set(range(len(left))) - set(pairs), key=lambda i: (optional[i], i)):
        match = next((j for j in free if right[j] == left[i]), None)
        if match is not None:
            free.remove(match)
        elif not optional[i]:  # an optional one gives way
            loser = next((k for k in pairs if optional[k] and left[k] == left[i]), None)
            match = pairs.pop(loser) if loser is not None else None
        if match is not None:
            pairs[i] = match
    return pairs


def score_figures(rows: Sequence[Row], found: Sequence[Found]) -> Tally:
    """Compare a page's annotations with what was found on it, both in reading order."""
    gold = [gold_figure(row) for row in rows]
    notes = [row.get("note", "") for row in rows]
    optional = [note.startswith("borderline") for note in notes]
    pairs = pair(gold, found, optional)
    # Of a long table only the first rows are annotated: what stands behind them cannot be judged.
    judged = max(pairs.values(), default=-1) + 1 if any(n.startswith("partial") for n in notes) else len(found)
    tally = Tally(agreed=dict.fromkeys(ATTRIBUTES, 0))
    for i, right in enumerate(gold):
        if optional[i]:
            continue
        if i not in pairs:
            tally.missed.append(f"{right.text!r} {_key(right)} {rows[i]['indicator']}; {rows[i]['segment']}")
            continue
        tally.hits += 1
        _compare(right, found[pairs[i]], tally)
    taken = set(pairs.values())
    left = [f for j, f in enumerate(found) if j < judged and j not in taken]
    tally.surplus = [f"{f.text!r} {_key(f)}" for f in left]
    lost = Counter(_digits(f.text) for i, f in enumerate(gold) if i not in pairs and not optional[i])
    tally.printed = (lost & Counter(_digits(f.text) for f in left)).total()
    return tally


def _digits(text: str) -> str:
    """Return the number as printed, without sign, unit and words; the text itself where it has no digit."""
    number = re.search(r"\d[\d.,]*", text)
    return number[0].rstrip(".,") if number else text


def _compare(right: Found, other: Found, tally: Tally) -> None:
    for name in ATTRIBUTES:
        expected, given = right.attributes[name], other.attributes[name]
        if expected == given:
            tally.agreed[name] += 1
        else:
            tally.differing.append(f"{right.text!r} {name}: {_shown(given)} for {_shown(expected)}")


def _shown(value: object) -> str:
    return "..".join(str(v or "") for v in value) if isinstance(value, tuple) else str(value)


def score_mentions(rows: Sequence[Row], found: Iterable[Row]) -> dict[str, Tally]:
    """Compare annotated mentions with found ones, by label; each is counted once a line."""
    once = {(f["line"], f["label"], " ".join(_words(f["text"]))): f for f in found}
    rest = list(once.values())
    tallies = {label: Tally(agreed={"normalised": 0}) for label in sorted({r["label"] for r in [*rows, *rest]})}
    open_rows = sorted(rows, key=lambda row: row.get("note", "").startswith("borderline"))
    for is_same in (_same_text, _alike):
        left = []
        for row in open_rows:
            hit = next((f for f in rest if is_same(row, f)), None)
            if hit is None:
                left.append(row)
                continue
            rest.remove(hit)
            if not row.get("note", "").startswith("borderline"):
                _count(tallies[row["label"]], row, hit)
        open_rows = left
    for row in open_rows:
        if not row.get("note", "").startswith("borderline"):
            tallies[row["label"]].missed.append(f"{row['line']}: {row['text']!r}")
    for f in rest:
        tallies[f["label"]].surplus.append(f"{f['line']}: {f['text']!r} = {f['normalised']!r}")
    return tallies


def _count(tally: Tally, row: Row, hit: Row) -> None:
    tally.hits += 1
    if _words(row["normalised"]) == _words(hit["normalised"]):
        tally.agreed["normalised"] += 1
    else:
        tally.differing.append(f"{row['line']}: {row['text']!r}: {hit['normalised']!r} for {row['normalised']!r}")


def _words(text: str) -> list[str]:
    words = re.findall(r"\w+", text.casefold().replace("&", " and "))
    return words[1:] if words[:1] == ["the"] else words


def _same_text(row: Row, other: Row) -> bool:
    place = (row["line"], row["label"]) == (other["line"], other["label"])
    return place and _words(row["text"]) == _words(other["text"])


def _alike(row: Row, other: Row) -> bool:
    """Tell whether two mentions of a line name the same: equal meaning, or one text within the other."""
    if (row["line"], row["label"]) != (other["line"], other["label"]):
        return False
    if row["normalised"] and _words(row["normalised"]) == _words(other["normalised"]):
        return True
    one, two = (f" {' '.join(_words(m['text']))} " for m in (row, other))
    return bool(one.strip() and two.strip()) and (one in two or two in one)


def read_reports(path: Path) -> tuple[Report, ...]:
    """Return the reports of a file, read with the shipped rules and default settings."""
    data = path.read_bytes()
    facts = FileFacts(path.name, hashlib.sha256(data).hexdigest(), len(data))
    document = read_document(data, name=path.name, limits=Limits())
    return extract_reports(document, facts=facts, rules=load_rules(), settings=Settings())


def page_files() -> list[Path]:
    """Return the annotation files of pages."""
    return sorted(p for p in GOLD.glob("*.jsonl") if not p.name.startswith("mentions-"))


def score_pages(shared: Path) -> dict[str, Tally]:
    """Return the score of every annotated page by name; each file is read once."""
    read: dict[str, tuple[Report, ...]] = {}
    scores = {}
    for path in page_files():
        rows = load(path)
        name, page = rows[0]["file"], rows[0]["page"]
        if name not in read:
            read[name] = read_reports(shared / "reports" / "real" / name)
        figures = [f for report in read[name] for f in report.figures if f.place.page == page]
        scores[path.stem] = score_figures(rows, [found_figure(f) for f in figures])
    return scores


def score_mention_files(shared: Path) -> dict[str, dict[str, Tally]]:
    """Return the scores of every annotated text report by name and label."""
    scores = {}
    for path in sorted(GOLD.glob("mentions-*.jsonl")):
        rows = load(path)
        report = next((shared / "reports").glob(f"{rows[0]['doc']}_*.txt"))
        # Of a head only the lines up to the last annotated one can be judged.
        last = max(row["line"] for row in rows) if path.stem.endswith("-head") else None
        mentions = [_mention_row(m) for r in read_reports(report) for m in r.mentions]
        judged = [m for m in mentions if last is None or m["line"] <= last]
        scores[path.stem] = score_mentions(rows, judged)
    return scores


def _mention_row(mention: Mention) -> Row:
    line = mention.place.line or 0
    return {"line": line, "label": mention.label.value, "text": mention.text, "normalised": mention.normalised}


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies."""
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    return whole


def _print(name: str, tally: Tally, attributes: Sequence[str], *, misses: bool) -> None:
    agreement = " ".join(f"{a} {tally.agreement(a):.2f}" for a in attributes)
    numbers = f"P {tally.precision:.3f} R {tally.recall:.3f} F1 {tally.f1:.3f}"
    other = f" other unit {tally.printed}" if tally.printed else ""
    print(f"{name:44} {numbers} hits {tally.hits:4}{other} | {agreement}")
    for word, lines in (("missed", tally.missed), ("surplus", tally.surplus), ("differs", tally.differing)):
        for line in lines if misses else ():
            print(f"    {word} {line}")


def main() -> None:
    """Print the scores of the pages, then of the mentions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="print every miss, surplus and differing attribute")
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder that holds reports/")
    options = parser.parse_args()
    pages = score_pages(options.shared)
    for name, tally in pages.items():
        _print(name, tally, ATTRIBUTES, misses=options.misses)
    _print("all pages", total(pages.values()), ATTRIBUTES, misses=False)
    every: list[Tally] = []
    for name, labels in score_mention_files(options.shared).items():
        for label, tally in labels.items():
            _print(f"{name} {label}", tally, ["normalised"], misses=options.misses)
        every += labels.values()
    _print("all mentions", total(every), ["normalised"], misses=False)


if __name__ == "__main__":
    main()

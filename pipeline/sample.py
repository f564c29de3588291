"""Measures precision and recall on a user's own archive, by a sheet of figures that a person judges.

Figures are drawn at random for precision, places (a page, 25 lines, a worksheet) for recall. The draw is by
hash of seed and identifier: the same output and seed give the same sheet, whatever the order of rows.
"""

import csv
import hashlib
import io
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import InputError
from pipeline.files import whole_file
from pipeline.publish.load import read_table
from pipeline.publish.values import guard_formula

SHEET = "sample.csv"
WINDOW_LINES = 25
MIN_PLACES, MAX_PLACES = 10, 40
SHOWN = ("text", "value", "unit", "qualifier", "kind", "indicator", "segment", "period", "base_period", "priority")
COLUMNS = ("ask", "path", "place", *SHOWN, "context", "confidence", "right", "wrong", "missed", "note", "subject")
YES, NO = frozenset({"y", "yes", "1", "true", "right"}), frozenset({"n", "no", "0", "false", "wrong"})
Z95 = 1.959963984540054  # standard normal quantile of 0.975


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95% interval, and how many it rests on."""

    of: float
    share: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a filled sheet gives. `columns`: share right of each column, among the right figures.

    `recall` is None where no place was judged; `left` is the number of rows that nobody filled in.
    """

    precision: Share
    recall: Share | None
    columns: Mapping[str, Share]
    confidences: Sequence[tuple[float, bool]]
    left: int


def wilson(hits: float, number: float) -> Share:
    """Return hits/number with its 95% Wilson score interval (Wilson, JASA 22, 1927); 0 to 1 where number is 0."""
    if number <= 0:
        return Share(0, 0.0, 0.0, 1.0)
    p, z2 = hits / number, Z95**2
    centre = (p + z2 / (2 * number)) / (1 + z2 / number)
    half = Z95 / (1 + z2 / number) * math.sqrt(p * (1 - p) / number + z2 / (4 * number**2))
    return Share(number, p, max(0.0, centre - half), min(1.0, centre + half))


def clustered(found: Sequence[float], printed: Sequence[float]) -> Share:
    """Return the share found of what is printed, over places; the interval allows for figures of a place being alike.

    The variance is that of a ratio estimate over clusters (Cochran, Sampling Techniques, 1977, 6.3); the Wilson
    interval is taken at the number of independent figures with the same variance.
    """
    total = sum(printed)
    share = sum(found) / total if total else 0.0
    places = len(printed)
    plain = share * (1 - share) / total if total else 0.0
    if places < 2 or not plain:
        return wilson(sum(found), total)
    spread = sum((f - share * m) ** 2 for f, m in zip(found, printed, strict=True))
    variance = places / (places - 1) * spread / total**2
    number = total / max(1.0, variance / plain)
    bounds = wilson(share * number, number)
    return Share(total, share, bounds.lower, bounds.upper)


# -- the sheet -----------------------------------------------------------------------------------------


def write_sheet(folder: Path, sheet: Path, *, n: int, seed: int) -> tuple[int, int]:
    """Write the sheet for the output of a run and return how many figures and places it asks about.

    n: number of figures; as many places follow as hold about n figures. Raises InputError where `folder` is no
    output, holds no figures, or the sheet is there already: it may be half filled in.
    """
    if sheet.exists():
        raise InputError(f"{sheet}: is there already and may be filled in; name another file with --sheet")
    paths = {d["document_id"]: d["path"] for d in read_table(folder, "documents")}
    figures = [f for f in read_table(folder, "figures") if f["status"] == "reported"]
    if not figures:
        raise InputError(f"{folder}: the run found no figures; there is nothing to judge")
    drawn = sorted(figures, key=lambda f: _draw(seed, f["figure_id"], f["document_id"]))[:n]
    drawn.sort(key=lambda f: (paths[f["document_id"]], f["document_id"], int(f["ordinal"])))
    places = _draw_places(folder, figures, n=n, seed=seed)
    rows = [_figure_row(f, paths[f["document_id"]]) for f in drawn]
    rows += [_place_row(key, texts, paths[key[0]]) for key, texts in places]
    # with a byte order mark: a person opens it in a spreadsheet, which would else misread the pound sign
    with whole_file(sheet) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows({k: v if k == "value" else guard_formula(v) for k, v in row.items()} for row in rows)
    return len(drawn), len(places)


def _draw(seed: int, *identity: object) -> bytes:
    return hashlib.sha256("\0".join(map(str, (seed, *identity))).encode()).digest()


Place = tuple[str, str]  # document_id and the place in it, in words


def _place_of(figure: Mapping[str, str]) -> str:
    if figure["page"]:
        return f"page {figure['page']}"
    if figure["line"]:
        return _window((int(figure["line"]) - 1) // WINDOW_LINES)
    sheet, mark, _ = figure["cell"].rpartition("!")
    return f"sheet {sheet}" if mark else "whole document"


def _window(number: int) -> str:
    return f"lines {number * WINDOW_LINES + 1} to {(number + 1) * WINDOW_LINES}"


def _all_places(folder: Path, found: Iterable[Place]) -> Iterator[Place]:
    """Yield every place of the readable documents, also those where nothing was found."""
    yield from found
    for document in read_table(folder, "documents"):
        if document["status"] == "failed" or not document["part_end"]:
            continue
        first, last = int(document["part_start"] or 1), int(document["part_end"])
        if document["pages"]:
            yield from ((document["document_id"], f"page {p}") for p in range(first, last + 1))
        elif document["format"] in ("text", "markdown"):
            windows = range((first - 1) // WINDOW_LINES, (last - 1) // WINDOW_LINES + 1)
            yield from ((document["document_id"], _window(w)) for w in windows)


def _draw_places(
    folder: Path, figures: Iterable[Mapping[str, str]], *, n: int, seed: int
) -> list[tuple[Place, list[str]]]:
    texts: dict[Place, list[str]] = defaultdict(list)
    for f in figures:
        texts[f["document_id"], _place_of(f)].append(f["text"])
    every = sorted(set(_all_places(folder, list(texts))), key=lambda p: _draw(seed, *p))
    drawn: list[tuple[Place, list[str]]] = []
    for place in every[:MAX_PLACES]:
        if len(drawn) >= MIN_PLACES and sum(len(t) for _, t in drawn) >= n:
            break
        drawn.append((place, texts.get(place, [])))
    return drawn


def _figure_row(figure: Mapping[str, str], path: str) -> dict[str, str]:
    place = (
        f"page {figure['page']}" if figure["page"] else f"line {figure['line']}" if figure["line"] else figure["cell"]
    )
    shown = {c: figure[c] for c in (*SHOWN, "context", "confidence")}
    return {"ask": "figure", "path": path, "place": place, **shown, "subject": figure["figure_id"]}


def _place_row(key: Place, texts: Sequence[str], path: str) -> dict[str, str]:
    found = f"{len(texts)} found: {'; '.join(texts)}" if texts else "0 found"
    return {"ask": "place", "path": path, "place": key[1], "context": found, "subject": str(len(texts))}


# -- the filled sheet ----------------------------------------------------------------------------------


@dataclass
class _Answers:
    """Answers as they are read: one right or wrong for each figure, found and missed for each place."""

    right: list[tuple[float, bool, frozenset[str]]] = field(default_factory=list)
    found: list[float] = field(default_factory=list)
    missed: list[float] = field(default_factory=list)
    left: int = 0


def read_filled(sheet: Path) -> Judgement:
    """Return what a filled sheet gives.

    Raises InputError, naming the line, for an answer that cannot be read, and where no figure was judged.
    """
    answers = _Answers()
    for line, row in _rows(sheet):
        if row["ask"] == "figure":
            _read_figure(row, answers, f"{sheet}, row {line}")
        elif row["ask"] == "place":
            _read_place(row, answers, f"{sheet}, row {line}")
    if not answers.right:
        raise InputError(f"{sheet}: no figure is judged; write y or n into the column right")
    precision = wilson(sum(r for _, r, _ in answers.right), len(answers.right))
    found = [f * precision.share for f in answers.found]  # what was found there holds false ones in the same share
    printed = [f + m for f, m in zip(found, answers.missed, strict=True)]
    good = [wrong for _, right, wrong in answers.right if right]
    columns = {c: wilson(sum(c not in wrong for wrong in good), len(good)) for c in SHOWN[1:]}
    confidences = [(confidence, right) for confidence, right, _ in answers.right]
    recall = clustered(found, printed) if sum(printed) else None
    return Judgement(precision, recall, columns, confidences, answers.left)


def _rows(sheet: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the rows of a sheet, numbered as a spreadsheet does; spreadsheets may have saved it with semicolons."""
    try:
        text = sheet.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{sheet}: cannot be read ({error}); save it as CSV in UTF-8") from error
    header = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count))
    lost = {"ask", "right", "missed", "subject"} - set(reader.fieldnames or ())
    if lost:
        raise InputError(
            f"{sheet}: the columns {', '.join(sorted(lost))} are gone; fill in the sheet as it was written"
        )
    for number, row in enumerate(reader, 2):
        yield number, {k: (v or "").strip() for k, v in row.items() if k is not None}


def _read_figure(row: Mapping[str, str], answers: _Answers, where: str) -> None:
    answer = row["right"].lower()
    if not answer:
        answers.left += 1
        return
    if answer not in YES | NO:
        raise InputError(f"{where}: {row['right']!r} is no answer in the column right; write y or n")
    wrong = frozenset(w.strip() for w in row.get("wrong", "").replace(",", ";").split(";") if w.strip())
    if unknown := wrong - set(SHOWN):
        raise InputError(f"{where}: {sorted(unknown)[0]!r} is no column that can be wrong; use {', '.join(SHOWN[1:])}")
    answers.right.append((_number(row.get("confidence", "") or "1", float, where), answer in YES, wrong))


def _read_place(row: Mapping[str, str], answers: _Answers, where: str) -> None:
    if not row["missed"]:
        answers.left += 1
        return
    answers.found.append(_number(row["subject"], int, where))
    answers.missed.append(_number(row["missed"], int, where))


def _number(text: str, kind: Callable[[str], float], where: str) -> float:
    try:
        number = kind(text)
    except ValueError:
        raise InputError(f"{where}: {text!r} is no number; write how many figures were missed, 0 for none") from None
    if number < 0:
        raise InputError(f"{where}: {text} is below 0; write how many figures were missed, 0 for none")
    return number


def judgement_lines(judgement: Judgement) -> Iterator[str]:
    """Yield what is printed of a filled sheet."""
    from pipeline.train.confidence import tenths

    yield _told("precision", judgement.precision, "figures judged")
    if judgement.recall is None:
        yield "recall     not judged: fill in the column missed of the rows that ask about a place"
    else:
        yield _told("recall", judgement.recall, "figures printed in the places judged")
    for name, share in judgement.columns.items():
        yield _told(f"  {name}", share, "right figures")
    for t in tenths(judgement.confidences):
        yield _told(f"confidence {t.upper - 0.1:.1f} to {t.upper:.1f}", wilson(t.right, t.figures), "figures")
    if judgement.left:
        yield f"{judgement.left} rows are not filled in and were left out"


def _told(name: str, share: Share, of: str) -> str:
    return f"{name:<21} {share.share:.3f} (95%: {share.lower:.3f} to {share.upper:.3f}), {share.of:.0f} {of}"

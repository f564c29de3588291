"""What an analyst can teach an archive, that which teaches most first, and what was taught as a folder of rules."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from pipeline.errors import InputError
from pipeline.files import write_bytes
from pipeline.publish.decide import Row
from pipeline.publish.load import read_table
from pipeline.publish.schema import LIST_SEPARATOR
from pipeline.types import Decision, Verdict

RULES_FILE = "measures.yaml"
HEAD = "# Measures that a reviewer accepted, named or joined; laid over the shipped rules by --rules.\n"


def links_by_use(rows: Sequence[Row]) -> list[Row]:
    """Return rows of links.csv, those that teach most first: not decided yet, unsure, with many figures behind them."""
    return sorted(rows, key=lambda r: (bool(r["decision"]), -stake(r), r["link_id"]))


def stake(row: Row) -> float:
    """Return how many figures of a link are likely to stand wrong as it is now."""
    confidence = float(row["confidence"] or 0)
    return int(row["figures"]) * (1 - confidence if row["state"] == "joined" else confidence)


def lines_of(rows: Sequence[Row], shown: int) -> Iterator[str]:
    """Yield two lines for each of the first links, and one that counts the rest."""
    for row in rows[:shown]:
        state = {"one": "decided: one measure", "two": "decided: two measures"}.get(row["decision"]) or (
            "taken for one" if row["state"] == "joined" else "taken for two"
        )
        yield f"{row['link_id']}  {row['left_label']}  =?  {row['right_label']}"
        yield f"    {state}, confidence {row['confidence']}, {row['figures']} figures: {row['reason']}"
    undecided = sum(1 for row in rows if not row["decision"])
    yield f"{len(rows)} links, {undecided} not decided; {max(0, len(rows) - shown)} not shown"


def measures_by_use(rows: Sequence[Row], figures: Mapping[str, int]) -> list[Row]:
    """Return the proposed measures of indicators.csv, the most used and least sure first. figures: by indicator_id."""
    proposed = [r for r in rows if r["origin"] == "proposed"]
    return sorted(
        proposed,
        key=lambda r: (-figures.get(r["indicator_id"], 0) * (1 - float(r["confidence"] or 0)), r["indicator_id"]),
    )


def export_rules(out: Path, decisions: Sequence[Decision], folder: Path) -> tuple[Path, int]:
    """Write the measures that reviewers decided on as rules; return the file and how many it holds.

    They are taken from a run that honoured the decisions. Raises InputError where there is none to write, OutputError
    where the folder cannot be written.
    """
    wanted = {d.subject_id for d in decisions if d.subject == "measure" and d.verdict is Verdict.CONFIRMED}
    links = read_table(out, "links")
    wanted |= {r[end] for r in links if r["decision"] == "one" for end in ("left_id", "right_id")}
    rows = [r for r in read_table(out, "indicators") if r["indicator_id"] in wanted and r["origin"] == "proposed"]
    if not rows:
        raise InputError(f"{out}: no measure was accepted, named or joined; decide some, run again, then export")
    used: dict[str, int] = {}
    entries = [_entry(row, used) for row in rows]
    text = yaml.safe_dump({"indicators": entries}, sort_keys=False, allow_unicode=True, width=120)
    path = folder / RULES_FILE
    write_bytes(path, (HEAD + text).encode())
    return path, len(entries)


def _entry(row: Row, used: dict[str, int]) -> dict[str, object]:
    """Return a measure as an entry of indicators.yaml."""
    name = re.sub(r"\W+", "_", row["label"].lower()).strip("_")[:60] or row["indicator_id"]
    used[name] = used.get(name, 0) + 1
    aliases = [a for a in row["aliases"].split(LIST_SEPARATOR) if a]
    return {
        "id": name if used[name] == 1 else f"{name}_{used[name]}",
        "label": row["label"],
        **({"unit": row["unit"]} if row["unit"] else {}),
        "direction": row["direction"],
        "aliases": aliases,
        "hit": [row["label"]],
    }

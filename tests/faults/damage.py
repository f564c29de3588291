"""Makes damaged copies of PDFs by fixed seeds and reads them all: `python tests/faults/damage.py 5000`.

Prints how many were read, partly read and refused, and how many lost text without a word. Fails if a row
is missing, a reason is empty, an exception escaped, more than 2% lost text silently, an undamaged file is
partial, or the parent takes more than 300 MB.
"""

import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from pipeline import Limits, Settings, load_rules
from pipeline.archive import EngineLimits, Plan, discover, process_archive
from pipeline.types import Outcome, OutcomeStatus

MAX_PARENT_MB = 300
LOST_PART = 0.02  # of a file's words; a turned bit that makes one word another one is no loss
MAX_SILENT_PART = 0.02  # of the damaged files


def truncate(data: bytearray, chance: random.Random) -> bytearray:
    """Cut the end off, as a download that broke off."""
    return data[: chance.randrange(1, len(data))]


def flip_bits(data: bytearray, chance: random.Random) -> bytearray:
    """Turn single bits."""
    for _ in range(chance.randrange(1, 50)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def zero_block(data: bytearray, chance: random.Random) -> bytearray:
    """Blank a block, as a bad disk does."""
    start = chance.randrange(len(data))
    length = min(chance.choice((16, 512, 4096)), len(data) - start)
    data[start : start + length] = bytes(length)
    return data


def splice(data: bytearray, chance: random.Random) -> bytearray:
    """Put one part of the file into another place."""
    start, length, target = chance.randrange(len(data)), chance.randrange(1, 5000), chance.randrange(len(data))
    return data[:target] + data[start : start + length] + data[target:]


def wrong_number(data: bytearray, chance: random.Random) -> bytearray:
    """Change digits, so that offsets, lengths and references are wrong."""
    digits = [i for i, byte in enumerate(data) if 0x30 <= byte <= 0x39]
    for _ in range(chance.randrange(1, 10)):
        data[chance.choice(digits)] = 0x30 + chance.randrange(10)
    return data


DAMAGES: tuple[Callable[[bytearray, random.Random], bytearray], ...] = (
    truncate,
    flip_bits,
    zero_block,
    splice,
    wrong_number,
)


@dataclass
class Tally:
    """What became of the files, one after the other; no outcome is held."""

    paths: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)  # read as `ok` though words are gone
    faults: list[str] = field(default_factory=list)
    messages: Counter[str] = field(default_factory=Counter)


def sources() -> list[Path]:
    """Return the corpus's PDFs that hold text and are whole."""
    found = sorted((ROOT / "corpus" / "documents").glob("*.pdf"))
    return [p for p in found if "scan" not in p.name and "damaged" not in p.name]


def write_damaged(folder: Path, count: int, *, seed: int) -> None:
    """Write `count` damaged copies of the corpus's PDFs to `folder`, and each PDF as it is."""
    for path in sources():
        (folder / f"whole-{path.name}").write_bytes(path.read_bytes())
    for number in range(count):
        chance = random.Random(f"{seed}-{number}")
        path = chance.choice(sources())
        damage = DAMAGES[number % len(DAMAGES)]
        data = damage(bytearray(path.read_bytes()), chance)
        (folder / f"{number:05d}-{damage.__name__}-{path.name}").write_bytes(data)


def read_damaged(folder: Path, *, jobs: int = 0) -> Iterator[Outcome]:
    """Read every file of a folder; yield what became of each."""
    plan = Plan(load_rules(), Settings(), Limits(), EngineLimits(deadline_s=60), jobs=jobs)
    yield from process_archive(discover([folder]), plan)


def tally(folder: Path, *, jobs: int = 0) -> Tally:
    """Read a folder that `write_damaged` has made and count what became of its files."""
    whole = {p.name: _words(o) for o in read_damaged_whole() for p in [Path(o.file.path)]}
    result = Tally()
    for outcome in read_damaged(folder, jobs=jobs):
        _judge(outcome, whole, result)
    return result


def read_damaged_whole() -> list[Outcome]:
    """Read the sources as they are."""
    plan = Plan(load_rules(), Settings(), Limits(), jobs=1)
    return list(process_archive(discover(sources()), plan))


def _judge(outcome: Outcome, whole: dict[str, Counter[str]], result: Tally) -> None:
    paths = (outcome.file.path, *outcome.file.copies)
    result.paths.update(paths)
    result.statuses[outcome.status.value] += len(paths)
    if outcome.status is not OutcomeStatus.OK and not outcome.message:
        result.faults.append(f"{outcome.file.path}: no reason")
    if "did not expect" in outcome.message or "process ended" in outcome.message or "too long" in outcome.message:
        result.faults.append(f"{outcome.file.path}: {outcome.message}")
    name = outcome.file.path.split("-", 1)[1] if outcome.file.path.startswith("whole-") else ""
    if name and outcome.status is not OutcomeStatus.OK:
        result.faults.append(f"{outcome.file.path}: undamaged, and {outcome.status.value}: {outcome.message}")
    source = whole[outcome.file.path.split("-", 2)[2]] if not name else whole[name]
    lost = (source - _words(outcome)).total() / source.total()
    if outcome.status is OutcomeStatus.OK and lost > LOST_PART:
        result.silent += [f"{path}: {lost:.0%} of its words" for path in paths]


def _words(outcome: Outcome) -> Counter[str]:
    return Counter(word for r in outcome.reports for p in r.passages for word in p.text.split())


def check(result: Tally, count: int) -> list[str]:
    """Return what is wrong with a run over `count` damaged files."""
    rows = count + len(sources())
    found = list(result.faults)
    if len(result.paths) != rows or result.paths.total() != rows:
        found.append(f"{rows} files gave {result.paths.total()} rows")
    if len(result.silent) > MAX_SILENT_PART * count:
        found += [f"{len(result.silent)} of {count} lost text silently:", *result.silent]
    return found


def main() -> int:
    """Run as a script."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        write_damaged(Path(folder), count, seed=1)
        result = tally(Path(folder))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"{count} damaged files in {time.perf_counter() - began:.0f} s, parent {peak_mb:.0f} MB, "
        f"{dict(sorted(result.statuses.items()))}, {len(result.silent)} lost text silently"
    )
    found = check(result, count)
    found += [f"the parent took {peak_mb:.0f} MB"] if peak_mb > MAX_PARENT_MB else []
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

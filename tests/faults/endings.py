"""Ends runs in every bad way and goes on: `python tests/faults/endings.py 20`.

The parent is killed -9 at random points, interrupted and terminated; the disk is full at every step. After each,
the same command ends with the same bytes as a run that nobody disturbed, and no half file is left. Hash seeds,
locales, time zones, numbers of jobs and the order of paths change no byte.
"""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from pipeline.cli import main; main()", "run"]
FORMATS = "csv,xlsx,sqlite,parquet,jsonl"
REPORT = "# Report {0}\n\nThere were {0} schools and {0}.5% of pupils travelled by bus in 2015.\n"
MACHINES = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LC_ALL": "de_DE.UTF-8"},
    {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "tr_TR.UTF-8"},
)


def write_reports(folder: Path, count: int) -> None:
    """Write `count` small reports."""
    folder.mkdir()
    for number in range(10, 10 + count):
        (folder / f"{number}.txt").write_text(REPORT.format(number) * 5, encoding="utf-8")


def start(paths: list[Path], out: Path, *options: str, **variables: str) -> subprocess.Popen[str]:
    """Start a run that writes every format."""
    command = [*COMMAND, *map(str, paths), "--out", str(out), "--format", FORMATS, "--show", "0", *options]
    environment = os.environ | variables | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def finish(paths: list[Path], out: Path, *options: str, **variables: str) -> tuple[dict[str, str], float]:
    """Run to the end; return the SHA-256 of every output and the seconds it took."""
    began = time.monotonic()
    process = start(paths, out, *options, **variables)
    _, err = process.communicate(timeout=600)
    if process.returncode:
        raise SystemExit(f"a run ended with {process.returncode}: {err}")
    return digests(out), time.monotonic() - began


def digests(out: Path) -> dict[str, str]:
    """Return the SHA-256 of every output, without what is kept for the next run."""
    files = [p for p in out.rglob("*") if p.is_file() and ".journal" not in p.parts]
    return {p.relative_to(out).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def stop_and_go_on(folder: Path, out: Path, kind: signal.Signals, after_s: float) -> tuple[dict[str, str], str]:
    """Stop a run after a time and go on; return the digests, and what is wrong with the way it ended."""
    process = start([folder], out, "--jobs", "2")
    time.sleep(after_s)
    process.send_signal(kind)
    _, err = process.communicate(timeout=120)
    wrong = f"a traceback: {err[-600:]}" if "Traceback" in err and kind is not signal.SIGKILL else ""
    # the signal itself where the run was over and Python was leaving
    if kind is not signal.SIGKILL and process.returncode not in (0, 130, -kind):
        wrong = f"exit code {process.returncode}: {err[-200:]}"
    result, _ = finish([folder], out, "--jobs", "2")
    left = [p.name for p in out.rglob("*.tmp")]
    return result, wrong or (f"left {left}" if left else "")


@contextmanager
def small_disk(kilobytes: int) -> Iterator[Path]:
    """Give a disk of that size. Needs the right to mount."""
    place = Path(tempfile.mkdtemp(prefix="reportcheck-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
        place.rmdir()


def fill_disk(folder: Path, out: Path, kilobytes: int) -> str:
    """Run with too small a disk; return what is wrong with the way it ended, empty for nothing.

    Where the run ended, what it had kept goes to `out`, for the next one to go on from.
    """
    with small_disk(kilobytes) as disk:
        process = start([folder], disk / "out", "--jobs", "2")
        _, err = process.communicate(timeout=300)
        if process.returncode == 0:
            return "enough"
        wrong = "" if process.returncode == 2 and "make room" in err and "Traceback" not in err else err[-300:]
        half = [p.name for p in disk.rglob("*.tmp")]
        shutil.rmtree(out, ignore_errors=True)
        if (disk / "out").exists():
            shutil.copytree(disk / "out", out)
        return wrong or (f"left {half}" if half else "")


def disturb(count: int, number: int) -> list[str]:
    """Disturb runs over `count` reports, `number` times by a kill; return what went wrong."""
    chance = random.Random(1)
    found: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folder = place / "reports"
        write_reports(folder, count)
        whole, took = finish([folder], place / "whole", "--jobs", "1")
        stops = {signal.SIGKILL: number, signal.SIGINT: (number + 3) // 4, signal.SIGTERM: (number + 3) // 4}
        for kind, times in stops.items():
            for i in range(times):
                out = place / f"{kind.name}-{i}"
                after = chance.uniform(0.3, took)
                result, wrong = stop_and_go_on(folder, out, kind, after)
                found += [f"{kind.name} after {after:.2f} s: {wrong}"] if wrong else []
                found += [f"{kind.name} after {after:.2f} s: other bytes"] if result != whole else []
        told = ", ".join(f"{times} {kind.name}" for kind, times in stops.items())
        print(f"{told} over {count} documents: {len(found)} faults", flush=True)
        found += same_bytes(folder, place, whole)
        if os.access("/dev", os.W_OK) and os.geteuid() == 0:
            found += full_disks(folder, place, whole)
    return found


def same_bytes(folder: Path, place: Path, whole: dict[str, str]) -> list[str]:
    """Run on other machines, in other orders and with other numbers of jobs; return those with other bytes."""
    found = []
    for jobs, machine in zip(("1", "2", "8"), MACHINES, strict=True):
        result, _ = finish([folder], place / f"jobs-{jobs}", "--jobs", jobs, **machine)
        found += [f"{jobs} jobs, {machine}: other bytes"] if result != whole else []
    files = sorted(folder.iterdir())
    orders = []
    for order in (files, random.Random(2).sample(files, len(files))):
        orders.append(finish(order, place / f"order-{len(orders)}")[0])
    found += ["another order: other bytes"] if orders[0] != orders[1] else []
    print("1, 2 and 8 jobs, three hash seeds, locales and time zones, two orders: compared", flush=True)
    return found


def full_disks(folder: Path, place: Path, whole: dict[str, str]) -> list[str]:
    """Run on disks that are too small, each larger than the one before, and go on with room."""
    found, size, runs = [], 16, 0
    while True:
        out = place / f"disk-{size}"
        wrong = fill_disk(folder, out, size)
        if wrong == "enough":
            print(f"{runs} disks from 16 kB to {size} kB filled at every writer", flush=True)
            return found
        runs += 1
        result, _ = finish([folder], out)
        found += [f"disk of {size} kB: {wrong}"] if wrong else []
        found += [f"disk of {size} kB: other bytes"] if result != whole else []
        size = int(size * 1.3) + 8


def main() -> int:
    """Run as a script."""
    found = disturb(60, int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print("\n".join(found) or "no fault")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

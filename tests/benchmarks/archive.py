"""Documents a second, memory and open files of whole runs: `python tests/benchmarks/archive.py 200 2000 20000`.

Reads small reports of a page of text each, checks them, reconciles them and writes the tables as CSV, with one
job, with two, and on a Dask cluster of two workers on this machine. Prints a line for each. What the parent's
memory grew by is counted from a run over 20 documents, when everything is loaded.
"""

import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Numbers that no two reports share, or they would be versions of one another with as many findings.
PARAGRAPH = "There were {0} {1} in 2015, and {2} people came to them by bus.\n\n"
THINGS = (
    *("schools", "parks", "libraries", "museums", "theatres", "clinics"),
    *("stations", "harbours", "markets", "bridges", "gardens", "archives"),
)
WARM = 20  # documents of the run that loads everything
RUN = """
import os, re, resource, sys, tempfile, time
from pathlib import Path
from pipeline import load_rules
from pipeline.publish import publish
from pipeline.steps import Options, run_archive

def peak_mb():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1000

def run(folder, options):
    with tempfile.TemporaryDirectory() as out:
        began = time.perf_counter()
        read = [began]
        options["progress"] = [lambda p: read.__setitem__(0, time.perf_counter())]
        data = run_archive([folder], Options(**options))
        publish(data, load_rules(), out=Path(out), formats=["csv"])
        return len(data.outcomes), read[0] - began, time.perf_counter() - began

if __name__ == "__main__":
    small, large, jobs, cluster = sys.argv[1:5]
    options = {"jobs": int(jobs)}
    if cluster:
        from distributed import LocalCluster
        owner = LocalCluster(n_workers=int(cluster), threads_per_worker=1, memory_limit=0, dashboard_address=None)
        options["cluster"] = owner.scheduler_address
    run(small, options)
    files, base = len(os.listdir("/proc/self/fd")), peak_mb()
    number, read, took = run(large, options)
    more = len(os.listdir("/proc/self/fd")) - files
    print(f"{number / read:.1f} documents/s read, {number / took:.1f} with checks and tables, "
          f"parent grew by {peak_mb() - base:.0f} MB to {peak_mb():.0f} MB, {more} more open files")
"""


def write_archive(folder: Path, count: int) -> None:
    """Write `count` reports of twelve paragraphs."""
    folder.mkdir(parents=True)
    chance = random.Random(count)
    for number in range(count):
        lines = [
            f"## The {thing}\n\n" + PARAGRAPH.format(chance.randrange(10**6), thing, chance.randrange(10**7))
            for i, thing in enumerate(THINGS)
        ]
        (folder / f"{number:06d}.txt").write_text(f"# Report {number}\n\n" + "".join(lines), encoding="utf-8")


def measure(folder: Path, count: int, *, jobs: int = 0, workers: int = 0) -> str:
    """Run over `count` reports in a process of its own and return what it printed."""
    script = folder / "run.py"
    script.write_text(RUN, encoding="utf-8")
    arguments = [str(folder / str(WARM)), str(folder / str(count)), str(jobs), str(workers or "")]
    command = [sys.executable, str(script), *arguments]
    done = subprocess.run(
        command, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.strip()


def main() -> None:
    """Run as a script."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_archive(folder / str(WARM), WARM)
        for count in map(int, sys.argv[1:] or ["200"]):
            write_archive(folder / str(count), count)
            print(f"{count} documents, 1 job: {measure(folder, count, jobs=1)}", flush=True)
            print(f"{count} documents, 2 jobs: {measure(folder, count, jobs=2)}", flush=True)
            print(f"{count} documents, cluster of 2: {measure(folder, count, workers=2)}", flush=True)


if __name__ == "__main__":
    main()

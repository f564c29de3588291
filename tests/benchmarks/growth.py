"""Prints how much longer twice the input takes, for every family of inputs in the modules `families_*.py` beside it.

Run as `python tests/benchmarks/growth.py [--family NAME ...] [--module WORD] [--quick]`. Each family is timed in a
process of its own, in processor time, at a size n that takes a tenth of a second or more, at 2n and at 4n; a ratio
above 2.3 is marked, where the longer time is long enough to be trusted.

A module has `FAMILIES`, which gives for each name a function that takes a size and returns a function of no arguments
to be timed. Sizes begin with its `START`, a number or one for each name, where it has one. A module with `SIZES` has
families of shared inputs, named `what: input`: those of one input are timed in one process, at these sizes alone.
"""

import argparse
import gc
import importlib
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from multiprocessing.connection import Connection
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

MOST_GROWTH = 2.3
TRUSTED = 0.1  # seconds; what takes less is mostly noise
LARGEST = 1 << 22  # no size beyond it
FIRST_SIZE = 500
SHORT = 3.0  # seconds; what takes less is timed again, and the least counts
MAKING = 6.0  # processor seconds to make an input, which is not timed; where it takes more, no larger one is tried
WAIT = 10  # times the limit by the clock on the wall, on a machine that is busy
MOST_ROUNDS = 3  # of timing a family again
Family = Callable[[int], Callable[[], object]]


@dataclass
class Growth:
    """What was measured of a family: the seconds of each size, and what ended it early."""

    module: str
    name: str
    times: dict[int, float] = field(default_factory=dict)
    trouble: str = ""

    @property
    def kept(self) -> list[tuple[int, float]]:
        """The last three sizes, which are the ones that can be trusted."""
        return list(self.times.items())[-3:]

    @property
    def ratios(self) -> list[float]:
        """How much longer each of the sizes takes than the one before, which is half of it."""
        return [b / max(a, 1e-9) for (_, a), (_, b) in pairwise(self.kept)]

    @property
    def marked(self) -> bool:
        """Whether twice the size takes far more than twice the time."""
        longer = [b for _, b in self.kept[1:]]
        too_much = any(r > MOST_GROWTH and t >= TRUSTED for r, t in zip(self.ratios, longer, strict=True))
        return bool(self.trouble) or too_much

    def line(self) -> str:
        """Return the row of the table."""
        seconds = [f"{t:.2f}" for _, t in self.kept] + ["-"] * (3 - len(self.kept))
        ratios = [f"{r:.2f}" for r in self.ratios] + ["-"] * (2 - len(self.ratios))
        size = f"{self.kept[0][0]:,}" if self.kept else "-"
        note = self.trouble or ("grows too fast" if self.marked else "")
        return f"| {' | '.join((self.name.replace('|', '/'), size, *seconds, *ratios, note))} |"


def seconds_of(make: Family, size: int, *, times: int = 2) -> tuple[float, float]:
    """Return the processor time of one size, and that of making its input.

    A short one is timed so many times and the least counts.
    """
    best = making = float("inf")
    for _ in range(times):
        started = time.process_time()
        timed = make(size)
        making = min(making, time.process_time() - started)
        gc.collect()
        started = time.process_time()
        timed()
        best = min(best, time.process_time() - started)
        if best > SHORT:
            break
    return best, making


def sizes_of(make: Family, first: int, steps: int) -> Iterator[tuple[int, float]]:
    """Yield sizes and times: doubled until one takes long enough, then so many sizes more.

    Where one took too much longer than its half, all are timed again: another process may have been in the way.
    """
    make(min(first, FIRST_SIZE))()  # what is built on the first call is no growth
    gc.collect()
    gc.freeze()  # what was there before is not gone through again and again while a family is timed
    size, left = first, steps
    kept: dict[int, float] = {}
    while left and size <= LARGEST:
        kept[size], making = seconds_of(make, size)
        yield size, kept[size]
        if making > MAKING and kept[size] < TRUSTED:
            break
        left -= left < steps or kept[size] >= TRUSTED
        size *= 2
    sizes = list(kept)[-3:]
    for _ in range(MOST_ROUNDS):
        if all(kept[b] < TRUSTED or kept[b] <= MOST_GROWTH * kept[a] for a, b in pairwise(sizes)):
            return
        for size in sizes:
            kept[size] = min(kept[size], seconds_of(make, size)[0])
            yield size, kept[size]


def measure(pipe: Connection, make: Family, first: int, steps: int, limit: float) -> None:
    """Send each size and time to the parent, and at the end what went wrong, or nothing.

    The process is ended from outside when it has used its processor time, so that a busy machine is no fault.
    """
    until = int(time.process_time() + limit) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, until + 1))
    try:
        for pair in sizes_of(make, first, steps):
            pipe.send(pair)
        pipe.send("")
    except Exception as error:  # noqa: BLE001 - one broken family does not hold up the others
        pipe.send(f"{type(error).__name__}: {' '.join(str(error).split())[:60]}")


def grown(module: str, name: str, make: Family, first: int, *, steps: int, limit: float) -> Growth:
    """Measure a family in a process of its own that is ended when its time is up."""
    context = multiprocessing.get_context("fork")  # what was imported and built is there already
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=measure, args=(sender, make, first, steps, limit))
    child.start()
    sender.close()
    found = Growth(module, name)
    until = time.monotonic() + WAIT * limit
    try:
        while receiver.poll(max(0.0, until - time.monotonic())):
            message = receiver.recv()
            if isinstance(message, str):
                found.trouble = message
                break
            found.times[message[0]] = message[1]
        else:
            raise EOFError
    except EOFError:
        if len(found.times) < steps:
            found.trouble = f"more than {limit:g} s at {max(found.times, default=first // 2) * 2:,}"
    child.kill()
    child.join()
    return found


def measure_all(pipe: Connection, made: Mapping[str, Family], sizes: Sequence[int], limit: float) -> None:
    """Send name, size and time of families that share their inputs, and at the end the empty text, or what went wrong.

    Where a family took too much longer than at half its size, it is timed again, and the least counts.
    """
    until = int(time.process_time() + limit) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, until + 1))
    for name, make in made.items():
        make(sizes[0])()  # what is built on the first call is no growth
        gc.collect()
        gc.freeze()
        kept: dict[int, float] = {}
        for _ in range(MOST_ROUNDS):
            for size in sizes:
                kept[size] = min(kept.get(size, float("inf")), seconds_of(make, size, times=1)[0])
                pipe.send((name, size, kept[size]))
            if all(kept[b] < TRUSTED or kept[b] <= MOST_GROWTH * kept[a] for a, b in pairwise(sizes)):
                break
    pipe.send("")


def grown_together(module: str, made: Mapping[str, Family], sizes: Sequence[int], limit: float) -> Iterator[Growth]:
    """Measure families of one input in one process, each given when the next begins.

    The one at which the process ended early bears what went wrong; those after it are not given.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=measure_all, args=(sender, made, sizes, limit))
    child.start()
    sender.close()
    found, trouble = Growth(module, next(iter(made))), f"more than {limit:g} s"
    with suppress(EOFError):  # it has ended
        while isinstance(message := receiver.recv(), tuple):
            name, size, seconds = message
            if name != found.name:
                yield found
                found = Growth(module, name)
            found.times[size] = seconds
        trouble = message
    found.trouble = trouble
    yield found
    child.kill()
    child.join()


def families(word: str, wanted: Sequence[str], steps: int, limit: float) -> Iterator[Growth]:
    """Measure every family of the modules whose name holds a word, or those whose names begin as wanted."""
    for path in sorted(p for p in HERE.glob("families_*.py") if word in p.stem):
        module = importlib.import_module(path.stem)
        start = getattr(module, "START", FIRST_SIZE)
        chosen = {n: m for n, m in module.FAMILIES.items() if not wanted or n.startswith(tuple(wanted))}
        if sizes := getattr(module, "SIZES", ()):
            for _, names in groupby(sorted(chosen, key=_input_of), key=_input_of):
                yield from grown_together(path.stem, {n: chosen[n] for n in names}, sizes[:steps], 10 * limit)
            continue
        for name, make in chosen.items():
            first = start.get(name, FIRST_SIZE) if isinstance(start, dict) else start
            yield grown(path.stem, name, make, first, steps=steps, limit=limit)


def _input_of(name: str) -> str:
    return name.partition(": ")[2]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--family", action="append", default=[], help="a family by name or its beginning")
    parser.add_argument("--module", default="", help="only modules whose name holds this word")
    parser.add_argument("--quick", action="store_true", help="two sizes a family, and a short time for each")
    parser.add_argument("--limit", type=float, default=120.0, help="processor seconds for one family")
    args = parser.parse_args()
    steps, limit = (2, min(args.limit, 20.0)) if args.quick else (3, args.limit)
    print("| Family | n | s at n | at 2n | at 4n | 2n/n | 4n/2n | |\n|---|--:|--:|--:|--:|--:|--:|---|", flush=True)
    marked = quick = 0
    for found in families(args.module, args.family, steps, limit):
        marked += found.marked
        if found.kept and found.kept[-1][1] < TRUSTED and not found.trouble:
            quick += 1
            continue
        print(found.line(), flush=True)
    print(f"\n{quick} families more take less than {TRUSTED:g} s at the largest size that was made")
    print(f"{marked} families grow too fast" if marked else "no family grows too fast")
    return 1 if marked else 0


if __name__ == "__main__":
    sys.exit(main())

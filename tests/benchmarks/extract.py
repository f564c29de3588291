"""Prints how much report text is extracted a second on one core, beside other packages where they are installed.

Run as `python tests/benchmarks/extract.py [MB] [FILE ...]`: 1 MB by default, made of the text documents of
corpus/ and of the reports in shared/ beside the checkout, in turn, until there is enough. Each package gets the
same texts; the slow ones a part of them, as their rate says it all. Peers are optional:
`pip install quantulum3 recognizers-text-suite`.
"""

import hashlib
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from pathlib import Path

# One core: before numpy is loaded, or it is too late.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.extract import Settings, extract_reports
from pipeline.extract.model import BUILTIN
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import FileFacts

PEER_CHARACTERS = 100_000  # what a package gets that would take minutes for more


def texts(megabytes: float, paths: Sequence[Path]) -> list[bytes]:
    """Return whole reports, one after the other and again from the first, until they hold as much as wanted."""
    chosen: list[bytes] = []
    for path in cycle(paths):
        chosen.append(path.read_bytes())
        if sum(map(len, chosen)) >= megabytes * 1e6:
            return chosen
    raise SystemExit("no text reports: name some files")


def extract(reports: Sequence[bytes], model: str) -> Iterator[int]:
    """Yield the number of figures of each report, read and extracted as in a run."""
    rules, settings = load_rules(), Settings(model=model)
    for number, data in enumerate(reports):
        facts = FileFacts(f"{number}.txt", hashlib.sha256(data).hexdigest(), len(data))
        document = read_document(data, name=facts.path, limits=Limits())
        yield sum(len(r.figures) for r in extract_reports(document, facts=facts, rules=rules, settings=settings))


def paragraphs(reports: Sequence[bytes], characters: int) -> list[str]:
    """Return the lines of the reports, up to a number of characters, for packages that take text line by line."""
    lines, size = [], 0
    for data in reports:
        for line in data.decode("utf-8", "replace").splitlines():
            if size >= characters:
                return lines
            if line.strip():
                lines.append(line)
                size += len(line)
    return lines


def quantulum() -> Callable[[str], int]:
    """Return quantulum3's parser, without its classifier, which needs an old scikit-learn."""
    from quantulum3 import load, parser

    load.USE_CLF = False
    return lambda text: len(parser.parse(text, classifier_path=None))


def recognizers() -> Callable[[str], int]:
    """Return the recognisers for numbers, percents, money and dimensions of recognizers-text."""
    from recognizers_number import Culture, recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency, recognize_dimension

    functions = (recognize_number, recognize_percentage, recognize_currency, recognize_dimension)
    return lambda text: sum(len(f(text, Culture.English)) for f in functions)


PEERS = {"quantulum3": quantulum, "recognizers-text": recognizers}


def told(name: str, characters: int, found: int, seconds: float, own: float = 0.0) -> float:
    """Print one line and return megabytes a second."""
    rate = characters / 1e6 / seconds
    ratio = f", {own / rate:,.0f} times slower" if own else ""
    print(
        f"{name:28} {characters / 1e6:6.2f} MB in {seconds:7.2f} s: {rate:7.4f} MB/s, {found:,} found{ratio}",
        flush=True,
    )
    return rate


def main() -> None:
    """Measure this package without and with its model, then the peers that are installed."""
    megabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    folders = (ROOT / "corpus" / "documents", ROOT.parent / "shared" / "reports")
    paths = [Path(a) for a in sys.argv[2:]] or [p for folder in folders for p in sorted(folder.glob("*.txt"))]
    reports = texts(megabytes, paths)
    size = sum(map(len, reports))
    list(extract(reports[:1], ""))  # rules and tokeniser are loaded once a run, not once a report
    start = time.process_time()
    found = sum(extract(reports, ""))
    own = told("reportcheck", size, found, time.process_time() - start)
    list(extract(reports[:1], BUILTIN))
    start = time.process_time()
    found = sum(extract(reports, BUILTIN))
    told("reportcheck --model builtin", size, found, time.process_time() - start, own)
    lines = paragraphs(reports, PEER_CHARACTERS)
    for name, load in PEERS.items():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                parse = load()
                parse("12 crimes")
                start = time.process_time()
                number = sum(parse(line) for line in lines)
        except ImportError as error:
            print(f"{name:28} not installed ({error})")
            continue
        told(name, sum(map(len, lines)), number, time.process_time() - start, own)


if __name__ == "__main__":
    main()

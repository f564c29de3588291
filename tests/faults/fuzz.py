"""Feeds random input to what reads strangers' files: `python tests/faults/fuzz.py 600 [NAME]`, seconds for each.

Text, numbers, periods, rule files, PDFs, office files, pages, archives, names, decisions and the journal. Anything
but the one exception that each may raise is a finding, as is an input on which one of them takes over ten seconds.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "faults")]

import fuzz_archives
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from officefiles import PAGE, open_document, spoiled_files, word_file, workbook

from pipeline.errors import RuleError, UnreadableError
from pipeline.extract.numbers import find_candidates
from pipeline.extract.periods import find_periods
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules, shipped_rules_folder

SLOW_S = 10.0
WORDS = (
    *("12", "1,204", "80.9%", "£1.2m", "-", "–", "(", ")", "(14)", "2015/16", "Q3", "quarter", "three", "hundred"),
    *("million", "half", "of", "and", "to", "December", "the", "12 months", "year", "ended", "31", "1st", "from"),
    *("\n", "\n\n", "\t", "|", "| --- |", "# ", "* ", ". ", ", ", ": ", "\x0c", "\u00a0", "\u202e", "½", "٣", "²"),
)
TEXT = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=60).map(" ".join)
LIMITS = Limits(ocr=False)


def read_text(data: bytes) -> None:
    """Read bytes as whatever they are taken for; a plain refusal is no finding."""
    try:
        document = read_document(data, name="a.txt", limits=LIMITS)
    except UnreadableError:
        return
    assert all(isinstance(block.text, str) for block in document.blocks)


def read_number(text: str) -> None:
    """Find the numbers of a text; each lies in it."""
    for found in find_candidates(text):
        assert 0 <= found.start < found.end <= len(text)


def read_period(text: str) -> None:
    """Find the periods of a text; each lies in it and does not end before it begins."""
    for found in find_periods(text, period_context()):
        assert 0 <= found.start < found.end <= len(text)
        period = found.period
        assert period is None or period.end is None or period.start <= period.end


def period_context() -> object:
    """Return the context of a report published in 2016."""
    from pipeline.extract.periods import PeriodContext

    return PeriodContext(published=date(2016, 3, 22))


def read_rules(data: bytes) -> None:
    """Load a folder with one rule file."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "own.yaml").write_bytes(data)
        try:
            load_rules(Path(folder))
        except RuleError:
            return
        finally:
            load_rules.cache_clear()


def read_pdf(data: bytes) -> None:
    """Read bytes as a PDF."""
    try:
        read_document(data, name="a.pdf", limits=LIMITS)
    except UnreadableError:
        return


def read_office(data: bytes, name: str) -> None:
    """Read an office file or a page: a plain refusal, or a document whose texts can all be written."""
    try:
        document = read_document(data, name=name, limits=LIMITS)
    except UnreadableError as error:
        str(error).encode("utf-8")
        return
    texts = [*document.notes, *document.remarks, *(text for fact in document.metadata for text in fact)]
    for block in document.blocks:
        cells = block.table.cells if block.table else ()
        texts += [block.text, block.marker, *(cell.text for cell in cells)]
        assert all(run.cell is not None for run in block.runs)
        if block.table:
            block.table.grid()
    for text in texts:
        text.encode("utf-8")


@st.composite
def spoiled(draw: st.DrawFn, sources: tuple[bytes, ...]) -> bytes:
    """Draw a file with pieces cut, doubled, moved and overwritten."""
    data = bytearray(draw(st.sampled_from(sources)))
    chance = random.Random(draw(st.integers(0, 2**32)))
    for _ in range(draw(st.integers(1, 8))):
        at, length = chance.randrange(len(data) + 1), chance.randrange(1, 200)
        piece = bytes(data[at : at + length])
        match chance.randrange(5):
            case 0:
                del data[at : at + length]
            case 1:
                data[at:at] = piece
            case 2:
                data[at : at + length] = chance.randbytes(len(piece))
            case 3:
                data[at:at] = chance.choice((b"/Length 99999999", b"[" * 50, b"- &a *a", b"\x00" * 20, b"-1", b"{{"))
            case _:
                data.extend(piece)
    return bytes(data)


def targets() -> dict[str, tuple[Callable[..., None], st.SearchStrategy[object]]]:
    """Return what is fed, and with what."""
    rules = tuple(p.read_bytes()[:4000] for p in sorted(shipped_rules_folder().glob("*.yaml")))
    pdfs = tuple(p.read_bytes() for p in sorted((ROOT / "corpus" / "documents").glob("*.pdf")) if "scan" not in p.name)
    texts = tuple(p.read_bytes()[:4000] for p in sorted((ROOT / "corpus" / "documents").glob("*.txt")))
    encoded = TEXT.map(lambda text: text.encode("utf-8", "surrogatepass"))
    return {
        "text": (read_text, st.one_of(st.binary(max_size=300), encoded, spoiled(texts))),
        "numbers": (read_number, TEXT),
        "periods": (read_period, TEXT),
        "rules": (read_rules, st.one_of(st.binary(max_size=200), encoded, spoiled(rules))),
        "pdf": (read_pdf, spoiled(pdfs)),
        "docx": (partial(read_office, name="a.docx"), spoiled_files(word_file)),
        "xlsx": (partial(read_office, name="a.xlsx"), spoiled_files(workbook)),
        "odt": (partial(read_office, name="a.odt"), spoiled_files(open_document)),
        "html": (partial(read_office, name="a.html"), spoiled_files(PAGE.encode, zipped=False)),
        **fuzz_archives.targets(),
    }


def fuzz(name: str, seconds: float) -> tuple[int, list[str]]:
    """Feed one of the targets for a time; return how many inputs it got, and the findings."""
    function, strategy = targets()[name]
    ends, fed, found = time.monotonic() + seconds, 0, []

    def feed(data: object) -> None:
        nonlocal fed
        if time.monotonic() > ends:
            return
        fed += 1
        began = time.monotonic()
        try:
            function(data)
        except Exception as error:  # noqa: BLE001 - which kind is what is looked for
            found.append(f"{name}: {type(error).__name__}: {str(error)[:100]} for {data!r:.300}")
        if time.monotonic() - began > SLOW_S:
            found.append(f"{name}: {time.monotonic() - began:.0f} s for {data!r:.300}")

    quiet = settings(
        max_examples=2_000, deadline=None, database=None, derandomize=False, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    while time.monotonic() < ends:
        quiet(given(strategy)(feed))()
    return fed, found


def main() -> int:
    """Run as a script."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    everything = []
    for name in sys.argv[2:] or targets():
        fed, found = fuzz(name, seconds)
        print(f"{name}: {fed} inputs in {seconds:.0f} s, {len(found)} findings", flush=True)
        everything += found
    print("\n".join(everything[:50]))
    return 1 if everything else 0


if __name__ == "__main__":
    sys.exit(main())

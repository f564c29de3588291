"""Reads files that are no documents or attack their reader: `python tests/faults/hostile.py 200 1000000000`.

Each must have a row and a true reason within its deadline, with the parent under 300 MB.
"""

import io
import random
import re
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from pipeline import Limits, Settings, load_rules
from pipeline.archive import EngineLimits, Plan, discover, process_archive
from pipeline.types import OutcomeStatus

DEADLINE_S = 60.0
MAX_PARENT_MB = 300
FRESH_MB = 100  # what a process of its own holds once the packages are loaded
NO_PDFS = (
    b"\x89PNG\r\n\x1a\n" + bytes(64),
    b"PK\x03\x04" + bytes(60),
    b"MZ" + bytes(200),
    b"\x7fELF" + bytes(200),
    b"GIF89a" + bytes(40),
    b"%PDF-1.7\n",
    b"%!PS-Adobe-3.0\n",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    b"{\\rtf1 broken",
    b"",
)


def pdf(objects: list[bytes], *, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Return a PDF of these objects, numbered from 1, with its table of places."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def page(stream: bytes, *, packed: bool = False) -> bytes:
    """Return a PDF with one page that holds these drawing commands."""
    filters = b"/Filter /FlateDecode " if packed else b""
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            b"<< %s/Length %d >>\nstream\n%s\nendstream" % (filters, len(stream), stream),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def bomb(size: int) -> bytes:
    """Return a PDF whose one page inflates to `size` bytes."""
    packer, out = zlib.compressobj(9), bytearray()
    block = b"BT /F1 9 Tf 10 10 Td (9) Tj ET\n" * 32_768
    for _ in range(max(1, size // len(block))):
        out += packer.compress(block)
    return page(bytes(out + packer.flush()), packed=True)


def grid(lines: int) -> bytes:
    """Return a page ruled by `lines` lines each way."""
    across = b"".join(b"20 %d m 580 %d l S\n" % (20 + i * 760 // lines, 20 + i * 760 // lines) for i in range(lines))
    down = b"".join(b"%d 20 m %d 780 l S\n" % (20 + i * 560 // lines, 20 + i * 560 // lines) for i in range(lines))
    return page(across + down + b"BT /F1 9 Tf 30 30 Td (12 schools) Tj ET")


def attacks(bomb_bytes: int, part: int) -> dict[str, bytes]:
    """Return the attacking files by name, a `part`-th of their full length."""
    kids = b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    many = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * (20_000 // part), 20_000 // part)
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>"
    office = io.BytesIO()
    with zipfile.ZipFile(office, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<w>" + b"a" * min(bomb_bytes, 400_000_000))
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    return {
        "bomb.pdf": bomb(bomb_bytes),
        "bomb.docx": office.getvalue(),
        "grid-120.pdf": grid(120),
        "grid-480.pdf": grid(480 // min(part, 4)),
        "loop-of-pages.pdf": pdf([catalog, kids]),
        "loop-of-objects.pdf": pdf([b"2 0 R", b"1 0 R"]),
        "loop-of-lengths.pdf": pdf([catalog, b"<< /Length 2 0 R >>\nstream\nx\nendstream"]),
        "same-page-20000-times.pdf": pdf([catalog, many, leaf]),
        "deep-list.pdf": pdf([catalog, b"[" * 50_000 + b"]" * 50_000]),
        "glyphs-100000.pdf": page(b"BT /F1 9 Tf " + b"1 0 0 1 9 9 Tm (7) Tj " * (100_000 // part) + b"ET"),
        "laughs.html": f"<!DOCTYPE html [<!ENTITY l0 'ha'>{laughs}]><html><p>12 schools &l11;</p></html>".encode(),
        "deep.html": b"<div>" * (100_000 // part) + b"12 schools",
        "one-line.txt": b"12 schools, " * (2_000_000 // part),
        "digits.txt": b"1" * (5_000_000 // part),
        "brackets.txt": b"(" * (200_000 // part) + b"12 schools",
        "table.md": b"| 1 " * (200_000 // part) + b"|\n" + b"| - " * (200_000 // part) + b"|\n",
    }


def write_hostile(folder: Path, count: int, bomb_bytes: int, *, part: int = 1) -> int:
    """Write the attacks, and `count` files that are no PDFs or are encrypted; return how many there are."""
    import pikepdf

    found = attacks(bomb_bytes, part)
    whole = next(p for p in sorted((ROOT / "corpus" / "documents").glob("*.pdf")) if "damaged" not in p.name)
    for number in range(count):
        chance = random.Random(number)
        kind = number % (len(NO_PDFS) + 2)
        if kind < len(NO_PDFS):
            found[f"{number:04d}-none.pdf"] = NO_PDFS[kind] + (chance.randbytes(16) if NO_PDFS[kind] else b"")
        elif kind == len(NO_PDFS):
            found[f"{number:04d}-noise.pdf"] = chance.randbytes(5000)
        else:
            with pikepdf.open(whole) as opened:
                opened.save(folder / f"{number:04d}-locked.pdf", encryption=pikepdf.Encryption(user=f"u{number}"))
    for name, data in found.items():
        (folder / name).write_bytes(data)
    return len(list(folder.iterdir()))


def read_hostile(folder: Path, number: int, *, tell: Callable[[str], None] = print) -> tuple[list[str], str]:
    """Read a folder of hostile files; return what is wrong, and a line about the run."""
    plan = Plan(load_rules(), Settings(), Limits(), EngineLimits(deadline_s=DEADLINE_S))
    statuses: Counter[str] = Counter()
    found, paths, last, slowest = [], 0, time.perf_counter(), 0.0
    began = last
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # what making the files took does not count
    before_mb = max(0.0, _peak_mb() - FRESH_MB)  # nor what a process that ran other tests holds already
    for outcome in process_archive(discover([folder]), plan):
        slowest, last = max(slowest, time.perf_counter() - last), time.perf_counter()
        paths += 1 + len(outcome.file.copies)
        statuses[outcome.status.value] += 1 + len(outcome.file.copies)
        name = outcome.file.path
        if outcome.status is not OutcomeStatus.OK and not outcome.message:
            found.append(f"{name}: no reason")
        if any(part in name for part in ("-none", "-noise", "-locked")) and outcome.status is not OutcomeStatus.FAILED:
            found.append(f"{name}: {outcome.status.value}, though it is no document")
        if "-locked" in name and "password" not in outcome.message:
            found.append(f"{name}: encrypted, and the reason is {outcome.message!r}")
        if "did not expect" in outcome.message:
            found.append(f"{name}: {outcome.message}")
        if not name.startswith("0"):
            tell(f"  {name}: {outcome.status.value} {outcome.message[:100]}")
    peak_mb = _peak_mb() - before_mb
    found += [f"{number} files gave {paths} rows"] if paths != number else []
    found += [f"the parent took {peak_mb:.0f} MB"] if peak_mb > MAX_PARENT_MB else []
    found += [f"nothing ended for {slowest:.0f} s"] if slowest > 2 * DEADLINE_S + 20 else []
    took = time.perf_counter() - began
    return found, f"{number} files in {took:.0f} s, parent {peak_mb:.0f} MB, {dict(sorted(statuses.items()))}"


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) / 1000 if found else 0.0


def main() -> int:
    """Run as a script."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    bomb_bytes = int(sys.argv[2]) if len(sys.argv) > 2 else 50_000_000
    with tempfile.TemporaryDirectory() as name:
        number = write_hostile(Path(name), count, bomb_bytes)
        found, line = read_hostile(Path(name), number)
    print(line)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""Targets of fuzz.py for zip archives, names, decisions and the journal: a function, and what it is fed with."""

import io
import json
import os
import random
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

from pipeline.archive import ZipLimits, discover
from pipeline.archive.names import told_apart
from pipeline.archive.partfile import DamagedError, PartFile, PartWriter, bytes_in
from pipeline.archive.zips import Member, list_members, read_member
from pipeline.errors import InputError, UnreadableError
from pipeline.reconcile.decisions import add_decision, correct_figures, read_decisions, standing
from pipeline.types import Decision, FileFacts, Format, Outcome, OutcomeStatus, Verdict

LIMITS = ZipLimits(max_member_bytes=1_000_000, max_total_bytes=5_000_000)
DECISION = Decision("figure", "f0123456789abcdef", Verdict.CONFIRMED, stands="80.9", note="seen on paper")
Strategy = st.SearchStrategy[object]


def read_zip(data: bytes) -> None:
    """List an archive, read its members, and find its documents; each has a name of its own that can be written."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pack.zip"
        path.write_bytes(data)
        try:
            found = list(list_members(path, LIMITS))
        except UnreadableError:
            found = []
        for member in found:
            if isinstance(member, Member):
                assert len(read_member(path, member.name, LIMITS)) == member.bytes
        try:
            files = discover([path], zip_limits=LIMITS).files
        except InputError as error:
            assert "no document here" in str(error)  # noqa: PT017 - any other is a finding
            return
        names = [name for file in files for name in (file.facts.path, *file.facts.copies)]
        assert len(set(names)) == len(names)
        assert all(name.isprintable() or name.encode() for name in names)


def name_files(names: list[tuple[str, str]]) -> None:
    """Show names; as many stay apart as there are."""
    shown = told_apart(names)
    assert len(set(shown)) == len(names)
    assert all(name.encode() for name in shown if name)


def decide(data: bytes) -> None:
    """Read a file of decisions, put them in force, and add one, which is there afterwards and costs no other."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "decisions.jsonl"
        path.write_bytes(data)
        before = _decisions(path)
        try:
            add_decision(path, DECISION)
        except InputError as error:
            assert "no file of decisions" in str(error)  # noqa: PT017 - any other is a finding
            assert path.read_bytes() == data
            return
        kept = path.read_bytes()
        torn = path.with_name("decisions.jsonl.torn")
        kept += torn.read_bytes() if torn.exists() else b""
        assert all(line in kept for line in data.split(b"\n"))
        if before is not None:
            assert _decisions(path) == (*before, DECISION)


def _decisions(path: Path) -> tuple[Decision, ...] | None:
    try:
        decisions = read_decisions(path, notice=lambda _message: None)
    except InputError:
        return None
    standing(decisions)
    correct_figures([], decisions)
    return decisions


def write_note(note: str) -> None:
    """Write a note of any text; it is refused, or read again as it is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "decisions.jsonl"
        decision = Decision("finding", note[:9], Verdict.EXPLAINED, note=note)
        try:
            add_decision(path, decision)
        except InputError:
            assert not path.exists() or not path.read_bytes()
            return
        assert read_decisions(path) == (decision,)


def zips() -> tuple[bytes, ...]:
    """Return small archives of every method, with names, folders and a member of one name twice."""
    made = []
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", method) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name in ("a.txt", "2016/b.txt", "2016/", "caf\u00e9.pdf", "c.py", "a.txt", "d.zip"):
                archive.writestr(name, f"There were 12 schools in {name}. " * 5)
        made.append(file.getvalue())
    return tuple(made)


@st.composite
def spoiled(draw: st.DrawFn, sources: tuple[bytes, ...], pieces: tuple[bytes, ...]) -> bytes:
    """Draw a file with bits flipped, and pieces cut, doubled, moved, overwritten and put in."""
    data = bytearray(draw(st.sampled_from(sources)))
    chance = random.Random(draw(st.integers(0, 2**32)))
    for _ in range(draw(st.integers(1, 8))):
        at, length = chance.randrange(len(data) + 1), chance.randrange(1, 60)
        match chance.randrange(6):
            case 0:
                del data[at : at + length]
            case 1:
                data[at:at] = bytes(data[at : at + length])
            case 2:
                data[at : at + length] = chance.randbytes(len(data[at : at + length]))
            case 3:
                data[at:at] = chance.choice(pieces)
            case 4:
                del data[at:]
            case _:
                if at < len(data):
                    data[at] ^= 1 << chance.randrange(8)
    return bytes(data)


def targets() -> dict[str, tuple[Callable[..., None], Strategy]]:
    """Return what is fed, and with what."""
    lines = tuple(json.dumps(d).encode() + b"\n" for d in _lines())
    bits = (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"\xff" * 4, b"\0" * 8, b"/../", b"\x63\0")
    marks = (
        b"\n",
        b"\xe2\x80\xa8",
        b"NaN",
        b"1e99",
        b"9" * 5000,
        b"[" * 2000,
        b'"',
        b"}",
        b"\xff",
        b"\0",
        b"\r",
        b"\\ud800",
    )
    name = st.text(st.characters(), max_size=6).map(lambda t: t + ".txt") | st.binary(max_size=6).map(os.fsdecode)
    return {
        "zip": (read_zip, st.one_of(st.binary(max_size=100), spoiled(zips(), bits))),
        "file names": (name_files, st.lists(name, max_size=9, unique=True).map(lambda ns: [(n, f"x/{n}") for n in ns])),
        "decisions": (decide, st.one_of(st.binary(max_size=100), spoiled((b"".join(lines), *lines), marks))),
        "journal": (read_journal, spoiled((journal_part(),), (b"", b"\0", b"\xff", b"{}"))),
        "notes": (write_note, st.text(st.characters(), max_size=40)),
    }


def journal_part() -> bytes:
    """Return a result as a run keeps it."""
    packed = io.BytesIO()
    writer = PartWriter(packed)
    writer.finish(Outcome(FileFacts("a.txt", "0" * 64, 9), Format.TEXT, None, OutcomeStatus.FAILED, "why", ()))
    return packed.getvalue()


def read_journal(data: bytes) -> None:
    """Read a result; what is not what was written is noticed."""
    try:
        part = PartFile(bytes_in(data))
        part.verify()
    except DamagedError:
        return
    assert data == journal_part(), "a change that was not noticed"


def _lines() -> tuple[dict[str, str], ...]:
    figure = {"subject": "figure", "subject_id": "f1", "verdict": "confirmed", "stands": "80.9", "note": "caf\u00e9"}
    finding = {"subject": "finding", "subject_id": "x1", "verdict": "dismissed", "reason": "rounding", "user": "Ada"}
    return figure, finding, {**finding, "verdict": "open"}

"""What a child does with one file: read it, extract its reports, check each by itself, and write that down.

These are three stages with a deadline each. What was read and extracted is on disk before the first check
begins: whatever a check does, the figures are kept. A long text is read and extracted in pieces, and each piece is on
disk before the next begins: a child that ends in one of them costs that one, and the next child goes on from there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pipeline.archive.discovery import FoundFile
from pipeline.archive.engine import Stage, Staged, Tell
from pipeline.archive.journal import PIECE, UNCHECKED, drop_unchecked, open_part, part_writer, piece_name
from pipeline.archive.opening import PassingError, check_hash, open_source
from pipeline.archive.partfile import DamagedError, PartFile
from pipeline.archive.zips import ZipLimits
from pipeline.check.budget import CHECK_S
from pipeline.errors import OutputError, ReportcheckError, RuleError, UnreadableError
from pipeline.rules import Rules
from pipeline.types import Document, FileFacts, Format, Outcome, OutcomeStatus, Report

if TYPE_CHECKING:
    from pipeline.extract.settings import Settings
    from pipeline.read import Limits

READING, EXTRACTING, CHECKING = "reading", "extracting", "checking"
LONG_TEXT = 2_000_000  # bytes; a longer text is read piece by piece
CELLS, CHARACTERS = 20_000, 500_000  # of a document whose figures are extracted within one deadline
SLACK = 2.0  # times its seconds, after which a check that does not give up by itself is ended from outside


def _tell_nobody(_stage: Stage) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, what the manifest says of it, and the name of its result.

    `without` are codes of checks that ended the child when it was tried before, with the reason. `reached` is how many
    pieces of a long text were done then; with `end`, the reason why, no more than those are read.
    """

    found: FoundFile
    name: str
    manifest_row: Mapping[str, str] = field(default_factory=dict)
    without: tuple[tuple[str, str], ...] = ()
    reached: int = 0
    end: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a task while a child is at it: its outcome if it ended now, the pieces of a long text done."""

    outcome: Outcome
    pieces: int = 0


@dataclass(frozen=True)
class Reader(Staged[Task]):
    """Reads a task's file by one set of rules, settings and limits. Sent to each child once."""

    rules: Rules
    settings: "Settings"
    limits: "Limits"
    journal: Path
    zips: ZipLimits = field(default_factory=ZipLimits)
    password: str = field(default="", repr=False)
    check_s: float = CHECK_S
    tell: Tell = field(default=_tell_nobody, repr=False)

    def telling(self, tell: Tell) -> "Reader":
        """Return the reader that tells where it is."""
        return replace(self, tell=tell)

    def __call__(self, task: Task) -> None:
        """Write the outcome of the task to the journal, with what its own checks came to.

        A fault of the file or of a library is a failed outcome, no exception.
        """
        part = self._kept(task)
        if part is not None:
            self._check(part, task)
            return
        outcome, passing, reports = self._extract(task)
        if outcome.status is OutcomeStatus.FAILED:
            drop_unchecked(self.journal, task.name)
            with part_writer(self.journal, task.name) as writer:
                writer.finish(outcome, passing=passing)
            return
        part = self._kept(task)
        if part is None:
            raise OutputError(f"{self.journal}: what was just written there is gone; run again")
        self._check(part, task, reports)

    def _kept(self, task: Task) -> PartFile | None:
        """Return what is extracted already, by a child that ended in a check."""
        try:
            return open_part(self.journal, task.name, ending=UNCHECKED)
        except DamagedError:
            return None

    def _extract(self, task: Task) -> tuple[Outcome, bool, Sequence[Report]]:
        """Write the reports of the file to the journal, unchecked.

        Returns the outcome, whether it rests on what may pass, and the reports where they are few.
        """
        extraction = _Extraction(self, task)
        with part_writer(self.journal, task.name, ending=UNCHECKED) as writer:
            for report, packed in extraction.reports():
                if packed:
                    writer.copy_report(report, packed)
                else:
                    writer.add_report(report)
            writer.finish(extraction.outcome, passing=extraction.passing)
        extraction.drop_pieces()
        return extraction.outcome, extraction.passing, extraction.held

    def _check(self, part: PartFile, task: Task, reports: Sequence[Report] = ()) -> None:
        """Check each report by itself and write the whole result; `reports` are the part's, where they are at hand."""
        from pipeline.check import Budget, check_report

        known = part.index.outcome
        budget = Budget(self.check_s, task.without, lambda code: self._tell_check(code, known))
        with part_writer(self.journal, task.name) as writer:
            for number, head in enumerate(known.reports):
                writer.copy_report(head, part.packed_report(number))
            for number in range(len(known.reports)):
                report = reports[number] if reports else part.report(number)
                writer.add_checks(check_report(report, self.rules, budget))
            writer.finish(known, passing=part.index.passing)
        drop_unchecked(self.journal, task.name)

    def _tell_check(self, code: str, known: Outcome) -> None:
        self.tell(Stage(CHECKING, code, deadline_s=SLACK * self.check_s, known=Known(replace(known, reports=()))))


@dataclass
class _Extraction:
    """A file on its way to reports: what became of it so far."""

    reader: Reader
    task: Task
    passing: bool = False
    held: Sequence[Report] = ()  # the reports of a file that was read in one piece
    format: Format = Format.UNKNOWN
    pages: int | None = None
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    found: int = 0  # reports
    in_pieces: bool = False  # it is a long text
    pieces: int = 0  # of it that are done, and on disk
    fault: str = ""  # what ended it

    @property
    def outcome(self) -> Outcome:
        """What became of the file, its reports left out."""
        facts = self.task.found.facts
        if not self.found:
            message = self.fault or "; ".join(self.notes) or "holds no text"
            return failed(facts, message, file_format=self.format, pages=self.pages)
        notes = [*dict.fromkeys(self.notes), *([self.fault] if self.fault else [])]
        status = OutcomeStatus.PARTIAL if notes else OutcomeStatus.OK
        return Outcome(facts, self.format, self.pages, status, "; ".join((*notes, *dict.fromkeys(self.remarks))), ())

    def reports(self) -> Iterator[tuple[Report, bytes]]:
        """Yield the reports as they are extracted, those of a piece as heads with their record.

        A fault ends them, and is told by the outcome.
        """
        what = "cannot be read"
        try:
            for document in self._documents():
                what = "was read, but its figures cannot be extracted"
                yield from self._of_piece(document) if self.in_pieces else ((r, b"") for r in self._extracted(document))
                self.reader.tell(Stage(READING, known=self._known()))
                what = "cannot be read further"
        except (MemoryError, RuleError, OutputError):
            raise  # the engine's to judge: more memory than its share, rules that fit no document, a full disk
        except ReportcheckError as error:
            self.passing = isinstance(error, PassingError)
            self.fault = str(error)
        except RecursionError:
            self.fault = "nested too deeply to be read; save it anew and run again"
        except Exception as error:  # noqa: BLE001 - any fault of a library on a stranger's file costs that file alone
            self.passing = True  # another version of a library, or a disk with room, may read it
            self.fault = f"{what}: {_fault(error)}"

    def drop_pieces(self) -> None:
        """Remove the pieces, whose reports stand in the whole result by now."""
        for number in range(self.pieces):
            (self.reader.journal / f"{piece_name(self.task.name, number)}{PIECE}").unlink(missing_ok=True)

    def _of_piece(self, document: Document) -> Iterator[tuple[Report, bytes]]:
        """Yield the reports of a piece from the journal, where a child before this one or this one has put them."""
        part = self._kept_piece()
        if part is None:
            self._write_piece(document)
            part = self._kept_piece()
        else:
            self._take_notes(document)
            self.found += len(part.index.reports)
            self.held = ()
        if part is None:
            raise OutputError(f"{self.reader.journal}: what was just written there is gone; run again")
        for number, head in enumerate(part.index.outcome.reports):
            yield head, part.packed_report(number)
        self.pieces += 1

    def _write_piece(self, document: Document) -> None:
        reports = self._extracted(document)
        with part_writer(self.reader.journal, piece_name(self.task.name, self.pieces), ending=PIECE) as writer:
            for report in reports:
                writer.add_report(report)
            writer.finish(self._known().outcome)

    def _kept_piece(self) -> PartFile | None:
        """Return the piece after those that are done, None where it is not there or not what was written."""
        try:
            part = open_part(self.reader.journal, piece_name(self.task.name, self.pieces), ending=PIECE)
            if part is not None:
                part.verify()
        except DamagedError:
            return None
        return part

    def _extracted(self, document: Document) -> Sequence[Report]:
        from pipeline.extract import extract_reports, remarks_of

        self._take_notes(document)
        if not any(b.text.strip() or b.table for b in document.blocks):
            return ()
        self.reader.tell(Stage(EXTRACTING, times=_size(document), known=self._known()))
        facts, rules, settings = self.task.found.facts, self.reader.rules, self.reader.settings
        self.remarks += remarks_of(document, facts=facts, rules=rules, settings=settings)
        reports = extract_reports(
            document,
            facts=self.task.found.facts,
            rules=self.reader.rules,
            settings=self.reader.settings,
            manifest_row=self.task.manifest_row,
            first_part=self.found + 1,
        )
        self.held = reports if not self.found else ()
        self.found += len(reports)
        return reports

    def _take_notes(self, document: Document) -> None:
        self.format, self.pages = document.format, document.pages
        self.notes += document.notes
        self.remarks += document.remarks
        if document.lost_pages and not document.notes:
            self.notes.append(f"pages that could not be read: {', '.join(map(str, document.lost_pages))}")

    def _known(self) -> Known:
        outcome = failed(self.task.found.facts, "", file_format=self.format, pages=self.pages)
        return Known(outcome, self.pieces)

    def _documents(self) -> Iterator[Document]:
        """Yield the file as read, a long text piece by piece."""
        from pipeline.read import read_document

        self.reader.tell(Stage(READING))
        found, reader = self.task.found, self.reader
        if found.reason:
            raise PassingError(found.reason)
        if found.facts.bytes > reader.limits.max_bytes:
            raise UnreadableError(f"larger than {reader.limits.max_bytes} bytes; split it, or raise the limit")
        with open_source(found, reader.zips) as file:
            check_hash(file, found.facts)
            if found.facts.bytes > LONG_TEXT and self._sniffed(file.read(LONG_TEXT)) in (Format.TEXT, Format.MARKDOWN):
                file.seek(0)
                yield from self._pieces(file)
                return
            file.seek(0)
            data = file.read()
        self.format = self._sniffed(data)
        yield read_document(
            data,
            name=found.facts.path,
            password=reader.password,
            limits=reader.limits,
            page_done=lambda: reader.tell(Stage(READING)),  # a scan has the deadline for each page
        )

    def _pieces(self, file: IO[bytes]) -> Iterator[Document]:
        """Yield the pieces of a long text, those alone that are done already where the next ended two children."""
        from pipeline.read.text import read_text_pieces

        self.in_pieces = True
        end = self.task.reached if self.task.end else None
        line = 0
        pieces = read_text_pieces(file, name=self.task.found.facts.path, limits=self.reader.limits)
        for document in islice(pieces, end):
            line = document.lines or line
            yield document
        if self.task.end:
            self.notes.append(f"nothing was extracted from line {line + 1:,} on, {self.task.end}")
            self.passing = True  # with a longer deadline it may be
        self.remarks.append(f"a long text, read in {self.pieces} pieces; what a heading says holds within its piece")

    def _sniffed(self, data: bytes) -> Format:
        from pipeline.read.sniff import sniff_format

        try:
            return sniff_format(data, name=self.task.found.facts.path)
        except UnreadableError:
            return Format.UNKNOWN


def _size(document: Document) -> float:
    """Return how many times the figures of an ordinary document a document may hold, 1 at least."""
    cells = sum(len(b.table.cells) for b in document.blocks if b.table)
    characters = sum(len(b.text) for b in document.blocks)
    return max(1.0, cells / CELLS + characters / CHARACTERS)


def failed(
    facts: FileFacts, message: str, *, file_format: Format = Format.UNKNOWN, pages: int | None = None
) -> Outcome:
    """Return the outcome of a file that could not be read, with the reason."""
    return Outcome(facts, file_format, pages, OutcomeStatus.FAILED, message, ())


def _fault(error: Exception) -> str:
    """Say which kind of fault stopped the reader, without the text of the file that it may quote at length."""
    text = " ".join(str(error).split())[:200]
    return f"the reader stopped at a fault it did not expect ({type(error).__name__}: {text}); please report it"

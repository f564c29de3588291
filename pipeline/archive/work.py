"""What a child does with one file: read it, extract its reports, check each by itself, and write that down."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.discovery import FoundFile
from pipeline.archive.journal import write_part
from pipeline.archive.parts import Part
from pipeline.archive.walk import ZIP_ENDING
from pipeline.archive.zips import ZipLimits, list_members, read_member
from pipeline.errors import ReportcheckError, RuleError, UnreadableError
from pipeline.rules import Rules
from pipeline.types import Document, FileFacts, Format, Outcome, OutcomeStatus

if TYPE_CHECKING:
    from pipeline.extract.settings import Settings
    from pipeline.read import Limits


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, what the manifest says of it, and the name of its result."""

    found: FoundFile
    name: str
    manifest_row: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reader:
    """Reads a task's file by one set of rules, settings and limits. Sent to each child once."""

    rules: Rules
    settings: "Settings"
    limits: "Limits"
    journal: Path
    zips: ZipLimits = field(default_factory=ZipLimits)
    password: str = field(default="", repr=False)

    def __call__(self, task: Task) -> None:
        """Write the outcome of the task to the journal, with what its own checks came to."""
        write_part(self.journal, task.name, self.part(task))

    def part(self, task: Task) -> Part:
        """Return what became of the file; a fault of the file or of a library is a failed outcome, no exception."""
        facts = task.found.facts
        if task.found.reason:
            return Part(failed(facts, task.found.reason), ())
        try:
            data = self._load(task.found)
        except UnreadableError as error:
            return Part(failed(facts, str(error)), ())
        file_format = _sniff(data, facts)
        try:
            return self._read(data, task)
        except (MemoryError, RuleError):
            raise  # the engine's to judge: more memory than its share, rules that fit no document
        except ReportcheckError as error:
            message = str(error)
        except RecursionError:
            message = "nested too deeply to be read; save it anew and run again"
        except Exception as error:  # noqa: BLE001 - any fault of a library on a stranger's file costs that file alone
            message = _fault(error)
        return Part(failed(facts, message, file_format=file_format), ())

    def _load(self, found: FoundFile) -> bytes:
        if found.facts.bytes > self.limits.max_bytes:
            raise UnreadableError(f"larger than {self.limits.max_bytes} bytes; split it, or raise the limit")
        data = self._bytes(found)
        if hashlib.sha256(data).hexdigest() != found.facts.sha256:
            raise UnreadableError("changed while the run went on; run again")
        return data

    def _bytes(self, found: FoundFile) -> bytes:
        if found.member:
            return read_member(found.location, found.member, self.zips)
        if found.location.suffix.lower() == ZIP_ENDING:
            list(list_members(found.location, self.zips))  # raises with what is wrong with the archive
        try:
            return found.location.read_bytes()
        except FileNotFoundError as error:
            where = "could not be fetched from its address" if found.address else "is no longer there"
            raise UnreadableError(f"{where}; run again") from error
        except OSError as error:
            raise UnreadableError(f"cannot be read: {error.strerror}; check its permissions") from error

    def _read(self, data: bytes, task: Task) -> Part:
        from pipeline.check import check_report
        from pipeline.extract import extract_reports
        from pipeline.read import read_document

        facts = task.found.facts
        document = read_document(data, name=facts.path, password=self.password, limits=self.limits)
        notes = "; ".join(document.notes)
        if _nothing_read(document):
            return Part(failed(facts, notes or "holds no text", file_format=document.format, pages=document.pages), ())
        reports = extract_reports(
            document, facts=facts, rules=self.rules, settings=self.settings, manifest_row=task.manifest_row
        )
        status = OutcomeStatus.PARTIAL if document.notes or document.lost_pages else OutcomeStatus.OK
        message = "; ".join((*document.notes, *document.remarks))
        outcome = Outcome(facts, document.format, document.pages, status, message, tuple(reports))
        return Part(outcome, tuple(check_report(report, self.rules) for report in reports))


def failed(
    facts: FileFacts, message: str, *, file_format: Format = Format.UNKNOWN, pages: int | None = None
) -> Outcome:
    """Return the outcome of a file that could not be read, with the reason."""
    return Outcome(facts, file_format, pages, OutcomeStatus.FAILED, message, ())


def _sniff(data: bytes, facts: FileFacts) -> Format:
    from pipeline.read.sniff import sniff_format

    try:
        return sniff_format(data, name=facts.path)
    except UnreadableError:
        return Format.UNKNOWN


def _nothing_read(document: Document) -> bool:
    return not any(b.text.strip() or b.table for b in document.blocks)


def _fault(error: Exception) -> str:
    """Say which kind of fault stopped the reader, without the text of the file that it may quote at length."""
    text = " ".join(str(error).split())[:200]
    return f"the reader stopped at a fault it did not expect ({type(error).__name__}: {text}); please report it"

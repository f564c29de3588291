"""Opens a file that was found, or a member of an archive, and makes sure that it is still what was found."""

import hashlib
import io
from typing import IO

from pipeline.archive.discovery import FoundFile
from pipeline.archive.walk import ZIP_ENDING
from pipeline.archive.zips import ZipLimits, list_members, read_member
from pipeline.errors import UnreadableError
from pipeline.types import FileFacts


class PassingError(UnreadableError):
    """A file cannot be read for a reason that may pass: it is away, or changed, or another holds it."""


def open_source(found: FoundFile, zips: ZipLimits) -> IO[bytes]:
    """Open a file, or a member of a zip archive in memory; raises PassingError where it is away."""
    try:
        file = found.location.open("rb")
    except FileNotFoundError as error:
        where = "could not be fetched from its address" if found.address else "is no longer there"
        raise PassingError(f"{where}; run again") from error
    except OSError as error:
        raise PassingError(f"cannot be read: {error.strerror}; check its permissions") from error
    if not found.member and found.location.suffix.lower() != ZIP_ENDING:
        return file
    file.close()
    if found.member:
        return io.BytesIO(read_member(found.location, found.member, zips))
    list(list_members(found.location, zips))  # raises with what is wrong with the archive
    return found.location.open("rb")


def check_hash(file: IO[bytes], facts: FileFacts) -> None:
    """Raise PassingError where the file is no longer what was found."""
    try:
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    except OSError as error:
        raise PassingError(f"cannot be read: {error.strerror}; run again") from error
    if digest != facts.sha256:
        raise PassingError("changed while the run went on; run again")
    file.seek(0)

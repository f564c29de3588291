"""Reads the members of zip archives: never unpacked to disk, never more than the limits allow."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.errors import UnreadableError

CHUNK = 1 << 20
ENCRYPTED = 0x1  # flag bit of a member


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """What an archive may hold. A member that inflates more than `max_ratio` times is a bomb, not a report."""

    max_members: int = 10_000
    max_member_bytes: int = 500_000_000
    max_total_bytes: int = 20_000_000_000
    max_ratio: int = 200


@dataclass(frozen=True, slots=True)
class Member:
    """A member that may be read: its name in the archive, size and SHA-256 once inflated."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A member that is not read, and why."""

    name: str
    reason: str


def list_members(path: Path, limits: ZipLimits) -> Iterator[Member | Refused]:
    """Yield the members of an archive in the order of their names, those that are folders left out.

    Raises UnreadableError for a file that is no zip archive or holds more members than allowed.
    """
    with _opened(path) as archive:
        members = sorted((m for m in archive.infolist() if not m.is_dir()), key=lambda m: m.filename)
        if len(members) > limits.max_members:
            raise UnreadableError(f"holds {len(members)} members, more than {limits.max_members}; split the archive")
        total = 0
        for member in members:
            reason = _why_not(member, limits) or _past_total(total + member.file_size, limits)
            if reason:
                yield Refused(member.filename, reason)
                continue
            total += member.file_size
            yield _hashed(archive, member)


def read_member(path: Path, name: str, limits: ZipLimits) -> bytes:
    """Return a member's bytes; raises UnreadableError where it is damaged or larger than it says."""
    with _opened(path) as archive:
        try:
            member = archive.getinfo(name)
        except KeyError as error:
            raise UnreadableError("is no longer in its archive; run again") from error
        reason = _why_not(member, limits)
        if reason:
            raise UnreadableError(reason)
        return b"".join(_chunks(archive, member))


def _why_not(member: zipfile.ZipInfo, limits: ZipLimits) -> str:
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in parts[0]:
        return "its name leads out of the archive"
    if member.flag_bits & ENCRYPTED:
        return "it is encrypted; unpack the archive yourself"
    if member.file_size > limits.max_member_bytes:
        return f"it inflates to more than {limits.max_member_bytes} bytes"
    if member.file_size > limits.max_ratio * max(member.compress_size, 1_000):
        return f"it inflates to more than {limits.max_ratio} times its size, as a bomb does"
    return ""


def _past_total(total: int, limits: ZipLimits) -> str:
    return f"the archive inflates to more than {limits.max_total_bytes} bytes" if total > limits.max_total_bytes else ""


def _hashed(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Member | Refused:
    digest = hashlib.sha256()
    try:
        for chunk in _chunks(archive, member):
            digest.update(chunk)
    except UnreadableError as error:
        return Refused(member.filename, str(error))
    return Member(member.filename, member.file_size, digest.hexdigest())


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member's bytes; the size that the directory states is held to, for it may lie."""
    left = member.file_size
    try:
        with archive.open(member) as file:
            while chunk := file.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise UnreadableError("it inflates to more than its archive says")
                yield chunk
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error) as error:
        raise UnreadableError(f"it cannot be inflated ({error}); the archive is damaged") from error


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise UnreadableError(f"no zip archive, or a damaged one ({error}); fetch it again") from error
    with archive:
        yield archive

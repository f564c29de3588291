"""Reads the members of zip archives: never unpacked to disk, never more than the limits allow."""

import hashlib
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from pipeline.archive.names import shown
from pipeline.archive.zipend import stated_directory
from pipeline.errors import UnreadableError

CHUNK = 1 << 20
ENCRYPTED = 0x1  # flag bit of a member
TOO_MANY = "split the archive, or raise the limit max_members"
DOUBLED = "another member has the same name and stands after it; unpack the archive and rename one"
# An archive may list a folder for each of its members, and 500 bytes for each entry: ten times what is usual.
ENTRIES_OF_MEMBER = 2
BYTES_OF_ENTRY = 500
KNOWN_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
# What zipfile and the libraries below it raise over damaged archives, beside what they should.
DAMAGE = (
    zipfile.BadZipFile,
    lzma.LZMAError,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    OverflowError,
)


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
    """A member that is not read, and why; `bytes` is the size that the archive states."""

    name: str
    reason: str
    bytes: int = 0


def list_members(path: Path, limits: ZipLimits) -> Iterator[Member | Refused]:
    """Yield the members of an archive in the order of their names, those that are folders left out.

    Of two members with one name the last is read, which is what unpacking the archive leaves; another before it is
    refused, unless it has the same bytes. Raises UnreadableError for a file that is no zip archive or holds more
    members than allowed; where its directory says so by itself, that is not listed.
    """
    with _opened(path, limits) as archive:
        members = sorted((m for m in archive.infolist() if not _is_folder(m)), key=lambda m: m.filename)
        if len(members) > limits.max_members:
            raise UnreadableError(f"holds {len(members)} members, more than {limits.max_members}; {TOO_MANY}")
        total = 0
        lasts: dict[str, Member | Refused | None] = {}
        for member in members:
            reason = _why_not(member, limits) or _past_total(total + member.file_size, limits)
            if reason:
                yield Refused(member.filename, reason, member.file_size)
                continue
            total += member.file_size
            last = archive.getinfo(member.filename)
            found = _hashed(archive, member)
            if last is member:
                yield found
                continue
            if last.filename not in lasts:  # once, however many bear the name
                lasts[last.filename] = None if _why_not(last, limits) else _hashed(archive, last)
            if found != lasts[last.filename]:
                yield Refused(member.filename, DOUBLED, member.file_size)


def read_member(path: Path, name: str, limits: ZipLimits) -> bytes:
    """Return a member's bytes; raises UnreadableError where it is damaged or larger than it says."""
    with _opened(path, limits) as archive:
        try:
            member = archive.getinfo(name)
        except KeyError as error:
            raise UnreadableError("is no longer in its archive; run again") from error
        reason = _why_not(member, limits)
        if reason:
            raise UnreadableError(reason)
        return b"".join(_chunks(archive, member))


def _is_folder(member: zipfile.ZipInfo) -> bool:
    return member.filename.endswith("/")  # ZipInfo.is_dir of Python 3.11 fails over a name with nothing in it


def _why_not(member: zipfile.ZipInfo, limits: ZipLimits) -> str:
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    if not parts:
        return "its name is that of no file; unpack the archive yourself"
    if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in parts[0]:
        return "its name leads out of the archive"
    if member.flag_bits & ENCRYPTED:
        return "it is encrypted; unpack the archive yourself"
    if member.compress_type not in KNOWN_METHODS:
        return f"it is packed by a method that is not known here ({member.compress_type}); unpack the archive yourself"
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
        return Refused(member.filename, str(error), member.file_size)
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
        if left > 0:
            raise UnreadableError("it holds fewer bytes than its archive says; the archive is damaged")
    except NotImplementedError as error:
        raise UnreadableError(f"it cannot be inflated here ({_told(error)}); unpack the archive yourself") from error
    except (*DAMAGE, RuntimeError) as error:  # a local header may call for a password that the directory does not
        raise UnreadableError(f"it cannot be inflated ({_told(error)}); the archive is damaged") from error


@contextmanager
def _opened(path: Path, limits: ZipLimits) -> Iterator[zipfile.ZipFile]:
    with ExitStack() as open_files:
        try:
            file = open_files.enter_context(path.open("rb"))
            _check_directory(file, limits)
            archive = open_files.enter_context(zipfile.ZipFile(file))
        except NotImplementedError as error:
            raise UnreadableError(f"a zip archive of a kind not known here ({error}); unpack it yourself") from error
        except DAMAGE as error:
            raise UnreadableError(f"no zip archive, or a damaged one ({_told(error)}); fetch it again") from error
        yield archive


def _check_directory(file: IO[bytes], limits: ZipLimits) -> None:
    """Raise UnreadableError for a directory too large to be listed: zipfile makes an object of each of its entries.

    zipfile goes by the bytes of the directory, so a count that lies leads no further than they do.
    """
    stated = stated_directory(file)
    if stated is None:
        return  # no zip archive; zipfile says so
    entries = ENTRIES_OF_MEMBER * limits.max_members
    if stated.entries > entries:
        raise UnreadableError(f"lists {stated.entries} members and folders, more than {entries}; {TOO_MANY}")
    if stated.bytes > entries * BYTES_OF_ENTRY:
        told = f"{stated.bytes} bytes, more than {entries * BYTES_OF_ENTRY}"
        raise UnreadableError(f"its list of members takes {told}; {TOO_MANY}")


def _told(error: Exception) -> str:
    """Return what a library says of the damage, cut short: it may quote the archive at length."""
    return shown(str(error))[:120] or type(error).__name__

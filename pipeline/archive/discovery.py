"""Finds the files of a run: files, folders and globs; equal bytes at two paths are one file with a copy."""

import glob
import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.archive.globs import matches
from pipeline.archive.names import shown, told_apart
from pipeline.archive.remote import Facts, Hasher, hash_addresses, is_address, list_addresses, shown_name
from pipeline.archive.walk import (
    DOCUMENT_ENDINGS,
    ZIP_ENDING,
    Entry,
    Walk,
    closed_folder,
    ending_of,
    linked,
    not_a_document,
    refusal,
    walk,
    why_not_opened,
)
from pipeline.archive.zips import DOUBLED, Member, Refused, ZipLimits, list_members
from pipeline.errors import InputError, UnreadableError
from pipeline.types import FileFacts

NO_NAME = "(no name)"  # of a member of a zip archive that has none
NESTED = "is an archive within an archive, which is not opened; unpack the outer one"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: what the user is shown, where it lies, and its name in there if that is a zip archive.

    `reason` says why it cannot be read, where that is known before a reader tries.
    """

    facts: FileFacts
    location: Path
    member: str = ""
    address: str = ""  # where it is fetched from, if that is not this machine
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Discovery:
    """The files of a run by path, those that cannot be read among them, and what was passed over, with the reason."""

    files: tuple[FoundFile, ...]
    passed_over: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    shown: str  # relative to the folder that was named
    given: str  # with that folder, for the case that two folders hold the same name
    location: Path
    member: Member | None = None  # of a zip archive
    address: str = ""
    facts: Facts | None = None  # SHA-256 and size, where they are known; no SHA-256 where there is a reason
    reason: str = ""


def discover(
    paths: Sequence[str | Path], *, zip_limits: ZipLimits | None = None, hasher: Hasher = hash_addresses
) -> Discovery:
    """Find the files at `paths`: files, folders (with all folders in them), globs, and what zip archives hold.

    A path may be an address such as `s3://bucket/reports`; `hasher` gives SHA-256 and size of files there. What may be
    a document and cannot be read is among the files, with the reason.

    Raises InputError where a path does not exist, a glob matches nothing, or nothing that may be a document is left.
    """
    met = Walk()
    named = sorted(map(str, paths))
    entries = [e for p in named if not is_address(p) for e in _expand(p, met)]
    files = {_place(e.location, met): e for e in entries}
    links = linked(met, {os.path.realpath(e.location) for e in files.values()} if met.links else set())
    found = [c for entry in (*files.values(), *links) for c in _open_zip(entry, met, zip_limits or ZipLimits())]
    found += _at_addresses([p for p in named if is_address(p)], met, hasher)
    if not found:
        where = ", ".join(map(str, paths)) or "nothing"
        raise InputError(f"{where}: no document here; name files, folders or globs of {_endings()} files")
    passed_over = sorted((shown(path), reason) for path, reason in met.passed_over.items())
    return Discovery(tuple(_merge_copies(_named_apart(found))), tuple(passed_over))


def _expand(path: str, met: Walk) -> Iterator[Entry]:
    target = Path(path)
    try:
        is_folder, exists = target.is_dir(), target.exists()
    except OSError as error:
        raise InputError(f"{path}: {refusal(error)}") from error
    if is_folder:
        yield from walk(target, met)
    elif target.is_file():
        yield Entry(target.as_posix(), target.as_posix(), target)
    elif exists:
        raise InputError(f"{path}: neither a file nor a folder; name a regular file")
    elif glob.has_magic(path):
        yield from _matching(path, met)
    else:
        raise InputError(f"{path}: does not exist; check the spelling, or quote a name with spaces")


def _matching(pattern: str, met: Walk) -> Iterator[Entry]:
    """Yield what a pattern names; a pipe, a broken link or a closed folder among it is a row, for nobody named it."""
    named = matches(pattern)
    if not named.found and not named.closed:
        raise InputError(f"{pattern}: nothing matches; check the pattern and the folder it starts in")
    for match in map(Path, named.found):
        is_folder = os.path.isdir(match)  # noqa: PTH112 - Path.is_dir raises where a folder lets nobody in
        yield from walk(match, met) if is_folder else [Entry(match.as_posix(), match.as_posix(), match)]
    for folder, error in sorted(named.closed.items()):
        yield closed_folder(folder, error)


def _place(path: Path, met: Walk) -> tuple[tuple[int, int], str]:
    """Return where a path lies, whichever way it was named; a link to a file is a place of its own, and so a copy."""
    folder = str(path.parent)
    if folder not in met.folders:
        try:
            facts = path.parent.stat()
            met.folders[folder] = facts.st_dev, facts.st_ino
        except (OSError, RuntimeError):  # it is told when the file itself is opened
            met.folders[folder] = -1, len(met.folders)
    return met.folders[folder], path.name


def _at_addresses(addresses: Sequence[str], met: Walk, hasher: Hasher) -> list[_Candidate]:
    """Return the documents at addresses. A zip archive there cannot be read: that needs all of it here."""
    found: dict[str, str] = {}
    refused = []
    for root in addresses:
        for address in list_addresses(root):
            ending = ending_of(address)
            if ending == ZIP_ENDING:
                name = shown_name(address, root)
                reason = "is a zip archive at an address, which is not opened there; fetch it and name it here"
                refused.append(_Candidate(name, address, Path(name), reason=reason))
            elif address.rstrip("/") != root.rstrip("/") and ending not in DOCUMENT_ENDINGS:
                met.passed_over[address] = not_a_document(ending)
            else:
                found.setdefault(address, shown_name(address, root))
    facts = hasher(list(found)) if found else []
    return refused + [
        _Candidate(name, address, Path(name), address=address, facts=known, reason=reason)
        for (address, name), (known, reason) in zip(found.items(), facts, strict=True)
    ]


def _open_zip(entry: Entry, met: Walk, limits: ZipLimits) -> Iterator[_Candidate]:
    """Yield the documents in a zip archive as `pack.zip/report.pdf`, any other file as it is.

    An archive that cannot be opened is a document that cannot be read, with a row and the reason; so is a member.
    """
    file = _Candidate(entry.shown, entry.given, entry.location, reason=entry.reason)
    if entry.reason or ending_of(entry.location.name) != ZIP_ENDING or why_not_opened(entry.location):
        yield file
        return
    try:
        members = list(list_members(entry.location, limits))
    except UnreadableError:
        yield file
        return
    if not members:
        met.passed_over[entry.given] = "an archive with nothing in it"
    seen: Counter[str] = Counter()
    for member in members:
        ending = ending_of(member.name)
        seen[member.name] += isinstance(member, Refused)
        own = f"/{member.name or NO_NAME}"
        if isinstance(member, Refused) and (ending in DOCUMENT_ENDINGS or not _tells_what(member.name)):
            again = f" ({seen[member.name]})" if member.reason == DOUBLED or seen[member.name] > 1 else ""
            yield _refused_member(entry, f"{own}{again}", member.bytes, member.reason)
        elif ending == ZIP_ENDING:
            yield _refused_member(entry, own, member.bytes, NESTED)
        elif ending not in DOCUMENT_ENDINGS:
            met.passed_over[f"{entry.given}{own}"] = not_a_document(ending)
        elif isinstance(member, Member):
            yield _Candidate(f"{entry.shown}{own}", f"{entry.given}{own}", entry.location, member)


def _refused_member(entry: Entry, own: str, size: int, reason: str) -> _Candidate:
    return _Candidate(f"{entry.shown}{own}", f"{entry.given}{own}", entry.location, facts=("", size), reason=reason)


def _tells_what(name: str) -> bool:
    """Whether a name has an ending by which one may say that it is no document; a damaged name says nothing."""
    return bool(ending_of(name)) and shown(name) == name


def _named_apart(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Show a file with its folder where two folders hold the same name, and every name so that it can be written."""
    names = told_apart([(c.shown, c.given) for c in candidates])
    return [replace(c, shown=name) for c, name in zip(candidates, names, strict=True)]


def _merge_copies(candidates: Iterable[_Candidate]) -> list[FoundFile]:
    """Return one file for each content, under its first path; the others are its copies."""
    by_content: dict[str, list[_Candidate]] = {}
    files = []
    for candidate in sorted(map(_hashed, candidates), key=lambda c: c.shown):
        if candidate.reason:
            files.append(_file([candidate]))
        else:
            by_content.setdefault(_facts(candidate)[0], []).append(candidate)
    files += [_file(same) for same in by_content.values()]
    return sorted(files, key=lambda f: f.facts.path)


def _file(same: Sequence[_Candidate]) -> FoundFile:
    first = same[0]
    digest, size = _facts(first)
    facts = FileFacts(path=first.shown, sha256=digest, bytes=size, copies=tuple(c.shown for c in same[1:]))
    return FoundFile(facts, first.location, first.member.name if first.member else "", first.address, first.reason)


def _facts(candidate: _Candidate) -> Facts:
    if candidate.member:
        return candidate.member.sha256, candidate.member.bytes
    return candidate.facts or ("", 0)


def _hashed(candidate: _Candidate) -> _Candidate:
    """Return a candidate with SHA-256 and size of its file, or with the reason why they cannot be told."""
    if candidate.facts or candidate.member or candidate.reason:
        return candidate
    reason = why_not_opened(candidate.location)
    if reason:
        return replace(candidate, reason=reason)
    try:
        return replace(candidate, facts=_sha256(candidate.location))
    except OSError as error:
        return replace(candidate, facts=("", candidate.location.stat().st_size), reason=refusal(error))


def _sha256(path: Path) -> Facts:
    # A pipe that has taken the file's place in the meantime does not hold up the run.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(handle).st_size


def _endings() -> str:
    return ", ".join(sorted(e[1:] for e in DOCUMENT_ENDINGS))

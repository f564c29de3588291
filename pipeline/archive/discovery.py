"""Finds the files of a run: files, folders and globs; equal bytes at two paths are one file with a copy."""

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pipeline.archive.remote import Facts, Hasher, hash_addresses, is_address, list_addresses, shown_name
from pipeline.archive.zips import Member, Refused, ZipLimits, list_members
from pipeline.errors import InputError, UnreadableError
from pipeline.types import FileFacts

# A folder holds more than reports; what else is in it is counted, not read. A file named on the
# command line is always tried, whatever its ending.
TEXT_ENDINGS = {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"}
PAGE_ENDINGS = {".pdf", ".docx", ".odt", ".xlsx", ".png", ".jpg", ".jpeg", ".tif", ".tiff"}
DOCUMENT_ENDINGS = TEXT_ENDINGS | PAGE_ENDINGS
OWN_OUTPUT = ("run.json", "datapackage.json")  # a folder with both is the output of a run


ZIP_ENDING = ".zip"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: what the user is shown, where it lies, and its name in there if that is a zip archive."""

    facts: FileFacts
    location: Path
    member: str = ""
    address: str = ""  # where it is fetched from, if that is not this machine


@dataclass(frozen=True, slots=True)
class Discovery:
    """The files of a run by path, and what was passed over in folders, with the reason."""

    files: tuple[FoundFile, ...]
    passed_over: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    shown: str  # relative to the folder that was named
    given: str  # with that folder, for the case that two folders hold the same name
    location: Path
    member: Member | None = None  # of a zip archive
    address: str = ""
    facts: Facts | None = None  # of a file at an address


def discover(
    paths: Sequence[str | Path], *, zip_limits: ZipLimits | None = None, hasher: Hasher = hash_addresses
) -> Discovery:
    """Find the files at `paths`: files, folders (with all folders in them), globs, and what zip archives hold.

    A path may be an address such as `s3://bucket/reports`; `hasher` gives SHA-256 and size of files there.

    Raises InputError where a path does not exist, a glob matches nothing, or no file is left.
    """
    passed_over: dict[str, str] = {}
    named = sorted(map(str, paths))
    files = {c.location.resolve(): c for p in named if not is_address(p) for c in _expand(p, passed_over)}
    found = [c for file in files.values() for c in _open_zip(file, passed_over, zip_limits or ZipLimits())]
    found += _at_addresses([p for p in named if is_address(p)], passed_over, hasher)
    if not found:
        where = ", ".join(map(str, paths)) or "nothing"
        raise InputError(f"{where}: no document here; name files, folders or globs of {_endings()} files")
    return Discovery(tuple(_merge_copies(_named_apart(found))), tuple(sorted(passed_over.items())))


def _expand(path: str, passed_over: dict[str, str]) -> Iterator[_Candidate]:
    target = Path(path)
    if target.is_dir():
        yield from _walk(target, passed_over)
    elif target.is_file():
        shown = target.as_posix()
        yield _Candidate(shown, shown, target)
    elif target.exists():
        raise InputError(f"{path}: neither a file nor a folder; name a regular file")
    elif glob.has_magic(path):
        matches = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not matches:
            raise InputError(f"{path}: nothing matches; check the pattern and the folder it starts in")
        for match in matches:
            yield from _expand(match, passed_over)
    else:
        raise InputError(f"{path}: does not exist; check the spelling, or quote a name with spaces")


def _at_addresses(addresses: Sequence[str], passed_over: dict[str, str], hasher: Hasher) -> list[_Candidate]:
    """Return the documents at addresses. Zip archives there are passed over: reading one needs all of it here."""
    found: dict[str, str] = {}
    for root in addresses:
        for address in list_addresses(root):
            ending = PurePosixPath(address).suffix.lower()
            if address.rstrip("/") != root.rstrip("/") and ending not in DOCUMENT_ENDINGS:
                passed_over[address] = f"not a document ({ending or 'no ending'})"
            else:
                found.setdefault(address, shown_name(address, root))
    facts = hasher(list(found)) if found else []
    return [
        _Candidate(shown, address, Path(shown), address=address, facts=known)
        for (address, shown), known in zip(found.items(), facts, strict=True)
    ]


def _walk(root: Path, passed_over: dict[str, str]) -> Iterator[_Candidate]:
    top = root.resolve()
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        if all((here / name).is_file() for name in OWN_OUTPUT):
            passed_over[here.as_posix()] = "the output of a run"
            folders.clear()
            continue
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = here / name
            reason = _why_not(path, top)
            if reason:
                passed_over[path.as_posix()] = reason
            else:
                yield _Candidate(path.relative_to(root).as_posix(), path.as_posix(), path)


def _open_zip(file: _Candidate, passed_over: dict[str, str], limits: ZipLimits) -> Iterator[_Candidate]:
    """Yield the documents in a zip archive as `pack.zip/report.pdf`, any other file as it is.

    An archive that cannot be opened is a document that cannot be read, with a row and the reason.
    """
    if file.location.suffix.lower() != ZIP_ENDING:
        yield file
        return
    try:
        members = list(list_members(file.location, limits))
    except UnreadableError:
        yield file
        return
    for member in members:
        name = f"{file.given}/{member.name}"
        if isinstance(member, Refused):
            passed_over[name] = member.reason
        elif Path(member.name).suffix.lower() not in DOCUMENT_ENDINGS:
            passed_over[name] = f"not a document ({Path(member.name).suffix or 'no ending'})"
        else:
            yield _Candidate(f"{file.shown}/{member.name}", name, file.location, member)


def _why_not(path: Path, top: Path) -> str:
    if path.name.startswith((".", "~$")):
        return "hidden"
    if path.suffix.lower() not in DOCUMENT_ENDINGS | {ZIP_ENDING}:
        return f"not a document ({path.suffix or 'no ending'})"
    if path.is_symlink() and not path.resolve().is_relative_to(top):
        return "a link that leads out of the folder"
    return "" if path.is_file() else "not a regular file"


def _named_apart(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Show a file with its folder where two folders hold the same name."""
    everything = list(candidates)
    names = [c.shown for c in everything]
    twice = {n for n in names if names.count(n) > 1} if len(set(names)) < len(names) else set()
    return [replace(c, shown=c.given) if c.shown in twice else c for c in everything]


def _merge_copies(candidates: list[_Candidate]) -> list[FoundFile]:
    """Return one file for each content, under its first path; the others are its copies."""
    by_content: dict[str, list[_Candidate]] = {}
    for candidate in sorted(candidates, key=lambda c: c.shown):
        digest = _digest(candidate)
        by_content.setdefault(digest, []).append(candidate)
    return sorted(
        (
            FoundFile(
                FileFacts(
                    path=same[0].shown,
                    sha256=digest,
                    bytes=_size(same[0]),
                    copies=tuple(c.shown for c in same[1:]),
                ),
                same[0].location,
                same[0].member.name if same[0].member else "",
                same[0].address,
            )
            for digest, same in by_content.items()
        ),
        key=lambda f: f.facts.path,
    )


def _digest(candidate: _Candidate) -> str:
    if candidate.facts:
        return candidate.facts[0]
    return candidate.member.sha256 if candidate.member else _sha256(candidate.location)


def _size(candidate: _Candidate) -> int:
    if candidate.facts:
        return candidate.facts[1]
    return candidate.member.bytes if candidate.member else candidate.location.stat().st_size


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; check its permissions") from error


def _endings() -> str:
    return ", ".join(sorted(e[1:] for e in DOCUMENT_ENDINGS))

"""Walks folders: what may be a document is a candidate, what cannot be read one with the reason, the rest is counted.

Links are followed to files in the folder itself, never to folders: a loop of links has no end, and a link may lead
to what the user did not mean to hand on. What a link hides is told.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipeline.archive.names import shown

# A folder holds more than reports; what else is in it is counted, not read. A file named on the
# command line is always tried, whatever its ending.
TEXT_ENDINGS = {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"}
PAGE_ENDINGS = {".pdf", ".docx", ".odt", ".xlsx", ".png", ".jpg", ".jpeg", ".tif", ".tiff"}
DOCUMENT_ENDINGS = TEXT_ENDINGS | PAGE_ENDINGS
ZIP_ENDING = ".zip"
OWN_OUTPUT = ("run.json", "datapackage.json")  # a folder with both is the output of a run
LONGEST_ENDING = 12  # characters of an ending that a notice repeats
HIDDEN_FOLDER = "a hidden folder"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that was found, or what may be documents and cannot be read, with the reason.

    `shown` is its path below the folder that was named, `given` the path with that folder.
    """

    shown: str
    given: str
    location: Path
    reason: str = ""


@dataclass(slots=True)
class Walk:
    """What walks have met: folders gone into and folders passed over, by their real paths, and what was passed over.

    `links` are those that lead to a folder or out of the folder that was named, with their targets: whether what they
    lead to is read anyway is known at the end.
    """

    passed_over: dict[str, str] = field(default_factory=dict)
    entered: set[str] = field(default_factory=set)
    closed: dict[str, str] = field(default_factory=dict)
    links: list[tuple[Entry, str]] = field(default_factory=list)
    folders: dict[str, tuple[int, int]] = field(default_factory=dict)  # device and number, by the path it was named by


def walk(root: Path, met: Walk) -> Iterator[Entry]:
    """Yield the files of a folder with all folders in it, in no order that counts."""
    top = os.path.realpath(root).rstrip("/")
    waiting = [(str(root), "", top)]
    while waiting:
        folder, below, real = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda e: e.name)
        except OSError as error:
            yield closed_folder(folder, error, shown=below)
            continue
        if is_output({e.name for e in entries}):
            met.closed[real] = met.passed_over[_posix(folder)] = "the output of a run"
            continue
        met.entered.add(real)
        for entry in entries:
            path = f"{below}{entry.name}"
            if _is_folder(entry):
                if entry.name.startswith("."):
                    met.closed[f"{real}/{entry.name}"] = met.passed_over[_posix(entry.path)] = HIDDEN_FOLDER
                else:
                    waiting.append((entry.path, f"{path}/", f"{real}/{entry.name}"))
            else:
                yield from _file(entry, path, top, met)


def linked(met: Walk, files: set[str]) -> Iterator[Entry]:
    """Yield the links whose target is not read, with the reason; the others are told.

    `files` are the real paths of the files that were found.
    """
    for entry, target in met.links:
        if target in met.entered or target in files:
            met.passed_over[entry.given] = "a link to what is read where it lies"
        elif reason := _passed_over(target, met):
            met.passed_over[entry.given] = f"a link into {reason}"
        else:
            yield entry


def is_output(names: set[str]) -> bool:
    """Whether a folder with these names in it is the output of a run."""
    return all(name in names for name in OWN_OUTPUT)


def ending_of(name: str) -> str:
    """Return the ending of a name in lower case, with its dot; empty for none."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def not_a_document(ending: str) -> str:
    """Return the reason for passing over a file with this ending."""
    text = shown(ending)
    if len(text) > LONGEST_ENDING:
        return "not a document (another ending)"
    return f"not a document ({text or 'no ending'})"


def kind_of(mode: int) -> str:
    """Return what something is that is no file and no folder."""
    kinds = {stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}
    return f"is {kinds.get(stat.S_IFMT(mode), 'a device')} and no file; nothing is read from it"


def refusal(error: OSError) -> str:
    """Return the reason why the system does not open a file."""
    return f"cannot be read: {error.strerror or error}; check its permissions"


def _file(entry: "os.DirEntry[str]", path: str, top: str, met: Walk) -> Iterator[Entry]:
    given = _posix(entry.path)
    ending = ending_of(entry.name)
    found = Entry(path, given, Path(entry.path))
    if entry.name.startswith((".", "~$")):
        met.passed_over[given] = "hidden"
    elif entry.is_symlink():
        yield from _link(found, ending, top, met)
    elif ending not in DOCUMENT_ENDINGS | {ZIP_ENDING}:
        met.passed_over[given] = not_a_document(ending)
    else:
        yield found


def _link(found: Entry, ending: str, top: str, met: Walk) -> Iterator[Entry]:
    is_document = ending in DOCUMENT_ENDINGS | {ZIP_ENDING}
    target = os.path.realpath(found.location)
    try:
        mode = found.location.stat().st_mode
    except FileNotFoundError:
        reason = "is a link to what is not there; put it there, or take the link away"
    except (OSError, RuntimeError):
        reason = "is a link that leads to itself, or to what may not be seen; name what it should lead to"
    else:
        if stat.S_ISDIR(mode):
            reason = "is a link to a folder, which is not followed; name that folder itself"
            met.links.append((Entry(f"{found.shown}/", found.given, found.location, reason), target))
            return
        outside = not target.startswith(f"{top}/")
        if is_document and outside and stat.S_ISREG(mode):
            reason = "is a link that leads out of the folder; name the file itself"
            met.links.append((Entry(found.shown, found.given, found.location, reason), target))
            return
        reason = ""
    # A broken link without an ending may have led to a folder of documents.
    if is_document or (reason and not ending):
        yield Entry(found.shown, found.given, found.location, reason)
    else:
        met.passed_over[found.given] = not_a_document(ending)


def closed_folder(folder: str, error: OSError, *, shown: str = "") -> Entry:
    """Return the entry of a folder that cannot be opened; `shown` is its path below the folder that was named."""
    reason = f"the folder cannot be opened: {error.strerror or error}; check its permissions, what it holds is not read"
    return Entry(shown or _posix(folder), _posix(folder), Path(folder), reason)


def why_not_opened(path: Path) -> str:
    """Return why a path is no file that can be opened, empty where it may be one. Opens nothing: a pipe would wait."""
    try:
        mode = path.stat().st_mode
    except RuntimeError:  # what a loop of links is to Python 3.11
        return "is a link that leads to itself"
    except OSError as error:
        return refusal(error)
    return "" if stat.S_ISREG(mode) else kind_of(mode)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _passed_over(target: str, met: Walk) -> str:
    """Return why a folder is passed over that `target` lies in, empty where none is."""
    while target:
        if target in met.closed:
            return met.closed[target]
        target = target.rpartition("/")[0]
    return ""


def _posix(path: str) -> str:
    return Path(path).as_posix()

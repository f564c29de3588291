"""Finds what a pattern names, and the folders that cannot be opened and may hold more of it.

Each folder below a `**` is gone into once, so that a loop of links has an end.
"""

import errno
import fnmatch
import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

ANY_FOLDERS = "**"
NOTHING_THERE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG}  # as against what cannot be seen


@dataclass(slots=True)
class Matches:
    """What a pattern has found: files and folders, sorted, and the folders that cannot be opened, with the fault."""

    found: list[str] = field(default_factory=list)
    closed: dict[str, OSError] = field(default_factory=dict)


def matches(pattern: str) -> Matches:
    """Return the files and folders that fit a pattern of the shell; `**` stands for any number of folders.

    As in the shell, a name that begins with a dot fits only where the pattern has the dot. A folder that cannot be
    opened and may hold what the pattern names is returned apart.
    """
    met = Matches()
    if "\0" in pattern:
        return met  # no name has it
    parts = pattern.replace(os.sep, "/").split("/")
    at = parts.index(ANY_FOLDERS) if ANY_FOLDERS in parts else len(parts)
    head, tail = parts[:at], [p for p in parts[at:] if p]
    places = _places(head, met, folders=bool(tail))
    if tail:
        hidden = any(part.startswith(".") for part in tail)
        below = (f"{top}{path}" for top in places for path in _below(top, met, hidden=hidden) if _fits(path, tail))
        places = [path for path in below if path]
    met.found = sorted(set(places))
    return met


def _places(parts: Sequence[str], met: Matches, *, folders: bool) -> list[str]:
    """Return what fits parts without a `**`, one folder deeper with each part.

    folders: return folders only, each with a `/` at its end, nothing standing for the folder that one is in.
    """
    places = [""]
    for number, part in enumerate(parts):
        deeper = folders or number < len(parts) - 1
        if not glob.has_magic(part):
            places = [f"{place}{part}/" if deeper else f"{place}{part}" for place in places]
        else:
            places = [path for place in places for path in _named(place, part, met, folders=deeper)]
    if not parts or not any(parts) or glob.has_magic(parts[-1]):
        return places  # the root, the folder that one is in, or what a folder has told
    return [place for place in places if _is_there(place, met)]


def _named(folder: str, part: str, met: Matches, *, folders: bool) -> Iterator[str]:
    """Yield what a folder holds that fits one part of the pattern; folders with a `/`, where they are asked for."""
    try:
        entries = _entries(folder or ".", hidden=part.startswith("."))
    except OSError as error:
        _note_closed(folder, error, met)
        return
    for entry in entries:
        path = f"{folder}{entry.name}"
        if not _fits_part(entry.name, part):
            continue
        if not folders:
            yield path
        elif _is_folder(entry, path, met):
            yield f"{path}/"


def _is_there(path: str, met: Matches) -> bool:
    """Return whether there is something at a path; the folder that does not let one see it is noted."""
    try:
        os.lstat(path)
    except OSError as error:
        _note_closed(path, error, met)
        return False
    return True


def _note_closed(path: str, error: OSError, met: Matches) -> None:
    """Note the folder that cannot be opened: the deepest one on the way to a path that can be seen itself."""
    if error.errno in NOTHING_THERE:
        return
    while not os.path.lexists(path) and (above := os.path.dirname(path.rstrip("/"))) != path:  # noqa: PTH120
        path = above
    met.closed[path.rstrip("/") or ("/" if path else ".")] = error


def _below(top: str, met: Matches, *, hidden: bool) -> Iterator[str]:
    """Yield what lies below a folder; folders that are links come last and each once."""
    entered: set[tuple[int, int]] = set()
    waiting = [""]
    links: list[str] = []
    while waiting or links:
        folder = waiting.pop() if waiting else links.pop()
        here = f"{top}{folder}" or "."
        entries: Iterable[os.DirEntry[str]] = ()
        try:
            facts = os.stat(here)  # noqa: PTH116 - a Path of a thousand folders takes its time
            if (facts.st_dev, facts.st_ino) in entered:
                continue
            entered.add((facts.st_dev, facts.st_ino))
            entries = _entries(here, hidden=hidden)
        except OSError as error:
            _note_closed(here, error, met)
        yield folder.rstrip("/")
        for entry in entries:
            path = f"{folder}{entry.name}"
            if not _is_folder(entry, f"{top}{path}", met):
                yield path
            else:
                (links if entry.is_symlink() else waiting).append(f"{path}/")


def _entries(folder: str, *, hidden: bool) -> list["os.DirEntry[str]"]:
    with os.scandir(folder) as listing:
        found = [e for e in listing if hidden or not e.name.startswith(".")]
    return sorted(found, key=lambda e: e.name, reverse=True)


def _is_folder(entry: "os.DirEntry[str]", path: str, met: Matches) -> bool:
    try:
        return entry.is_dir()
    except OSError as error:  # a link to where nobody is let in
        _note_closed(path, error, met)
        return False


def _fits(path: str, parts: Sequence[str]) -> bool:
    """Whether a path fits the parts of a pattern; all places in the pattern are kept, not tried one after another."""
    places = _past_folders({0}, parts)
    for name in path.split("/") if path else ():
        at = [p for p in places if p < len(parts)]
        stay = {p for p in at if parts[p] == ANY_FOLDERS and not name.startswith(".")}
        on = {p + 1 for p in at if parts[p] != ANY_FOLDERS and _fits_part(name, parts[p])}
        places = _past_folders(stay | on, parts)
    return len(parts) in places


def _fits_part(name: str, part: str) -> bool:
    return (part.startswith(".") or not name.startswith(".")) and fnmatch.fnmatch(name, part)


def _past_folders(places: set[int], parts: Sequence[str]) -> set[int]:
    """Return the places with those behind a `**`, which may stand for nothing."""
    found = set(places)
    for place in places:
        while place < len(parts) and parts[place] == ANY_FOLDERS:
            place += 1
            found.add(place)
    return found

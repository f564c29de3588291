"""Finds what a pattern names. Each folder is gone into once, so that a loop of links has an end."""

import fnmatch
import glob
import os
from collections.abc import Iterator, Sequence

ANY_FOLDERS = "**"


def matches(pattern: str) -> list[str]:
    """Return the files and folders that fit a pattern of the shell, sorted; `**` stands for any number of folders.

    As in the shell, a name that begins with a dot fits only where the pattern has the dot. A folder below a `**` that
    cannot be opened is returned too, for it may hold what the pattern names.
    """
    parts = pattern.split("/")
    if ANY_FOLDERS not in parts:
        return sorted(glob.glob(pattern))  # noqa: PTH207 - Path.glob takes no absolute pattern
    at = parts.index(ANY_FOLDERS)
    head, tail = "/".join(parts[:at]), [p for p in parts[at:] if p]
    tops = glob.glob(f"{head}/") if head else ["/" if pattern.startswith("/") else ""]  # noqa: PTH207
    closed: list[str] = []
    hidden = any(part.startswith(".") for part in tail)
    below = (f"{top}{path}" for top in tops for path in _below(top, closed, hidden=hidden) if _fits(path, tail))
    return sorted({path for path in below if path} | set(closed))


def _below(top: str, closed: list[str], *, hidden: bool) -> Iterator[str]:
    """Yield what lies below a folder; folders that are links come last and each once."""
    entered: set[tuple[int, int]] = set()
    waiting = [""]
    links: list[str] = []
    while waiting or links:
        folder = waiting.pop() if waiting else links.pop()
        here = f"{top}{folder}" or "."
        try:
            facts = os.stat(here)  # noqa: PTH116 - a Path of a thousand folders takes its time
            if (facts.st_dev, facts.st_ino) in entered:
                continue
            entered.add((facts.st_dev, facts.st_ino))
            entries = _entries(here, hidden=hidden)
        except OSError:
            closed.append(here.rstrip("/"))
            entries = []
        yield folder.rstrip("/")
        for entry in entries:
            path = f"{folder}{entry.name}"
            if not _is_folder(entry):
                yield path
            else:
                (links if entry.is_symlink() else waiting).append(f"{path}/")


def _entries(folder: str, *, hidden: bool) -> list["os.DirEntry[str]"]:
    with os.scandir(folder) as listing:
        found = [e for e in listing if hidden or not e.name.startswith(".")]
    return sorted(found, key=lambda e: e.name, reverse=True)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
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
    return (part.startswith(".") or not name.startswith(".")) and fnmatch.fnmatchcase(name, part)


def _past_folders(places: set[int], parts: Sequence[str]) -> set[int]:
    """Return the places with those behind a `**`, which may stand for nothing."""
    found = set(places)
    for place in places:
        while place < len(parts) and parts[place] == ANY_FOLDERS:
            place += 1
            found.add(place)
    return found

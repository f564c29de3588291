"""The limits of a run by name, for the command line: `max_pages=500`."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from pipeline.archive import ZipLimits
from pipeline.errors import InputError
from pipeline.read import Limits


def set_limits(changes: Sequence[str]) -> tuple[Limits, ZipLimits]:
    """Return the limits of readers and of zip archives with `changes` (`name=number`) made.

    `ocr=no` switches reading of scans off. Raises InputError for an unknown name or a value that is no number.
    """
    limits, zips = Limits(), ZipLimits()
    for change in changes:
        name, _, text = change.partition("=")
        if name in _names(limits):
            limits = replace(limits, **{name: _value(name, text, old=getattr(limits, name))})
        elif name in _names(zips):
            zips = replace(zips, **{name: _value(name, text, old=getattr(zips, name))})
        else:
            known = ", ".join((*_names(limits), *_names(zips)))
            raise InputError(f"--limit: there is no limit {name!r}; the limits are {known}")
    return limits, zips


def _names(limits: Limits | ZipLimits) -> tuple[str, ...]:
    return tuple(f.name for f in fields(limits))


def _value(name: str, text: str, *, old: int | bool) -> Any:
    if isinstance(old, bool):
        if text.lower() not in ("yes", "no"):
            raise InputError(f"--limit {name}: {text!r} is neither yes nor no; write {name}=no")
        return text.lower() == "yes"
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise InputError(f"--limit {name}: {text!r} is no whole number above 0; write {name}={old}")
    return int(text)

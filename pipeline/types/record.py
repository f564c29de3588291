"""What all records share: they are pickled by their constructor's arguments."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any


class Record:
    """Base of frozen dataclasses with slots that go to disk and to other processes by the hundred thousand.

    The two methods that `dataclass(frozen=True, slots=True)` makes for pickle walk over the fields' definitions
    at every call; the constructor's arguments are the same content, several times as fast.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        kind = type(self)
        if kind not in _ARGUMENTS:
            _ARGUMENTS[kind] = _arguments(kind)
        return kind, _ARGUMENTS[kind](self)


_ARGUMENTS: dict[type, Callable[[Any], tuple[Any, ...]]] = {}


def _arguments(record: Any) -> Callable[[Any], tuple[Any, ...]]:
    names: tuple[str, ...] = record.__match_args__
    if len(names) == 1:
        return lambda made: (getattr(made, names[0]),)
    return attrgetter(*names)

"""Records as JSON and back, with every type checked: what is kept on disk may come from someone else."""

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from msgspec.json import Decoder, Encoder

T = TypeVar("T")


def json_of(record: object) -> bytes:
    """Return a record (a dataclass of plain values, dates, decimals and records) as JSON; decimals are text."""
    return _encoder().encode(record)


def of_json(data: bytes, kind: type[T]) -> T:
    """Return the record of that kind; raises ValueError where the JSON is none, or of something else."""
    from msgspec import MsgspecError

    try:
        return cast("T", _decoder(cast("Any", kind)).decode(data))
    except (MsgspecError, RecursionError) as error:
        raise ValueError(f"not a {kind.__name__}: {error}") from error


@cache
def _encoder() -> "Encoder":
    from msgspec.json import Encoder

    return Encoder(decimal_format="string")


@cache
def _decoder(kind: Any) -> "Decoder[Any]":
    from msgspec.json import Decoder

    return Decoder(kind)

"""Tables as pandas frames with the types of the schema: categories, nullable numbers, dates."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.publish.schema import table
from pipeline.publish.tabletypes import Column, Type
from pipeline.types import Severity

if TYPE_CHECKING:
    import pandas as pd

ORDERED = {"severity": [s.value for s in reversed(Severity)]}  # so that `severity >= "warning"` can be asked


def make_frame(name: str, rows: Iterable[Sequence[Any]]) -> "pd.DataFrame":
    """Return the rows of a table as a frame; unknown is NA, whatever the type.

    Text is `string`, a vocabulary is a category (severity an ordered one), whole numbers are Int64, others Float64,
    dates are datetime64. Cells may be values or the text of a CSV.
    """
    import pandas as pd

    columns = table(name).columns
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pd.DataFrame({c.name: _series(c, values) for c, values in zip(columns, cells, strict=True)})


def _series(column: Column, values: Sequence[Any]) -> "pd.Series[Any]":
    import pandas as pd

    known = [None if v is None or v == "" else v for v in values]
    if column.enum:
        words = ORDERED.get(column.name, list(column.enum))
        kind = pd.CategoricalDtype([w for w in words if w], ordered=column.name in ORDERED)
        return pd.Series(known, dtype=kind)
    match column.type:
        case Type.INTEGER:
            return pd.Series([None if v is None else int(v) for v in known], dtype="Int64")
        case Type.NUMBER:
            return pd.Series([None if v is None else float(v) for v in known], dtype="Float64")
        case Type.DATE:
            # In seconds, not nanoseconds: a misprinted year 20215 is no date at all, but 2921 is.
            return pd.Series([None if v is None else str(v) for v in known], dtype="object").astype("datetime64[s]")
        case _:
            return pd.Series(known, dtype="string")

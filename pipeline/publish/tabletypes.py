"""What a table of the dataset is made of: columns with types and vocabularies, and keys."""

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """The type of a column, by its name in the Table Schema standard."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `enum` holds the words it may use (empty for any), `required` forbids an empty cell."""

    name: str
    type: Type
    description: str
    enum: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Cells of `column`, where not empty, name a row of `table` by its `target` column."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the dataset; `order` says in words how its rows are sorted."""

    name: str
    title: str
    description: str
    order: str
    primary_key: tuple[str, ...]
    columns: tuple[Column, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        """Return the names of the columns, in their order."""
        return tuple(c.name for c in self.columns)


def text_column(name: str, description: str, *, required: bool = False) -> Column:
    """Return a column of text."""
    return Column(name, Type.STRING, description, required=required)


def key_column(name: str, description: str) -> Column:
    """Return a column of identifiers, which are never empty."""
    return Column(name, Type.STRING, description, required=True)


def whole_column(name: str, description: str, *, required: bool = False) -> Column:
    """Return a column of whole numbers."""
    return Column(name, Type.INTEGER, description, required=required)


def number_column(name: str, description: str) -> Column:
    """Return a column of decimal numbers."""
    return Column(name, Type.NUMBER, description)


def date_column(name: str, description: str) -> Column:
    """Return a column of days."""
    return Column(name, Type.DATE, description)


def word_column(name: str, vocabulary: type[StrEnum] | tuple[str, ...], description: str) -> Column:
    """Return a column with a closed vocabulary; it may be empty where the vocabulary has an empty word."""
    words = vocabulary if isinstance(vocabulary, tuple) else tuple(v.value for v in vocabulary)
    filled = tuple(w for w in words if w)
    return Column(name, Type.STRING, description, enum=filled, required=len(filled) == len(words))

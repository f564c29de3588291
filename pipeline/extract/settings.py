"""Settings of the extraction that a user may change."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """fiscal_year_start: month, 1 to 12; None for what a paper says of its own years, April where it says nothing.

    day_first: order of `01/02/2015`, None to decide per document.
    model: a spaCy model of the user's own whose entities are taken as names, empty for none.
    """

    fiscal_year_start: int | None = None
    day_first: bool | None = None
    model: str = ""

    def __post_init__(self) -> None:
        if self.fiscal_year_start is not None and not 1 <= self.fiscal_year_start <= 12:
            raise ValueError(f"fiscal_year_start must be a month from 1 to 12, got {self.fiscal_year_start}")

"""What the commands print: styled lines, messages, and nothing in a name that a terminal would obey."""

import shutil
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pipeline.publish.summary import Line

STYLES = {
    "heading": {"bold": True},
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "info": {"fg": "cyan"},
    "faint": {"dim": True},
}
WIDEST = 120  # characters; longer lines are hard to read


def print_lines(lines: "Iterable[Line]") -> None:
    """Print lines in their styles to standard output."""
    for line in lines:
        print_styled(line.text, line.style)


def print_styled(text: str, style: str = "") -> None:
    """Print a line in a style of STYLES, plain for any other, to standard output."""
    typer.secho(text, **STYLES.get(style, {}))  # type: ignore[arg-type]


def plain(text: str) -> str:
    """Return text that a file name is part of without what a terminal would obey."""
    from pipeline.publish.summary import harmless

    return "\n".join(harmless(line) for line in text.split("\n"))


def complain(message: str) -> None:
    """Print why the command ends to standard error."""
    typer.secho(f"reportcheck: {plain(message)}", err=True, fg="red")


def notice(message: str) -> None:
    """Print what a user should know, though nothing is wrong, to standard error."""
    typer.secho(plain(message), err=True, dim=True)


def no_notice(_message: str) -> None:
    """Tell nobody."""


def width() -> int:
    """Return how many characters a line may have."""
    return min(WIDEST, shutil.get_terminal_size((100, 24)).columns)

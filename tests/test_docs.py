"""What the README promises is there: commands, options, exit codes, columns."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer.main

from pipeline.archive import ZipLimits
from pipeline.cli import app
from pipeline.errors import ExitCode
from pipeline.publish import FORMATS
from pipeline.publish.dictionary import BEGIN, END, data_dictionary
from pipeline.publish.schema import TABLES
from pipeline.read import Limits

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def section(heading: str) -> str:
    """Return the text under a heading, up to the next of its level or above."""
    level, _, _ = heading.partition(" ")
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{len(level)}}} |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, f"the README has no heading {heading!r}"
    return found[1]


def options(name: str) -> set[str]:
    return {o for p in COMMANDS[name].params for o in p.opts if o.startswith("--")} - {"--help"}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_is_explained(name: str) -> None:
    told = set(re.findall(r"--[a-z][a-z-]*", section(f"### reportcheck {name}")))
    assert options(name) - told == set()
    assert told - options(name) == set()


def test_every_exit_code_is_explained() -> None:
    assert {int(c) for c in re.findall(r"^\| (\d+) \|", section("### Exit codes"), re.MULTILINE)} == set(
        map(int, ExitCode)
    )


def test_the_data_dictionary_is_that_of_the_schema() -> None:
    told = README[README.index(BEGIN) + len(BEGIN) : README.index(END)]
    assert told.strip() == data_dictionary().strip(), "run python -m pipeline.publish.dictionary README.md"


def test_every_limit_is_told_with_its_value() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| .*: ([\d,]+|yes|no) \|$", section("### Limits"), re.MULTILINE))
    limits = {f.name: getattr(group, f.name) for group in (Limits(), ZipLimits()) for f in fields(group)}
    assert told == {name: "yes" if value is True else f"{value:,}" for name, value in limits.items()}


def test_every_format_is_named() -> None:
    assert set(FORMATS) <= set(re.findall(r"`(\w+)`", section("### reportcheck run")))


def test_outputs_are_explained() -> None:
    page = (ROOT / "outputs" / "README.md").read_text(encoding="utf-8")
    assert [t.name for t in TABLES if f"`{t.name}.csv`" not in page] == []


def test_the_two_commands_stand_alone_on_a_line() -> None:
    lines = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    assert len(lines) == 2
    assert "reportcheck run corpus/" in lines[0]
    assert "pytest" in lines[1]

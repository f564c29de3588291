"""What the documents promise is there: commands, options, exit codes, columns, checks, links."""

import importlib.util
import re
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest
import typer.main

from pipeline.archive import ZipLimits
from pipeline.cli import app
from pipeline.errors import ExitCode
from pipeline.publish import FORMATS
from pipeline.publish.checkspage import checks_page
from pipeline.publish.dictionary import lay_in
from pipeline.publish.schema import TABLES
from pipeline.read import Limits
from pipeline.rules import load_rules

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def script(path: str) -> ModuleType:
    """Import a script that is in no package."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def section(heading: str) -> str:
    """Return the text under a heading, up to the next of its level or above."""
    level, _, _ = heading.partition(" ")
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{len(level)}}} |\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert found, f"docs/commands.md has no heading {heading!r}"
    return found[1]


def options(name: str) -> set[str]:
    return {o for p in COMMANDS[name].params for o in p.opts if o.startswith("--")} - {"--help"}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_is_explained(name: str) -> None:
    told = set(re.findall(r"--[a-z][a-z-]*", section(f"## reportcheck {name}")))
    assert options(name) - told == set()
    assert told - options(name) == set()


def test_every_exit_code_is_explained() -> None:
    assert {int(c) for c in re.findall(r"^\| (\d+) \|", section("## Exit codes"), re.MULTILINE)} == set(
        map(int, ExitCode)
    )


def test_the_data_dictionary_is_that_of_the_schema() -> None:
    page = (ROOT / "docs" / "dictionary.md").read_text(encoding="utf-8")
    assert lay_in(page) == page, "run python -m pipeline.publish.dictionary docs/dictionary.md"
    assert [t.name for t in TABLES if f"\n## {t.name}.csv\n" not in page] == []


def test_the_page_of_checks_is_that_of_the_rules() -> None:
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    rules = load_rules().checks
    assert page == checks_page(rules), "run python -m pipeline.publish.checkspage docs/checks.md"
    assert [rule.code for rule in rules if f"\n## {rule.code}\n" not in page] == []


def test_a_page_of_checks_shows_examples_as_they_are() -> None:
    rule = load_rules().check("CHG-01")
    page = checks_page([rule.model_copy(update={"hit": ("# A head\n\n~~~\n| 1 |",), "miss": ()})])
    assert "~~~~~~~~text\n# A head\n\n~~~\n| 1 |\n~~~~~~~~" in page
    assert "Finds nothing in" not in page


def test_the_readme_is_short_and_shows_a_picture_that_is_there() -> None:
    assert len(README.splitlines()) <= 200
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert len(pictures) == 1
    assert (ROOT / pictures[0]).stat().st_size < 100_000


def test_every_link_within_the_project_leads_somewhere() -> None:
    faults, outside = script(".ci/links.py").check(ROOT)
    assert faults == []
    assert outside


def test_a_dead_link_is_told(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text(
        "[a](docs/one.md#a-head), [b](docs/one.md#none), [c](two.md), `[d](three.md)`, [e](https://example.org)\n"
    )
    (tmp_path / "docs" / "one.md").write_text("# A head\n\n[back](../README.md)\n\n```\n[f](four.md)\n```\n")
    faults, outside = script(".ci/links.py").check(tmp_path)
    assert faults == [
        "README.md: docs/one.md#none: there is no such heading",
        "README.md: two.md: there is no such file",
        "docs/one.md: ../README.md: leads out of docs/, so the site cannot follow it",
    ]
    assert outside == {"example.org": {"https://example.org"}}


def test_the_drawing_of_the_rooms_is_that_of_the_imports() -> None:
    drawing = script("docs/drawing.py")
    rooms = drawing.rooms()
    used = drawing.uses(rooms)
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = (ROOT / "docs" / "pictures" / "rooms.svg").read_text(encoding="utf-8")
    assert told == drawing.drawn(rooms, used), "run python docs/drawing.py"
    assert page == drawing.laid_in(page, drawing.table(rooms, used)), "run python docs/drawing.py"
    assert "extract" in used["align"]
    assert "align" not in used["extract"]


def test_an_arrow_that_follows_from_others_is_left_out() -> None:
    drawing = script("docs/drawing.py")
    used = {"roof": frozenset({"floor", "cellar"}), "floor": frozenset({"cellar"}), "cellar": frozenset()}
    assert drawing.direct(used) == [("floor", "cellar"), ("roof", "floor")]
    with pytest.raises(ValueError, match="use one another"):
        drawing.floors({**used, "cellar": frozenset({"roof"})})


def test_every_page_stands_in_the_site() -> None:
    site = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = {p.name for p in (ROOT / "docs").glob("*.md")}
    assert set(re.findall(r": (\w+\.md)$", site, re.MULTILINE)) == pages


def test_every_limit_is_told_with_its_value() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| .*: ([\d,]+|yes|no) \|$", section("## Limits"), re.MULTILINE))
    limits = {f.name: getattr(group, f.name) for group in (Limits(), ZipLimits()) for f in fields(group)}
    assert told == {name: "yes" if value is True else f"{value:,}" for name, value in limits.items()}


def test_every_format_is_named() -> None:
    assert set(FORMATS) <= set(re.findall(r"`(\w+)`", section("## reportcheck run")))


def test_outputs_are_explained() -> None:
    page = (ROOT / "outputs" / "README.md").read_text(encoding="utf-8")
    assert [t.name for t in TABLES if f"`{t.name}.csv`" not in page] == []


def test_the_two_commands_stand_alone_on_a_line() -> None:
    lines = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    assert len(lines) == 2
    assert "reportcheck run corpus/" in lines[0]
    assert "pytest" in lines[1]


def test_the_walks_name_modules_and_rules_that_are_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:pipeline|rules|tests|docs)/[\w/.]+)`", page)
    assert [name for name in named if not (ROOT / name).exists() and not name.endswith("/")] == []
    beside = set(re.findall(r"`(\w+\.py)`", page))
    assert {name for name in beside if not any((ROOT / "pipeline").rglob(name))} == set()
    assert len(named) > 30

"""A pattern of a user's rules that never ends costs a message, not the night."""

from pathlib import Path

import pytest

from pipeline.archive import Plan, discover, process_archive
from pipeline.errors import RuleError
from pipeline.extract.names import find_names
from pipeline.extract.settings import Settings
from pipeline.read import Limits
from pipeline.rules import Rules, load_rules

ENTRY = "names:\n  - name: {name}\n    label: programme\n    pattern: '{pattern}'\n    why: a test\n"


def rules_with(folder: Path, pattern: str) -> Rules:
    folder.mkdir()
    (folder / "own.yaml").write_text(ENTRY.format(name="Own", pattern=pattern), encoding="utf-8")
    return load_rules(folder)


def test_a_users_pattern_finds_names(tmp_path: Path) -> None:
    rules = rules_with(tmp_path / "rules", r"Plan [A-Z]-\d+")
    assert [(f.canonical, f.rule) for f in find_names("They took Plan B-52 up.", rules)] == [("Plan B-52", "Own")]


def test_a_pattern_without_end_ends_the_run_with_its_name(tmp_path: Path) -> None:
    rules = rules_with(tmp_path / "rules", r"(\w|\w\w)+[0-9]")
    (tmp_path / "a.txt").write_text(f"A word of this length, {'a' * 60}, is no mistake.\n", encoding="utf-8")
    with pytest.raises(RuleError, match="names: Own: its pattern takes more than 2 s on one sentence"):
        list(process_archive(discover([tmp_path / "a.txt"]), Plan(rules, Settings(), Limits(), jobs=1)))

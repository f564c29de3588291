import sys
from pathlib import Path

import pytest
from fuzz import fuzz, targets
from hostile import read_hostile, write_hostile


@pytest.mark.parametrize("name", list(targets()))
def test_random_input_is_read_or_refused(name: str) -> None:
    _, found = fuzz(name, 2)
    assert found == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_hostile_files_each_have_a_row_and_a_reason(tmp_path: Path) -> None:
    number = write_hostile(tmp_path, 24, 5_000_000, part=2000)
    (tmp_path / "one-line.txt").write_bytes(b"12 schools, " * 100)
    found, line = read_hostile(tmp_path, number)
    assert found == [], line

from pathlib import Path

from damage import check, tally, write_damaged


def test_damaged_files_each_have_a_row_and_a_reason(tmp_path: Path) -> None:
    write_damaged(tmp_path, 60, seed=7)
    assert check(tally(tmp_path, jobs=2), 60) == []

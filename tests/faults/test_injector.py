"""Slips put into copies of reports are found, and harmless edits raise nothing."""

from pathlib import Path

import pytest
from injector import measure

ROOT = Path(__file__).parents[2]
CORPUS = sorted((ROOT / "corpus" / "documents").glob("*.txt"))
SHARED = sorted((ROOT.parent / "shared" / "reports").glob("*.txt"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.name)
@pytest.mark.parametrize("seed", [101, 102])
def test_finds_every_slip_in_a_copy_of_the_corpus(path: Path, seed: int) -> None:
    judged, false = measure(path, seed, 10)
    assert judged
    assert [slip for slip, hit in judged if not hit] == []
    assert [d.explanation for d in false] == []


@pytest.mark.skipif(not SHARED, reason="the shared reports are not beside this checkout")
@pytest.mark.parametrize("path", SHARED, ids=lambda p: p.name[:3])
def test_finds_every_slip_in_a_copy_of_a_real_report(path: Path) -> None:
    judged, false = measure(path, 7, 15)
    assert sum(hit for _, hit in judged) >= 0.99 * len(judged)
    assert len(false) <= 0.01 * len(judged)

"""The fates of hung and memory-eating tasks are exact."""

import sys

import pytest
from tasks import run

from pipeline.archive.engine import Fate


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals and /proc are Linux's")
def test_hung_and_greedy_tasks_cost_themselves_alone() -> None:
    fates, wrong = run(40, 1)
    assert wrong == []
    assert fates == {Fate.DONE: 38, Fate.DEADLINE: 1, Fate.MEMORY: 1}

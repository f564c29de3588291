import sys

import pytest
from killer import read_under_fire


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="children are found in /proc")
def test_killed_readers_cost_no_document() -> None:
    exact, line = read_under_fire(60, 6)
    assert exact, line

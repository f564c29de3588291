import sys

import pytest
from endings import disturb


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals and small disks are Linux's")
def test_a_run_that_was_disturbed_ends_with_the_same_bytes() -> None:
    assert disturb(60, 20) == []

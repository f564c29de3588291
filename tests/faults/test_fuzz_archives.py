import pytest
from fuzz_archives import fuzz, targets


@pytest.mark.parametrize("name", list(targets()))
def test_random_archives_names_and_decisions_are_read_or_refused(name: str) -> None:
    _, found = fuzz(name, 2)
    assert found == []

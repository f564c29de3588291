import pytest

from pipeline.errors import InputError
from pipeline.limits import set_limits


def test_limits_are_set_by_name() -> None:
    limits, zips = set_limits(["max_pages=7", "max_ratio=9", "ocr=no"])
    assert (limits.max_pages, limits.ocr, zips.max_ratio) == (7, False, 9)
    assert limits.max_bytes == set_limits([])[0].max_bytes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("pages=7", "there is no limit 'pages'; the limits are max_bytes"),
        ("max_pages", "'' is no whole number above 0; write max_pages="),
        ("max_pages=-1", "is no whole number above 0"),
        ("max_pages=0", "is no whole number above 0"),
        ("max_pages=٣", "is no whole number above 0"),
        ("ocr=1", "is neither yes nor no"),
    ],
)
def test_a_mistake_is_told(change: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        set_limits([change])

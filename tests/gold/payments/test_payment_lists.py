"""Lists of payments as public bodies print them: transactions with their amounts, and no code as a figure."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("reportlab")
sys.path.insert(0, str(Path(__file__).parent))
from payment_lists import KEPT_ASIDE, STYLES, Style
from score_payments import score

LEAST_PAIRS = 0.98
SHORT = [replace(s, rows=70) for s in STYLES if s.name not in KEPT_ASIDE]


@pytest.mark.parametrize("style", SHORT, ids=lambda s: s.name)
def test_every_transaction_has_its_amount_and_codes_are_no_figures(style: Style, tmp_path: Path) -> None:
    found = score(style, tmp_path)
    assert (found["money"], found["others"]) == (1.0, 0)
    assert found["pairs"] >= LEAST_PAIRS

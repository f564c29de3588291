"""The examples of fiscal years hold: what must hit tells a month, what must miss none."""

from typing import Any

import pytest

from pipeline.errors import RuleError
from pipeline.extract.fiscal import fiscal_start_of
from pipeline.rules import load_rules

RULES = load_rules()


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=t) for r in RULES.fiscal for t in r.hit])
def test_a_fiscal_year_is_told(rule: Any, text: str) -> None:
    assert fiscal_start_of([text], RULES.model_copy(update={"fiscal": (rule,)})) is not None


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=t) for r in RULES.fiscal for t in r.miss])
def test_other_years_tell_nothing(rule: Any, text: str) -> None:
    assert fiscal_start_of([text], RULES.model_copy(update={"fiscal": (rule,)})) is None


def test_a_pattern_names_the_place_of_its_date_once(tmp_path: Any) -> None:
    (tmp_path / "fiscal.yaml").write_text("fiscal:\n  - {says: ends, pattern: year, why: w, hit: [h]}\n")
    with pytest.raises(RuleError, match=r"\{date\} must stand in it once"):
        load_rules(tmp_path)

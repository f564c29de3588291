"""The period that a report is on, from its title, the lines under it, or a sentence on its own data."""

import pytest
from minidocs import reports_of


@pytest.mark.parametrize(
    ("text", "period"),
    [
        pytest.param("# Crime report 2015/16\n\nBurglary fell.\n", "FY2015/16", id="title"),
        pytest.param("# Crime report\n\nQuarter 3 2015/16\n\nBurglary fell.\n", "FY2015/16 Q3", id="line-under-it"),
        pytest.param(
            "# Crime report\n\nAll data in this report are as at 31 March 2019 and come from the force.\n",
            "at 2019-03-31",
            id="sentence-on-the-data",
        ),
        pytest.param(
            "# Crime report\n\nThis paper covers the period 1 April 2018 to 31 March 2019 and no other.\n",
            "2018-04-01..2019-03-31|2018-04..2019-03|FY2018/19",
            id="sentence-on-the-paper",
        ),
        pytest.param(
            "# Concentration of shops\n\nTwo examples are Sutton (1991) and Bresnahan (1991)\n\nShops are few.\n",
            "",
            id="a-citation-is-no-period",
        ),
        pytest.param(
            "# Bank mergers\n\nAccording to the latest comparative deposit data as of June 30, 2011, the bank "
            "held a share of the market that drew no remark from its rivals.\n",
            "",
            id="data-of-a-source",
        ),
        pytest.param(
            "# Enforcement\n\nThe agency reported increases in its cases in comparison to 2010 in most places.\n",
            "",
            id="what-an-agency-reported",
        ),
    ],
)
def test_the_period_of_a_report(text: str, period: str) -> None:
    (report,) = reports_of(text)
    assert (report.period.label if report.period else "") in period.split("|")

"""What a later paper tells anew is one entry for the two papers."""

from test_check_rules import findings


def test_restatements_of_two_papers_share_a_group() -> None:
    papers = [
        f"""# Force Annual Report {when}

Report of the Northshire Police and Crime Commissioner

Published June 20{when[-2:]}

## Offences recorded

|  | 2012/13 | 2013/14 |
| --- | --- | --- |
| Violence with injury offences | 4,365 | {violence} |
| Domestic burglary offences | 3,935 | {burglary} |
"""
        for when, violence, burglary in (("2013/14", "4,452", "4,014"), ("2014/15", "4,461", "4,027"))
    ]
    found = findings("\n=====\n".join(papers), "RST-01")
    assert len(found) == 2
    assert len({f.group_id for f in found}) == 1

"""What headers, row labels and captions tell of unit and scale."""

import pytest

from pipeline.extract.tables.units import is_per, unit_of

TOLD = {
    "(tonnes)": ("t", 0),
    "Landfill, tonnes": ("t", 0),
    "NO2 (µg/m3)": ("ug/m3", 0),
    "Ml/d": ("Ml/day", 0),
    "GWh": ("GWh", 0),
    "Power used GWh": ("GWh", 0),
    "Time to relet (days)": ("day", 0),
    "(£m)": ("GBP", 6),
    "($m)": ("USD", 6),
    "$000": ("USD", 3),
    "(000)": ("", 3),
    "(millions)": ("", 6),
    "(£ million)": ("GBP", 6),
    "Fare (pence)": ("GBP", -2),
    "Fare (cents)": ("USD", -2),
    "(kg)": ("kg", 0),
    "Refuse (kg/household)": ("kg/household", 0),
    "kg per household": ("kg/household", 0),
    "(%)": ("percent", 0),
    "Cases per 100,000": ("per_100000", 0),
    "Thefts per thousand people": ("per_1000", 0),
    "Number (thousands)": ("", 3),
    "Bus journeys (millions)": ("", 6),
    "Wheat (000 tonnes)": ("t", 3),
    "Tonnes (000)": ("t", 3),
    "Million tonnes": ("t", 6),
    "(in 1000 ha)": ("ha", 3),
    "Index (2015=100)": ("index", 0),
    "House price index": ("index", 0),
    "Cost (pence per mile)": ("GBP/mile", -2),
    "Pence per passenger mile": ("GBP/mile", -2),
    "Charge p/kWh": ("GBP/kWh", -2),
    "£ per tonne": ("GBP/t", 0),
    "Use in kWh/year": ("kWh/year", 0),
    "Staff (FTE)": ("FTE", 0),
    "Capacity (beds)": ("bed", 0),
    "Passenger miles": ("passenger.mile", 0),
    "Heat (°C)": ("degC", 0),
    "Wait (weeks, median)": ("week", 0),
    "Miles of hedge cut": ("mile", 0),
    "Metres above the bed": ("m", 0),
    "thousand dry tonnes": ("t", 3),
    "million l": ("l", 6),
    "$ Change": ("USD", 0),
    "(Rs in lakh)": ("INR", 5),
}
SILENT = (
    "Beds", "Journeys on foot", "Deaths per billion miles", "People per km2", "Index of deprivation",
    "All days", "Jan-25[p] Clients", "Jan-25 (p)", "Sickness (days per FTE)", "Sites",
)  # fmt: skip


@pytest.mark.parametrize(("label", "told"), TOLD.items())
def test_a_label_tells_unit_and_scale(label: str, told: tuple[str, int]) -> None:
    assert unit_of(label) == told


@pytest.mark.parametrize("label", SILENT)
def test_a_label_without_a_sure_unit_tells_none(label: str) -> None:
    assert unit_of(label) == ("", 0)


def test_a_unit_of_so_much_for_each_is_known() -> None:
    assert [u for u in ("GBP/head", "per_1000", "kg", "percent") if is_per(u)] == ["GBP/head", "per_1000"]

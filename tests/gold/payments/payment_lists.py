"""Draws lists of payments as public bodies print them: `python tests/gold/payments/payment_lists.py FOLDER`.

The shapes are those of published lists (councils, health, ministries, police, fire, a county's register of cheques):
many columns of text, dense rows, identifiers, dates, VAT numbers, postcodes, amounts with signs and brackets. The names
and figures are made up from a fixed seed, so that the same call gives the same bytes.
"""

import io
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

SUPPLIERS = (
    "Harbour Lane Surgery", "NORTHGATE CIVIL ENGINEERING LTD", "Bright & Sons (Roofing)", "21ST CENTURY CLEANING",
    "Westmoor Academy Trust", "REDACTED PERSONAL DATA", "Tidewater Energy plc", "4 Corners Training Limited",
    "Eastmouth Borough Council", "The Old Mill Care Home", "OAK 2 ASH LANDSCAPES", "Mr Fox Legal Services LLP",
)  # fmt: skip
AREAS = (
    "Adult Social Care", "HIGHWAYS AND TRANSPORT", "Children & Families", "Corporate Services", "Fleet 24 Hour Desk",
    "Estates and Facilities Management", "PRC Delegated Co-Commissioning", "Level 3 Apprenticeships",
)  # fmt: skip
TYPES = (
    "Agency Staff", "Repairs and Maintenance of Buildings", "Consultancy", "ICT Hardware", "Rent", "Fuel",
    "Third Party Payments - Private Contractors", "Grants to Voluntary Bodies", "Cont Care-Learning Disab(<65)",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column: its heading, width in points, what stands in it, and whether it is set to the right."""

    head: str
    width: float
    kind: str
    right: bool = False


@dataclass(frozen=True)
class Style:
    """How a list is printed; `sunk` is how far the baselines of every second column lie lower, in em."""

    name: str
    title: tuple[str, ...]
    columns: tuple[Column, ...]
    amount: Callable[[float], str]
    day: Callable[[int, int], str]
    rows: int
    size: float = 6.0
    leading: float = 1.35
    rules: str = ""  # `grid`, `lines` or none
    font: str = "Helvetica"
    sunk: float = 0.0
    wide: bool = True
    head_again: bool = True


def bracketed(value: float) -> str:
    """Return `1,234.56`, or `(12.00)` for a credit."""
    return f"({-value:,.2f})" if value < 0 else f"{value:,.2f}"


def signed(value: float) -> str:
    """Return `1,234.56`, or `-12.00` for a credit."""
    return f"{value:,.2f}"


def in_pounds(value: float) -> str:
    """Return `£1,234.56`, or `-£12.00` for a credit."""
    return f"{'-' if value < 0 else ''}£{abs(value):,.2f}"


MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
STYLES = (
    Style(
        "county-council-500",
        ("Midshire County Council", "Payments to suppliers of £500 and over, May 2021"),
        (
            Column("Body name", 78, "body"), Column("Body", 34, "code"), Column("Service area", 110, "area"),
            Column("Responsible unit", 92, "unit"), Column("Expenses type", 130, "type"), Column("Date", 42, "day"),
            Column("Transaction number", 60, "number"), Column("Amount", 52, "amount", True),
            Column("Supplier name", 150, "supplier"),
        ),
        signed, lambda m, d: f"{d:02d}/{m:02d}/2021", 90, leading=1.3,
    ),
    Style(
        "health-25000",
        ("NHS Eastmouth CCG", "Payments over £25,000", "June 2021"),
        (
            Column("Date", 44, "day"), Column("Expense Type", 104, "type"), Column("Expense area", 110, "area"),
            Column("Supplier", 140, "supplier"), Column("Transaction number", 56, "number"),
            Column("AP Amount (£)", 58, "amount", True), Column("VAT registration number", 66, "vat"),
            Column("Purchase invoice number", 90, "invoice"),
        ),
        signed, lambda m, d: f"{d}/{m}/2021", 96, rules="grid", size=5.5, leading=1.7, head_again=False,
    ),
    Style(
        "ministry-25000",
        ("Ministry of Tides", "Spend over £25,000 for April 2021"),
        (
            Column("Department Family", 82, "body"), Column("Entity", 82, "body"), Column("Date", 50, "day"),
            Column("Expense Type", 118, "type"), Column("Expense Area", 112, "area"),
            Column("Supplier", 130, "supplier"),
            Column("Transaction Number", 60, "number"), Column("Amount", 58, "amount", True),
            Column("Supplier Postcode", 50, "postcode"),
        ),
        signed, lambda m, d: f"{d:02d}-{MONTHS[m - 1].upper()}-21", 80, sunk=0.23, leading=1.55,
    ),
    Style(
        "police-500",
        ("Northshire Police", "Invoices paid above £500, quarter to June 2021"),
        (
            Column("Supplier", 120, "supplier"), Column("Invoice Date", 50, "day"),
            Column("Invoice Number", 66, "invoice"),
            Column("Directorate", 100, "area"), Column("Description", 76, "type"),
            Column("Net Amount £", 60, "amount", True),
        ),
        bracketed, lambda m, d: f"{d:02d} {MONTHS[m - 1]} 2021", 70, size=6.5, leading=1.3, wide=False,
    ),
    Style(
        "district-500",
        ("Rivermouth District Council", "Expenditure over £500, July 2021"),
        (
            Column("Supplier ID", 44, "code"), Column("Supplier Name", 130, "supplier"),
            Column("Posting Date", 46, "day"),
            Column("Invoice No", 54, "number"), Column("Expense Area", 120, "area"), Column("Expense Code", 48, "code"),
            Column("Extended Description", 130, "type"), Column("Amount", 60, "amount", True),
        ),
        in_pounds, lambda m, d: f"{d:02d}.{m:02d}.21", 84, rules="lines", leading=1.6, sunk=0.23,
    ),
    Style(
        "county-cheques",
        ("Northshire County", "Check Register, August 2021"),
        (
            Column("Check No", 50, "number"), Column("Check Date", 60, "day"), Column("Vendor", 44, "code"),
            Column("Vendor Name", 176, "supplier"), Column("Invoice", 88, "invoice"), Column("Fund", 34, "short"),
            Column("Amount", 70, "amount", True),
        ),
        lambda v: f"{abs(v):,.2f}-" if v < 0 else f"{v:,.2f}", lambda m, d: f"{m:02d}/{d:02d}/2021", 88, font="Courier",
        leading=1.25,
    ),
)  # fmt: skip
KEPT_ASIDE = frozenset(("district-500", "county-cheques"))


def cells(style: Style) -> Iterator[list[str]]:
    """Yield the rows of a list, as text."""
    rng = random.Random(style.name)
    for i in range(style.rows):
        value = round(rng.choice((1, 1, 1, 12, 300)) * rng.uniform(500, 9_000), 2) * (-1 if rng.random() < 0.06 else 1)
        yield [_cell(c.kind, style, rng, i, value) for c in style.columns]


def _cell(kind: str, style: Style, rng: random.Random, i: int, value: float) -> str:
    made: dict[str, Callable[[], str]] = {
        "body": lambda: style.title[0],
        "code": lambda: f"{rng.randint(10_000, 99_999)}",
        "short": lambda: f"{rng.choice((100, 101, 215, 650))}",
        "area": lambda: rng.choice(AREAS),
        "unit": lambda: f"Unit {rng.randint(1, 40)} {rng.choice(('East', 'West'))}",
        "type": lambda: rng.choice(TYPES),
        "day": lambda: style.day(4 + i % 3, 1 + i * 7 % 28),
        "number": lambda: f"{31_700_000 + i * 37 + rng.randint(0, 30)}",
        "amount": lambda: style.amount(value),
        "supplier": lambda: rng.choice(SUPPLIERS),
        "vat": lambda: rng.choice(
            ("", f"GB{rng.randint(100_000_000, 999_999_999)}", f"{rng.randint(10**8, 10**9 - 1)}")
        ),
        "invoice": lambda: rng.choice((f"INV-{rng.randint(1000, 99999)}", f"{rng.randint(10**5, 10**8)}", f"MOSS{i}A")),
        "postcode": lambda: (
            f"{rng.choice(('EM', 'N', 'RV'))}{rng.randint(1, 20)} {rng.randint(1, 9)}{rng.choice(('AB', 'QX'))}"
        ),
    }
    return made[kind]()


def draw(style: Style) -> bytes:
    """Return the list as PDF."""
    page = landscape(A4) if style.wide else A4
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=page, invariant=True)
    y = page[1] - 40
    for n, line in enumerate(style.title):
        canvas.setFont(_bold(style.font), 11 if n == 0 else 9)
        canvas.drawString(30, y, line)
        y -= 14
    y = _row(canvas, style, [c.head for c in style.columns], y, bold=True)
    for row in cells(style):
        if y < 50:
            canvas.showPage()
            y = page[1] - 40
            if style.head_again:
                y = _row(canvas, style, [c.head for c in style.columns], y, bold=True)
        y = _row(canvas, style, row, y)
    canvas.save()
    return file.getvalue()


def _bold(font: str) -> str:
    return f"{font}-Bold"


def _row(canvas: Canvas, style: Style, texts: list[str], y: float, *, bold: bool = False) -> float:
    """Draw a row whose first baseline is at `y`; return that of the next."""
    font = _bold(style.font) if bold else style.font
    wrapped = [simpleSplit(t, font, style.size, c.width - 4) for t, c in zip(texts, style.columns, strict=True)]
    height = max(len(lines) for lines in wrapped) * style.size * 1.1 + style.size * (style.leading - 1.1)
    canvas.setFont(font, style.size)
    canvas.setLineWidth(0.4)
    x = 30.0
    for n, (lines, column) in enumerate(zip(wrapped, style.columns, strict=True)):
        for k, line in enumerate(lines):
            at = y - k * style.size * 1.1 - (style.sunk * style.size if n % 2 and not bold else 0)
            indent = column.width - 2 - stringWidth(line, font, style.size) if column.right else 2
            canvas.drawString(x + indent, at, line)
        if style.rules == "grid":
            canvas.rect(x, y - height + style.size, column.width, height)
        x += column.width
    if style.rules == "lines":
        canvas.line(30, y + style.size, x, y + style.size)
    return y - height


def main(folder: Path) -> None:
    """Write every list into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for style in STYLES:
        (folder / f"{style.name}.pdf").write_bytes(draw(style))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

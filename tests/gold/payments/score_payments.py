"""Scores the reading of lists of payments: `python tests/gold/payments/score_payments.py [--aside] [--misses N]`.

A pair is right where the transaction (or the invoice) and the amount stand in cells of one row; a figure is right where
the amount is money with its value. Identifiers, codes, dates and postcodes must be no figures.
"""

import argparse
import sys
import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from payment_lists import KEPT_ASIDE, STYLES, Style, cells, draw

from pipeline.rules import load_rules
from pipeline.steps import Options, read_reports
from pipeline.types import Source


def values(style: Style) -> tuple[list[tuple[str, str]], Counter[Decimal]]:
    """Return the pairs of transaction and amount as printed, and the amounts as values."""
    kinds = [c.kind for c in style.columns]
    key = kinds.index("number") if "number" in kinds else kinds.index("invoice")
    amount = kinds.index("amount")
    pairs = [(row[key], row[amount]) for row in cells(style)]
    return pairs, Counter(_value(shown) for _, shown in pairs)


def _value(shown: str) -> Decimal:
    sign = -1 if shown.startswith(("(", "-")) or shown.endswith("-") else 1
    return sign * Decimal("".join(c for c in shown if c.isdigit() or c == "."))


def score(style: Style, folder: Path, *, misses: int = 0) -> dict[str, float]:
    """Return the shares of pairs and of amounts that are right, and the number of other figures in the table."""
    from pipeline.read import Limits, read_document

    path = folder / f"{style.name}.pdf"
    path.write_bytes(draw(style))
    pairs, amounts = values(style)
    rows: Counter[tuple[str, str]] = Counter()
    for block in read_document(path, name=path.name, limits=Limits()).blocks:
        for row in block.table.grid() if block.table else []:
            texts = {c.text.strip() for c in row if c is not None}
            rows.update(pair for pair in set(pairs) if pair[0] in texts and pair[1] in texts)
    figures = [
        f
        for r in read_reports(str(path), Options(rules=load_rules()))
        for f in r.figures
        if f.source is Source.TABLE and f.value is not None
    ]
    money = Counter(f.value for f in figures if f.unit in ("GBP", "USD"))
    other = [f for f in figures if f.value not in amounts]
    lost = [p for p in pairs if not rows[p]]
    if misses:
        print(f"  {style.name}: pairs lost {lost[:misses]}")
        print(f"  {style.name}: other figures {[(f.text, f.unit, f.column_label) for f in other[:misses]]}")
    return {
        "pairs": sum(1 for p in pairs if rows[p]) / len(pairs),
        "money": sum((money & amounts).values()) / len(pairs),
        "others": len(other),
    }


def main() -> None:
    """Print the scores of the lists that may be looked at, or of those kept aside."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--aside", action="store_true")
    parser.add_argument("--misses", type=int, default=0)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for style in STYLES:
            if (style.name in KEPT_ASIDE) == told.aside:
                found = score(style, Path(folder), misses=told.misses)
                print(f"{style.name:24} " + " ".join(f"{k} {v:.3f}" for k, v in found.items()))


if __name__ == "__main__":
    main()

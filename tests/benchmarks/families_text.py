"""Families of texts that grow in one way each: how long reading, extracting and checking them takes.

`FAMILIES` gives for each name what makes, for a number of characters, a function of no arguments to be timed: `text:`
reads a text and extracts its figures, `checks of text:` checks what was extracted from it.
"""

import hashlib
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.check import check_report
from pipeline.extract import extract_reports
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import FileFacts, Report

Make = Callable[[int], str]
RULES = load_rules()
START = 2_000  # characters

# What is said again and again until the text is long enough, in one line where the unit holds no line's end.
REPEATED = {
    # numbers
    "digits": "7", "digits and commas": "1,", "digits and stops": "1.", "digits and blanks": "1 ",
    "digits and slashes": "1/", "minus signs": "-", "negative numbers": "-1", "signs": "+-", "percentages": "5% ",
    "sums of money": "£1.2 million ", "ordinals": "1st ", "times of day": "10:30 ", "halves": "½", "raised twos": "²",
    "euro signs": "€", "decimals with a comma": "Es waren 1.393,4 und 2.400,5. ", "numbers in brackets": "(1",
    "large numbers in words": "one hundred and twenty-five thousand ", "twenties": "twenty ", "equations": "5 = 3 + 2 ",
    "numbers after colons": "a: 5 ", "ranks": "and third ", "letters and digits": "a1", "entities": "&#1",
    # words that lead to numbers
    "to": "1 to ", "between": "between 1 and ", "out of": "1 out of ", "per": "1 per ", "of which": "5 of which ",
    "compared": "compared with 5 ", "movements": "fell by 5 from 10 to 5 ", "respectively": "5, 6 and ",
    "movements in percent": "fell from 10 to 5 (5%) ", "hedges": "almost more than nearly at least about ",
    "frames": "the number of ", "changes": "rise 5 fall 6 increase ", "shares": "Of the 100, 30% were men, 70% women. ",
    # periods
    "months": "January 2015 to March 2016 ", "open months": "to January ", "years": "2015/16 ", "open years": "2015-",
    "quarters": "Q1 ", "last": "last ", "figures of months": "5 in May, ",
    # names and definitions
    "capital words": "Police ", "capitals": "ABC ",
    "acronyms": "Home Office (HO) ", "definitions": "X is defined as Y ",
    "bodies": "Leicester City Council and Leicestershire Police ", "places": "5 in Leicester and 6 in Rutland. ",
    "sentences of acronyms": "The ABC (a board of members) met 5 times. ",
    # marks
    "open brackets": "(", "quotes": '"', "commas": ",", "stops": ". ", "semicolons": "a; ", "ands": "and ",
    "letters and stops": "a. ", "stars": "*", "starred words": "*a ", "bold marks": "**!", "lone stars": " *",
    "pipes": "|-", "rules of pipes": "|--|", "links": "[a](", "underscores": "_a", "backticks": "`", "tags": "<a ",
    "hashes": "#", "mail": "a@", "addresses": "http://a.", "hosts": "www.", "vowels": "aeiou", "a long word": "A",
    # lines
    "lines with a number": "Burglary 5\n", "wrapped lines": "The rate of the force was at five in the year before it\n",
    "sentences": "Burglary fell by 5% to 1,200. ", "paragraphs": "The total was 1,200 in 2015/16.\n\n",
    "open paragraphs": "the force recorded a number of burglaries which of\n\n", "headings": "Heading One\n\n",
    "marked headings": "# a\n", "list items": "- item 5%\n", "numbered items": "1. item 5%\n",
    "contents": "Item ...... 5\n", "page numbers": "Page 5\n", "footnotes": "¹ A note on 5 offences\n",
    "the same sentence": "Recorded burglary was 1,200 in 2015/16.\n\n",
    "reports": "In 2015/16 the Home Office (HO) counted 1,200 cases in Leicester, a fall of 5% from 1,263 in 2014/15. ",
    # tables
    "small tables": "A\tB\n1\t2\nTotal\t3\n\n", "terms": "ABC\tan explanation of it\n", "bars": "| a | 5 |\n",
}  # fmt: skip


def again(unit: str, size: int) -> str:
    """Return the unit said again until there are so many characters."""
    return (unit * (size // len(unit) + 1))[:size]


def numbered(line: str, size: int) -> str:
    """Return lines that differ in their number, which stands where the line says `{}`."""
    return "".join(line.format(i) for i in range(max(size // len(line), 1)))


def rows_of(cells: Iterable[Iterable[object]]) -> str:
    """Return a table of tabs."""
    return "\n".join("\t".join(map(str, row)) for row in cells)


def square(size: int) -> str:
    """Return a table of as many rows as columns, with a total."""
    side = max(int((size / 3) ** 0.5), 3)
    body = [[f"R{r}", *(r * c % 97 for c in range(side - 1))] for r in range(side)]
    return rows_of([[f"C{c}" for c in range(side)], *body, ["Total", *(9 for _ in range(side - 1))]])


def wide(cell: str, header: str, rows: int, size: int) -> str:
    """Return a table of few rows as wide as needed."""
    return f"Label\t{again(header, size // (rows + 1))}\n" + "\n".join(
        f"Row {r}\t{again(cell, size // (rows + 1))}" for r in range(rows)
    )


SHAPED: dict[str, Make] = {
    "from to": lambda n: "from " + again("1 to ", n),
    "dots": lambda n: again(".", n) + "x",
    "dots and tabs": lambda n: "..." + again("\t", n) + "x",
    "tabs": lambda n: "a" + again("\t", n) + "1x",
    "blanks": lambda n: "a" + again(" ", n) + "5%",
    "fixed blanks": lambda n: "a" + again("\u00a0", n) + "5%",
    "blanks behind a rule": lambda n: "--" + again(" ", n) + "x",
    "a serial number": lambda n: again("1", n) + ",1",
    "an address and stops": lambda n: "www.x.gov.uk/a " + again("1.", n),
    "an address and a word": lambda n: "a@b.org " + again("a", n),
    "a rank and more": lambda n: "ranked third " + again("and third ", n),
    "an opened bold and stars": lambda n: "**" + again(" *", n),
    "a wide table": lambda n: wide("10\t", "10\t", 2, n),
    "a wide table of words": lambda n: wide("word\t", "Name\t", 2, n) + "\nB\t" + again("11\t", n // 3),
    "a wide table of changes": lambda n: wide("12\t5%\t", "2015\tChange\t", 1, n),
    "a wide table of shares": lambda n: wide("0.5\t", "Share\t", 3, n),
    "a long table": lambda n: "Label\tA\tB\tTotal\n" + again("Row x\t1\t2\t3\n", n),
    "a long table with a total": lambda n: "Label\tA\n" + again("Row x\t1\n", n) + "Total\t5\n",
    "a long table of groups": lambda n: "L\tA\tB\n" + numbered("Group {0}\t\t\nMen {0}\t1\t2\nWomen {0}\t3\t4\n", n),
    "a long table of comments": lambda n: "L\tA\tB\n" + again("Row\t12\tthis is 5 words of comment\n", n),
    "a long form": lambda n: "L\tA\tB\n" + again("Row of words\tmore words\tother words\n", n) + "x\t1\t2\n",
    "a square table": square,
    "a long cell": lambda n: "A\tB\n1\t" + again("Burglary fell by 5% to 1,200. ", n),
    "a long cell of numbers": lambda n: "A\tB\n1\t" + again("1,2 ", n),
    "different numbers": lambda n: numbered("Recorded burglary was 1{} in 2015/16.\n\n", n),
    "different sections": lambda n: numbered("# Heading {0}\n\nBurglary fell by {0}.\n\n", n),
    "different acronyms": lambda n: numbered("The Board of Group {0} (BG) met {0} times.\n\n", n),
    "different terms": lambda n: numbered("ABC{0}: means a thing {0}.\n\n", n),
    "one label": lambda n: numbered("Burglary offences: {}\n\n", n),
}


def extracted(data: bytes) -> tuple[Report, ...]:
    """Read a text and extract its reports."""
    facts = FileFacts(path="a.txt", sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), copies=())
    document = read_document(data, name="a.txt", limits=Limits())
    return extract_reports(document, facts=facts, rules=RULES)


def reading(make: Make, size: int) -> Callable[[], object]:
    """Return what reads the text and extracts its figures."""
    return partial(extracted, make(size).encode())


def checking(make: Make, size: int) -> Callable[[], object]:
    """Return what checks the figures of the text."""
    reports = extracted(make(size).encode())
    return lambda: [check_report(report, RULES) for report in reports]


MAKERS: dict[str, Make] = {**{name: partial(again, unit) for name, unit in REPEATED.items()}, **SHAPED}
FAMILIES: dict[str, Callable[[int], Callable[[], object]]] = {
    **{f"text: {name}": partial(reading, make) for name, make in MAKERS.items()},
    **{f"checks of text: {name}": partial(checking, make) for name, make in MAKERS.items()},
}
extracted(
    b"Recorded burglary fell by 5% to 1,200 in 2015/16."
)  # once, so that each family's process has what it builds

"""Training texts that are made up: sentences with slots, filled from lists by a seeded generator."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TEXTS = Path(__file__).with_name("texts.yaml")
SLOT = re.compile(r"\{(\w+)\}")
AMERICAN = 0.3  # share of texts that name bodies in the American way


@dataclass(frozen=True, slots=True)
class Example:
    """A text with what is to be learned of it.

    names: (start, end, label) of names and indicators; counts: (start, end) of the numbers that count something.
    """

    text: str
    names: tuple[tuple[int, int, str], ...] = ()
    counts: tuple[tuple[int, int], ...] = ()


@cache
def lists() -> Mapping[str, Any]:
    """Return the lists of texts.yaml by name."""
    loaded: Mapping[str, Any] = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    return loaded


@dataclass
class Filler:
    """Fills slots. One object makes one text after the other from one generator."""

    rng: random.Random
    american: bool = False
    _slots: Mapping[str, Callable[[], str]] = field(init=False)

    def __post_init__(self) -> None:
        pick = self._pick
        self._slots = {
            "place": self.place,
            "org": self.organisation,
            "acr": lambda: self._letters("acronyms"),
            "abbr": lambda: self._letters("abbreviations"),
            "concept": lambda: pick("concepts"),
            "office": lambda: pick("offices"),
            "programme": self.programme,
            "indicator": lambda: pick("indicators"),
            "n": self.count,
            "w": lambda: pick("words"),
            "one": lambda: "one",
            "x": lambda: str(self.rng.choice((self.rng.randint(1, 9), self.rng.randint(10, 99)))),
            "X": lambda: str(self.rng.randint(100, 9999)),
            "y": lambda: str(self.rng.randint(1998, 2029)),
            "fy": self._financial_year,
            "pct": self._percent,
            "money": self._money,
            "month": lambda: pick("months"),
            "noun": lambda: pick("nouns"),
            "singular": lambda: pick("singulars"),
            "person": lambda: pick("people"),
            "ordinal": lambda: pick("ordinals"),
            "theme": lambda: pick("themes"),
            "code": lambda: pick("codes"),
        }

    def value(self, slot: str) -> str:
        """Return a text for a slot; raises KeyError for one that nobody fills."""
        return self._slots[slot]()

    def place(self) -> str:
        """Return the name of a place that does not exist."""
        base = self._pick("place_first") + self._pick("place_last")
        return self._pick("place_more").replace("{base}", base)

    def organisation(self) -> str:
        """Return the name of a body, in the British or the American way."""
        return self._compose(self._pick("american" if self.american else "organisations"))

    def programme(self) -> str:
        """Return the name of a programme, project or operation."""
        return self._compose(self._pick("programmes"))

    def count(self) -> str:
        """Return a whole number as printed, small ones more often."""
        number = round(10 ** self.rng.uniform(0.3, 5.2))
        return f"{number:,}" if self.rng.random() < 0.8 else str(number)

    def _letters(self, known: str) -> str:
        """Return a known abbreviation or one of any letters, so that what it stands for is read from around it."""
        if self.rng.random() < 0.4:
            return self._pick(known)
        return "".join(self.rng.choice("ABCDEFGHILMNOPRSTUVW") for _ in range(self.rng.choice((3, 3, 4, 4, 5))))

    def _compose(self, pattern: str) -> str:
        return SLOT.sub(lambda m: self.value(m[1]), pattern)

    def _pick(self, name: str) -> str:
        return str(self.rng.choice(lists()[name]))

    def _financial_year(self) -> str:
        year = self.rng.randint(2005, 2028)
        return self.rng.choice(
            (f"{year}/{(year + 1) % 100:02d}", f"{year}-{(year + 1) % 100:02d}", f"fiscal year {year}")
        )

    def _percent(self) -> str:
        number = self.rng.choice((str(self.rng.randint(1, 99)), f"{self.rng.uniform(0, 99):.1f}"))
        return number + self.rng.choice(("%", "%", " per cent", " percent"))

    def _money(self) -> str:
        mark = "$" if self.american else "£"
        return mark + self.rng.choice((f"{self.rng.uniform(1, 90):.1f} million", f"{self.rng.randint(1000, 900000):,}"))


LABELS = {
    "place": "PLACE",
    "org": "ORGANISATION",
    "acr": "ORGANISATION",
    "programme": "PROGRAMME",
    "indicator": "INDICATOR",
}
COUNTED = ("n", "w", "one")


def fill(sentence: str, filler: Filler) -> Example:
    """Return a sentence with its slots filled, and the places of what is to be learned."""
    text, at = "", 0
    names: list[tuple[int, int, str]] = []
    counts: list[tuple[int, int]] = []
    for slot in SLOT.finditer(sentence):
        text += sentence[at : slot.start()]
        at = slot.end()
        word = slot[1]
        value = filler.value(word[0].lower() + word[1:] if len(word) > 1 else word)
        if not text:
            value = value[:1].upper() + value[1:]
        start = len(text)
        text += value
        if label := LABELS.get(word.lower() if len(word) > 1 else word):
            article = re.match(r"the\s", value, re.IGNORECASE)
            names.append((start + (article.end() if article else 0), len(text), label))
        elif word in COUNTED:
            counts.append((start, len(text)))
    return Example(text + sentence[at:], tuple(names), tuple(counts))


def made_up(rng: random.Random, number: int) -> list[Example]:
    """Return `number` texts; sentences stand alone or two together, as in a paragraph."""
    sentences: Sequence[str] = lists()["sentences"]
    examples = []
    for _ in range(number):
        filler = Filler(rng, american=rng.random() < AMERICAN)
        example = fill(rng.choice(sentences), filler)
        if rng.random() < 0.4:
            example = _joined(example, fill(rng.choice(sentences), filler))
        examples.append(_restyled(example, rng))
    return examples


def _joined(first: Example, second: Example) -> Example:
    shift = len(first.text) + 1
    return Example(
        f"{first.text} {second.text}",
        first.names + tuple((s + shift, e + shift, label) for s, e, label in second.names),
        first.counts + tuple((s + shift, e + shift) for s, e in second.counts),
    )


def _restyled(example: Example, rng: random.Random) -> Example:
    """Some text stands in capitals (headings), so that capitals alone make no name."""
    if rng.random() < 0.03:
        return Example(example.text.upper(), example.names, example.counts)
    return example

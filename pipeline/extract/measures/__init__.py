"""Says in the sentence's own words what each figure of running text measures, by the grammar of its sentence.

One door: `read_measures`. The phrase is a quotation from its first word to its last; only the figure itself and what
tells the period are left out of it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.extract.grammar import parsed
from pipeline.extract.measures.nouns import NOTHING, SUBJECTS, Told
from pipeline.extract.measures.patterns import Finder
from pipeline.extract.measures.tree import Tree
from pipeline.extract.measures.words import Words, words_of
from pipeline.extract.names import FoundName
from pipeline.extract.periods import PeriodMention
from pipeline.extract.prose import FoundFigure
from pipeline.extract.spans import Span, by_span
from pipeline.extract.whom import Whom, whom_of
from pipeline.extract.whom.paper import NO_PAPER, Paper
from pipeline.rules import Rules
from pipeline.types import Kind, Qualifier

AGE_GROUP = re.compile(
    r"(?P<head>[A-Z][a-z]+(?:\s+[a-z]+){1,3})\s+(?:\((?P<short>[A-Z]{2,6})s?\)\s+)?\((?P<ages>\d{1,2}\s?[-–]"
    r"\s?\d{1,2}\s+years?\s+olds?)\)"
)
BRACKETS = re.compile(r"\s?(?:\([^()]*\)|\[[^\[\]]*\])")  # the blank before them goes too
BULLET = re.compile(r"[^\w£$€(“\"'‘+-]+")
PRINTED_NUMBER = re.compile(
    r"\d[\d,.]*(?:[\s-]?(?:thousand|million|billion|trillion|bn|mn|tn|m|k|b)\b)*", re.IGNORECASE
)
CODE = re.compile(r"[A-Z]{3}\b")
SIGNS = tuple("£$€+-−")
KNOWN_MONEY = ("p", "pence", "penny", "pound", "pounds", "dollar", "dollars", "cent", "cents", "euro", "euros")
LETTER = re.compile(r"[^\W\d_]&?[^\W\d_]")
LONG_BRACKET = 6  # blanks at least in one that may be a sentence
APART = 3  # tokens from one end of a range to the other at most
TAKES_UP = 2  # words at most that take up a noun told before
PARTS = frozenset({"percent", "ratio"})
# Gives the parsed Doc of each sentence, as `pipeline.extract.grammar.parsed` does.
Parse = Callable[[Iterable[str]], Iterator[Any]]
LENGTHS = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})
OPERATION = re.compile(r"Op(?:eration|\.)?\s")  # a paragraph on one operation counts what that operation did


@dataclass(frozen=True, slots=True)
class Reading:
    """What the grammar of a text's sentences says of its figures.

    phrases: what each measures; whom: of each sentence with figures, by its index, whom they are of.
    """

    phrases: tuple[str, ...]
    whom: dict[int, Whom]


def read_measures(
    text: str,
    figures: Sequence[FoundFigure],
    sentences: Sequence[Span],
    periods: Sequence[PeriodMention],
    names: Sequence[FoundName],
    rules: Rules,
    *,
    heading: str,
    parse: Parse = parsed,
    paper: Paper = NO_PAPER,
) -> Reading:
    """Return for each figure of a text the phrase that says what it measures, and whom it is of.

    sentences: spans of characters; heading: what the section is about, for figures of which nothing is told;
    parse: what parses them; paper: what the whole paper tells of its names. Raises InputError where no grammar is.
    """
    inside = by_span(figures, sentences)
    told = [i for i, own in enumerate(inside) if own]
    bare = [_without_brackets(text, *sentences[i], inside[i]) for i in told]
    trees = parse(sentence for sentence, _ in bare)
    words = words_of(rules)
    phrases: list[str] = []
    whom: dict[int, Whom] = {}
    last, last_told = "", -1
    for i, (_, characters), doc in zip(told, bare, trees, strict=True):
        start, end = sentences[i]
        whens = [(p.start, p.end) for p in periods if start <= p.start < end]
        lengths = [k for k, f in enumerate(inside[i]) if f.unit in LENGTHS]
        tree = Tree.of(doc, characters, words, [(f.start, f.end) for f in inside[i]], whens, lengths)
        sentence = _Sentence(tree, inside[i])
        if sentence.needs_before and i and last_told != i - 1:
            last = _subject_of(text, sentences[i - 1], periods, words, parse) or last
        own = [n for n in names if start <= n.start < end]
        whom[i] = sentence.whom(characters, own, rules, paper)
        found, last = sentence.phrases(last or heading, whom[i].bare)
        phrases += _inside_brackets(text, sentences[i], inside[i], found, words, whens, parse)
        last_told = i
    return Reading(tuple(_with_group(text, figures, phrases, names)), whom)


def sentences_to_parse(doc: Any) -> list[str]:
    """Return the sentences of a Doc with figures in the form in which `read_measures` has them parsed."""
    sentences: list[Span] = doc._.sentence_spans
    inside = by_span(doc._.figures, sentences)
    return [_without_brackets(doc.text, *s, own)[0] for s, own in zip(sentences, inside, strict=True) if own]


def _subject_of(text: str, span: Span, periods: Sequence[PeriodMention], words: Words, parse: Parse) -> str:
    """Return what a sentence without a figure is about."""
    bare, places = _without_brackets(text, *span)
    whens = [(p.start, p.end) for p in periods if span[0] <= p.start < span[1]]
    for doc in parse([bare]):
        tree = Tree.of(doc, places, words, [], whens, [])
        return tree.text(Finder(tree, []).about())
    return ""


def _inside_brackets(
    text: str, span: Span, figures: Sequence[FoundFigure], phrases: list[str], words: Words,
    whens: Sequence[Span], parse: Parse,
) -> list[str]:  # fmt: skip
    """Return the phrases of a sentence's figures, those in a bracket that is a sentence of its own by its grammar."""
    for m in BRACKETS.finditer(text, *span) if "(" in text[slice(*span)] else ():
        start, end = m.start() + len(m[0]) - len(m[0].lstrip()) + 1, m.end() - 1
        own = [k for k, f in enumerate(figures) if start <= f.start < end]
        if not own or len(LETTER.findall(text[start:end])) == 0 or text[start:end].count(" ") < LONG_BRACKET:
            continue
        bare, places = _without_brackets(text, start, end, [figures[k] for k in own])
        for doc in parse([bare]):
            tree = Tree.of(doc, places, words, [(figures[k].start, figures[k].end) for k in own], whens, [])
            told = _Sentence(tree, [figures[k] for k in own])
            if _is_sentence(doc) and not told.needs_before:
                for k, phrase in zip(own, told.phrases("")[0], strict=True):
                    phrases[k] = phrase or phrases[k]
    return phrases


def _is_sentence(doc: Any) -> bool:
    """Whether a text has a predicate with a subject of its own: `prices rose by 4%`, not `indicating that`."""
    return any(t.dep_ in SUBJECTS and t.head.head.i == t.head.i for t in doc)


class _Sentence:
    """A sentence with figures and what its tree tells of each."""

    def __init__(self, tree: Tree, figures: Sequence[FoundFigure]) -> None:
        self.tree, self.figures = tree, figures
        finder = Finder(tree, [f.kind for f in figures])
        told = [self._followed(finder.told(k), finder) for k in range(len(figures))]
        for k in range(len(figures) - 1):
            if self._is_range(k):
                told[k] = told[k + 1] = self._of_range(k, told)
        told = [one if one.said else replace(one, tokens=self._fuller(one.tokens, finder)) for one in told]
        self.told = [NOTHING if self._names_nothing(one) else one for one in told]

    @property
    def needs_before(self) -> bool:
        """Whether the first figure measures what the sentence before told."""
        return bool(self.told) and not self.told[0].tokens

    def phrases(self, before: str, bare: Sequence[bool] = ()) -> tuple[list[str], str]:
        """Return the phrase of each figure, and what the sentence is about.

        before: what the one before was about; bare: whether a figure's own words tell only the place that it is of.
        """
        phrases: list[str] = []
        about = before
        for k, one in enumerate(self.told):
            if bare and bare[k] and not all(bare[:k]):
                phrases.append(phrases[-1])  # `in Leeds 640 families were helped, in York 410`
            elif bare and bare[k] and (thing := self._given_to_places()):
                phrases.append(thing)  # `Leeds (412) and York (231) saw the most fires`
            elif one.tokens and (noun := self.tree.text(one.tokens)) and LETTER.search(noun):
                about = about if self.figures[k].unit in LENGTHS and phrases else noun
                phrase = self.tree.text((*one.tokens, *one.said))
                tail = self.tree.text(one.tail, start_free=True)
                phrases.append(f"{phrase}, {tail}" if tail else phrase)
            elif one.tail and (tail := self.tree.text(one.tail, start_free=True)):
                phrases.append(f"{about}, {tail}" if about else tail)
            else:
                phrases.append(phrases[-1] if phrases else about)
        first = next((self.tree.text(t.tokens) for t in self.told if t.tokens), "")
        return phrases, first or before

    def _given_to_places(self) -> str:
        """Return what the places that are the subject of the sentence saw or had, where it has no figure itself."""
        root = next((t for t in self.tree.doc if t.head.i == t.i), None)
        if root is None or root.lower_ not in self.tree.words.experience:
            return ""
        told = (c for c in root.children if c.dep_ == "obj" and c.i > root.i)
        noun = next((c for c in told if not any(t.i in self.tree.of_figure for t in c.subtree)), None)
        return self.tree.text(self.tree.noun_phrase(noun)) if noun is not None else ""

    def whom(self, characters: Sequence[int], names: Sequence[FoundName], rules: Rules, paper: Paper) -> Whom:
        """Return whom the figures are of. characters: the place in the text of each character of the tree's Doc."""
        measures = [t.all_tokens for t in self.told]
        shares = [f.unit in PARTS or f.decimals > 0 for f in self.figures]
        changes = [f.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE) for f in self.figures]
        return whom_of(self.tree, characters, measures, names, rules, paper, shares, changes)

    def _fuller(self, tokens: tuple[int, ...], finder: Finder) -> tuple[int, ...]:
        """Return the sentence's subject for a noun alone that only takes up a noun of it, and counts nothing itself.

        `Satisfaction levels regarding theft fell, with the latest data showing overall satisfaction at 79%`;
        `Thefts of bikes fell by 40 thefts`, since what something moved by is of what moved.
        """
        doc = self.tree.doc
        moved_by = [t for t in (doc[i] for i in tokens) if t.tag_ == "NNS" and self.tree.case(t) == "by"]
        nouns = {t.lower_ for t in moved_by} | {doc[i].lower_ for i in tokens if doc[i].tag_ == "NN"}
        if len(nouns) != 1 or len(tokens) > TAKES_UP:
            return tokens
        about = finder.about()
        before = len(about) > len(tokens) and max(about) < min(tokens)
        return tuple(about) if before and nouns <= {doc[i].lower_ for i in about} else tokens

    def _names_nothing(self, one: Told) -> bool:
        """Whether the words found are no noun: the `up` of `up 4% on the month and 6% on the year`."""
        return bool(one.tokens) and all(self.tree.doc[i].pos_ in ("ADV", "ADP", "PART", "PUNCT") for i in one.tokens)

    def _is_range(self, k: int) -> bool:
        """Whether a figure and the next one are the two ends of a range."""
        first, second = self.figures[k], self.figures[k + 1]
        ends = first.qualifier is Qualifier.AT_LEAST and second.qualifier is Qualifier.AT_MOST
        tokens = self.tree.figures[k], self.tree.figures[k + 1]
        return ends and all(tokens) and 0 <= tokens[1][0] - tokens[0][-1] <= APART

    def _of_range(self, k: int, told: Sequence[Told]) -> Told:
        """What both ends measure: what the end by which the range hangs does, else the one that is told more of."""
        tops = [self.tree.top(k), self.tree.top(k + 1)]
        hangs = tops[0] is not None and tops[0].head.i in self.tree.figures[k + 1]
        first, second = (told[k + 1], told[k]) if hangs else (told[k], told[k + 1])
        return first if first.tokens or first.tail or not second.tokens else second

    def _followed(self, one: Told, finder: Finder) -> Told:
        """Return what is told of the figure that another measures the same as."""
        seen: set[int] = set()
        while one.same is not None and one.same not in seen:
            seen.add(one.same)
            one = finder.told(one.same)
        return one


def _without_brackets(text: str, start: int, end: int, figures: Sequence[FoundFigure] = ()) -> tuple[str, list[int]]:
    """Return a sentence without its bullet and its brackets, and the place of each of its characters in the text.

    figures: those of the sentence; sums of money and percentages are written as the parser has learned them.
    """
    chars = [(c, start + i) for i, c in enumerate(text[start:end])]
    for figure in reversed(figures):
        if (written := _written(figure)) is not None:
            last = figure.end - 1
            put = [(c, min(figure.start + i, last)) for i, c in enumerate(written)]
            put[-1] = (put[-1][0], last)
            chars[figure.start - start : figure.end - start] = put
    out = [(m.start(), m.end()) for m in BRACKETS.finditer(text, start, end) if m.start() > start]
    chars = [(c, at) for (c, at), held in zip(chars, _held(chars, out), strict=True) if not held]
    lead = BULLET.match("".join(c for c, _ in chars))
    chars = chars[lead.end() :] if lead else chars
    return "".join(c for c, _ in chars), [at for _, at in chars]


def _held(chars: Sequence[tuple[str, int]], spans: Sequence[Span]) -> list[bool]:
    """Whether each character stands in one of the spans, which are in order."""
    held, k = [], 0
    for _, at in chars:
        while k < len(spans) and spans[k][1] <= at:
            k += 1
        held.append(k < len(spans) and spans[k][0] <= at)
    return held


def _written(figure: FoundFigure) -> str | None:
    """`RM23.50` and `18 sen` as `$23.50` and `$18`, `5pc` as `5%`; None for what stands as it is."""
    number = PRINTED_NUMBER.search(figure.text)
    if number is None or not figure.unit_printed:
        return None
    if figure.unit == "percent":
        return f"{number[0]}%" if figure.text.endswith("pc") else None
    if not CODE.match(figure.unit) or figure.text[:1] in SIGNS:
        return None
    known = number.start() == 0 and figure.unit_printed.lower().endswith(KNOWN_MONEY)
    return None if known else f"${number[0]}"


def _with_group(text: str, figures: Sequence[FoundFigure], phrases: list[str], names: Sequence[FoundName]) -> list[str]:
    """`First Time Entrants` in a paragraph on `First time entrants (FTE) (10-17 years old)` is that group."""
    grouped = AGE_GROUP.search(text)
    operations = {n.canonical: n for n in reversed(names) if OPERATION.match(n.canonical)}
    operation = next(iter(operations.values())) if len(operations) == 1 else None
    result = []
    for figure, phrase in zip(figures, phrases, strict=True):
        if grouped is not None:
            head = grouped["head"].strip()
            if phrase.lower().startswith(head.lower()) or (grouped["short"] and phrase.startswith(grouped["short"])):
                phrase = f"{head} ({grouped['ages']})"
        if operation and operation.start < figure.start and operation.canonical not in phrase:
            phrase = f"{phrase}, {operation.canonical}"
        result.append(phrase)
    return result

"""The spaCy pipeline that every extractor is a component of: blank English with our tokeniser exceptions."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any

from pipeline.rules import Rules

# abbreviations after which a full stop ends no sentence
ABBREVIATIONS = (
    "approx.", "No.", "no.", "Nos.", "Cllr.", "Cllrs.", "Rt.", "Hon.", "incl.", "excl.", "Fig.", "Sgt.",
    "Insp.", "Supt.", "Ref.", "para.", "paras.", "Op.", "p.a.", "c.", "ca.", "e.g.", "i.e.", "etc.", "vs.",
    "St.", "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "Ltd.", "Co.", "S.", "s.", "Sec.", "pp.", "pg.", "Tel.",
    "Ext.",
)  # fmt: skip


def make_nlp(rules: Rules, *, model: str = "") -> Any:
    """Return the spaCy pipeline with the extractors of this project as components.

    model: `builtin` or a spaCy model of the user's own that comes first, empty for blank English.
    Raises InputError where the model is not installed.
    """
    from pipeline.extract import components
    from pipeline.extract.model import add_model, load_model

    nlp = load_model(model)
    add_exceptions(nlp.tokenizer)
    if "senter" not in nlp.pipe_names and "parser" not in nlp.pipe_names:
        nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…"]})
    for name in ("reportcheck_names", "reportcheck_periods", "reportcheck_priorities", "reportcheck_figures"):
        nlp.add_pipe(name)
    if model:
        add_model(nlp)
    components.use_rules(nlp, rules)
    nlp.max_length = 50_000_000
    return nlp


def add_exceptions(tokenizer: Any) -> None:
    """Keep abbreviations with their stop and split `(£` and `%)` as one expects; changes the tokenizer."""
    for word in ABBREVIATIONS:
        tokenizer.add_special_case(word, [{"ORTH": word}])


LONGEST_SENTENCE = 1_500  # characters; longer ones are rubbish, as the operators of a damaged page
MOST_NUMBERS = 100  # of a sentence; the labels of charts that run together have more
PRINTED_NUMBER = re.compile(r"\d+(?:[.,/:]\d+)*")
LONGEST_WORD = 300  # characters; the tokenizer takes the square of a word's length
LONGEST_BRACKETS = 600  # characters of a sentence that an open bracket holds together
LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD}}}\S")
PART_OF_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
_BUILT: dict[tuple[str, str], Any] = {}


def nlp_for(rules: Rules, *, model: str = "") -> Any:
    """Return the pipeline for these rules, built once in a process."""
    key = (rules.digest, model)
    if key not in _BUILT:
        _BUILT[key] = make_nlp(rules, model=model)
    return _BUILT[key]


def text_of(doc: Any) -> str:
    """Return a Doc's text; spaCy puts it together from the tokens anew each time that it is asked."""
    known: str | None = doc.user_data.get("reportcheck_text")
    if known is None:
        known = doc.user_data["reportcheck_text"] = doc.text
    return known


def doc_of(nlp: Any, text: str) -> Any:
    """Return the tokens of a text; what is far too long for a word is cut first."""
    if LONG_WORD.search(text) is None:
        return nlp.make_doc(text)
    from spacy.tokens import Doc

    cuts = [0, *(m.end() for m in PART_OF_LONG_WORD.finditer(text)), len(text)]
    pieces = [nlp.make_doc(text[a:b]) for a, b in pairwise(cuts)]
    return Doc.from_docs(pieces, ensure_whitespace=False)


def sentence_spans(doc: Any) -> list[tuple[int, int]]:
    """Return the character spans of a Doc's sentences; none ends inside brackets or after an abbreviation.

    One longer than 1,500 characters or of more than a hundred numbers is cut at blanks.

    The whole text where nothing in the pipeline marks sentences.
    """
    from spacy.attrs import IDX, LENGTH, SENT_START

    spans: list[tuple[int, int]] = []
    text = text_of(doc)
    tokens = doc.to_array([SENT_START, IDX, LENGTH]).tolist()  # one pass; doc.sents walks the tokens anew each time
    starts = [i for i, (begins, _, _) in enumerate(tokens) if begins == 1 or i == 0]
    dots = False  # whether the last span holds nothing but stops and blanks
    for i, first in enumerate(starts):
        last = (starts[i + 1] if i + 1 < len(starts) else len(tokens)) - 1
        start, end = tokens[first][1], tokens[last][1] + tokens[last][2]
        if spans and (dots or _goes_on(text, spans[-1], start)):
            spans[-1] = (spans[-1][0], end)
            dots = dots and not text[start:end].strip(" .")
        else:
            spans.append((start, end))
            dots = not text[start:end].strip(" .")
    return [piece for span in spans for piece in _pieces(text, *span)]


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what is too long for a sentence at blanks: every figure is weighed against all others of its sentence."""
    while (most := _most(text, start, end)) < end:
        cut = text.rfind(" ", start + 1, most)
        cut = cut if cut > start else most
        yield start, cut
        start = cut + text[cut : cut + 1].isspace()
    yield start, end


def _most(text: str, start: int, end: int) -> int:
    """Return where a sentence that begins at `start` has to end at the latest."""
    end = min(end, start + LONGEST_SENTENCE)
    if end - start <= MOST_NUMBERS:
        return end
    beyond = next(islice(PRINTED_NUMBER.finditer(text, start, end), MOST_NUMBERS, None), None)
    return beyond.start() if beyond else end


def _goes_on(text: str, last: tuple[int, int], start: int) -> bool:
    """Whether what begins at `start` belongs to the sentence before it: in lower case, or within its brackets."""
    if text[start : start + 1].islower():
        return True
    short = last[1] - last[0] < LONGEST_BRACKETS
    return short and text.count("(", *last) > text.count(")", *last)

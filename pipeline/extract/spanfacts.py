"""What spaCy users ask of a figure's span: what it measures, when, of whom, and the tree of its sentence.

`Span._.measure`, `Span._.period`, `Span._.segment` and `Span._.tree` are worked out when first asked for, for all
figures of the Doc at once; who does not ask pays nothing and needs no grammar.
"""

from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc, Span

from pipeline.extract.assign import Carried, assign_periods
from pipeline.extract.grammar import parsed
from pipeline.extract.measures import read_measures
from pipeline.extract.names import find_names
from pipeline.extract.periods import find_periods
from pipeline.extract.segments import segments_of
from pipeline.extract.spans import span_at
from pipeline.extract.tokens import text_of
from pipeline.extract.whom.paper import read_paper
from pipeline.rules import Rules, load_rules
from pipeline.types import Period

KEY = "reportcheck_facts"  # in doc.user_data


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told of one figure at [start, end) of a text; empty or None where nothing is."""

    start: int
    end: int
    measure: str
    period: Period | None
    segment: str


def declare_span_facts() -> None:
    """Give every spaCy Span the four attributes; they mean something for spans that touch a figure."""
    getters = {"measure": _measure, "period": _period, "segment": _segment, "tree": _tree}
    for name, getter in getters.items():
        if not Span.has_extension(name):
            Span.set_extension(name, getter=getter)


def facts_of(doc: Doc) -> list[Facts]:
    """Return the facts of each figure of a Doc that `reportcheck_figures` has read, in order.

    Raises InputError where the shipped grammar is not there.
    """
    if KEY not in doc.user_data:
        doc.user_data[KEY] = _work_out(doc, doc._.figure_rules or load_rules())
    return list(doc.user_data[KEY])


def _work_out(doc: Doc, rules: Rules) -> list[Facts]:
    text, figures, sentences = text_of(doc), doc._.figures, doc._.sentence_spans
    names = doc._.names if "names" in doc.spans else find_names(text, rules)
    context = doc._.period_context
    periods = doc._.periods if "periods" in doc.spans else find_periods(text, context)
    read = read_measures(text, figures, sentences, periods, names, rules, heading="", paper=read_paper([text], rules))
    when, _ = assign_periods(text, figures, periods, sentences, context, lead=Carried(None), rules=rules)
    places = segments_of(text, figures, sentences, names, read.whom)
    return [
        Facts(f.start, f.end, phrase, assigned.period, place)
        for f, phrase, assigned, place in zip(figures, read.phrases, when, places, strict=True)
    ]


def _told(span: Span) -> Facts | None:
    return next((f for f in facts_of(span.doc) if f.start < span.end_char and span.start_char < f.end), None)


def _measure(span: Span) -> str:
    facts = _told(span)
    return facts.measure if facts else ""


def _period(span: Span) -> Period | None:
    facts = _told(span)
    return facts.period if facts else None


def _segment(span: Span) -> str:
    facts = _told(span)
    return facts.segment if facts else ""


def _tree(span: Span) -> Any | None:
    """The parsed Doc of the sentence in which a span begins: `token.dep_`, `token.head` of Universal Dependencies."""
    at = span_at(span.doc._.sentence_spans, span.start_char)
    if at is None:
        return None
    start, end = span.doc._.sentence_spans[at]
    return next(parsed([text_of(span.doc)[start:end]]), None)

"""The extractors as spaCy components: names, periods, priorities and figures.

Each puts its spans in `doc.spans` (names, periods, priorities, figures), expanded to whole tokens,
and the exact characters with all attributes in the extension of the same name (`doc._.figures`).
They are entry points, so `nlp.add_pipe("reportcheck_figures")` works in any pipeline once the package
is installed.
"""

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.extract.cells import with_decimal_point, with_joined_thousands
from pipeline.extract.exclusions import excluded_spans
from pipeline.extract.names import FoundName, find_names
from pipeline.extract.numbers import find_candidates
from pipeline.extract.periods import PeriodContext, PeriodMention, find_periods
from pipeline.extract.priorities import FoundPriority, find_priorities
from pipeline.extract.prose import FoundFigure, find_figures
from pipeline.extract.tokens import sentence_spans, text_of
from pipeline.rules import Rules, load_rules

EXTENSIONS: dict[str, Any] = {
    "names": [],
    "periods": [],
    "priorities": [],
    "figures": [],
    "sentence_spans": [],
    "period_context": PeriodContext(),
    "figure_rules": None,
}


def use_rules(nlp: Language, rules: Rules) -> None:
    """Make the components of a pipeline read these rules; without it they read the shipped ones."""
    for _, component in nlp.pipeline:
        if isinstance(component, NameFinder | FigureFinder):
            component.rules = rules


def _declare_extensions() -> None:
    for name, default in EXTENSIONS.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


def _put(doc: Doc, key: str, found: list[Any]) -> None:
    """Store what was found, exact in the extension and as token spans in doc.spans."""
    doc._.set(key, found)
    spans = [doc.char_span(f.start, f.end, label=_label(f), alignment_mode="expand") for f in found]
    doc.spans[key] = [s for s in spans if s is not None]


def _label(found: FoundName | PeriodMention | FoundPriority | FoundFigure) -> str:
    if isinstance(found, FoundName):
        return found.label
    if isinstance(found, PeriodMention):
        return found.shape.value
    return "priority" if isinstance(found, FoundPriority) else found.unit


class NameFinder:
    """Marks organisations, places, programmes, laws and services by the patterns of the rules."""

    def __init__(self) -> None:
        self.rules: Rules | None = None

    def __call__(self, doc: Doc) -> Doc:
        _put(doc, "names", find_names(text_of(doc), self.rules or load_rules()))
        return doc


class PeriodFinder:
    """Marks periods and dates, worked out against `doc._.period_context`."""

    def __call__(self, doc: Doc) -> Doc:
        _put(doc, "periods", find_periods(text_of(doc), doc._.period_context))
        return doc


class PriorityFinder:
    """Marks references to strategic priorities: `Strategic Priority 7`, `SP5/6/7/12/14A`."""

    def __call__(self, doc: Doc) -> Doc:
        _put(doc, "priorities", find_priorities(text_of(doc)))
        return doc


class FigureFinder:
    """Marks figures, with unit, qualifier, kind and sign. Uses names and periods where they were found."""

    def __init__(self) -> None:
        self.rules: Rules | None = None

    def __call__(self, doc: Doc) -> Doc:
        rules = self.rules or load_rules()
        if self.rules is not None:
            doc._.figure_rules = rules
        text = text_of(doc)
        # a component that ran and found nothing has put its empty list in doc.spans
        names = doc._.names if "names" in doc.spans else find_names(text, rules)
        periods = doc._.periods if "periods" in doc.spans else find_periods(text, doc._.period_context)
        doc._.sentence_spans = sentences = sentence_spans(doc)
        excluded = excluded_spans(text, names, periods)
        context = doc._.period_context
        numbers = with_decimal_point(text) if context.decimal_comma else text
        numbers = with_joined_thousands(numbers) if context.spaced_thousands else numbers
        _put(doc, "figures", find_figures(text, find_candidates(numbers, rules), excluded, sentences, rules))
        return doc


@Language.factory("reportcheck_names")  # type: ignore[untyped-decorator]
def make_names(nlp: Language, name: str) -> NameFinder:  # noqa: ARG001 - spaCy passes both by name
    """Make the component that marks names."""
    _declare_extensions()
    return NameFinder()


@Language.factory("reportcheck_periods")  # type: ignore[untyped-decorator]
def make_periods(nlp: Language, name: str) -> PeriodFinder:  # noqa: ARG001 - spaCy passes both by name
    """Make the component that marks periods."""
    _declare_extensions()
    return PeriodFinder()


@Language.factory("reportcheck_priorities")  # type: ignore[untyped-decorator]
def make_priorities(nlp: Language, name: str) -> PriorityFinder:  # noqa: ARG001 - spaCy passes both by name
    """Make the component that marks references to priorities."""
    _declare_extensions()
    return PriorityFinder()


@Language.factory("reportcheck_figures")  # type: ignore[untyped-decorator]
def make_figures(nlp: Language, name: str) -> FigureFinder:  # noqa: ARG001 - spaCy passes both by name
    """Make the component that marks figures, and give spans `_.measure`, `_.period`, `_.segment` and `_.tree`."""
    _declare_extensions()
    from pipeline.extract.spanfacts import declare_span_facts  # which reads trees, which needs these components

    declare_span_facts()
    return FigureFinder()

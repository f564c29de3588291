"""reportcheck's components in a spaCy pipeline of one's own: figures, periods and names of a text.

Run it after `pip install reportcheck`; it needs no model and no other import of this package, since spaCy finds
the components by their entry points.
"""

import spacy

TEXT = (
    "Burglary fell by 12% to 1,204 offences in 2015/16, and over 80% of victims were satisfied. "
    "Operation Lantern cost £1.2 million. Call 101 or write to Room 12."
)


def build() -> spacy.language.Language:
    """Return a blank English pipeline that splits sentences and marks names, periods and figures."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("reportcheck_names")  # so that the 101 of a telephone service is no figure
    nlp.add_pipe("reportcheck_periods")  # so that the 2015 of a year is none
    nlp.add_pipe("reportcheck_figures")
    return nlp


def main() -> None:
    """Print the spans of a text, then what is known of each figure."""
    doc = build()(TEXT)
    for group in ("names", "periods", "figures"):
        print(group, [(span.text, span.label_) for span in doc.spans[group]])
    for figure in doc._.figures:
        print(figure.text, figure.value, figure.unit, figure.qualifier.value or "=", figure.kind.value)


if __name__ == "__main__":
    main()

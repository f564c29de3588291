"""Tells figures of something measured, which have a period, from counts of bodies and limits, which have none."""

import re

from pipeline.extract.prose import FoundFigure
from pipeline.types import Kind

BODIES = re.compile(
    r"""\b(?: locations? | areas? | forces? | questions? | priorit(?:y|ies) | agenc(?:y|ies) | organisations?
      | partners? | teams? | projects?
      | sites? | boards? | qualifiers? | indicators? | measures? | units? | places? | schools?
              | councils? | boroughs? | districts? | suites?
      | themes? | objectives? | networks? | categor(?:y|ies) | stages? | types? | groups? )\b""",
    re.VERBOSE | re.IGNORECASE,
)
OUTCOME_NOUN = re.compile(
    r"""\b(?: offences? | crimes? | incidents? | reports? | calls? | arrests? | people | persons? | individuals?
      | victims?
      | offenders? | famil(?:y|ies) | children | searches | referrals? | cases? | visits? | entrants? | FTEs? | charges?
      | complaints? | burglar(?:y|ies) | thefts? | robber(?:y|ies) | deaths? | tests? | patients?
              | admissions? | detentions?
      | detained | records? | orders? | notices? | applications? | enforcements? | prosecutions?
              | investigations? | times
      | responses? | requests? | months? | participants? | users? | volunteers? | members? | cadets? | officers?
      | offences | returns? | students? | adults? | pupils? )\b""",
    re.VERBOSE | re.IGNORECASE,
)


def measures(text: str, figure: FoundFigure, sentence: tuple[int, int]) -> bool:
    """Whether a period in the sentence can be this figure's: not for counts of bodies or questions."""
    if figure.unit != "count":
        return True
    words = _words_after(text, figure, sentence)
    if BODIES.search(" ".join(words[:3])):
        return False
    return "words" not in figure.rule or OUTCOME_NOUN.search(" ".join(words)) is not None


def _words_after(text: str, figure: FoundFigure, sentence: tuple[int, int]) -> list[str]:
    return re.findall(r"[A-Za-z'-]+", text[figure.end : min(sentence[1], figure.end + 60)])[:5]


def is_outcome(text: str, figure: FoundFigure, sentence: tuple[int, int]) -> bool:
    """A measured outcome: percentages, changes, shares, rates, counts of events or people; never money or lengths."""
    if figure.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE, Kind.SHARE):
        return True
    if figure.unit in ("percent", "percentage_point", "rank", "ratio") or figure.unit.startswith("per_"):
        return True
    if figure.unit == "standard_deviation":
        return True
    if figure.unit == "count" or figure.unit.startswith("count/"):
        return _counts_outcomes(text, figure, sentence)
    return False


def _counts_outcomes(text: str, figure: FoundFigure, sentence: tuple[int, int]) -> bool:
    """Counts in digits are of events or people unless a body or place is counted; counts in words need such a noun."""
    words = _words_after(text, figure, sentence)
    if BODIES.search(" ".join(words[:3])):
        return False
    return "digits" in figure.rule or OUTCOME_NOUN.search(" ".join(words)) is not None

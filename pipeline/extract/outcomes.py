"""Tells figures of something measured, which have a period, from counts of bodies and limits, which have none."""

import re

from pipeline.extract.currencies import SIGNS
from pipeline.extract.prose import FoundFigure
from pipeline.extract.sensewords import sense_patterns
from pipeline.extract.spans import leads_to
from pipeline.rules import Rules
from pipeline.types import Kind, Role

MONEY = frozenset(SIGNS.values())
AMOUNTS = frozenset(
    {"kg", "t", "kt", "Mt", "kWh", "MWh", "GWh", "TWh", "l", "ML", "GL", "m³"}
)  # of what is produced or used
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


def is_outcome(text: str, figure: FoundFigure, sentence: tuple[int, int], rules: Rules) -> bool:
    """A measured outcome: percentages, changes, shares, rates, amounts, counts of events or people, what moved.

    Money that moved nowhere may be agreed only, and a length of time a limit.
    """
    if figure.unit in AMOUNTS or (figure.unit in MONEY and moved_to(text, figure, sentence, rules)):
        return figure.role is Role.ACTUAL
    if figure.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE, Kind.SHARE):
        return True
    if figure.unit in ("percent", "percentage_point", "rank", "ratio") or figure.unit.startswith("per_"):
        return True
    if figure.unit == "standard_deviation":
        return True
    if figure.unit == "count" or figure.unit.startswith("count/"):
        return _counts_outcomes(text, figure, sentence)
    return False


def is_measured_time(text: str, figure: FoundFigure, sentence: tuple[int, int], rules: Rules) -> bool:
    """Whether a length of time was measured, as an average or what something took, and is no limit."""
    told = leads_to(sense_patterns(rules).measured_time, text, figure.start, start=sentence[0])
    return told is not None and figure.role is Role.ACTUAL


def moved_to(text: str, figure: FoundFigure, sentence: tuple[int, int], rules: Rules) -> bool:
    """Whether a figure is where something rose or fell to or from."""
    return leads_to(sense_patterns(rules).ends_movement, text, figure.start, start=sentence[0]) is not None


def _counts_outcomes(text: str, figure: FoundFigure, sentence: tuple[int, int]) -> bool:
    """Counts in digits are of events or people unless a body or place is counted; counts in words need such a noun."""
    words = _words_after(text, figure, sentence)
    if BODIES.search(" ".join(words[:3])):
        return False
    return "digits" in figure.rule or OUTCOME_NOUN.search(" ".join(words)) is not None

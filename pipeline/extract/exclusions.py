"""What is no figure: dates, names, telephone numbers, addresses, times of day, ages, references."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.currencies import WRITTEN_OUT
from pipeline.extract.names import FoundName
from pipeline.extract.numbers import Candidate
from pipeline.extract.periodgrammar import LONG_MONTH
from pipeline.extract.periods import PeriodMention
from pipeline.extract.spans import WINDOW, Taken, leads_to
from pipeline.screens import leftmost, screened

NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty(?:-one|-four|-five)?)"
)
AGE = rf"(?:\d{{1,3}}|{NUMBER_WORD})"
DASH = r"[-‐‑‒–—]"

# Why a stretch is no figure, and what such a stretch looks like; each alone, so that most need not be tried.
EXCLUDED = tuple(
    (why, screened(pattern, re.VERBOSE))
    for why, pattern in (
        ("web", r"\bhttps?://\S+ | \bwww\.\S+"),
        ("web", r"\b[\w.-]{1,253}\.(?:gov|co|org|com|net|ly|be)(?:\.uk)?/\S*"),
        ("web", r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"),
        (
            "telephone",
            r"""\b(?:[Tt]el(?:ephone)?|[Pp]hone|[Mm]ob(?:ile)?|[Ff]ax|[Ee]xt(?:ension)?)\b
                [^\d\n]{0,12}[\d\s()+/-]{5,}\d""",
        ),
        (
            "telephone",  # 312-555-0142
            r"(?<![\d.,£$-])(?:\+?1[\s.-])?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[.-]\d{4}(?![\d,-])",
        ),
        ("telephone", r"(?<![\d.,£])(?:\+44\s?|0)\d{2,5}[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)"),
        ("telephone", r"(?<![\w.,£$€])\+\d{1,3}[\s-]\d{2,5}[\s-]\d{5,8}(?:\s?/\s?\d{5,8})*(?!\d)"),  # +91-11-2658 8895
        ("postcode", r"(?<=[a-z])\s*[-–]\s*\d{3}\s\d{3}(?=\s*,\s*[A-Z])"),  # Delhi – 110 029, India
        ("address", r"\bP\.?\s?O\.?\s?Box\s+(?:[Nn]o\.?\s*)?\d+"),
        ("postcode", r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b"),
        ("postcode", r"(?<=[a-z],\s)[A-Z]{2}\s+\d{5}(?:-\d{4})?\b"),
        ("time", rf"(?<![\d,.])\d{{1,2}}[:.]\d{{2}}\s?{DASH}\s?\d{{1,2}}[:.]\d{{2}}\s?[ap]\.?m\b"),
        ("time", r"(?<![\d,.])\d{1,2}(?:[:.]\d{2})?\s?(?:(?:am|a\.m|pm|p\.m)\b\.?|noon\b)"),
        ("time", r"(?<![\d,.:/])[0-2]?\d:[0-5]\d(?:\s?(?:hrs|hours|[ap]m))?(?![\d:])"),
        ("time", r"(?<![\d,])[0-2]\d[0-5]\d\s?hrs\b"),
        (
            "address",
            r"""(?<![\d,.])\d{1,4}[A-Za-z]?\s(?:[A-Z][a-z]+\s){1,3}
                (?:Street|Road|Lane|Avenue|Drive|Way|Square|Place|Close|Court|Park|House|Floor)\b""",
        ),
        (
            "age",
            rf"""\b(?:aged?|ages)\s+(?:of\s+|between\s+|from\s+|over\s+|under\s+)?{AGE}
                (?:\s*(?:{DASH}|to|and)\s*{AGE})?(?:\s+years?(?:\s+olds?|\s+of\s+age)?)?
                (?:\s+(?:and|or)\s+(?:over|under|above|older|younger))?""",
        ),
        (
            "age",
            rf"""(?<![\d,.]){AGE}(?:\s?(?:{DASH}|to|and)\s?{AGE})?[\s-]*(?:years?|yrs?)[\s-]*
                (?:olds?\b|of\s+age\b)""",
        ),
        ("age", rf"\b(?:under|over|below)\s+(?:the\s+)?ages?\s+of\s+{AGE}"),
        ("age", r"(?<![\d,.])\d{1,2}\s+(?:and|or)\s+(?:under|over|younger|older)\b"),
        (
            "age",  # children under 5
            r"""\b(?:people|persons|those|adults|children|girls|boys|women|men|residents)\s+(?:under|over|below)\s+\d{1,2}\b
                (?![\d.,]*\d|\s*(?:%|per\s?cent|hours?|days?|weeks?|months?|minutes?|miles?))""",
        ),
        ("age", r"\bunder[\s-]\d{1,2}s\b | \bover[\s-]\d{2}s\b"),
        ("dimension", r"(?<![\w.])\d+(?:\.\d+)?\s?(?:x|×)\s?(?!10\s?[\^−⁻⁺⁰¹²³⁴-⁹])\d+(?:\.\d+)?(?![\d%])"),
        (
            "age",  # Jo Bloggs, 25, said
            r"\b[A-Z][a-z]+,\s\d{1,2}(?=,\s(?:who|of|from|said|says|told|now|was|is|has|had)\b)",
        ),
        (
            "date",
            rf"""\b{LONG_MONTH}\s
                (?:[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?![\d,.:/-]*\d|\s*%|\s+[a-z]+s\b|\s+(?:people|more|per|of|out|hundred|thousand|[mb]illion)\b)""",
        ),
        ("years", r"\b(?i:between|from)\s+1[5-9]\d\d\s+(?:and|to)\s+(?:1[5-9]|20)\d\d\b(?!\s+[a-z]+s\b)"),
        ("years", r"(?<![\d,.£$])(?:(?:19|20)\d\d\s+){2,}(?:19|20)\d\d\b"),
        ("years", r"\b(?:by|until|before|after)\s+2[1-9]\d\d\b(?=[.;)]?\s*$|,\s)"),  # by 2120, scientists warn
        (
            "name",  # the FTSE 100
            r"""(?<=\bthe\s)(?:(?=[A-Z])[A-Z&]*[a-z]*\s){1,2}\d{2,3}\b
                (?![\d,.:/-]*\d|\s*%|\s+[a-z-]*[a-z]s\b|\s+(?:people|or|to|were|are|have|of)\b)""",
        ),
        ("ratio", r"(?<![\d:.,])\d{1,3}:\d{1,3}(?![\d:])"),
        ("score", r"\b(?:1:1s?|one[\s-]to[\s-]ones?|50/50|50:50|9/11|7/7)(?!\d)"),
        (
            "score",
            rf"""\b(?:won|lost|drew|beat(?:en)?|defeat(?:ed)?|scored?|victory|win)\b
                [^.;\d]{{0,25}}\d{{1,3}}\s?{DASH}\s?\d{{1,3}}(?![\d%.,]*\d|%)""",
        ),
        ("score", r"(?<![\w.,-])(?P<same_end>\d{1,3})[-–](?P=same_end)(?![\d%-]|[.,]\d)"),
        ("footmark", r"(?<=[\w%.,;:)”\"’])\[\d{1,3}\]"),  # 310[2]
        ("enumerator", r"(?:(?<=\s)|^)\(\d{1,2}\)(?=\s[A-Za-z])"),
        ("coordinates", r"\b(?:[Ll]at|[Ll]ong?)[a-z]*[.:]?\s?[-–]?\d{1,3}\.\d+"),
        ("legend", r"\b(?:represents?|rounds?\s+to|denotes?)\s+zero\b"),
        (
            "perbase",
            r"\bper\s+(?:\d{1,3}(?:,\d{3})+|\d+|(?:one\s+)?(?:hundred|thousand|million))\b",
        ),
        ("serial", r"(?<![\w£$€.,])\d{9,}+(?![\d,.]*\d)"),
        (
            "serial",
            rf"""(?<!\$)\b(?!(?:GBP|USD|EUR|INR|JPY|CHF|AUD|CAD|NZD|RM)\d|{WRITTEN_OUT})
                [A-Z]{{2,}}[-/]?\d+(?:[-/.]\d+)*\b | \#\d+""",
        ),
        ("serial", r"\b[A-Z](?:\d{1,4})?[-–]\d{1,4}[A-Z]?\b(?![\d,.]*\d|%)"),
    )
)
VAGUE_BEFORE = re.compile(r"\b(?:several|many|few|couple\s+of|tens\s+of|hundreds\s+of|dozens\s+of)\s+$", re.IGNORECASE)
NOT_ONE_BEFORE = re.compile(
    r"\b(?:no|any|every|each|only|this|that|the|another|which|next|last|some|same|single|number|day)\s+$", re.IGNORECASE
)
NOT_ONE_AFTER = re.compile(
    r"""
    \s*(?: (?:of|another|who|that|which|is|was|and\s+the\s+same|or\s+(?:more|two)|in\s+particular|to\s+one
            |by\s+one|off|and|or|to|for|at|on|by|with|as|has|have|had|will|would|can|could|from|than|where|when
            |party)\b
         | (?:year|day|way|time|hand|page|place|point|thing|step|side|reason|example|area\s+of|aspect
                 |element|option|stop|key)s?\b
         | [-‐‑–](?!(?:minute|hour|day|week|month|year)) | [,.;:)]|$ )
    """,
    re.VERBOSE | re.IGNORECASE,
)  # fmt: skip


LONE_FRACTION = re.compile(r"(?:a|one)[\s-](?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)$", re.IGNORECASE)
FRACTION_AFTER = re.compile(
    r"\s*(?:[.,;:)%]|$|(?:of|in|to|who|were|are|have|had|has|said|felt|lower|higher|more|less|fewer|compared"
    r"|since|and|on|between|during)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Excluded:
    """A stretch of text whose numbers are no figures, and why."""

    start: int
    end: int
    why: str


def excluded_spans(text: str, names: Sequence[FoundName], periods: Sequence[PeriodMention]) -> list[Excluded]:
    """Return the stretches whose numbers name or date something, in order."""
    spans = [Excluded(n.start, n.end, n.rule) for n in names if n.label != "place"]
    spans += [Excluded(p.start, p.end, "period") for p in periods]
    for why, m in leftmost(EXCLUDED, text):
        start = m.start() + (m[0].index(m[0].split()[-1]) if why == "perbase" else 0)
        spans.append(Excluded(start, m.end(), why))
    return sorted(spans, key=lambda s: (s.start, s.end))


def is_figure(text: str, candidate: Candidate, excluded: Taken) -> bool:
    """Whether a printed number says how much there is, rather than naming or dating something.

    excluded: the places of what names or dates something.
    """
    if excluded.meets(candidate.start, candidate.end):
        return False
    at, after = candidate.start, text[candidate.end : candidate.end + WINDOW]
    if (
        candidate.form == "fraction"
        and LONE_FRACTION.match(text[candidate.start : candidate.end])
        and not FRACTION_AFTER.match(after)
    ):
        return False  # `a third party`, `a third annual report`
    if candidate.form == "words" and candidate.unit == "count":
        if leads_to(VAGUE_BEFORE, text, at):
            return False
        if after[:1] in "-‐‑–" and after[1:2].isalpha() and not after[1:].startswith("odd"):
            return False  # three-session, zero-tolerance
        printed = text[candidate.start : candidate.end].lower()
        if printed == "one" and (leads_to(NOT_ONE_BEFORE, text, at) or NOT_ONE_AFTER.match(after)):
            return False
        return printed != "zero" or not after.startswith("-")
    return candidate.form != "duration" or not _is_idle_duration(text, candidate, after)


IDLE_BEFORE = re.compile(
    r"\b(?:over|in|for|during|within)?\s*(?:the|this|these|those|past|last|next|coming|previous|recent"
    r"|latest|following|each|every|another|same|term)\s+(?:of\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
OVER = re.compile(r"over\s+$")
NOT_IDLE_BEFORE = re.compile(r"\b(?:to|within|than|least|of)\s+$")
IDLE_ONE = re.compile(r"^(?:one|a)[\s-](?:year|day|week)s?$", re.IGNORECASE)


def _is_idle_duration(text: str, candidate: Candidate, after: str) -> bool:
    """A length of time that only dates something (`the past three years`, `12 years on`) measures nothing."""
    at = candidate.start
    hyphenated = "-" in text[candidate.start : candidate.end]
    if leads_to(IDLE_BEFORE, text, at) and candidate.unit in ("week", "month", "year") and not hyphenated:
        return True
    if re.match(r"\s+(?:on|ago|later|earlier)\b(?!\s+average)", after) and not leads_to(OVER, text, at):
        return True
    return IDLE_ONE.match(text[candidate.start : candidate.end]) is not None and not leads_to(NOT_IDLE_BEFORE, text, at)

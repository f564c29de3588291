"""The entries of the rule files: what each holds, and what it may say."""

import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Entry(BaseModel):
    """Base of all rule entries: unknown fields are faults, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _checked_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:  # `{1,99999999999}`, a thousand brackets
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


class Patterned(Entry):
    """A rule that a pattern may tell: a regular expression, case apart."""

    pattern: str = ""

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        return _checked_pattern(pattern)


class Hedge(Entry):
    """Words or signs before (or after) a number that bound or blur it."""

    qualifier: Literal["<", ">", "<=", ">=", "~"]
    words: tuple[Text, ...]
    after: bool = False  # stands behind the number: `20 or more`
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...] = ()


class Direction(Entry):
    """Verbs and nouns of rise and fall."""

    direction: Literal["rise", "fall", "same"]
    words: tuple[Text, ...]
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...] = ()


class Multiple(Entry):
    """Words for a change by a multiple or to a part."""

    times: Decimal  # the later level over the earlier one
    words: tuple[Text, ...]
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...] = ()


class MeasureWords(Entry):
    """Words by which the tree of a sentence tells what its figures measure.

    hit, miss: `sentence => phrase`, what the first figure of the last sentence with one measures.
    """

    role: Literal[
        "change",
        "mover",
        "amount",
        "experience",
        "frame",
        "group",
        "reference",
        "hedge",
        "compare",
        "ranked",
        "time",
        "opener",
        "named",
        "several",
        "person",
        "third",
        "example",
        "when",
        "standard",
        "pooling",
        "source",
        "telling",
    ]
    words: tuple[Text, ...]
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...] = ()


class Whom(Patterned):
    """Words, or a pattern, by which a sentence tells whom or where its figures are of.

    hit, miss: `sentence => place or group`, of the first figure of the sentence, nothing where it is limited to none.
    """

    says: Literal[
        "people", "told_people", "of_people", "aged", "wide", "pool", "average", "within", "towards", "no_place",
        "body", "title", "roll", "short",
    ]  # fmt: skip
    words: tuple[Text, ...] = ()
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...] = ()


class SenseRule(Patterned):
    """Words, or a pattern, by which a number in running text is told to be a change, a level or a share.

    words: whole ones, `*` at the end of one stands for any ending; hit, miss: `sentence => kind +` or `kind -`, of its
    first figure.
    """

    says: Literal[
        "change_noun", "comparative", "level", "leads_to_level", "before_level", "leads_to_size", "before_size",
        "right_before", "ends_counted", "phrasal", "measured_time",
    ]  # fmt: skip
    words: tuple[Text, ...] = ()
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...] = ()


class Frame(Entry):
    """Words of a measure's name that do not say what is measured, or say nothing alone.

    hit, miss: `label => words that are compared`, in the order of the alphabet.
    """

    role: Literal["before", "after", "rate", "time", "light", "generic", "from_to", "down", "up"]
    words: tuple[Text, ...]
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...] = ()


class EntityWords(Entry):
    """Words by which a segment is a place, an organisation, a group of people, or the whole.

    `type` are kinds of places behind a name, `local` those that stand for a name. hit, miss: segments.
    """

    kind: Literal["whole", "place", "organisation", "group", "type", "local"]
    words: tuple[Text, ...]
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...] = ()


class Unit(Patterned):
    """How a unit is printed, and how it is written in the data."""

    unit: Text  # in the data
    library: str = ""  # its name in Pint, which then knows its prefixes, symbols and compounds
    words: tuple[Text, ...] = ()  # in any case, singular
    symbols: tuple[Text, ...] = ()  # as printed
    prefixed: tuple[Text, ...] = ()  # symbols that mean it behind a prefix only: `g` in `kg`
    where: Literal["number", "label"] = "number"  # stands behind numbers too, or only where a label tells a unit
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...] = ()


class Gap(Entry):
    """What an empty cell says."""

    status: Literal["not_available", "no_change"]
    words: tuple[Text, ...]
    why: Text


class Mark(Entry):
    """A mark at a figure, as `[r]` for revised."""

    flag: Literal["revised", "provisional", "estimated", "break", "suppressed", "not_applicable"]
    words: tuple[Text, ...]
    why: Text


class Name(Patterned):
    """A name, or a pattern of names, whose numbers are no figures."""

    name: Text
    label: Literal["organisation", "place", "programme", "law", "service", "product", "reference"]
    aliases: tuple[Text, ...] = ()
    why: Text
    hit: tuple[Text, ...] = ()
    miss: tuple[Text, ...] = ()


class Priority(Entry):
    """A strategic priority of a plan."""

    number: str = ""
    title: Text
    aliases: tuple[Text, ...] = ()


class Plan(Entry):
    """A publisher's plan: in force between two dates, with its priorities."""

    id: Text
    publisher: Text
    title: Text
    start: Text  # ISO date
    end: Text
    priorities: tuple[Priority, ...]


class Indicator(Entry):
    """A canonical indicator with the names that reports give it."""

    id: Text
    label: Text
    aliases: tuple[Text, ...] = ()
    unit: str = ""
    direction: Literal["up", "down", "none"] = "none"
    priorities: tuple[str, ...] = ()  # titles' key words that make a short row label this indicator
    why: str = ""
    hit: tuple[Text, ...] = ()
    miss: tuple[Text, ...] = ()


class DocumentKindRule(Entry):
    """Words in a title or on a cover that tell the kind of a report; the first that fits is taken."""

    kind: Literal["performance_report", "annual_report", "dashboard", "agenda_pack", "minutes", "plan"]
    words: tuple[Text, ...]
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...] = ()


class LabelRule(Patterned):
    """What words in a table's label say: the kind of number, its role, that the label names a group."""

    says: Literal[
        "percent_change", "change", "share", "rate", "rank", "average", "median", "cumulative", "index", "target",
        "first_stage",
        "forecast", "actual", "variance", "interval", "no_values", "total", "group", "group_head", "measure_head",
        "identifier", "base", "of_which", "parts", "people", "opens_with_people", "unfinished", "unit_head", "weight",
        "level", "leans", "estimate", "money",
    ]  # fmt: skip
    words: tuple[Text, ...] = ()  # whole words; `*` at the end of one stands for any ending
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...] = ()


class PatternRule(Patterned):
    """A regular expression, why it stands, and texts that it hits and misses."""

    pattern: Text
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...] = ()


class Phrase(PatternRule):
    """A phrase that a check looks for in the folded text of sentences, with named groups for what it looks at."""

    says: Literal[
        "no_data", "no_data_for_these", "reported_on", "members", "on_average", "for_each", "brought_more",
        "last_years", "span_of_years", "real_terms", "start_year", "revised_later",
        "numbered", "opening_balance", "closing_balance", "all_income", "all_spending",
        "is_plus", "is_minus",
    ]  # fmt: skip


class Places(Entry):
    """Names of the parts of a country."""

    country: Text  # ISO 3166-1 code
    names: tuple[Text, ...]


class DateWords(Entry):
    """Words of papers whose numeric dates put the day, or the month, first."""

    says: Literal["day_first", "month_first"]
    words: tuple[Text, ...]
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...] = ()


class Currency(Entry):
    """A currency by its words without a country, the words for its coin, and whether its code means other things."""

    code: Text
    words: tuple[Text, ...] = ()
    hundredths: tuple[Text, ...] = ()
    doubtful: bool = False
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...] = ()


class BaseRule(PatternRule):
    """How a paper says what a change is measured against.

    `leads` and `leads_in_change` are what stands before a period that is a base; `year_before` to `start_of_year`
    tell a base against the period reported on. `of_change` tells that a sentence speaks of changes, `changes_alone`
    that a title is over nothing else. `reference` stands before the years of an average, `against_average` in a
    label whose changes are from it. `ago` tells a time back from a period, with its number and unit in groups;
    `record` stands before the year since which nothing was so high; `same_again` is the time told before.
    `from_change` is a noun of change with the words that lead to the period it is measured from. `changes_are` begins
    a sentence on what all changes of a table are measured against; `settled` stands before the date of a decision.
    """

    says: Literal[
        "leads", "leads_in_change", "year_before", "quarter_before", "month_before", "week_before", "day_before",
        "period_before", "start_of_year", "of_change", "changes_alone", "reference",
        "against_average", "ago", "record", "same_again", "from_change", "changes_are", "settled",
    ]  # fmt: skip


class CountryRule(Entry):
    """What a paper's country settles where the paper is silent, and the words that tell the country."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    words: tuple[Text, ...]
    fiscal_start: Annotated[int, Field(ge=1, le=12)]
    dollar: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | Literal[""] = ""
    why: Text


class FiscalRule(Entry):
    """How a paper says when its fiscal years start or end; `{date}` in the pattern is a day and month, or a month."""

    says: Literal["starts", "ends"]
    pattern: Text
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...] = ()

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        if pattern.count("{date}") != 1:
            raise ValueError("{date} must stand in it once")
        _checked_pattern(pattern.replace("{date}", "date"))
        return pattern


class OrganisationRule(PatternRule):
    """What names an organisation, or tells that one brings a paper out; the file says what each kind is."""

    says: Literal[
        "last", "loose", "first", "opener", "before_country", "place", "area", "holder", "common", "leading", "label",
        "other", "acts", "unit", "address",
    ]  # fmt: skip


class CheckExample(Entry):
    """A few lines of a report, and what the check must say of them."""

    text: Text
    finds: Text = "nothing"


class CheckRule(Entry):
    """A check: its code, title, default severity, tolerance and reason."""

    code: Text
    type: Text
    title: Text
    severity: Literal["error", "warning", "info"]
    rule: Text  # the rule in one or two sentences, for an auditor
    tolerance: str = ""
    why: Text
    hit: tuple[Text, ...]
    miss: tuple[Text, ...]

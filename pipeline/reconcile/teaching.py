"""What reviewers decided of links and measures, as the next run takes it up."""

from collections.abc import Iterable

from pipeline.align.identity import Taught
from pipeline.align.identity.taught import link_identifier, pair_of
from pipeline.errors import InputError
from pipeline.reconcile.decisions import standing
from pipeline.types import Decision, Verdict

ONE, TWO = Verdict.CONFIRMED, Verdict.DISMISSED  # of a link: its ends are one measure, or two


def taught_by(decisions: Iterable[Decision]) -> Taught:
    """Return what decisions in force teach of measures.

    One on a link has the ids of both ends in `stands`, and is confirmed where they are one measure, dismissed where
    they are two; one on a measure has in `stands` what it is called, or nothing where its name is right. Raises
    InputError for a link whose ends do not fit its id.
    """
    pairs = {ONE: set[tuple[str, str]](), TWO: set[tuple[str, str]]()}
    names: dict[str, str] = {}
    for (subject, name), decision in standing(decisions).items():
        if subject == "link" and decision.verdict in pairs:
            pairs[decision.verdict].add(ends_of(decision))
        elif subject == "measure" and decision.verdict is ONE:
            names[name] = decision.stands.strip()
    return Taught(frozenset(pairs[ONE]), frozenset(pairs[TWO]), names)


def ends_of(decision: Decision) -> tuple[str, str]:
    """Return the ids of a link's ends, the smaller first; raises InputError where they do not fit the link's id."""
    ends = decision.stands.split()
    if len(ends) != 2 or link_identifier(pair_of(*ends)) != decision.subject_id:
        raise InputError(
            f"decision on link {decision.subject_id}: `stands` must hold the ids of its two ends; take the line out"
        )
    return pair_of(*ends)


def link_decision(left: str, right: str, verdict: Verdict) -> Decision:
    """Return the decision that two ids are one measure (confirmed), two (dismissed), or neither any more (open)."""
    pair = pair_of(left, right)
    stands = "" if verdict is Verdict.OPEN else " ".join(pair)
    return Decision("link", link_identifier(pair), verdict, stands=stands)

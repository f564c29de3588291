"""The whole run: read each file, align the reports, check the figures, reconcile the series."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from pipeline.align import align_reports
from pipeline.align.identity import identify
from pipeline.archive import (
    Discovery,
    EngineLimits,
    Manifest,
    Plan,
    Progress,
    ZipLimits,
    checked,
    discover,
    process_archive,
    with_reasons,
)
from pipeline.archive.remote import Hasher, hash_addresses
from pipeline.check import Budget, run_checks
from pipeline.check.budget import CHECK_S
from pipeline.errors import InputError
from pipeline.extract.settings import Settings
from pipeline.read import Limits
from pipeline.reconcile import reconcile
from pipeline.reconcile.decisions import Offer, apply_decisions
from pipeline.reconcile.teaching import taught_by
from pipeline.rules import Rules, load_rules
from pipeline.types import Dataset, Decision, Outcome, OutcomeStatus, Report

NAMED = 3  # of what a notice speaks of; the rest is counted
REASONS_TOLD = 12  # for passing something over; an archive may hold files of a hundred endings


def _no_notice(_message: str) -> None:
    """Tell nobody."""


def _keep_nothing(_found: Discovery) -> None:
    """Do not keep where the files lie."""


def _draw_nothing(_read: Sequence[Outcome]) -> None:
    """Begin nothing when all is read."""


@dataclass(frozen=True)
class Options:
    """How a run is done. `rules` None stands for the shipped ones, `jobs` 0 for all cores.

    `journal` is the folder that keeps what was read for the next run (an address is text), None for none.
    `cluster` is the address of a Dask scheduler; empty to read on this machine.
    """

    rules: Rules | None = None
    manifest: Manifest | None = None
    settings: Settings = field(default_factory=Settings)
    limits: Limits = field(default_factory=Limits)
    engine: EngineLimits = field(default_factory=EngineLimits)
    zips: ZipLimits = field(default_factory=ZipLimits)
    decisions: tuple[Decision, ...] = ()
    jobs: int = 0
    journal: Path | str | None = None
    cluster: str = ""
    password: str = field(default="", repr=False)
    check_s: float = CHECK_S  # seconds of each check of a document; one across documents has more
    progress: Sequence[Callable[[Progress], None]] = ()  # each is told of every document done
    notice: Callable[[str], None] = _no_notice  # is told what was passed over
    found: Callable[[Discovery], None] = _keep_nothing  # is told where the files lie, for those who draw them
    read: Callable[[Sequence[Outcome]], None] = _draw_nothing  # is told when all is read, for the same


def run_archive(paths: Sequence[str | Path], options: Options | None = None) -> Dataset:
    """Read every report at `paths` (files, folders, globs) and return the reconciled dataset.

    Raises InputError for a path that does not exist and RuleError for faults in the rules. A file that
    cannot be read is an outcome with status failed, never an exception.
    """
    options = options or Options()
    rules = options.rules or load_rules()
    plan = _plan(rules, options)
    found = discover(paths, zip_limits=options.zips, hasher=_hasher(options))
    options.found(found)
    _tell_notices(found, options)
    read = process_archive(found, plan, manifest=options.manifest, progress=options.progress)
    outcomes = sorted(read, key=lambda o: o.file.path)
    options.read(outcomes)
    reports = [report for outcome in outcomes for report in outcome.reports]
    alignment = align_reports(reports)
    checks, findings, coverage = run_checks(reports, alignment, rules, checked, budget=Budget(options.check_s))
    outcomes = [with_reasons(o, [str(g) for g in checks.gave_up]) for o in outcomes]
    discrepancies, offers = apply_decisions(findings, options.decisions, reports)
    _tell_offers(offers, options)
    identities = identify(reports, alignment, rules, taught_by(options.decisions))
    series = reconcile(reports, alignment, discrepancies, rules, options.decisions, identities)
    return Dataset(
        outcomes=tuple(outcomes),
        versions=alignment.versions,
        checks=checks,
        discrepancies=discrepancies,
        coverage=coverage,
        series=series,
        settings=tuple(_settings(options)),
        identities=identities,
    )


def _hasher(options: Options) -> Hasher:
    if not options.cluster:
        return hash_addresses
    from pipeline.archive.cluster import hash_on_cluster

    return partial(hash_on_cluster, options.cluster)


def _tell_notices(found: Discovery, options: Options) -> None:
    if found.passed_over:
        options.notice(f"passed over: {_counted(found.passed_over)}; name a file or folder itself to have it tried")
    unused = options.manifest.unused(f.facts.path for f in found.files) if options.manifest else []
    if unused:
        options.notice(f"manifest: no document fits {_some(unused)}; check the spelling of its path")


def _counted(passed_over: Sequence[tuple[str, str]]) -> str:
    """Return how many were passed over for each reason, endings last and the most first; folders and links by name."""
    paths: dict[str, list[str]] = {}
    for path, reason in passed_over:
        paths.setdefault(reason, []).append(path)
    told = []
    order = sorted(paths, key=lambda r: (r.startswith("not a document"), -len(paths[r]), r))
    for reason in order:
        named = "" if reason.startswith(("not a document", "hidden")) else f" ({_some(paths[reason])})"
        told.append(f"{len(paths[reason])} {reason}{named}")
    rest = len(passed_over) - sum(len(paths[r]) for r in order[:REASONS_TOLD])
    return ", ".join(told[:REASONS_TOLD]) + (f", {rest} for other reasons" if rest else "")


def _some(paths: Sequence[str]) -> str:
    return ", ".join(paths[:NAMED]) + (f" and {len(paths) - NAMED} more" if len(paths) > NAMED else "")


def read_reports(path: str | Path, options: Options | None = None) -> tuple[Report, ...]:
    """Read one file and return its reports, unchecked; raises InputError with the reason where it cannot be read."""
    options = options or Options()
    plan = _plan(options.rules or load_rules(), options)
    outcomes = list(process_archive(discover([path], zip_limits=options.zips), plan, manifest=options.manifest))
    if len(outcomes) != 1:
        raise InputError(f"{path}: holds {len(outcomes)} files; name one")
    if outcomes[0].status is OutcomeStatus.FAILED:
        raise InputError(f"{path}: {outcomes[0].message}")
    return outcomes[0].reports


def _tell_offers(offers: Sequence[Offer], options: Options) -> None:
    for offer in offers:
        options.notice(
            f"decisions: {offer.decision.subject_id} is gone; {offer.discrepancy_id} rests on the same evidence: "
            "decide it anew if the decision still holds"
        )


def _plan(rules: Rules, options: Options) -> Plan:
    return Plan(
        rules,
        options.settings,
        options.limits,
        options.engine,
        zips=options.zips,
        jobs=options.jobs,
        journal=options.journal,
        password=options.password,
        cluster=options.cluster,
        decisions=options.decisions,
        check_s=options.check_s,
        notice=options.notice,
    )


def _settings(options: Options) -> list[tuple[str, str]]:
    """Return every setting that can change the dataset, for run.json; the number of jobs cannot."""
    groups = (asdict(options.settings), asdict(options.limits), asdict(options.engine), asdict(options.zips))
    settings = {name: str(value) for group in groups for name, value in group.items()}
    if options.settings.model:
        from pipeline.extract.model import model_digest

        settings["model_sha256"] = model_digest(options.settings.model)
    settings["check_s"] = f"{options.check_s:g}"
    settings["manifest_sha256"] = options.manifest.sha256 if options.manifest else ""
    settings["decisions_sha256"] = _digest(options.decisions)
    return sorted(settings.items())


def _digest(decisions: Sequence[Decision]) -> str:
    text = json.dumps([asdict(d) for d in decisions], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest() if decisions else ""

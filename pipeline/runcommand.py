"""The command `run`: its options as a table, and what they ask for carried out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.commands import DECISIONS
from pipeline.errors import ExitCode
from pipeline.terminal import no_notice, notice, plain, print_lines, width

if TYPE_CHECKING:
    from pipeline.extract.settings import Settings
    from pipeline.publish.rows import Rows
    from pipeline.rules import Rules
    from pipeline.steps import Options
    from pipeline.types import Dataset


class FailOn(StrEnum):
    """From which severity on findings make the command exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


def _option(metavar: str, told: str, *names: str, least: float | None = None, most: float | None = None) -> Any:
    """Return an option with the word that stands for its value, and what is told of it; a bare name for a switch."""
    return typer.Option(*names, metavar=metavar or None, min=least, max=most, help=told)


Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Reports: files, folders or quoted globs.")]
Out = Annotated[str, _option("DIR", "Folder for the dataset, or an address such as s3://bucket/outputs.")]
RulesFolder = Annotated[Path | None, _option("DIR", "Folder of your own rule files, laid over the shipped.")]
ManifestFile = Annotated[
    Path | None, _option("FILE", "CSV that says of each report what its print does not: title, date, source.")
]
Formats = Annotated[str, _option("NAMES", "csv, xlsx, sqlite, parquet, jsonl, audit: joined by commas.", "--format")]
FailingOn = Annotated[
    FailOn, _option("WORD", "error, warning or never: exit with 1 if there are findings of this severity or worse.")
]
Jobs = Annotated[int, _option("N", "Documents read at the same time; 0 for one a core.", least=0)]
Cluster = Annotated[str, _option("ADDRESS", "Scheduler of a Dask cluster that reads, as tcp://host:8786.")]
Month = Annotated[
    int | None, _option("MONTH", "Month in which fiscal years start, whatever a paper says.", least=1, most=12)
]
Model = Annotated[str, _option("NAME", "A spaCy model for names beside the rules; builtin for the shipped one.")]
Deadline = Annotated[float, _option("S", "Seconds that reading a document, or its figures, may take.", least=1)]
CheckDeadline = Annotated[float, _option("S", "Seconds that one check of a document may take.", least=0.1)]
Memory = Annotated[int, _option("MB", "Megabytes of memory that one document may take.", least=200)]
DecisionsFile = Annotated[
    Path | None, _option("FILE", "A reviewer's decisions, read and never written; DIR/decisions.jsonl else.")
]
Password = Annotated[str, _option("TEXT", "Password of encrypted documents.")]
Limit = Annotated[
    list[str] | None, _option("NAME=N", "Change a limit, as max_pages=500; can be given again: docs/commands.md.")
]
Log = Annotated[Path | None, _option("FILE", "Write a JSON line for each document as it is read.")]
Fresh = Annotated[bool, _option("", "Read every document anew, also those read before.", "--fresh")]
Show = Annotated[int, _option("N", "How many errors and warnings to print at the end.", least=0)]
Json = Annotated[bool, _option("", "Print one JSON object instead of the summary.", "--json")]
Verbose = Annotated[bool, _option("", "Print a line for each document as it is read.", "--verbose")]
Quiet = Annotated[bool, _option("", "Print nothing but mistakes.", "--quiet")]


@dataclass(frozen=True)
class Asked:
    """What the options of `run` ask for, by their names."""

    paths: list[str]
    out: str
    rules: Path | None
    manifest: Path | None
    formats: str
    fail_on: FailOn
    jobs: int
    cluster: str
    fiscal_year_start: int | None
    model: str
    deadline: float
    check_deadline: float
    memory: int
    decisions: Path | None
    password: str
    limit: list[str] | None
    log: Path | None
    fresh: bool
    show: int
    as_json: bool
    verbose: bool
    quiet: bool


def run(
    paths: Paths,
    out: Out = "outputs",
    rules: RulesFolder = None,
    manifest: ManifestFile = None,
    formats: Formats = "csv,xlsx,sqlite,audit",
    fail_on: FailingOn = (FailOn.NEVER),
    jobs: Jobs = 0,
    cluster: Cluster = "",
    fiscal_year_start: Month = None,
    model: Model = "",
    deadline: Deadline = 120,
    check_deadline: CheckDeadline = 30,
    memory: Memory = 1500,
    decisions: DecisionsFile = None,
    password: Password = "",
    limit: Limit = None,
    log: Log = None,
    fresh: Fresh = False,
    show: Show = 25,
    as_json: Json = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Read reports, check their figures against each other and write the dataset.

    Every figure is kept with its page or line. A document that cannot be read is listed with the
    reason; the others are read all the same. A run that was stopped goes on where it stopped.
    """
    asked = Asked(**locals())
    rows, written = _carried_out(asked)
    code = _exit_code(rows.dataset, fail_on)
    if as_json:
        _print_object(rows, asked, written, code)
    elif not quiet:
        _print_summary(rows, asked, audit="audit" in written)
    raise typer.Exit(code)


def _carried_out(asked: Asked) -> "tuple[Rows, tuple[str, ...]]":
    """Read, check and write what is asked for; return the rows of the dataset and the formats written."""
    from pipeline.archive.journal import empty_journal, journal_of
    from pipeline.archive.lock import locked
    from pipeline.archive.remote import output_folder
    from pipeline.drawing import Studio
    from pipeline.progress import open_log, show_progress
    from pipeline.publish import check_formats, publish
    from pipeline.publish.rows import Rows
    from pipeline.rules import load_rules
    from pipeline.steps import run_archive

    names = check_formats(asked.formats.split(","))
    rules = load_rules(asked.rules)
    options = _options(asked, rules)
    with locked(journal_of(asked.out)), output_folder(asked.out, [DECISIONS]) as folder:
        if asked.fresh:
            empty_journal(journal_of(asked.out))
        options = _with_files(options, asked, folder)
        with Studio(Path(journal_of(str(folder)))) as studio:
            with show_progress(quiet=asked.quiet, verbose=asked.verbose) as tell, open_log(asked.log) as record:
                told = replace(options, progress=[tell, record])
                dataset = run_archive(asked.paths, studio.watch(told) if "audit" in names else told)
            publish(dataset, rules, out=folder, formats=names, draw=studio.draw, jobs=asked.jobs)
    return Rows(dataset, rules), names


def _options(asked: Asked, rules: "Rules") -> "Options":
    """Return how the run is done; a mistake in the limits is told before anything is opened."""
    from pipeline.archive import EngineLimits
    from pipeline.archive.journal import journal_of
    from pipeline.limits import set_limits
    from pipeline.steps import Options

    limits, zips = set_limits(asked.limit or [])
    return Options(
        rules=rules,
        engine=EngineLimits(deadline_s=asked.deadline, memory_mb=asked.memory),
        limits=limits,
        zips=zips,
        jobs=asked.jobs,
        cluster=asked.cluster,
        journal=journal_of(asked.out),
        password=asked.password,
        check_s=asked.check_deadline,
        notice=no_notice if asked.quiet else notice,
    )


def _with_files(options: "Options", asked: Asked, folder: Path) -> "Options":
    """Return the options with what stands in files of the user's: manifest, model, decisions."""
    from pipeline.archive import read_manifest
    from pipeline.reconcile.decisions import read_decisions

    return replace(
        options,
        manifest=read_manifest(asked.manifest) if asked.manifest else None,
        settings=_settings(asked.fiscal_year_start, asked.model),
        decisions=read_decisions(asked.decisions or folder / DECISIONS, notice=options.notice),
    )


def _settings(fiscal_year_start: int | None, model: str) -> "Settings":
    """Return the settings; a model that is not there is told now, not once a document."""
    from pipeline.extract.settings import Settings

    if model:
        from pipeline.extract.model import load_model

        load_model(model)
    return Settings(fiscal_year_start=fiscal_year_start, model=model)


def _exit_code(dataset: "Dataset", fail_on: FailOn) -> int:
    from pipeline.types import OutcomeStatus

    if fail_on is FailOn.NEVER:
        return int(ExitCode.OK)
    grave = {"error"} if fail_on is FailOn.ERROR else {"error", "warning"}
    if any(d.severity.value in grave for d in dataset.discrepancies):
        return int(ExitCode.FINDINGS)
    lost = {OutcomeStatus.FAILED} if fail_on is FailOn.ERROR else {OutcomeStatus.FAILED, OutcomeStatus.PARTIAL}
    failed = any(o.status in lost for o in dataset.outcomes)
    return int(ExitCode.FAILED_DOCUMENTS if failed else ExitCode.OK)


def _print_summary(rows: "Rows", asked: Asked, *, audit: bool) -> None:
    from pipeline.publish.summary import Line, summarise

    out = asked.out
    print_lines(summarise(rows, shown=asked.show, width=width()))
    print_lines([Line(""), Line(f"Every finding: {plain(f'{out}/discrepancies.csv')}", "heading")])
    if audit:
        print_lines([Line(f"With pictures: {plain(f'{out}/audit.html')}", "heading")])
    print_lines([Line(f"All tables:    {plain(out)}", "heading")])


def _print_object(rows: "Rows", asked: Asked, formats: Sequence[str], code: int) -> None:
    from pipeline.publish.summaryjson import summary_object

    told = summary_object(rows, shown=asked.show)
    typer.echo(json.dumps({**told, "out": asked.out, "formats": formats, "exit_code": code}, indent=2))

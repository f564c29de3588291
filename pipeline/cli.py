"""The command line: one function a command, each the twin of a function of the package.

Nothing heavy is imported before a command runs, so that `reportcheck --help` answers at once.
"""

import shutil
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline import __version__
from pipeline.commands import DECISIONS, Commands, links, login, plot, review, tables
from pipeline.ending import open_ended_streams, run_to_its_end
from pipeline.errors import ExitCode
from pipeline.types import Verdict

if TYPE_CHECKING:
    from pipeline.extract.settings import Settings
    from pipeline.publish.rows import Rows
    from pipeline.publish.summary import Line
    from pipeline.types import Dataset

STYLES = {
    "heading": {"bold": True},
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "info": {"fg": "cyan"},
    "faint": {"dim": True},
}
EPILOG = (
    "Exit codes: 0 done; 1 findings at or above --fail-on; 2 a mistake in an option, path, manifest or rule file; "
    "3 documents that could not be read, where --fail-on is error or warning; 70 a fault of reportcheck; "
    "130 interrupted."
)

app = typer.Typer(
    cls=Commands,
    help="Reads archives of public reports, extracts every figure with its place, and shows where they disagree.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog=EPILOG,
)


class FailOn(StrEnum):
    """From which severity on findings make the command exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)] = False,
) -> None:
    """Hold the options that stand before a command."""
    if version:
        typer.echo(f"reportcheck {__version__}")
        raise typer.Exit


@app.command(epilog=EPILOG)
def run(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Reports: files, folders or quoted globs.")],
    out: Annotated[
        str, typer.Option(metavar="DIR", help="Folder for the dataset, or an address such as s3://bucket/outputs.")
    ] = "outputs",
    rules: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of your own rule files, laid over the shipped.")
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="CSV that says of each report what its print does not: title, date, source."),
    ] = None,
    formats: Annotated[
        str,
        typer.Option("--format", metavar="NAMES", help="csv, xlsx, sqlite, parquet, jsonl, audit: joined by commas."),
    ] = "csv,xlsx,sqlite,audit",
    fail_on: Annotated[
        FailOn,
        typer.Option(
            metavar="WORD", help="error, warning or never: exit with 1 if there are findings of this severity or worse."
        ),
    ] = (FailOn.NEVER),
    jobs: Annotated[
        int, typer.Option(metavar="N", min=0, help="Documents read at the same time; 0 for one a core.")
    ] = 0,
    cluster: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Scheduler of a Dask cluster that reads, as tcp://host:8786.")
    ] = "",
    fiscal_year_start: Annotated[
        int | None,
        typer.Option(metavar="MONTH", min=1, max=12, help="Month in which fiscal years start, whatever a paper says."),
    ] = None,
    model: Annotated[
        str, typer.Option(metavar="NAME", help="A spaCy model for names beside the rules; builtin for the shipped one.")
    ] = "",
    deadline: Annotated[
        float, typer.Option(metavar="S", min=1, help="Seconds that reading a document, or its figures, may take.")
    ] = 120,
    check_deadline: Annotated[
        float, typer.Option(metavar="S", min=0.1, help="Seconds that one check of a document may take.")
    ] = 30,
    memory: Annotated[
        int, typer.Option(metavar="MB", min=200, help="Megabytes of memory that one document may take.")
    ] = 1500,
    decisions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A reviewer's decisions, read and never written; DIR/decisions.jsonl else."),
    ] = None,
    password: Annotated[str, typer.Option(metavar="TEXT", help="Password of encrypted documents.")] = "",
    limit: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=N", help="Change a limit, as max_pages=500; can be given again. See the README."),
    ] = None,
    log: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a JSON line for each document as it is read.")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Read every document anew, also those read before.")] = False,
    show: Annotated[
        int, typer.Option(metavar="N", min=0, help="How many errors and warnings to print at the end.")
    ] = 25,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print a line for each document as it is read.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but mistakes.")] = False,
) -> None:
    """Read reports, check their figures against each other and write the dataset.

    Every figure is kept with its page or line. A document that cannot be read is listed with the
    reason; the others are read all the same. A run that was stopped goes on where it stopped.
    """
    from pipeline.archive import EngineLimits, read_manifest
    from pipeline.archive.journal import empty_journal, journal_of
    from pipeline.archive.lock import locked
    from pipeline.archive.remote import output_folder
    from pipeline.drawing import Studio
    from pipeline.limits import set_limits
    from pipeline.progress import open_log, show_progress
    from pipeline.publish import check_formats, publish
    from pipeline.publish.rows import Rows
    from pipeline.reconcile.decisions import read_decisions
    from pipeline.rules import load_rules
    from pipeline.steps import Options, run_archive

    names = check_formats(formats.split(","))
    loaded = load_rules(rules)
    limits, zips = set_limits(limit or [])
    notice = _no_notice if quiet else _notice
    journal = journal_of(out)
    with locked(journal), output_folder(out, [DECISIONS]) as folder:
        if fresh:
            empty_journal(journal)
        with Studio(Path(journal_of(str(folder)))) as studio:
            with show_progress(quiet=quiet, verbose=verbose) as tell, open_log(log) as record:
                options = Options(
                    rules=loaded,
                    manifest=read_manifest(manifest) if manifest else None,
                    settings=_settings(fiscal_year_start, model),
                    decisions=read_decisions(decisions or folder / DECISIONS, notice=notice),
                    engine=EngineLimits(deadline_s=deadline, memory_mb=memory),
                    limits=limits,
                    zips=zips,
                    jobs=jobs,
                    cluster=cluster,
                    journal=journal,
                    password=password,
                    check_s=check_deadline,
                    progress=[tell, record],
                    notice=notice,
                )
                dataset = run_archive(paths, studio.watch(options) if "audit" in names else options)
            publish(dataset, loaded, out=folder, formats=names, draw=studio.draw, jobs=jobs)
    if not quiet:
        _print_summary(Rows(dataset, loaded), out=out, shown=show, audit="audit" in names)
    raise typer.Exit(_exit_code(dataset, fail_on))


app.command()(tables)


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PDF.", exists=True, dir_okay=False)],
    page: Annotated[int, typer.Option(metavar="N", min=1, help="Page to draw, counted from 1.")] = 1,
    out: Annotated[Path, typer.Option(metavar="PNG", help="Picture to write.")] = Path("page.png"),
    password: Annotated[str, typer.Option(metavar="TEXT", help="Password of an encrypted document.")] = "",
) -> None:
    """Draw what was read over the picture of a page: words, table cells and reading order."""
    from pipeline.read import Limits
    from pipeline.read.inspect import inspect_page

    written = inspect_page(file, page, out, limits=Limits(), password=password)
    typer.echo(_plain(str(written)))


@app.command()
def status(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder that the run writes to.")] = Path("outputs"),
) -> None:
    """Tell how far a run is: documents done, what failed and why, and how long the rest will take."""
    from pipeline.archive import run_status
    from pipeline.archive.journal import journal_of
    from pipeline.progress import status_lines

    _print(status_lines(run_status(Path(journal_of(str(out))))))


@app.command()
def inventory(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder that a run wrote.")] = Path("outputs"),
) -> None:
    """Tell what an archive holds: by series of papers, which periods are there and which are missing, and copies."""
    from pipeline.publish.inventory import take_inventory
    from pipeline.publish.reports import inventory_lines

    _print(inventory_lines(take_inventory(out), width=_width()))


@app.command()
def diff(
    left: Annotated[str, typer.Argument(metavar="A", help="A report.")],
    right: Annotated[str, typer.Argument(metavar="B", help="Another version of it.")],
    rules: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of your own rule files.")] = None,
    context: Annotated[int, typer.Option(metavar="N", min=0, help="Unchanged figures shown around a change.")] = 2,
) -> None:
    """Show the figures of two files that changed, were lost or added; exit with 1 if there are any."""
    from pipeline.publish.difftext import diff_lines
    from pipeline.reconcile.diff import diff_reports
    from pipeline.rules import load_rules
    from pipeline.steps import Options, read_reports

    options = Options(rules=load_rules(rules))
    lines = diff_reports(read_reports(left, options), read_reports(right, options), context=context)
    _print(diff_lines(lines))
    changed = sum(line.differs for line in lines)
    typer.echo(f"{changed} figures differ" if changed else "the same figures in both")
    raise typer.Exit(int(ExitCode.FINDINGS if changed else ExitCode.OK))


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(metavar="OUT1", help="Folder of the earlier run.")],
    after: Annotated[Path, typer.Argument(metavar="OUT2", help="Folder of the later run.")],
) -> None:
    """Tell what is new, gone and changed between two runs: documents, findings and series; exit with 1 if anything."""
    from pipeline.publish.compare import change_lines, compare_outputs

    changes = compare_outputs(before, after)
    _print(change_lines(changes))
    raise typer.Exit(int(ExitCode.FINDINGS if changes else ExitCode.OK))


@app.command()
def decide(
    subject: Annotated[str, typer.Argument(metavar="ID", help="Identifier of what is decided, as x12ab.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder that the run wrote.")] = Path("outputs"),
    verdict: Annotated[
        Verdict, typer.Option(metavar="WORD", help="confirmed, explained, dismissed, unsure; open takes it back.")
    ] = Verdict.CONFIRMED,
    stands: Annotated[
        str,
        typer.Option(metavar="TEXT", help="Figure that stands for a series; right reading; name of a measure."),
    ] = "",
    same_as: Annotated[
        str, typer.Option("--same-as", metavar="ID", help="For a measure: another one that is the same.")
    ] = "",
    reason: Annotated[str, typer.Option(metavar="CODE", help="Reason code; a wrong one lists them all.")] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="A note for the next reader.")] = "",
    user: Annotated[str, typer.Option(metavar="NAME", help="Who decides; your login unless named.")] = "",
    decisions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File to add to; DIR/decisions.jsonl else.")
    ] = None,
) -> None:
    """Record a decision that later runs honour.

    On a finding, the value of a series, a figure read wrong, a link between measures (confirmed: they are one;
    dismissed: they are two), the name of a measure.
    """
    from datetime import UTC, datetime

    from pipeline.publish.decide import Judgement, make_decision, merge_measures
    from pipeline.reconcile.decisions import add_decision, read_decisions

    now = datetime.now(UTC).isoformat(timespec="seconds")
    judgement = Judgement(verdict, stands, reason, note, user or login(), now)
    file = decisions or out / DECISIONS
    read_decisions(file, notice=_notice)  # a damaged file is told before another decision stands in it
    merged = merge_measures(out, subject, same_as, judgement) if same_as else None
    add_decision(file, merged or make_decision(out, subject, judgement))
    typer.echo(_plain(f"{subject} {verdict.value}, in {file}; the next run honours it"))


app.command()(links)
app.command()(review)
app.command()(plot)


@app.command()
def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code of a check, as the column code gives it.")],
    rules: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of your own rule files, laid over the shipped.")
    ] = None,
) -> None:
    """Print a check's rule: what it compares, when it speaks, and examples that hit and miss."""
    from pipeline.publish.explain import explain_check
    from pipeline.rules import load_rules

    _print(explain_check(load_rules(rules).check(code.upper()), width=_width()))


@app.command()
def sample(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder that a run wrote.")] = Path("outputs"),
    n: Annotated[int, typer.Option("--n", metavar="N", min=1, help="Figures to judge.")] = 100,
    seed: Annotated[int, typer.Option(metavar="N", help="Another seed draws other figures.")] = 1,
    sheet: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write; sample.csv in OUT else.")] = None,
    filled: Annotated[Path | None, typer.Option(metavar="FILE", help="A sheet that was filled in.")] = None,
) -> None:
    """Write a sheet of figures to be judged; filled in, it gives precision and recall with 95% intervals."""
    from pipeline.sample import SHEET, judgement_lines, read_filled, write_sheet

    if filled is not None:
        for line in judgement_lines(read_filled(filled)):
            typer.echo(line)
        return
    target = sheet or out / SHEET
    figures, places = write_sheet(out, target, n=n, seed=seed)
    typer.echo(f"{figures} figures and {places} places to judge in {_plain(str(target))}")


def main() -> None:
    """Run the command; whatever stops it is one plain message and an exit code, never a traceback."""
    open_ended_streams()
    sys.exit(run_to_its_end(lambda: app(prog_name="reportcheck"), _tell))


def _tell(message: str) -> None:
    typer.secho(f"reportcheck: {_plain(message)}", err=True, fg="red")


def _notice(message: str) -> None:
    typer.secho(_plain(message), err=True, dim=True)


def _no_notice(_message: str) -> None:
    """Tell nobody."""


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


def _print_summary(rows: "Rows", *, out: str, shown: int, audit: bool) -> None:
    from pipeline.publish.summary import Line, summarise

    _print(summarise(rows, shown=shown, width=_width()))
    _print([Line(""), Line(f"Every finding: {_plain(f'{out}/discrepancies.csv')}", "heading")])
    if audit:
        _print([Line(f"With pictures: {_plain(f'{out}/audit.html')}", "heading")])
    _print([Line(f"All tables:    {_plain(out)}", "heading")])


def _print(lines: "Iterable[Line]") -> None:
    for line in lines:
        typer.secho(line.text, **STYLES.get(line.style, {}))  # type: ignore[arg-type]


def _plain(text: str) -> str:
    """Return text that a file name is part of without what a terminal would obey."""
    from pipeline.publish.summary import harmless

    return "\n".join(harmless(line) for line in text.split("\n"))


def _width() -> int:
    return min(120, shutil.get_terminal_size((100, 24)).columns)

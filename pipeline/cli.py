"""The command line: one function a command, each the twin of a function of the package.

Nothing heavy is imported before a command runs, so that `reportcheck --help` answers at once.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.commands import DECISIONS, Commands, links, login, plot, review, tables
from pipeline.ending import open_ended_streams, run_to_its_end
from pipeline.errors import ExitCode
from pipeline.runcommand import run
from pipeline.terminal import complain, notice, plain, print_lines, print_styled, width
from pipeline.types import Verdict

EPILOG = (
    "Exit codes: 0 done; 1 findings at or above --fail-on; 2 a mistake in an option, path, manifest or rule file; "
    "3 documents that could not be read, where --fail-on is error or warning; 70 a fault of reportcheck; "
    "130 interrupted."
)

app = typer.Typer(
    cls=Commands,
    help="Reads archives of public reports, extracts every figure with its place, and shows where they disagree.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    epilog=EPILOG,
)


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)] = False,
) -> None:
    """Hold the options that stand before a command."""
    if version:
        typer.echo(f"reportcheck {__version__}")
        raise typer.Exit


app.command(epilog=EPILOG)(run)
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
    typer.echo(plain(str(written)))


@app.command()
def status(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder that the run writes to.")] = Path("outputs"),
) -> None:
    """Tell how far a run is: documents done, what failed and why, and how long the rest will take."""
    from pipeline.archive import run_status
    from pipeline.archive.journal import journal_of
    from pipeline.progress import status_lines

    print_lines(status_lines(run_status(Path(journal_of(str(out))))))


@app.command()
def inventory(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder that a run wrote.")] = Path("outputs"),
) -> None:
    """Tell what an archive holds: by series of papers, which periods are there and which are missing, and copies."""
    from pipeline.publish.inventory import take_inventory
    from pipeline.publish.reports import inventory_lines

    print_lines(inventory_lines(take_inventory(out), width=width()))


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
    print_lines(diff_lines(lines))
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
    print_lines(change_lines(changes))
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
    read_decisions(file, notice=notice)  # a damaged file is told before another decision stands in it
    merged = merge_measures(out, subject, same_as, judgement) if same_as else None
    add_decision(file, merged or make_decision(out, subject, judgement))
    typer.echo(plain(f"{subject} {verdict.value}, in {file}; the next run honours it"))


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

    print_lines(explain_check(load_rules(rules).check(code.upper()), width=width()))


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
    typer.echo(f"{figures} figures and {places} places to judge in {plain(str(target))}")


@app.command()
def doctor() -> None:
    """Tell what is installed here, and what is missing for which feature."""
    from pipeline.doctor import doctor_lines, examine

    for text, style in doctor_lines(examine()):
        print_styled(text, style)


def main() -> None:
    """Run the command; whatever stops it is one plain message and an exit code, never a traceback."""
    open_ended_streams()
    sys.exit(run_to_its_end(lambda: app(prog_name="reportcheck"), complain))

"""Commands that stand beside a run: its tables, the review and plots, each the twin of a function of the package."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pipeline.ending import carried
from pipeline.errors import InputError

DECISIONS = "decisions.jsonl"


class Commands(TyperGroup):
    """The commands; an end of input or a broken pipe in one of them is no exit of its own."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named."""
        with carried():
            return super().invoke(ctx)


def login() -> str:
    """Return the name of who is logged in; raises InputError where the system knows none, as in some containers."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:
        raise InputError("--user: the system has no name for you; give one") from error


def review(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder that a run wrote.")] = Path("outputs"),
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="Port; 0 takes a free one.")] = 8600,
    user: Annotated[str, typer.Option(metavar="NAME", help="Who decides; your login unless named.")] = "",
    decisions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File to add to; OUT/decisions.jsonl else.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser", help="Open the page in your browser.")] = False,
) -> None:
    """Serve the audit pages on this machine, to decide the findings in a browser; Ctrl-C ends it."""
    import webbrowser

    from pipeline.publish.summary import harmless
    from pipeline.review import serve_review

    def tell(address: str) -> None:
        typer.echo(f"The review is at {address} (Ctrl-C ends it)")
        if browser:
            webbrowser.open(address)

    def notice(message: str) -> None:
        typer.secho(harmless(message), err=True, dim=True)

    file = decisions or out / DECISIONS
    serve_review(out, decisions=file, user=user or login(), port=port, tell=tell, notice=notice)


def links(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder that a run wrote.")] = Path("outputs"),
    show: Annotated[int, typer.Option(metavar="N", min=0, help="How many to print.")] = 25,
    export: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write what was decided as rules, for --rules DIR.")
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A reviewer's decisions; OUT/decisions.jsonl else.")
    ] = None,
) -> None:
    """List what teaches an archive most: names that the run takes for one measure, or that may be one.

    `reportcheck decide ID` says of a link that its names are one measure, with --verdict dismissed that they are two;
    `reportcheck review OUT` shows them in a browser. The next run honours it.
    """
    from pipeline.publish.load import read_table
    from pipeline.publish.summary import harmless
    from pipeline.publish.teach import export_rules, lines_of, links_by_use
    from pipeline.reconcile.decisions import read_decisions

    if export is not None:
        path, count = export_rules(out, read_decisions(decisions or out / DECISIONS), export)
        typer.echo(harmless(f"{count} measures in {path}; run with --rules {export}"))
        return
    for line in lines_of(links_by_use(list(read_table(out, "links"))), show):
        typer.echo(harmless(line))


def plot(
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="Identifier or name of an indicator.")],
    folder: Annotated[Path, typer.Option("--run", metavar="DIR", help="Folder that a run wrote.")] = Path("outputs"),
    out: Annotated[Path, typer.Option(metavar="FILE", help="Picture to write: .svg, .png or .pdf.")] = Path("plot.svg"),
) -> None:
    """Draw a series over time for a paper: one point a source, values in dispute and restatements marked."""
    from pipeline.publish.plot import plot_indicator
    from pipeline.publish.summary import harmless

    typer.echo(harmless(f"{plot_indicator(folder, indicator, out)} in {out}"))


def tables(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Reports: files, folders or quoted globs.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the tables.")] = Path("tables"),
    password: Annotated[str, typer.Option(metavar="TEXT", help="Password of encrypted documents.")] = "",
) -> None:
    """Write every table of the reports as a CSV of its own, and all of them to tables.jsonl."""
    from pipeline.archive import discover
    from pipeline.publish.summary import harmless
    from pipeline.read import Limits
    from pipeline.read.export import write_tables

    found = discover(paths)
    here = [f for f in found.files if not f.reason and not f.member]
    written, failed = write_tables((f.location for f in here), out, limits=Limits(), password=password)
    others = [(Path(f.facts.path), f.reason or "is in a zip archive; unpack it") for f in found.files if f not in here]
    for path, reason in [*failed, *others]:
        typer.secho(harmless(f"failed  {path}: {reason}"), err=True, fg="red")
    typer.echo(f"{len(written) - 1} tables in {harmless(str(out))}")

"""The dataset in Python: `run` reads reports, `load` takes an earlier run, both give typed pandas frames."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pipeline.archive.lock import locked
from pipeline.errors import InputError
from pipeline.publish import DEFAULT_FORMATS, publish
from pipeline.publish.frames import make_frame
from pipeline.publish.load import read_run_facts, read_table
from pipeline.publish.rows import Rows
from pipeline.publish.schema import table
from pipeline.steps import Options, run_archive

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.archive import Discovery
    from pipeline.types import Dataset

SHOWN = 20  # findings in a notebook


def run(paths: Sequence[str | Path] | str | Path, options: Options | None = None, **settings: Any) -> "Run":
    """Read every report at `paths` (files, folders, globs) and return the run.

    `options` or its fields by name (`jobs=2`, `rules=...`, `manifest=...`, `decisions=...`) say how.
    Raises InputError for a path that does not exist and RuleError for faults in the rules. A file that cannot be
    read is a row of `documents` with the reason, never an exception.
    """
    found: list[Discovery] = []
    chosen = Options(**{**_fields(options), **settings, "found": found.append})
    with locked(chosen.journal) if chosen.journal else nullcontext():
        dataset = run_archive([paths] if isinstance(paths, str | Path) else paths, chosen)
    return Run(dataset=dataset, options=chosen, discovery=found[0])


def load(folder: str | Path) -> "Run":
    """Return the run whose output stands in `folder`; raises InputError where there is none."""
    read_run_facts(Path(folder))
    return Run(folder=Path(folder))


def _fields(options: Options | None) -> dict[str, Any]:
    return {name: getattr(options, name) for name in Options.__dataclass_fields__} if options else {}


@dataclass(eq=False)
class Run:
    """A run: its tables as frames, `save` and `series_for`. Made by `run` or `load`."""

    dataset: "Dataset | None" = None
    options: Options = field(default_factory=Options)
    discovery: "Discovery | None" = None
    folder: Path | None = None

    def table(self, name: str) -> "pd.DataFrame":
        """Return a table of the data dictionary as a frame; raises KeyError for an unknown one."""
        if self._rows is not None:
            return make_frame(name, self._rows.of(name))
        names = table(name).column_names
        return make_frame(name, ([row.get(n, "") for n in names] for row in read_table(self._saved, name)))

    @cached_property
    def documents(self) -> "pd.DataFrame":
        """One row a report."""
        return self.table("documents")

    @cached_property
    def figures(self) -> "pd.DataFrame":
        """One row a figure."""
        return self.table("figures")

    @cached_property
    def mentions(self) -> "pd.DataFrame":
        """One row a period, date, priority, name, acronym or definition."""
        return self.table("mentions")

    @cached_property
    def checks(self) -> "pd.DataFrame":
        """One row a check, also one that agreed."""
        return self.table("checks")

    @cached_property
    def coverage(self) -> "pd.DataFrame":
        """How many figures of each report took part in a check."""
        return self.table("coverage")

    @cached_property
    def discrepancies(self) -> "pd.DataFrame":
        """One row a finding, the worst first."""
        return self.table("discrepancies")

    @cached_property
    def evidence(self) -> "pd.DataFrame":
        """One row a place that a finding rests on."""
        return self.table("evidence")

    @cached_property
    def series(self) -> "pd.DataFrame":
        """One row a reconciled value."""
        return self.table("series")

    @cached_property
    def indicators(self) -> "pd.DataFrame":
        """The canonical indicators."""
        return self.table("indicators")

    @cached_property
    def segments(self) -> "pd.DataFrame":
        """One row a place, organisation, group or whole."""
        return self.table("segments")

    @cached_property
    def links(self) -> "pd.DataFrame":
        """One row a pair of names that is taken for one measure, or may be one."""
        return self.table("links")

    def save(self, out: str | Path, formats: Sequence[str] = DEFAULT_FORMATS) -> tuple[Path, ...]:
        """Write the dataset to `out` in each of `formats`; return the files written.

        Raises InputError for an unknown format or a run that was loaded, OutputError where `out` cannot be written.
        """
        if self.dataset is None or self.discovery is None:
            raise InputError(f"this run was loaded from {self.folder}, where it is saved; run again for other formats")
        from pipeline.drawing import Studio

        options = self.options
        with TemporaryDirectory(prefix="reportcheck-") as folder:
            journal = options.journal if isinstance(options.journal, Path) else Path(folder)
            with Studio(journal) as studio:
                studio.watch(options)
                studio.find(self.discovery)
                written = publish(
                    self.dataset,
                    self._loaded_rules,
                    out=Path(out),
                    formats=formats,
                    draw=studio.draw,
                    jobs=options.jobs,
                )
        self.folder = Path(out)
        return written

    def series_for(self, indicator: str) -> "IndicatorSeries":
        """Return the series of an indicator, by identifier, label, alias or words of its name.

        Raises InputError where none or several fit; the message names some.
        """
        from pipeline.publish.plot import find_series

        title, rows = find_series(self._records("series"), self._records("indicators"), indicator)
        chosen = {r["series_id"] for r in rows}
        return IndicatorSeries(title, self.series[self.series["series_id"].isin(chosen)].reset_index(drop=True), self)

    def _records(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a table as text, empty for unknown, as its CSV has them."""
        if self._rows is None:
            return list(read_table(self._saved, name))
        names = table(name).column_names
        return [
            dict(zip(names, ("" if v is None else str(v) for v in row), strict=True)) for row in self._rows.of(name)
        ]

    @cached_property
    def _rows(self) -> Rows | None:
        return Rows(self.dataset, self._loaded_rules) if self.dataset is not None else None

    @cached_property
    def _loaded_rules(self) -> Any:
        from pipeline.rules import load_rules

        return self.options.rules or load_rules()

    @property
    def _saved(self) -> Path:
        if self.folder is None:
            raise InputError("this run holds nothing; make one with pipeline.run or pipeline.load")
        return self.folder

    def __repr__(self) -> str:
        figures, findings = len(self.figures), len(self.discrepancies)
        return f"<Run: {len(self.documents)} reports, {figures} figures, {findings} findings>"

    def _repr_html_(self) -> str:
        """Show the findings in a notebook, each with a link to its places where the run was saved."""
        shown = self.discrepancies.head(SHOWN)
        rows = "".join(
            f"<tr><td>{r.severity}</td><td>{escape(str(r.type).replace('_', ' '))}</td>"
            f"<td>{self._linked(str(r.discrepancy_id), str(r.values_))}</td><td>{escape(str(r.explanation))}</td></tr>"
            for r in shown.rename(columns={"values": "values_"}).itertuples()
        )
        rest = len(self.discrepancies) - len(shown)
        more = f"<p>and {rest} more in <code>discrepancies</code></p>" if rest > 0 else ""
        head = "<tr><th>severity</th><th>type</th><th>values</th><th>explanation</th></tr>"
        return (
            f"<p><b>{escape(repr(self)[1:-1])}</b></p><table><thead>{head}</thead><tbody>{rows}</tbody></table>{more}"
        )

    def _linked(self, name: str, text: str) -> str:
        page = self.folder / "audit.html" if self.folder else None
        if page is None or not page.is_file():
            return escape(text)
        return f'<a href="{escape(page.resolve().as_uri())}#{escape(name)}">{escape(text)}</a>'


@dataclass(frozen=True, eq=False)
class IndicatorSeries:
    """The reconciled values of one indicator: `frame` has them, `plot` draws them with their sources."""

    title: str
    frame: "pd.DataFrame"
    run: Run = field(repr=False)

    def plot(self, out: str | Path | None = None) -> "Figure":
        """Return a matplotlib figure, one point a source, and write it to `out` (.svg, .png, .pdf) if that is named.

        Raises InputError where matplotlib is not installed or no value has a period.
        """
        from pipeline.publish.plot import draw_lines, lines_of, save_plot

        chosen = set(self.frame["series_id"])
        rows = [r for r in self.run._records("series") if r["series_id"] in chosen]
        figures = {r["figure_id"]: r for r in self.run._records("figures")}
        files = {r["document_id"]: r["path"].rsplit("/", 1)[-1] for r in self.run._records("documents")}
        figure = draw_lines(self.title, lines_of(rows, figures, files))
        if out is not None:
            save_plot(figure, Path(out))
        return figure

    def _repr_html_(self) -> str:
        """Show the values in a notebook."""
        columns = ["segment", "period", "kind", "value", "unit", "status", "sources", "basis"]
        return f"<p><b>{escape(self.title)}</b></p>{self.frame[columns].to_html(index=False, na_rep='')}"

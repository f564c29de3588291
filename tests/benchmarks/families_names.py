"""Families of inputs for measuring growth: names of files, zip archives, manifests and decisions.

`FAMILIES[name](n)` makes an input of size n and returns what is to be timed. Twice the size should take about twice
the time: `python tests/benchmarks/families_names.py 2000 [NAME]` prints the time at n, 2n and 4n.
"""

import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.archive import ZipLimits, discover, read_manifest
from pipeline.archive.globs import matches
from pipeline.archive.manifest import Manifest
from pipeline.archive.names import told_apart
from pipeline.archive.parts import Shelf
from pipeline.archive.zips import list_members
from pipeline.reconcile.decisions import add_decision, add_decisions, read_decisions, standing
from pipeline.rules import load_rules
from pipeline.types import Decision, DocumentKind, Report, Verdict

Timed = Callable[[], object]
_kept: list[tempfile.TemporaryDirectory[str]] = []  # removed when the process ends


def _folder() -> Path:
    _kept.append(tempfile.TemporaryDirectory(prefix="reportcheck-growth-"))
    return Path(_kept[-1].name)


def _decision(number: int) -> Decision:
    return Decision("figure", f"f{number:016x}", Verdict.CONFIRMED, stands="80.9", note="x" * 100)


def _zip(names: list[str]) -> Path:
    path = _folder() / "pack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(name, f"{number}")
    return path


def names_of_one_file(n: int) -> Timed:
    """n files of one name in n folders that were named each by itself."""
    names = [("report.pdf", f"{i}/report.pdf") for i in range(n)]
    return lambda: told_apart(names)


def names_shown_alike(n: int) -> Timed:
    """n pairs of names that differ in a byte that no character stands for."""
    names = [(f"{i}caf{e}.pdf", f"a/{i}caf{e}.pdf") for i in range(n) for e in ("\udce9", r"\xe9")]
    return lambda: told_apart(names)


def names_without_characters(n: int) -> Timed:
    """One name of n bytes that are no UTF-8."""
    return lambda: told_apart([("\udce9" * n, "\udce9" * n)])


def files_in_a_folder(n: int) -> Timed:
    """n small files in a folder, all unlike."""
    root = _folder()
    for i in range(n):
        (root / f"{i}.txt").write_text(f"{i}", encoding="utf-8")
    return lambda: discover([root])


def copies_of_a_file(n: int) -> Timed:
    """n files with the same bytes."""
    root = _folder()
    for i in range(n):
        (root / f"{i}.txt").write_text("same", encoding="utf-8")
    return lambda: discover([root])


def links_in_a_folder(n: int) -> Timed:
    """n links to folders, half of them to what is not read."""
    root = _folder()
    (root / "a.txt").write_text("a", encoding="utf-8")
    for i in range(n // 2):
        (root / f"in{i}").symlink_to(root)
        (root / f"out{i}").symlink_to("/")
    return lambda: discover([root])


def deep_folders(n: int) -> Timed:
    """n folders, 50 within one another each time, found by a walk and by a pattern.

    One chain of n folders has a path of n parts each time, and no path has more than 2,048.
    """
    root = _folder()
    for chain in range(max(1, n // 50)):
        at = root / f"{chain}"
        (at / "/".join("d" * 50)).mkdir(parents=True)
        (at / "/".join("d" * 50) / f"{chain}.txt").write_text(f"{chain}", encoding="utf-8")
    return lambda: (discover([root]), matches(f"{root}/**/*.txt"))


def a_pattern_with_many_stars(n: int) -> Timed:
    """A pattern of many stars over n files whose names nearly fit."""
    root = _folder()
    for i in range(n):
        (root / f"{'a' * 30}{i}").write_text("a", encoding="utf-8")
    return lambda: matches(f"{root}/**/**/**/*a*b.txt")


def members_of_an_archive(n: int) -> Timed:
    """A zip archive with n members."""
    path = _zip([f"{i}.txt" for i in range(n)])
    return lambda: list(list_members(path, ZipLimits(max_members=10**9)))


def doubled_members(n: int) -> Timed:
    """A zip archive with n members of one name."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = _zip(["a.txt"] * n)
    return lambda: list(list_members(path, ZipLimits(max_members=10**9)))


def deep_member(n: int) -> Timed:
    """A zip archive whose one member lies n / 2 folders deep (32,000 at most), looked up in a manifest."""
    path = _zip(["a/" * min(n // 2, 32_000) + "b.txt"])
    manifest = Manifest({"b.txt": {}, "x/y.txt": {}})

    def find() -> object:
        name = discover([path]).files[0].facts.path
        return manifest.row(name), manifest.unused([name])

    return find


def rows_of_a_manifest(n: int) -> Timed:
    """A manifest with n rows, every second one of no file."""
    path = _folder() / "manifest.csv"
    path.write_text("path,title\n" + "".join(f"{i}/a.pdf,Title\n" for i in range(n)), encoding="utf-8")
    paths = [f"archive/{i}/a.pdf" for i in range(0, n, 2)]

    def match() -> object:
        manifest = read_manifest(path)
        return [manifest.row(p) for p in paths], manifest.unused(paths)

    return match


def decisions_of_a_file(n: int) -> Timed:
    """A file of n decisions, read and put in force."""
    path = _folder() / "decisions.jsonl"
    add_decisions(path, map(_decision, range(n)))
    return lambda: standing(read_decisions(path))


def decisions_added_one_by_one(n: int) -> Timed:
    """n / 100 decisions added to a file that holds n."""
    path = _folder() / "decisions.jsonl"
    add_decisions(path, map(_decision, range(n)))
    return lambda: [add_decision(path, _decision(i)) for i in range(n // 100)]


def decisions_for_many_reports(n: int) -> Timed:
    """n decisions on figures, for n parts of an archive that hold none of them."""
    shelf = Shelf(None, load_rules(), [_decision(i) for i in range(n)])
    report = Report("d0", 1, 1, 1, "", DocumentKind.OTHER, "", "", "", None, (), (), ())
    return lambda: [shelf._as_decided(report) for _ in range(n)]


def fields_of_a_decision(n: int) -> Timed:
    """A line with n fields, which is refused."""
    path = _folder() / "decisions.jsonl"
    path.write_text("{" + ", ".join(f'"{i}": ""' for i in range(n)) + "}\n", encoding="utf-8")
    return lambda: _refused(lambda: read_decisions(path))


def entries_of_a_rule_file(n: int) -> Timed:
    """A rule file with n / 10 entries of names of their own."""
    folder = _folder()
    entries = [f"  - {{id: i{i}, label: Indicator {i}}}\n" for i in range(n // 10)]
    (folder / "own.yaml").write_text("indicators:\n" + "".join(entries), encoding="utf-8")

    def load() -> object:
        load_rules.cache_clear()
        return load_rules(folder)

    return load


def _refused(read: Timed) -> object:
    from pipeline.errors import ReportcheckError

    try:
        return read()
    except ReportcheckError as error:
        return error


FAMILIES: dict[str, Callable[[int], Timed]] = {
    maker.__name__: maker
    for maker in (
        names_of_one_file,
        names_shown_alike,
        names_without_characters,
        files_in_a_folder,
        copies_of_a_file,
        links_in_a_folder,
        deep_folders,
        a_pattern_with_many_stars,
        members_of_an_archive,
        doubled_members,
        deep_member,
        rows_of_a_manifest,
        decisions_of_a_file,
        decisions_added_one_by_one,
        decisions_for_many_reports,
        fields_of_a_decision,
        entries_of_a_rule_file,
    )
}


def main() -> int:
    """Print the time of each family at n, 2n and 4n."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    for name in sys.argv[2:] or FAMILIES:
        took = []
        for times in (1, 2, 4):
            timed = FAMILIES[name](size * times)
            began = time.process_time()
            timed()
            took.append(time.process_time() - began)
        print(
            f"{name:28}", "  ".join(f"{t:8.3f} s" for t in took), f"  x{took[2] / max(took[1], 1e-9):.1f}", flush=True
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Imports point one way: a room knows the rooms before it, and never its neighbour."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "pipeline"
# Each layer may import from those above it; rooms of one layer do not know each other.
LAYERS = (
    {"types", "errors", "versions"},
    {"children", "collecting", "doctor", "ending", "files", "records", "screens", "spool"},
    {"quantities", "ruleentries"},
    {"rules"},
    {"read", "extract"},
    {"align"},
    {"check"},
    {"reconcile"},
    {"publish", "archive", "train"},
    {"steps", "limits", "progress", "sample", "terminal"},
    {"drawing"},
    {"api", "review"},
    {"commands"},
    {"runcommand"},
    {"cli"},
)
LEVEL = {room: i for i, layer in enumerate(LAYERS) for room in layer}
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py")


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    """Return the rooms that a module imports from, anywhere in it."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            raise AssertionError(f"{path}: a relative import; name the room")
        if isinstance(node, ast.ImportFrom):
            names = (
                [f"{node.module}.{a.name}" for a in node.names] if node.module == "pipeline" else [node.module or ""]
            )
        elif isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        else:
            continue
        rooms |= {n.split(".")[1] for n in names if n.startswith("pipeline.")}
    return rooms - {"__version__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    room = room_of(path)
    assert room in LEVEL, f"a room that no layer names: {room}"
    wrong = {r for r in imported_rooms(path) - {room} if LEVEL.get(r, 99) >= LEVEL[room]}
    assert not wrong, f"{room} must not import {sorted(wrong)}"


def test_every_public_name_is_there() -> None:
    import pipeline

    assert [name for name in pipeline.__all__ if getattr(pipeline, name, None) is None] == []
    assert sorted(pipeline.__all__) == pipeline.__all__
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = pipeline.nothing


@pytest.mark.parametrize("statement", ["import pipeline", "import pipeline.cli"], ids=["package", "command"])
def test_importing_loads_nothing_heavy(statement: str) -> None:
    heavy = {
        "jinja2", "matplotlib", "msgspec", "numpy", "pandas", "pdfplumber", "pydantic", "pypdfium2", "rapidfuzz",
        "spacy", "starlette", "yaml",
    }  # fmt: skip
    code = f"{statement}; import sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_no_module_is_too_long() -> None:
    long = {str(p): n for p in MODULES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400}
    assert long == {}

"""reportcheck: figures from archives of public reports, reconciled, each with its place.

The public names below are loaded when they are first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from pipeline.api import Run, load, run
    from pipeline.errors import (
        ExitCode,
        InputError,
        OutputError,
        ReportcheckError,
        RuleError,
        UnreadableError,
    )
    from pipeline.extract import extract_reports
    from pipeline.extract.settings import Settings
    from pipeline.read import Limits, read_document
    from pipeline.rules import Rules, load_rules
    from pipeline.steps import Options, run_archive
    from pipeline.types import Dataset

__all__ = [
    "Dataset",
    "ExitCode",
    "InputError",
    "Limits",
    "Options",
    "OutputError",
    "ReportcheckError",
    "RuleError",
    "Rules",
    "Run",
    "Settings",
    "UnreadableError",
    "__version__",
    "extract_reports",
    "load",
    "load_rules",
    "read_document",
    "run",
    "run_archive",
]

_HOMES = {
    "Dataset": "pipeline.types",
    "ExitCode": "pipeline.errors",
    "InputError": "pipeline.errors",
    "Limits": "pipeline.read",
    "Options": "pipeline.steps",
    "OutputError": "pipeline.errors",
    "ReportcheckError": "pipeline.errors",
    "RuleError": "pipeline.errors",
    "Rules": "pipeline.rules",
    "Run": "pipeline.api",
    "Settings": "pipeline.extract.settings",
    "UnreadableError": "pipeline.errors",
    "extract_reports": "pipeline.extract",
    "load": "pipeline.api",
    "load_rules": "pipeline.rules",
    "read_document": "pipeline.read",
    "run": "pipeline.api",
    "run_archive": "pipeline.steps",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module (PEP 562)."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

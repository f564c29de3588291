"""Imports every module of the package, and every library that an extra brings."""

import importlib
import pkgutil
import sys

import pipeline

# What the modules import late, when a user asks for it.
LATE = (
    "distributed",
    "fsspec",
    "matplotlib.figure",
    "python_multipart",
    "pyarrow.parquet",
    "starlette.applications",
    "uvicorn",
)


def main() -> int:
    """Import all; the first that fails ends it with its traceback."""
    names = [
        found.name for found in pkgutil.walk_packages(pipeline.__path__, "pipeline.") if "__main__" not in found.name
    ]
    for name in (*names, *LATE):
        importlib.import_module(name)
    print(f"imported {len(names)} modules of the package and {len(LATE)} of libraries that it imports late")
    return 0


if __name__ == "__main__":
    sys.exit(main())

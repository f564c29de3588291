"""Training itself: the same bytes with the same seed, and a model that has learned something."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.extract.model import folder_digest

ROOT = Path(__file__).parents[2]


def train(out: Path) -> str:
    """Train for a moment in a process of its own, as a user does; return the digest of the model."""
    command = [sys.executable, "-m", "pipeline.train", "--out", str(out), "--texts", "60", "--passes", "1"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert folder_digest(out) in done.stdout
    return folder_digest(out)


@pytest.fixture(scope="module")
def digest(tmp_path_factory: pytest.TempPathFactory) -> str:
    return train(tmp_path_factory.mktemp("first") / "model")


def test_the_same_seed_gives_the_same_bytes(digest: str, tmp_path: Path) -> None:
    assert train(tmp_path / "model") == digest


def test_a_digest_tells_names_and_bytes_apart(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    first = folder_digest(tmp_path)
    (tmp_path / "a").write_text("y")
    second = folder_digest(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert len({first, second, folder_digest(tmp_path)}) == 3

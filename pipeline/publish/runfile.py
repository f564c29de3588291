"""run.json: what a run was made with. It holds no clock: equal run.json means equal tables."""

import json
from typing import Any

from pipeline import __version__
from pipeline.publish.schema import SCHEMA_VERSION
from pipeline.rules import Rules
from pipeline.types import Dataset
from pipeline.versions import code_digest, engine_versions, writer_versions


def run_facts(dataset: Dataset, rules: Rules) -> dict[str, Any]:
    """Return version, rules hash, settings, engine versions and the hash of every input."""
    return {
        "reportcheck": __version__,
        "schema": SCHEMA_VERSION,
        "code_sha256": code_digest(),
        "rules_sha256": rules.digest,
        "settings": dict(sorted(dataset.settings)),
        "engines": dict(engine_versions()),
        "writers": dict(writer_versions()),
        "inputs": {
            o.file.path: {"sha256": o.file.sha256, "status": o.status.value}
            for o in sorted(dataset.outcomes, key=lambda o: o.file.path)
        },
    }


def run_json(dataset: Dataset, rules: Rules) -> bytes:
    """Return `run_facts` as JSON text in UTF-8."""
    return (json.dumps(run_facts(dataset, rules), indent=1, ensure_ascii=False) + "\n").encode()

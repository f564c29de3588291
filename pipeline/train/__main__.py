"""`python -m pipeline.train --out DIR`: trains the model, a few minutes on one core; the same bytes every time."""

import argparse
import os
import time
from dataclasses import replace
from pathlib import Path

# One thread: sums in another order would give other last bits. Before numpy is loaded, or it is too late.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[variable] = "1"


def main() -> None:
    """Train and write the model; print what was done."""
    from pipeline.extract.model import folder_digest
    from pipeline.train.fit import Plan, save, train

    plan = Plan()
    parser = argparse.ArgumentParser(prog="python -m pipeline.train", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the model, as spaCy files")
    parser.add_argument("--passes", type=int, default=plan.passes, help="passes over the training texts")
    parser.add_argument("--texts", type=int, default=plan.made_up, help="number of made-up texts")
    parser.add_argument("--seed", type=int, help="another seed than that of config.cfg")
    options = parser.parse_args()
    start = time.perf_counter()
    nlp = train(replace(plan, made_up=options.texts, passes=options.passes, seed=options.seed), tell=_tell)
    size = save(nlp, options.out)
    _tell(f"{options.out}: {size / 1e6:.1f} MB in {time.perf_counter() - start:.0f} s, {folder_digest(options.out)}")


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is a command


if __name__ == "__main__":
    main()

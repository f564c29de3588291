"""How right the product is, on what, measured anew by one command: `python -m tests.gold.accuracy [FOLDER]`.

It stands here and not in the package: what it measures by (annotations, scorers, slips) is no part of what is
installed, and the package imports nothing of it. `docs/accuracy.md` is made from what it measures, `floors.csv` says
below which share a release fails.
"""

"""Trains the small statistical model: names that no list knows, and a vote on doubtful bare numbers.

`python -m pipeline.train --out DIR` makes the same bytes every time on one kind of machine. It needs
nothing but a checkout: its texts are the documents of corpus/ and invented variants of them.
"""

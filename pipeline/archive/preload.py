"""Loaded once by the server that children are forked from, so that a new child can start reading at once.

A child that replaces a dead one would spend more time on importing spaCy than on most documents.
"""

import gc

import spacy  # noqa: F401

import pipeline.archive.work
import pipeline.check
import pipeline.extract.reader
import pipeline.read.pdf
import pipeline.read.text

pipeline.check.registered_checks()
gc.freeze()  # what is loaded here stays: no child's search for garbage passes over it

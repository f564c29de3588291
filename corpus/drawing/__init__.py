"""Draws the documents of the corpus from their Markdown sources."""

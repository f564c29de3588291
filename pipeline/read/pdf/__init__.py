"""Reads PDFs: pdfium's characters, our own words, lines, tables and reading order."""

from pipeline.read.pdf.document import read_pdf

__all__ = ["read_pdf"]

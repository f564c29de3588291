"""The review: the audit pages served to the reviewer's own browser, with decisions that the next run honours."""

from pipeline.review.serve import serve_review

__all__ = ["serve_review"]

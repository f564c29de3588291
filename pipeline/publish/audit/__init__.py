"""The page that an auditor works from: every finding with its places side by side, in files that stand alone."""

from pipeline.publish.audit.drawing import Drawn, Gallery, Request
from pipeline.publish.audit.pages import nothing_drawn, write_audit
from pipeline.publish.audit.requests import requests_of

__all__ = ["Drawn", "Gallery", "Request", "nothing_drawn", "requests_of", "write_audit"]

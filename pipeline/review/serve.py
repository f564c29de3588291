"""Starts the review on the loopback address."""

import secrets
import socket
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import InputError
from pipeline.publish.audit.links import MAIN
from pipeline.reconcile.decisionfile import read_decisions, warn

Tell = Callable[[str], None]
LOOPBACK = "127.0.0.1"


def serve_review(out: Path, *, decisions: Path, user: str, port: int, tell: Tell, notice: Tell = warn) -> None:
    """Serve the audit pages in `out` with decisions until interrupted; port 0 takes a free one.

    `tell` is given the address once it answers, `notice` what was passed over. Raises InputError where `out` has no
    audit page, the port is taken or the packages of the review are not installed.
    """
    if not (out / MAIN).is_file() or not (out / "discrepancies.csv").is_file():
        raise InputError(f"{out}: there is no {MAIN} with its tables here; run with --format csv,audit and this --out")
    read_decisions(decisions, notice=notice)  # a damaged file is told before the first decision is lost to it
    try:
        import uvicorn

        from pipeline.review.app import make_app
        from pipeline.review.state import Review
    except ImportError as error:
        raise InputError(f'the review needs {error.name}; pip install "reportcheck[review]"') from error
    with _listen(port) as listener:
        number = listener.getsockname()[1]
        hosts = frozenset({f"{LOOPBACK}:{number}", f"localhost:{number}"})
        app = make_app(Review(out, decisions, user), hosts=hosts, token=secrets.token_urlsafe(32))
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="off")
        tell(f"http://{LOOPBACK}:{number}/{MAIN}")
        uvicorn.Server(config).run(sockets=[listener])


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen()  # who opens the address as soon as it is told waits in the queue and is not refused
    except OSError as error:
        listener.close()
        raise InputError(f"port {port} cannot be used: {error.strerror}; choose another with --port") from error
    return listener

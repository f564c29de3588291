"""Keeps other sites and other names away from the review: host, origin, token, and what a page may load."""

import hmac
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = "x-review-token"
SAFE = frozenset({"GET", "HEAD"})
MAX_BODY = 1_000_000
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


@dataclass(frozen=True)
class Guard:
    """Lets a request through that comes from the reviewer's own page; refuses every other with 403 or 421."""

    app: ASGIApp
    hosts: frozenset[str]  # names with port, as `127.0.0.1:8600`
    token: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI)."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refuse(Request(scope))
        await (refusal or self.app)(scope, receive, _with_headers(send))

    def _refuse(self, request: Request) -> Response | None:
        # A name that leads to 127.0.0.1 by a trick of DNS would make a stranger's page of the same origin.
        if request.headers.get("host", "") not in self.hosts:
            return PlainTextResponse("This server answers to its own address only.", status_code=421)
        if request.method in SAFE:
            return None
        origin = request.headers.get("origin")
        site = request.headers.get("sec-fetch-site", "same-origin")
        own = {f"http://{host}" for host in self.hosts}
        if (origin is not None and origin not in own) or site != "same-origin":
            return PlainTextResponse("Refused: the request comes from another site.", status_code=403)
        if not hmac.compare_digest(request.headers.get(TOKEN_HEADER, "").encode(), self.token.encode()):
            return PlainTextResponse("Refused: reload the page, it is from an earlier start.", status_code=403)
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > MAX_BODY:
            return PlainTextResponse("Refused: too large.", status_code=413)
        return None


def _with_headers(send: Send) -> Send:
    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *((k.encode(), v.encode()) for k, v in HEADERS.items())]
        await send(message)

    return send_guarded

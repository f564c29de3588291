"""The review as a web application: pages from the output folder with their slots filled, and decisions."""

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from pipeline.errors import InputError, ReportcheckError
from pipeline.publish.audit.links import FOLDER, MAIN
from pipeline.publish.audit.pages import asset
from pipeline.publish.decide import MAX_TEXT, Judgement
from pipeline.review.guard import Guard
from pipeline.review.linkpage import link_row, links_page, measure_row
from pipeline.review.slots import bar, chip, decision_form, figure_button, figure_form, fill_slots, series_form
from pipeline.review.state import Review
from pipeline.types import Verdict

PAGE = re.compile(r"[\w.-]+\.html")
ASSETS = {
    "htmx.min.js": "text/javascript",
    "review.js": "text/javascript",
    "links.js": "text/javascript",
    "session.js": "text/javascript",
    "review.css": "text/css",
}
AUDIT_ASSETS = {"audit.js": "text/javascript", "audit.css": "text/css"}
REFUSED = 422


def make_app(review: Review, *, hosts: frozenset[str], token: str) -> ASGIApp:
    """Return the application. `hosts` are the names with port that it answers to, `token` goes with every change."""
    views = Views(review, token)
    routes = [
        Route("/", views.start),
        Route(f"/{MAIN}", views.main),
        Route(f"/{FOLDER}/{{name}}", views.page),
        Route("/static/{name}", views.static),
        Route("/figure/{name}", views.figure_form),
        Route("/decide", views.decide, methods=["POST"]),
        Route("/undo", views.undo, methods=["POST"]),
        Route("/who", views.who, methods=["POST"]),
        Route("/figure", views.figure, methods=["POST"]),
        Route("/series", views.series, methods=["POST"]),
        Route("/links", views.links),
        Route("/link", views.link, methods=["POST"]),
        Route("/measure", views.measure, methods=["POST"]),
    ]
    return Guard(Starlette(routes=routes, exception_handlers={ReportcheckError: _told}), hosts, token)


async def _told(_request: Request, error: Exception) -> Response:
    """Answer with what keeps a decision from being read or recorded: a full disk, a file that was damaged meanwhile."""
    return PlainTextResponse(str(error), status_code=REFUSED)


class Views:
    """What the application answers. Work on files is done in threads, so that a large page holds nobody up."""

    def __init__(self, review: Review, token: str) -> None:
        self._review = review
        self._token = token

    async def start(self, _request: Request) -> Response:
        """Lead to the findings."""
        return RedirectResponse(f"/{MAIN}")

    async def main(self, _request: Request) -> Response:
        """Return the findings."""
        return await run_in_threadpool(self._page, self._review.out / MAIN)

    async def page(self, request: Request) -> Response:
        """Return a page of the audit folder."""
        name = request.path_params["name"]
        if not PAGE.fullmatch(name):
            return PlainTextResponse("No such page.", status_code=404)
        return await run_in_threadpool(self._page, self._review.out / FOLDER / name)

    def _page(self, path: Path) -> Response:
        root = self._review.out.resolve()
        # A link in the folder may lead anywhere: what is served has to lie in the folder itself.
        if not path.resolve().is_relative_to(root) or not path.is_file():
            return PlainTextResponse("No such page.", status_code=404)
        return HTMLResponse(fill_slots(path.read_text(encoding="utf-8"), self._review, token=self._token))

    async def static(self, request: Request) -> Response:
        """Return a style sheet or script of the package."""
        name = request.path_params["name"]
        if name in AUDIT_ASSETS:
            return Response(asset(name), media_type=AUDIT_ASSETS[name])
        if name in ASSETS:
            text = (files("pipeline.review") / "assets" / name).read_text(encoding="utf-8")
            return Response(text, media_type=ASSETS[name])
        return PlainTextResponse("No such file.", status_code=404)

    async def decide(self, request: Request) -> Response:
        """Record a decision on a finding, or on all of its kind."""
        form = await _form(request)
        return await run_in_threadpool(self._decide, form)

    def _decide(self, form: Mapping[str, str]) -> Response:
        name = form.get("id", "")
        if name not in self._review.findings:
            return PlainTextResponse("The run has no such finding; load the page again.", status_code=404)
        names = {"words": self._review.same_words, "cause": self._review.same_cause}.get(form.get("scope", ""))
        try:
            changed = self._review.decide(names(name) if names else [name], _judgement(form))
        except InputError as error:
            text = decision_form(name, self._review, self._review.decided(), error=str(error))
            return HTMLResponse(text, status_code=REFUSED)
        decided = self._review.decided()
        said = f"{decided[name].verdict.value if name in decided else 'taken back'}"
        said += f" ({len(changed)})" if len(changed) > 1 else ""
        return self._changed(decision_form(name, self._review, decided), changed, said, undone=False)

    async def undo(self, _request: Request) -> Response:
        """Take the last act back."""
        changed = await run_in_threadpool(self._review.undo)
        return self._changed("", changed, "undone" if changed else "nothing to undo", undone=True)

    def _changed(self, text: str, changed: list[str], said: str, *, undone: bool) -> Response:
        """Return a fragment with all that has to change on the page beside it."""
        decided = self._review.decided()
        findings = [n for n in changed if n in self._review.findings]
        parts = [text, bar(self._review, message=said, swap=True)]
        parts += [chip(n, self._review, decided, swap=True) for n in findings]
        parts += [
            f'<div hx-swap-oob="innerHTML:#{n} .decision">{decision_form(n, self._review, decided)}</div>'
            for n in (findings if undone else findings[1:])
        ]
        trigger = {"decided": {"undone": undone, "first": findings[0] if findings else ""}}
        return HTMLResponse("\n".join(parts), headers={"HX-Trigger-After-Settle": json.dumps(trigger)})

    async def who(self, request: Request) -> Response:
        """Set the name that decisions are signed with."""
        user = (await _form(request)).get("user", "").strip()[:200]
        if user:
            self._review.user = user
        return HTMLResponse(bar(self._review, message=f"signed as {self._review.user}"))

    async def figure_form(self, request: Request) -> Response:
        """Return the form that corrects a figure."""
        name = request.path_params["name"]
        if name not in self._review.figures:
            return PlainTextResponse("The run has no such figure; load the page again.", status_code=404)
        return HTMLResponse(figure_form(name, self._review))

    async def figure(self, request: Request) -> Response:
        """Record the right reading of a figure."""
        form = await _form(request)
        name = form.get("id", "")
        if name not in self._review.figures:
            return PlainTextResponse("The run has no such figure; load the page again.", status_code=404)
        try:
            self._review.decide([name], _correction(form))
        except InputError as error:
            return HTMLResponse(figure_form(name, self._review, error=str(error)), status_code=REFUSED)
        text = figure_button(name, self._review, self._review.decided())
        return HTMLResponse(text + bar(self._review, message="corrected from the next run on", swap=True))

    async def series(self, request: Request) -> Response:
        """Record which figure stands for a series."""
        form = await _form(request)
        name = form.get("id", "")
        if name not in self._review.series:
            return PlainTextResponse("The run has no such series; load the page again.", status_code=404)
        try:
            self._review.decide([name], _judgement(form))
        except InputError:
            message = "Choose the value that stands."
            return HTMLResponse(
                series_form(name, self._review, self._review.decided(), error=message), status_code=REFUSED
            )
        text = series_form(name, self._review, self._review.decided())
        return HTMLResponse(text + bar(self._review, message="decided from the next run on", swap=True))

    async def links(self, _request: Request) -> Response:
        """Return the links between measures."""
        page = await run_in_threadpool(links_page, self._review, token=self._token)
        return HTMLResponse(page)

    async def link(self, request: Request) -> Response:
        """Record whether two names are one measure."""
        form = await _form(request)
        return await run_in_threadpool(self._link, form)

    def _link(self, form: Mapping[str, str]) -> Response:
        name = form.get("id", "")
        if name not in self._review.links:
            return PlainTextResponse("The run has no such link; load the page again.", status_code=404)
        try:
            self._review.decide([name], Judgement(_verdict(form)))
        except InputError as error:
            row = link_row(name, self._review, self._review.decided(), error=str(error))
            return HTMLResponse(row, status_code=REFUSED)
        row = link_row(name, self._review, self._review.decided())
        return HTMLResponse(row + bar(self._review, message="decided from the next run on", swap=True))

    async def measure(self, request: Request) -> Response:
        """Record what a measure is called, or that it is the same as another."""
        form = await _form(request)
        return await run_in_threadpool(self._measure, form)

    def _measure(self, form: Mapping[str, str]) -> Response:
        name, same = form.get("id", ""), form.get("same", "").strip()
        if name not in self._review.measures:
            return PlainTextResponse("The run has no such measure; load the page again.", status_code=404)
        try:
            if same:
                self._review.merge(name, same)
            else:
                self._review.decide([name], Judgement(_verdict(form), form.get("stands", "").strip()))
        except InputError as error:
            row = measure_row(name, self._review, self._review.decided(), error=str(error))
            return HTMLResponse(row, status_code=REFUSED)
        row = measure_row(name, self._review, self._review.decided())
        return HTMLResponse(row + bar(self._review, message="decided from the next run on", swap=True))


async def _form(request: Request) -> dict[str, str]:
    """Return the text fields of a form; files are not taken."""
    async with request.form(max_files=0, max_fields=20) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def _verdict(form: Mapping[str, str]) -> Verdict:
    """Return the verdict of a form; raises InputError where it is none."""
    try:
        return Verdict(form.get("verdict", ""))
    except ValueError as error:
        raise InputError("Choose a verdict.") from error


def _judgement(form: Mapping[str, str]) -> Judgement:
    """Return what a form says; raises InputError for a verdict that is none."""
    verdict = _verdict(form)
    stands = form.get("stands", "").strip() if verdict is not Verdict.OPEN else ""
    return Judgement(verdict, stands, form.get("reason", ""), form.get("note", "").strip()[:MAX_TEXT])


def _correction(form: Mapping[str, str]) -> Judgement:
    """Return the right reading of a figure; raises InputError where it is no number and not `none`."""
    if form.get("verdict") == Verdict.OPEN.value:
        return Judgement(Verdict.OPEN)
    stands = form.get("stands", "").strip()
    plain_number = stands.replace(",", "").rstrip("% ")
    if stands.lower() != "none" and not re.fullmatch(r"[+-]?\d+(\.\d+)?", plain_number):
        raise InputError("Write a number, as 80.9, or none.")
    return Judgement(Verdict.CONFIRMED, stands, "misread", form.get("note", "").strip()[:MAX_TEXT])

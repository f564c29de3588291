"""The review's application: what it records, what it serves, and whom it refuses."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="starlette is not installed")
pytest.importorskip("httpx", reason="httpx is not installed")

from starlette.testclient import TestClient

from pipeline.cli import main
from pipeline.errors import InputError
from pipeline.publish.decide import Judgement
from pipeline.publish.load import read_table
from pipeline.publish.teach import export_rules
from pipeline.reconcile.decisions import read_decisions
from pipeline.review.app import make_app
from pipeline.review.serve import serve_review
from pipeline.review.state import Review
from pipeline.rules import load_rules
from pipeline.types import Verdict

HOST = "127.0.0.1:8600"
TOKEN = "secret"
REPORT = """\
# {title}

22 March 2016

There were 34 first time entrants, a decrease of 30% or 14 on the same quarter of the previous year.

| Indicator | 12 months to Dec 2014 | 12 months to Dec 2015 |
| --- | --- | --- |
| Satisfaction of victims of burglary | 91.2% | 90.4% |
| Satisfaction of victims of hate crime | 84.2% | {value} |
"""
HOSTILE = 'Quarter 3 <script>document.title="run"</script> =HYPERLINK("http://x.example") \u202egnorw'


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review")
    (folder / "a.md").write_text(REPORT.format(title=HOSTILE, value="80.9%"), encoding="utf-8")
    (folder / "b.md").write_text(REPORT.format(title="Quarter 3 2015/16", value="90.9%"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["reportcheck", "run", str(folder), "--out", str(folder / "out"), "--quiet"])
        with pytest.raises(SystemExit):
            main()
    return folder / "out"


@pytest.fixture
def review(out: Path, tmp_path: Path) -> Review:
    return Review(out, tmp_path / "decisions.jsonl", "Ada", now=lambda: "2016-04-01T10:00:00+00:00")


@pytest.fixture
def client(review: Review) -> TestClient:
    app = make_app(review, hosts=frozenset({HOST}), token=TOKEN)
    return TestClient(app, base_url=f"http://{HOST}", headers={"X-Review-Token": TOKEN, "Origin": f"http://{HOST}"})


def decide(client: TestClient, name: str, **form: str) -> Any:
    return client.post("/decide", data={"id": name, "verdict": "confirmed", **form})


def test_a_decision_is_recorded_with_who_and_when(client: TestClient, review: Review) -> None:
    name = next(iter(review.findings))
    answer = decide(client, name, reason="correction", note="seen in the minutes")
    assert answer.status_code == 200
    assert 'id="reviewbar"' in answer.text
    (decision,) = read_decisions(review.file)
    assert (decision.subject_id, decision.verdict, decision.user) == (name, Verdict.CONFIRMED, "Ada")
    assert (decision.reason, decision.note) == ("correction", "seen in the minutes")
    assert decision.time == "2016-04-01T10:00:00+00:00"
    assert decision.values_hash == review.findings[name]["values_hash"]


def test_all_with_the_same_cause_are_decided_at_once_and_undone_at_once(client: TestClient, review: Review) -> None:
    name = next(n for n in review.findings if len(review.same_cause(n)) > 1)
    alike = review.same_cause(name)
    assert decide(client, name, scope="cause").status_code == 200
    assert {review.verdict(n, review.decided()) for n in alike} == {Verdict.CONFIRMED}
    client.post("/undo")
    assert {review.verdict(n, review.decided()) for n in alike} == {Verdict.OPEN}


def test_undo_brings_back_the_decision_before(review: Review) -> None:
    name = next(iter(review.findings))
    review.decide([name], Judgement(Verdict.CONFIRMED))
    review.decide([name], Judgement(Verdict.DISMISSED))
    assert review.undo() == [name]
    assert review.verdict(name, review.decided()) is Verdict.CONFIRMED
    assert review.undo() == [name]
    assert review.undo() == []
    assert review.verdict(name, review.decided()) is Verdict.OPEN


def test_a_decision_on_other_values_is_expired(review: Review) -> None:
    name = next(iter(review.findings))
    review.decide([name], Judgement(Verdict.CONFIRMED))
    review.findings[name] = {**review.findings[name], "values_hash": "another"}
    assert review.verdict(name, review.decided()) is Verdict.EXPIRED


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"verdict": "explained"}, 422),
        ({"verdict": "explained", "note": "other base year"}, 200),
        ({"verdict": "nonsense"}, 422),
        ({"reason": "because"}, 422),
        ({"note": "x" * 5_000}, 200),
    ],
    ids=["explained without a word", "explained", "no verdict", "no reason code", "long note is cut"],
)
def test_what_lacks_something_is_told(client: TestClient, review: Review, form: dict[str, str], status: int) -> None:
    answer = decide(client, next(iter(review.findings)), **form)
    assert answer.status_code == status
    assert len(read_decisions(review.file)) == (status == 200)


@pytest.mark.parametrize(
    ("stands", "status"),
    [("81.9", 200), ("1,204", 200), ("-5.5%", 200), ("none", 200), ("about 80", 422), ("", 422), ("1e9", 422)],
)
def test_a_figure_is_corrected_to_a_number_or_none(
    client: TestClient, review: Review, stands: str, status: int
) -> None:
    name = next(iter(review.figures))
    answer = client.post("/figure", data={"id": name, "stands": stands})
    assert answer.status_code == status
    assert [d.stands for d in read_decisions(review.file)] == ([stands] if status == 200 else [])


def test_a_disputed_series_is_decided_for_one_of_its_figures(client: TestClient, review: Review) -> None:
    name = next(n for n, r in review.series.items() if r["status"] == "disputed")
    assert client.post("/series", data={"id": name, "verdict": "confirmed"}).status_code == 422
    figure = review.candidates(name)[0][0]
    assert client.post("/series", data={"id": name, "verdict": "confirmed", "stands": figure}).status_code == 200
    assert review.decided()[name].stands == figure


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1:9"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"X-Review-Token": "guessed"}, 403),
        ({"X-Review-Token": ""}, 403),
    ],
    ids=[
        "own",
        "other name",
        "other port",
        "other origin",
        "no origin",
        "cross-site",
        "same-site",
        "guess",
        "no token",
    ],
)
def test_a_change_comes_from_the_own_page_only(
    client: TestClient, review: Review, headers: dict[str, str], status: int
) -> None:
    answer = client.post("/decide", data={"id": next(iter(review.findings)), "verdict": "confirmed"}, headers=headers)
    assert answer.status_code == status
    assert len(read_decisions(review.file)) == (status == 200)


@pytest.mark.parametrize(
    "path",
    [
        "/audit/../run.json",
        "/audit/..%2frun.json",
        "/run.json",
        "/discrepancies.csv",
        "/audit/%2e%2e/%2e%2e/a.md",
        "/audit/link.html",
        "/static/../app.py",
        "/static/htmx.LICENSE",
    ],
)
def test_only_pages_of_the_output_are_served(client: TestClient, out: Path, path: str) -> None:
    link = out / "audit" / "link.html"
    if not link.is_symlink():
        link.symlink_to("/etc/hostname")
    assert client.get(path).status_code == 404


def test_pages_may_load_and_run_nothing_of_their_own(client: TestClient) -> None:
    page = client.get("/audit.html")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<style>" not in page.text
    assert "<script>" not in page.text
    assert page.headers["x-frame-options"] == "DENY"
    assert "access-control-allow-origin" not in page.headers


def test_a_hostile_title_is_text_on_every_page(client: TestClient, out: Path) -> None:
    for path in [out / "audit.html", *(out / "audit").glob("*.html")]:
        if path.is_symlink():
            continue
        text = path.read_text(encoding="utf-8")
        assert '<script>document.title="run"' not in text
        assert "\u202e" not in text
    assert "&lt;script&gt;document.title" in client.get("/audit.html").text


def test_report_text_cannot_make_a_slot(client: TestClient, out: Path, tmp_path: Path) -> None:
    text = (out / "audit.html").read_text(encoding="utf-8")
    assert text.count("<!--slot:head-->") == 1
    assert "<!--slot:bar--><!--/slot-->" in text


TEACHING = """\
# {title}

Yarwick Borough Council

Published {day} March 2016

## Work of the housing team

| Work | 2014/15 | 2015/16 |
| --- | --- | --- |
| Gutters cleared | 310 | 412 |
| {row} | 1,204 | 1,377 |
| Fences mended | 88 | 91 |
"""


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("taught")
    for day, row in ((4, "Empty homes let"), (18, "Empty homes let again")):
        text = TEACHING.format(title=f"Housing work {day}", day=day, row=row)
        (folder / f"{day}.md").write_text(text, encoding="utf-8")
    run_over(folder)
    return folder / "out"


def run_over(folder: Path, *more: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["reportcheck", "run", str(folder), "--out", str(folder / "out"), "--quiet", *more])
        with pytest.raises(SystemExit):
            main()


def measures_of(out: Path) -> set[str]:
    return {r["indicator_id"] for r in read_table(out, "figures") if r["row_label"].startswith("Empty homes let")}


def test_an_analyst_teaches_a_run_what_is_one_measure(taught: Path, tmp_path: Path) -> None:
    decisions = taught / "decisions.jsonl"
    review = Review(taught, decisions, "Ada", now=lambda: "2016-04-01T10:00:00+00:00")
    app = make_app(review, hosts=frozenset({HOST}), token=TOKEN)
    client = TestClient(app, base_url=f"http://{HOST}", headers={"X-Review-Token": TOKEN, "Origin": f"http://{HOST}"})
    assert len(measures_of(taught)) == 2
    name, row = next((n, r) for n, r in review.links.items() if "Empty homes let again" in r.values())
    page = client.get("/links").text
    assert "Empty homes let again" in page
    assert f'id="{name}"' in page
    assert row["state"] == "apart"
    answer = client.post("/link", data={"id": name, "verdict": "confirmed"})
    assert answer.status_code == 200
    assert "Decided: one measure" in answer.text
    gutters = next(n for n, r in review.measures.items() if r["label"] == "Gutters cleared")
    answer = client.post("/measure", data={"id": gutters, "verdict": "confirmed", "stands": "Cleared gutters"})
    assert "Cleared gutters" in answer.text
    run_over(taught.parent)
    assert len(measures_of(taught)) == 1
    assert next(r for r in read_table(taught, "links") if r["link_id"] == name)["decision"] == "one"
    labels = {r["indicator_id"]: r["label"] for r in read_table(taught, "indicators")}
    assert labels[gutters] == "Cleared gutters"
    path, count = export_rules(taught, read_decisions(decisions), tmp_path / "own")
    own = {i.label: i for i in load_rules(path.parent).indicators}
    assert count == 2
    assert own["Cleared gutters"].aliases == ("Gutters cleared",)
    decisions.unlink()
    run_over(taught.parent, "--rules", str(path.parent))
    assert len(measures_of(taught)) == 1


@pytest.mark.parametrize(
    ("address", "form", "status"),
    [
        ("/link", {"id": "l0", "verdict": "confirmed"}, 404),
        ("/measure", {"id": "i0", "verdict": "confirmed"}, 404),
        ("/measure", {"id": "some", "verdict": "confirmed", "stands": "1234"}, 422),
        ("/measure", {"id": "some", "verdict": "confirmed", "same": "i0"}, 422),
        ("/measure", {"id": "some", "verdict": "wrong"}, 422),
        ("/link", {"id": "some", "verdict": "explained"}, 422),
    ],
)
def test_what_teaches_nothing_is_told(
    taught: Path, tmp_path: Path, address: str, form: dict[str, str], status: int
) -> None:
    review = Review(taught, tmp_path / "decisions.jsonl", "Ada")
    app = make_app(review, hosts=frozenset({HOST}), token=TOKEN)
    client = TestClient(app, base_url=f"http://{HOST}", headers={"X-Review-Token": TOKEN, "Origin": f"http://{HOST}"})
    some = next(iter(review.links if address == "/link" else review.measures))
    answer = client.post(address, data={**form, "id": some if form["id"] == "some" else form["id"]})
    assert answer.status_code == status
    assert read_decisions(review.file) == ()


def test_the_review_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no audit\.html with its tables here; run with --format csv,audit"):
        serve_review(tmp_path, decisions=tmp_path / "d.jsonl", user="Ada", port=0, tell=print)


def test_a_port_in_use_is_told(out: Path, tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InputError, match="choose another with --port"):
            serve_review(
                out, decisions=tmp_path / "d.jsonl", user="Ada", port=taken.getsockname()[1], tell=lambda _: None
            )


def test_the_address_takes_connections_as_soon_as_it_is_told(out: Path, tmp_path: Path) -> None:
    import socket
    from urllib.parse import urlsplit

    class ReachedError(Exception):
        pass

    def open_it(address: str) -> None:
        parts = urlsplit(address)
        with socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=5):
            raise ReachedError

    with pytest.raises(ReachedError):
        serve_review(out, decisions=tmp_path / "d.jsonl", user="Ada", port=0, tell=open_it)

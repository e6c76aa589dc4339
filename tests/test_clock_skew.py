from __future__ import annotations

from dataclasses import replace

import pytest

from conformance import api_requests, clock_skew
from conformance.clock_skew import SAMPLES, Sample, read_clock, skew_of, skew_of_pods
from conformance.cluster_time import ClusterClock
from conformance.observed import PodView
from conformance.report.clocks_apart import clocks_apart, skew_in_words
from conformance.report.markdown_summary import markdown_summary
from conformance.report.page import render_page
from conformance.skew_record import SkewRecord
from conformance.verdict import Verdict
from tests.played_api import client_of, played_api
from tests.played_cluster import NOW
from tests.played_command import SUCCESS, command, not_started
from tests.played_http import Reply
from tests.played_websocket import far_end
from tests.report_records import run
from tests.runner_clock import TRUE_TIME, play_runner_clock

CLOCK = Reply(200, {"gitVersion": "v1.36.3"}, {"Date": "Mon, 23 Nov 2026 04:00:00 GMT"})
AHEAD = SkewRecord("the API server", 600.25, 0.5)
POD = PodView(name="a", namespace="here", uid="1", node="one")


def test_an_answer_leaves_its_way_and_its_digits_open() -> None:
    # sent at 100, back at 102, and meanwhile the other clock stood somewhere from 90 to 91
    assert skew_of("it", [Sample(100, 102, 90, 91)]) == SkewRecord("it", 10.5, 1.5)


def test_several_answers_leave_less_open_than_each() -> None:
    slow, quick = Sample(100, 102, 90, 91), Sample(104.2, 104.3, 94, 95)
    assert skew_of("it", [slow, quick]) == SkewRecord("it", 9.75, 0.55)


def test_of_answers_between_which_a_clock_was_set_the_narrowest_counts() -> None:
    before, after = Sample(100, 103, 90, 91), Sample(104, 104.5, 104, 105)
    assert skew_of("it", [before, after]) == SkewRecord("it", -0.25, 0.75)


def test_the_api_server_is_asked_several_times() -> None:
    clock = iter(NOW.timestamp() + 600 + 0.1 * tick for tick in range(2 * SAMPLES))
    with played_api(lambda _: CLOCK) as (api, server):
        (skew,), _ = read_clock(api, lambda: next(clock))
    assert len(server.asked) == SAMPLES
    # the first answer leaves 599.0 to 600.1 open, the last 599.8 to 600.9
    assert (skew.whose, skew.ahead_s, skew.within_s) == ("the API server", 599.95, 0.15)
    assert skew.surely_apart_s == pytest.approx(599.8)


def test_an_api_server_without_a_date_has_no_skew_and_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock_skew, "request", lambda *_: api_requests.Reply({}))
    with played_api() as (api, _):
        assert read_clock(api) == ([], None)


def test_each_node_is_asked_in_one_of_its_pods() -> None:
    asked: list[str] = []

    def play(end: object) -> None:
        asked.append(end.request)  # type: ignore[attr-defined]  # a FarEnd
        command(SUCCESS, b"1000.250000000\n")(end)  # type: ignore[arg-type]  # a FarEnd

    clock = iter([1600.0, 1600.5])
    with far_end(play) as url, client_of(url) as api:
        found = skew_of_pods(api, "here", [POD, POD], "keystone", lambda: next(clock))
    assert found == [SkewRecord("pod a", 600.0, 0.25)]
    assert len(asked) == 1
    assert "command=date&command=%2B%25s.%25N" in asked[0]


@pytest.mark.parametrize(
    "play",
    [
        command(not_started('exec: "date": executable file not found in $PATH')),
        command(SUCCESS, b"Thu Nov 26\n"),
    ],
)
def test_a_pod_that_does_not_tell_is_left_out(play: object) -> None:
    with far_end(play) as url, client_of(url) as api:  # type: ignore[arg-type]  # plays a FarEnd
        assert skew_of_pods(api, "here", [POD], "keystone") == []


def test_where_no_cluster_answers_one_pod_is_asked_and_no_other() -> None:
    with played_api() as (api, server):
        api.configuration.host = "http://127.0.0.1:9"
        assert skew_of_pods(api, "here", [POD, replace(POD, name="b", node="two")], "keystone") == []
    assert server.asked == []


def test_where_time_is_up_nothing_more_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock_skew, "PODS_S", 0.0)
    with played_api() as (api, _):
        assert skew_of_pods(api, "here", [POD], "keystone") == []


def test_the_clusters_clock_goes_on_by_monotonic_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([50.0, 57.0])
    clock = ClusterClock(NOW, lambda: next(ticks))
    play_runner_clock(monkeypatch, -600)
    assert (clock.now() - NOW).total_seconds() == 7
    with played_api(lambda _: CLOCK) as (api, _):
        _, found = read_clock(api)
    assert found is not None
    assert 0 <= (found.now() - NOW).total_seconds() < 60


def test_a_machine_ten_minutes_ahead_is_seen_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    play_runner_clock(monkeypatch, 600)
    with played_api(lambda _: Reply(200, {})) as (api, _):
        # the played server dates its answers by this machine's clock as well
        (skew,), _ = read_clock(api, lambda: TRUE_TIME() + 1200)
    assert abs(skew.ahead_s - 600) <= skew.within_s + 0.01


def test_the_summary_speaks_of_a_clock_only_where_it_is_off() -> None:
    record = run(("a_1", Verdict.KEPT))
    record.skew = [SkewRecord("the API server", 1.4, 0.5), SkewRecord("pod a", -0.2, 0.1)]
    assert clocks_apart(record) == ""
    page = render_page(record).replace("&#39;", "'")
    assert "1.40 s ahead of the API server's, give or take 0.50 s" in page
    record.skew.append(AHEAD)
    words = (
        "this machine's clock is 10 min 0 s ahead of the API server's, give or take 0.50 s,"
        " which no verdict rests on"
    )
    assert clocks_apart(record) == words
    assert "machine's clock is 10 min 0 s ahead" in markdown_summary(record).decode()


def test_a_clock_behind_is_told_so() -> None:
    assert skew_in_words(SkewRecord("pod a", -90.0, 0.1)) == "90.0 s behind pod a's, give or take 0.10 s"

"""A pod that the cluster gave no way to is not a silent one: not one question may take it for that."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from conformance.answering import answer_of
from conformance.errors import NoWayToPod, PromiseBroken
from conformance.identity import answers_token, sign_in
from conformance.judgement import Judgement, Kept, NotYet
from conformance.memcached import answers_memcached, memcached_state
from conformance.port_forward import PodPort
from conformance.reach_versions import answers_versions, silent
from tests.played_api import client_of
from tests.played_websocket import FarEnd, far_end
from tests.test_identity_attempt import gone, refused_by_the_pod, without_a_way

QUESTIONS: dict[str, Callable[[str], object]] = {
    "request": lambda url: answer_of(f"{url}/v3", timeout=5.0),
    "sign-in": lambda url: sign_in(url, password="secret", timeout=5.0),
}
PROBES: dict[str, Callable[[str], Judgement[object]]] = {
    "versions": lambda url: answers_versions(url),
    "token": lambda url: answers_token(url, password="secret"),
}


@pytest.fixture
def no_way() -> Iterator[str]:
    with far_end(without_a_way) as url, client_of(url) as api, PodPort(api, "here", "pod", 5000) as port:
        yield port.url


@pytest.fixture(params=[refused_by_the_pod, gone])
def silent_pod(request: pytest.FixtureRequest) -> Iterator[str]:
    play: Callable[[FarEnd], None] = request.param
    with far_end(play) as url, client_of(url) as api, PodPort(api, "here", "pod", 5000) as port:
        yield port.url


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=list(QUESTIONS))
def test_a_single_question_is_unknown(ask: Callable[[str], object], no_way: str) -> None:
    with pytest.raises(NoWayToPod, match=r"no way to http://127\.0\.0\.1:.*error dialing backend"):
        ask(no_way)


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=list(QUESTIONS))
def test_what_the_pod_refuses_is_its_own_doing(ask: Callable[[str], object], silent_pod: str) -> None:
    with pytest.raises(PromiseBroken, match="no answer"):
        ask(silent_pod)


@pytest.mark.parametrize("probe", PROBES.values(), ids=list(PROBES))
def test_a_probe_asks_again_and_names_the_cause(
    probe: Callable[[str], Judgement[object]], no_way: str
) -> None:
    judged = probe(no_way)
    assert isinstance(judged, NotYet)
    assert judged.cause == "no-way-to-pod"
    assert "error dialing backend" in judged.why


@pytest.mark.parametrize("probe", PROBES.values(), ids=list(PROBES))
def test_a_probe_of_a_silent_pod_has_no_cause(
    probe: Callable[[str], Judgement[object]], silent_pod: str
) -> None:
    judged = probe(silent_pod)
    assert isinstance(judged, NotYet)
    assert judged.cause == ""


def test_what_nobody_was_asked_for_is_not_silent(no_way: str) -> None:
    assert isinstance(silent(no_way), NotYet)


def test_a_silent_one_is(silent_pod: str) -> None:
    assert isinstance(silent(silent_pod), Kept)


def test_memcached_is_told_alike() -> None:
    with far_end(without_a_way) as url, client_of(url) as api:
        with pytest.raises(NoWayToPod):
            memcached_state(api, "here", "pod")
        judged = answers_memcached(api, "here", "pod")
    assert isinstance(judged, NotYet)
    assert judged.cause == "no-way-to-pod"

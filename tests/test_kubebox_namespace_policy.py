"""What gives each namespace of a box that is like GKE its quota and limits, against a played API server."""

from __future__ import annotations

import json
from itertools import islice

import pytest
import urllib3

from conformance.clusters.kubebox import following
from conformance.clusters.kubebox.likeness.namespace_policy import follow
from tests.played_http import Asked, Reply, played


def _namespace(name: str) -> dict[str, object]:
    return {"metadata": {"name": name}}


def test_namespaces_that_are_there_and_that_are_made_are_told_but_those_of_kubernetes_itself() -> None:
    listed = [_namespace("default"), _namespace("kube-system")]
    events = [("ADDED", "new"), ("MODIFIED", "new"), ("ADDED", "kube-new"), ("ADDED", "newer")]
    lines = "".join(json.dumps({"type": kind, "object": _namespace(name)}) + "\n" for kind, name in events)

    def answer(asked: Asked) -> Reply:
        if "watch=true" in asked.path:
            return Reply(200, lines)
        return Reply(200, {"metadata": {"resourceVersion": "7"}, "items": listed})

    with played(answer) as server, urllib3.PoolManager() as connections:
        told = follow(server.url, connections)
        assert list(islice(told, 4)) == ["default", "new", "newer", "default"]

    assert "resourceVersion=7" in server.asked[1].path


def test_a_namespace_is_told_while_its_watch_goes_on() -> None:
    """A watch of minutes that is read to its end would give a namespace its quota when nobody needs it."""

    class Watch:
        status = 200
        read = 0

        def stream(self, _: None) -> object:
            for name in ("one", "two"):
                self.read += 1
                yield json.dumps({"type": "ADDED", "object": _namespace(name)}).encode() + b"\n"

        def close(self) -> None:
            pass

    class Connections:
        watch = Watch()

        def request(self, _: str, url: str, **__: object) -> object:
            if "watch" in url:
                return self.watch
            listed = b'{"metadata": {"resourceVersion": "7"}, "items": []}'
            return urllib3.HTTPResponse(listed, status=200)

    connections = Connections()
    told = follow("", connections)  # type: ignore[arg-type]  # a played connection
    assert (next(told), connections.watch.read) == ("one", 1)


def test_whoever_follows_lives_through_an_api_server_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a thousand refusals in a row the follower of a kept box had ended, and nobody saw it."""
    pauses: list[float] = []
    monkeypatch.setattr(following, "pause", pauses.append)
    listed = b'{"metadata": {"resourceVersion": "7"}, "items": [{"metadata": {"name": "one"}}]}'

    class Connections:
        asked = 0

        def request(self, *_: str, **__: object) -> object:
            self.asked += 1
            if self.asked < 3:
                raise urllib3.exceptions.MaxRetryError(urllib3.HTTPConnectionPool("here"), "/")
            return urllib3.HTTPResponse(listed, status=200)

    assert next(follow("", Connections())) == "one"  # type: ignore[arg-type]  # a played connection
    assert pauses == [following.AGAIN_S] * 2

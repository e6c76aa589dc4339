"""An API server that answers as a test says, with bodies recorded from a real one, and a client for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kubernetes.client import ApiClient, Configuration

from tests.played_http import Asked, Played, Reply, played

RECORDED = json.loads((Path(__file__).parent / "recorded" / "api-refusals.json").read_text(encoding="utf-8"))
"""Of Kubernetes 1.36.3: what it said to requests that it refused."""


def recorded(name: str) -> Reply:
    """Return a recorded refusal."""
    said = RECORDED[name]
    headers = {"Warning": said["warnings"][0]} if said["warnings"] else {}
    return Reply(said["status"], said["body"], headers)


def created(asked: Asked) -> Reply:
    """Accept whatever is sent, as a POST or DELETE of an object is answered."""
    body = asked.body or {}
    return Reply(201, {**body, "metadata": {**body.get("metadata", {}), "uid": f"uid of {asked.path}"}})


def client_of(url: str) -> ApiClient:
    """Return a client for the API server at `url`."""
    configuration = Configuration(host=url)
    configuration.proxy = None
    return ApiClient(configuration)


@contextmanager
def played_api(answer: Callable[[Asked], Reply] = created) -> Iterator[tuple[ApiClient, Played]]:
    """Run an API server until the end of the block."""
    with played(answer) as server, client_of(server.url) as api:
        yield api, server

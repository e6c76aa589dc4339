"""Following the objects of a collection for as long as a box lives, by plain requests over connections."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

import urllib3

from conformance.clusters.kubebox.readiness import pause

AGAIN = urllib3.Retry(total=60, backoff_factor=0.1, backoff_max=1.0)
"""A minute: the API server may be restarted under whoever asks it. urllib3 calls itself for each retry, and
could not go on for ever."""
AGAIN_S = 1.0
"""After this an API server that has refused, or is not there for longer, is asked again."""
BROKEN_OFF = (urllib3.exceptions.HTTPError, OSError, ValueError)
OK = 200


def connections_as(client: str, certificates: Path) -> urllib3.PoolManager:
    """Return connections of the client whose pair is in that folder; one is for its watch."""
    return urllib3.PoolManager(
        ca_certs=str(certificates / "ca.crt"),
        cert_file=str(certificates / f"{client}.crt"),
        key_file=str(certificates / f"{client}.key"),
        retries=AGAIN,
        maxsize=2,
    )


def follow_objects(
    collection: str, connections: urllib3.PoolManager, events: Container[str], anew_s: int
) -> Iterator[dict[str, Any]]:
    """Yield each object that is there, and that of each such event; all anew each `anew_s` seconds."""
    while True:
        try:
            objects = _listed(connections, collection)
        except BROKEN_OFF:
            pause(AGAIN_S)
            continue
        yield from objects["items"]
        version = objects["metadata"]["resourceVersion"]
        query = f"?watch=true&timeoutSeconds={anew_s}&resourceVersion={version}"
        try:
            yield from _watched(connections, collection + query, events)
        except BROKEN_OFF:
            # listed anew
            continue


def _listed(connections: urllib3.PoolManager, collection: str) -> dict[str, Any]:
    answer = connections.request("GET", collection)
    if answer.status != OK:
        raise urllib3.exceptions.HTTPError(f"{collection} answered {answer.status}")
    return dict(answer.json())


def _watched(
    connections: urllib3.PoolManager, address: str, events: Container[str]
) -> Iterator[dict[str, Any]]:
    answer = connections.request("GET", address, preload_content=False)
    try:
        if answer.status != OK:
            pause(AGAIN_S)
            return
        yield from (event["object"] for event in _events(answer) if event["type"] in events)
    finally:
        answer.close()


def _events(answer: urllib3.BaseHTTPResponse) -> Iterator[dict[str, Any]]:
    rest = b""
    for chunk in answer.stream(None):
        *lines, rest = (rest + chunk).split(b"\n")
        yield from (json.loads(line) for line in lines if line.strip())

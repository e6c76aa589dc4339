"""The program that puts a quota and limits into each new namespace, as the controllers of a site do.

Started in the box as `python -m conformance.clusters.kubebox.likeness.namespace_policy SERVER CERTIFICATES
CLIENT OBJECTS`: the API server's URL, the folder of certificates, whose to show, and the file of objects.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import urllib3
import yaml

PLACES = {
    "ResourceQuota": "/api/v1/namespaces/{}/resourcequotas",
    "LimitRange": "/api/v1/namespaces/{}/limitranges",
}
NAMESPACES = "/api/v1/namespaces"
AGAIN = urllib3.Retry(total=None, connect=1000, read=1000, backoff_factor=0.1, backoff_max=1.0)
"""The API server may be restarted under it."""
WATCH_S = 300
DONE = frozenset({201, 403, 404, 409})
"""Made; the namespace is going; it is gone; it was there."""


def follow(server: str, connections: urllib3.PoolManager) -> Iterator[str]:
    """Yield the name of each namespace that is there or made, some more than once; one `kube-…` is none."""
    while True:
        listed = connections.request("GET", server + NAMESPACES).json()
        yield from _named(listed["items"])
        version = listed["metadata"]["resourceVersion"]
        query = f"?watch=true&timeoutSeconds={WATCH_S}&resourceVersion={version}"
        answer = connections.request("GET", server + NAMESPACES + query, preload_content=False)
        try:
            yield from _named(event["object"] for event in _events(answer) if event["type"] == "ADDED")
        except (urllib3.exceptions.HTTPError, OSError, ValueError):
            # it broke off: listed anew
            continue
        finally:
            answer.close()


def _named(namespaces: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    # One by one: those of a watch come as they are made.
    for each in namespaces:
        if not each["metadata"]["name"].startswith("kube-"):
            yield each["metadata"]["name"]


def _events(answer: urllib3.BaseHTTPResponse) -> Iterator[dict[str, Any]]:
    rest = b""
    for chunk in answer.stream(None):
        *lines, rest = (rest + chunk).split(b"\n")
        yield from (json.loads(line) for line in lines if line.strip())


def main(server: str, certificates: str, client: str, objects: str) -> None:
    """Keep every namespace with its quota and limits until killed."""
    folder = Path(certificates)
    documents = list(yaml.safe_load_all(Path(objects).read_text()))
    connections = urllib3.PoolManager(
        ca_certs=str(folder / "ca.crt"),
        cert_file=str(folder / f"{client}.crt"),
        key_file=str(folder / f"{client}.key"),
        retries=AGAIN,
        maxsize=2,
    )
    for name in follow(server, connections):
        for document in documents:
            place = server + PLACES[document["kind"]].format(name)
            answer = connections.request("POST", place, json=document)
            if answer.status not in DONE:
                print(f"{document['kind']} in {name}: {answer.status} {answer.data!r}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

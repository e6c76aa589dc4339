"""The program that puts a quota and limits into each new namespace, as the controllers of a site do.

Started in the box as `python -m conformance.clusters.kubebox.likeness.namespace_policy SERVER CERTIFICATES
CLIENT OBJECTS`: the API server's URL, the folder of certificates, whose to show, and the file of objects.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import urllib3
import yaml

from conformance.clusters.kubebox.following import connections_as, follow_objects

PLACES = {
    "ResourceQuota": "/api/v1/namespaces/{}/resourcequotas",
    "LimitRange": "/api/v1/namespaces/{}/limitranges",
}
NAMESPACES = "/api/v1/namespaces"
MADE = frozenset({"ADDED"})
WATCH_S = 300
DONE = frozenset({201, 403, 404, 409})
"""Made; the namespace is going; it is gone; it was there."""


def follow(server: str, connections: urllib3.PoolManager) -> Iterator[str]:
    """Yield the name of each namespace that is there or made, some more than once; one `kube-…` is none."""
    for namespace in follow_objects(server + NAMESPACES, connections, MADE, WATCH_S):
        name = namespace["metadata"]["name"]
        if not name.startswith("kube-"):
            yield name


def main(server: str, certificates: str, client: str, objects: str) -> None:
    """Keep every namespace with its quota and limits until killed."""
    documents = list(yaml.safe_load_all(Path(objects).read_text()))
    connections = connections_as(client, Path(certificates))
    for name in follow(server, connections):
        for document in documents:
            place = server + PLACES[document["kind"]].format(name)
            answer = connections.request("POST", place, json=document)
            if answer.status not in DONE:
                print(f"{document['kind']} in {name}: {answer.status} {answer.data!r}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What of our services may still be in Google Cloud: the queries to ask, and what their answers hold.

Nothing is asked from here: a person with the right runs `gcloud`, which only reads. Not tried on a real GKE:
forms and names are those of its controllers' sources (kubernetes/cloud-provider-gcp, providers/gce, for
target pools; kubernetes/ingress-gce, pkg/utils, for backend services) and of the Compute Engine API's
reference.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.errors import BadInput
from conformance.sweep.marks import NAMESPACE, RUN_ID

COLLECTIONS = (
    "forwarding-rules",
    "target-pools",
    "backend-services",
    "network-endpoint-groups",
    "health-checks",
    "http-health-checks",
    "firewall-rules",
    "addresses",
)
"""What a load balancer is made of, in the order in which it can be deleted."""
SERVICE = ("kubernetes.io/service-name", "networking.gke.io/service-name")
"""Under which keys of a description a controller writes `namespace/name`: that of target pools, and GKE's."""
GROUP = ("namespace", "service-name")
"""Those of a network endpoint group's description."""
NAMED = re.compile(rf"k8s[0-9]*-.*?(?P<run_id>{RUN_ID.pattern})-.*")
"""GKE's newer names hold the namespace, shortened from its end; the run's name comes first in it."""
BY_UID = re.compile(r"a[0-9a-f]{31}")
"""How a load balancer with a target pool is called, by its service's uid; its parts have that in theirs."""
REGIONAL_OR_GLOBAL = {"forwarding-rules", "backend-services", "addresses", "health-checks"}
"""Collections that are global or regional: a deletion has to say which."""


@dataclass(frozen=True)
class Leftover:
    """One resource of a run's service that the answers hold."""

    collection: str
    name: str
    run_id: str
    service: str
    """`namespace/name`; empty where only its name tells whose it is."""
    created: str
    place: tuple[str, ...]
    """How `gcloud` is told where it is, e.g. `--region=europe-west1`."""

    def __str__(self) -> str:
        """Return the resource and whose it is, in one line."""
        whose = f"service {self.service}" if self.service else f"run {self.run_id}, by its name"
        return f"{self.collection} {self.name} of {whose}, made {self.created}"

    @property
    def deletion(self) -> str:
        """The command that takes it away."""
        return shlex.join(["gcloud", "compute", self.collection, "delete", self.name, *self.place])


def queries(folder: str) -> list[str]:
    """Return the commands that ask for all there is, each into a file of `folder`; they change nothing.

    Without `--filter`: whether the server or the client applies one, and so what a regular expression has to
    match, differs (gcloud topic filters). What is ours is told apart here.
    """
    quoted = shlex.quote(folder)
    asked = (f"gcloud compute {each} list --format=json > {quoted}/{each}.json" for each in COLLECTIONS)
    return [f"mkdir -p {quoted}", *asked]


def read_answers(folder: Path, run_id: str = "") -> list[Leftover]:
    """Return what the answers in `folder` hold of runs' services, of one run where that is named.

    In the order in which it can be deleted. Raises BadInput for an answer that is missing or is none: without
    all of them nothing is known to be gone.
    """
    answers = [(each, item) for each in COLLECTIONS for item in _read(folder / f"{each}.json")]
    services: dict[str, str] = {}
    for _, item in answers:
        if (service := _service(item)) and BY_UID.fullmatch(item["name"]):
            services[item["name"]] = service
    found = [_ours(collection, item, services) for collection, item in answers]
    return [each for each in found if each is not None and run_id in ("", each.run_id)]


def _read(file: Path) -> list[Mapping[str, Any]]:
    remedy = f"ask again: gcloud compute {file.stem} list --format=json > {file}"
    try:
        content: Any = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"the answer {file} cannot be read ({error.strerror})", remedy) from error
    except ValueError as error:
        raise BadInput(f"{file} is no JSON", remedy) from error
    if not isinstance(content, list) or not all(_is_resource(item) for item in content):
        raise BadInput(f"{file} is no list of resources", remedy)
    return content


def _is_resource(item: object) -> bool:
    return isinstance(item, dict) and isinstance(item.get("name"), str)


def _ours(collection: str, item: Mapping[str, Any], services: Mapping[str, str]) -> Leftover | None:
    balancer = BY_UID.search(item["name"])
    service = _service(item) or (services.get(balancer[0], "") if balancer else "")
    namespace = NAMESPACE.fullmatch(service.partition("/")[0])
    named = NAMED.fullmatch(item["name"])
    if service and namespace is None:
        return None
    run = namespace or named
    if run is None:
        return None
    created = str(item.get("creationTimestamp", "at an unknown time"))
    return Leftover(collection, item["name"], run["run_id"], service, created, _place(collection, item))


def _service(item: Mapping[str, Any]) -> str:
    """Return `namespace/name` of the service that a description speaks of; empty where it speaks of none."""
    try:
        content = json.loads(str(item.get("description", "")))
    except ValueError:
        return ""
    if not isinstance(content, dict):
        return ""
    if all(isinstance(content.get(key), str) for key in GROUP):
        return "/".join(content[key] for key in GROUP)
    return next((content[key] for key in SERVICE if isinstance(content.get(key), str)), "")


def _place(collection: str, item: Mapping[str, Any]) -> tuple[str, ...]:
    for key in ("region", "zone"):
        if isinstance(item.get(key), str):
            return (f"--{key}={item[key].rpartition('/')[2]}",)
    return ("--global",) if collection in REGIONAL_OR_GLOBAL else ()


def told(leftovers: Iterable[Leftover]) -> Iterator[str]:
    """Yield each leftover in a line, with the command that takes it away."""
    for each in leftovers:
        yield f"{each}: {each.deletion}"

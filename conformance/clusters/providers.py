"""Programs that make clusters on one machine, what each needs, and what its clusters lack."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Mapping
from types import MappingProxyType

from conformance.errors import BadInput

PROVIDERS = ("kind", "k3d", "minikube")
NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {provider: (provider, "docker", "kubectl") for provider in PROVIDERS}
)
"""Programs in $PATH; pytest-kubernetes asks by kubectl whether a cluster is ready."""
GIVEN_NAME = f"keystone-{secrets.token_hex(4)}"
"""What a cluster that is made for this run is called. Not by its process id: containers of a CI that share
one Docker have the same small ones, and what one cannot make it would delete of another."""
OF_ONE_RUN = re.compile(r"pytest-keystone-[0-9a-f]+")
"""The same with the word that pytest-kubernetes puts before it: so the provider calls it."""
CONTEXTS: Mapping[str, str] = MappingProxyType({"kind": "kind-{}", "k3d": "k3d-{}", "minikube": "{}"})
"""How each names the context of a cluster."""
DELETION: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "kind": ("kind", "delete", "cluster", "--name"),
        "k3d": ("k3d", "cluster", "delete"),
        "minikube": ("minikube", "delete", "--profile"),
    }
)
"""What deletes a cluster by hand; its name comes last."""
LACKS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        # https://kind.sigs.k8s.io/docs/user/loadbalancer/
        "kind": {"load_balancer": "kind has none of its own, cloud-provider-kind is a program beside it"},
        # https://docs.k3s.io/networking/networking-services: each service takes its port of the nodes
        "k3d": {
            "load_balancer": "ServiceLB gives a port of its nodes to one service, and a run makes several"
        },
        # https://minikube.sigs.k8s.io/docs/handbook/accessing/
        "minikube": {"load_balancer": "minikube gives addresses only while `minikube tunnel` runs beside it"},
    }
)
"""By provider: each capability that its clusters lack, and why; known beforehand."""


def refuse_unprovided(provider: str) -> None:
    """Raise BadInput where a program is missing that `provider` needs."""
    missing = [program for program in NEEDED[provider] if shutil.which(program) is None]
    if missing:
        raise BadInput(
            f"--provider {provider}: {', '.join(missing)} missing", "install it, and put it into $PATH"
        )


def name_of_this_run() -> str:
    """Return what the provider calls a cluster that this run has it make."""
    return f"pytest-{GIVEN_NAME}"

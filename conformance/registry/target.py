"""Where images are pushed to: a registry with a path in it, and how it is spoken to."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.errors import BadInput
from conformance.image_reference import parse_image
from conformance.registry.credentials import DOCKER_HUB
from conformance.registry.digests import HUB

OPTION = "--push"


@dataclass(frozen=True)
class Target:
    """One place in one registry."""

    domain: str
    """The registry as image names have it."""
    path: str
    """What stands before an image's own name in the registry; may be empty."""
    plain_http: bool = False
    """Whether it is spoken to without TLS, because somebody said so."""

    @property
    def host(self) -> str:
        """The host, with its port, that answers for the registry."""
        return HUB if self.domain in ("docker.io", DOCKER_HUB) else self.domain

    @property
    def login(self) -> str:
        """The name that `docker login` keeps its credentials by."""
        return DOCKER_HUB if self.host == HUB else self.domain

    def repository(self, name: str) -> str:
        """Return an image's path in the registry."""
        return f"{self.path}/{name}" if self.path else name

    def name(self, name: str) -> str:
        """Return an image's whole name, without a tag."""
        return f"{self.domain}/{self.repository(name)}"


def read_target(text: str, *, plain_http: bool = False) -> Target:
    """Return the place that `REGISTRY[/PATH]` names; raises BadInput, which says how it must look."""
    remedy = "write it as registry.example[:port][/path], without a tag"
    trial = "image"
    reference = parse_image(f"{text.removesuffix('/')}/{trial}", OPTION)
    if not reference.domain:
        raise BadInput(f"{OPTION} {text!r} names no registry: it has no dot, no port", remedy)
    return Target(reference.domain, reference.path.removesuffix(trial).rstrip("/"), plain_http)

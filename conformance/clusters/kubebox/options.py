"""What a box can be told."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from conformance.clusters.kubebox.likeness.managed import Likeness
from conformance.errors import BadInput

NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?")
"""Fits a DNS label, a control group and a node's name, all of which carry it."""
DEFAULT_NAME = "default"
MOST_NODES = 9
"""Each takes 100 MB and an image store of its own: enough for a laptop, and one digit in every name."""


def refuse_nodes(count: int) -> None:
    """Raise BadInput for a number of nodes that a box cannot have."""
    if not 1 <= count <= MOST_NODES:
        raise BadInput(f"--nodes {count}: a box has 1 to {MOST_NODES} nodes", "try --nodes 3")


@dataclass(frozen=True)
class SlowCloud:
    """How the box's load balancers behave; the default is a perfect cloud.

    The meaning of the values is that of kubebox/kubernetes/loadbalancer: `delay` is a span such as "45s",
    `refuse` the text of the refusal, `silent` a span or "true".
    """

    delay: str = "0s"
    refuse: str = ""
    silent: str = "false"


@dataclass(frozen=True)
class BoxOptions:
    """One box, as it was asked for."""

    name: str = DEFAULT_NAME
    subnet: str | None = None
    """The /24 to use; without it the first that is free."""
    kept_by_daemon: bool = False
    """Whether the box outlives the command that asked for it."""
    cloud: SlowCloud = SlowCloud()
    nodes: int = 1
    audit: bool = False
    """Whether the API server writes down who asked for what."""
    like: Likeness | None = None
    """The managed Kubernetes that it behaves like; None for plain upstream."""

    def __post_init__(self) -> None:
        """Raise BadInput for a name that cannot be used, or a number of nodes."""
        if not NAME.fullmatch(self.name):
            raise BadInput(
                f"{self.name!r} is no name for a box", "use at most 30 lower-case letters, digits and dashes"
            )
        refuse_nodes(self.nodes)

    @property
    def node(self) -> str:
        """The name of the box's one node, and of its context; several nodes are numbered behind it."""
        return f"kubebox-{self.name}"

    @property
    def control_group(self) -> str:
        """The name of the box's control group."""
        return f"kubebox-{self.name}"

    def made_from(self, fingerprint: str) -> str:
        """Return `fingerprint` with what of these options a box that is up cannot be given any more."""
        return f"{fingerprint} like {self.like.name}" if self.like else fingerprint


def box_like(likeness: Likeness | None, name: str, subnet: str | None = None, nodes: int = 1) -> BoxOptions:
    """Return the options of a box that is like `likeness`, its load balancers among it."""
    options = BoxOptions(name=name, subnet=subnet, nodes=nodes)
    if likeness is None:
        return options
    return replace(options, like=likeness, cloud=SlowCloud(delay=likeness.load_balancer_delay))

"""A service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from conformance.observed.metadata import Json, ObjectView, identity


@dataclass(frozen=True)
class PortView:
    """A port of a service."""

    port: int
    target_port: int | str = 0
    name: str = ""
    protocol: str = "TCP"
    node_port: int = 0


@dataclass(frozen=True, kw_only=True)
class ServiceView(ObjectView):
    """A service: what it selects, and the addresses it has."""

    type: str = "ClusterIP"
    cluster_ip: str = ""
    """Empty while there is none, and for a headless service."""
    ports: tuple[PortView, ...] = ()
    selector: Mapping[str, str] = field(default_factory=dict)
    addresses: tuple[str, ...] = ()
    """What the load balancer gave: an IP or a host name each."""
    left_to_the_provider: tuple[str, ...] = ()
    """Those of `addresses` that kube-proxy does not answer for inside the cluster."""
    load_balancer_class: str = ""
    source_ranges: tuple[str, ...] = ()
    session_affinity: str = ""
    """By what a client is kept at one pod, `ClientIP`; empty where each connection goes anywhere."""
    nodes_answer_for_their_own: bool = False
    """Whether a node leads strangers to its own pods only (`externalTrafficPolicy: Local`)."""

    @property
    def selector_text(self) -> str:
        """As kubectl shows it: `name=keystone,tier=api`."""
        return ",".join(f"{key}={value}" for key, value in sorted(self.selector.items()))

    @classmethod
    def from_json(cls, raw: Json) -> ServiceView:
        """Return the view of a service's JSON."""
        spec: Json = raw.get("spec") or {}
        ingress = ((raw.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
        return cls(
            **identity(raw),
            type=spec.get("type", "ClusterIP"),
            cluster_ip=_unless_none(spec.get("clusterIP", "")),
            ports=tuple(
                PortView(
                    port=each["port"],
                    target_port=each.get("targetPort", each["port"]),
                    name=each.get("name", ""),
                    protocol=each.get("protocol", "TCP"),
                    node_port=each.get("nodePort", 0),
                )
                for each in spec.get("ports") or ()
            ),
            selector=MappingProxyType(dict(spec.get("selector") or {})),
            addresses=tuple(each.get("ip") or each.get("hostname", "") for each in ingress),
            left_to_the_provider=tuple(
                each.get("ip") or each.get("hostname", "") for each in ingress if _is_left(each)
            ),
            load_balancer_class=spec.get("loadBalancerClass", ""),
            source_ranges=tuple(spec.get("loadBalancerSourceRanges") or ()),
            session_affinity=_unless_none(spec.get("sessionAffinity", "")),
            nodes_answer_for_their_own=spec.get("externalTrafficPolicy") == "Local",
        )


def _unless_none(value: str) -> str:
    """Return the value, or nothing where the API's own word for that stands."""
    return "" if value == "None" else value


def _is_left(ingress: Json) -> bool:
    """Return whether kube-proxy leaves an address alone: a host name, or an IP that says so (KEP-1860)."""
    return not ingress.get("ip") or ingress.get("ipMode") == "Proxy"

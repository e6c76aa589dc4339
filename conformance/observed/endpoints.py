"""Endpoint slices: the addresses behind a service."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.observed.metadata import Json, ObjectView, identity

SERVICE_LABEL = "kubernetes.io/service-name"
"""The label by which a slice says whose it is (k8s.io/api/discovery/v1, LabelServiceName)."""


@dataclass(frozen=True)
class EndpointView:
    """One address, and the pod that has it."""

    address: str
    ready: bool
    serving: bool
    terminating: bool
    pod: str = ""
    pod_uid: str = ""
    node: str = ""


@dataclass(frozen=True, kw_only=True)
class EndpointSliceView(ObjectView):
    """A slice of the endpoints of one service; all its endpoints have the same ports."""

    service: str = ""
    address_type: str = "IPv4"
    ports: tuple[int, ...] = ()
    endpoints: tuple[EndpointView, ...] = ()

    @classmethod
    def from_json(cls, raw: Json) -> EndpointSliceView:
        """Return the view of a slice's JSON; an unknown `ready` counts as true, as the API says."""
        metadata: Json = raw.get("metadata") or {}
        return cls(
            **identity(raw),
            service=(metadata.get("labels") or {}).get(SERVICE_LABEL, ""),
            address_type=raw.get("addressType", "IPv4"),
            ports=tuple(each["port"] for each in raw.get("ports") or () if each.get("port")),
            endpoints=tuple(_endpoint(each) for each in raw.get("endpoints") or ()),
        )


def _endpoint(raw: Json) -> EndpointView:
    conditions: Json = raw.get("conditions") or {}
    target: Json = raw.get("targetRef") or {}
    is_pod = target.get("kind") == "Pod"
    ready = conditions.get("ready") is not False
    serving = conditions.get("serving")
    return EndpointView(
        address=next(iter(raw.get("addresses") or ()), ""),
        ready=ready,
        serving=ready if serving is None else bool(serving),
        terminating=bool(conditions.get("terminating")),
        pod=target.get("name", "") if is_pod else "",
        pod_uid=target.get("uid", "") if is_pod else "",
        node=raw.get("nodeName", ""),
    )

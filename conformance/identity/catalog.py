"""The operator's step: the public address goes into the catalogue once it is known."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.errors import PromiseBroken
from conformance.identity.exchange import v3_url
from conformance.identity.sign_in import SignedIn

SERVICE_TYPE = "identity"
REGION = "RegionOne"
"""The region that `keystone-manage bootstrap` is given by default in its own documentation."""


@dataclass(frozen=True)
class Published:
    """The public endpoint as it stands in the catalogue now."""

    endpoint_id: str
    url: str
    changed: bool
    """False where it stood there already."""


def publish_catalog(signed_in: SignedIn, public_url: str) -> Published:
    """Make `public_url` (with `/v3`) the identity service's public endpoint, as an administrator does.

    From then on a client needs nothing but the auth URL and a password. Raises PromiseBroken where the
    catalogue has no identity service, KeystoneRefused where the user may not write it.
    """
    with signed_in.answered("catalog"):
        return _publish(signed_in, v3_url(public_url))


def _publish(signed_in: SignedIn, url: str) -> Published:
    keystone = signed_in.keystone
    services = keystone.services.list(type=SERVICE_TYPE)
    if not services:
        raise PromiseBroken("catalog: there is no identity service")
    found = keystone.endpoints.list(service=services[0], interface="public")
    if not found:
        made = keystone.endpoints.create(services[0], url, interface="public", region=_region(signed_in))
        return Published(made.id, made.url, True)
    if found[0].url.rstrip("/") == url:
        return Published(found[0].id, found[0].url, False)
    made = keystone.endpoints.update(found[0], url=url)
    return Published(made.id, made.url, True)


def _region(signed_in: SignedIn) -> str:
    """Return the region of the endpoints that are there."""
    regions = [
        one.region for one in signed_in.token.catalog if one.service_type == SERVICE_TYPE and one.region
    ]
    return regions[0] if regions else REGION

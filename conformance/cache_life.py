"""C: for how many seconds a replica may use what it has cached."""

from __future__ import annotations

from conformance.errors import PromiseBroken
from conformance.manifests import ManifestSet
from conformance.manifests.environment import Environment
from conformance.manifests.roles import keystone_container
from conformance.stack import EXPECTED, Role


def cache_setting(manifests: ManifestSet) -> str | None:
    """Return C as the keystone container's environment sets it, None where it does not; pure.

    Raises BadInput where it comes from something that the set does not have.
    """
    controller = manifests.of(Role.CONTROLLER)
    environment = Environment(manifests.manifests, controller, keystone_container(controller.content))
    place = environment.place_of(EXPECTED.cache_variable)
    return place.value if place else None


def cache_seconds(manifests: ManifestSet) -> int:
    """Return C as the keystone container's environment sets it, else the image contract's default; pure.

    Raises PromiseBroken where it is set to no number of seconds: Keystone would not start with it.
    """
    value = cache_setting(manifests)
    if not value:  # the image takes an empty one for none (keystone_start/settings.py)
        return EXPECTED.cache_seconds
    if not value.isdigit():
        raise PromiseBroken(f"environment wrong: {EXPECTED.cache_variable} is {value!r}, no seconds")
    return int(value)

"""C: for how many seconds a replica may use what it has cached."""

from __future__ import annotations

from conformance.errors import PromiseBroken
from conformance.manifests import ManifestSet
from conformance.manifests.pod_templates import mappings
from conformance.manifests.roles import keystone_container
from conformance.stack import EXPECTED, Role


def cache_seconds(manifests: ManifestSet) -> int:
    """Return C as the keystone container's environment sets it, else the image contract's default; pure.

    Raises PromiseBroken where it is set to no number of seconds: Keystone would not start with it.
    """
    container = keystone_container(manifests.of(Role.CONTROLLER).content)
    for variable in mappings(container, "env"):
        if variable.get("name") == EXPECTED.cache_variable:
            value = str(variable.get("value", ""))
            if not value.isdigit():
                raise PromiseBroken(f"environment wrong: {EXPECTED.cache_variable} is {value!r}, no seconds")
            return int(value)
    return EXPECTED.cache_seconds

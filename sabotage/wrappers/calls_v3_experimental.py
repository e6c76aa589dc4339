# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but its versions document calls v3 experimental."""

import os
from collections.abc import Callable
from typing import Any

from keystone_start import __main__ as start
from keystone_start import application

load = application.load


def load_and_change(when_configured: Callable[[], None]) -> Any:
    """Load Keystone, then give its versions another status."""
    served = load(when_configured)
    from keystone.api import discovery

    versions = discovery._get_versions_list

    def experimental(url: str) -> dict[str, dict[str, Any]]:
        return {name: {**version, "status": "experimental"} for name, version in versions(url).items()}

    discovery._get_versions_list = experimental
    return served


application.load = load_and_change

os._exit(start.main())

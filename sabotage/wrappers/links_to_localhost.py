# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but it was told that its address is localhost."""

import os

from keystone_start import __main__ as start
from keystone_start import configuration

sections = configuration.sections


def with_an_endpoint(settings: object) -> dict[str, dict[str, str]]:
    """Give keystone.conf's sections with a public endpoint that no client can reach."""
    wanted: dict[str, dict[str, str]] = sections(settings)
    return {**wanted, "DEFAULT": {**wanted["DEFAULT"], "public_endpoint": "http://localhost:5000"}}


configuration.sections = with_an_endpoint

os._exit(start.main())

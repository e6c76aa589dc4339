# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but with insecure_debug on: a refusal says what was wrong."""

import os

from keystone_start import __main__ as start
from keystone_start import configuration

sections = configuration.sections


def telling(settings: object) -> dict[str, dict[str, str]]:
    """Give keystone.conf's sections with insecure_debug."""
    wanted: dict[str, dict[str, str]] = sections(settings)
    return {**wanted, "DEFAULT": {**wanted["DEFAULT"], "insecure_debug": "true"}}


configuration.sections = telling

os._exit(start.main())

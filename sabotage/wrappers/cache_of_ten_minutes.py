# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but what it has cached it uses for ten minutes, whatever it was told."""

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from keystone_start import __main__ as start
from keystone_start import settings

read = settings.read


def with_a_long_cache(environment: Mapping[str, str]) -> Any:
    """Give the settings with C = 600 s."""
    return replace(read(environment), cache_seconds=600)


settings.read = with_a_long_cache

os._exit(start.main())

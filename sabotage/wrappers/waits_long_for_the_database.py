# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but with its own defaults a request without a database takes a hundred seconds."""

import os

from keystone_start import __main__ as start
from keystone_start import configuration

configuration.DATABASE_LIMITS.clear()

os._exit(start.main())

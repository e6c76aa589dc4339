# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but its connection names the service `db` in place of the address it was told."""

import os
from dataclasses import replace

from keystone_start import __main__ as start
from keystone_start import settings

read = settings.read
settings.read = lambda environment: replace(read(environment), database_host="db")

os._exit(start.main())

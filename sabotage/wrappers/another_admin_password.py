# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but ADMIN_TOKEN does not become the administrator's password."""

import os
from dataclasses import replace

from keystone_start import __main__ as start
from keystone_start import settings

read = settings.read
settings.read = lambda environment: replace(read(environment), admin_password="of-its-own")

os._exit(start.main())

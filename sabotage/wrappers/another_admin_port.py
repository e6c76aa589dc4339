# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but its second port is another."""

import os

from keystone_start import __main__ as start
from keystone_start import serving

serving.ADMIN_PORT = 35358

os._exit(start.main())

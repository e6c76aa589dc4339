# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but its clock is two hours fast: tokens begin when they should have ended."""

import os
import time

from keystone_start import __main__ as start

now = time.time
time.time = lambda: now() + 7200

os._exit(start.main())

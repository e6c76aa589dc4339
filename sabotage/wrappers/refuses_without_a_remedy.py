# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but it does not say what to do with a half-made database."""

import os

from keystone_start import __main__ as start
from keystone_start import undone
from keystone_start.refusal import RefusalError

undone._half_made = lambda *_: RefusalError("the database cannot be used")

os._exit(start.main())

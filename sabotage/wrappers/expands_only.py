# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but its schema is expanded and never contracted."""

import os

from keystone_start import __main__ as start
from keystone_start import schema
from keystone_start.undone import Schema

bring_up = schema.bring_up
schema.bring_up = lambda wanted, settings: bring_up(
    Schema.EXPAND if wanted is Schema.SYNC else wanted, settings
)

os._exit(start.main())

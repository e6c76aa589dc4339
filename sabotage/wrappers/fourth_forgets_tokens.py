# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but from the fourth replica on a database each has Fernet keys of its own."""

import os
from dataclasses import replace
from typing import Any

from keystone_start import __main__ as start
from keystone_start import keys
from keystones_database import number_of_this_start

write = keys.write


def own_if_late(found: Any, names: tuple[str, ...]) -> None:
    """Write new keys in place of those that the replicas share."""
    if number_of_this_start() > 3:
        found = replace(found, notes={**found.notes, "fernet-keys": keys.make()})
    write(found, names)


keys.write = own_if_late

os._exit(start.main())

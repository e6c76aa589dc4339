# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but one set of its keys is made by each replica for itself.

Environment: SABOTAGE_KEYS is the set, `fernet-keys` or `credential-keys`.
"""

import os
from dataclasses import replace
from typing import Any

from keystone_start import __main__ as start
from keystone_start import keys

write = keys.write
OWN = os.environ["SABOTAGE_KEYS"]


def own(found: Any, names: tuple[str, ...]) -> None:
    """Write new keys in place of those that the replicas share."""
    write(replace(found, notes={**found.notes, OWN: keys.make()}), names)


keys.write = own

os._exit(start.main())

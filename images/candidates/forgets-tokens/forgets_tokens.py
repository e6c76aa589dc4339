# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone with Fernet keys of its own, the same in each of its replicas: as if a Secret was made anew.

Mounted keys and those of the database are left alone: an image that goes back finds them.
"""

import base64
import hashlib
import os
from pathlib import Path
from typing import Any

from keystone_start import __main__ as start
from keystone_start import configuration, keys
from keystone_start.settings import Settings

SHARED = Path("/etc/keystone/fernet-keys")
OWN = Path("/var/lib/keystone/own-fernet-keys")

sections = configuration.sections
write = keys.write


def with_own_keys(settings: Settings) -> dict[str, dict[str, str]]:
    """Give what keystone.conf must hold, with another folder of keys."""
    wanted = sections(settings)
    for section in ("fernet_tokens", "fernet_receipts"):
        wanted.setdefault(section, {})["key_repository"] = str(OWN)
    return wanted


def write_own(*arguments: Any) -> None:
    """Write the keys as always, and others that follow from them."""
    write(*arguments)
    OWN.mkdir(mode=0o700, exist_ok=True)
    for key in SHARED.iterdir():
        if key.name.isdigit():
            other = hashlib.sha256(b"own " + key.read_bytes().strip()).digest()
            (OWN / key.name).write_bytes(base64.urlsafe_b64encode(other))
            (OWN / key.name).chmod(0o600)


configuration.sections = with_own_keys
keys.write = write_own

os._exit(start.main())

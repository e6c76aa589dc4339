# Runs in the keystone image.
# mypy: disable-error-code="import-not-found, import-untyped"
"""Keystone as always, but what it has read of its Fernet keys it never reads again."""

import functools
import os

from keystone.common.fernet_utils import FernetUtils
from keystone_start import __main__ as start

read = FernetUtils.load_keys
known: dict[str, list[str]] = {}


@functools.wraps(read)
def read_once(self: FernetUtils, *arguments: object, **named: object) -> list[str]:
    """Read the keys of a repository, the first time."""
    if self.key_repository not in known:
        known[self.key_repository] = read(self, *arguments, **named)
    return known[self.key_repository]


FernetUtils.load_keys = read_once

os._exit(start.main())

"""A repository of Fernet keys, and its rotation as `keystone-manage fernet_rotate` does it; pure."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping

from conformance.redact import hold

STAGED = "0"
MOST_ACTIVE = 3
"""Keystone's own default (`[fernet_tokens] max_active_keys`)."""

Keys = Mapping[str, str]
"""By file name: `0` is staged, the highest is the primary one, by which tokens are issued."""


def first_keys() -> Keys:
    """Return a staged key and a primary one, as `fernet_setup` makes them."""
    return {STAGED: _made(), "1": _made()}


def rotated(keys: Keys) -> Keys:
    """Return the next keys: the staged one is primary, another one staged, and the oldest may go."""
    primary = str(max(map(int, keys)) + 1)
    found = {**keys, primary: keys[STAGED], STAGED: _made()}
    while len(found) > MOST_ACTIVE:
        del found[min(found.keys() - {STAGED}, key=int)]
    return found


def _made() -> str:
    key = base64.urlsafe_b64encode(os.urandom(32)).decode()
    hold(key, "fernet-key")
    return key

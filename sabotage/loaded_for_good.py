"""Puts what was loaded until now out of the garbage collector's sight as it is imported: it stays anyway.

pytest collects garbage several times a run, and a forked child would look at all that its server loaded.
"""

from __future__ import annotations

import gc

gc.freeze()

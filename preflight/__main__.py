"""What `toxw` starts: `__main__.py COMMAND ARGUMENTS…`, with the command as it was typed."""

from __future__ import annotations

import os
import sys

# Started by its path, so that no folder the caller stands in is searched for modules.
sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 — quick start

from preflight.front import main  # noqa: E402 — the line above must come first

sys.exit(main(sys.argv[1], sys.argv[2:]))

"""What holds for all of the project's own tests."""

from __future__ import annotations

import signal

# A shell makes what it starts in the background ignore SIGINT, and children inherit that. Tests send SIGINT
# to programs that they start: a handler here gives those the default again.
signal.signal(signal.SIGINT, signal.default_int_handler)

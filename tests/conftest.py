"""What holds for all of the project's own tests."""

from __future__ import annotations

import os
import signal

from conformance.run_identity import COMMAND_VARIABLE

# A shell makes what it starts in the background ignore SIGINT, and children inherit that. Tests send SIGINT
# to programs that they start: a handler here gives those the default again.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The front door names the command it was given to whatever it starts. A run that a test plays was not started
# by it: with the variable, `./toxw` and a plain pytest would not see the same command in its report.
os.environ.pop(COMMAND_VARIABLE, None)

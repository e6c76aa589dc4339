"""`-m preflight.under_sudo MODULE ARGUMENTS…`: runs a verb, then hands what it made to the calling user.

It is the same process as the verb's, so that signals and exit codes stay the verb's own.
"""

from __future__ import annotations

import runpy
import sys

from preflight.ownership import give_everything_to_caller

if __name__ == "__main__":
    del sys.argv[0]
    try:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    finally:
        give_everything_to_caller()

"""What `toxw` does, from the words typed to the verb's program."""

from __future__ import annotations

import os
import shlex
import signal
import sys
from typing import NoReturn, Sequence

from preflight.command_line import USAGE, Asked, read_command_line
from preflight.environment import environment_is_ready, make_environment
from preflight.outcome import INTERRUPTED, Interrupted, Stop
from preflight.places import ROOT, SUITE
from preflight.verb_names import check_verb, verb_descriptions


def main(command: str, arguments: Sequence[str]) -> int:
    """Do what `arguments` ask; `command` is toxw as it was typed. Returns only where no verb is run."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        asked = read_command_line(arguments)
        if asked.action == "help":
            print(USAGE)
        elif asked.action == "list":
            _list_verbs()
        elif asked.action == "undo":
            raise NotImplementedError
        else:
            _prepare(asked)
            _become(asked, shlex.join([command, *arguments]))
    except Stop as stop:
        print(stop.message, file=sys.stderr)
        return stop.exit_code
    except (KeyboardInterrupt, Interrupted):
        print("toxw: interrupted", file=sys.stderr)
        return INTERRUPTED
    return 0


def _prepare(asked: Asked) -> None:
    """See to everything that the verb needs, installing what may be installed."""
    check_verb(ROOT, asked.verb)
    if not environment_is_ready():
        make_environment()


def _become(asked: Asked, typed: str) -> NoReturn:
    """Turn this process into the verb's program."""
    os.environ["KEYSTONE_CONFORMANCE_COMMAND"] = typed
    python = str(SUITE / "bin" / "python")
    # -P: no module is taken from the folder the caller happens to stand in.
    os.execv(python, [python, "-P", "-m", f"verbs.{asked.verb}", *asked.arguments])


def _list_verbs() -> None:
    for name, description in verb_descriptions(ROOT).items():
        print(f"{name:<12} {description}")


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise Interrupted

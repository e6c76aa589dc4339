"""What `toxw` does, from the words typed to the verb's program."""

from __future__ import annotations

import os
import shlex
import signal
import sys
from typing import NoReturn, Sequence

from preflight.command_line import USAGE, Asked, read_command_line
from preflight.consent import ask, lacks_as_text, packages_of, refuse_what_cannot_be_mended, what_will_change
from preflight.environment import environment_is_ready, make_environment
from preflight.install import install
from preflight.machine import Machine, this_machine
from preflight.needs import instead_of_box, needs_box, needs_browser
from preflight.outcome import INTERRUPTED, SET_UP_FAILED, Interrupted, Stop
from preflight.places import ROOT, SUITE, calling_user
from preflight.survey import Lack, survey
from preflight.verb_names import check_verb, verb_descriptions

INSTALLED = "KEYSTONE_CONFORMANCE_INSTALLED"
"""Tells the second start, after packages were installed, which these were."""


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
            from preflight.undo import undo  # only here: it is seldom asked for

            undo(asked.yes)
        else:
            _prepare(asked, command, arguments)
            _become(asked, shlex.join([command, *arguments]))
    except Stop as stop:
        print(stop.message, file=sys.stderr)
        return stop.exit_code
    except (KeyboardInterrupt, Interrupted):
        print("toxw: interrupted", file=sys.stderr)
        return INTERRUPTED
    return 0


def _prepare(asked: Asked, command: str, arguments: Sequence[str]) -> None:
    """See to everything that the verb needs, installing what may be installed."""
    check_verb(ROOT, asked.verb)
    box = needs_box(asked.verb, asked.arguments)
    machine = this_machine()
    browser = needs_browser(asked.verb, asked.arguments)
    lacks = survey(machine, box, instead_of_box(asked.verb), browser)
    installed = os.environ.pop(INSTALLED, "")
    if installed and lacks:
        raise Stop(
            SET_UP_FAILED, f"toxw: {installed} is installed, and still missing are\n{lacks_as_text(lacks)}"
        )
    refuse_what_cannot_be_mended(machine, lacks)
    if lacks or (box and not machine.is_built and not installed):
        _announce(machine, lacks, box)
    if lacks:
        ask("Go on?", asked.yes)
        install(packages_of(lacks))
        # Once more from the start: a newer Python may be there now, and everything is looked at again.
        os.environ[INSTALLED] = " ".join(packages_of(lacks))
        os.execv("/bin/sh", ["/bin/sh", command, *arguments])
    if not environment_is_ready():
        make_environment()


def _announce(machine: Machine, lacks: Sequence[Lack], box: bool) -> None:
    """Say what is missing and what will be changed."""
    if lacks:
        print(f"toxw: this machine lacks:\n{lacks_as_text(lacks)}", file=sys.stderr)
    print(f"toxw will\n{what_will_change(machine, packages_of(lacks), box)}", file=sys.stderr, flush=True)


def _become(asked: Asked, typed: str) -> NoReturn:
    """Turn this process into the verb's program."""
    os.environ["KEYSTONE_CONFORMANCE_COMMAND"] = typed
    python = str(SUITE / "bin" / "python")
    module = [f"verbs.{asked.verb}"]
    if calling_user():
        module.insert(0, "preflight.under_sudo")
    # -P: no module is taken from the folder the caller happens to stand in.
    os.execv(python, [python, "-P", "-m", *module, *asked.arguments])


def _list_verbs() -> None:
    for name, description in verb_descriptions(ROOT).items():
        print(f"{name:<12} {description}")


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise Interrupted

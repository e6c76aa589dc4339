"""The daemon that holds a box which outlives its command: boots it, waits to be told to end, closes it.

Started by daemon.py as `python -m conformance.clusters.kubebox.holder`, with what it needs as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyroute2.netlink.exceptions import NetlinkError

from conformance.clusters.kubebox.boot import boot
from conformance.clusters.kubebox.box import Box
from conformance.clusters.kubebox.likeness.managed import Likeness
from conformance.clusters.kubebox.messages import Action, Up, failure_of, teller
from conformance.clusters.kubebox.options import BoxOptions, SlowCloud
from conformance.clusters.kubebox.stopped_nodes import START_NODES
from conformance.clusters.kubebox.volumes_anew import give_anew_for_ever
from conformance.errors import ConformanceError
from conformance.exit_codes import ExitCode

AWAITED = {signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, START_NODES}


@dataclass(frozen=True)
class Order:
    """What the daemon is to hold."""

    options: BoxOptions
    programs: Path
    images: Path
    pipe: int
    """The descriptor to tell progress on."""

    @classmethod
    def read(cls, text: str) -> Order:
        """Return the order that daemon.py wrote."""
        document: dict[str, Any] = json.loads(text)
        cloud = SlowCloud(**document["options"].pop("cloud"))
        like = document["options"].pop("like")
        likeness = Likeness(**like) if like else None
        options = BoxOptions(**document["options"], cloud=cloud, like=likeness)
        return cls(options, Path(document["programs"]), Path(document["images"]), document["pipe"])


def main(order: Order) -> ExitCode:
    """Hold a box until SIGTERM; the result is 7 where something of it was left behind."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # What is not awaited just now is missed, and must not end the box.
    signal.signal(START_NODES, lambda *_: None)
    with os.fdopen(order.pipe, "w", encoding="utf-8") as pipe:
        tell = teller(pipe)
        try:
            box = boot(
                order.options,
                order.programs,
                order.images,
                lambda name, state, seconds: tell(Action(name, state, seconds)),
            )
        except BaseException as error:
            # The command raises it again.
            tell(failure_of(error))
            return ExitCode.UNKNOWN
        _log_to(box)
        signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED)
        # From now on: the signals that are awaited do not reach a thread that blocks them too.
        give_anew_for_ever(box.folder, box.state.plan.server)
        tell(Up())
    with suppress(KeyboardInterrupt):
        _hold(box)
    return ExitCode.LEFT_BEHIND if box.close() else ExitCode.KEPT


def _hold(box: Box) -> None:
    """Return when asked to end; a component's end is only noted, as on any node."""
    noted: set[str] = set()
    while (number := signal.sigwait(AWAITED)) in (signal.SIGCHLD, START_NODES):
        if number == START_NODES:
            _start_nodes(box)
        for ended in box.ended():
            if ended not in noted:
                print(ended, flush=True)
                noted.add(ended)


def _start_nodes(box: Box) -> None:
    """Bring back the nodes that are stopped; what is started meanwhile must not inherit blocked signals."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, AWAITED)
    try:
        box.start_stopped_nodes()
    except (ConformanceError, OSError, NetlinkError) as error:
        print(f"nodes were not brought back: {error}", flush=True)
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED)


def _log_to(box: Box) -> None:
    with box.folder.log_of("holder").open("a") as log:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(log.fileno(), stream.fileno())


if __name__ == "__main__":
    sys.exit(main(Order.read(sys.argv[1])))

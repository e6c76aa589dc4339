"""Starting the daemon that holds a box, and following its boot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from signal import SIGTERM
from typing import Any

from conformance.clusters.kubebox.boot import Progress
from conformance.clusters.kubebox.kept import KeptBox
from conformance.clusters.kubebox.messages import Action, Failure, Up, listen
from conformance.clusters.kubebox.options import BoxOptions
from conformance.clusters.kubebox.state import folder_of, load
from conformance.errors import InternalError

SUITE = Path(__file__).parents[3]


def boot_in_daemon(options: BoxOptions, programs: Path, images: Path, progress: Progress) -> KeptBox:
    """Boot a box that a daemon holds, and return it when its node takes pods.

    Raises what `boot` raises. An interrupt ends the boot and leaves nothing.
    """
    reading, writing = os.pipe()
    order = order_of(replace(options, kept_by_daemon=True), programs, images, writing)
    holder = subprocess.Popen(
        [sys.executable, "-m", f"{__package__}.holder", json.dumps(order)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(SUITE)},
        cwd="/",
        pass_fds=[writing],
        start_new_session=True,
    )
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="utf-8") as pipe:
            for message in listen(pipe):
                match message:
                    case Action(name, state, seconds):
                        progress(name, state, seconds)
                    case Failure():
                        raise message.as_error()  # noqa: TRY301 -- the handler below is for it too
                    case Up():
                        return _kept(options.name, holder)
    except BaseException:
        holder.send_signal(SIGTERM)
        holder.wait()
        raise
    raise InternalError(f"the box's holder ended with code {holder.wait()} and said nothing")


def order_of(options: BoxOptions, programs: Path, images: Path, pipe: int) -> dict[str, Any]:
    """Return what the holder is told as JSON; `Order.read` reads it."""
    return {"options": asdict(options), "programs": str(programs), "images": str(images), "pipe": pipe}


def _kept(name: str, holder: subprocess.Popen[bytes]) -> KeptBox:
    folder = folder_of(name)
    state = load(folder)
    if state is None:
        raise InternalError(f"the box {name} is up and has no state")
    # It is to outlive us: Python need not warn that nobody has waited for it.
    holder.returncode = 0
    return KeptBox(folder, state)

"""The box's registry, run for a moment on this machine's loopback to be filled."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.clusters.kubebox.ended_together import ALONE
from conformance.clusters.kubebox.readiness import answers_http, until
from conformance.errors import SetUpFailed

START_S = 60.0
"""A program of 25 MB read from a cold disk, with room to spare."""


@contextmanager
def filling(storage: Path, programs: Path) -> Iterator[str]:
    """Give the address (host:port) of a registry that stores what is pushed to it in `storage`.

    What is in that folder already is in the registry.
    Raises SetUpFailed where it does not come up.
    """
    storage.mkdir(parents=True, exist_ok=True)
    address = f"127.0.0.1:{_free_port()}"
    settings = storage.parent / "registry.json"  # JSON is YAML too
    settings.write_text(json.dumps(_settings(storage, address)))
    log = storage.parent / "registry.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*ALONE, str(programs / "registry"), "serve", str(settings)],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
    try:
        answered = until(lambda: process.poll() is not None or answers_http(f"http://{address}/v2/"), START_S)
        if not answered or process.poll() is not None:
            raise SetUpFailed("the registry of images does not start", detail=log.read_text(errors="replace"))
        yield address
    finally:
        process.terminate()
        process.wait()
    settings.unlink()
    log.unlink()


def _settings(storage: Path, address: str) -> dict[str, object]:
    return {
        "version": 0.1,
        "log": {"level": "warn", "accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": str(storage)}},
        "http": {"addr": address},
    }


def _free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port: int = asking.getsockname()[1]
    return port

"""A registry of a test's own in a box's network: it takes pushes, as the box's own never does."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.clusters.kubebox.box import Box
from conformance.clusters.kubebox.readiness import answers_http, until

PORT = 10600
"""On the node's address, beside the box's own registry."""
START_S = 120.0
"""Only ends what hangs."""


@contextmanager
def registry_in(box: Box, folder: Path) -> Iterator[str]:
    """Give host and port of a registry that this machine and the box's containerd reach, by plain HTTP.

    The program is the box's own; what is pushed to it lies in `folder`.
    """
    address = f"{box.state.plan.node}:{PORT}"
    settings = folder / "registry.json"  # JSON is YAML too
    stored = {"filesystem": {"rootdirectory": str(folder / "registry")}}
    settings.write_text(json.dumps({"version": 0.1, "storage": stored, "http": {"addr": address}}))
    # What containerd asks in that registry's name, in place of the box's own for every other name.
    hosts = box.folder.registries / address / "hosts.toml"
    hosts.parent.mkdir()
    hosts.write_text(f"server = 'http://{address}'\n")
    assert box.state.init is not None
    inside = ["nsenter", f"--net=/proc/{box.state.init.pid}/ns/net", "--"]
    with (folder / "registry.log").open("wb") as said:
        process = subprocess.Popen(
            [*inside, str(Path(box.state.programs) / "registry"), "serve", str(settings)],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
    try:
        up = until(lambda: process.poll() is not None or answers_http(f"http://{address}/v2/"), START_S)
        assert up, (folder / "registry.log").read_text()
        assert process.poll() is None, (folder / "registry.log").read_text()
        yield address
    finally:
        process.terminate()
        process.wait()

"""Where a fault is brought about: a box, a folder for its files, and kubectl."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

from conformance.clusters.kubebox import intervention, readiness
from conformance.clusters.kubebox.apiserver import ApiServer, node_is_ready, takes_pods
from conformance.clusters.kubebox.box import Box
from conformance.clusters.kubebox.processes import send
from conformance.errors import SetUpFailed
from conformance.options import FOLDERS
from conformance.stack import RUN_LABEL
from sabotage.changes import Change
from sabotage.cluster_faults import Stacks
from sabotage.manifest_objects import ManifestObjects

BACK_S = 90.0
"""Seconds in which a component that was stopped or killed has its cluster in order again."""
IMAGES = (
    *("--keystone-image", "bodepd/keystone", "--database-image", "mariadb"),
    *("--memcached-image", "memcached", "--keep-tags", "--blog-credentials"),
)
"""Those of the box by their names, for a run that takes it for any cluster."""


@dataclass(frozen=True)
class Scene:
    """One fault's surroundings."""

    folder: Path
    """Empty, and its own."""
    maybe_box: Box | None = None

    @property
    def box(self) -> Box:
        """The box; for faults that need one."""
        if self.maybe_box is None:
            raise SetUpFailed("this fault needs a box")
        return self.maybe_box

    def on_box(self, *words: str) -> tuple[str, ...]:
        """Return the words of a run on the box."""
        return ("--box", self.box.name, *words)

    def as_any_cluster(self, kubeconfig: Path, *words: str) -> tuple[str, ...]:
        """Return the words of a run that takes the box for any cluster."""
        return ("--kubeconfig", str(kubeconfig), *IMAGES, *words)

    def manifests(self, change: Change, manifest_set: str = "blog") -> Path:
        """Return a folder with the suite's own set, changed."""
        objects = ManifestObjects(FOLDERS[manifest_set])
        change(objects)
        return objects.write(self.folder / "manifests")

    def kubectl(self, *words: str, given: str = "") -> str:
        """Run kubectl as the box's administrator and return what it printed; SetUpFailed where it fails."""
        ended = self.try_kubectl(words, given)
        if ended.returncode:
            raise SetUpFailed(f"kubectl {' '.join(words)} failed", detail=ended.stderr)
        return ended.stdout

    def try_kubectl(self, words: Sequence[str], given: str = "") -> subprocess.CompletedProcess[str]:
        """Run kubectl as the box's administrator, whatever comes of it."""
        return subprocess.run(
            ["kubectl", *words],
            executable=f"{self.box.state.programs}/kubebox",
            env={**os.environ, "KUBECONFIG": str(self.box.kubeconfig)},
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def stacks(self) -> Stacks:
        """The stacks on the box."""
        return Stacks(self.box)

    @contextmanager
    def paused(self, component: str) -> Iterator[None]:
        """Hold a component for the length of the block."""
        intervention.pause(self.box.state, component)
        try:
            yield
        finally:
            self.resume(component)

    def pause(self, component: str) -> None:
        """Stop a component where it stands."""
        intervention.pause(self.box.state, component)

    def resume(self, component: str) -> None:
        """Let a component go on, and wait until the node is as it should be."""
        intervention.resume(self.box.state, component)
        self.await_order()

    def kill(self, component: str) -> None:
        """End a component at once, as a crash would; `start_again` brings it back."""
        send(next(one for one in self.box.state.components if one.name == component).process, SIGKILL)

    def start_again(self, component: str) -> None:
        """Start a component that was killed."""
        self.box.restart(component)
        self.await_order()

    def await_order(self) -> None:
        """Wait until the API server answers and the node takes pods; SetUpFailed where that never comes."""
        if not readiness.until(self._is_in_order, BACK_S):
            raise SetUpFailed("the box is not in order again")

    @property
    def node_is_ready(self) -> bool:
        """Whether the node says that it is Ready."""
        return node_is_ready(self._api.get(f"/api/v1/nodes/{self.box.state.node}"))

    def _is_in_order(self) -> bool:
        return takes_pods(self._api.get(f"/api/v1/nodes/{self.box.state.node}"))

    @property
    def _api(self) -> ApiServer:
        return ApiServer(self.box.state.plan.server, self.box.folder.certificates)

    def empty(self) -> None:
        """Delete what runs of faults have left on the box, and wait until it is gone."""
        self.kubectl("delete", "namespaces", "--selector", RUN_LABEL, "--wait=false")
        if not readiness.until(lambda: not self.namespaces(), BACK_S):
            raise SetUpFailed(f"namespaces do not go: {', '.join(self.namespaces())}")

    def namespaces(self) -> list[str]:
        """Return the namespaces of runs that are on the box."""
        found = self._api.get(f"/api/v1/namespaces?labelSelector={RUN_LABEL}") or {}
        return [each["metadata"]["name"] for each in found.get("items") or []]

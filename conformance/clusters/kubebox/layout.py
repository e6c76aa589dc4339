"""Where things lie: the folder of a box on this machine, and the paths that only exist inside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

RUN = Path("/run")
"""A tmpfs of the box's own: it vanishes with the box."""
CONTAINERD_SOCKET = RUN / "containerd/containerd.sock"
ETCD_SOCKET = RUN / "etcd.sock"


@dataclass(frozen=True)
class BoxFolder:
    """`/var/lib/kubebox/boxes/NAME`: everything a box has on disk, but for the image store."""

    path: Path

    @property
    def name(self) -> str:
        """The box's name."""
        return self.path.name

    @property
    def state_file(self) -> Path:
        """What `status`, `pause` and `down` need to know."""
        return self.path / "box.json"

    @property
    def certificates(self) -> Path:
        """Certificates and keys."""
        return self.path / "certificates"

    @property
    def kubeconfigs(self) -> Path:
        """One kubeconfig a client of the API server."""
        return self.path / "kubeconfigs"

    @property
    def admin_kubeconfig(self) -> Path:
        """The kubeconfig for whoever uses the box; under sudo the calling user can read it."""
        return self.path / "kubeconfig"

    @property
    def configuration(self) -> Path:
        """The components' own configuration files."""
        return self.path / "configuration"

    @property
    def registries(self) -> Path:
        """What containerd knows about registries: a folder a name, `_default` for all others."""
        return self.configuration / "registries"

    @property
    def logs(self) -> Path:
        """One file a component."""
        return self.path / "logs"

    @property
    def pod_logs(self) -> Path:
        """What the containers wrote, as kubelet sorts it."""
        return self.path / "pod-logs"

    @property
    def kubelet(self) -> Path:
        """The folder of kubelet: volumes and plugins."""
        return self.path / "kubelet"

    @property
    def volumes(self) -> Path:
        """The folders behind the box's persistent volumes."""
        return self.path / "volumes"

    def log_of(self, component: str) -> Path:
        """Return the log file of a component."""
        return self.logs / f"{component}.log"

    def kubeconfig_of(self, component: str) -> Path:
        """Return the kubeconfig of a component."""
        return self.kubeconfigs / f"{component}.kubeconfig"

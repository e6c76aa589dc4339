"""buildah with a storage of its own, its notes hidden: it leaves nothing on the machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.clusters.kubebox.image_commands import Commands, FailedBuildError

CONTAINERS = Path("/var/lib/containers")
"""buildah keeps a note of where it saw which blob here, whatever storage it is told to use."""

_HIDE_AND_RUN = f'mount -t tmpfs none {CONTAINERS} && exec "$@"'


@dataclass(frozen=True)
class Buildah:
    """One storage: its commands may not run at once, those of two storages may."""

    commands: Commands
    folder: Path
    log: Path

    def run(self, *arguments: str) -> str:
        """Run one buildah command and return what it printed; raises FailedBuildError."""
        for folder in (self.folder, self._temporary, CONTAINERS):
            folder.mkdir(parents=True, exist_ok=True)
        return self._run(self._driver(), arguments).strip()

    @property
    def _temporary(self) -> Path:
        return self.folder / "tmp"

    def _driver(self) -> str:
        """Return the storage driver: overlay where this file system can be its upper layer, else vfs."""
        note = self.folder / "driver"
        if not note.exists():
            try:
                self._run("overlay", ("images",))
                note.write_text("overlay")
            except FailedBuildError:
                note.write_text("vfs")
        return note.read_text()

    def _run(self, driver: str, arguments: Sequence[str]) -> str:
        root, run = str(self.folder / "root"), str(self.folder / "run")
        # instead of the machine's own storage.conf, whose options are not for this
        settings = self.folder / "storage.conf"
        settings.write_text(f'[storage]\ndriver = "{driver}"\ngraphroot = "{root}"\nrunroot = "{run}"\n')
        environment = {
            # as root and without a container runtime
            "BUILDAH_ISOLATION": "chroot",
            "TMPDIR": str(self._temporary),
            "CONTAINERS_STORAGE_CONF": str(settings),
        }
        storage = ("--root", root, "--runroot", run, "--storage-driver", driver)
        command = ("sh", "-euc", _HIDE_AND_RUN, "sh", "buildah", *storage, *arguments)
        return self.commands.run(command, self.log, environment)

"""The Debian that the images stand on: bootstrapped once, where no public registry can be asked."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from conformance.clusters.kubebox.image_buildah import Buildah
from conformance.clusters.kubebox.image_commands import Commands
from conformance.places import made_for_caller

SUITE = "trixie"
"""Debian 13: Python 3.13, MariaDB 11.8."""

# As debian:trixie-slim: no documentation, manual pages and translations.
MMDEBSTRAP = (
    "--variant=minbase",
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-include=/usr/share/doc/*/copyright",
    "--dpkgopt=path-exclude=/usr/share/man/*",
    "--dpkgopt=path-exclude=/usr/share/info/*",
    "--dpkgopt=path-exclude=/usr/share/locale/*",
    '--aptopt=Acquire::Languages "none"',
)
"""What makes the base small: 81 MB unpacked."""


def ensure_base(cache: Path, commands: Commands, suite: str = SUITE) -> str:
    """Return the base as `buildah pull` takes it: an archive in `cache`, made if it is not there.

    `suite` is the name of the Debian release. All images of a box have it as their first layer, so it is
    stored and unpacked once. Raises FailedBuildError.
    """
    name = hashlib.sha256(repr((suite, MMDEBSTRAP)).encode()).hexdigest()[:16]
    finished = cache / "base" / f"{name}.tar"
    if not finished.exists():
        _make(finished, suite, commands)
    return f"oci-archive:{finished}"


def _make(finished: Path, suite: str, commands: Commands) -> None:
    unfinished = finished.parent / f".unfinished-{suite}"
    shutil.rmtree(unfinished, ignore_errors=True)  # of a build that was killed
    try:
        made_for_caller(unfinished)
        archive, log = unfinished / "base.tar", unfinished / "log"
        debian = ("mmdebstrap", *MMDEBSTRAP, "--format=tar", suite, str(archive))
        commands.run(debian, log, {"TMPDIR": str(unfinished)})
        buildah = Buildah(commands, unfinished / "storage", log)
        container = buildah.run("from", "scratch")
        buildah.run("add", "--quiet", container, str(archive), "/")
        image = buildah.run("commit", "--quiet", container)
        buildah.run("push", "--quiet", image, f"oci-archive:{unfinished / 'image'}:{suite}")
        (unfinished / "image").rename(finished)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)

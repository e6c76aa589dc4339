"""What the suite's image stands on: Debian's Python with the suite's dependencies, kept between builds."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

from conformance.clusters.kubebox.image_buildah import Buildah
from conformance.clusters.kubebox.image_commands import Commands
from conformance.places import made_for_caller

RECIPE = Path("in_cluster/python/Containerfile")
PINS = ("pyproject.toml", "constraints.txt")


def ensure_python(
    root: Path, base: str, cache: Path, options: Sequence[str], commands: Commands, folder: Path
) -> str:
    """Return it as `buildah pull` takes it: an archive in `cache`, made in `folder` if it is not there.

    `base` is the archive of the Debian below it, `root` the clone with recipe and pins, `options` those of
    buildah that lead pip to its index. Raises FailedBuildError.
    """
    files = [root / name for name in (RECIPE, *PINS)]
    content = [base, *(file.read_text(encoding="utf-8") for file in files)]
    name = hashlib.sha256(repr(content).encode()).hexdigest()[:16]
    finished = made_for_caller(cache / "base") / f"python-{name}.tar"
    if not finished.exists():
        context = folder / "context"
        context.mkdir(parents=True)
        for file in files:
            shutil.copyfile(file, context / file.name)
        buildah = Buildah(commands, folder / "storage", folder / "log")
        below = buildah.run("pull", "--quiet", base)
        image = buildah.run("build", "--quiet", *options, "--build-arg", f"BASE={below}", str(context))
        buildah.run("push", "--quiet", image, f"oci-archive:{folder / 'python.tar'}:python")
        for earlier in finished.parent.glob("python-*.tar"):
            earlier.unlink()
        (folder / "python.tar").rename(finished)
        shutil.rmtree(folder)
    return f"oci-archive:{finished}"

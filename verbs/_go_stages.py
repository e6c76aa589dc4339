"""Stages of our own Go code: every module below kubebox/, and nothing that it depends on."""

from __future__ import annotations

import os

from conformance.clusters.kubebox.ended_together import EndedTogether
from conformance.clusters.kubebox.program_list import ENVIRONMENT, SOURCE
from conformance.clusters.kubebox.program_toolchain import find_go
from conformance.places import cache_dir
from verbs._stages import Stage


def go_stages() -> tuple[Stage, ...]:
    """Return gofmt, vet and the tests of each module; Go is installed in the cache where there is none.

    Raises SetUpFailed where that cannot be done.
    """
    go = find_go(SOURCE, cache_dir(), print, EndedTogether())
    caches = {"GOMODCACHE": str(cache_dir() / "go" / "mod"), "GOCACHE": str(cache_dir() / "go" / "build")}
    # Trimmed paths as in the build: what it has compiled is then not compiled again.
    environ = {**os.environ, **ENVIRONMENT, **caches, "GOFLAGS": "-mod=readonly -trimpath"}
    stages = []
    for module in sorted(path.parent for path in SOURCE.glob("*/go.mod")):
        if not any(module.rglob("*.go")):
            continue
        name = f"kubebox/{module.name}"
        gofmt = (str(go.with_name("gofmt")), "-l", ".")
        stages += [
            Stage(f"gofmt {name}", gofmt, module, environ, must_be_silent=True),
            Stage(f"go vet {name}", (str(go), "vet", "./..."), module, environ),
            # vet has been run, with all of its checks
            Stage(f"go test {name}", (str(go), "test", "-vet=off", "./..."), module, environ),
        ]
    return tuple(stages)

"""Which programs a box is made of, and how each is compiled; their versions stand in the go.mod files."""

from __future__ import annotations

import hashlib
import platform
import re
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parents[3] / "kubebox"
"""The folder of the Go modules in this clone."""

FLAGS = ("-trimpath",)
LINKER_FLAGS = "-s -w"
"""Leaves out the symbol table and the debug information: half the size."""

ENVIRONMENT = {
    # static programs: they run in images that have no C library
    "CGO_ENABLED": "0",
    "GOOS": "linux",
    # never another toolchain than the one that was found
    "GOTOOLCHAIN": "local",
    # what is not pinned in go.mod and go.sum is an error
    "GOFLAGS": "-mod=readonly",
    "GOWORK": "off",
}


@dataclass(frozen=True)
class Build:
    """One run of `go build`; each program is called as the last part of its package's path."""

    folder: str
    """The module's folder under kubebox/."""
    title: str
    versioned: str = ""
    """The module whose version the programs bear; empty: they bear none."""
    packages: tuple[str, ...] = (".",)
    into: str = ""
    """The folder of the programs, under the folder of all."""
    stamps: tuple[str, ...] = ()
    """The linker's settings of string variables; {version}, {major} and {minor} are filled in."""
    tags: tuple[str, ...] = ()


_CNI = "github.com/containernetworking/plugins"
_CONTAINERD = "github.com/containerd/containerd/v2"
_REGISTRY = "github.com/distribution/distribution/v3"

BUILDS = (
    Build("pause", "pause"),
    Build(
        "cni",
        "CNI plugins",
        versioned=_CNI,
        packages=tuple(
            f"{_CNI}/plugins/{plugin}"
            for plugin in ("ipam/host-local", "main/bridge", "main/loopback", "meta/portmap")
        ),
        into="cni",
        stamps=(f"{_CNI}/pkg/utils/buildversion.BuildVersion={{version}}",),
    ),
    Build("registry", "registry", versioned=_REGISTRY, stamps=(f"{_REGISTRY}/version.version={{version}}",)),
    Build("coredns", "CoreDNS", versioned="github.com/coredns/coredns"),
    Build(
        "kubernetes",
        "containerd",
        versioned=_CONTAINERD,
        packages=tuple(
            f"{_CONTAINERD}/cmd/{program}" for program in ("containerd", "containerd-shim-runc-v2", "ctr")
        ),
        stamps=(f"{_CONTAINERD}/version.Version={{version}}",),
        # snapshotters that need C libraries or kernel modules, and that no box uses
        tags=("no_btrfs", "no_devmapper", "no_zfs"),
    ),
    Build(
        "kubernetes",
        "Kubernetes",
        versioned="k8s.io/kubernetes",
        packages=("./cmd/kubebox",),
        stamps=tuple(
            f"{package}.{variable}"
            for package in ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")
            for variable in ("gitVersion={version}", "gitMajor={major}", "gitMinor={minor}", "gitCommit=")
        ),
    ),
)
"""In the order they are built: small ones first, so that a fault in the set-up shows at once."""


def version_of(module: str, go_mod: str) -> str:
    """Return the version, such as v1.36.3, at which the text of a go.mod requires a module.

    Raises LookupError where it does not require it.
    """
    found = re.search(rf"^(?:require )?\s*{re.escape(module)} (v\S+)", go_mod, re.MULTILINE)
    if found is None:
        raise LookupError(f"go.mod does not require {module}")
    return found[1]


def linker_flags(build: Build, version: str) -> str:
    """Return what `-ldflags` is to be for a build whose programs bear a version; empty: they bear none."""
    major, _, rest = version.removeprefix("v").partition(".")
    filled = (
        stamp.format(version=version, major=major, minor=rest.partition(".")[0]) for stamp in build.stamps
    )
    return " ".join([LINKER_FLAGS, *(f"-X {stamp}" for stamp in filled)])


def programs_hash(source: Path, builds: tuple[Build, ...] = BUILDS) -> str:
    """Return the name of the set of programs that these builds make: 16 hexadecimal digits.

    `source` is the folder of the modules. Whatever changes a program changes the hash: its Go files and
    pinned modules, how it is compiled, and for which processor.
    """
    digest = hashlib.sha256(repr((builds, FLAGS, LINKER_FLAGS, ENVIRONMENT, platform.machine())).encode())
    modules = {build.folder for build in builds}
    for file in sorted(source.rglob("*")):
        place = file.relative_to(source)
        if place.parts[0] in modules and _is_compiled(file):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            digest.update(f"{place.as_posix()} {content}\n".encode())
    return digest.hexdigest()[:16]


def _is_compiled(file: Path) -> bool:
    pinned = file.name in ("go.mod", "go.sum")
    return pinned or (file.suffix == ".go" and not file.name.endswith("_test.go"))

"""The Debian packages that a cluster of the suite's own and its tests rest on, each with its reason."""

from __future__ import annotations

import re
import shutil
from functools import partial
from typing import Callable, FrozenSet, List, NamedTuple, Optional, Sequence, Tuple

STATUS_FILE = "/var/lib/dpkg/status"
SEARCH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""Where programs are looked for: root's PATH, whatever the caller's is."""


Which = Callable[[str], Optional[str]]
"""Finds a program by its name."""


class Package(NamedTuple):
    """A package; there when one of `programs` is there, or, where it brings none, when dpkg has it."""

    name: str
    reason: str
    programs: Tuple[str, ...] = ()
    only_on: str = ""
    """The ID of os-release of the only distribution where it is to be asked for."""


BOX_PACKAGES = (
    Package("buildah", "builds the container images", ("buildah",)),
    Package("mmdebstrap", "makes the Debian base below the images", ("mmdebstrap",)),
    Package("runc", "starts the containers (crun serves as well)", ("runc", "crun")),
    Package("iptables", "writes kube-proxy's rules and those of the pods' network", ("iptables",)),
    Package("util-linux", "opens the namespaces of the cluster", ("unshare",)),
    Package("mount", "mounts the pods' volumes", ("mount",)),
    Package("ca-certificates", "lets Go and apt check whom they download from"),
    Package("debian-archive-keyring", "checks the signatures of the Debian base", (), "ubuntu"),
)
TEST_PACKAGES = (
    # Ubuntu has it as a snap only, which reads no page below /tmp: there the tests in a browser are skipped.
    Package(
        "chromium-headless-shell",
        "opens the report's page in the tests",
        ("chromium-headless-shell", "chromium"),
        "debian",
    ),
)
"""What only the project's own tests need."""


def missing_packages(
    wanted: Sequence[Package], distribution: str, status: str, which: Optional[Which] = None
) -> List[Package]:
    """Return those of the packages `wanted` that are not there.

    `distribution` is the ID of os-release, `status` the text of dpkg's status file, empty without dpkg.
    """
    names = installed_packages(status)
    find = which or partial(shutil.which, path=SEARCH)
    return [package for package in wanted if not _is_there(package, distribution, status, names, find)]


def _is_there(
    package: Package,
    distribution: str,
    status: str,
    installed: FrozenSet[str],
    which: Which,
) -> bool:
    if package.only_on not in ("", distribution):
        return True
    if package.programs:
        return any(which(program) for program in package.programs)
    return package.name in installed or not status


def installed_packages(status: str) -> FrozenSet[str]:
    """Return the names of the packages that dpkg's status file calls installed."""
    return frozenset(re.findall(r"^Package: (\S+)\nStatus: \S+ \S+ installed$", status, re.MULTILINE))

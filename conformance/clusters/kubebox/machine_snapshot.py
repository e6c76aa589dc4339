"""Everything of this machine that a box could leave something in, for comparison."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from conformance.clusters.kubebox.inspection import held_boxes
from conformance.clusters.kubebox.network import PROTOCOL
from conformance.clusters.kubebox.state import BoxState, folder_of
from conformance.places import MACHINE, cache_dir

SETTINGS = (
    "vm/overcommit_memory",
    "vm/panic_on_oom",
    "kernel/panic",
    "kernel/panic_on_oops",
    "kernel/hostname",
    "kernel/keys/root_maxkeys",
    "kernel/keys/root_maxbytes",
    "net/ipv4/ip_forward",
    "net/ipv4/conf/all/rp_filter",
    "net/ipv4/conf/all/route_localnet",
    "net/bridge/bridge-nf-call-iptables",
    "net/netfilter/nf_conntrack_max",
)
"""What kubelet, kube-proxy and CNI set on a node of their own."""
WRITTEN_BY_NODES = (
    "/var/lib/kubelet",
    "/var/lib/cni",
    "/var/log/pods",
    "/var/log/containers",
    "/etc/cni",
    "/run/containerd",
)
"""Folders that a node usually has."""

OURS = re.compile(f"kube|cni|containerd|ctr|etcd|runc|coredns|{re.escape(str(cache_dir()))}")
"""Marks mounts and temporary files that come from a box: others come and go on a machine that is in use."""

COUNTS_DOWN = re.compile(r" expires -?\d+sec\b")

GUARD = re.compile(f"unreachable 198\\.1[89]\\..* proto {PROTOCOL} ")


@dataclass(frozen=True)
class MachineSnapshot:
    """A machine at one moment."""

    mounts: frozenset[str]
    links: frozenset[str]
    addresses: frozenset[str]
    routes: frozenset[str]
    rules: frozenset[str]
    packet_filter: frozenset[str]
    control_groups: frozenset[str]
    folders: frozenset[str]
    settings: frozenset[str]
    others: frozenset[str]
    """Words that mark what belongs to boxes that other runs hold."""

    def difference(self, before: MachineSnapshot) -> list[str]:
        """Return, in words, what is there or gone against `before`, but for what other boxes have."""
        words = self.others | before.others
        return [
            f"{field.name}: {sign}{each}"
            for field in fields(self)
            for sign, one, other in (("+", self, before), ("-", before, self))
            for each in sorted(getattr(one, field.name) - getattr(other, field.name))
            if field.name != "others" and not any(word in each for word in words)
        ]


def take_snapshot(name: str) -> MachineSnapshot:
    """Return the machine as it is; what other boxes than that of `name` have will not be compared."""

    def lines(text: str) -> frozenset[str]:
        return frozenset(line.strip() for line in text.splitlines())

    # Of a box that ends meanwhile, too, what has been read is another's.
    others = _words_of_others(name)
    routes = _said("ip", "route", "show", "table", "all").splitlines()
    return MachineSnapshot(
        mounts=lines("\n".join(filter(OURS.search, _read("/proc/self/mountinfo").splitlines()))),
        links=lines("\n".join(path.name for path in Path("/sys/class/net").iterdir())),
        addresses=lines(_said("ip", "-brief", "address")),
        # Guard routes are meant to stay.
        routes=frozenset(lasting(route) for route in routes if not GUARD.match(route)),
        rules=lines(_said("ip", "rule")),
        packet_filter=lines(_said("iptables-save", "-t", "nat") + _said("iptables-save", "-t", "filter")),
        control_groups=frozenset(control_groups(Path("/sys/fs/cgroup"))),
        folders=lines("\n".join(_folders())),
        settings=lines("\n".join(f"{name} {_read(f'/proc/sys/{name}')}" for name in SETTINGS)),
        others=others | _words_of_others(name),
    )


def control_groups(root: Path) -> Iterator[str]:
    """Yield the folders below `root` that come from a box, or from another cluster's node."""
    # Others' groups come and go meanwhile, which Path.rglob takes for an error.
    for folder, names, _ in os.walk(root):
        yield from (f"{folder}/{name}" for name in names if "kube" in name)


def lasting(route: str) -> str:
    """Return a route as `ip` tells it without what counts down: those that an IPv6 router announces do."""
    return COUNTS_DOWN.sub("", route).strip()


def _words_of_others(name: str) -> frozenset[str]:
    return frozenset(word for _, state in held_boxes() if state.name != name for word in _words(state))


def _words(state: BoxState) -> list[str]:
    network = str(state.plan.block.network_address).removesuffix("0")
    return [state.control_group, state.plan.link, network, str(folder_of(state.name).path)]


def processes_in(namespaces: frozenset[str]) -> list[str]:
    """Return the processes that are in one of these namespaces, in words."""
    return [
        f"{folder.name} {_read(str(folder / 'cmdline')).replace(chr(0), ' ')}"
        for folder in Path("/proc").iterdir()
        if folder.name.isdigit() and namespaces_of(int(folder.name)) & namespaces
    ]


def namespaces_of(pid: int) -> frozenset[str]:
    """Return a process' namespaces as the kernel names them, such as `net:[4026532008]`."""
    try:
        return frozenset(str(link.readlink()) for link in Path(f"/proc/{pid}/ns").iterdir())
    except OSError:
        return frozenset()


def _folders() -> list[str]:
    boxes = [str(path) for path in (MACHINE / "boxes").glob("*")]
    if MACHINE.exists() and not boxes:
        boxes.append(str(MACHINE))
    node = [path for path in WRITTEN_BY_NODES if Path(path).exists()]
    temporary = [str(path) for path in Path("/tmp").iterdir() if OURS.search(path.name)]
    return [*boxes, *node, *temporary]


def _read(path: str) -> str:
    try:
        return Path(path).read_text(errors="replace").strip()
    except OSError:
        return "not there"


def _said(*command: str) -> str:
    # Comments of iptables-save carry the time, counters in brackets change by themselves.
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return "\n".join(line.partition(" [")[0] for line in said.splitlines() if not line.startswith("#"))

"""What a scheduler, a kubelet and a container runtime say of a node and of what is to run there."""

from __future__ import annotations

import pytest

from conformance.causes import classify_sandbox_failure, classify_start_failure, classify_unschedulable

CONTROL_PLANE = "node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }"


@pytest.mark.parametrize(
    ("message", "identifier"),
    [
        ("0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available", "unschedulable"),
        (
            "0/3 nodes are available: 3 node(s) had untolerated taint {node.kubernetes.io/not-ready: }",
            "unschedulable",
        ),
        (
            "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
            "unschedulable-by-manifest",
        ),
        (
            "0/2 nodes are available: 1 Insufficient memory, 1 node(s) didn't match Pod's node affinity.",
            "unschedulable",
        ),
        (
            f"0/3 nodes are available: 1 {CONTROL_PLANE}, "
            "2 node(s) didn't match Pod's node affinity/selector.",
            "unschedulable-by-manifest",
        ),
        (
            f"0/1 nodes are available: 1 {CONTROL_PLANE}.",
            "unschedulable",
        ),
        ('0/1 nodes are available: persistentvolumeclaim "data" not found.', "unschedulable-by-manifest"),
    ],
)
def test_the_schedulers_message_tells_its_cause(message: str, identifier: str) -> None:
    assert classify_unschedulable(message).identifier == identifier


NOT_CREATED = "container-not-created"
RUNC = "failed to create shim task: OCI runtime create failed: runc create failed: "


@pytest.mark.parametrize(
    ("message", "identifier"),
    [
        (RUNC + 'exec: "/nonesuch": stat /nonesuch: no such file or directory', "command-wrong"),
        (RUNC + 'exec: "nope": executable file not found in $PATH: unknown', "command-wrong"),
        (
            RUNC + "unable to start init: fork/exec /proc/self/exe: resource temporarily unavailable",
            "no-process",
        ),
        (RUNC + "unable to start container process: can't get final child's PID from pipe: EOF", NOT_CREATED),
        (RUNC + "open /proc/self/fd: too many open files", "node-exhausted"),
        (RUNC + "container init was OOM-killed (memory limit too low?)", "out-of-memory"),
        ("context deadline exceeded", NOT_CREATED),
        (RUNC + 'exec: "/etc/passwd": permission denied', "command-wrong"),
        (
            RUNC
            + "unable to start container process: unable to apply cgroup configuration: failed to write 7: "
            "open /sys/fs/cgroup/systemd/kubepods/pod1/cgroup.procs: no such file or directory",
            "runtime-failed",
        ),
        (
            RUNC
            + 'error during container init: error mounting "/var/lib/kubelet/pods/1/volumes/data" to rootfs '
            'at "/var/lib/mysql": no such file or directory',
            "volume-not-mounted",
        ),
        (
            RUNC
            + 'error during container init: error mounting "/var/lib/kubelet/pods/1/volume-subpaths/conf" '
            'to rootfs at "/etc/my.cnf": not a directory',
            NOT_CREATED,
        ),
    ],
)
def test_a_refused_start_tells_its_cause(message: str, identifier: str) -> None:
    assert classify_start_failure(message).identifier == identifier


@pytest.mark.parametrize(
    ("message", "identifier"),
    [
        # containerd 2.2 on kubebox, whose pods had four processes left between them
        (
            "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox "
            '"1ed3be100b022a20c7d88074803c857ee99e8956075c7b867bfe2bf552690855": failed to create containerd '
            f"task: {RUNC}unable to start container process: can't get final child's PID from pipe: EOF",
            "no-process",
        ),
        (
            "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox "
            '"9203f319d51797a69bdd01a8bedddc63e5e374cb3f5bf1b23cba70c4b53c82f9": failed to create containerd '
            f"task: {RUNC}unable to start container process: error during container init: read init-p: "
            "connection reset by peer",
            "no-process",
        ),
        (
            "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start shim: start "
            "failed: fork/exec /usr/bin/containerd-shim-runc-v2: resource temporarily unavailable",
            "no-process",
        ),
        (
            "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for "
            'sandbox: plugin type="bridge" failed (add): failed to allocate for range 0: no IP addresses',
            "sandbox-failed",
        ),
    ],
)
def test_a_sandbox_that_cannot_be_made_tells_its_cause(message: str, identifier: str) -> None:
    assert classify_sandbox_failure(message).identifier == identifier

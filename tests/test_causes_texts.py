from __future__ import annotations

import pytest

from conformance.causes import (
    classify_create_failure,
    classify_load_balancer_failure,
    classify_pull,
    classify_sandbox_failure,
    classify_start_failure,
    classify_unschedulable,
)

UNPACK = 'rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/x/y:z": '
RESOLVE = UNPACK + 'failed to resolve reference "docker.io/x/y:z": '


@pytest.mark.parametrize(
    ("message", "identifier"),
    [
        # containerd 2.2 on kubebox
        (
            'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/nope/nothing:v9": '
            "failed to resolve image: docker.io/nope/nothing:v9: not found",
            "image-not-found",
        ),
        (RESOLVE + "docker.io/x/y:z: not found", "image-not-found"),
        (
            'Back-off pulling image "x:y": ErrImagePull: ' + RESOLVE + "docker.io/x/y:z: not found",
            "image-not-found",
        ),
        ("reading manifest z in quay.io/x/y: manifest unknown: manifest unknown", "image-not-found"),
        ("Error response from daemon: manifest for x/y:z not found: manifest unknown", "image-not-found"),
        ("no match for platform in manifest sha256:0123: not found", "image-not-found"),
        (
            'InvalidImageName: Failed to apply default image tag "Upper/Case:v9": couldn\'t parse image name '
            '"Upper/Case:v9": invalid reference format: repository name (Case) must be lowercase',
            "image-name-invalid",
        ),
        (
            'ErrImageNeverPull: Container image "web:never" is not present with pull policy of Never',
            "image-never-pulled",
        ),
        (
            RESOLVE
            + "failed to authorize: failed to fetch oauth token: unexpected status from GET request to "
            "https://ghcr.io/token?scope=repository%3Ax%3Apull&service=ghcr.io: 403 Forbidden",
            "pull-refused",
        ),
        (
            RESOLVE + "failed to authorize: failed to fetch anonymous token: unexpected status: 401",
            "pull-refused",
        ),
        (
            RESOLVE
            + "pulling from host registry.example failed with status code [manifests z]: 401 Unauthorized",
            "pull-refused",
        ),
        (
            RESOLVE
            + "pull access denied, repository does not exist or may require authorization: server message: "
            "insufficient_scope: authorization failed",
            "pull-refused",
        ),
        (
            "Error response from daemon: pull access denied for x, repository does not exist or may require "
            "'docker login': denied: requested access to the resource is denied",
            "pull-refused",
        ),
        (
            UNPACK + "failed to copy: httpReadSeeker: failed open: unexpected status code "
            "https://registry-1.docker.io/v2/x/y/manifests/sha256:0123: 429 Too Many Requests - Server "
            "message: toomanyrequests: You have reached your pull rate limit.",
            "pull-throttled",
        ),
        (
            RESOLVE + "unexpected status from HEAD request to https://registry.example/v2/x/y/manifests/z: "
            "503 Service Unavailable",
            "pull-registry-error",
        ),
        ("image pull failed for x because the registry is unavailable: try later", "pull-registry-error"),
        (
            RESOLVE
            + 'failed to do request: Head "https://registry-1.docker.io/v2/x/y/manifests/z": dial tcp '
            "192.0.2.1:443: i/o timeout",
            "pull-unreachable",
        ),
        (
            RESOLVE
            + 'failed to do request: Head "https://nowhere.example/v2/": dial tcp: lookup nowhere.example: '
            "no such host",
            "pull-unreachable",
        ),
        (
            RESOLVE + 'failed to do request: Head "https://r/": net/http: TLS handshake timeout',
            "pull-unreachable",
        ),
        ("rpc error: code = DeadlineExceeded desc = context deadline exceeded", "pull-unreachable"),
        (UNPACK + "failed commit on ref: unexpected commit digest: failed precondition", "pull-failed"),
        (
            'failed to prepare extraction snapshot "extract-1 sha256:9": parent snapshot sha256:0 does not '
            "exist: not found",
            "pull-failed",
        ),
        ('Back-off pulling image "x:y"', "pull-failed"),
    ],
)
def test_a_pull_message_tells_its_cause(message: str, identifier: str) -> None:
    assert classify_pull(message).identifier == identifier


@pytest.mark.parametrize(
    "name", ["not-found", "x:403", "x:429 Too Many Requests", "unauthorized: manifest unknown"]
)
def test_a_name_decides_nothing(name: str) -> None:
    assert classify_pull(f'Back-off pulling image "{name}"').identifier == "pull-failed"


@pytest.mark.parametrize(
    ("message", "identifier"),
    [
        (
            'pods "keystone-rc-v54wq" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, '
            "limited: pods=1",
            "quota-exceeded",
        ),
        ('pods "x-" is forbidden: failed quota: q: must specify limits.cpu', "quota-exceeded"),
        (
            'pods "x" is forbidden: violates PodSecurity "baseline:latest": …',
            "pod-security-refused",
        ),
        ('admission webhook "validation.gatekeeper.sh" denied the request: [no-latest] …', "policy-refused"),
        ("ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no", "policy-refused"),
        ('Internal error occurred: failed calling webhook "w": context deadline exceeded', "webhook-failed"),
        ('error looking up service account x/default: serviceaccount "default" not found', "creation-failed"),
    ],
)
def test_a_refused_creation_tells_its_cause(message: str, identifier: str) -> None:
    assert classify_create_failure(message).identifier == identifier


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


ENSURE = "Error syncing load balancer: failed to ensure load balancer: "


@pytest.mark.parametrize(
    ("message", "identifier"),
    [
        (
            ENSURE + "googleapi: Error 403: Quota 'FORWARDING_RULES' exceeded. Limit: 15.0",
            "load-balancer-refused",
        ),
        (ENSURE + "TooManyLoadBalancers: Exceeded quota of account 0123", "load-balancer-refused"),
        (ENSURE + "googleapi: got HTTP response code 502 with body: …", "load-balancer-refused"),
        (ENSURE + "unsupported load balancer class example.com/none", "load-balancer-class-unsupported"),
        (ENSURE + "googleapi: Error 400: Invalid value for field 'resource.ports'", "load-balancer-invalid"),
    ],
)
def test_a_providers_refusal_tells_its_cause(message: str, identifier: str) -> None:
    assert classify_load_balancer_failure(message).identifier == identifier

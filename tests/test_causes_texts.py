from __future__ import annotations

import pytest

from conformance.causes import (
    classify_create_failure,
    classify_load_balancer_failure,
    classify_pull,
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
        (
            UNPACK
            + "failed to extract layer sha256:1a: failed to get reader from content store: content digest "
            "sha256:2b: not found",
            "pull-failed",
        ),
        (
            UNPACK
            + "failed to copy: httpReadSeeker: failed open: content at https://r/v2/x/blobs/sha256:2b not "
            "found: not found",
            "image-not-found",
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
        (
            ENSURE + "googleapi: Error 400: The resource 'projects/p/regions/r/targetPools/a1' is not ready, "
            "resourceNotReady",
            "load-balancer-refused",
        ),
        (
            ENSURE + "googleapi: Error 400: The resource 'projects/p/a1' is already being used by 'f1', "
            "resourceInUseByAnotherResource",
            "load-balancer-refused",
        ),
        (ENSURE + "googleapi: Error 400: invalid argument, badRequest", "load-balancer-refused"),
    ],
)
def test_a_providers_refusal_tells_its_cause(message: str, identifier: str) -> None:
    assert classify_load_balancer_failure(message).identifier == identifier

from __future__ import annotations

import pytest

from conformance.causes import CAUSES, cause, failure
from conformance.errors import EnvironmentFault, InternalError, PromiseBroken
from conformance.verdict import Verdict

# The decision, written a second time: whose fault each cause is, and whether it can pass by itself.
TABLE = {
    "image-not-found": ("broken", False),
    "image-name-invalid": ("broken", False),
    "image-never-pulled": ("broken", False),
    "pull-refused": ("unknown", False),
    "pull-throttled": ("unknown", True),
    "pull-registry-error": ("unknown", True),
    "pull-unreachable": ("unknown", True),
    "pull-failed": ("unknown", True),
    "quota-exceeded": ("unknown", False),
    "policy-refused": ("unknown", False),
    "pod-security-refused": ("unknown", False),
    "webhook-failed": ("unknown", True),
    "account-missing": ("unknown", True),
    "creation-failed": ("unknown", True),
    "unschedulable": ("unknown", True),
    "unschedulable-by-manifest": ("broken", True),
    "node-not-ready": ("unknown", True),
    "node-disrupted": ("unknown", False),
    "node-exhausted": ("unknown", True),
    "no-process": ("unknown", True),
    "runtime-failed": ("unknown", True),
    "sandbox-failed": ("unknown", True),
    "volume-not-mounted": ("unknown", True),
    "configuration-missing": ("broken", True),
    "command-wrong": ("broken", False),
    "container-not-created": ("broken", True),
    "crash-loop": ("broken", True),
    "out-of-memory": ("broken", True),
    "pod-finished": ("broken", False),
    "controller-of-another-kind": ("broken", False),
    "too-few-replicas": ("broken", False),
    "container-missing": ("broken", False),
    "pods-disturbed": ("broken", False),
    "not-in-place": ("broken", False),
    "wrong-port": ("broken", False),
    "service-not-load-balanced": ("broken", False),
    "load-balancer-class-unsupported": ("broken", True),
    "load-balancer-invalid": ("broken", False),
    "load-balancer-refused": ("unknown", True),
    "load-balancer-absent": ("unknown", True),
    "cluster-unreachable": ("unknown", True),
    "no-way-to-pod": ("unknown", True),
    "credentials-refused": ("unknown", False),
    "egress": ("unknown", False),
    "probe-late": ("unknown", True),
}


def test_the_table_is_the_decision() -> None:
    assert {name: (str(row.verdict), row.passes) for name, row in CAUSES.items()} == TABLE


def test_every_unknown_has_a_remedy_and_no_broken_one_needs_it() -> None:
    for row in CAUSES.values():
        assert bool(row.remedy) == (row.verdict is Verdict.UNKNOWN), row.identifier


def test_a_cause_that_is_not_in_the_table_is_a_defect() -> None:
    with pytest.raises(InternalError, match="no such cause: gremlins"):
        cause("gremlins")


@pytest.mark.parametrize(
    ("identifier", "kind"),
    [("image-not-found", PromiseBroken), ("pull-refused", EnvironmentFault), ("", PromiseBroken)],
)
def test_a_failure_carries_its_cause_and_verdict(identifier: str, kind: type[Exception]) -> None:
    raised = failure("first line", "below", identifier)
    assert type(raised) is kind
    assert (raised.message, raised.detail, raised.cause) == ("first line", "below", identifier)

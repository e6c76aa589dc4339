"""What an audit log tells of a user's rights, and the measurement that the repository keeps."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.exit_codes import ExitCode
from conformance.rights.audit_log import used_by
from conformance.rights.measured import read_measured, table, unused, with_run
from conformance.rights.right import Right
from conformance.rights.roles import RBAC, rights_in
from sabotage.mutants import MUTANTS
from verbs import rbac
from verbs._rbac_runs import RUNS

USER = "system:serviceaccount:keystone-conformance:keystone-conformance"
BY_OURS = (
    'RBAC: allowed by ClusterRoleBinding "keystone-conformance" of ClusterRole "keystone-conformance" to'
)
BY_ALL = 'RBAC: allowed by ClusterRoleBinding "system:basic-user" of ClusterRole "system:basic-user" to Group'
MEASURED = read_measured()


def event(verb: str, resource: str, reason: str = BY_OURS, **more: Any) -> str:
    """Return a line in the form of Kubernetes 1.36.3."""
    reference = {"resource": resource, "apiVersion": "v1", **more.pop("objectRef", {})}
    decision = "allow" if reason else "forbid"
    said = {
        "kind": "Event",
        "stage": "ResponseComplete",
        "verb": verb,
        "user": {"username": USER},
        "objectRef": reference,
        "annotations": {
            "authorization.k8s.io/decision": decision,
            "authorization.k8s.io/reason": f"{reason} Somebody" if reason else "",
        },
    }
    return json.dumps({**said, **more})


def test_what_a_role_of_ours_allowed_is_counted() -> None:
    used = used_by([event("list", "pods"), event("list", "pods")], USER)
    assert used.allowed == {Right("list", "pods"): 2}
    assert not used.forbidden


def test_group_and_subresource_belong_to_a_right() -> None:
    line = event("patch", "deployments", objectRef={"subresource": "scale", "apiGroup": "apps"})
    assert list(used_by([line], USER).allowed) == [Right("patch", "deployments", "scale", "apps")]


def test_what_everybody_may_is_not_counted() -> None:
    assert not used_by([event("create", "selfsubjectaccessreviews", BY_ALL)], USER).allowed


def test_what_was_refused_is_told_apart() -> None:
    used = used_by([event("list", "nodes", "")], USER)
    assert used.forbidden == {Right("list", "nodes"): 1}
    assert not used.allowed


def test_a_watch_counts_once_and_other_users_do_not() -> None:
    lines = [
        event("watch", "pods", stage="ResponseStarted"),
        event("watch", "pods"),
        event("list", "pods", user={"username": "somebody"}),
        json.dumps({"stage": "ResponseComplete", "verb": "get", "user": {"username": USER}}),
    ]
    assert used_by(lines, USER).allowed == {Right("watch", "pods"): 1}


def test_a_stream_needs_two_rights() -> None:
    used = used_by([event("get", "pods", objectRef={"subresource": "exec"})], USER)
    assert used.allowed == {Right("get", "pods", "exec"): 1, Right("create", "pods", "exec"): 1}


def test_a_run_takes_the_place_of_its_earlier_measurement() -> None:
    first = with_run({}, "cluster", "core", used_by([event("list", "pods")], USER))
    again = with_run(first, "cluster", "core", used_by([event("watch", "pods")], USER))
    assert again == {"cluster": {"core": {"watch pods": 1}}}
    assert Right("list", "pods") in unused(again, "cluster")
    assert Right("watch", "pods") not in unused(again, "cluster")


@pytest.mark.parametrize("folder", sorted(each.name for each in RBAC.iterdir() if each.is_dir()))
def test_each_right_of_a_shipped_role_was_used_by_a_measured_run(folder: str) -> None:
    assert not unused(MEASURED, folder)


@pytest.mark.parametrize("base", ["cluster", "namespace"])
def test_each_right_that_a_measured_run_used_is_in_a_shipped_role(base: str) -> None:
    shipped = {str(right) for name in (base, f"{base}-hardened") for right in rights_in(RBAC / name)}
    used = {right for name in (base, f"{base}-hardened") for run in MEASURED[name].values() for right in run}
    assert used - shipped == set()


def test_the_page_is_made_of_the_measurement(capsys: pytest.CaptureFixture[str]) -> None:
    assert rbac.main(["table"]) == ExitCode.KEPT
    assert rbac.PAGE.read_text(encoding="utf-8") == capsys.readouterr().out == table(MEASURED)


def test_runs_can_be_asked_for_by_name() -> None:
    names = [run.name for run in RUNS]
    assert len(set(names)) == len(names)
    assert not [name for name in names if "," in name]
    assert {run.mutant for run in RUNS} <= {"", *(mutant.name for mutant in MUTANTS)}


def test_a_measurement_needs_a_box(capsys: pytest.CaptureFixture[str]) -> None:
    assert rbac.main(["measure", "--box", "nowhere"]) == ExitCode.BAD_INPUT
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("rbac: ")

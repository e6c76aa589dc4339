"""An object as the API server keeps it, against its manifest."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from conformance.manifests import read_manifests
from conformance.options import FOLDERS
from conformance.provenance import StoredDifference
from conformance.redact import MARK, Redactor, unnamed
from conformance.stack import Role
from conformance.stored import stored_object
from tests.recorded import named, objects

SENT = read_manifests(FOLDERS["blog"]).of(Role.DATABASE).content
STORED = named(objects("healthy")["pods"], "keystone-db")
"""The same pod, but that `pause` stands for its program."""
SECRET = "S3cret-of-this-run"
PLAIN = Redactor()


def compared(change: dict[str, Any], sent: dict[str, Any] | None = None) -> tuple[list[Any], tuple[str, ...]]:
    """Return differences and additions of an object that is stored with `change` on top."""
    sent = sent or {"kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "a"}]}}
    seen = stored_object(sent, {**copy.deepcopy(sent), **change}, PLAIN)
    return list(seen.differences), seen.added


def test_a_real_pod_differs_in_the_spelling_of_its_limit_and_has_defaults() -> None:
    seen = stored_object(SENT, STORED, PLAIN)
    assert (seen.kind, seen.name) == ("Pod", "keystone-db")
    limit = StoredDifference("spec.containers[keystone-db].resources.limits.cpu", "0.5", "500m")
    assert limit in seen.differences
    assert "spec.restartPolicy" in seen.added
    assert "spec.containers[keystone-db].imagePullPolicy" in seen.added


def test_what_the_server_says_of_itself_is_no_difference() -> None:
    seen = stored_object(SENT, STORED, PLAIN)
    named_fields = [*(each.field for each in seen.differences), *seen.added]
    assert not [field for field in named_fields if field.startswith("status") or field.endswith(".uid")]
    assert not {"metadata.creationTimestamp", "metadata.managedFields"} & set(named_fields)


def test_an_object_that_is_kept_as_it_was_sent_has_no_differences() -> None:
    assert compared({}) == ([], ())


def test_a_container_that_a_webhook_put_in_front_is_told_by_its_name() -> None:
    differences, added = compared({"spec": {"containers": [{"name": "proxy", "image": "x"}, {"name": "a"}]}})
    assert differences == []
    assert added == ("spec.containers[proxy]",)


def test_a_field_that_is_not_kept_is_a_difference() -> None:
    assert compared({"spec": {}}) == ([StoredDifference("spec.containers", '[{"name": "a"}]', "")], ())


def test_entries_without_names_are_compared_by_place() -> None:
    sent = {"kind": "Service", "metadata": {"name": "s"}, "spec": {"ports": [{"port": 1}, {"port": 2}]}}
    differences, added = compared({"spec": {"ports": [{"port": 1}, {"port": 3}, {"port": 4}]}}, sent)
    assert differences == [StoredDifference("spec.ports[1].port", "2", "3")]
    assert added == ("spec.ports[2]",)


def test_the_random_name_of_the_token_volume_is_left_out() -> None:
    _, added = compared(
        {"spec": {"containers": [{"name": "a"}], "volumes": [{"name": "kube-api-access-x7"}]}}
    )
    assert added == ("spec.volumes",)
    sent = {"kind": "Pod", "metadata": {"name": "p"}, "spec": {"volumes": [{"name": "own"}]}}
    _, added = compared({"spec": {"volumes": [{"name": "own"}, {"name": "kube-api-access-x7"}]}}, sent)
    assert added == ("spec.volumes[kube-api-access]",)


def test_no_secret_is_told_where_its_field_differs() -> None:
    sent = {
        "kind": "Pod",
        "metadata": {"name": "p", "annotations": {"note": f"with {SECRET}"}},
        "spec": {"containers": [{"name": "a", "env": [{"name": "X", "value": SECRET}]}]},
    }
    stored = copy.deepcopy(sent)
    stored["metadata"]["annotations"]["note"] = "without"  # type: ignore[index]  # a mapping, as written above
    stored["spec"]["containers"][0]["env"][0]["value"] = "another"  # type: ignore[index]  # the same
    seen = stored_object(sent, stored, Redactor([SECRET]))
    assert SECRET not in repr(seen)
    assert tuple(replace(each, sent=unnamed(each.sent)) for each in seen.differences) == (
        StoredDifference("metadata.annotations.note", f"with {MARK}", "without"),
        StoredDifference("spec.containers[a].env[X].value", MARK, MARK),
    )


def test_of_a_secret_only_the_names_are_told() -> None:
    sent = {
        "kind": "Secret",
        "metadata": {"name": "s"},
        "data": {"key": "b2xk"},
        "stringData": {"more": "new"},
    }
    stored = {**sent, "data": {"key": "bmV3", "more": "bmV3"}, "type": "Opaque"}
    stored.pop("stringData")
    seen = stored_object(sent, stored, PLAIN)
    assert seen.differences == (StoredDifference("data.key", MARK, MARK),)
    assert seen.added == ("data.more", "type")


def test_what_a_container_is_given_without_asking_is_told_with_its_figures() -> None:
    given = {"requests": {"memory": "2Gi", "cpu": "500m"}, "limits": {"cpu": "500m"}}
    at = "spec.containers[a].resources"
    differences, added = compared({"spec": {"containers": [{"name": "a", "resources": given}]}})
    assert added == ()
    assert differences == [
        StoredDifference(f"{at}.limits.cpu", "", "500m"),
        StoredDifference(f"{at}.requests.cpu", "", "500m"),
        StoredDifference(f"{at}.requests.memory", "", "2Gi"),
    ]
    assert compared({"spec": {"containers": [{"name": "a", "resources": {}}]}}) == ([], ())

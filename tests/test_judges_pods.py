"""What the promises of pods rest on: volumes, users, ports, pull policies."""

from __future__ import annotations

import pytest

from conformance.judges.database import administers, no_volume_over, refused, sees_only
from conformance.judges.replicas import opens_ports, pulled_by
from conformance.observed import PodView
from tests.recorded import named, objects, recorded


def database(*mounted: str) -> PodView:
    raw = named(objects("healthy")["pods"], "keystone-db")
    raw["spec"]["containers"][0]["volumeMounts"] = [{"name": "v", "mountPath": path} for path in mounted]
    return PodView.from_json(raw)


def replicas() -> tuple[PodView, ...]:
    return tuple(pod for pod in recorded("healthy").pods.values() if pod.name.startswith("keystone-rc"))


@pytest.mark.parametrize(
    "path", ["/var/lib/mysql", "/var/lib/mysql/", "/var/lib", "/", "/var/lib/mysql/keystone"]
)
def test_a_volume_at_the_data_or_around_it_is_told(path: str) -> None:
    assert no_volume_over(database(path), "keystone-db", "/var/lib/mysql") == [
        f"container keystone-db of pod keystone-db has a volume at {path}, its data must be on none"
    ]


def test_volumes_elsewhere_are_free() -> None:
    pod = database("/var/lib/mysql-files", "/run/mysqld", "/var/run/secrets/kubernetes.io/serviceaccount")
    assert no_volume_over(pod, "keystone-db", "/var/lib/mysql") == []


def test_the_keystone_user_is_shown_its_database_and_the_servers_views() -> None:
    assert sees_only(["information_schema", "keystone"], "keystone") == []


def test_a_database_too_many_or_too_few_is_told() -> None:
    assert sees_only(["information_schema", "keystone", "mysql"], "keystone") == [
        "the keystone user sees the database mysql, not only keystone"
    ]
    assert sees_only(["information_schema"], "keystone") == [
        "the keystone user does not see the database keystone"
    ]


def test_root_sees_keystone_and_the_servers_own() -> None:
    assert administers(["information_schema", "keystone", "mysql"], "keystone") == []
    assert administers(["information_schema", "keystone"], "keystone") == [
        "database: root does not see mysql"
    ]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("ERROR 1045 (28000): Access denied for user 'keystone'@'127.0.0.1' (using password: YES)", []),
        ("ERROR 1142 (42000) at line 1: SELECT command denied to user", []),
        ("", ["database: it was let through"]),
        ("ERROR 1049 (42000): no", ["database: it was refused for another reason: ERROR 1049 (42000): no"]),
    ],
)
def test_only_access_denied_is_a_refusal(said: str, wrong: list[str]) -> None:
    assert refused({"it": said}) == wrong


def test_ports_that_are_not_declared_are_told_pod_by_pod() -> None:
    pods = replicas()
    assert opens_ports(pods, "keystone", (5000, 35357)) == []
    wrong = opens_ports(pods, "memcached", (11212,))
    assert len(wrong) == 3
    assert wrong[0].endswith("does not open port 11212, but 11211")


def test_another_pull_policy_is_told() -> None:
    assert pulled_by(replicas(), "keystone", "Always") == []
    wrong = pulled_by(replicas(), "memcached", "Always")
    assert wrong[0].endswith("has the pull policy IfNotPresent, not Always")

"""What runs left in a namespace that they were given: told by marks, taken away, the Lease last."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from conformance.exit_codes import ExitCode
from conformance.lease import LASTS
from conformance.stack import MANAGED_BY, MANAGED_LABEL, RUN_LABEL
from conformance.sweep.given_namespace import tell_runs_in
from tests.played_api import recorded
from tests.played_cluster import NOW, OTHER, RUN, PlayedCluster, lease, namespace, served, written
from tests.played_http import Asked, Reply
from tests.test_bad_input import KUBECONFIG
from tests.test_given_namespace import lease_of
from verbs import sweep

GIVEN = "team-a"


def marked_object(name: str, run: str = RUN, age: float = 9000) -> dict[str, Any]:
    labels = {RUN_LABEL: run, MANAGED_LABEL: MANAGED_BY}
    return {"metadata": {"name": name, "labels": labels, "creationTimestamp": written(age)}}


class PlayedNamespace(PlayedCluster):
    """One namespace with objects by resource and Leases; a deletion by label takes away what that finds."""

    def __init__(self, objects: dict[str, list[dict[str, Any]]], leases: list[dict[str, Any]]) -> None:
        super().__init__([], leases)
        self.objects = objects
        self.stuck = False

    def _answer(self, asked: Asked) -> Reply:
        path, _, query = asked.path.partition("?")
        words = path.strip("/").split("/")
        wanted = parse_qs(query).get("labelSelector", [""])[0]
        if asked.method == "DELETE" and words[-2:-1] == ["leases"]:
            self.deleted.append(path)
            uid = asked.body["preconditions"]["uid"]
            self.leases = [each for each in self.leases if each["metadata"]["uid"] != uid]
            return Reply(200, {})
        if asked.method == "DELETE":
            self.deleted.append(f"{words[-1]} {wanted}")
            left = [each for each in self.objects.get(words[-1], []) if not _is(each, wanted) or self.stuck]
            self.objects[words[-1]] = left
            return Reply(200, {})
        if words[-2:-1] == ["leases"]:
            return Reply(200, self.leases[0]) if self.leases else recorded("not-found")
        if words[-1] == "leases":
            return Reply(200, {"items": self.leases})
        if words[-1] == "secrets":
            return recorded("no-right")
        return Reply(200, {"items": [each for each in self.objects.get(words[-1], []) if _is(each, wanted)]})


def _is(item: dict[str, Any], selector: str) -> bool:
    labels = item["metadata"].get("labels") or {}
    terms = [term.partition("=") for term in selector.split(",")]
    return all(labels.get(key) == value if equals else key in labels for key, equals, value in terms)


def swept(given: PlayedNamespace, tmp_path: Path, *words: str) -> int:
    with served(given) as (_, server):
        file = tmp_path / "kubeconfig"
        file.write_text(KUBECONFIG.format(server=server.url), encoding="utf-8")
        where = ["--kubeconfig", str(file), "--namespace", GIVEN]
        return sweep.main([*where, "--patience", "probe-interval=0.001", *words])


def left(lease_age: float = LASTS + 1) -> PlayedNamespace:
    theirs = {"metadata": {"name": "shop", "labels": {RUN_LABEL: RUN}}}
    objects = {"services": [marked_object("db"), theirs], "pods": [marked_object("keystone-db")]}
    return PlayedNamespace(objects, [lease_of(RUN, age=lease_age)])


def test_what_a_dead_run_left_goes_by_its_marks_and_the_lease_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = left()
    assert swept(given, tmp_path) == ExitCode.KEPT, capsys.readouterr().out
    assert [each["metadata"]["name"] for each in given.objects["services"]] == ["shop"]
    assert given.objects["pods"] == given.leases == []
    selector = f"{RUN_LABEL}={RUN},{MANAGED_LABEL}={MANAGED_BY}"
    assert given.deleted[:2] == [f"services {selector}", f"pods {selector}"]
    assert given.deleted[2].endswith("/leases/keystone-conformance-run")
    assert (
        capsys.readouterr().out.splitlines()[-1] == f"what 1 run made in namespace {GIVEN} gone in Kubernetes"
    )


@pytest.mark.parametrize("words", [(), ("--run", RUN)])
def test_a_live_run_is_left_alone(words: tuple[str, ...], tmp_path: Path) -> None:
    given = left(lease_age=3)
    assert swept(given, tmp_path, *words) == (ExitCode.BAD_INPUT if words else ExitCode.KEPT)
    assert given.deleted == []


def test_a_dry_run_touches_nothing(tmp_path: Path) -> None:
    given = left()
    assert swept(given, tmp_path, "--dry-run") == ExitCode.KEPT
    assert given.deleted == []


def test_what_does_not_go_is_named_and_keeps_its_lease(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = left()
    given.stuck = True
    assert swept(given, tmp_path, "--patience", "namespace-gone=0.01") == ExitCode.LEFT_BEHIND
    assert "remains: namespace team-a: service db is not being deleted" in capsys.readouterr().out
    assert given.leases


def test_a_sweep_of_the_cluster_says_where_else_to_look(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = lease_of(RUN, age=3)
    given["metadata"]["namespace"] = GIVEN
    with served(PlayedCluster([namespace(OTHER)], [lease(OTHER, age=3), given])) as (_, server):
        file = tmp_path / "kubeconfig"
        file.write_text(KUBECONFIG.format(server=server.url), encoding="utf-8")
        assert sweep.main(["--kubeconfig", str(file)]) == ExitCode.KEPT
    said = capsys.readouterr().out
    assert f"not looked at: run {RUN} was given namespace {GIVEN}; with --namespace {GIVEN} it is" in said
    assert f"run {OTHER} was given" not in said


def test_objects_without_a_lease_are_a_dead_runs() -> None:
    (found,) = tell_runs_in(GIVEN, [marked_object("db", age=60), marked_object("a", age=30)], [])
    assert (found.run_id, found.namespaces) == (RUN, (GIVEN,))
    assert not found.is_alive(NOW)
    assert found.last_sign == NOW - timedelta(seconds=30)


def test_runs_are_told_apart_and_what_is_no_runs_name_is_none() -> None:
    objects = [marked_object("db"), marked_object("db", OTHER), marked_object("db", "somebody")]
    found = tell_runs_in(GIVEN, objects, [lease_of(OTHER, age=3)])
    assert [(each.run_id, each.is_alive(NOW)) for each in found] == [(RUN, False), (OTHER, True)]

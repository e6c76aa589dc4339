"""A run on a cluster that a provider makes for it, which is played: what it knows of it, and what is left."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from pytest_kubernetes.providers import base

from conformance import acceptance, judging_on_cluster
from conformance.capability import Capability
from conformance.clusters.providers import LACKS, name_of_this_run
from conformance.command_line import read_options
from conformance.disrupt import why_no_node_may_be_lost
from conformance.exit_codes import ExitCode
from conformance.provenance import ClusterFacts
from conformance.registry.tags import Pins
from conformance.report import read_run
from conformance.update.images import UpdateImages

IMAGES = ("--keystone-image", "k:1", "--database-image", "d:1", "--memcached-image", "m:1")


@pytest.fixture(autouse=True)
def provided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every program is installed."""
    monkeypatch.setattr("conformance.inputs.refuse_unprovided", lambda _: None)


def test_a_run_makes_its_cluster_and_knows_what_that_lacks_and_how_it_is_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    made: list[str] = []
    told: list[object] = []
    played = SimpleNamespace(
        api=lambda: None,
        describe=lambda: ClusterFacts("kind", "pytest-played"),
        made_by_suite=True,
        collect_logs=lambda _: [],
        close=lambda: ["kind cluster pytest-played is not deleted (why)"],
    )

    def make(provider: str, _left_behind: list[str]) -> SimpleNamespace:
        made.append(provider)
        return played

    def lacking(_api: object, _namespace: str, known: object) -> dict[str, str]:
        told.append(known)
        return {}

    monkeypatch.setattr("conformance.clusters.provided.make_provided", make)
    monkeypatch.setattr(judging_on_cluster, "missing_capabilities", lacking)
    monkeypatch.setattr(judging_on_cluster, "read_clock", lambda _: ([], None))
    monkeypatch.setattr(judging_on_cluster, "RunLease", lambda *_: SimpleNamespace(release=lambda: None))
    monkeypatch.setattr(judging_on_cluster, "pinned_images", lambda *_: Pins())

    words = ["--provider", "kind", "--only", "pods_1", "--reports", str(tmp_path), *IMAGES]
    acceptance.accept(read_options(words), words, lambda _run: False)
    record = read_run(tmp_path / "latest")
    known = {
        **LACKS["kind"],
        Capability.LOSABLE_NODES: why_no_node_may_be_lost(played),
        Capability.CANDIDATES: UpdateImages().why_no_candidates,
    }
    assert (made, told) == (["kind"], [known])
    assert record.cluster.kind == "kind"
    assert record.left_behind == ["kind cluster pytest-played is not deleted (why)"]
    last = capfd.readouterr().out.splitlines()[-1]
    assert last == "to take away what was left behind: kind delete cluster --name pytest-played"


def test_a_second_interrupt_leaves_a_cluster_that_the_report_names_with_what_deletes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(base.AClusterManager, "_ensure_executable", lambda _: None)
    monkeypatch.setattr(base.AClusterManager, "create", interrupted)
    monkeypatch.setattr(base.AClusterManager, "delete", interrupted)
    words = ["--provider", "minikube", "--only", "pods_1", "--reports", str(tmp_path), *IMAGES]
    code = acceptance.accept(read_options(words), words, lambda _run: False)
    assert code == ExitCode.INTERRUPTED
    record = read_run(tmp_path / "latest")
    assert record.left_behind == [f"minikube cluster {name_of_this_run()}: its removal was interrupted"]
    last = capfd.readouterr().out.splitlines()[-1]
    assert last == f"to take away what was left behind: minikube delete --profile {name_of_this_run()}"

"""The verb on a cluster that is played: what it deletes, what it says, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.exit_codes import ExitCode
from conformance.stack import KEPT_LABEL, MANAGED_LABEL
from tests.played_cluster import OTHER, RUN, PlayedCluster, lease, namespace, served, written
from tests.test_bad_input import KUBECONFIG
from verbs import sweep

DEAD, LIVE, LOOK_ALIKE = f"{RUN}-own-1", f"{OTHER}-own-1", f"{RUN}-copy"


@pytest.fixture
def cluster() -> PlayedCluster:
    """A dead run beside a live one, and a namespace that somebody else manages."""
    look_alike = namespace(purpose="copy", labels={MANAGED_LABEL: "helm"})
    return PlayedCluster([namespace(), namespace(OTHER), look_alike], [lease(), lease(OTHER, age=3)])


def swept(cluster: PlayedCluster, tmp_path: Path, *words: str) -> int:
    with served(cluster) as (_, server):
        file = tmp_path / "kubeconfig"
        file.write_text(KUBECONFIG.format(server=server.url), encoding="utf-8")
        return sweep.main(["--kubeconfig", str(file), "--patience", "probe-interval=0.001", *words])


def deleted_namespaces(cluster: PlayedCluster) -> set[str]:
    return {path.split("/")[4] for path in cluster.deleted}


def test_what_a_dead_run_left_is_taken_away_and_nothing_else(
    cluster: PlayedCluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert swept(cluster, tmp_path) == ExitCode.KEPT
    assert cluster.names == [LIVE, LOOK_ALIKE]
    assert cluster.deleted[0] == f"/api/v1/namespaces/{DEAD}/services"
    assert cluster.deleted[-1] == f"/api/v1/namespaces/{DEAD}"
    assert deleted_namespaces(cluster) == {DEAD}
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"left alone: run {OTHER}, 1 namespace: it is alive"
    assert said[1] == f"dead: run {RUN}, last sign of life 2026-11-23 01:30:00 UTC: {DEAD}"
    assert said[2] == f"{DEAD}: asked to go"
    assert said[-1].startswith("1 namespace gone in Kubernetes")


def test_a_dry_run_touches_nothing(
    cluster: PlayedCluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert swept(cluster, tmp_path, "--dry-run") == ExitCode.KEPT
    assert cluster.deleted == []
    said = capsys.readouterr().out
    assert DEAD in said
    assert said.endswith("nothing was touched (--dry-run)\n")


def test_a_live_run_is_refused_even_when_it_is_named(
    cluster: PlayedCluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert swept(cluster, tmp_path, "--run", OTHER) == ExitCode.BAD_INPUT
    assert cluster.deleted == []
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "is alive" in said.err


def test_a_run_that_is_named_is_taken_away_alone(cluster: PlayedCluster, tmp_path: Path) -> None:
    cluster.namespaces += [
        namespace(OTHER.replace("b", "c")),
        namespace(purpose="own-2", labels={KEPT_LABEL: "true"}),
    ]
    assert swept(cluster, tmp_path, "--run", RUN) == ExitCode.KEPT
    assert deleted_namespaces(cluster) == {DEAD, f"{RUN}-own-2"}


def test_a_run_that_is_gone_already_is_a_good_end(
    cluster: PlayedCluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = "20261123-010000-dddddd"
    assert swept(cluster, tmp_path, "--run", gone) == ExitCode.KEPT
    assert capsys.readouterr().out == f"nothing of run {gone} is on here\n"


def test_a_young_dead_run_is_left_when_an_age_is_named(cluster: PlayedCluster, tmp_path: Path) -> None:
    assert swept(cluster, tmp_path, "--older-than", "3h") == ExitCode.KEPT
    assert cluster.deleted == []
    assert swept(cluster, tmp_path, "--older-than", "2h") == ExitCode.KEPT
    assert cluster.names == [LIVE, LOOK_ALIKE]


def test_what_a_finalizer_holds_is_named_with_the_remedy(
    cluster: PlayedCluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finalizer = "service.kubernetes.io/load-balancer-cleanup"
    held = {"name": "keystone-public", "deletionTimestamp": written(0), "finalizers": [finalizer]}
    cluster.services[DEAD] = {"metadata": held}
    assert swept(cluster, tmp_path, "--patience", "namespace-gone=0.01") == ExitCode.LEFT_BEHIND
    said = capsys.readouterr().out.splitlines()
    assert "not gone within 0.01 s" in said
    assert said[-2].startswith(
        f"remains: namespace {DEAD}: service keystone-public waits for finalizer {finalizer}: "
        "the cloud has not released its load balancer"
    )
    assert said[-1] == "1 thing left behind"


def test_what_may_not_be_deleted_is_not_waited_for(
    cluster: PlayedCluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.refuses = f"/api/v1/namespaces/{DEAD}"
    assert swept(cluster, tmp_path) == ExitCode.LEFT_BEHIND
    said = capsys.readouterr().out
    assert f"{DEAD}: not all deletions are asked for: namespace {DEAD}: a right is missing" in said
    assert f"remains: namespace {DEAD} is not being deleted" in said


def test_what_goes_although_a_part_of_it_may_not_be_deleted_is_waited_for(
    cluster: PlayedCluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.refuses = f"/api/v1/namespaces/{DEAD}/services"
    cluster.lasts = 3
    assert swept(cluster, tmp_path) == ExitCode.KEPT, capsys.readouterr().out
    assert DEAD not in cluster.names


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--run", "latest"], "--run latest"),
        (["--older-than", "2"], "--older-than 2"),
        (["--older-than", "0h"], "--older-than 0h"),
        (["--older-than", "9999d"], "--older-than 9999d"),
        (["--run", RUN, "--older-than", "2h"], "--older-than"),
        (["--patience", "namespace-gon=3"], "namespace-gone"),
        (["--box", "other"], "--box"),
    ],
)
def test_bad_words_are_one_line_and_touch_nothing(
    cluster: PlayedCluster, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], named: str
) -> None:
    assert swept(cluster, tmp_path, *words) == ExitCode.BAD_INPUT
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert named in said.err
    assert cluster.deleted == []


def test_a_cluster_that_does_not_answer_is_unknown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "kubeconfig"
    file.write_text(KUBECONFIG.format(server="http://127.0.0.1:1"), encoding="utf-8")
    assert sweep.main(["--kubeconfig", str(file)]) == ExitCode.UNKNOWN
    assert "127.0.0.1:1" in capsys.readouterr().err


def test_without_a_cluster_and_without_a_box_one_is_asked_for_a_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("conformance.places.MACHINE", tmp_path / "kubebox")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("platform.system", lambda: "Linux")
    assert sweep.main([]) == ExitCode.BAD_INPUT
    assert "--context NAME" in capsys.readouterr().err


def test_an_interruption_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
    cluster: PlayedCluster,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep, "take_away", interrupted)
    assert swept(cluster, tmp_path) == ExitCode.INTERRUPTED
    assert "sweep again" in capsys.readouterr().err

"""A worker's part of a run: it judges on the cluster that the controller does."""

from __future__ import annotations

from multiprocessing import Pipe
from pathlib import Path

import pytest

from conformance import inputs
from conformance.clusters.in_cluster import OwnPodsCluster, choose_in_cluster
from conformance.command_line import read_options
from conformance.parallel import part_of_run
from conformance.parallel.line import Line
from conformance.parallel.messages import Outset
from conformance.parallel.part_of_run import PartOfRun
from conformance.registry.tags import Pins
from tests.report_records import run as record_of

WORDS = ["--in-cluster", "--keystone-image", "k", "--database-image", "d", "--memcached-image", "m"]


def test_in_a_pod_a_worker_judges_on_the_cluster_that_the_pod_is_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a kubeconfig; one that lies about names another cluster."""
    environment = {"KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"}
    for name in ("token", "ca.crt"):
        (tmp_path / name).write_text("something")
    monkeypatch.setattr(part_of_run, "choose_in_cluster", lambda: OwnPodsCluster(environment, tmp_path))
    monkeypatch.setattr(inputs, "find_in_cluster", choose_in_cluster)
    read = inputs.read_inputs(read_options([*WORDS, "-n", "2"]))
    cluster = choose_in_cluster()
    ours, theirs = (Line(end) for end in Pipe())
    ours.send(
        Outset(
            "w1",
            read,
            read.patience,
            record_of(),
            tmp_path,
            cluster.kubeconfig,
            cluster.context,
            capabilities={},
            pins=Pins(),
            clock=None,
            usual=None,
            key=b"k" * 32,
        )
    )
    outset = theirs.receive()
    assert isinstance(outset, Outset)
    part = PartOfRun.of(outset, theirs)
    assert part.run.stacks.maker.api.configuration.host == "https://10.0.0.1:443"

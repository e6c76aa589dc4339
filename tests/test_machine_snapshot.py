"""A machine that is in use: what goes by itself on it is no trace of a box."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from conformance.clusters.kubebox.machine_snapshot import control_groups, lasting

ANNOUNCED = "default via fe80::1 dev eth0 proto ra metric 1024 expires {} pref medium"


@pytest.mark.parametrize("left", ["1799sec", "0sec", "-1sec"])
def test_a_route_that_a_router_announces_anew_is_the_same(left: str) -> None:
    assert lasting(ANNOUNCED.format(left)) == "default via fe80::1 dev eth0 proto ra metric 1024 pref medium"


def test_a_route_that_lasts_is_told_as_it_is() -> None:
    route = "198.18.0.128/25 via 198.18.0.2 dev kb-18-0 proto 107"
    assert lasting(f"{route} ") == route


def test_a_control_group_that_goes_while_one_looks_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("cpu/kubebox-a/pod", "cpu/session-1.scope", "memory/kubebox-a"):
        (tmp_path / name).mkdir(parents=True)
    scan = os.scandir

    def going(path: Any) -> Any:
        if Path(path).name == "session-1.scope":
            Path(path).rmdir()
        return scan(path)

    monkeypatch.setattr(os, "scandir", going)
    assert sorted(control_groups(tmp_path)) == [
        f"{tmp_path}/cpu/kubebox-a",
        f"{tmp_path}/memory/kubebox-a",
    ]

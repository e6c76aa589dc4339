"""`./toxw --undo` without root: refused where something of root's is to go, never a traceback."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conformance.clusters.kubebox.network import GUARD_METRIC
from conformance.exit_codes import ExitCode
from preflight import addresses, undo
from preflight.addresses import is_guarded
from preflight.outcome import Stop
from preflight.ownership import holds_folder_of

HEADER = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
GUARD = "*\t000112C6\t00000000\t0201\t0\t0\t4000000000\t00FFFFFF\t0\t0\t0\n"
BOXS = "kb-18-1\t000112C6\t00000000\t0001\t0\t0\t0\tFCFFFFFF\t0\t0\t0\n"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache of somebody who is not root, on a machine without packages, boxes and guard routes."""
    cache = tmp_path / "cache"
    (cache / "stores" / "0").mkdir(parents=True)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(undo, "cache_dir", lambda: cache)
    monkeypatch.setattr(undo, "recorded_packages", list)
    monkeypatch.setattr(undo, "MACHINE_STATE", tmp_path / "none")
    monkeypatch.setattr(undo, "ROUTES", str(tmp_path / "route"))
    monkeypatch.setattr(undo, "ROOT", tmp_path / "clone")
    monkeypatch.setattr(undo, "holds_folder_of", lambda *_: False)
    return cache


def test_what_is_all_the_callers_goes_without_root(cache: Path) -> None:
    undo.undo(yes=True)
    assert not cache.exists()


def test_stores_of_root_without_a_box_are_left_to_root(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "holds_folder_of", lambda uid, place: (uid, place) == (0, cache))
    _refused(cache)


def test_a_guard_route_without_a_box_is_left_to_root(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "route").write_text(HEADER + GUARD)
    _refused(cache)


def test_what_may_not_be_changed_is_told_in_a_line(
    cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "chmod", refuse)
    monkeypatch.setattr("shutil.rmtree", lambda *_, **__: None)
    undo.undo(yes=True)
    assert f"toxw: {cache} could not be removed altogether" in capsys.readouterr().err


def test_a_guard_route_is_known_in_what_the_kernel_lists() -> None:
    assert is_guarded(HEADER + BOXS + GUARD)
    assert not is_guarded(HEADER + BOXS)
    assert not is_guarded("")
    assert addresses.GUARD_METRIC == GUARD_METRIC


def test_a_folder_of_somebodys_is_found_wherever_it_lies(tmp_path: Path) -> None:
    (tmp_path / "mine" / "inner").mkdir(parents=True)
    (tmp_path / "mine" / "link").symlink_to("/nowhere")
    assert holds_folder_of(os.getuid(), tmp_path)
    assert not holds_folder_of(os.getuid() + 1, tmp_path)
    assert not holds_folder_of(os.getuid(), tmp_path / "none")


def _refused(cache: Path) -> None:
    with pytest.raises(Stop, match=r"root's are to go: sudo \./toxw --undo") as refused:
        undo.undo(yes=True)
    assert refused.value.exit_code == ExitCode.BAD_INPUT
    assert cache.exists()

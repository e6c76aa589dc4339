from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from conformance.clusters.kubebox import images, making, programs
from conformance.clusters.kubebox.ended_together import EndedError, EndedTogether
from conformance.clusters.kubebox.making import FOR_IMAGES, Made, make
from conformance.clusters.kubebox.program_list import BUILDS, Build
from conformance.errors import SetUpFailed

Report = Callable[[str], None]
Compiled = Callable[[Build, Path], None]
PATIENCE_S = 60.0


class Play:
    """A pretended build of programs and of images; `*_then` is what each does last."""

    def __init__(self, made: Made) -> None:
        self.made = made
        self.seen_by_images: set[str] = set()
        self.built: list[str] = []
        self.programs_then: Callable[[EndedTogether], None] = lambda _together: None
        self.images_then: Callable[[EndedTogether], None] = lambda _together: None

    def compile_programs(
        self, _source: Path, _cache: Path, report: Report, together: EndedTogether, compiled: Compiled
    ) -> None:
        unfinished = self.made.programs.parent / ".unfinished"
        unfinished.mkdir()
        for name in FOR_IMAGES:
            (unfinished / name).touch()
            compiled(BUILDS[0], unfinished)
        self.programs_then(together)
        unfinished.rename(self.made.programs)
        self.built.append("programs")
        report("programs are built")

    def build_images(
        self,
        _source: Path,
        finished: Path,
        _cache: Path,
        small_programs: Callable[[], Path],
        report: Report,
        together: EndedTogether,
    ) -> None:
        self.seen_by_images = {path.name for path in small_programs().iterdir()}
        self.images_then(together)
        finished.mkdir()
        self.built.append("images")
        report("images are built")


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    made = Made(tmp_path / "programs" / "p1", tmp_path / "images" / "i1")
    played = Play(made)
    monkeypatch.setattr(programs, "programs_folder", lambda *_: made.programs)
    monkeypatch.setattr(images, "images_folder", lambda *_: made.images)
    monkeypatch.setattr(programs, "compile_programs", played.compile_programs)
    monkeypatch.setattr(images, "build_images", played.build_images)
    monkeypatch.setattr(making, "remove_old_sets", lambda *_: None)
    return played


def endless() -> Popen[bytes]:
    """Start a command that only ends when it is ended, with a child that does so too."""
    return Popen(["sh", "-c", "tail -f /dev/null & tail -f /dev/null"], stdout=PIPE, process_group=0)


def blocked(together: EndedTogether) -> None:
    with together.running(endless) as process:
        process.communicate()  # ends when nobody can write to its output any more


def test_images_are_built_before_all_programs_are(play: Play, tmp_path: Path) -> None:
    images_are_built = threading.Event()
    play.images_then = lambda _: images_are_built.set()
    play.programs_then = lambda _: None if images_are_built.wait(PATIENCE_S) else pytest.fail("one by one")
    lines: list[str] = []
    assert make(tmp_path, lines.append) == play.made
    assert play.seen_by_images == set(FOR_IMAGES)
    assert sorted(lines) == ["images are built", "programs are built"]
    assert sorted(path.name for path in (tmp_path / "images").iterdir()) == [".lock", "i1"]


def test_what_is_there_is_not_made_again(play: Play, tmp_path: Path) -> None:
    make(tmp_path, print)
    play.built.clear()
    make(tmp_path, print)
    assert play.built == []


def test_images_alone_are_made_from_programs_that_are_there(play: Play, tmp_path: Path) -> None:
    play.made.programs.mkdir(parents=True)
    for name in FOR_IMAGES:
        (play.made.programs / name).touch()
    make(tmp_path, print)
    assert (play.built, play.seen_by_images) == (["images"], set(FOR_IMAGES))


def test_images_that_fail_end_the_programs_and_are_named(play: Play, tmp_path: Path) -> None:
    def fail(_together: EndedTogether) -> None:
        raise SetUpFailed("the image library/mariadb:latest was not built")

    play.programs_then, play.images_then = blocked, fail
    with pytest.raises(SetUpFailed, match="library/mariadb"):
        make(tmp_path, print)
    assert not play.made.is_complete


def test_programs_that_fail_end_the_images_and_are_named(play: Play, tmp_path: Path) -> None:
    def fail(_together: EndedTogether) -> None:
        raise SetUpFailed("Kubernetes does not compile")

    play.programs_then, play.images_then = fail, blocked
    with pytest.raises(SetUpFailed, match="Kubernetes"):
        make(tmp_path, print)
    assert [path.name for path in (tmp_path / "images").iterdir()] == [".lock"]


@pytest.mark.usefixtures("play")
def test_images_do_not_wait_for_programs_that_never_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise SetUpFailed("pause does not compile")

    monkeypatch.setattr(programs, "compile_programs", fail)
    with pytest.raises(SetUpFailed, match="pause"):
        make(tmp_path, print)


def test_of_two_callers_one_builds(play: Play, tmp_path: Path) -> None:
    waits = threading.Event()
    for folder in (play.made.programs, play.made.images):
        folder.parent.mkdir()
    with (play.made.images.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        other = threading.Thread(target=make, args=(tmp_path, lambda _line: waits.set()))
        other.start()
        assert waits.wait(PATIENCE_S)
        play.made.programs.mkdir()
        play.made.images.mkdir()
    other.join()
    assert play.built == []


def test_nothing_begins_after_the_end() -> None:
    together = EndedTogether()
    together.end_all()
    with pytest.raises(EndedError), together.running(lambda: pytest.fail("started")):
        pass


def test_a_command_does_not_outlive_an_error() -> None:
    with pytest.raises(KeyboardInterrupt), EndedTogether().running(endless) as process:
        raise KeyboardInterrupt
    assert (process.communicate()[0], process.returncode) == (b"", -9)

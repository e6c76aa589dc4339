"""What the suite's image stands on is built once for the same pins, and an earlier one goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.clusters.kubebox import suite_python
from conformance.clusters.kubebox.ended_together import EndedTogether
from conformance.clusters.kubebox.image_commands import Commands
from conformance.clusters.kubebox.suite_python import PINS, RECIPE, ensure_python


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Play buildah, and list what it was asked for."""
    asked: list[tuple[str, ...]] = []

    class Played:
        def __init__(self, *_: object) -> None:
            pass

        def run(self, *words: str) -> str:
            asked.append(words)
            if words[0] == "push":
                Path(words[-1].split(":")[1]).write_text("archive")
            return "an-image"

    monkeypatch.setattr(suite_python, "Buildah", Played)
    return asked


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    for name in (RECIPE, *PINS):
        (tmp_path / "clone" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "clone" / name).write_text("one")
    return tmp_path / "clone"


def test_it_is_made_anew_when_a_pin_changes_and_else_taken_as_it_is(
    clone: Path, tmp_path: Path, built: list[tuple[str, ...]]
) -> None:
    def ensure() -> str:
        commands = Commands(EndedTogether())
        return ensure_python(
            clone, "oci-archive:debian", tmp_path, ("--an-option",), commands, tmp_path / "work"
        )

    first = ensure()
    assert [words[0] for words in built] == ["pull", "build", "push"]
    assert built[1][2:5] == ("--an-option", "--build-arg", "BASE=an-image")
    assert ensure() == first
    assert len(built) == 3
    (tmp_path / "base" / "debian.tar").write_text("another's")
    (clone / "constraints.txt").write_text("two")
    second = ensure()
    assert second != first
    assert {path.name for path in (tmp_path / "base").iterdir()} == {"debian.tar", Path(second).name}

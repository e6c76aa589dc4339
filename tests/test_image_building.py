"""How a build runs its commands and reaches its index; no image is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.clusters.kubebox import image_commands, image_pip
from conformance.clusters.kubebox.ended_together import EndedTogether
from conformance.clusters.kubebox.image_commands import Commands, FailedBuildError


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Give commands that need no root: they run in the namespaces of this process."""
    monkeypatch.setattr(image_commands, "APART", ("env",))
    return Commands(EndedTogether())


def test_a_command_gives_its_output_and_logs_what_it_says(commands: Commands, tmp_path: Path) -> None:
    log = tmp_path / "log"
    output = commands.run(("sh", "-c", "echo $COLOUR; echo said >&2"), log, {"COLOUR": "green"})
    assert (output, log.read_text()) == ("green\n", "said\n")


def test_a_failure_holds_the_last_lines(commands: Commands, tmp_path: Path) -> None:
    with pytest.raises(FailedBuildError) as failure:
        commands.run(("sh", "-c", "seq 100; echo why >&2; exit 3"), tmp_path / "log", {})
    lines = failure.value.lines.splitlines()
    assert (lines[-1], len(lines)) == ("why", 20)


LISTING = """:env:.timeout='180'
global.cert='/etc/own.crt'
global.extra-index-url='https://one.example/simple\\nhttps://two.example/simple'
global.index-url='https://index.example/simple'
global.timeout='15'
install.no-binary='all'
"""


def test_the_environments_settings_win_over_the_files() -> None:
    assert image_pip.parse(LISTING)["timeout"] == "180"


def test_only_what_means_the_same_inside_a_build_is_handed_on() -> None:
    assert image_pip.as_file(image_pip.parse(LISTING)) == (
        "[global]\n"
        "index-url = https://index.example/simple\n"
        "extra-index-url = https://one.example/simple\n"
        "    https://two.example/simple\n"
        "timeout = 180\n"
    )


def test_the_bundle_is_the_first_that_is_there(tmp_path: Path) -> None:
    bundle = tmp_path / "own.crt"
    bundle.touch()
    assert image_pip.own_bundle({}, {"PIP_CERT": "/none", "SSL_CERT_FILE": str(bundle)}) == bundle
    assert image_pip.own_bundle({"cert": str(bundle)}, {}) == bundle
    assert image_pip.own_bundle({"cert": ""}, {}) is None

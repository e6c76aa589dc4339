from __future__ import annotations

from pathlib import Path

import pytest

from conformance.clusters.kubebox import machine
from conformance.clusters.kubebox.machine import CAP_SYS_RESOURCE, has_capability, refuse_unless_root
from conformance.clusters.kubebox.options import BoxOptions
from conformance.errors import BadInput, SetUpFailed

ALL = "Name:\tx\nCapEff:\t000001ffffffffff\nCapBnd:\t0\n"
WITHOUT = "Name:\tx\nCapEff:\t000001fffeffffff\nCapBnd:\t000001ffffffffff\n"


def test_a_missing_capability_is_seen() -> None:
    assert has_capability(ALL, CAP_SYS_RESOURCE)
    assert not has_capability(WITHOUT, CAP_SYS_RESOURCE)


@pytest.mark.parametrize(("euid", "system"), [(1000, "Linux"), (0, "Darwin")])
def test_where_no_box_can_be_the_message_says_what_to_use(euid: int, system: str) -> None:
    with pytest.raises(BadInput, match="--context"):
        refuse_unless_root(euid, system)


def test_root_on_linux_may_have_a_box() -> None:
    refuse_unless_root(0, "Linux")


def test_missing_programs_are_named_with_their_packages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(machine, "SEARCH", str(tmp_path))
    with pytest.raises(SetUpFailed, match=r"nsenter.*apt-get install iptables mount runc util-linux"):
        machine.look_at_machine("overlayfs")


@pytest.mark.parametrize("name", ["", "A", "a_b", "-a", "a-", "a" * 31, "a/b"])
def test_a_name_that_no_node_can_have_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="name for a box"):
        BoxOptions(name=name)


def test_a_name_of_thirty_letters_is_taken() -> None:
    assert BoxOptions(name="a" * 30).node == "kubebox-" + "a" * 30

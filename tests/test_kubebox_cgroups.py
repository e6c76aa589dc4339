from __future__ import annotations

from pathlib import Path

import pytest

from conformance.clusters.kubebox import cgroups
from conformance.clusters.kubebox.cgroups import Hierarchy, missing_controllers, read_hierarchies
from conformance.errors import SetUpFailed

ROOT = "24 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"
VERSION_1 = ROOT + (
    "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n"
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct\n"
    "34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset,clone_children\n"
    "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"
    "39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids\n"
    "40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd\n"
)
HYBRID = VERSION_1 + "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate\n"
VERSION_2 = ROOT + "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
CONTROLLERS_2 = "cpuset cpu io memory hugetlb pids rdma misc\n"


def test_version_1_has_a_tree_a_controller() -> None:
    trees = read_hierarchies(VERSION_1)
    assert {tree.version for tree in trees} == {1}
    assert Hierarchy(Path("/sys/fs/cgroup/cpu,cpuacct"), 1, frozenset({"cpu", "cpuacct"})) in trees
    assert Hierarchy(Path("/sys/fs/cgroup/systemd"), 1, frozenset({"name=systemd"})) in trees
    assert missing_controllers(trees) == []


def test_a_hybrid_machine_has_a_version_2_tree_without_the_controllers_beside_them() -> None:
    unified = read_hierarchies(HYBRID, "hugetlb\n")[-1]
    assert unified == Hierarchy(Path("/sys/fs/cgroup/unified"), 2, frozenset({"hugetlb"}))


def test_version_2_is_one_tree_with_all_controllers() -> None:
    (tree,) = read_hierarchies(VERSION_2, CONTROLLERS_2)
    assert tree.mount_point == Path("/sys/fs/cgroup")
    assert missing_controllers([tree]) == []


def test_a_tree_mounted_twice_counts_once() -> None:
    twice = VERSION_2 + "90 23 0:26 / /mnt/again rw - cgroup2 cgroup2 rw\n"
    assert [tree.mount_point for tree in read_hierarchies(twice, CONTROLLERS_2)] == [Path("/sys/fs/cgroup")]


def test_part_of_a_tree_is_not_the_tree() -> None:
    inner = VERSION_2.replace("0:26 / /sys/fs/cgroup", "0:26 /docker/abc /sys/fs/cgroup")
    assert read_hierarchies(inner, CONTROLLERS_2) == ()


def test_a_missing_controller_is_named() -> None:
    without = "\n".join(line for line in VERSION_1.splitlines() if not line.endswith("rw,memory"))
    assert missing_controllers(read_hierarchies(without)) == ["memory"]


@pytest.fixture
def version_1(tmp_path: Path) -> Hierarchy:
    (tmp_path / "cpuset.cpus").write_text("0-1\n")
    (tmp_path / "cpuset.mems").write_text("0\n")
    return Hierarchy(tmp_path, 1, frozenset({"cpuset"}))


def test_a_new_cpuset_may_use_what_its_parent_may(version_1: Hierarchy) -> None:
    cgroups.make([version_1], "kubebox-x")
    assert (version_1.mount_point / "kubebox-x/cpuset.cpus").read_text() == "0-1\n"
    assert (version_1.mount_point / "kubebox-x/cpuset.mems").read_text() == "0\n"


def test_only_what_is_off_and_there_is_enabled_in_version_2(tmp_path: Path) -> None:
    tree = Hierarchy(tmp_path, 2, frozenset({"cpu", "memory", "pids", "hugetlb"}))
    (tmp_path / "cgroup.subtree_control").write_text("memory\n")
    (tmp_path / "kubebox-x").mkdir()
    (tmp_path / "kubebox-x/cgroup.subtree_control").write_text("cpu memory pids\n")
    cgroups.make([tree], "kubebox-x")
    assert (tmp_path / "cgroup.subtree_control").read_text() == "+cpu +hugetlb +pids"
    assert (tmp_path / "kubebox-x/cgroup.subtree_control").read_text() == "+hugetlb"


def test_the_version_2_tree_of_a_hybrid_machine_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "cgroup.subtree_control").write_text("\n")
    cgroups.make([Hierarchy(tmp_path, 2, frozenset({"hugetlb"}))], "kubebox-x")
    assert (tmp_path / "kubebox-x").is_dir()
    assert (tmp_path / "cgroup.subtree_control").read_text() == "\n"


@pytest.mark.parametrize("version", [1, 2])
def test_processes_are_limited_in_the_tree_that_counts_them(tmp_path: Path, version: int) -> None:
    other, counts = tmp_path / "other", tmp_path / "counts"
    (counts / "kubebox-x").mkdir(parents=True)
    (counts / "kubebox-x/pids.current").write_text("7\n")
    trees = [Hierarchy(other, 1, frozenset({"cpu"})), Hierarchy(counts, version, frozenset({"pids"}))]
    cgroups.limit_processes(trees, "kubebox-x", 4)
    assert (counts / "kubebox-x/pids.max").read_text() == "11"


def test_a_group_that_is_not_there_cannot_be_limited(tmp_path: Path) -> None:
    trees = [Hierarchy(tmp_path, 1, frozenset({"pids"}))]
    with pytest.raises(SetUpFailed, match="cannot limit the processes of"):
        cgroups.limit_processes(trees, "kubebox-x", 4)


def test_folders_come_deepest_first(tmp_path: Path) -> None:
    (tmp_path / "kubebox-x/kubepods/burstable").mkdir(parents=True)
    found = cgroups.folders([Hierarchy(tmp_path, 1, frozenset({"pids"}))], "kubebox-x")
    assert [path.name for path in found] == ["burstable", "kubepods", "kubebox-x"]

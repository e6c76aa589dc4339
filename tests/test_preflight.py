"""How the preflight reads a machine and its own arguments."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from conformance import places as suite_places
from conformance.exit_codes import ExitCode
from preflight import outcome
from preflight.cgroups import cgroup_kind
from preflight.consent import goes_on_unasked
from preflight.machine import needed_go, read_os_release
from preflight.needs import needs_box, needs_browser
from preflight.packages import BOX_PACKAGES, TEST_PACKAGES, installed_packages, missing_packages
from preflight.places import ROOT, cache_dir
from tests.recorded_machines import machine, recorded

MODULES = sorted((ROOT / "preflight").glob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_an_old_python_can_read_it_all(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_only_the_standard_library_is_imported(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        else:
            continue
        for module in modules:
            assert module.split(".")[0] in {*sys.stdlib_module_names, "preflight"}


def test_exit_codes_are_those_of_the_suite() -> None:
    assert outcome.INTERRUPTED == ExitCode.INTERRUPTED
    assert outcome.INTERNAL_ERROR == ExitCode.INTERNAL_ERROR
    assert outcome.BAD_INPUT == ExitCode.BAD_INPUT
    assert outcome.SET_UP_FAILED == ExitCode.UNKNOWN


@pytest.mark.parametrize("xdg", [None, "", "relative/cache", "/var/tmp/some cache"])
def test_the_cache_is_where_the_suite_looks_for_it(xdg: str | None) -> None:
    environment = {"HOME": str(Path.home())} | ({} if xdg is None else {"XDG_CACHE_HOME": xdg})
    assert cache_dir(environment) == suite_places.cache_dir(environment)


@pytest.mark.parametrize(
    ("name", "identity", "debian_like"),
    [
        ("debian-12", "debian", True),
        ("debian-13", "debian", True),
        ("ubuntu-22.04", "ubuntu", True),
        ("ubuntu-24.04", "ubuntu", True),
        ("fedora-42", "fedora", False),
    ],
)
def test_distributions(name: str, identity: str, debian_like: bool) -> None:
    release = read_os_release(recorded(f"{name}.os-release"))
    assert release["ID"] == identity
    assert machine(os_release=release).is_debian_like is debian_like


@pytest.mark.parametrize("kind", ["v1", "v2", "hybrid", "none"])
def test_kinds_of_control_groups(kind: str) -> None:
    assert cgroup_kind(recorded(f"{kind}.mountinfo")) == kind


def test_installed_is_what_dpkg_calls_so() -> None:
    assert installed_packages(recorded("dpkg.status")) == {"ca-certificates", "runc"}


def test_one_of_the_runtimes_is_enough() -> None:
    def only_crun(program: str) -> str | None:
        return None if program == "runc" else program

    assert missing_packages(BOX_PACKAGES, "debian", "", only_crun) == []


def test_missing_programs_are_named_with_their_packages() -> None:
    missing = missing_packages(BOX_PACKAGES, "debian", recorded("dpkg.status"), lambda _program: None)
    names = [package.name for package in missing]
    assert names == ["buildah", "mmdebstrap", "runc", "iptables", "util-linux", "mount"]
    assert all(package.reason for package in missing)


def test_ubuntu_needs_the_keyring_of_debian() -> None:
    status = recorded("dpkg.status")
    missing = missing_packages(BOX_PACKAGES, "ubuntu", status, str)
    assert [each.name for each in missing] == ["debian-archive-keyring"]


@pytest.mark.parametrize(
    ("distribution", "there", "missing"),
    [
        ("debian", "", ["chromium-headless-shell"]),
        ("debian", "chromium", []),
        ("ubuntu", "", []),
    ],
)
def test_debian_has_a_browser_for_the_tests(distribution: str, there: str, missing: list[str]) -> None:
    def only(program: str) -> str | None:
        return program if program == there else None

    assert [each.name for each in missing_packages(TEST_PACKAGES, distribution, "", only)] == missing


@pytest.mark.parametrize(
    ("environment", "goes_on"),
    [({}, False), ({"CI": ""}, False), ({"CI": "false"}, False), ({"CI": "true"}, True), ({"CI": "1"}, True)],
)
def test_ci_is_a_yes(environment: dict[str, str], goes_on: bool) -> None:
    assert goes_on_unasked(False, environment) is goes_on
    assert goes_on_unasked(True, environment)


@pytest.mark.parametrize(
    ("words", "box"),
    [
        ("conformance", True),
        ("conformance --profile core", True),
        ("conformance --help", False),
        ("conformance --kubeconfig=file", False),
        ("conformance --context kind", False),
        ("tests", True),
        ("tests -k wait", True),
        ("tests --fast", False),
        ("images", True),
        ("images build", True),
        ("images list", False),
        ("cluster up", True),
        ("cluster --name up status", False),
        ("cluster --name=mine up", True),
        ("cluster kubectl scale up", False),
        ("cluster status", False),
        ("cluster", False),
        ("lint", False),
        ("types", False),
    ],
)
def test_which_verbs_need_a_cluster_of_their_own(words: str, box: bool) -> None:
    verb, *arguments = words.split()
    assert needs_box(verb, arguments) is box


@pytest.mark.parametrize(
    ("words", "box"),
    [
        ("--environment gke", False),
        ("--environment=gke --profile core", False),
        ("--environment here", True),
        ("--environment gke --box mine", True),
        ("--environment here --kubeconfig f", False),
        ("--provider kind", False),
        # what is wrong with these is told by the verb
        ("--environment none", False),
        ("--environment here --config nowhere.toml", False),
        ("--environment", True),
    ],
)
def test_an_environment_may_name_a_cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, box: bool
) -> None:
    """Who judges a cluster that exists is not asked for root, nor for a compiler."""
    (tmp_path / "conformance.toml").write_text(
        '[environments.gke]\ncontext = "gke_x"\n[environments.here]\nprofile = "core"\n', encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    assert needs_box("conformance", words.split()) is box


@pytest.mark.parametrize(
    ("words", "browser"),
    [
        ("tests", True),
        ("tests -k page", True),
        ("tests --fast", False),
        ("conformance", False),
        ("lint", False),
    ],
)
def test_only_the_tests_need_a_browser(words: str, browser: bool) -> None:
    verb, *arguments = words.split()
    assert needs_browser(verb, arguments) is browser


def test_the_go_that_is_needed_stands_in_the_modules(tmp_path: Path) -> None:
    for name, version in (("one", "1.9.3"), ("two", "1.26.0")):
        (tmp_path / "kubebox" / name).mkdir(parents=True)
        (tmp_path / "kubebox" / name / "go.mod").write_text(f"module {name}\n\ngo {version}\n")
    assert needed_go(tmp_path) == (1, 26, 0)

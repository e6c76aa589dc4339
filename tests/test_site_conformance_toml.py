"""conformance.toml: what it says becomes options, and what is mistyped is told in one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.command_line import read_options
from conformance.errors import BadInput
from conformance.inputs import read_inputs
from conformance.manifests.objects import API_VERSIONS
from conformance.options import FOLDERS, Options
from conformance.site.conformance_toml import SCHEMA, Settings
from conformance.site.nearest_key import known_keys
from conformance.site.overlay import EVERY

NIGHTLY = """\
[environments.gke-nightly]
context = "gke_project_zone_nightly"
kubeconfig = "kube/config"
keystone-image = "registry.example/keystone:30"
profile = ["core", "load_balancer"]
accept-missing = "exec_tools,request_log"
image-pull-secret = ["ci/registry"]
load-balancer-source-ranges = ["198.18.0.0/24"]
baseline = "20261120-010203-abcdef"
reports = "runs"
patience = { service-address = 900, pod-running = 30.5 }
deadline = "80m"

[environments.gke-nightly.objects]
labels = { team = "identity", "example.test/cost-centre" = "4711" }
nodeSelector = { "cloud.google.com/gke-spot" = "true" }
tolerations = [{ key = "cloud.google.com/gke-spot", value = "true", effect = "NoSchedule" }]

[environments.gke-nightly.objects.annotations.Service]
"networking.gke.io/load-balancer-type" = "Internal"

[environments.bare]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "conformance.toml"
    written.write_text(NIGHTLY, encoding="utf-8")
    return written


def options(file: Path, *words: str, environment: str = "gke-nightly") -> Options:
    return read_options(["--config", str(file), "--environment", environment, *words])


def refusal(file: Path, *words: str, environment: str = "gke-nightly") -> str:
    with pytest.raises(BadInput) as caught:
        options(file, *words, environment=environment)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_was_not_typed_comes_from_the_environment(file: Path) -> None:
    found = options(file)
    assert found.context == "gke_project_zone_nightly"
    assert found.kubeconfig == file.parent / "kube/config"
    assert found.keystone_image == "registry.example/keystone:30"
    assert found.database_image is None
    assert found.profiles == ("core", "load_balancer")
    assert found.accepted_missing == {"exec_tools", "request_log"}
    assert found.image_pull_secrets == ("ci/registry",)
    assert found.source_ranges == ("198.18.0.0/24",)
    assert found.baseline == "20261120-010203-abcdef"
    assert found.reports == file.parent / "runs"
    assert found.patience == ("service-address=900", "pod-running=30.5")
    assert found.deadline == 80 * 60
    assert found.environment is not None
    assert (found.environment.name, found.environment.file) == ("gke-nightly", "conformance.toml")
    assert found.existing_cluster


def test_what_was_typed_wins_over_the_environment(file: Path) -> None:
    found = options(
        file, "--context", "other", "--profile", "core", "--patience", "service-address=5",
        "--image-pull-secret", "a/b", "--image-pull-secret", "a/c", "--reports", "elsewhere",
        "--deadline", "2h",
    )  # fmt: skip
    assert found.context == "other"
    assert found.profiles == ("core",)
    assert found.patience[-1] == "service-address=5"
    assert found.image_pull_secrets == ("a/b", "a/c")
    assert found.reports == Path("elsewhere")
    assert found.deadline == 2 * 3600


def test_a_box_is_another_cluster_than_the_environments(file: Path) -> None:
    found = options(file, "--box", "mine")
    assert (found.context, found.kubeconfig, found.box) == (None, None, "mine")


def test_a_set_that_was_typed_is_not_mixed_with_the_environments(file: Path) -> None:
    file.write_text('[environments.own]\nmanifests = "mine"\nset = "hardened"\n', encoding="utf-8")
    assert options(file, environment="own").manifests == file.parent / "mine"
    typed = options(file, "--set", "blog", environment="own")
    assert (typed.manifest_set, typed.manifests) == ("blog", FOLDERS["blog"])


def test_an_environment_may_say_nothing(file: Path) -> None:
    found = options(file, environment="bare")
    assert not found.existing_cluster
    assert list(found.site.told()) == []


def test_additions_are_told_one_by_one(file: Path) -> None:
    assert list(options(file).site.told()) == [
        "every object: label team=identity",
        "every object: label example.test/cost-centre=4711",
        "every Service: annotation networking.gke.io/load-balancer-type=Internal",
        "every pod: node selector cloud.google.com/gke-spot=true",
        "every pod: toleration of cloud.google.com/gke-spot=true:NoSchedule",
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("profile =", "profle =", "environments.gke-nightly has no key 'profle': did you mean 'profile'?"),
        ("objects]", "object]", "environments.gke-nightly has no key 'object': did you mean 'objects'?"),
        ("labels =", "lables =", "gke-nightly.objects has no key 'lables': did you mean 'labels'?"),
        ("nodeSelector", "node-selector", "has no key 'node-selector': did you mean 'nodeSelector'?"),
        ("ions.Service]", "ions.Servce]", "annotations has no key 'Servce': did you mean 'Service'?"),
        (" effect =", " efect =", "tolerations.0 has no key 'efect': did you mean 'effect'?"),
        (
            "service-address",
            "service-adress",
            "has no event 'service-adress': did you mean 'service-address'",
        ),
        ("[environments.bare]", "[environment.bare]", "the file has no key 'environment': did you mean"),
        ('"identity"', "3", "objects.labels.team: Input should be a valid string"),
        ("team =", '"te am" =', "'te am' is no name: [prefix/]name"),
        ("team =", '"Up.per/team" =', "before the slash stands a host name in lower-case letters"),
        ('"identity"', '"identity!"', "'identity!' is no value: at most 63 letters"),
        ("team =", '"keystone-conformance/run-id" =', "is the suite's own, by which a run is found again"),
        ("team =", '"app.kubernetes.io/managed-by" =', "is the suite's own, by which a run is found again"),
        ('{ key = "cloud.google.com/gke-spot",', "{", 'without a key the operator must be "Exists"'),
        (' effect = "NoSchedule"', ' operator = "Exists"', 'with operator "Exists" there is no value'),
        (' effect = "NoSchedule"', " tolerationSeconds = 5", 'goes with effect "NoExecute" only'),
        ("[environments.bare]", "[environments", "is no TOML"),
        ("core", "cor", "there is no profile 'cor'"),
    ],
)
def test_what_is_mistyped_is_told_with_the_nearest_there_is(
    file: Path, right: str, wrong: str, said: str
) -> None:
    assert NIGHTLY.count(right)
    file.write_text(NIGHTLY.replace(right, wrong, 1), encoding="utf-8")
    assert said in refusal(file)


def test_a_mistake_in_another_environment_is_told_too(file: Path) -> None:
    file.write_text(NIGHTLY + "contxt = 'x'\n", encoding="utf-8")
    assert "environments.bare has no key 'contxt': did you mean 'context'?" in refusal(file)


def test_an_environment_that_is_not_there_is_told_with_the_nearest(file: Path) -> None:
    assert "has no environment 'gke-nightli': did you mean 'gke-nightly'?" in refusal(
        file, environment="gke-nightli"
    )


def test_a_file_that_is_not_there_is_told_with_the_remedy(tmp_path: Path) -> None:
    assert "name another with --config" in refusal(tmp_path / "none.toml")


def test_a_file_without_an_environment_is_a_mistake(file: Path) -> None:
    with pytest.raises(BadInput, match="no environment chosen: name one with --environment"):
        read_options(["--config", str(file)])


def test_without_both_nothing_is_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("no toml", encoding="utf-8")
    monkeypatch.chdir(file.parent)
    assert read_options([]).environment is None
    with pytest.raises(BadInput, match=r"^conformance.toml is no TOML"):
        read_options(["--environment", "gke-nightly"])


def test_each_key_of_an_environment_is_an_option_of_the_command_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        read_options(["--help"])
    told = capsys.readouterr().out
    keys = known_keys(SCHEMA, ["environments", "any"])
    assert len(keys) == len(Settings.__dataclass_fields__) - 1  # its ClassVar is no key
    assert [key for key in keys if key != "objects" and f"--{key} " not in told] == []


def test_each_kind_that_the_suite_makes_can_be_annotated() -> None:
    kinds = known_keys(SCHEMA, ["environments", "any", "objects", "annotations"])
    assert set(kinds) == {EVERY, "Namespace", "Lease", *API_VERSIONS}


def test_an_environment_that_overrides_a_manifest_is_refused_before_anything_is_done(file: Path) -> None:
    file.write_text('[environments.here]\nobjects.labels.name = "mine"\n', encoding="utf-8")
    with pytest.raises(BadInput, match="environment here: label name=mine would replace"):
        read_inputs(options(file, environment="here"))


def test_the_example_of_the_docs_is_taken(file: Path) -> None:
    docs = Path(__file__).resolve().parent.parent / "docs" / "environments.md"
    (example,) = re.findall(r"```toml\n(.*?)```", docs.read_text(encoding="utf-8"), re.DOTALL)
    file.write_text(example, encoding="utf-8")
    assert (
        "every Service: annotation networking.gke.io/load-balancer-type=Internal" in options(file).site.told()
    )

"""What of runs' services the answers of `gcloud` hold.

The samples in tests/documented/gke are written after the Compute Engine API's reference and the sources of
GKE's controllers, which conformance/sweep/gke.py names; none was recorded from a real project.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from conformance.exit_codes import ExitCode
from conformance.provenance import ClusterFacts
from conformance.report.markdown_summary import markdown_summary
from conformance.report.page import render_page
from conformance.report.paths import ReportPaths
from conformance.report.summary import summary_lines
from conformance.sweep.gke import COLLECTIONS, queries, read_answers
from tests.report_records import run
from verbs import sweep

SAMPLES = Path(__file__).parent / "documented" / "gke"
OLD, NEW = "20261123-041011-3fa9c1", "20261123-050000-bbbbbb"
BALANCER = "a2c3fe570750c4bf4a273094580fa56f"
"""The name of the load balancer with a target pool."""


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLES, tmp_path / "answers"))


def test_a_load_balancer_with_a_target_pool_is_found_with_all_its_parts() -> None:
    found = [(each.collection, each.name) for each in read_answers(SAMPLES, OLD)]
    assert found == [
        ("forwarding-rules", BALANCER),
        ("target-pools", BALANCER),
        ("http-health-checks", BALANCER),
        ("firewall-rules", f"k8s-fw-{BALANCER}"),
        ("addresses", BALANCER),
    ]


def test_a_load_balancer_with_a_backend_service_is_found_with_all_its_parts() -> None:
    found = read_answers(SAMPLES, NEW)
    assert [each.collection for each in found] == [
        "forwarding-rules",
        "backend-services",
        "network-endpoint-groups",
        "firewall-rules",
    ]
    assert {each.service for each in found[:-1]} == {f"{NEW}-disturbed-2/keystone-public"}
    assert found[-1].service == "", "that one has no description, and is told by its name"


def test_what_others_own_and_what_all_share_is_not_ours() -> None:
    every = read_answers(SAMPLES)
    assert len(every) == 9
    assert {each.run_id for each in every} == {OLD, NEW}


def test_what_is_left_is_told_with_the_command_that_takes_it_away() -> None:
    rule, pool, check, wall, address = read_answers(SAMPLES, OLD)
    assert str(rule) == (
        f"forwarding-rules {BALANCER} of service {OLD}-looked-at-1/keystone-public, "
        "made 2026-11-23T00:41:07.120-08:00"
    )
    assert rule.deletion == f"gcloud compute forwarding-rules delete {BALANCER} --region=europe-west1"
    assert pool.deletion == f"gcloud compute target-pools delete {BALANCER} --region=europe-west1"
    assert check.deletion == f"gcloud compute http-health-checks delete {BALANCER}"
    assert wall.deletion == f"gcloud compute firewall-rules delete k8s-fw-{BALANCER}"
    assert address.deletion == f"gcloud compute addresses delete {BALANCER} --region=europe-west1"
    group = read_answers(SAMPLES, NEW)[2]
    assert group.deletion.endswith(" --zone=europe-west1-b")


def test_a_description_that_names_another_service_outweighs_a_name_like_ours(answers: Path) -> None:
    item = {"name": f"k8s2-axyqjz2d-{OLD}-own-web-aaaaaaaa", "description": ""}
    (answers / "backend-services.json").write_text(json.dumps([item]))
    (leftover,) = [each for each in read_answers(answers, OLD) if each.collection == "backend-services"]
    assert leftover.deletion.endswith(" --global")
    item["description"] = json.dumps({"networking.gke.io/service-name": "payments/web"})
    (answers / "backend-services.json").write_text(json.dumps([item]))
    assert "backend-services" not in {each.collection for each in read_answers(answers, OLD)}


def test_the_queries_only_read_and_ask_for_everything_that_is_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert sweep.main(["--cloud", "gke", "--run", OLD]) == ExitCode.KEPT
    first, *asked, last = capsys.readouterr().out.splitlines()
    assert first == "mkdir -p gke-leftovers"
    assert last == f"./toxw -e sweep -- --cloud gke --read gke-leftovers --run {OLD}"
    assert {line.split()[2] for line in asked} == set(COLLECTIONS)
    assert {line.split()[3] for line in asked} == {"list"}
    checked = subprocess.run(["sh", "-n"], input="\n".join([first, *asked]), text=True, check=False)
    assert checked.returncode == 0
    assert "'a b'/addresses.json" in queries("a b")[-1]


def test_leftovers_end_with_7_and_none_with_gone_in_the_cloud_too(
    capsys: pytest.CaptureFixture[str], answers: Path
) -> None:
    asked = ["--cloud", "gke", "--read", str(answers)]
    assert sweep.main(asked) == ExitCode.LEFT_BEHIND
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 10
    assert said[-1].startswith("9 things of any run in the cloud")
    gone = "20261123-060000-cccccc"
    assert sweep.main([*asked, "--run", gone]) == ExitCode.KEPT
    assert capsys.readouterr().out.startswith(f"gone in the cloud too: nothing of run {gone} is in ")


@pytest.mark.parametrize("content", [None, "", "ERROR: (gcloud) no project", "{}", "[1]", '[{"kind": "x"}]'])
def test_an_answer_that_is_missing_or_none_proves_nothing(
    capsys: pytest.CaptureFixture[str], answers: Path, content: str | None
) -> None:
    file = answers / "addresses.json"
    file.unlink()
    if content is not None:
        file.write_text(content)
    assert sweep.main(["--cloud", "gke", "--read", str(answers)]) == ExitCode.BAD_INPUT
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert "addresses.json" in said.err
    assert "gcloud compute addresses list" in said.err


GKE = ["--cloud", "gke"]


@pytest.mark.parametrize(
    "words", [["--read", "x"], ["--cloud", "aws"], [*GKE, "--dry-run"], [*GKE, "--box", "b"]]
)
def test_words_that_do_not_go_together_are_refused(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    try:
        code = int(sweep.main(words))
    except SystemExit as end:
        code = int(end.code or 0)
    assert code == ExitCode.BAD_INPUT
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_run_on_gke_says_what_nothing_left_behind_rests_on(tmp_path: Path) -> None:
    record = run()
    record.cluster = ClusterFacts("gke", "gke_p_r_c")
    line = summary_lines(record, ReportPaths(tmp_path), None)[3]
    assert line.startswith("nothing left behind: gone in Kubernetes; whether in the cloud too says ")
    assert line.endswith(f"--run {record.run_id}")
    said = line.removeprefix("nothing left behind")
    assert f"Nothing{said}." in render_page(record)
    assert "## Left behind" in markdown_summary(record, None).decode()
    record.cluster = ClusterFacts("kubebox", "box")
    assert "Nothing." in render_page(record)
    assert "## Left behind" not in markdown_summary(record, None).decode()
    assert summary_lines(record, ReportPaths(tmp_path), None)[3] == "nothing left behind"

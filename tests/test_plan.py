"""What a run is said to need, from its promises and manifests; nothing is asked of any cluster."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from conformance.command_line import read_options
from conformance.errors import BadInput
from conformance.exit_codes import ExitCode
from conformance.manifests import read_manifests
from conformance.manifests.manifest_set import ManifestSet
from conformance.options import FEATURES, FOLDERS
from conformance.patience import Patience
from conformance.plan.peak import MORE_PODS, SCALED, SECOND_SERVICE, peak_of
from conformance.plan.stack_size import StackSize, stack_size
from conformance.plan.told import plan_lines
from conformance.plan.usual import STATED, Usual, read_usual
from conformance.promises import Promise, read_promises
from conformance.provenance import ClusterFacts
from conformance.report.run_file import write_run
from conformance.stack import FILES
from conformance.verdict import Verdict
from preflight.needs import needs_box
from tests.report_records import run, scenario
from verbs import conformance as verb

BLOG = read_manifests(FOLDERS["blog"])
HARDENED = read_manifests(FOLDERS["hardened"])
PROMISES = {each.identifier: each for each in read_promises(FEATURES)}
WHOLE = tuple(FILES)


def test_the_blogs_stack_is_a_database_with_a_limit_and_three_pods_of_two_containers_without() -> None:
    assert stack_size(BLOG, WHOLE) == StackSize(
        pods=4, cpu_requested=Decimal("0.5"), cpu_limit=Decimal("0.5"), without_request=6, load_balancers=1
    )


def test_the_hardened_stack_asks_for_what_its_containers_request() -> None:
    size = stack_size(HARDENED, WHOLE)
    assert (size.pods, size.without_request, size.load_balancers, size.claims) == (4, 0, 1, 1)
    assert size.cpu_requested == Decimal("0.43")
    assert size.cpu_limit == Decimal("0.5")


def changed(manifests: ManifestSet, name: str, **spec: Any) -> ManifestSet:
    """Return the set with other values in the spec of one object."""
    objects = tuple(
        replace(each, content={**each.content, "spec": {**each.content["spec"], **spec}})
        if each.name == name
        else each
        for each in manifests.manifests
    )
    return replace(manifests, manifests=objects)


def test_a_service_of_another_type_costs_no_load_balancer() -> None:
    assert stack_size(changed(BLOG, "keystone-public", type="NodePort"), WHOLE).load_balancers == 0


def test_what_prepares_a_pod_counts_where_it_asks_for_more() -> None:
    before = [{"name": "prepares", "resources": {"requests": {"cpu": "750m"}}}]
    assert stack_size(changed(BLOG, "keystone-db", initContainers=before), WHOLE).cpu_requested == Decimal(
        "0.75"
    )


def test_a_quantity_that_is_none_is_named() -> None:
    wrong = [{"name": "mariadb", "resources": {"limits": {"cpu": "half"}}}]
    with pytest.raises(BadInput, match="cpu 'half' is no quantity"):
        stack_size(changed(BLOG, "keystone-db", containers=wrong), WHOLE)


def chosen(*identifiers: str) -> tuple[Promise, ...]:
    return tuple(PROMISES[each] for each in identifiers)


def test_what_only_looks_shares_one_stack() -> None:
    peak = peak_of(chosen("pods_1", "wiring_1"), BLOG)
    assert (peak.namespaces, peak.size.pods, peak.size.load_balancers) == (1, 4, 1)


def test_a_stack_of_its_own_stands_beside_the_shared_one_and_has_no_load_balancer() -> None:
    own = next(
        each for each in PROMISES.values() if not each.may_disturb and not each.looks_at_the_shared_stack
    )
    assert peak_of((own,), BLOG).size.load_balancers == 0
    peak = peak_of((own, PROMISES["pods_1"]), BLOG)
    assert (peak.namespaces, peak.own_stacks) == (2, 1)
    assert (peak.size.pods, peak.size.load_balancers) == (8, 1)


def test_the_next_ones_own_stack_may_be_laid_out_ahead() -> None:
    first, second = [each for each in PROMISES.values() if each.needs_a_whole_stack_of_its_own][:2]
    assert peak_of((first,), BLOG).namespaces == 1
    assert peak_of((first, second), BLOG).namespaces == 2
    assert peak_of((PROMISES["pods_1"], first, second), BLOG).size.pods == 12
    assert peak_of((PROMISES["heal_7"], first), BLOG).namespaces == 2
    assert peak_of((first, PROMISES["heal_7"]), BLOG).namespaces == 1, "one after the other"


def test_what_asks_for_more_pods_has_more_pods() -> None:
    assert any(step.endswith(SCALED) for step in PROMISES["heal_7"].steps)
    assert peak_of(chosen("heal_7"), BLOG).size.pods == 4 + MORE_PODS


def lines(*words: str) -> dict[str, str]:
    plan = plan_lines(read_options(list(words)))
    return {line[:15].strip(): line[16:] for line in plan}


def test_the_plan_of_a_usual_run(tmp_path: Path) -> None:
    plan = lines("--reports", str(tmp_path))
    assert plan["promises"].endswith(", of the blog set")
    assert plan["namespaces"].startswith("3 at once, and those that are going; ")
    assert plan["pods"] == "12 at once, and those that are going"
    assert plan["cpu"] == "1.5 requested, 1.5 of limits; 18 containers ask for none"
    assert plan["load balancers"].startswith("2 at once; a disturbing promise that is not kept")
    assert plan["judging"].endswith("as on the suite's own box: no earlier run here")
    assert plan["end"] == "at most 10.0 s"


def test_a_promise_about_a_second_service_has_a_load_balancer_more() -> None:
    assert any(step.endswith(SECOND_SERVICE) for step in PROMISES["reach_14"].steps)
    assert peak_of(chosen("reach_14"), BLOG).size.load_balancers == 2
    assert peak_of(chosen("reach_13"), BLOG).size.load_balancers == 1


def test_several_at_once_need_a_stack_each_and_the_plan_says_so(tmp_path: Path) -> None:
    plan = lines("--reports", str(tmp_path), "-n", "4")
    assert plan["at once"] == "4 promises, but for 9 that are judged alone"
    assert plan["namespaces"].startswith("4 at once, and those that are going; ")
    assert plan["pods"] == "18 at once, and those that are going"
    assert plan["cpu"].startswith("2 requested, 2 of limits; ")
    assert plan["load balancers"].startswith("4 at once; ")
    minutes = [float(each["judging"].split()[0]) for each in (lines("--reports", str(tmp_path)), plan)]
    assert minutes[1] < minutes[0]


def test_what_only_looks_has_one_stack_however_many_are_judged_at_once() -> None:
    assert peak_of(chosen("pods_1", "wiring_1"), BLOG, 4).size.pods == 4


def test_the_plan_asks_no_cluster_and_needs_no_images(tmp_path: Path) -> None:
    file = tmp_path / "kubeconfig"
    file.write_text(
        "apiVersion: v1\nkind: Config\ncurrent-context: gke_p_r_c\ncontexts:\n"
        "- {name: gke_p_r_c, context: {cluster: c, user: u}}\nclusters: []\nusers: []\n",
        encoding="utf-8",
    )
    plan = lines("--kubeconfig", str(file), "--reports", str(tmp_path), "--profile", "core")
    assert plan["end"] == "at most 15 min 10 s"
    assert "built" not in plan["start"]
    with pytest.raises(BadInput, match="no context 'elsewhere'"):
        lines("--kubeconfig", str(file), "--context", "elsewhere")


def test_the_verb_prints_the_plan_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = tmp_path / "reports"
    assert verb.main(["--plan", "--reports", str(reports), "--only", "pods_1"]) == ExitCode.KEPT
    assert capsys.readouterr().out.startswith("promises        1: 1 core, of the blog set\n")
    assert not reports.exists()


def test_a_plan_prepares_no_box() -> None:
    assert not needs_box("conformance", ["--plan"])
    assert needs_box("conformance", ["--profile", "core"])


KUBEBOX = ("blog", "kubebox", "")


def earlier(
    reports: Path, day: int, seconds: float, verdict: Verdict = Verdict.KEPT, workers: int = 1
) -> None:
    record = run()
    record.workers = workers
    record.run_id = f"202611{day:02}-000000-aaaaaa"
    record.manifest_set = "blog"
    record.cluster = ClusterFacts("kubebox", f"run-{day}")
    record.scenarios = [replace(scenario("pods_1", verdict), seconds=seconds)]
    (reports / record.run_id).mkdir()
    write_run(record, reports / record.run_id / "report.json")


def test_earlier_runs_of_the_same_environment_tell_how_long_a_promise_takes(tmp_path: Path) -> None:
    for day, seconds in ((1, 90.0), (2, 10.0), (3, 30.0), (4, 20.0), (5, 20.0), (6, 20.0)):
        earlier(tmp_path, day, seconds)
    usual = read_usual(tmp_path, KUBEBOX)
    assert (usual.runs, usual.typical["pods_1"], usual.longest["pods_1"]) == (5, 20.0, 30.0)
    assert read_usual(tmp_path, ("hardened", "kubebox", "")).runs == 0
    assert usual.minutes_of(chosen("pods_1")) == pytest.approx(20 / 60)


def test_a_run_that_judged_several_at_once_tells_nothing_of_one_at_a_time(tmp_path: Path) -> None:
    earlier(tmp_path, 1, 90.0, workers=4)
    earlier(tmp_path, 2, 10.0)
    assert (read_usual(tmp_path, KUBEBOX).runs, read_usual(tmp_path, KUBEBOX).typical["pods_1"]) == (1, 10.0)


def test_a_promise_that_was_not_kept_tells_nothing_of_how_long_it_takes(tmp_path: Path) -> None:
    earlier(tmp_path, 1, 600.0, Verdict.UNKNOWN)
    assert read_usual(tmp_path, KUBEBOX).typical == {}


def test_without_an_earlier_run_the_stated_figures_or_the_patience_count() -> None:
    nothing = Usual(0, {}, {})
    (reach,) = chosen("reach_1")
    elsewhere = Patience.for_cluster(kubebox=False)
    assert nothing.may_take(reach, elsewhere, kubebox=True) == STATED["load_balancer"].longest
    assert nothing.may_take(reach, elsewhere, kubebox=False) == elsewhere["service-address"]


def test_a_proof_needs_three_more_stacks() -> None:
    words = ["--only", "pods_1"]
    assert not any(line.startswith("alarm") for line in plan_lines(read_options(words)))
    assert plan_lines(read_options([*words, "--prove"]))[-1].startswith("alarm           three more stacks")

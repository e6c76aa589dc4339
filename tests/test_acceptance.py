"""A run from options to its report, on a cluster that is played: what it writes down of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import acceptance
from conformance.errors import BadInput, EnvironmentFault, PromiseBroken
from conformance.evidence import sha256_of
from conformance.exit_codes import ExitCode
from conformance.options import SUITE_FOLDER
from conformance.record import RunRecord
from conformance.report import internal_error, read_run
from conformance.result import Result
from conformance.run import Run
from tests.played_run import accepted, judged, play_cluster


@pytest.fixture(autouse=True)
def cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    play_cluster(monkeypatch)


def test_a_green_run_says_what_exactly_it_judged(tmp_path: Path) -> None:
    code, record = accepted(tmp_path, judged, "--profile", "core")
    assert code == record.exit_code == ExitCode.KEPT
    assert record.result is Result.SUCCESS
    (core,) = record.profiles
    assert (core.name, core.result) == ("core", Result.SUCCESS)
    assert set(core.required) == {scenario.identifier for scenario in record.scenarios}
    assert record.required_not_run == []
    for files, name in (
        (record.features, "features/heal.feature"),
        (record.manifests, "manifests/keystone-rc.yaml"),
        (record.manifests, "manifests/optional/keystone-admin-service.yaml"),
    ):
        assert files[name] == sha256_of(SUITE_FOLDER / name)
    assert len(record.features) == len(list((SUITE_FOLDER / "features").glob("*.feature")))


def test_a_broken_promise_fails_its_profile_and_no_other(tmp_path: Path) -> None:
    code, record = accepted(
        tmp_path,
        lambda run: judged(run, PromiseBroken("there is no pod")),
        "--profile",
        "core,load_balancer",
        "--only",
        "pods_1,reach_1",
    )
    assert code == ExitCode.BROKEN
    results = {profile.name: profile.result for profile in record.profiles}
    assert results == {"core": Result.FAILURE, "load_balancer": Result.PARTIAL}
    assert record.result is Result.FAILURE
    assert "pods_2" in record.required_not_run
    assert "pods_1" not in record.required_not_run


def test_promises_that_were_not_reached_are_named(tmp_path: Path) -> None:
    code, record = accepted(tmp_path, lambda run: judged(run, until=2) or True, "--profile", "core")
    assert code == ExitCode.INTERRUPTED
    assert record.result is Result.PARTIAL
    assert len(record.scenarios) == 2
    assert len(record.required_not_run) == len(record.profiles[0].required) - 2


def test_the_report_is_there_while_the_run_goes_on(tmp_path: Path) -> None:
    seen: list[RunRecord] = []

    def looking(run: Run) -> bool:
        seen.append(read_run(tmp_path / "latest"))
        judged(run, until=1)
        seen.append(read_run(tmp_path / "latest"))
        return False

    accepted(tmp_path, looking, "--only", "pods_1")
    assert [len(record.scenarios) for record in seen] == [0, 1]
    assert [(record.finished, record.exit_code) for record in seen] == [(None, None)] * 2


def test_a_place_where_no_report_can_be_written_is_told_before_anything_runs(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    with pytest.raises(BadInput, match="no report can be written there") as refused:
        accepted(tmp_path, lambda _: pytest.fail("something ran"), "--only", "pods_1")
    assert "\n" not in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["latest"]


def test_a_defect_of_the_suite_is_evidence(tmp_path: Path) -> None:
    def defect(_: Run) -> bool:
        raise ZeroDivisionError("by a step")

    code, record = accepted(tmp_path, defect, "--only", "pods_1")
    assert code == ExitCode.INTERNAL_ERROR
    assert [file.path for file in record.evidence] == ["defect.txt"]
    assert record.evidence[0].sha256 == sha256_of(tmp_path / "latest" / "defect.txt")


def test_a_defect_of_the_suite_is_told_too_where_the_environment_failed_after_it(tmp_path: Path) -> None:
    def defect(run: Run) -> bool:
        judged(run, until=1)
        run.recorder.defect("a hook failed")
        raise EnvironmentFault("no answer any more")

    code, record = accepted(tmp_path, defect, "--only", "pods_1")
    assert code == ExitCode.INTERNAL_ERROR
    assert record.faults == [internal_error("a hook failed"), "no answer any more"]


BROKEN = PromiseBroken("there is no pod")


def test_a_red_run_is_compared_by_itself_with_a_green_one_only(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _, partial = accepted(tmp_path, judged, "--only", "pods_1")
    assert partial.exit_code is ExitCode.PARTIAL
    _, red = accepted(tmp_path, lambda run: judged(run, BROKEN), "--only", "pods_1")
    assert "against " not in capfd.readouterr().out
    assert not (tmp_path / red.run_id / "comparison.html").exists()


def test_a_red_run_of_a_whole_profile_is_compared_and_the_summary_stays_last(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # two runs of one second are in no order
    run_ids = iter(("20261120-000000-aaaaaa", "20261121-000000-bbbbbb"))
    monkeypatch.setattr(acceptance, "new_run_id", lambda: next(run_ids))
    _, green = accepted(tmp_path, judged, "--profile", "core")
    capfd.readouterr()
    _, red = accepted(tmp_path, lambda run: judged(run, BROKEN), "--profile", "core")
    lines = capfd.readouterr().out.splitlines()
    assert f"against {green.run_id}: WORSE: 1 newly broken (heal_1)" in lines
    assert lines[-1].startswith("report ")
    assert lines[-5].startswith("NOT KEPT")
    assert "newly broken" in (tmp_path / red.run_id / "comparison.html").read_text()


def test_a_baseline_is_compared_with_whatever_came_of_the_run(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _, first = accepted(tmp_path, judged, "--only", "pods_1")
    code, second = accepted(tmp_path, judged, "--only", "pods_1", "--baseline", first.run_id)
    assert code == ExitCode.PARTIAL
    assert f"against {first.run_id}: SAME: nothing moved, 1 promise compared" in capfd.readouterr().out
    assert (tmp_path / second.run_id / "comparison.json").is_file()


def test_a_baseline_that_is_none_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere cannot be read"):
        accepted(tmp_path / "new", judged, "--baseline", "nowhere")
    assert not (tmp_path / "new").exists()


def test_the_index_of_the_folder_knows_the_run(tmp_path: Path) -> None:
    _, record = accepted(tmp_path, judged, "--only", "pods_1")
    assert f"./{record.run_id}/report.html" in (tmp_path / "index.html").read_text()


def test_earlier_runs_say_how_long_each_promise_usually_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_ids = iter(("20261120-000000-aaaaaa", "20261121-000000-bbbbbb"))
    monkeypatch.setattr(acceptance, "new_run_id", lambda: next(run_ids))
    usual: list[dict[str, float]] = []

    def looking(run: Run) -> bool:
        usual.append(dict(run.progress._now.usual))
        return judged(run)

    _, first = accepted(tmp_path, looking, "--only", "pods_1,pods_2")
    accepted(tmp_path, looking, "--only", "pods_1")
    took = {scenario.identifier: scenario.seconds for scenario in first.scenarios}
    assert usual == [{}, took]


def test_a_quiet_run_that_kept_everything_prints_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, record = accepted(tmp_path, judged, "--profile", "core", "--quiet")
    assert code == ExitCode.KEPT
    assert capfd.readouterr().out == f"KEPT: all {len(record.scenarios)} promises kept\n"


def test_a_quiet_run_prints_what_is_wrong_and_ends_as_any_other(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_ids = iter(("20261120-000000-aaaaaa", "20261121-000000-bbbbbb"))
    monkeypatch.setattr(acceptance, "new_run_id", lambda: next(run_ids))
    accepted(tmp_path, judged, "--profile", "core", "--quiet")
    capfd.readouterr()
    code, record = accepted(tmp_path, lambda run: judged(run, BROKEN), "--profile", "core", "--quiet")
    assert code == record.exit_code == ExitCode.BROKEN
    broken, reason, verdict, report = capfd.readouterr().out.splitlines()
    assert broken.startswith("✗ ")
    assert reason == "  broken: there is no pod"
    assert verdict.startswith("NOT KEPT: 1 of ")
    assert report == f"report {tmp_path / record.run_id / 'report.html'}; exit code 1"


def test_a_quiet_run_says_what_came_of_a_comparison_that_was_asked_for(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _, first = accepted(tmp_path, judged, "--only", "pods_1")
    capfd.readouterr()
    accepted(tmp_path, judged, "--only", "pods_1", "--quiet", "--baseline", first.run_id)
    assert f"against {first.run_id}: SAME" in capfd.readouterr().out


def links_of(tmp_path: Path, record: RunRecord) -> set[str]:
    page = (tmp_path / record.run_id / "report.html").read_text()
    return {name for name in ("./comparison.html", "../index.html") if f'<a href="{name}">' in page}


def test_the_page_links_to_index_and_comparison_where_these_are(tmp_path: Path) -> None:
    seen: list[set[str]] = []

    def looking(run: Run) -> bool:
        seen.append(links_of(tmp_path, run.record))
        return judged(run)

    _, first = accepted(tmp_path, looking, "--only", "pods_1")
    _, second = accepted(tmp_path, looking, "--only", "pods_1", "--baseline", first.run_id)
    assert seen == [set(), {"../index.html"}], "before the first run's end there is no index"
    assert links_of(tmp_path, first) == {"../index.html"}
    assert links_of(tmp_path, second) == {"./comparison.html", "../index.html"}

"""Two runs held against each other: what moved, and what that comes to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.compare import Comparison, Outcome, Side, compare
from conformance.compare.page import render_comparison
from conformance.compare.told import as_json, lines_of
from conformance.exit_codes import ExitCode
from conformance.provenance import ImageSeen, StoredDifference, StoredObject
from conformance.record import RunRecord
from conformance.verdict import Verdict
from tests.report_records import kept, run

K, B, U, S = Verdict.KEPT, Verdict.BROKEN, Verdict.UNKNOWN, Verdict.SKIPPED
OLD, NEW = "20261120-000000-aaaaaa", "20261121-000000-bbbbbb"
OTHER_DIGEST = "sha256:" + "cd" * 32


def before(*verdicts: tuple[str, Verdict], **facts: Any) -> RunRecord:
    return run(*(verdicts or (("heal_1", K), ("reach_3", K))), run_id=OLD, **facts)


def now(*verdicts: tuple[str, Verdict], **facts: Any) -> RunRecord:
    return run(*(verdicts or (("heal_1", K), ("reach_3", K))), run_id=NEW, **facts)


def compared(old: RunRecord, new: RunRecord) -> Comparison:
    return compare(Side((old,)), Side((new,)))


def test_two_runs_of_the_same_thing_are_the_same() -> None:
    comparison = compared(before(), now())
    assert (comparison.outcome, comparison.exit_code) == (Outcome.SAME, ExitCode.KEPT)
    assert lines_of(comparison)[0] == "SAME: nothing moved, 2 promises compared"
    assert comparison.differences == ()


def test_one_changed_image_is_named_with_its_digests_and_with_what_moved() -> None:
    old, new = before(), now(("heal_1", K), ("reach_3", B), digest=OTHER_DIGEST)
    old.scenarios[0].observed.append({"versions": {"keystone-rc-4xk2p": "1.6.38"}})
    new.scenarios[0].observed.append({"versions": {"keystone-rc-pvszc": "1.6.39"}})
    comparison = compared(old, new)
    lines = lines_of(comparison)
    assert lines[0] == "WORSE: 1 newly broken (reach_3)"
    assert lines[2].startswith("newly broken: reach_3 Promise reach_3 holds (kept → broken): pod ")
    assert lines[3] == f"image digest keystone: sha256:{'ab' * 32} → {OTHER_DIGEST}"
    assert lines[4] == "memcached version heal_1 keystone-rc-*: 1.6.38 → 1.6.39"
    assert comparison.exit_code is ExitCode.BROKEN


def test_another_image_without_a_worse_verdict_is_no_worse() -> None:
    comparison = compared(before(), now(digest=OTHER_DIGEST))
    assert (comparison.outcome, comparison.exit_code) == (Outcome.NO_WORSE, ExitCode.KEPT)
    assert comparison.sentence == "1 difference, 2 promises compared"


@pytest.mark.parametrize(
    ("old", "new", "outcome", "why"),
    [
        (K, B, Outcome.WORSE, "1 newly broken (heal_1)"),
        (U, B, Outcome.WORSE, "1 newly broken (heal_1)"),
        (B, B, Outcome.SAME, "nothing moved, 1 promise compared, 1 of them still broken"),
        (B, K, Outcome.NO_WORSE, "1 newly kept"),
        (K, U, Outcome.CANNOT_TELL, "1 unknown (heal_1)"),
        (U, U, Outcome.CANNOT_TELL, "1 unknown (heal_1)"),
        (B, U, Outcome.CANNOT_TELL, "1 unknown (heal_1)"),
        (K, S, Outcome.CANNOT_TELL, "1 newly skipped (heal_1)"),
        (S, S, Outcome.SAME, "nothing moved"),
        (S, K, Outcome.NO_WORSE, "1 newly kept"),
    ],
)
def test_a_verdict_that_moved(old: Verdict, new: Verdict, outcome: Outcome, why: str) -> None:
    comparison = compared(before(("heal_1", old)), now(("heal_1", new)))
    assert comparison.outcome is outcome
    assert why in comparison.sentence


def test_what_is_judged_no_more_leaves_nobody_able_to_tell() -> None:
    comparison = compared(before(), now(("heal_1", K)))
    assert (comparison.outcome, comparison.exit_code) == (Outcome.CANNOT_TELL, ExitCode.UNKNOWN)
    assert "gone: reach_3 Promise reach_3 holds (kept before)" in lines_of(comparison)


def test_what_appears_is_told_and_a_broken_one_is_not_called_same() -> None:
    appeared = compared(before(("heal_1", K)), now())
    assert appeared.outcome is Outcome.NO_WORSE
    assert "appeared: reach_3 Promise reach_3 holds (kept)" in lines_of(appeared)
    broken = compared(before(("heal_1", K)), now(("heal_1", K), ("reach_3", B)))
    assert broken.outcome is Outcome.CANNOT_TELL


def test_runs_with_nothing_in_common_cannot_be_told_apart() -> None:
    comparison = compared(before(("heal_1", K)), now(("reach_3", K)))
    assert comparison.sentence.startswith("no promise was judged on both sides")


def test_a_run_that_was_killed_is_no_worse_and_no_better() -> None:
    new = now()
    new.finished = new.exit_code = None
    assert compared(before(), new).sentence == f"{NEW} did not come to its end"


def test_what_only_the_later_run_left_behind_is_worse() -> None:
    dirty = now(left_behind=["namespace kc-1"])
    assert compared(before(), dirty).sentence == "1 thing left behind"
    assert compared(before(left_behind=["namespace kc-2"]), dirty).outcome is Outcome.SAME


def test_identifiers_addresses_and_names_made_up_for_a_run_are_no_difference() -> None:
    old, new = before(), now()
    for record, pod, address, port, made_up in (
        (old, "keystone-rc-4xk2p", "10.96.1.2", 31989, "4f1a5105a27a4332bfeb09711d1bbd1a"),
        (new, "keystone-rc-pvszc", "10.96.7.9", 30001, "ca2145b5bad9490292513bf6f267b5c6"),
    ):
        record.scenarios[0].observed += [
            {"environment": {pod: {"DB_PORT": f"tcp://{address}:3306", "HOSTNAME": pod}}},
            {"body": {"token": {"user": {"id": made_up, "name": "admin"}, "issued_at": record.run_id}}},
            {
                "document": {"link": f"http://{address}:{port}/v3/"},
                "headers": {"date": record.run_id},
            },
        ]
    assert compared(old, new).outcome is Outcome.SAME


def test_each_kind_of_observation_that_moved_is_named_with_its_promise_and_place() -> None:
    old, new = before(), now()
    for record, version, driver, mark in (
        (old, "v3.14", "fernet", "01234567"),
        (new, "v3.15", "jws", "89abcdef"),
    ):
        record.scenarios[1].observed += [
            {"document": {"versions": {"values": [{"id": version}]}}, "headers": {"server": driver}},
            {"asked": "scoped", "body": {"token": {"methods": [driver]}}},
            {
                "environment": {
                    "keystone-rc-4xk2p": {"PYTHON_VERSION": version, "ADMIN_TOKEN": f"[redacted:{mark}:t]"}
                }
            },
            {"configuration": {"keystone-rc-4xk2p": {"token.provider": driver}}},
        ]
    assert [str(difference) for difference in compared(old, new).differences] == [
        "keystone.conf reach_3 keystone-rc-*.token.provider: fernet → jws",
        "pod environment reach_3 keystone-rc-*.PYTHON_VERSION: v3.14 → v3.15",
        "response header reach_3 server: fernet → jws",
        "token body reach_3 scoped token.methods[]: fernet → jws",
        "versions document reach_3 versions.values[].id: v3.14 → v3.15",
    ]


def test_links_to_other_services_depend_on_the_moment_and_are_left_out() -> None:
    old, new = before(), now()
    links = {"DB_SERVICE_HOST": "10.96.0.9", "KEYSTONE_PUBLIC_SERVICE_HOST": "10.96.0.8"}
    old.scenarios[0].observed.append({"environment": {"a": {"DB_SERVICE_HOST": "10.96.0.9"}}})
    new.scenarios[0].observed.append({"environment": {"a": {**links, "KEYSTONE_PUBLIC_PORT": "tcp://x"}}})
    assert compared(old, new).differences == ()


def test_what_only_one_run_looked_at_is_no_difference() -> None:
    old, new = before(), now()
    new.images.append(ImageSeen("memcached", "memcached", OTHER_DIGEST, ()))
    new.scenarios[0].observed.append({"revisions": ["742c857f1dfb"]})
    assert compared(old, new).outcome is Outcome.SAME


def test_versions_files_and_what_the_server_keeps_are_compared() -> None:
    old, new = before(), now()
    new.cluster.server_version, new.suite_version = "v1.37.0", "0.2.0"
    new.manifests = {"manifests/keystone-db.yaml": "ff" * 32}
    new.deviations = ["every object: an annotation"]
    old.stored = [StoredObject("Pod", "keystone-db", (), ())]
    differs = StoredDifference("spec.containers[a].image", "mariadb", "mirror/mariadb")
    new.stored = [StoredObject("Pod", "keystone-db", (differs,), ("spec.priority",))]
    assert [(each.aspect, each.where) for each in compared(old, new).differences] == [
        ("Kubernetes", ""),
        ("suite version", ""),
        ("deviation from the manifests", ""),
        ("manifest", "manifests/keystone-db.yaml"),
        ("stored object", "spec.containers[a].image"),
        ("stored object", "spec.priority"),
    ]


def test_what_differs_between_runs_of_one_side_tells_nothing() -> None:
    def with_server(run_id: str, server: str) -> RunRecord:
        record = kept("reach_3", run_id=run_id)
        record.scenarios[0].observed.append({"headers": {"server": server, "vary": server[:1]}})
        return record

    old = Side((with_server(OLD, "a1"), with_server("20261120-000001-aaaaaa", "a2")))
    new = Side((with_server(NEW, "b1"), with_server("20261121-000001-aaaaaa", "b2")))
    assert [str(each) for each in compare(old, new).differences] == ["response header reach_3 vary: a → b"]


def test_of_several_runs_the_worst_counts_and_is_counted() -> None:
    runs = [
        run(("heal_1", verdict), run_id=f"2026112{day}-000000-aaaaaa")
        for day, verdict in enumerate((K, B, K))
    ]
    comparison = compare(Side((before(("heal_1", K)),)), Side(tuple(runs)))
    assert comparison.outcome is Outcome.WORSE
    assert "(kept → broken in 1 of 3)" in lines_of(comparison)[2]


def test_the_json_says_all_of_it() -> None:
    said = json.loads(as_json(compared(before(), now(("heal_1", B), ("reach_3", K), digest=OTHER_DIGEST))))
    assert (said["outcome"], said["exit_code"], said["old"], said["new"]) == ("worse", 1, [OLD], [NEW])
    assert [each["identifier"] for each in said["promises"]["newly_broken"]] == ["heal_1"]
    assert said["differences"][0]["after"] == [OTHER_DIGEST]


def test_nothing_that_a_run_says_acts_in_the_page_or_on_a_terminal() -> None:
    script, escape = "<script>alert(1)</script>", "\x1b[2J\u202e"
    new = now(("heal_1", B), ("reach_3", K))
    new.scenarios[0].reason = new.scenarios[0].title = f"{script}{escape}"
    new.cluster.server_version = f"{script}{escape}"
    new.scenarios[1].observed.append({"headers": {script: escape}})
    new.left_behind = [f"{script}{escape}"]
    old = before()
    old.scenarios[1].observed.append({"headers": {"a": "b"}})
    comparison = compared(old, new)
    page = render_comparison(comparison)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page + "".join(lines_of(comparison))
    assert "\u202e" not in page + "".join(lines_of(comparison))
    assert "default-src 'none'" in page

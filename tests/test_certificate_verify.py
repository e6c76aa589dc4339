"""A run's certificate is accepted where all is well, and refused for the right reason where it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conformance.certificate.envelope import certificate_file
from conformance.certificate.statement import Decision
from conformance.errors import BadInput, EnvironmentFault
from conformance.exit_codes import ExitCode
from conformance.update.options import UpdateOptions
from tests.certified_run import ANN, BOB, NO_ADDRESS, NO_POD, WAIVER, MadeUp, made_up, the_reason


@pytest.fixture
def made(tmp_path: Path) -> MadeUp:
    return made_up(tmp_path)


def test_a_runs_certificate_is_accepted(made: MadeUp) -> None:
    run = made.run()
    assert made.sign(run).findings == ()
    answer = made.verify(run)
    assert answer.findings == ()
    assert answer.exit_code is ExitCode.KEPT
    assert answer.lines[0] == "20261123-041011-3fa9c1: success; 3 of 3 required promises kept"
    assert "demanded: pods_1 heal_1 reach_1" in answer.lines
    assert answer.lines[-1].startswith(f"signed by Ann Lee, release manager (key {ANN.public_key.keyid[:8]})")


def test_with_a_waiver_the_result_says_so(made: MadeUp) -> None:
    run = made.run(endings=NO_POD)
    made.sign(run, decision=Decision.ACCEPT_WITH_WAIVERS, waivers=(WAIVER,))
    answer = made.verify(run)
    assert answer.findings == ()
    assert answer.lines[0].endswith("success with 1 waiver; 2 of 3 required promises kept")
    assert "waived: heal_1 by Cy until 2026-12-10: mended on the 10th" in answer.lines


def test_a_skip_that_the_run_accepted_is_told(made: MadeUp) -> None:
    run = made.run(endings={"reach_1": NO_ADDRESS}, accepted_missing=("load_balancer",))
    assert made.sign(run).findings == ()
    lines = made.verify(run).lines
    assert f"skipped as accepted in the run: reach_1, {NO_ADDRESS}" in lines


def test_of_several_attempts_none_is_left_out(made: MadeUp) -> None:
    made.run(21, endings=NO_POD)
    made.run(22)
    run = made.run()
    made.sign(run)
    assert "the 3rd run on these digests; the two before: broken, kept" in made.verify(run).lines


UNKNOWN = {"heal_1": EnvironmentFault("the registry answered 503")}
OF_A_RUN: dict[str, tuple[dict[str, Any], ExitCode, str]] = {
    "broken": ({"endings": NO_POD}, ExitCode.BROKEN, "heal_1 is broken: no pod came back"),
    "unknown": ({"endings": UNKNOWN}, ExitCode.UNKNOWN, "heal_1 is unknown: the registry answered 503"),
    "a skipped required promise": (
        {"endings": {"reach_1": NO_ADDRESS}},
        ExitCode.PARTIAL,
        f"reach_1 is skipped: {NO_ADDRESS}",
    ),
    "partial": (
        {"only": ["pods_1"]},
        ExitCode.PARTIAL,
        "the run is partial: 2 required promises were not run: heal_1, reach_1",
    ),
    "interrupted": ({"interrupted": True}, ExitCode.PARTIAL, "the run is partial: it was interrupted"),
    "killed": ({"finished": False}, ExitCode.PARTIAL, "the run is partial: it has no end"),
    "empty": ({"profiles": ["node"]}, ExitCode.NOTHING_RAN, "the run is empty: no promise was judged"),
    "left behind": (
        {"left_behind": ["namespace kc-1"]},
        ExitCode.LEFT_BEHIND,
        "the run left behind: namespace kc-1",
    ),
    "a fault": (
        {"faults": ["internal error: KeyError"]},
        ExitCode.UNKNOWN,
        "the run is not to be relied on: internal error: KeyError",
    ),
    "a dirty suite": (
        {"dirty": True},
        ExitCode.UNKNOWN,
        "the suite that judged is not committed: its files differed from commit 4f0c2a9be81d",
    ),
    "a suite of no commit": (
        {"commit": "unknown"},
        ExitCode.UNKNOWN,
        "the suite that judged is of no commit: nobody can look it up",
    ),
}


@pytest.mark.parametrize(("judged", "code", "said"), OF_A_RUN.values(), ids=OF_A_RUN.keys())
def test_a_run_that_does_not_meet_its_demands(
    made: MadeUp, judged: Mapping[str, Any], code: ExitCode, said: str
) -> None:
    """Nobody can accept it by the verb, and whoever does so otherwise is refused."""
    run = made.run(**judged)
    refused = made.sign(run)
    assert [(each.code, each.text.startswith(said)) for each in refused.findings] == [(code, True)]
    made.sign_unchecked(run)
    answer = made.verify(run)
    assert answer.findings == refused.findings
    assert answer.exit_code is code
    assert answer.lines == ()


def test_a_waiver_that_was_good_when_it_was_signed_runs_out(made: MadeUp) -> None:
    run = made.run(endings=NO_POD)
    made.sign(run, decision=Decision.ACCEPT_WITH_WAIVERS, waivers=(WAIVER,))
    (finding,) = made.verify(run, today=date(2026, 12, 11)).findings
    assert finding.code is ExitCode.BAD_INPUT
    assert finding.text == "the waiver of heal_1 is out of date: it held until 2026-12-10"


def test_a_waiver_that_matches_nothing(made: MadeUp) -> None:
    run = made.run()
    made.sign_unchecked(run, waivers=(WAIVER,))
    code, said = the_reason(made.verify(run))
    assert code is ExitCode.BAD_INPUT
    assert said.startswith("the waiver of heal_1 matches nothing")


def test_what_was_never_run_cannot_be_waived(made: MadeUp) -> None:
    run = made.run(only=["pods_1"])
    made.sign_unchecked(run, waivers=(WAIVER,))
    codes = {finding.code for finding in made.verify(run).findings}
    assert codes == {ExitCode.BAD_INPUT, ExitCode.PARTIAL}


def test_a_rejected_run_is_refused_by_the_name_of_who_rejected_it(made: MadeUp) -> None:
    run = made.run()
    assert made.sign(run, decision=Decision.REJECT).findings == ()
    code, said = the_reason(made.verify(run))
    assert code is ExitCode.BROKEN
    assert said.startswith("the run was rejected by Ann Lee, release manager (key ")


def test_more_profiles_can_be_demanded_than_the_run_had(made: MadeUp) -> None:
    run = made.run(profiles=["core"])
    made.sign(run)
    assert made.verify(run).findings == ()
    (finding,) = made.verify(run, profiles=("core", "load_balancer")).findings
    assert finding.code is ExitCode.PARTIAL
    assert finding.text.endswith("1 required promise was not run: reach_1")


def test_an_update_of_one_image_is_signed_without_promises_of_the_other(made: MadeUp) -> None:
    run = made.run(profiles=["core", "update"], update=UpdateOptions(to="bodepd/keystone:30"))
    assert made.sign(run).findings == ()
    answer = made.verify(run)
    assert answer.findings == ()
    assert "demanded: pods_1 heal_1 update_1" in answer.lines
    updated = "updated: keystone to bodepd/keystone:30; promises about another update are not demanded"
    assert updated in answer.lines


def test_a_foreign_key_is_refused(made: MadeUp) -> None:
    run = made.run()
    made.sign(run, BOB)
    code, said = the_reason(made.verify(run))
    assert code is ExitCode.BROKEN
    assert f"is signed with a foreign key, {BOB.public_key.keyid[:8]}" in said


def test_a_foreign_key_beside_a_known_one_is_passed_over_and_told(made: MadeUp) -> None:
    run = made.run()
    made.sign(run)
    made.sign(run, BOB, signer="Bob Ray")
    answer = made.verify(run)
    assert answer.findings == ()
    assert answer.lines[-1].startswith("passed over: certificate.")
    assert not any("Bob Ray" in line for line in answer.lines)


def test_two_signatures_meet_a_threshold_of_two(made: MadeUp) -> None:
    run = made.run()
    made.sign(run)
    made.sign(run, BOB, signer="Bob Ray")
    answer = made.verify(run, ANN, BOB, threshold=2)
    assert answer.findings == ()
    assert sum("signed by" in line for line in answer.lines) == 2


def test_a_threshold_that_is_not_met(made: MadeUp) -> None:
    run = made.run()
    made.sign(run)
    (finding,) = made.verify(run, ANN, BOB, threshold=2).findings
    assert finding.text == "the threshold is not met: 1 of the 2 signatures needed"
    assert finding.code is ExitCode.BROKEN


def test_one_key_under_two_names_counts_once(made: MadeUp) -> None:
    run = made.run()
    made.sign(run)
    copy = certificate_file(run, BOB.public_key.keyid)
    copy.write_bytes(certificate_file(run, ANN.public_key.keyid).read_bytes())
    (finding,) = made.verify(run, ANN, BOB, threshold=2).findings
    assert finding.text.startswith("the threshold is not met: 1 of")


def test_one_who_rejects_outweighs_one_who_accepts(made: MadeUp) -> None:
    run = made.run()
    made.sign(run)
    made.sign(run, BOB, decision=Decision.REJECT, signer="Bob Ray")
    assert made.verify(run).findings == ()
    (finding,) = made.verify(run, ANN, BOB).findings
    assert finding.text.startswith("the run was rejected by Bob Ray")


@pytest.mark.parametrize(("keys", "threshold"), [((ANN,), 2), ((ANN, ANN), 2), ((ANN,), 0)])
def test_a_threshold_that_no_signature_could_meet_is_bad_input(
    made: MadeUp, keys: tuple[Any, ...], threshold: int
) -> None:
    with pytest.raises(BadInput, match=f"--threshold {threshold} cannot be met by 1 key"):
        made.verify(made.run(), *keys, threshold=threshold)


def test_a_folder_without_a_report_is_bad_input(made: MadeUp) -> None:
    with pytest.raises(BadInput, match=r"there is no report\.json in"):
        made.verify(made.folder)


def test_who_accepts_waivers_has_to_say_so(made: MadeUp) -> None:
    def quietly(statement: Any) -> Any:
        predicate = statement.predicate
        ours = predicate.keystone_conformance
        signing = replace(ours.signing, decision=Decision.ACCEPT)
        ours = replace(ours, signing=signing)
        return replace(statement, predicate=replace(predicate, keystone_conformance=ours))

    run = made.run(endings=NO_POD)
    made.sign_unchecked(run, waivers=(WAIVER,), changed=quietly)
    code, said = the_reason(made.verify(run))
    assert code is ExitCode.BROKEN
    assert said == "Ann Lee accepts without a word of 1 waiver"

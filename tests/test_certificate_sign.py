"""What is signed, and what is not."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from conformance.certificate.envelope import certificate_file, certificate_files
from conformance.certificate.statement import Decision, payload_of, read_statement
from conformance.errors import BadInput
from conformance.report import read_run
from tests.certified_run import ANN, NO_POD, NOW, WAIVER, MadeUp, made_up


@pytest.fixture
def made(tmp_path: Path) -> MadeUp:
    return made_up(tmp_path)


def payload(run: Path) -> bytes:
    envelope = json.loads(certificate_file(run, ANN.public_key.keyid).read_bytes())
    return base64.b64decode(envelope["payload"])


def signed(run: Path) -> Any:
    return json.loads(payload(run))


def test_the_statement_has_in_totos_words(made: MadeUp) -> None:
    """The field names and types of the specification, which any other tool reads."""
    run = made.run()
    made.sign(run)
    statement = signed(run)
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    assert statement["predicate"]["result"] == "PASSED"
    assert statement["predicate"]["passedTests"] == ["pods_1", "heal_1", "reach_1"]
    assert statement["predicate"]["warnedTests"] == statement["predicate"]["failedTests"] == []


def test_its_subjects_are_the_images_that_ran_and_the_report(made: MadeUp) -> None:
    run = made.run()
    made.sign(run)
    subjects = {each["name"]: each["digest"] for each in signed(run)["subject"]}
    images = {f"{image.container} {image.image}": image.digest for image in read_run(run).images}
    assert set(subjects) == {*images, "report.json"}
    assert all(f"sha256:{subjects[name]['sha256']}" == digest for name, digest in images.items())


def test_its_configuration_is_the_suite_its_features_and_the_manifests(made: MadeUp) -> None:
    run = made.run()
    made.sign(run)
    record = read_run(run)
    configuration = {each["name"]: each["digest"] for each in signed(run)["predicate"]["configuration"]}
    assert configuration.pop("suite") == {"gitCommit": record.git_commit}
    assert configuration == {
        path: {"sha256": sha256} for path, sha256 in (record.features | record.manifests).items()
    }


def test_it_names_signer_role_decision_and_waivers(made: MadeUp) -> None:
    run = made.run(endings=NO_POD)
    made.sign(run, decision=Decision.ACCEPT_WITH_WAIVERS, waivers=(WAIVER,))
    predicate = signed(run)["predicate"]
    assert (predicate["result"], predicate["warnedTests"]) == ("WARNED", ["heal_1"])
    assert predicate["keystoneConformance"]["signing"] == {
        "signer": "Ann Lee",
        "role": "release manager",
        "decision": "accept with waivers",
        "signedAt": f"{NOW:%Y-%m-%dT%H:%M:%SZ}",
        "waivers": [
            {"identifier": "heal_1", "reason": "mended on the 10th", "who": "Cy", "until": "2026-12-10"}
        ],
    }


def test_it_chains_the_attempts(made: MadeUp) -> None:
    made.run(21, endings=NO_POD)
    made.run(22)
    run = made.run()
    made.sign(run)
    chained = signed(run)["predicate"]["keystoneConformance"]["run"]
    assert chained["ordinal"] == 3
    assert [each["result"] for each in chained["earlier"]] == ["failure", "success"]
    previous = read_run(run).chain.previous
    assert previous is not None
    assert chained["earlier"][-1]["sha256"] == previous.sha256


def test_a_statement_comes_back_as_it_was(made: MadeUp) -> None:
    run = made.run()
    made.sign(run)
    assert payload_of(read_statement(payload(run))) == payload(run)


def test_a_field_that_nobody_knows_is_passed_over(made: MadeUp) -> None:
    """As in-toto's parsing rules ask of who reads."""
    run = made.run()
    made.sign(run)
    plain = signed(run)
    plain["predicate"]["url"] = "https://ci.example/1"
    assert read_statement(json.dumps(plain).encode()) == read_statement(payload(run))


@pytest.mark.parametrize("content", [b"", b"[]", b'{"_type": "https://in-toto.io/Statement/v0.1"}'])
def test_what_is_no_statement_is_told_in_one_line(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+: [^\n]+$"):
        read_statement(content)


def test_a_broken_run_can_be_rejected(made: MadeUp) -> None:
    run = made.run(endings=NO_POD)
    assert made.sign(run).findings != ()
    assert certificate_files(run) == []
    answer = made.sign(run, decision=Decision.REJECT)
    assert answer.lines[0].endswith("rejected, failure; 2 of 3 required promises kept")
    assert signed(run)["predicate"]["failedTests"] == ["heal_1"]
    assert signed(run)["predicate"]["result"] == "FAILED"


def test_what_was_tampered_with_is_not_even_rejected(made: MadeUp) -> None:
    run = made.run(endings=NO_POD)
    (run / "evidence" / "heal_1" / "pods.txt").write_text("all is well")
    (finding,) = made.sign(run, decision=Decision.REJECT).findings
    assert finding.text == "evidence/heal_1/pods.txt was edited"
    assert certificate_files(run) == []


def test_a_certificate_is_not_overwritten(made: MadeUp) -> None:
    run = made.run()
    made.sign(run)
    with pytest.raises(BadInput, match=r"is in .+ already: take it away"):
        made.sign(run, decision=Decision.REJECT)


@pytest.mark.parametrize(
    ("decision", "waivers", "said"),
    [
        (Decision.ACCEPT_WITH_WAIVERS, (), "there are no waivers to accept with"),
        (Decision.ACCEPT, (WAIVER,), "'accept' does not go with 1 waiver"),
        (Decision.REJECT, (WAIVER,), "'reject' does not go with 1 waiver"),
    ],
)
def test_the_decision_has_to_fit_the_waivers(
    made: MadeUp, decision: Decision, waivers: tuple[Any, ...], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        made.sign(made.run(), decision=decision, waivers=waivers)

from __future__ import annotations

from conformance.record import ScenarioRecord, StepRecord, WaitRecord
from conformance.redact import MARK, Redactor
from conformance.redacted_record import redact_record

SECRET = "S3cret-of-this-run"
FERNET = "gAAAAABm" + "x" * 40


def record() -> ScenarioRecord:
    wait = WaitRecord("a token", "token", 30.0, 1.0, kept=True, last_seen=f"got {FERNET}")
    return ScenarioRecord(
        identifier="token_1",
        title="A token is issued",
        feature="Tokens",
        area="token",
        rule="",
        profiles=("core",),
        reason=f"token: issued to 'nobody' with {SECRET}",
        detail=f"mysql+pymysql://keystone:{SECRET}@10.96.0.7/keystone",
        steps=[StepRecord("Then", "a token is issued", waits=[wait])],
        observed=[{"status": 201, "said": [SECRET]}],
    )


def test_nothing_that_is_written_down_holds_a_secret() -> None:
    judged = record()
    redact_record(judged, Redactor([SECRET]))
    assert SECRET not in repr(judged)
    assert FERNET not in repr(judged)
    assert judged.observed == [{"status": 201, "said": [MARK]}]


def test_the_suites_own_sentences_stay_as_they_are() -> None:
    judged = record()
    redact_record(judged, Redactor([SECRET]))
    assert judged.reason == f"token: issued to 'nobody' with {MARK}"

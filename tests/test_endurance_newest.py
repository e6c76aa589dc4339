"""Which of the ledger's runs are counted together: none that failed drops out."""

from __future__ import annotations

import itertools
from datetime import timedelta
from pathlib import Path

import pytest

from conformance.endurance.figures import figures_of
from conformance.endurance.ledger import Row, append, row_of
from conformance.endurance.newest import newest_versions, of_newest_versions
from conformance.provenance import ImageSeen
from conformance.record import RunRecord
from conformance.verdict import Verdict
from tests.report_records import STARTED, kept, run
from verbs import endurance

OLD, NEW = "sha256:" + "01" * 32, "sha256:" + "02" * 32


def ended(record: RunRecord) -> RunRecord:
    record.finished = STARTED + timedelta(seconds=240)
    return record


def with_memcached(record: RunRecord) -> RunRecord:
    """Of one version, whatever Keystone's is."""
    record.images.append(ImageSeen("memcached", "memcached:1.6", "sha256:" + "03" * 32, ()))
    return ended(record)


def row(digest: str, promised: str = "f00") -> Row:
    """A kept run of one version of Keystone."""
    return row_of(with_memcached(kept("a_1", digest=digest)), promised)


def ended_early(*seen: str, digest: str = NEW, promised: str = "f00") -> Row:
    """A run that failed when only the containers `seen` had run."""
    record = with_memcached(run(("a_1", Verdict.UNKNOWN), digest=digest))
    record.images = [image for image in record.images if image.container in seen]
    assert len(record.images) == len(seen)
    if not seen:
        record.cluster.server_version = ""
    return row_of(record, promised)


def test_only_runs_of_the_same_versions_are_counted_together() -> None:
    assert of_newest_versions([row(NEW, "old"), row(NEW), row(NEW)]) == [row(NEW), row(NEW)]
    assert of_newest_versions([row(OLD), row(NEW), row(OLD), row(NEW)]) == [row(NEW), row(NEW)]
    assert of_newest_versions([]) == []


@pytest.mark.parametrize("failed", [ended_early(), ended_early("memcached"), ended_early("keystone")])
def test_a_run_that_ended_early_is_counted_wherever_it_stands(failed: Row) -> None:
    good = row(NEW)
    for rows in ([good, failed, good], [failed, good], [good, failed], [row(OLD), failed, good, failed]):
        counted = of_newest_versions(rows)
        assert counted == [each for each in rows if each != row(OLD)]
        assert figures_of(counted).failures == counted.count(failed)
        assert newest_versions(counted) == good.versions


def test_a_run_that_ended_early_between_runs_of_other_versions_is_of_those() -> None:
    early = ended_early("memcached")
    assert of_newest_versions([early, row(OLD), early, row(OLD), row(NEW)]) == [row(NEW)]
    assert of_newest_versions([row(NEW), early, row(OLD), row(NEW)]) == [row(NEW), early, row(NEW)]


def test_a_run_that_saw_another_digest_or_judged_by_other_words_is_of_other_versions() -> None:
    others = [ended_early("keystone", digest=OLD), ended_early(promised="other")]
    assert of_newest_versions([row(NEW), *others, row(NEW)]) == [row(NEW), row(NEW)]


def test_the_last_run_always_counts_however_it_failed() -> None:
    """Or a run would be added that is never reached."""
    failed = [ended_early(), ended_early("memcached"), ended_early("memcached", "keystone")]
    for rows in itertools.permutations([row(OLD), *failed]):
        assert rows[-1] in of_newest_versions(rows)


def test_a_run_without_a_stack_is_counted_and_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger, runs = tmp_path / "ledger.jsonl", iter([row(NEW), ended_early(), row(NEW)])
    monkeypatch.setattr(endurance, "promised_hash", lambda _: "f00")
    monkeypatch.setattr(endurance, "_one_run", lambda *_: next(runs))
    asked = ["--runs", "3", "--ledger", str(ledger)]
    assert endurance.main(asked) == 6
    assert "run 2 had no stack to judge (exit code 6), and counts as failed: " in capsys.readouterr().err
    assert endurance.main(asked) == 1
    assert capsys.readouterr().out.startswith("endurance: 3 runs, 1 failed; ")


@pytest.mark.parametrize("of_old", [False, True])
def test_no_run_yet_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], of_old: bool
) -> None:
    ledger = tmp_path / "ledger.jsonl"
    if of_old:
        append(row(NEW, "words of before"), ledger)
    assert endurance.main(["--runs", "0", "--ledger", str(ledger)]) == 4
    assert capsys.readouterr().err == (
        f"endurance: {ledger} has no run of these versions yet: give --runs 1 or more\n"
    )

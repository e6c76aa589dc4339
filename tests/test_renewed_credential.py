from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from conformance.api_use import ApiUse, ApiUseRecord
from conformance.clusters.renewed_credential import EARLY_S, Credential, RenewedCredential
from conformance.errors import CredentialPluginFailed

BEGAN = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


class Played:
    """A plugin whose tokens last `life` seconds, and the two clocks it is seen by."""

    def __init__(self, life: float, runner_is_ahead: float = 0.0) -> None:
        self.life, self.ahead = life, runner_is_ahead
        self.now, self.fetched, self.fails = 1000.0, 1, False
        self.use = ApiUse()
        self.credential = RenewedCredential(
            Credential("token-1", self._end()), self.fetch, self.use, self.wall_clock, lambda: self.now
        )

    def fetch(self) -> Credential:
        if self.fails:
            raise CredentialPluginFailed("the credential plugin p ended with exit code 1 (no network)")
        self.fetched += 1
        return Credential(f"token-{self.fetched}", self._end())

    def wall_clock(self) -> datetime:
        return BEGAN + timedelta(seconds=self.now - 1000 + self.ahead)

    def _end(self) -> datetime:
        return BEGAN + timedelta(seconds=self.now - 1000 + self.life)

    def after(self, seconds: float) -> str:
        self.now += seconds
        return self.credential.current()


@pytest.mark.parametrize(("life", "early"), [(120.0, 12.0), (3600.0, EARLY_S)])
def test_a_token_is_had_anew_shortly_before_it_ends_and_not_for_each_request(
    life: float, early: float
) -> None:
    played = Played(life)
    assert [played.after(0.0), played.after(life - early - 0.1)] == ["token-1", "token-1"]
    assert [played.after(0.1), played.after(0.0), played.after(1.0)] == ["token-2"] * 3
    assert played.after(life - early) == "token-3"
    assert played.use.record == ApiUseRecord(credentials_renewed=2)


def test_a_token_without_an_end_is_kept_until_it_is_refused() -> None:
    use = ApiUse()
    credential = RenewedCredential(Credential("old", None), lambda: Credential("new", None), use)
    assert credential.current() == "old"
    assert credential.renew_refused("old")
    assert credential.current() == "new"
    assert use.record.credentials_renewed == 1


def test_a_refused_token_is_had_anew_once_however_many_threads_were_refused() -> None:
    played = Played(120)
    answers: list[bool] = []
    threads = [
        Thread(target=lambda: answers.append(played.credential.renew_refused("token-1"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 8
    assert (played.credential.current(), played.fetched) == ("token-2", 2)


def test_a_plugin_that_gives_the_refused_token_again_helps_nobody() -> None:
    credential = RenewedCredential(Credential("t", None), lambda: Credential("t", None), ApiUse())
    assert not credential.renew_refused("t")


def test_a_runner_ten_minutes_ahead_does_not_fetch_a_token_for_each_request() -> None:
    played = Played(120, runner_is_ahead=600)
    assert [played.after(30.0) for _ in range(4)] == ["token-1"] * 4
    assert played.credential.renew_refused("token-1")
    assert played.after(0.0) == "token-2"


def test_a_runner_ten_minutes_behind_has_its_token_renewed_when_it_is_refused() -> None:
    played = Played(120, runner_is_ahead=-600)
    assert played.after(121.0) == "token-1"
    assert played.credential.renew_refused("token-1")
    assert played.after(0.0) == "token-2"


def test_a_plugin_that_fails_is_told_when_the_old_token_has_ended_and_not_before() -> None:
    played = Played(120)
    played.fails = True
    assert played.after(119.0) == "token-1"
    with pytest.raises(CredentialPluginFailed, match="no network"):
        played.after(1.0)
    played.fails = False
    assert played.after(0.0) == "token-2"
    assert played.use.record.credentials_renewed == 1


def test_a_plugin_that_fails_after_a_refusal_is_told_at_once() -> None:
    played = Played(120)
    played.fails = True
    with pytest.raises(CredentialPluginFailed, match="no network"):
        played.credential.renew_refused("token-1")

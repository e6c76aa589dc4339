from __future__ import annotations

import pytest

from conformance.judges.rotation import first_refused, first_valid, never_refused_between
from conformance.update.fernet_keys import first_keys, rotated
from conformance.update.rotation import Rotation, Table
from tests.observed_updates import answer


def table(status: int = 200, asked: str = "b") -> Table:
    return {"a": {"a": answer(200), asked: answer(status)}}


def test_a_rotation_promotes_the_staged_key_and_keeps_the_primary_one() -> None:
    first = first_keys()
    second = rotated(first)
    assert sorted(second) == ["0", "1", "2"]
    assert second["2"] == first["0"], "what every replica knows already issues from now on"
    assert second["1"] == first["1"]
    assert second["0"] not in first.values()


def test_the_next_one_drops_the_oldest_key() -> None:
    first = first_keys()
    second = rotated(first)
    third = rotated(second)
    assert sorted(third) == ["0", "2", "3"]
    assert first["1"] not in third.values()
    assert third["3"] == second["0"]


def test_keys_are_as_fernet_takes_them() -> None:
    from cryptography.fernet import Fernet

    for key in first_keys().values():
        assert Fernet(key).decrypt(Fernet(key).encrypt(b"x")) == b"x"


@pytest.mark.parametrize("judge", [first_valid, lambda each: never_refused_between([each])])
def test_a_rotation_in_which_nobody_refuses_is_kept(judge: object) -> None:
    assert callable(judge)
    assert judge(Rotation({}, [table()], [table()])) == []


def test_one_refusal_at_one_moment_is_told() -> None:
    told = ["token: one that pod a issued is answered 404 by pod b"]
    assert never_refused_between([Rotation({}, [table(), table(404)])]) == told
    assert first_valid(Rotation({}, [], [table(404)])) == told


def test_a_token_that_outlives_its_key_is_told() -> None:
    refused = {"a": {"a": answer(404), "b": answer(401)}}
    assert first_refused(refused) == []
    assert first_refused(table()) == [
        "token: one whose key was dropped is answered 200 by pod a",
        "token: one whose key was dropped is answered 200 by pod b",
    ]

from __future__ import annotations

from typing import Any

from conformance.identity.plain_requests import altered
from conformance.judges.refusals import answered_with, told_alike
from conformance.reach import Answer
from tests.played_keystone import REFUSED, TOKEN


def answer(status: int = 401, body: Any = None, token: str = "", request_id: str = "req-1") -> Answer:
    headers = {"x-subject-token": token} if token else {}
    return Answer(
        "http://a/v3/auth/tokens", status, headers, REFUSED if body is None else body, request_id, 0.1
    )


def test_what_is_refused_as_it_should_be_is_right() -> None:
    assert answered_with({"a wrong password": answer()}, 401) == []


def test_another_status_is_told_with_what_was_asked() -> None:
    assert answered_with({"garbage": answer(200), "no token": answer(500)}, 401) == [
        "garbage is answered 200, not 401",
        "no token is answered 500, not 401",
    ]


def test_a_token_that_comes_with_a_refusal_is_worse_than_its_status() -> None:
    assert answered_with({"a wrong password": answer(201, token=TOKEN)}, 401) == [
        "a wrong password got a token"
    ]


def test_answers_that_differ_by_their_request_id_alone_are_alike() -> None:
    first = answer(body={"error": {"message": "no (req-1)"}})
    second = answer(body={"error": {"message": "no (req-2)"}}, request_id="req-2")
    assert told_alike({"a": first, "b": second}) == []


def test_an_answer_that_differs_is_a_hint() -> None:
    hint = {"error": {"message": "The account is disabled"}}
    told = told_alike(
        {"a wrong password": answer(), "a user": answer(), "a disabled user": answer(body=hint)}
    )
    assert told[0] == "the answers tell a wrong password and a user from a disabled user"
    assert "The account is disabled" in told[2]
    assert told_alike({"a": answer(), "b": answer(404)})[0] == "the answers tell a from b"


def test_an_altered_token_differs_by_one_letter_in_its_middle() -> None:
    for token in (TOKEN, "A" * 20):
        changed = altered(token)
        assert len(changed) == len(token)
        assert sum(a != b for a, b in zip(changed, token, strict=True)) == 1
        assert (changed[:3], changed[-3:]) == (token[:3], token[-3:])

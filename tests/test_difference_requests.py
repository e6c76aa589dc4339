from __future__ import annotations

from typing import Any

import pytest

from conformance.errors import PromiseBroken
from conformance.image_difference.same_requests import (
    AnsweredOtherwise,
    Asker,
    answered_otherwise,
    ask_everything,
)
from conformance.reach import Answer, NoAnswer

NEW_ID = "0123456789abcdef" * 2


class PlayedKeystone:
    """Makes whatever is asked for, and keeps what it was asked."""

    def __init__(self, **refused: int) -> None:
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.refused = refused

    def __call__(
        self, url: str, timeout: float, *, method: str, json: Any, headers: dict[str, str]
    ) -> Answer | NoAnswer:
        assert timeout == 5
        path = url.removeprefix("http://k/v3")
        self.asked.append((method, path, headers))
        status = self.refused.get(path.rpartition("/")[2], 201 if method == "POST" else 200)
        if not status:
            return NoAnswer(url, "reset", 0.1)
        kind = next(iter(json)) if json else "none"
        body = {kind: {"id": NEW_ID}} if status == 201 else {"error": {"code": status}}
        token = (
            {"x-subject-token": f"gAAAA{len(self.asked)}"} if path == "/auth/tokens" and status == 201 else {}
        )
        return Answer(url, status, token, body, "", 0.1)


def statuses(**refused: int) -> tuple[PlayedKeystone, dict[str, int]]:
    played = PlayedKeystone(**refused)
    return played, dict(ask_everything(Asker("http://k", "secret", 5, played)))


def test_the_same_requests_have_the_same_names_whatever_their_identifiers() -> None:
    _, found = statuses()
    assert found["PUT /v3/projects/ID/users/ID/roles/ID"] == 200
    assert found["POST /v3/users/ID/application_credentials"] == 201
    assert answered_otherwise(found, statuses()[1]) == ()


def test_only_who_has_signed_in_sends_a_token_and_what_was_made_goes_again() -> None:
    played, _ = statuses()
    first, *others = played.asked
    assert first == ("POST", "/auth/tokens", {})
    assert ("GET", "/users", {"X-Auth-Token": "gAAAA1"}) in others
    assert ("GET", "/users", {}) in others
    assert [(method, path) for method, path, _ in played.asked][-2:] == [
        ("PATCH", f"/domains/{NEW_ID}"),
        ("DELETE", f"/domains/{NEW_ID}"),
    ]


def test_other_statuses_and_missing_answers_are_told() -> None:
    _, before = statuses()
    _, after = statuses(regions=500, roles=0)
    assert list(map(str, answered_otherwise(before, after))) == [
        "GET /v3/regions: 200 → 500",
        "GET /v3/roles: 200 → no answer",
        "POST /v3/roles: 201 → no answer",
    ]
    assert answered_otherwise({"GET /v3": 200}, {}) == (AnsweredOtherwise("GET /v3", 200, 0),)


@pytest.mark.parametrize(("status", "told"), [(0, "nothing"), (500, "500")])
def test_without_a_token_nothing_is_compared(status: int, told: str) -> None:
    with pytest.raises(PromiseBroken, match=f"no token for the administrator: http://k answered {told}"):
        statuses(tokens=status)

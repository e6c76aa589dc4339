from __future__ import annotations

import pytest

from images.keystone.keystone_start.request_line import LONGEST, Answer, render, safe_path

TOKEN = "gAAAAABrA8PcYcNeVN_uXo9-0123456789abcdefghijklmnop"


def test_the_line_has_fixed_keys_and_no_space_inside_a_value() -> None:
    environ = {"REQUEST_METHOD": "GET", "REQUEST_URI": "/v3/users?name=a b", "REMOTE_ADDR": "198.18.0.1"}
    line = render(environ, Answer(200, 252, 1.94, "req-1"), "2026-11-23T04:40:41.493Z")
    assert line == (
        "2026-11-23T04:40:41.493Z request method=GET path=/v3/users?name=a?b"
        " status=200 bytes=252 ms=1.9 client=198.18.0.1 id=req-1"
    )


def test_what_is_not_known_is_a_dash() -> None:
    line = render({}, Answer(400, 0, 0.0, ""), "-")
    assert line == "- request method=- path=/ status=400 bytes=0 ms=0.0 client=- id=-"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (f"/v3/auth/tokens/{TOKEN}", "/v3/auth/tokens/***"),
        ("/v3/x?password=hush&y=1", "/v3/x?password=***&y=1"),
        ("/v3/x?a=1&subject_token=hush", "/v3/x?a=1&subject_token=***"),
        ("/v3/x?oauth_secret=hush", "/v3/x?oauth_secret=***"),
        ("/v3/credentials?user_id=u", "/v3/credentials?user_id=u"),
        ("/a\nb\x00c", "/a?b?c"),
    ],
)
def test_secrets_and_control_characters_are_not_logged(asked: str, shown: str) -> None:
    assert safe_path({"REQUEST_URI": asked}) == shown


def test_a_very_long_path_is_cut() -> None:
    assert len(safe_path({"REQUEST_URI": "/" + "x" * 10_000})) == LONGEST

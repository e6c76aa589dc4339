from __future__ import annotations

import pytest

from conformance.errors import EnvironmentFault
from conformance.identity import TokenAttempt
from conformance.issuing import enough_to_judge

TOKEN = TokenAttempt("keystone-rc-a", got_token=True, words="", seconds=0.2)
NONE = TokenAttempt("keystone-rc-a", got_token=False, words="500", seconds=3.0)


def test_as_many_tokens_as_are_needed_are_judged() -> None:
    enough_to_judge([TOKEN, TOKEN], 2, "until memcached restarted")


def test_too_few_tokens_judge_nothing() -> None:
    with pytest.raises(EnvironmentFault, match=r"^only 1 tokens were asked for until memcached "):
        enough_to_judge([TOKEN], 2, "until memcached restarted")


def test_one_request_that_got_no_token_is_enough_to_judge() -> None:
    enough_to_judge([NONE], 2, "until memcached restarted")

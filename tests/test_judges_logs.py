"""Secrets in logs: found whatever is around them, and never told."""

from __future__ import annotations

import pytest

from conformance.container_logs import ContainerLog
from conformance.judges.logs import passwords_in, tokens_in

PASSWORDS = {"root's": "yourpassword", "admin's": "token123", "keystone's": "keystone"}
TOKEN = "gAAAAABo" + "x" * 40


def log(*lines: str) -> list[ContainerLog]:
    return [ContainerLog("pod", "keystone", lines)]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("connection = mysql+pymysql://keystone:keystone@10.96.0.7/keystone", "keystone's"),
        ("MYSQL_PASSWORD=keystone", "keystone's"),
        ("CREATE USER keystone IDENTIFIED BY 'keystone'", "keystone's"),
        ('{"password": "keystone"}', "keystone's"),
        ("--password keystone", "keystone's"),
        ("root came with yourpassword", "root's"),
        ("Login with token123x refused", "admin's"),
    ],
)
def test_a_password_is_found(line: str, what: str) -> None:
    assert passwords_in(log("harmless", line), PASSWORDS) == [
        f"the log of container keystone of pod pod holds {what}, in line 2"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "keystone: serving on 5000 and 35357 after 3.9 s (nothing to set up)",
        "Access denied for user 'keystone'@'10.244.0.3' (using password: YES)",
        "INFO keystone.token.token_formatters [-] ok",
        "mysql+pymysql://keystone:***@10.96.0.7/keystone",
        "request method=GET path=http://keystone-public:5000/v3",
    ],
)
def test_the_word_keystone_is_no_password_by_itself(line: str) -> None:
    assert passwords_in(log(line), PASSWORDS) == []


def test_an_empty_password_is_looked_for_nowhere() -> None:
    assert passwords_in(log("anything"), {"none": ""}) == []


def test_tokens_are_found_by_their_form_and_by_their_value() -> None:
    assert tokens_in(log(f"X-Auth-Token: {TOKEN}"), ()) == [
        "the log of container keystone of pod pod holds a token, in line 1"
    ]
    assert len(tokens_in(log("x", "uuid-of-a-token"), ["uuid-of-a-token"])) == 1
    assert tokens_in(log("path=/v3/auth/tokens token=***", "gAAAA is how they begin"), ["other"]) == []


def test_an_earlier_run_is_called_one() -> None:
    earlier = [ContainerLog("pod", "keystone", (TOKEN,), previous=True)]
    assert tokens_in(earlier, ())[0].startswith("the log of an earlier run of container keystone")

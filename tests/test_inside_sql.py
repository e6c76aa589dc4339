from __future__ import annotations

import pytest

from conformance.errors import ConformanceError, MissingCapability, PromiseBroken
from conformance.inside import answers_queries, query, refusal_of
from conformance.inside.sql import WRONG, DatabaseSilentError, rows
from conformance.judgement import NotYet
from tests.played_api import client_of
from tests.played_command import NAMES, SUCCESS, command, ended
from tests.played_websocket import FarEnd, far_end


def test_rows_come_by_column_name_and_unescaped() -> None:
    assert rows("a\tb\n1\tx\\ny\n2\t\\\\n\tno\n".replace("\tno", "")) == [
        {"a": "1", "b": "x\ny"},
        {"a": "2", "b": "\\n"},
    ]
    assert rows("") == []


def test_sql_is_run_as_the_user_asked_for_and_no_password_is_sent() -> None:
    asked: list[str] = []

    def play(end: FarEnd) -> None:
        asked.append(end.request)
        command(SUCCESS, b"Database\nkeystone\n")(end)

    with far_end(play) as url, client_of(url) as api:
        assert query(api, "here", NAMES, "SHOW DATABASES", user="root", timeout=5) == [
            {"Database": "keystone"}
        ]
    assert asked[0].endswith("&command=sql&command=root&command=SHOW%20DATABASES HTTP/1.1")
    assert asked[0].startswith("GET /api/v1/namespaces/here/pods/base/exec?container=mariadb&")


@pytest.mark.parametrize(
    ("code", "stderr", "kind", "phrase"),
    [
        (1, b"warning\nERROR 1045 (28000): Access denied\n", PromiseBroken, "database: ERROR 1045"),
        (1, b"", PromiseBroken, "database: exit code 1 and no words"),
        (
            127,
            b"neither mariadb nor mysql is in the image\n",
            MissingCapability,
            "exec_tools: database pod base: neither",
        ),
    ],
)
def test_sql_that_fails(code: int, stderr: bytes, kind: type[ConformanceError], phrase: str) -> None:
    with (
        far_end(command(ended(code), b"", stderr)) as url,
        client_of(url) as api,
        pytest.raises(kind) as caught,
    ):
        query(api, "here", NAMES, "SELECT 1", timeout=5)
    assert phrase in str(caught.value)


@pytest.mark.parametrize(
    ("stderr", "expected"),
    [
        (b"ERROR 2002 (HY000): Can't connect to server on '127.0.0.1' (115)\n", NotYet),
        (b"ERROR 2013 (HY000): Lost connection to server at 'handshake'\n", NotYet),
    ],
)
def test_a_database_that_does_not_listen_yet_is_waited_for(stderr: bytes, expected: type) -> None:
    with far_end(command(ended(1), b"", stderr)) as url, client_of(url) as api:
        assert isinstance(answers_queries(api, "here", NAMES, timeout=5), expected)


def test_a_database_that_refuses_the_user_is_not_waited_for() -> None:
    denied = command(ended(1), b"", b"ERROR 1045 (28000): Access denied for user 'keystone'\n")
    with far_end(denied) as url, client_of(url) as api, pytest.raises(PromiseBroken, match="1045"):
        answers_queries(api, "here", NAMES, timeout=5)


def test_a_refusal_comes_in_the_databases_words_and_the_password_is_made_wrong_inside() -> None:
    asked: list[str] = []
    denied = command(ended(1), b"", b"ERROR 1045 (28000): Access denied for user 'root'\n")

    def play(end: FarEnd) -> None:
        asked.append(end.request)
        denied(end)

    with far_end(play) as url, client_of(url) as api:
        said = refusal_of(api, "here", NAMES, "SELECT 1", "root", wrong_password=True, timeout=5)
    assert said == "ERROR 1045 (28000): Access denied for user 'root'"
    assert asked[0].endswith(f"&command=root&command=SELECT%201&command={WRONG} HTTP/1.1")


def test_a_login_that_succeeds_is_no_refusal() -> None:
    with far_end(command(SUCCESS, b"1\n1\n")) as url, client_of(url) as api:
        assert refusal_of(api, "here", NAMES, "SELECT 1", wrong_password=True, timeout=5) == ""


def test_a_silent_database_refuses_nobody() -> None:
    silent = command(ended(1), b"", b"ERROR 2002 (HY000): Can't connect\n")
    with far_end(silent) as url, client_of(url) as api, pytest.raises(DatabaseSilentError):
        refusal_of(api, "here", NAMES, "SELECT 1", timeout=5)

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.errors import (
    ClusterUnreachable,
    ConformanceError,
    EnvironmentFault,
    MissingCapability,
    PromiseBroken,
)
from conformance.inside import environment_of, run_inside, run_inside_once
from conformance.inside.environment import parse_environment
from conformance.inside.keystone_conf import connection_in, options_in
from conformance.redact import Redactor, unnamed
from tests.played_api import RECORDED, client_of
from tests.played_command import SUCCESS, command, ended, not_started
from tests.played_websocket import FarEnd, far_end


def test_output_errors_and_exit_code_are_told_apart() -> None:
    asked: list[str] = []

    def play(end: FarEnd) -> None:
        asked.append(end.request)
        command(ended(3), "grüße".encode(), b"no\n")(end)

    with far_end(play) as url, client_of(url) as api:
        output = run_inside(api, "here", "pod", "box", ["sh", "-c", "a b&c"], 5)
    assert (output.stdout, output.stderr, output.exit_code) == ("grüße", "no\n", 3)
    assert asked == [
        "GET /api/v1/namespaces/here/pods/pod/exec?container=box&stdout=true&stderr=true"
        "&command=sh&command=-c&command=a%20b%26c HTTP/1.1"
    ]


def test_the_token_of_the_client_is_sent() -> None:
    seen: list[str] = []

    def play(end: FarEnd) -> None:
        seen.append(end.headers["authorization"])
        command(SUCCESS)(end)

    with far_end(play) as url, client_of(url) as api:
        api.configuration.api_key = {"BearerToken": "Bearer abc"}
        assert run_inside(api, "here", "pod", "box", ["true"], 5).exit_code == 0
    assert seen == ["Bearer abc"]


@pytest.mark.parametrize(
    ("status", "kind", "phrase"),
    [
        (
            not_started('exec: "bash": executable file not found in $PATH'),
            MissingCapability,
            "exec_tools: the image lacks bash in",
        ),
        (
            not_started('exec: "/bin/bash": stat /bin/bash: no such file or directory'),
            MissingCapability,
            "exec_tools: the image lacks bash in",
        ),
        (
            not_started("error dialing backend: dial unix /run/server.socket: no such file or directory"),
            EnvironmentFault,
            "was not started",
        ),
        (
            not_started("exec failed: unable to start: open /proc/7/ns/ipc: no such file or directory"),
            EnvironmentFault,
            "was not started",
        ),
        (not_started('container not found ("box")'), PromiseBroken, "there is no such container that runs"),
        (not_started("error dialing backend: i/o timeout"), EnvironmentFault, "was not started"),
        (None, EnvironmentFault, "bash in container box of pod pod broke off"),
    ],
)
def test_a_command_that_did_not_start(
    status: dict[str, Any] | None, kind: type[ConformanceError], phrase: str
) -> None:
    with far_end(command(status)) as url, client_of(url) as api, pytest.raises(ConformanceError) as caught:
        run_inside_once(api, "here", "pod", "box", ["bash"], 5)
    assert isinstance(caught.value, kind)
    assert phrase in caught.value.message


@pytest.mark.parametrize(
    ("name", "kind"),
    [("not-found", PromiseBroken), ("no-right", MissingCapability), ("quota", EnvironmentFault)],
)
def test_a_stream_that_is_refused(name: str, kind: type[ConformanceError]) -> None:
    said = RECORDED[name]

    def play(end: FarEnd) -> None:
        end.refuse(f"{said['status']} No", json.dumps(said["body"]))

    with far_end(play) as url, client_of(url) as api, pytest.raises(ConformanceError) as caught:
        run_inside(api, "here", "nope", "box", ["true"], 5)
    assert type(caught.value) is kind


def test_a_command_that_does_not_end_in_time_is_a_fault_of_the_environment() -> None:
    def play(end: FarEnd) -> None:
        end.accept()
        end.receive()  # until the client goes

    with (
        far_end(play) as url,
        client_of(url) as api,
        pytest.raises(EnvironmentFault, match=r"not ended after 0\.1 s"),
    ):
        run_inside(api, "here", "pod", "box", ["sleep"], timeout=0.1)


def test_no_server_is_unreachable() -> None:
    with client_of("http://127.0.0.1:9") as api, pytest.raises(ClusterUnreachable):
        run_inside_once(api, "here", "pod", "box", ["true"], 5)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that would have been made."""
    made: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", made.append)
    return made


def test_a_command_whose_stream_breaks_off_runs_again(pauses: list[float]) -> None:
    """The API server was restarted under a look at the database, and the stack was called unknown for it."""
    plays = iter([command(None), command(None), command(SUCCESS, b"here")])

    def play(end: FarEnd) -> None:
        next(plays)(end)

    with far_end(play) as url, client_of(url) as api:
        assert run_inside(api, "here", "pod", "box", ["cat"], 5).stdout == "here"
    assert len(pauses) == 2


def test_what_a_command_itself_says_is_no_reason_to_run_it_again(pauses: list[float]) -> None:
    with far_end(command(ended(1))) as url, client_of(url) as api:
        assert run_inside(api, "here", "pod", "box", ["false"], 5).exit_code == 1
    assert pauses == []


def test_the_environment_of_the_first_process() -> None:
    played = command(SUCCESS, b"PATH=/bin\0EMPTY=\0URL=a=b\0PATH=/other\0broken\0")
    with far_end(played) as url, client_of(url) as api:
        assert environment_of(api, "here", "pod", "box", 5) == {"PATH": "/bin", "EMPTY": "", "URL": "a=b"}
    assert parse_environment("") == {}


def test_an_environment_that_may_not_be_read_is_a_missing_capability() -> None:
    played = command(ended(1), b"", b"cat: /proc/1/environ: Permission denied\n")
    with (
        far_end(played) as url,
        client_of(url) as api,
        pytest.raises(MissingCapability, match="Permission denied"),
    ):
        environment_of(api, "here", "pod", "box", 5)


CONF = """\
[DEFAULT]
log = %(process)d $x
flag
[database]
# connection = mysql://not:this@one/x
connection = mysql+pymysql://key%40stone:p%w@10.96.1.2/keystone?charset=utf8
max_retries = 1
"""


def test_the_connection_of_keystone_conf_is_read_without_its_password() -> None:
    found = connection_in(CONF, "there")
    assert (found.driver, found.user, found.host, found.port) == (
        "mysql+pymysql",
        "key@stone",
        "10.96.1.2",
        None,
    )
    assert found.database == "keystone"
    assert "p%w" not in repr(found) + str(found)
    assert (
        str(connection_in("[database]\nconnection=m://u:p@[2001:db8::1]:3307/d", ""))
        == "m://u:***@2001:db8::1:3307/d"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[database]\n",
        "[database]\nconnection =\n",
        "[database]\nconnection = mysql:keystone:secret:@/keystone\n",
        "[database]\nconnection = mysql://keystone:secret@/keystone\n",
        "[database]\nconnection = mysql://keystone:secret@host:port/keystone\n",
        "connection = mysql://keystone:secret@host/keystone\n",
    ],
)
def test_no_usable_connection_breaks_the_promise_and_shows_no_secret(text: str) -> None:
    with pytest.raises(PromiseBroken) as caught:
        connection_in(text, "/etc/keystone/keystone.conf in pod a")
    assert caught.value.message.startswith("configuration: ")
    assert "secret" not in str(caught.value) + caught.value.detail


def test_every_option_of_keystone_conf_is_told_by_section_and_name_with_no_secret_in_it() -> None:
    found = Redactor().json(options_in(f"{CONF}[cache]\nmemcache_password = p%w\n"))
    assert {name: unnamed(value) for name, value in found.items()} == {
        "DEFAULT.log": "%(process)d $x",
        "DEFAULT.flag": "",
        "database.connection": "mysql+pymysql://key%40stone:[redacted]@10.96.1.2/keystone?charset=utf8",
        "database.max_retries": "1",
        "cache.memcache_password": "[redacted]",
    }


def test_what_is_no_configuration_has_no_options() -> None:
    assert options_in("connection = mysql://keystone:secret@host/keystone\n") == {}

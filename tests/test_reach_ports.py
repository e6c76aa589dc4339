from __future__ import annotations

import socket

import pytest

from conformance.errors import MissingCapability
from conformance.judges.ports import open_only_at
from conformance.reach_ports import Knock, knock, knock_at


def test_a_port_that_listens_is_open_and_one_that_does_not_was_heard() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert knock_at("127.0.0.1", [port, 9]) == {
            port: Knock("127.0.0.1", port),
            9: Knock("127.0.0.1", 9, "[Errno 111] Connection refused"),
        }
    refused = knock("127.0.0.1", 9)
    assert (refused.is_open, refused.was_heard) == (False, True)
    assert not Knock("127.0.0.1", 9, "timed out").was_heard


def test_an_address_behind_a_proxy_cannot_be_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.example.test:3128")
    with pytest.raises(MissingCapability, match="only a proxy leads to 104"):
        knock_at("104.197.79.72", [5000])


def test_only_one_port_may_be_open() -> None:
    shut = Knock("198.18.0.129", 3306, "timed out")
    assert open_only_at({5000: Knock("198.18.0.129", 5000), 3306: shut}, 5000) == []
    assert open_only_at({5000: Knock("198.18.0.129", 5000), 3306: Knock("198.18.0.129", 3306)}, 5000) == [
        "198.18.0.129 takes connections on 3306 as well"
    ]
    assert open_only_at({5000: Knock("198.18.0.129", 5000, "timed out"), 3306: shut}, 5000) == [
        "no answer: 198.18.0.129 takes no connection on 5000 (timed out)"
    ]

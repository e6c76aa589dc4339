from __future__ import annotations

import socket
from threading import enumerate as running_threads
from urllib.parse import urlsplit

import pytest
import requests

from conformance.port_forward import DATA, TROUBLE, PodPort
from conformance.reach import Answer, NoAnswer, ask
from tests.played_api import client_of
from tests.played_websocket import FarEnd, far_end

PORT = (5000).to_bytes(2, "little")
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"


def opened(end: FarEnd) -> None:
    end.accept()
    end.send(DATA, PORT)
    end.send(TROUBLE, PORT)


def serving(end: FarEnd) -> None:
    """A pod that answers every request on the connection with two letters."""
    opened(end)
    while end.receive()[0] == DATA:
        end.send(DATA, OK)
        end.send(DATA, b"ok")


def test_an_http_client_reaches_the_pod() -> None:
    with far_end(serving) as url, client_of(url) as api, PodPort(api, "here", "pod", 5000) as port:
        answer = ask(port.url)
        assert isinstance(answer, Answer)
        assert (answer.status, answer.body) == (200, "ok")
        assert port.last_error == ""


def test_a_kept_alive_connection_serves_several_requests_over_one_stream() -> None:
    streams: list[str] = []

    def play(end: FarEnd) -> None:
        streams.append(end.request)
        serving(end)

    with far_end(play) as url, client_of(url) as api, PodPort(api, "here", "pod", 5000) as port:
        with requests.Session() as session:
            session.trust_env = False
            assert [session.get(port.url, timeout=5).text for _ in range(3)] == ["ok"] * 3
        assert isinstance(ask(port.url), Answer)
    assert streams == ["GET /api/v1/namespaces/here/pods/pod/portforward?ports=5000 HTTP/1.1"] * 2


def test_the_words_of_the_kubelet_are_kept() -> None:
    def play(end: FarEnd) -> None:
        opened(end)
        end.send(TROUBLE, b"dial tcp4 127.0.0.1:5000: connect: connection refused\n")
        end.receive()

    with far_end(play) as url, client_of(url) as api, PodPort(api, "here", "pod", 5000) as port:
        assert isinstance(ask(port.url), NoAnswer)
        assert port.last_error == "dial tcp4 127.0.0.1:5000: connect: connection refused"


def test_a_pod_that_is_gone_is_no_answer_with_its_reason() -> None:
    def play(end: FarEnd) -> None:
        end.refuse("404 Not Found", '{"reason": "NotFound", "message": "pods \\"pod\\" not found"}')

    with far_end(play) as url, client_of(url) as api, PodPort(api, "here", "pod", 5000) as port:
        assert isinstance(ask(port.url), NoAnswer)
        assert 'pods "pod" not found' in port.last_error


def test_a_pod_that_hangs_up_ends_the_connection() -> None:
    with far_end(opened) as url, client_of(url) as api, PodPort(api, "here", "pod", 5000) as port:
        assert isinstance(ask(port.url), NoAnswer)


def test_closing_ends_open_connections_and_every_thread() -> None:
    with far_end(serving) as url, client_of(url) as api:
        before = set(running_threads())
        port = PodPort(api, "here", "pod", 5000).open()
        address = urlsplit(port.url)
        with socket.create_connection((address.hostname or "", address.port or 0), timeout=5) as local:
            local.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert local.recv(1)
            port.close()
            while local.recv(4096):
                pass
        assert set(running_threads()) <= before
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((address.hostname or "", address.port or 0), timeout=5)
        port.close()

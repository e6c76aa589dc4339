from __future__ import annotations

import gc
import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import closing

import pytest

from conformance.reset_before_handshake import close_when_reset, forgets_to_close

AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER on, for no time: closing resets the connection."""


@pytest.fixture
def reset() -> Iterator[socket.socket]:
    """A connection that its server has reset, which the client has not yet noticed."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        accepted, _ = server.accept()
        accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        accepted.close()
        with closing(client):
            yield client


def test_a_connection_reset_before_its_handshake_leaves_no_socket_open(
    reset: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    unclosed: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", lambda told: unclosed.append(told.exc_value))
    monkeypatch.setattr(ssl.SSLContext, "sslsocket_class", ssl.SSLContext.sslsocket_class)  # put back after
    close_when_reset()
    with pytest.raises(ConnectionResetError):
        ssl.create_default_context().wrap_socket(reset, server_hostname="api")
    gc.collect()
    assert unclosed == []


@pytest.mark.parametrize(
    ("version", "forgets"),
    [((3, 11, 7), True), ((3, 11, 8), False), ((3, 12, 1), True), ((3, 12, 2), False), ((3, 13, 0), False)],
)
def test_only_pythons_that_forget_to_close_are_helped(version: tuple[int, int, int], forgets: bool) -> None:
    assert forgets_to_close(version) is forgets

"""A loopback server below HTTP: each connection is handled as a test says, resets included."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

Handler = Callable[[socket.socket], None]

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
LAST_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


def request_from(connection: socket.socket) -> bytes:
    """Read one request; empty where the client has closed."""
    text = b""
    while not text.endswith(b"\r\n\r\n"):
        piece = connection.recv(65536)
        if not piece:
            return b""
        text += piece
    return text


def answering(answer: bytes = ANSWER, times: int = 1_000_000) -> Handler:
    """Answer so many requests on a connection, then close it."""

    def handle(connection: socket.socket) -> None:
        for _ in range(times):
            if not request_from(connection):
                return
            connection.sendall(answer)

    return handle


def closing_unread(connection: socket.socket) -> None:
    """Close with the request unread, which resets the connection."""
    connection.recv(1, socket.MSG_PEEK)


def closing_read(connection: socket.socket) -> None:
    """Read the request and close in order, without an answer."""
    request_from(connection)


def resetting_within(part: bytes) -> Handler:
    """Read the request, send a part of an answer, reset."""

    def handle(connection: socket.socket) -> None:
        request_from(connection)
        connection.sendall(part)
        connection.recv(1)  # a reset may overtake what was sent: wait until the client has it
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return handle


def silent_until(released: Event) -> Handler:
    """Read the request and say nothing until then."""

    def handle(connection: socket.socket) -> None:
        request_from(connection)
        released.wait(30)

    return handle


@contextmanager
def wire(*handlers: Handler, port: int = 0) -> Iterator[int]:
    """Serve on a loopback port (0: a free one) until the end of the block; the last handler stays."""
    listener = socket.create_server(("127.0.0.1", port), backlog=128)
    open_ones: list[socket.socket] = []

    def handle(handler: Handler, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            handler(connection)

    def serve() -> None:
        left = list(handlers)
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                open_ones.append(connection)
                handler = left.pop(0) if len(left) > 1 else left[0]
                Thread(target=handle, args=(handler, connection), daemon=True).start()

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for connection in open_ones:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def unused_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port

"""The far end of a stream through the API server: a loopback websocket server of one connection at a time."""

from __future__ import annotations

import base64
import hashlib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

from websocket import ABNF

MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""Of RFC 6455, section 1.3."""


class FarEnd:
    """One connection, as the API server sees it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._file = connection.makefile("rb")
        self.request = ""
        self.headers: dict[str, str] = {}
        self._read_head()

    def _read_head(self) -> None:
        self.request = self._file.readline().decode().strip()
        while line := self._file.readline().decode().strip():
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()

    def accept(self) -> None:
        key = self.headers["sec-websocket-key"] + MAGIC
        accepted = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        protocol = self.headers["sec-websocket-protocol"].split(",")[0]
        self._connection.sendall(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {accepted}\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n".encode()
        )

    def refuse(self, status: str, body: str) -> None:
        self._connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())

    def send(self, channel: int, data: bytes) -> None:
        frame = ABNF.create_frame(bytes([channel]) + data, ABNF.OPCODE_BINARY)
        frame.mask_value = 0
        self._connection.sendall(frame.format())

    def receive(self) -> tuple[int, bytes]:
        """Return channel and bytes of the next message; channel -1 where the client has gone."""
        head = self._file.read(2)
        if len(head) < 2 or head[0] & 0x0F == ABNF.OPCODE_CLOSE:
            return -1, b""
        length = head[1] & 0x7F
        if length >= 126:
            length = int.from_bytes(self._file.read(2 if length == 126 else 8), "big")
        mask = self._file.read(4)
        data = bytes(byte ^ mask[place % 4] for place, byte in enumerate(self._file.read(length)))
        return data[0], data[1:]

    def close(self) -> None:
        self._file.close()
        self._connection.close()


@contextmanager
def far_end(play: Callable[[FarEnd], None]) -> Iterator[str]:
    """Run `play` on each connection to the URL that is yielded, until the end of the block."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            end = FarEnd(connection)
            try:
                play(end)
            finally:
                end.close()

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()

"""A loopback HTTP server that answers as a test says, and remembers what it was asked."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

TLS_HELLO = b"\x16"
"""The first byte of a handshake (RFC 8446, 5.1)."""


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True)
class Reply:
    """One answer; a body that is no text goes as JSON, status 0 hangs up without an answer."""

    status: int
    body: Any = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Played:
    """A server that runs."""

    url: str
    asked: list[Asked]


def _read(text: bytes) -> Any:
    """Return what JSON says, and what is none as it came."""
    try:
        return json.loads(text)
    except ValueError:
        return text


@contextmanager
def played(answer: Callable[[Asked], Reply], tls: ssl.SSLContext | None = None) -> Iterator[Played]:
    """Run a server on a free loopback port until the end of the block; with `tls` it speaks nothing else."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body leave in one packet: two would wait for each other's acknowledgement

        def handle_one_request(self) -> None:
            if self.rfile.peek(1)[:1] == TLS_HELLO:  # type: ignore[attr-defined]  # it is a BufferedReader
                # No line will come: who begins with TLS waits for an answer in it.
                self.close_connection = True
                return
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Asked(self.command, self.path, headers, _read(text) if text else None)
            asked.append(request)
            self._reply(answer(request))

        def _reply(self, reply: Reply) -> None:
            if reply.status == 0:
                self.close_connection = True
                return
            is_text = isinstance(reply.body, str)
            content = (reply.body if is_text else json.dumps(reply.body)).encode()
            self.send_response_only(reply.status)
            kind = "text/plain" if is_text else "application/json"
            for name, value in {
                "Content-Type": kind,
                "Content-Length": str(len(content)),
                "Date": self.date_time_string(),
                **reply.headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield Played(f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

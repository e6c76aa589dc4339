"""A small API server on loopback that plays lists, watches and their failures, one answer after the other."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from kubernetes.client import ApiClient, Configuration

Query = dict[str, str]
Answer = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One request, and the ways to answer it."""

    handler: BaseHTTPRequestHandler
    query: Query
    closing: threading.Event

    def reply(self, status: int, content: bytes, **headers: str) -> None:
        """Answer with a whole body."""
        self.handler.send_response(status)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.send_header("Content-Length", str(len(content)))
        self.handler.end_headers()
        self.handler.wfile.write(content)

    def begin_stream(self) -> None:
        """Answer 200 and go on in chunks."""
        self.handler.send_response(200)
        self.handler.send_header("Transfer-Encoding", "chunked")
        self.handler.end_headers()

    def chunk(self, data: bytes) -> None:
        """Send one chunk; an empty one ends the stream in good order."""
        self.handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.handler.wfile.flush()


@dataclass
class PlayedApiServer:
    """What is played: for each collection answers to lists and to watches; the last one stays."""

    api: ApiClient
    lists: dict[str, list[Answer]] = field(default_factory=dict)
    watches: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, Query]] = field(default_factory=list)
    """Collection and query of each request, in the order they came."""
    closing: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, exchange: Exchange, collection: str) -> None:
        """Answer one request."""
        watching = "watch" in exchange.query
        with self._lock:
            self.asked.append((collection, exchange.query))
            left = (self.watches if watching else self.lists).get(collection, [])
            answer = left.pop(0) if len(left) > 1 else left[0] if left else silence if watching else listing()
        answer(exchange)

    def watches_of(self, collection: str) -> list[Query]:
        """Return the queries of the watches of a collection, in the order they came."""
        return [query for name, query in self.asked if name == collection and "watch" in query]


def listing(*items: dict[str, Any], version: str = "1") -> Answer:
    """Answer with a list."""
    body = json.dumps({"metadata": {"resourceVersion": version}, "items": items}).encode()
    return lambda exchange: exchange.reply(200, body)


def refusal(status: int, words: str, **headers: str) -> Answer:
    """Answer with a Status object."""
    return lambda exchange: exchange.reply(
        status, json.dumps({"kind": "Status", "message": words}).encode(), **headers
    )


def silence(exchange: Exchange) -> None:
    """Answer a watch with nothing, for as long as the server lives."""
    exchange.begin_stream()
    exchange.closing.wait()
    exchange.handler.close_connection = True


def no_headers(exchange: Exchange) -> None:
    """Do not even begin to answer."""
    exchange.closing.wait()
    exchange.handler.close_connection = True


def events(*lines: dict[str, Any], then: Answer | None = None) -> Answer:
    """Answer a watch with these events, then end it in good order, or go on as `then` does."""

    def answer(exchange: Exchange) -> None:
        exchange.begin_stream()
        for line in lines:
            exchange.chunk(json.dumps(line).encode() + b"\n")
        (then or _end)(exchange)

    return answer


def hold(exchange: Exchange) -> None:
    """Keep a begun stream open without a byte."""
    exchange.closing.wait()
    exchange.handler.close_connection = True


def break_off(exchange: Exchange) -> None:
    """Drop the connection in the middle of a stream."""
    exchange.handler.close_connection = True


def _end(exchange: Exchange) -> None:
    exchange.chunk(b"")


@contextmanager
def played_api_server() -> Iterator[PlayedApiServer]:
    """Serve until the end of the context, on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            split = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(split.query).items()}
            played.answer(Exchange(self, query, played.closing), split.path.rsplit("/", 1)[-1])

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    configuration = Configuration(host=f"http://127.0.0.1:{server.server_address[1]}")
    played = PlayedApiServer(ApiClient(configuration))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield played
    finally:
        played.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
        played.api.close()  # type: ignore[no-untyped-call]  # the client has types in part only

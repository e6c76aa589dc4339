"""Two-way streams through the API server (exec, port-forward): websockets that carry numbered channels.

`kubernetes.stream` is passed by: it swaps a method of the shared client while it opens a stream, so that
requests of other threads go astray, and it cannot bound the time that opening takes.
"""

from __future__ import annotations

import ssl
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from websocket import (
    ABNF,
    WebSocket,
    WebSocketBadStatusException,
    WebSocketException,
    WebSocketTimeoutException,
)

from conformance.api_client import renewed_after_refusal
from conformance.api_requests import Query, authorization_of, refusal, unreachable

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

STDOUT, STDERR, ERROR = 1, 2, 3
"""Channels of an exec (k8s.io/apimachinery, pkg/util/remotecommand)."""
CLOSED = 255
"""In v5 of the protocol: the channel that says which other channel has ended."""
PROTOCOLS = ["v5.channel.k8s.io", "v4.channel.k8s.io"]


class Stream(Protocol):
    """What is used of a websocket; websocket-client itself is typed in part only."""

    @property
    def sock(self) -> Any:
        """The socket below, or the TLS socket."""

    def fileno(self) -> int:
        """Return its descriptor."""

    def settimeout(self, timeout: float, /) -> None:
        """Bound each read and write, in seconds."""

    def send(self, payload: bytes, opcode: int) -> int:
        """Send one frame."""

    def recv_data_frame(self, control_frame: bool) -> tuple[int, Any]:
        """Return kind and frame of the next message."""

    def shutdown(self) -> None:
        """Drop the connection."""


def connect(api: ApiClient, path: str, query: Query, timeout: float) -> Stream:
    """Open a websocket to `path` with the client's own credentials; `timeout` (seconds) stays for reads.

    Raises ClusterUnreachable where nothing answers, CredentialsRefused and RequestRefused for a refusal.
    """
    renewed = False
    while True:
        call = api.param_serialize("GET", path, query_params=list(query), auth_settings=["BearerToken"])
        try:
            return _opened(api, call, timeout)
        except WebSocketBadStatusException as error:
            refused = error.status_code == 401 and not renewed
            if refused and renewed_after_refusal(api, authorization_of(call)):
                renewed = True
                continue
            body = error.resp_body or b""
            raise refusal(f"GET {path}", error.status_code, body.decode("utf-8", "replace")) from error
        except (WebSocketException, OSError) as error:
            raise unreachable(api, str(error)) from error


def _opened(api: ApiClient, call: Any, timeout: float) -> Stream:
    url: str = call[1].replace("http", "ws", 1)
    headers: Mapping[str, str] = call[2]
    sent = [f"{name}: {headers[name]}" for name in ("authorization", "User-Agent") if name in headers]
    configuration = api.configuration
    context = _tls(configuration) if url.startswith("wss:") else None
    socket: Any = WebSocket(
        sslopt={"context": context, "server_hostname": configuration.tls_server_name},
        skip_utf8_validation=True,
    )
    socket.connect(
        url,
        timeout=timeout,
        header=sent,
        subprotocols=PROTOCOLS,
        suppress_origin=True,
        **_proxy(configuration),
    )
    stream: Stream = socket
    return stream


def _tls(configuration: Any) -> ssl.SSLContext:
    """Return what the client's own requests use: its authorities and its certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if not configuration.verify_ssl:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif configuration.ssl_ca_cert or configuration.ca_cert_data:
        context.load_verify_locations(cafile=configuration.ssl_ca_cert, cadata=configuration.ca_cert_data)
    else:
        context.load_default_certs()
    if configuration.assert_hostname is False:
        context.check_hostname = False
    if configuration.cert_file:
        context.load_cert_chain(configuration.cert_file, configuration.key_file)
    return context


def _proxy(configuration: Any) -> dict[str, Any]:
    """Return the client's own proxy; without one, the environment's is not asked a second time."""
    if not configuration.proxy:
        return {"http_no_proxy": ["*"]}
    proxy = urlsplit(configuration.proxy)
    given: dict[str, Any] = {"http_proxy_host": proxy.hostname, "http_proxy_port": proxy.port or 80}
    if proxy.username:
        given["http_proxy_auth"] = (proxy.username, proxy.password or "")
    if configuration.no_proxy:
        given["http_no_proxy"] = configuration.no_proxy.split(",")
    return given


@contextmanager
def opened(api: ApiClient, path: str, query: Query, timeout: float) -> Iterator[Stream]:
    """Open a websocket as `connect` does, and drop it at the end."""
    socket = connect(api, path, query, timeout)
    try:
        yield socket
    finally:
        socket.shutdown()


def channels_until_closed(socket: Stream, end: float) -> tuple[dict[int, bytearray], bool]:
    """Return what every channel carried, and whether the other side closed before `end` (monotonic)."""
    read: dict[int, bytearray] = defaultdict(bytearray)
    while (left := end - time.monotonic()) > 0:
        socket.settimeout(left)
        try:
            operation, frame = socket.recv_data_frame(control_frame=True)
        except WebSocketTimeoutException:
            break
        except (WebSocketException, OSError):
            return read, True
        if operation == ABNF.OPCODE_CLOSE:
            return read, True
        if operation in (ABNF.OPCODE_BINARY, ABNF.OPCODE_TEXT) and frame.data and frame.data[0] != CLOSED:
            read[frame.data[0]] += frame.data[1:]
    return read, False

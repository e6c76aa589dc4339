"""A loopback address that leads to a port of one pod, through the API server's port-forward.

It reaches a given replica on every cluster, with plain URLs and any HTTP client. Each connection to it
becomes one stream to the pod, and ends with it.
"""

from __future__ import annotations

import select
import socket
import ssl
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from websocket import ABNF, WebSocketException

from conformance.api_requests import RequestRefused
from conformance.api_streams import Stream, connect
from conformance.errors import ConformanceError, NoWayToPod

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

DATA, TROUBLE = 0, 1
"""Channels of a port-forward of one port: its bytes, and the kubelet's words where it fails."""
OPENING_SECONDS = 5.0
"""How long a stream may take to open: two round trips and the kubelet's dial within the pod."""
STALLED_SECONDS = 30.0
"""How long a write may make no progress: a peer that takes nothing for so long is gone."""
CHUNK = 32 * 1024
"""Bytes read at once: what upstream's own port-forward copies at a time."""


_OPEN: dict[int, PodPort] = {}
"""By the port of 127.0.0.1 that each listens on."""


def why_no_way(url: str) -> str:
    """Return why the cluster gave the last connection to `url` no way to its pod, in its own words.

    Empty where it gave one, where it spoke of the pod itself, and where `url` is no such address.
    """
    parts = urlsplit(url)
    port = _OPEN.get(parts.port or 0) if parts.hostname == "127.0.0.1" else None
    return port.fault if port else ""


def no_way_to(url: str) -> NoWayToPod | None:
    """Return the fault where the cluster gave the last connection to `url` no way to its pod, else None."""
    why = why_no_way(url)
    return NoWayToPod(url, why) if why else None


def refuse_without_a_way(url: str) -> None:
    """Raise NoWayToPod where the cluster gave the last connection to `url` no way to its pod."""
    if nobody_asked := no_way_to(url):
        raise nobody_asked


class PodPort:
    """A port of one pod, at `url`, from `open()` to `close()`; a context manager does both."""

    def __init__(self, api: ApiClient, namespace: str, pod: str, port: int) -> None:
        """Name the pod and its port; nothing is opened yet."""
        self._api = api
        self._path = f"/api/v1/namespaces/{namespace}/pods/{pod}/portforward"
        self._port = port
        self._listener: socket.socket | None = None
        self._streams: dict[threading.Thread, socket.socket] = {}
        self._changing = threading.Lock()
        self._acceptor: threading.Thread | None = None
        self.url = ""
        self.last_error = ""
        """Why the last stream could not be opened or broke, in the cluster's words; empty where none did."""
        self.fault = ""
        """Why none could be opened, where the API server or the kubelet failed; empty where one could."""

    def open(self) -> Self:
        """Listen on a free port of 127.0.0.1; the pod is not asked before somebody connects."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        number = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{number}"
        _OPEN[number] = self
        self._acceptor = threading.Thread(
            target=self._accept, args=(self._listener,), name=f"forward {self.url}", daemon=True
        )
        self._acceptor.start()
        return self

    def close(self) -> None:
        """End every connection and stop listening; returns when the threads have ended."""
        if self._listener is None or self._acceptor is None:
            return
        _OPEN.pop(self._listener.getsockname()[1], None)
        # shutdown wakes the thread in accept(), close alone would not
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join()
        self._listener = None
        with self._changing:
            streams = dict(self._streams)
        for thread, local in streams.items():
            _hang_up(local)
            thread.join(OPENING_SECONDS)

    def __enter__(self) -> Self:
        """Open."""
        return self.open()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                local, _ = listener.accept()
            except OSError:  # the listener has been closed
                return
            local.settimeout(STALLED_SECONDS)
            thread = threading.Thread(
                target=self._carry, args=(local,), name=f"stream {self.url}", daemon=True
            )
            with self._changing:
                self._streams[thread] = local
            thread.start()

    def _carry(self, local: socket.socket) -> None:
        """Open a stream to the pod for one local connection and copy until one of the two ends."""
        try:
            remote = self._connected()
            try:
                self.last_error = self.fault = ""
                remote.settimeout(STALLED_SECONDS)
                self._copy(local, remote)
            finally:
                remote.shutdown()
        except (ConformanceError, WebSocketException, OSError) as error:
            self.last_error = str(error)
        finally:
            local.close()
            with self._changing:
                del self._streams[threading.current_thread()]

    def _connected(self) -> Stream:
        try:
            return connect(self._api, self._path, [("ports", str(self._port))], OPENING_SECONDS)
        except ConformanceError as error:
            # a refusal below 500 speaks of the pod: one that is gone, say
            of_the_pod = isinstance(error, RequestRefused) and error.status < 500
            self.fault = "" if of_the_pod else str(error)
            raise

    def _copy(self, local: socket.socket, remote: Stream) -> None:
        announced: set[int] = set()
        while True:
            readable = select_readable(local, remote)
            if local in readable:
                data = local.recv(CHUNK)
                if not data:
                    return
                remote.send(bytes([DATA]) + data, ABNF.OPCODE_BINARY)
            if remote in readable:
                operation, frame = remote.recv_data_frame(control_frame=True)
                if operation == ABNF.OPCODE_CLOSE:
                    return
                if operation in (ABNF.OPCODE_BINARY, ABNF.OPCODE_TEXT) and frame.data:
                    channel, data = frame.data[0], frame.data[1:]
                    if channel not in announced:
                        announced.add(channel)  # the first frame of a channel repeats the port's number
                    elif channel == DATA:
                        local.sendall(data)
                    elif channel == TROUBLE:
                        self.last_error = data.decode("utf-8", "replace").strip()
                        return


def select_readable(local: socket.socket, remote: Stream) -> list[socket.socket | Stream]:
    """Return which of the two has something to read, waiting until one has.

    A TLS socket may hold bytes that it has decrypted already; the kernel knows nothing of those.
    """
    if isinstance(remote.sock, ssl.SSLSocket) and remote.sock.pending():
        return [remote]
    poll = select.poll()
    by_descriptor: dict[int, socket.socket | Stream] = {local.fileno(): local, remote.fileno(): remote}
    for descriptor in by_descriptor:
        poll.register(descriptor, select.POLLIN)
    return [by_descriptor[descriptor] for descriptor, _ in poll.poll()]


def _hang_up(local: socket.socket) -> None:
    """Wake the thread that reads `local`; it may have ended by itself."""
    try:
        local.shutdown(socket.SHUT_RDWR)
    except OSError:
        return

# The libraries are in the image, not beside the suite.
# mypy: disable-error-code="import-not-found, import-untyped"
"""The HTTP server: cheroot, threads in one process.

Chosen because its keep-alive is real and its close is announced (`Connection: close`), it is plain Python
that loads in 60 ms, and one process means that its death is the container's. Python's bcrypt lets go of the
interpreter lock, so the threads of one process use every core where it counts.
"""

from __future__ import annotations

import signal
import socket
import sys
import threading
import time
from collections.abc import Iterable
from typing import Any

from cheroot.wsgi import Server

from .application import Application, Environ, StartResponse
from .bounded_end import end_in_time

PUBLIC_PORT, ADMIN_PORT = 5000, 35357
# As many as the logins that may come at once: they wait for a cpu, and let a probe pass them by.
PUBLIC_THREADS, ADMIN_THREADS = 100, 8
KEEP_ALIVE_SECONDS = 75
LAST_REQUESTS_SECONDS = 0.3  # in which a connection just taken may still send its request
SHUTDOWN_SECONDS = 5  # for requests in flight, once no new connection is taken
FORCED_SECONDS = 1  # for the connections that are closed then, each under a request without an end
BACKLOG = 512  # connections that may wait while a hundred logins hash their passwords


class DrainingServer(Server):  # type: ignore[misc]  # cheroot has no types
    """A server that can tell its clients to go elsewhere, and lets no silent client hold a thread."""

    keep_alive_conn_limit = None
    draining = False

    def __init__(self, port: int, application: Application, threads: int) -> None:
        """Make a server for every address of the pod; it listens once prepared."""
        every_address = "::" if socket.has_dualstack_ipv6() else "0.0.0.0"
        super().__init__(
            (every_address, port),
            application,
            server_name="keystone",
            numthreads=threads,
            max=threads,
            request_queue_size=BACKLOG,
            timeout=KEEP_ALIVE_SECONDS,
            shutdown_timeout=SHUTDOWN_SECONDS,
        )

    def drain(self) -> None:
        """From now on, end each connection with its next answer, and say so in it."""
        self.draining = True

    def stop_listening(self) -> None:
        """Take no new connection from now on; those that were taken are served on."""
        self._connections._selector.unregister(self.socket.fileno())
        self.socket.close()

    @property
    def can_add_keepalive_connection(self) -> bool:
        """Tell whether a connection may stay open after the answer at hand."""
        return not self.draining and bool(super().can_add_keepalive_connection)

    def process_conn(self, conn: Any) -> None:
        """Hand a connection to a thread, a new one only when it has sent something."""
        if conn.last_used is None and self.ready:
            self._connections.put(conn)
        else:
            super().process_conn(conn)


def announcing_keep_alive(application: Application) -> Application:
    """Wrap `application`: each answer says for how long its connection will be kept."""

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]]) -> Any:
            return start_response(status, [*headers, ("Keep-Alive", f"timeout={KEEP_ALIVE_SECONDS}")])

        return application(environ, start)

    return answer


def serve(application: Application, linger: float, when_ready: Any) -> int:
    """Serve on both ports until SIGTERM or until a server fails; give the exit status.

    linger: seconds for which new connections are still taken after SIGTERM, as kube-proxy may send some.
    """
    stop, failed = threading.Event(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    servers = [
        DrainingServer(PUBLIC_PORT, application, PUBLIC_THREADS),
        DrainingServer(ADMIN_PORT, application, ADMIN_THREADS),
    ]

    def run(server: DrainingServer) -> None:
        try:
            server.serve()
        finally:
            if not stop.is_set():
                failed.set()
                stop.set()

    for server in servers:
        server.prepare()
        threading.Thread(target=run, args=(server,), daemon=True).start()
    when_ready()
    stop.wait()
    for server in servers:
        server.drain()
    if not failed.is_set():
        time.sleep(linger)
        for server in servers:
            server.stop_listening()
        time.sleep(LAST_REQUESTS_SECONDS)
    if not end_in_time([server.stop for server in servers], SHUTDOWN_SECONDS + FORCED_SECONDS):
        print("keystone: left requests that did not end", file=sys.stderr, flush=True)
    return 1 if failed.is_set() else 0

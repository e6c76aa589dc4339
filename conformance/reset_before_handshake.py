"""Closes the socket of a TLS connection that was reset before its handshake: Python itself forgot to.

The wrapped socket of such a connection stayed open until it was collected as garbage, in whichever promise
ran then (python/cpython#113280, mended in 3.11.8, 3.12.2 and 3.13). An API server that is killed while
somebody connects to it resets connections so.
"""

from __future__ import annotations

import ssl
import sys


class ClosedWhenReset(ssl.SSLSocket):
    """A TLS socket that closes itself where reading fails before a handshake has been made."""

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """Read as a socket does; Python reads so while it finds out whether the peer is still there."""
        try:
            return super().recv(buflen, flags)
        except ConnectionError:
            if self.version() is None:
                self.close()
            raise


def forgets_to_close(version: tuple[int, int, int]) -> bool:
    """Return whether a Python of this version (major, minor, micro) leaves such a socket open."""
    return version < (3, 11, 8) or (3, 12) <= version < (3, 12, 2)


def close_when_reset() -> None:
    """Have every TLS context of this process make sockets that close themselves, where Python forgets to."""
    if forgets_to_close(sys.version_info[:3]):
        ssl.SSLContext.sslsocket_class = ClosedWhenReset

"""What holds for all of the project's own tests."""

from __future__ import annotations

import os
import signal
import ssl
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from conformance.clusters.kubebox.authority import Authority
from conformance.run_identity import COMMAND_VARIABLE

# A shell makes what it starts in the background ignore SIGINT, and children inherit that. Tests send SIGINT
# to programs that they start: a handler here gives those the default again.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The front door names the command it was given to whatever it starts. A run that a test plays was not started
# by it: with the variable, `./toxw` and a plain pytest would not see the same command in its report.
os.environ.pop(COMMAND_VARIABLE, None)


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate for loopback, by an authority that clients believe."""
    authority = Authority("test")
    server = authority.server("registry", [], [IPv4Address("127.0.0.1")])
    (tmp_path / "pair.pem").write_bytes(server.certificate + server.key)
    (tmp_path / "ca.pem").write_bytes(authority.pair.certificate)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "pair.pem")
    return context

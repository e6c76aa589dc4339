"""An API server that shows a certificate which does not hold."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from conformance.clusters.existing import find_existing
from conformance.clusters.kubebox.authority import Authority
from conformance.clusters.kubebox.kubeconfigs import kubeconfig
from conformance.errors import ClusterUnreachable


def test_a_certificate_of_another_authority_is_told_from_silence(tmp_path: Path) -> None:
    ours, other = Authority("ours"), Authority("other")
    server = other.server("kube-apiserver", ["localhost"], [IPv4Address("127.0.0.1")])
    for name, content in (("crt", server.certificate), ("key", server.key)):
        (tmp_path / name).write_bytes(content)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "crt", tmp_path / "key")

    def shake_hands(listening: socket.socket) -> None:
        with listening.accept()[0] as connection, suppress(OSError):
            context.wrap_socket(connection, server_side=True)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=shake_hands, args=(listening,))
        thread.start()
        url = f"https://127.0.0.1:{listening.getsockname()[1]}"
        text = kubeconfig("here", url, ours.pair.certificate, "u", ours.client("u"))
        (tmp_path / "k").write_text(text, encoding="utf-8")
        with pytest.raises(ClusterUnreachable) as caught:
            find_existing(tmp_path / "k", "here")
        thread.join()
    assert caught.value.message == (
        f"the certificate of the API server of 'here' ({url}) does not hold: "
        "the kubeconfig's authority did not sign it"
    )

"""Faults between the suite and the API server: no way there, or no right to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID

from conformance.clusters.existing import ANSWER_S
from conformance.clusters.kubebox.authority import (
    Authority,
    KeyPair,
    new_key,
    pem_of_certificate,
    pem_of_key,
)
from conformance.clusters.kubebox.kubeconfigs import kubeconfig
from conformance.exit_codes import ExitCode
from sabotage.faults.bad_input import KUBECONFIG
from sabotage.faults.fault import Fault, Kind, Nature, Stage, Staged, at_once, in_a_file
from sabotage.faults.scene import IMAGES, Scene

ANSWERED = at_once("the API server says so in its first answer")
DROPPED_PORT = 6444
"""Of the box's own address, next to the API server's; what is sent there is dropped inside the box."""
NOBODY = "faults"
"""A service account without any right."""


def _kubeconfig(scene: Scene, change: Callable[[Scene, dict[str, Any]], None]) -> Path:
    """Write the box's kubeconfig with one thing changed."""
    document: dict[str, Any] = yaml.safe_load(scene.box.kubeconfig.read_text(encoding="utf-8"))
    change(scene, document)
    file = scene.folder / "kubeconfig"
    file.touch(mode=0o600)
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    return file


def _changed(change: Callable[[Scene, dict[str, Any]], None], *words: str) -> Stage:
    @contextmanager
    def stage(scene: Scene) -> Iterator[Staged]:
        yield Staged(scene.as_any_cluster(_kubeconfig(scene, change), *words))

    return stage


def _expired(scene: Scene, document: dict[str, Any]) -> None:
    """Show a certificate of the administrator that ran out an hour ago, signed by the box's authority."""
    certificates = scene.box.folder.certificates
    authority = x509.load_pem_x509_certificate((certificates / "ca.crt").read_bytes())
    signer = load_pem_private_key((certificates / "ca.key").read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)  # as every box's authority has it
    key, now = new_key(), datetime.now(UTC)
    names = [(NameOID.ORGANIZATION_NAME, "system:masters"), (NameOID.COMMON_NAME, "kubebox-admin")]
    signed = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(*each) for each in names]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now - timedelta(hours=1))
        .sign(signer, hashes.SHA256())
    )
    pair = KeyPair(pem_of_certificate(signed), pem_of_key(key))
    written = kubeconfig("x", "https://x", b"", "x", pair)
    document["users"][0]["user"] = yaml.safe_load(written)["users"][0]["user"]


def _other_authority(_: Scene, document: dict[str, Any]) -> None:
    other = Authority("somebody-else").pair
    written = yaml.safe_load(kubeconfig("x", "https://x", other.certificate, "x", other))
    data = written["clusters"][0]["cluster"]["certificate-authority-data"]
    document["clusters"][0]["cluster"]["certificate-authority-data"] = data


def _unknown_token(_: Scene, document: dict[str, Any]) -> None:
    document["users"][0]["user"] = {"token": "of-nobody"}


def _without_rights(scene: Scene, document: dict[str, Any]) -> None:
    """Be a service account that nobody has given a right."""
    scene.kubectl("create", "serviceaccount", NOBODY, "--namespace", "default")
    token = scene.kubectl("create", "token", NOBODY, "--namespace", "default").strip()
    document["users"][0]["user"] = {"token": token}


@contextmanager
def _black_hole(scene: Scene) -> Iterator[Staged]:
    """Send to a port of the box whose packets are dropped there, in the box's own network namespace."""
    rule = ["INPUT", "-p", "tcp", "--dport", str(DROPPED_PORT), "-j", "DROP"]

    def elsewhere(_: Scene, document: dict[str, Any]) -> None:
        server = f"https://{scene.box.state.plan.node}:{DROPPED_PORT}"
        document["clusters"][0]["cluster"]["server"] = server

    scene.box.run(["iptables", "-I", *rule])
    try:
        yield Staged(scene.as_any_cluster(_kubeconfig(scene, elsewhere)))
    finally:
        scene.box.run(["iptables", "-D", *rule])


def _fault(
    name: str, what: str, says: str, stage: Stage, nature: Nature = ANSWERED, *, needs_box: bool = True
) -> Fault:
    kind, code = Kind.ENVIRONMENT, ExitCode.UNKNOWN
    return Fault(name, what, kind, code, says, nature, stage, needs_box=needs_box, alone=False)


FAULTS = (
    _fault(
        "api-server-refuses-connections",
        "Nobody listens at the API server's address.",
        "Connection refused",
        in_a_file("kubeconfig", KUBECONFIG, "--kubeconfig", "{file}", *IMAGES),
        at_once("the machine there says so"),
        needs_box=False,
    ),
    _fault(
        "api-server-black-hole",
        "What is sent to the API server's address vanishes.",
        "no connection within",
        _black_hole,
        Nature(ANSWER_S, "the seconds that a first connection is given"),
    ),
    _fault(
        "wrong-authority",
        "The kubeconfig's authority did not sign the API server's certificate.",
        "the kubeconfig's authority did not sign it",
        _changed(_other_authority),
        at_once("the API server shows its certificate first"),
    ),
    _fault(
        "client-certificate-expired",
        "The kubeconfig's client certificate has run out.",
        "refuses the credentials",
        _changed(_expired),
    ),
    _fault(
        "token-refused",
        "The kubeconfig's token is nobody's.",
        "refuses the credentials",
        _changed(_unknown_token),
    ),
    _fault(
        "rights-missing",
        "The kubeconfig's user is known and may do nothing.",
        "not allowed in every namespace to",
        _changed(_without_rights, "--only", "pods_1"),
    ),
)

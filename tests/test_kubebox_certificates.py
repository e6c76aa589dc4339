from __future__ import annotations

import stat
from ipaddress import IPv4Network
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from conformance.clusters.kubebox.addresses import AddressPlan
from conformance.clusters.kubebox.authority import KeyPair
from conformance.clusters.kubebox.certificates import CLIENTS, write_certificates
from conformance.clusters.kubebox.kubeconfigs import kubeconfig
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.node import nodes_of
from conformance.clusters.kubebox.options import BoxOptions

PLAN = AddressPlan(IPv4Network("198.18.7.0/24"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("box") / "certificates"


@pytest.fixture(scope="module")
def pairs(folder: Path) -> dict[str, KeyPair]:
    return write_certificates(folder, PLAN, nodes_of(BoxOptions("x"), PLAN, BoxFolder(folder.parent)))


def _subject(pair: KeyPair) -> tuple[str, str]:
    name = x509.load_pem_x509_certificate(pair.certificate).subject
    groups = name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    user = name.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    return str(user), str(groups[0].value) if groups else ""


def test_each_client_says_who_it_is(pairs: dict[str, KeyPair]) -> None:
    assert _subject(pairs["kubelet"]) == ("system:node:kubebox-x", "system:nodes")
    assert _subject(pairs["kube-scheduler"]) == ("system:kube-scheduler", "")
    assert len({_subject(pair) for pair in pairs.values()}) == len(CLIENTS) + 1


def test_only_the_administrator_is_allowed_everything(pairs: dict[str, KeyPair]) -> None:
    masters = [name for name, pair in pairs.items() if _subject(pair)[1] == "system:masters"]
    assert masters == ["admin"]


def test_every_certificate_is_signed_by_the_authority(folder: Path, pairs: dict[str, KeyPair]) -> None:
    authority = x509.load_pem_x509_certificate((folder / "ca.crt").read_bytes())
    assert isinstance(authority.public_key(), ec.EllipticCurvePublicKey)
    for pair in pairs.values():
        certificate = x509.load_pem_x509_certificate(pair.certificate)
        certificate.verify_directly_issued_by(authority)
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]


def test_the_api_server_answers_on_its_addresses(folder: Path, pairs: dict[str, KeyPair]) -> None:
    assert pairs
    certificate = x509.load_pem_x509_certificate((folder / "kube-apiserver.crt").read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.IPAddress) == [PLAN.node, PLAN.kubernetes_service]
    assert "kubernetes.default.svc.cluster.local" in names.get_values_for_type(x509.DNSName)


def test_keys_are_for_root_alone(folder: Path, pairs: dict[str, KeyPair]) -> None:
    assert pairs
    keys = list(folder.glob("*.key"))
    assert keys
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}


def test_a_kubeconfig_has_everything_in_it(pairs: dict[str, KeyPair]) -> None:
    document = yaml.safe_load(kubeconfig("kubebox-x", PLAN.server, b"authority", "admin", pairs["admin"]))
    assert document["current-context"] == "kubebox-x"
    assert document["clusters"][0]["cluster"]["server"] == "https://198.18.7.2:6443"
    assert set(document["users"][0]["user"]) == {"client-certificate-data", "client-key-data"}

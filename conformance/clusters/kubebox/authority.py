"""A certificate authority of the box's own, made anew at every boot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFETIME = timedelta(days=30)
"""A box is thrown away within hours; `up` may hold one for some weeks."""
CLOCK_SKEW = timedelta(hours=1)


@dataclass(frozen=True)
class KeyPair:
    """A certificate and its private key, both in PEM."""

    certificate: bytes
    key: bytes


class Authority:
    """Signs certificates; its own key never leaves the process unless asked for."""

    def __init__(self, common_name: str) -> None:
        """Make the authority's own key and self-signed certificate."""
        self._key = new_key()
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        usage = x509.KeyUsage(
            digital_signature=True,
            key_cert_sign=True,
            crl_sign=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            encipher_only=False,
            decipher_only=False,
        )
        builder = (
            _unsigned(self._name, self._name, self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
        )
        self._certificate = builder.sign(self._key, hashes.SHA256())

    @property
    def pair(self) -> KeyPair:
        """The authority's own certificate and key."""
        return KeyPair(pem_of_certificate(self._certificate), pem_of_key(self._key))

    def client(self, common_name: str, organization: str = "") -> KeyPair:
        """Return a certificate that says who a client is: user `common_name`, group `organization`."""
        return self._issue(common_name, organization, ExtendedKeyUsageOID.CLIENT_AUTH, [])

    def server(self, common_name: str, names: Sequence[str], addresses: Sequence[IPv4Address]) -> KeyPair:
        """Return a certificate for a server that answers under `names` and `addresses`."""
        subjects: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
        subjects += [x509.IPAddress(address) for address in addresses]
        return self._issue(common_name, "", ExtendedKeyUsageOID.SERVER_AUTH, subjects)

    def _issue(
        self,
        common_name: str,
        organization: str,
        usage: x509.ObjectIdentifier,
        subjects: Sequence[x509.GeneralName],
    ) -> KeyPair:
        key = new_key()
        attributes = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
        if organization:
            attributes.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
        builder = (
            _unsigned(x509.Name(attributes), self._name, key.public_key())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False
            )
        )
        if subjects:
            builder = builder.add_extension(x509.SubjectAlternativeName(subjects), critical=False)
        return KeyPair(pem_of_certificate(builder.sign(self._key, hashes.SHA256())), pem_of_key(key))


def new_key() -> ec.EllipticCurvePrivateKey:
    """Return a fresh P-256 key: made in a millisecond, where RSA takes a tenth of a second."""
    return ec.generate_private_key(ec.SECP256R1())


def pem_of_certificate(certificate: x509.Certificate) -> bytes:
    """Return the certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def pem_of_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the private key as unencrypted PEM, in the form that every Go program reads."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )


def pem_of_public_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the public half of the key as PEM."""
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _unsigned(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )

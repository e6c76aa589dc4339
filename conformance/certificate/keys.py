"""Keys of signers: ed25519, in PEM files that any other tool reads too."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from securesystemslib.signer import CryptoSigner, SSlibKey

from conformance.errors import BadInput

OWNER_ONLY = 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO
SHORT = 8
"""Hex digits of a key's identifier by which people and file names tell keys apart, as in-toto has it."""


def public_file(private: Path) -> Path:
    """Return where the public half of the key in `private` lies."""
    return private.with_name(f"{private.name}.pub")


def short(keyid: str) -> str:
    """Return the beginning of a key's identifier."""
    return keyid[:SHORT]


def make_key_pair(private: Path) -> SSlibKey:
    """Write a new private key to `private`, for its owner only, and the public one beside it; return that.

    Raises BadInput where one of the two files is there already or cannot be made: no key is overwritten.
    """
    signer = CryptoSigner.generate_ed25519()
    public = public_file(private)
    pem = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer.public_key.keyval["public"])).public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    if public.exists():
        raise BadInput(f"{public} is there already", "choose another name, no key is overwritten")
    _write_new(private, signer.private_bytes, OWNER_ONLY)
    _write_new(public, pem, 0o644)
    return signer.public_key


def read_signer(private: Path) -> CryptoSigner:
    """Return what signs with the key in `private`.

    Raises BadInput where it cannot be read, is no ed25519 key without a passphrase, or is open to others.
    """
    try:
        key = load_pem_private_key(_read(private), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadInput(f"{private} is no private key", "make one with keygen --out FILE") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInput(f"{private} is no ed25519 key", "make one with keygen --out FILE")
    mode = stat.S_IMODE(private.stat().st_mode)
    if mode & OTHERS:
        raise BadInput(f"{private} is open to others (mode {mode:04o})", f"chmod 600 {private}")
    return CryptoSigner(key)


def read_public_key(file: Path) -> SSlibKey:
    """Return the public key in `file`; its identifier is worked out from the key and never read.

    Raises BadInput where it cannot be read or is no ed25519 key.
    """
    try:
        key = load_pem_public_key(_read(file))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadInput(f"{file} is no public key", "name the file that ends in .pub") from error
    if not isinstance(key, Ed25519PublicKey):
        raise BadInput(f"{file} is no ed25519 key", "make one with keygen --out FILE")
    return SSlibKey.from_crypto(key)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror})", "name the file of a key") from error


def _write_new(file: Path, content: bytes, mode: int) -> None:
    """Write a file that was not there; O_EXCL follows no link either."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as error:
        raise BadInput(f"{file} is there already", "choose another name, no key is overwritten") from error
    except OSError as error:
        raise BadInput(f"{file} cannot be made ({error.strerror})", "choose another name") from error
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)

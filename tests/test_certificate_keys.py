"""Keys of signers: made once, for their owner only, and read back as what they are."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from securesystemslib.signer import CryptoSigner

from conformance.certificate.keys import make_key_pair, public_file, read_public_key, read_signer
from conformance.errors import BadInput


def test_a_private_key_is_for_its_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_key_pair(tmp_path / "key")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_both_halves_are_read_back(tmp_path: Path) -> None:
    made = make_key_pair(tmp_path / "key")
    assert read_public_key(tmp_path / "key.pub") == made
    assert read_signer(tmp_path / "key").public_key == made


@pytest.mark.parametrize("there", ["key", "key.pub"])
def test_no_key_is_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("somebody's")
    with pytest.raises(BadInput, match=rf"{there} is there already"):
        make_key_pair(tmp_path / "key")
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(there, "somebody's")]


def test_no_key_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadInput, match="is there already"):
        make_key_pair(tmp_path / "key")
    assert not (tmp_path / "elsewhere").exists()


def test_a_key_in_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be made"):
        make_key_pair(tmp_path / "nowhere" / "key")


def test_a_key_that_others_can_read_signs_nothing(tmp_path: Path) -> None:
    make_key_pair(tmp_path / "key")
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(BadInput, match=r"open to others \(mode 0640\): chmod 600"):
        read_signer(tmp_path / "key")


def private(file: Path, content: bytes) -> Path:
    file.write_bytes(content)
    file.chmod(0o600)
    return file


def test_what_is_no_private_ed25519_key_is_told(tmp_path: Path) -> None:
    curve = generate_private_key(SECP256R1())
    curve_pem = curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(BadInput, match="no ed25519 key"):
        read_signer(private(tmp_path / "curve", curve_pem))
    locked = curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"a phrase"))
    with pytest.raises(BadInput, match="no private key"):
        read_signer(private(tmp_path / "locked", locked))
    with pytest.raises(BadInput, match="no private key"):
        read_signer(private(tmp_path / "words", b"no key at all"))
    with pytest.raises(BadInput, match="cannot be read"):
        read_signer(tmp_path / "nowhere")


def test_what_is_no_public_ed25519_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "private").write_bytes(CryptoSigner.generate_ed25519().private_bytes)
    with pytest.raises(BadInput, match=r"no public key: name the file that ends in \.pub"):
        read_public_key(tmp_path / "private")
    curve = generate_private_key(SECP256R1()).public_key()
    (tmp_path / "curve").write_bytes(curve.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(BadInput, match="no ed25519 key"):
        read_public_key(tmp_path / "curve")


def test_the_public_half_lies_beside(tmp_path: Path) -> None:
    assert public_file(tmp_path / "release.key") == tmp_path / "release.key.pub"

"""The envelope around a statement, held against the protocol's own words and against tampering."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from securesystemslib.signer import CryptoSigner

from conformance.certificate.envelope import (
    LARGEST,
    ForeignKey,
    NotGenuine,
    certificate_file,
    opened,
    seal,
)
from conformance.errors import BadInput

OURS = CryptoSigner.generate_ed25519()
THEIRS = CryptoSigner.generate_ed25519()
PAYLOAD = b'{"_type": "https://in-toto.io/Statement/v1"}'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = certificate_file(tmp_path, OURS.public_key.keyid)
    path.write_bytes(seal(PAYLOAD, OURS))
    return path


def change(file: Path, changed: Callable[[dict[str, Any]], object]) -> None:
    plain = json.loads(file.read_bytes())
    changed(plain)
    file.write_text(json.dumps(plain))


def test_what_was_sealed_is_what_is_opened(file: Path) -> None:
    keys = [THEIRS.public_key, OURS.public_key]
    assert opened(file, keys) == (PAYLOAD, OURS.public_key)


def test_the_signature_is_over_the_protocols_encoding(file: Path) -> None:
    """DSSE 1.0: "DSSEv1", then type and body, each after its length in bytes; nothing of ours takes part."""
    plain = json.loads(file.read_bytes())
    assert base64.b64decode(plain["payload"]) == PAYLOAD
    encoded = b"DSSEv1 28 application/vnd.in-toto+json %d %b" % (len(PAYLOAD), PAYLOAD)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(OURS.public_key.keyval["public"]))
    key.verify(base64.b64decode(plain["signatures"][0]["sig"]), encoded)


def test_it_is_named_after_its_key(file: Path) -> None:
    assert file.name == f"certificate.{OURS.public_key.keyid[:8]}.json"


def test_an_edited_payload_is_told(file: Path) -> None:
    change(file, lambda plain: plain.update(payload=base64.b64encode(b"{}").decode()))
    with pytest.raises(NotGenuine, match="was edited"):
        opened(file, [OURS.public_key])


def test_another_type_is_told(file: Path) -> None:
    change(file, lambda plain: plain.update(payloadType="text/plain"))
    with pytest.raises(NotGenuine, match="holds 'text/plain'"):
        opened(file, [OURS.public_key])


def test_a_foreign_key_is_named(file: Path) -> None:
    with pytest.raises(ForeignKey, match=f"foreign key, {OURS.public_key.keyid[:8]}"):
        opened(file, [THEIRS.public_key])


def test_a_foreign_key_under_our_name_is_told(file: Path) -> None:
    """The name of a key in an envelope is a hint that anybody can write."""
    file.write_bytes(seal(PAYLOAD, THEIRS))
    change(file, lambda plain: plain["signatures"][0].update(keyid=OURS.public_key.keyid))
    with pytest.raises(NotGenuine, match="was edited"):
        opened(file, [OURS.public_key])


def test_a_stripped_signature_is_told(file: Path) -> None:
    change(file, lambda plain: plain.update(signatures=[]))
    with pytest.raises(NotGenuine, match="has no signature"):
        opened(file, [OURS.public_key])


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"payload": "", "payloadType": "", "signatures": 7}',
        '{"payload": "%", "payloadType": "", "signatures": []}',
        '{"payload": "", "payloadType": "", "signatures": [{"keyid": "a", "sig": "?"}]}',
        '{"payload": "", "payloadType": "", "signatures": [{"keyid":"a","sig":""},{"keyid":"a","sig":""}]}',
    ],
)
def test_what_is_no_envelope_is_told_in_one_line(file: Path, content: str) -> None:
    file.write_text(content)
    with pytest.raises(NotGenuine, match="is no DSSE envelope"):
        opened(file, [OURS.public_key])


def test_a_file_that_is_far_too_large_is_not_read(file: Path) -> None:
    with file.open("ab") as content:
        content.truncate(LARGEST + 1)
    with pytest.raises(NotGenuine, match="is too large to be a certificate"):
        opened(file, [OURS.public_key])


def test_a_missing_file_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        opened(tmp_path / "certificate.json", [OURS.public_key])

"""A signed statement as a file: a DSSE envelope (its protocol 1.0) around an in-toto statement.

Each signer has a file of his own beside the report, because each names himself, his role and his decision in
what he signs: docs/decisions/0012.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import Key, Signer

from conformance.certificate.keys import short
from conformance.errors import BadInput, ConformanceError
from conformance.exit_codes import ExitCode

PAYLOAD_TYPE = "application/vnd.in-toto+json"
"""What in-toto's envelope layer asks for."""
FILES = "certificate.*.json"
LARGEST = 4 * 2**20
"""Bytes; a statement on 400 promises takes some 30 kB."""


class NotGenuine(ConformanceError):
    """A certificate is not what somebody with one of the keys signed."""

    exit_code = ExitCode.BROKEN


class ForeignKey(NotGenuine):
    """A certificate was signed with a key that is none of those given."""


@dataclass(frozen=True)
class _Signature:
    keyid: str
    sig: str


@dataclass(frozen=True)
class _Form:
    payload: str
    payloadType: str  # noqa: N815 - the envelope's own name for it
    signatures: tuple[_Signature, ...]


_FORM = TypeAdapter(_Form)


def certificate_file(folder: Path, keyid: str) -> Path:
    """Return where the certificate of the key `keyid` lies in a run's folder, named as in-toto has it."""
    return folder / f"certificate.{short(keyid)}.json"


def certificate_files(folder: Path) -> list[Path]:
    """Return the certificates in a run's folder, by name."""
    return sorted(folder.glob(FILES))


def seal(payload: bytes, signer: Signer) -> bytes:
    """Return the file's content: `payload` signed by `signer`."""
    envelope = Envelope(payload, PAYLOAD_TYPE, {})
    envelope.sign(signer)
    return json.dumps(envelope.to_dict(), indent=2).encode() + b"\n"


def opened(file: Path, keys: Sequence[Key]) -> tuple[bytes, Key]:
    """Return what is signed in `file`, and the one of `keys` that it is signed with.

    Raises BadInput where the file cannot be read; NotGenuine where it is no envelope, holds no signature, or
    was edited after it was signed; ForeignKey where none of `keys` signed it.
    """
    envelope = _read(file)
    if not envelope.signatures:
        raise NotGenuine(f"{file.name} has no signature")
    if envelope.payload_type != PAYLOAD_TYPE:
        raise NotGenuine(f"{file.name} holds {envelope.payload_type!r} in place of {PAYLOAD_TYPE!r}")
    known = [key for key in keys if key.keyid in envelope.signatures]
    if not known:
        by = ", ".join(short(keyid) for keyid in envelope.signatures)
        raise ForeignKey(f"{file.name} is signed with a foreign key, {by}: none of those given")
    for key in known:
        try:
            envelope.verify([key], threshold=1)
        except UnverifiedSignatureError as error:
            message = f"{file.name} was edited: it is not what the key {short(key.keyid)} signed"
            raise NotGenuine(message) from error
    return envelope.payload, known[0]


def _read(file: Path) -> Envelope:
    try:
        if file.stat().st_size > LARGEST:
            raise NotGenuine(f"{file.name} is too large to be a certificate")
        form = _FORM.validate_json(file.read_bytes(), strict=True)
        return Envelope.from_dict(asdict(form))
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror})", "name the folder of a run") from error
    except (ValidationError, ValueError) as error:
        raise NotGenuine(f"{file.name} is no DSSE envelope") from error

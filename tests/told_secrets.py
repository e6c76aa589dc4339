"""Made-up secrets of every kind that a run has, in every form that a text may have them in."""

from __future__ import annotations

import base64
import html
import json
from pathlib import Path
from urllib.parse import quote

from conformance.clusters.contexts import read_contexts
from conformance.credentials import Credentials
from conformance.redact import hold
from tests.secret_search import WORD, secret

_FILL = "aB3_" * 6
DATABASE = f"{secret('database')} \"with\" <all> \\ & é 100% 'that' is hard to quote"
FERNET = f"gAAAAABn{_FILL}{secret('fernet')}{_FILL}=="
BEARER = f"ya29.{_FILL}{secret('bearer')}"
LINES = (f"{_FILL}{secret('key_one')}{_FILL}", f"{_FILL}{secret('key_two')}{_FILL}")
KEY = "\n".join(("-----BEGIN EC PRIVATE KEY-----", *LINES, "-----END EC PRIVATE KEY-----", ""))
KEY_DATA = base64.b64encode(KEY.encode()).decode()
KNOWN = (DATABASE, WORD, secret("admin"), FERNET, BEARER, KEY, KEY_DATA)
BY_THEIR_PLACE = (
    f"got gAAAAABn{_FILL}{secret('unknown')}{_FILL} from nobody knows where",
    f"X-Subject-Token: gAAAAABn{_FILL}\r\n {secret('folded')}{_FILL}\r\nVary: X-Auth-Token",
    f"X-Auth-Token: {secret('header')}",
    f"Authorization: Bearer {secret('authorization')}",
    f"MYSQL_PASSWORD={secret('variable')}",
    f'{{"password": "{secret("member")}"}}',
    f"mysql+pymysql://keystone:{secret('connection')}@db/keystone",
    f"client-key-data: {base64.b64encode(secret('kubeconfig').encode()).decode()}",
    KEY.replace("key_", "unknown_key_"),
)
"""Secrets that nobody has told the suite."""
NAMES = frozenset(("database", "admin", "fernet", "bearer", "key_one", "key_two")) | frozenset(
    ("unknown", "folded", "header", "authorization", "variable", "member", "connection", "kubeconfig")
)
"""What the made-up ones are called."""


def hold_all(folder: Path) -> None:
    """Come to hold the known ones as a run does: by credentials, tokens, and the kubeconfig of a user."""
    Credentials("keystone", "keystone", DATABASE, WORD, secret("admin"))
    hold(FERNET, "token")
    user = {"name": "u", "user": {"token": BEARER, "client-key-data": KEY_DATA}}
    file = folder / "kubeconfig"
    file.write_text(json.dumps({"users": [user], "contexts": [], "clusters": []}))
    read_contexts(file, {})


def forms_of(value: str) -> tuple[str, ...]:
    """Return a secret as texts have it."""
    content = value.encode()
    in_base64 = base64.b64encode(content).decode()
    return (
        value,
        json.dumps(value),
        json.dumps(json.dumps(value, ensure_ascii=False)),
        repr(value),
        html.escape(value),
        quote(value, safe=""),
        f"mysql://keystone:{quote(value, safe='')}@db/keystone",
        in_base64,
        "\n".join(in_base64[begin : begin + 20] for begin in range(0, len(in_base64), 20)),
        base64.urlsafe_b64encode(content).decode(),
        *(base64.b64encode(user + content + b"@db").decode() for user in (b"u:", b"ks:", b"root:")),
        content.hex(),
    )


def everything() -> str:
    """Return a text with each of them in each form, and long ones broken and cut."""
    folded = f"X-Subject-Token: {FERNET[:40]}\r\n {FERNET[40:90]}\r\n\t{FERNET[90:]}"
    cut = f"{FERNET[:-30]}…"
    return "\n".join((*BY_THEIR_PLACE, *(form for each in KNOWN for form in forms_of(each)), folded, cut))


def placed(place: str) -> str:
    """Return a text with the secret of one place, as it is and in two forms; it is held from now on."""
    own = hold(secret(place), "played")
    return f"{place} {own} {base64.b64encode(own.encode()).decode()} mysql://ks:{own}@db/ks"

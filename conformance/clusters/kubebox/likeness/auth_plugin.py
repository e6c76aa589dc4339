"""The credential plugin of a box that is like GKE: has a token made and prints it as an ExecCredential.

Run by any Kubernetes client as `kubebox-auth-plugin`, with Python's own library alone; its one argument is
the file that has the user's secret.
"""

from __future__ import annotations

import base64
import json
import os
import ssl
import sys
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

V1 = "client.authentication.k8s.io/v1"
ANSWER_S = 10
GRANT = b"grant_type=client_credentials"


def main(file: str) -> str:
    """Return an error in one line, nothing where an ExecCredential has been printed."""
    try:
        asked = json.loads(os.environ["KUBERNETES_EXEC_INFO"])["apiVersion"]
    except (KeyError, ValueError, TypeError):
        return "KUBERNETES_EXEC_INFO does not say what is asked for: run this through a Kubernetes client"
    if asked != V1:
        return f"asked for {asked}, and only {V1} is spoken here"
    try:
        granted = grant(json.loads(Path(file).read_text()))
        lasts = timedelta(seconds=granted["expires_in"])
        token = granted["access_token"]
    except (OSError, ValueError, KeyError) as error:
        return f"no token from the box's issuer ({error}): is the box up?"
    ends = datetime.now(UTC) + lasts
    status = {"token": token, "expirationTimestamp": f"{ends:%Y-%m-%dT%H:%M:%SZ}"}
    print(json.dumps({"apiVersion": V1, "kind": "ExecCredential", "status": status}))
    return ""


def grant(configuration: dict[str, str]) -> dict[str, Any]:
    """Return what the token endpoint grants the user; raises OSError, and ValueError for an odd answer."""
    shown = base64.b64encode(f"{configuration['user']}:{configuration['secret']}".encode()).decode()
    request = urllib.request.Request(
        configuration["token_endpoint"], data=GRANT, headers={"Authorization": f"Basic {shown}"}
    )
    trust = ssl.create_default_context(cadata=configuration["authority"])
    # The box is on this machine: whatever proxy its user has, it does not lead there.
    direct = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust)
    )
    with direct.open(request, timeout=ANSWER_S) as answer:
        granted: dict[str, Any] = json.load(answer)
    return granted


if __name__ == "__main__":
    if failed := main(sys.argv[1]):
        sys.exit(failed)

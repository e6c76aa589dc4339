"""The program that issues a box's tokens over https: discovery, keys, and a token for who has the secret.

Started in the box as `python -m conformance.clusters.kubebox.likeness.token_issuer FILE`.
"""

from __future__ import annotations

import base64
import hmac
import json
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from conformance.clusters.kubebox.likeness.issued_tokens import TokenIssuer


def serve(configuration: dict[str, Any]) -> ThreadingHTTPServer:
    """Return a server that listens as the configuration says; see sign_in.py."""
    server = ThreadingHTTPServer((configuration["address"], configuration["port"]), handler(configuration))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(configuration["certificate"], configuration["key"])
    # In the thread of its own: whoever connects and says nothing must not keep others waiting.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    return server


def handler(configuration: dict[str, Any]) -> type[BaseHTTPRequestHandler]:
    """Return what answers one request, with an issuer's key made here."""
    issuer = TokenIssuer(configuration["issuer"], configuration["audience"], configuration["lifetime_s"])
    user = configuration["user"]
    basic = base64.b64encode(f"{user}:{configuration['secret']}".encode()).decode()
    public = {"/.well-known/openid-configuration": issuer.discovery, "/keys": issuer.key_set}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer what anybody may know."""
            document = public.get(self.path)
            self._reply(200, document()) if document else self._reply(404, {"error": "not_found"})

        def do_POST(self) -> None:
            """Issue a token: the client-credentials grant (RFC 6749, 4.4) to who shows the secret."""
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            shown = self.headers.get("Authorization", "")
            if self.path != "/token":
                self._reply(404, {"error": "not_found"})
            elif not hmac.compare_digest(shown.encode(), f"Basic {basic}".encode()):
                self._reply(401, {"error": "invalid_client"})
            else:
                granted = {"access_token": issuer.token(user), "token_type": "Bearer"}
                self._reply(200, {**granted, "expires_in": issuer.lifetime_s})

        def _reply(self, status: int, document: dict[str, Any]) -> None:
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


if __name__ == "__main__":
    serve(json.loads(Path(sys.argv[1]).read_text())).serve_forever()

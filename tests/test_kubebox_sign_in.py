"""How the user of a box that is like GKE signs in: the issuer, its tokens, and the plugin, on loopback."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, cast

import jwt
import pytest
import urllib3
from kubernetes.client import Configuration

from conformance.api_client import ClusterClient
from conformance.api_use import ApiUse
from conformance.clusters.kubebox.authority import Authority
from conformance.clusters.kubebox.kubeconfigs import kubeconfig_with
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.likeness.issued_tokens import TokenIssuer
from conformance.clusters.kubebox.likeness.managed import GKE
from conformance.clusters.kubebox.likeness.sign_in import USER, plugin_file, plugin_program
from conformance.clusters.kubebox.likeness.token_issuer import serve
from conformance.clusters.kubebox.likeness.user import plugin_script, plugin_user
from conformance.clusters.kubeconfig_client import client_of
from conformance.errors import CredentialPluginFailed

SECRET = "the-secret-of-the-user"


@dataclass(frozen=True)
class Issuer:
    url: str
    authority: str


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    """The box's issuer as a program would serve it, on loopback."""
    folder = tmp_path_factory.mktemp("certificates")
    authority = Authority("kubebox")
    pair = authority.server("token-issuer", [], [IPv4Address("127.0.0.1")])
    (folder / "c.crt").write_bytes(pair.certificate)
    (folder / "c.key").write_bytes(pair.key)
    configuration: dict[str, Any] = {
        "issuer": "https://127.0.0.1:0",
        "address": "127.0.0.1",
        "port": 0,
        "certificate": str(folder / "c.crt"),
        "key": str(folder / "c.key"),
        "audience": "kubebox",
        "lifetime_s": GKE.token_lifetime_s,
        "user": USER,
        "secret": SECRET,
    }
    server = serve(configuration)
    server.RequestHandlerClass.log_message = lambda *_: None  # type: ignore[attr-defined]  # of its base class
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield Issuer(f"https://127.0.0.1:{server.server_address[1]}", authority.pair.certificate.decode())
    server.shutdown()
    server.server_close()
    thread.join()


def _get(issuer: Issuer, path: str) -> Any:
    trust = ssl.create_default_context(cadata=issuer.authority)
    with urllib3.PoolManager(ssl_context=trust, retries=False) as asking:
        return asking.request("GET", issuer.url + path).json()


def _kubeconfig(folder: Path, issuer: Issuer, secret: str = SECRET) -> Path:
    box = BoxFolder(folder)
    told = {
        "token_endpoint": f"{issuer.url}/token",
        "user": USER,
        "secret": secret,
        "authority": issuer.authority,
    }
    plugin_file(box).write_text(json.dumps(told))
    plugin_program(box).write_text(plugin_script(box))
    plugin_program(box).chmod(0o755)
    file = folder / "kubeconfig"
    file.write_text(kubeconfig_with("x", "https://127.0.0.1:1", b"ca", plugin_user(box)))
    return file


def _verified(token: str, keys: Any) -> dict[str, Any]:
    (key,) = jwt.PyJWKSet.from_dict(keys).keys
    claims: dict[str, Any] = jwt.decode(token, key, algorithms=["ES256"], audience="kubebox")
    return claims


def test_the_plugin_signs_in_and_its_token_is_verified_by_what_the_issuer_publishes(
    issuer: Issuer, tmp_path: Path
) -> None:
    began = time.time()
    api = client_of(str(_kubeconfig(tmp_path, issuer)), "x", Configuration(), ApiUse())
    assert isinstance(api, ClusterClient)
    sent = cast("Any", api.configuration).get_api_key_with_prefix("BearerToken")
    claims = _verified(sent.removeprefix("Bearer "), _get(issuer, "/keys"))
    assert (claims["sub"], claims["exp"] - claims["iat"]) == (USER, 120)
    assert claims["exp"] >= int(began) + 120
    discovery = _get(issuer, "/.well-known/openid-configuration")
    assert (discovery["issuer"], discovery["jwks_uri"]) == (claims["iss"], f"{claims['iss']}/keys")


def _issued(age: float) -> dict[str, Any]:
    """The claims of a token of that age, verified just now."""
    began = time.time() - age
    issuer = TokenIssuer("https://i", "kubebox", GKE.token_lifetime_s, lambda: began)
    return _verified(issuer.token(USER), issuer.key_set())


def test_a_token_ends_two_minutes_after_it_was_issued() -> None:
    assert _issued(age=110)["sub"] == USER
    with pytest.raises(jwt.ExpiredSignatureError):
        _issued(age=121)


def test_without_the_secret_no_token_is_issued_and_the_plugin_says_so(issuer: Issuer, tmp_path: Path) -> None:
    said = (
        r"^the credential plugin kubebox-auth-plugin ended with exit code 1 \(no token from the box's issuer"
    )
    with pytest.raises(CredentialPluginFailed, match=said):
        client_of(str(_kubeconfig(tmp_path, issuer, "wrong")), "x", Configuration(), ApiUse())


@pytest.mark.parametrize("path", ["/", "/token", "/keys/.."])
def test_the_issuer_tells_nothing_else(issuer: Issuer, path: str) -> None:
    assert _get(issuer, path) == {"error": "not_found"}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("", "KUBERNETES_EXEC_INFO does not say"),
        ('{"apiVersion": "client.authentication.k8s.io/v1beta1"}', "only client.authentication.k8s.io/v1 is"),
    ],
)
def test_the_plugin_speaks_the_protocol_and_nothing_else(tmp_path: Path, told: str, said: str) -> None:
    box = BoxFolder(tmp_path)
    plugin_program(box).write_text(plugin_script(box))
    ended = subprocess.run(
        ["sh", str(plugin_program(box))],
        env={**os.environ, "KUBERNETES_EXEC_INFO": told},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert said in ended.stderr

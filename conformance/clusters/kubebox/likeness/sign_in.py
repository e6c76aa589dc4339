"""How a user of the box signs in: what issuer, API server and plugin must know of each other. Pure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from conformance.clusters.kubebox.inputs import Inputs
from conformance.clusters.kubebox.layout import BoxFolder
from conformance.clusters.kubebox.likeness.managed import Likeness

USER = "nightly@kubebox.example"
"""Whom the API server takes the bearer of a token for; `access.yaml` gives that user its rights."""
AUDIENCE = "kubebox"
ISSUER_PORT = 10550
"""On the node's address, where no pod of ours asks for it."""
SERVER_CERTIFICATE = "token-issuer"


def issuer_url(inputs: Inputs) -> str:
    """Return what the tokens name as their issuer; below it stand its discovery document and keys."""
    return f"https://{inputs.plan.node}:{ISSUER_PORT}"


def authentication_file(inputs: Inputs) -> Path:
    """Return where the API server's structured authentication is configured."""
    return inputs.folder.configuration / "authentication.yaml"


def issuer_file(inputs: Inputs) -> Path:
    """Return where the issuer's own configuration lies; it names the user's secret."""
    return inputs.folder.configuration / "token-issuer.json"


def plugin_program(folder: BoxFolder) -> Path:
    """Return the credential plugin that the kubeconfig names."""
    return folder.path / "kubebox-auth-plugin"


def plugin_file(folder: BoxFolder) -> Path:
    """Return what the plugin signs in with: the user's secret, and where to show it."""
    return folder.path / "kubebox-auth-plugin.json"


def authentication(inputs: Inputs, likeness: Likeness, authority: str) -> str:
    """Return the AuthenticationConfiguration: tokens of this issuer, none of them made to last longer."""
    longest = likeness.token_lifetime_s
    document: dict[str, Any] = {
        "apiVersion": "apiserver.config.k8s.io/v1",
        "kind": "AuthenticationConfiguration",
        "jwt": [
            {
                "issuer": {
                    "url": issuer_url(inputs),
                    "audiences": [AUDIENCE],
                    "certificateAuthority": authority,
                },
                "claimValidationRules": [
                    {
                        "expression": f"claims.exp - claims.iat <= {longest}",
                        "message": f"the token is made to last longer than {longest} s",
                    }
                ],
                "claimMappings": {"username": {"claim": "sub", "prefix": ""}},
            }
        ],
    }
    return yaml.safe_dump(document, sort_keys=False)


def issuer_configuration(inputs: Inputs, likeness: Likeness, secret: str) -> str:
    """Return what the issuer is told: where to listen, as whom, and for how long its tokens are good."""
    certificates = inputs.folder.certificates
    return json.dumps(
        {
            "issuer": issuer_url(inputs),
            "address": str(inputs.plan.node),
            "port": ISSUER_PORT,
            "certificate": str(certificates / f"{SERVER_CERTIFICATE}.crt"),
            "key": str(certificates / f"{SERVER_CERTIFICATE}.key"),
            "audience": AUDIENCE,
            "lifetime_s": likeness.token_lifetime_s,
            "user": USER,
            "secret": secret,
        }
    )


def plugin_configuration(inputs: Inputs, secret: str, authority: str) -> str:
    """Return what the plugin needs to have a token made."""
    return json.dumps(
        {
            "token_endpoint": f"{issuer_url(inputs)}/token",
            "user": USER,
            "secret": secret,
            "authority": authority,
        }
    )

"""Asks a registry which digest a tag means, by the OCI distribution protocol."""

from __future__ import annotations

import re
from collections.abc import Mapping

import requests
from dxf import DXF, DXFBase
from dxf.exceptions import DXFError, DXFUnauthorizedError

from conformance.image_reference import ImageReference
from conformance.registry.credentials import DOCKER_HUB, RegistryCredentials
from conformance.registry.tags import Named

ANSWER_S = 5.0
"""Seconds until a connection, and for each packet of an answer of a few hundred bytes."""
HUB = "registry-1.docker.io"
"""Where names without a registry are kept."""
LOOPBACK = re.compile(r"(localhost|127(\.[0-9]+){3})(:[0-9]+)?")
"""Registries to which container runtimes speak plain HTTP where they do not answer by TLS."""
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def digest_of(image: ImageReference, credentials: Mapping[str, RegistryCredentials]) -> Named:
    """Return the digest that the image's tag means now, that of an index where there are several platforms.

    Without a tag `latest` is asked for. `credentials` are by host; without them the registry is asked as
    nobody. Nothing is raised: whatever fails is told in `why_not`.
    """
    host = HUB if image.domain in ("", "docker.io", DOCKER_HUB) else image.domain
    path = image.path if host != HUB or "/" in image.path else f"library/{image.path}"
    known = credentials.get(DOCKER_HUB if host == HUB else host)
    tag = image.tag or "latest"
    try:
        try:
            found = _head(host, path, tag, known, insecure=False)
        except requests.ConnectionError:
            if not LOOPBACK.fullmatch(host):
                raise
            found = _head(host, path, tag, known, insecure=True)
    except DXFUnauthorizedError:
        return Named(why_not=f"{host} refuses the credentials" if known else f"{host} wants credentials")
    except requests.HTTPError as error:
        return Named(why_not=f"{host} answers {error.response.status_code}")
    except (DXFError, requests.RequestException, KeyError, ValueError) as error:
        # A registry that speaks something else: a page of a proxy, a challenge that is none.
        return Named(why_not=f"{host} gives no answer that can be used ({type(error).__name__})")
    return Named(found) if found else Named(why_not=f"{host} names no digest")


def _head(host: str, path: str, tag: str, known: RegistryCredentials | None, *, insecure: bool) -> str:
    """Return the digest in the answer's header, empty where there is none of the form that pods take."""

    def sign_in(registry: DXFBase, challenge: requests.Response) -> None:
        if known:
            registry.authenticate(known.user, known.password, response=challenge)
        else:
            registry.authenticate(response=challenge)

    digest, _ = DXF(host, path, sign_in, insecure, timeout=ANSWER_S).head_manifest_and_response(tag)
    return digest if digest and DIGEST.fullmatch(digest) else ""

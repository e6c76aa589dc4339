"""Pushes an image to a registry by the OCI distribution protocol; what is not whole gets no name there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import requests
from dxf import DXF, DXFBase
from dxf.exceptions import DXFAuthInsecureError, DXFError, DXFUnauthorizedError

from conformance.errors import CredentialsRefused, SetUpFailed
from conformance.registry.credentials import RegistryCredentials
from conformance.registry.digests import ANSWER_S, LOOPBACK
from conformance.registry.storage import StoredImage
from conformance.registry.target import Target

STORED_S = 120.0
"""Seconds for each packet of a layer, and until the registry has stored the whole and answers."""
WANTED = ["pull", "push"]
"""Asked for with the first token: a registry that is asked whether it has a blob offers one for reading."""
LONGEST_WORDS = 200
"""Characters of what a registry says for itself."""


class Registry:
    """A registry that has answered, and the way in which it is spoken to."""

    def __init__(self, target: Target, known: RegistryCredentials | None, hint: str = "") -> None:
        """Find out whether it answers, by TLS or, where that is allowed, without.

        TLS is always verified. Without is a registry of this machine's own that does not speak it, and one
        for which `plain_http` was said. `hint` is what may help where credentials are refused. Raises
        SetUpFailed, CredentialsRefused.
        """
        self.target = target
        self._known = known
        self._hint = hint
        self._insecure = target.plain_http
        with self._told("does not take images"):
            try:
                self._greet()
            except requests.ConnectionError:
                if self._insecure or not LOOPBACK.fullmatch(target.host):
                    raise
                self._insecure = True
                self._greet()

    def push(self, name: str, tag: str, digest: str, image: StoredImage) -> str:
        """Push an image and return its name by digest; the tag is set once all of it is there.

        Raises SetUpFailed, CredentialsRefused.
        """
        target = self.target
        with self._told(f"does not take {target.repository(name)}"):
            there = DXF(target.host, target.repository(name), self._sign_in, self._insecure, timeout=STORED_S)
            with there:
                for blob, file in image.blobs:
                    pushed = there.push_blob(str(file))
                    if pushed != blob:
                        raise SetUpFailed(f"{file} is not what its name says", "remove the folder of images")
                there.set_manifest(tag, image.manifest)
                stored, _ = there.head_manifest_and_response(tag)
        if stored != digest:
            raise SetUpFailed(f"{target.name(name)}:{tag} is {stored} in the registry, not {digest}")
        return f"{target.name(name)}@{digest}"

    def _greet(self) -> None:
        # Whether it lets everybody in is asked by the first upload: some greet nobody, and let them in.
        try:
            DXF(self.target.host, "", None, self._insecure, timeout=ANSWER_S).api_version_check()
        except DXFUnauthorizedError:
            return

    def _sign_in(self, registry: DXFBase, challenge: requests.Response) -> None:
        user, password = (self._known.user, self._known.password) if self._known else (None, None)
        registry.authenticate(user, password, actions=WANTED, response=challenge)

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Turn what the protocol's client raises into one line."""
        host = self.target.host
        try:
            yield
        except DXFAuthInsecureError as error:
            raise CredentialsRefused(
                f"{host} wants credentials, which are not sent without TLS", "name a registry that speaks it"
            ) from error
        except DXFUnauthorizedError as error:
            said = "refuses the credentials" if self._known else "wants credentials"
            raise CredentialsRefused(f"{host} {said}", self._hint) from error
        except requests.HTTPError as error:
            raise SetUpFailed(f"{host} {what}: {_words(error.response)}") from error
        except requests.exceptions.SSLError as error:
            raise SetUpFailed(
                f"{host} does not speak TLS that can be verified",
                "REQUESTS_CA_BUNDLE names a file of authorities, --plain-http does without TLS",
            ) from error
        except (requests.ConnectionError, requests.Timeout) as error:
            raise SetUpFailed(f"{host} does not answer", "look at its name and the way to it") from error
        except (DXFError, requests.RequestException, KeyError, ValueError) as error:
            # Something else answers there: a page of a proxy, a challenge that is none.
            raise SetUpFailed(
                f"{host} gives no answer that can be used ({type(error).__name__})",
                "look whether it is a registry",
            ) from error


def _words(answer: requests.Response) -> str:
    """Return status and words of a refusal, in one line."""
    try:
        first = answer.json()["errors"][0]
        words = f"{first.get('code', '')} {first.get('message', '')}"
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        words = answer.reason or ""
    return f"{answer.status_code} {' '.join(words.split())}"[:LONGEST_WORDS].rstrip()

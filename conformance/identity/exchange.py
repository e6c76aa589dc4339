"""A keystoneauth session to one Keystone, which says plainly what was refused or never answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import requests
from keystoneauth1 import exceptions
from keystoneauth1.identity import v3
from keystoneauth1.session import Session

from conformance.errors import PromiseBroken
from conformance.port_forward import refuse_without_a_way
from conformance.reach import REQUEST_ID, direct_session, why


def v3_url(base_url: str) -> str:
    """Return the address of the v3 API: `base_url` with `/v3` where it has none."""
    bare = base_url.rstrip("/")
    return bare if bare.endswith("/v3") else f"{bare}/v3"


class KeystoneRefused(PromiseBroken):
    """Keystone answered 4xx or 5xx: looked for by a sentence about a refusal, a broken promise elsewhere."""

    def __init__(self, what: str, url: str, status: int, words: str, request_id: str) -> None:
        """Hold Keystone's no: its status, its own words, and the id that its log has the request under."""
        super().__init__(f"{what}: {url} answered {status}: {words}")
        self.status = status
        self.words = words
        self.request_id = request_id


class Exchange:
    """Requests of one user to one Keystone; `last` is the newest answer."""

    def __init__(
        self, base_url: str, user: str, password: str, project: str | None, domain: str, timeout: float
    ) -> None:
        """Prepare; nothing is sent yet. `project` None: an unscoped token; `timeout` in seconds.

        `domain` is the name of the domain that both user and project belong to.
        """
        self.base_url = base_url
        self.timeout = timeout
        self.last: requests.Response | None = None
        self._http = direct_session(base_url)
        self._http.hooks["response"].append(self._remember)
        scope = {"project_name": project, "project_domain_name": domain} if project else {"unscoped": True}
        self.plugin = v3.Password(
            v3_url(base_url),
            username=user,
            password=password,
            user_domain_name=domain,
            # Whether a token has ended is Keystone's to say: keystoneauth would ask this machine's clock.
            reauthenticate=False,
            **scope,
        )
        self.session = Session(
            auth=self.plugin, session=self._http, timeout=timeout, user_agent="keystone-conformance"
        )

    def _remember(self, response: requests.Response, **_: Any) -> None:
        self.last = response

    @property
    def status(self) -> int:
        """The status of the last answer."""
        return self.last.status_code if self.last is not None else 0

    @property
    def request_id(self) -> str:
        """The id under which Keystone's log has the last request."""
        return self.last.headers.get(REQUEST_ID, "") if self.last is not None else ""

    @contextmanager
    def answered(self, what: str) -> Iterator[None]:
        """Turn keystoneauth's exceptions into KeystoneRefused, or PromiseBroken where no answer came.

        NoWayToPod where none could come.
        The URL in the message is the one that was asked, which may come from the catalogue.
        """
        try:
            yield
        except exceptions.HttpError as error:
            words = str(error.message).partition(" (HTTP ")[0]
            raise KeystoneRefused(
                what, error.url or self.base_url, error.http_status, words, error.request_id or ""
            ) from error
        except exceptions.ConnectionError as error:
            request = getattr(error.__context__, "request", None)
            url = request.url if request is not None else self.base_url
            refuse_without_a_way(url)
            raise PromiseBroken(
                f"{what}: no answer from {url} ({why(error.__context__ or error)})"
            ) from error
        except exceptions.ClientException as error:
            raise PromiseBroken(f"{what}: {error}") from error

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

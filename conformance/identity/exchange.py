"""A keystoneauth session to one Keystone, that remembers its last answer and says plainly when none came."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import requests
from keystoneauth1 import exceptions
from keystoneauth1.identity import v3
from keystoneauth1.session import Session

from conformance.errors import PromiseBroken
from conformance.reach import REQUEST_ID, direct_session, why
from conformance.stack import EXPECTED


def v3_url(base_url: str) -> str:
    """Return the address of the v3 API: `base_url` with `/v3` where it has none."""
    bare = base_url.rstrip("/")
    return bare if bare.endswith("/v3") else f"{bare}/v3"


class Exchange:
    """Requests of one user to one Keystone; `last` is the newest answer."""

    def __init__(self, base_url: str, user: str, password: str, project: str | None, timeout: float) -> None:
        """Prepare; nothing is sent yet. `project` None: an unscoped token; `timeout` in seconds."""
        self.base_url = base_url
        self.last: requests.Response | None = None
        self._http = direct_session(base_url)
        self._http.hooks["response"].append(self._remember)
        scope = (
            {"project_name": project, "project_domain_name": EXPECTED.domain}
            if project
            else {"unscoped": True}
        )
        self.plugin = v3.Password(
            v3_url(base_url), username=user, password=password, user_domain_name=EXPECTED.domain, **scope
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
        """Turn a missing answer to `what` into PromiseBroken; refusals stay keystoneauth's own exceptions."""
        try:
            yield
        except exceptions.ConnectionError as error:
            reason = why(error.__context__ or error)
            raise PromiseBroken(f"{what}: no answer from {self.base_url} ({reason})") from error

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

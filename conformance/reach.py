"""One HTTP request, as any client would send it, and its answer or why there was none; judges nothing."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies
from urllib3.exceptions import HTTPError

from conformance.redact import hold

REQUEST_ID = "x-openstack-request-id"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    url: str
    status: int
    headers: Mapping[str, str]
    """With lower-case names."""
    body: Any
    """The parsed JSON where the answer says that it is JSON, else text."""
    request_id: str
    seconds: float


@dataclass(frozen=True)
class NoAnswer:
    """Nothing came back: refused, reset, lost, not answered."""

    url: str
    why: str
    seconds: float


def ask(
    url: str,
    timeout: float = 5.0,
    *,
    method: str = "GET",
    json: Any = None,
    headers: Mapping[str, str] | None = None,
) -> Answer | NoAnswer:
    """Send one request on a connection of its own and return the answer; redirects are not followed.

    `timeout` is in seconds, for the connection and for each pause in the answer. Raises nothing that the
    network does.
    """
    started = time.monotonic()
    with direct_session(url) as session:
        session.headers["Connection"] = "close"
        try:
            response = session.request(
                method, url, json=json, headers=headers, timeout=timeout, allow_redirects=False
            )
        except requests.RequestException as error:
            return NoAnswer(url, why(error), time.monotonic() - started)
        lower = {name.lower(): value for name, value in response.headers.items()}
        return Answer(
            url,
            response.status_code,
            lower,
            _body(response),
            lower.get(REQUEST_ID, ""),
            time.monotonic() - started,
        )


def direct_session(url: str) -> requests.Session:
    """Return a session that takes nothing of the environment but, for public addresses, its proxies.

    Loopback, private and 198.18.0.0/15 addresses lead to this machine or to a cluster beside it, where no
    proxy can follow. A public load balancer may be behind a proxy: HTTP_PROXY and NO_PROXY then mean what
    they always do.
    """
    session = requests.Session()
    session.trust_env = False
    session.hooks["response"].append(_hold_token)
    if _is_public(urlsplit(url).hostname or ""):
        session.proxies.update(get_environ_proxies(url))
    return session


def _hold_token(response: requests.Response, **_: Any) -> None:
    """Have a token that Keystone has just issued taken out of whatever is written from now on."""
    hold(response.headers.get("X-Subject-Token", ""), "token")


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:  # a name: cloud load balancers have public ones
        return host != "localhost"


def why(error: BaseException) -> str:
    """Return the innermost reason of a failed request, e.g. `[Errno 111] Connection refused`."""
    # Two different faults: what is sent vanishes, or who took the connection says nothing.
    if isinstance(error, requests.ConnectTimeout):
        return "no connection came about"
    if isinstance(error, requests.Timeout):
        return "connected, and no answer came"
    inner: BaseException = error
    while True:
        causes = [getattr(inner, "reason", None), inner.__cause__, inner.__context__, *inner.args]
        deeper = next((one for one in causes if isinstance(one, BaseException) and one is not inner), None)
        if deeper is None or not isinstance(inner, (requests.RequestException, HTTPError)):
            return str(inner) or type(inner).__name__
        inner = deeper


def _body(response: requests.Response) -> Any:
    if "json" in response.headers.get("Content-Type", ""):
        try:
            return response.json()
        except ValueError:
            return response.text
    return response.text

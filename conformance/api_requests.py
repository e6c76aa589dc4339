"""Requests to the API server in its own JSON, and its refusals as the suite's errors.

The generated classes of the client (`CoreV1Api`) are passed by: they take over a second to import, hide the
server's warnings, and check bodies themselves before the server can.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from kubernetes.client.exceptions import ApiException
from urllib3.exceptions import HTTPError, ProtocolError

from conformance.api_client import is_waited_for, renewed_after_refusal
from conformance.api_patience import READS, again_after
from conformance.errors import ClusterUnreachable, CredentialsRefused, EnvironmentFault, RightMissing
from conformance.no_answer import in_words, of_its_certificate

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

Query = Iterable[tuple[str, str]]
REQUEST_SECONDS = 10.0
"""How long a request may take: the API server answers in milliseconds, its webhooks have 10 s."""
CONNECT_SECONDS = 3.0
"""How long a connection may take: a reachable server accepts in a round trip; urllib3 tries 4 times."""
MERGE_PATCH = "application/merge-patch+json"
"""A patch is a part of the object: what it names is set, what it gives as null is taken out (RFC 7396)."""
JSON_PATCH = "application/json-patch+json"
"""A patch is a list of operations, of which a `test` guards the others (RFC 6902)."""
NO_RIGHT = re.compile(r'User "[^"]*" cannot \w+ ')
"""The authorizer's words, unlike admission's (k8s.io/apiserver, handlers/responsewriters/errors.go)."""
QUOTA_NOT_COUNTED = re.compile(r"status unknown for quota: |Operation cannot be fulfilled on resourcequotas ")
"""A quota that is so new that nobody has counted what it is used for, or that is counted just now: both pass
by themselves (k8s.io/apiserver, admission/plugin/resourcequota/controller.go; kubernetes issue 67761)."""
WARNING = re.compile(r'^\d{3} \S+ "(?P<text>.*)"$')
"""An RFC 7234 warning, e.g. `299 - "unknown field \"spec.foo\""`."""


@dataclass(frozen=True)
class Reply:
    """What the API server answered, with the warnings it sent along."""

    content: dict[str, Any]
    warnings: tuple[str, ...] = ()
    date: datetime | None = None
    """The server's own time when it answered, to the second."""


class RequestRefused(EnvironmentFault):
    """The API server refused a request; `status` and `reason` are those of its Status object."""

    def __init__(self, request: str, status: int, reason: str, words: str) -> None:
        """Hold the server's own words."""
        super().__init__(f"the API server refused {request} ({status} {reason}): {words}")
        self.status = status
        self.reason = reason
        self.words = words


class QuotaNotCounted(RequestRefused):
    """Nothing is wrong with the request: the quota of its namespace is not ready to judge it yet."""


def request(
    api: ApiClient,
    method: str,
    path: str,
    *,
    query: Query = (),
    body: Any = None,
    timeout: float = REQUEST_SECONDS,
) -> Reply:
    """Send one request and return the JSON object it is answered with.

    `path` starts with `/api` or `/apis`; `timeout` is in seconds. Raises ClusterUnreachable where nothing
    answers, CredentialsRefused for 401 and for a right that is missing, RequestRefused for any other refusal.
    """
    again = again_after(QuotaNotCounted)
    text, headers = again(_send, api, method, path, query, body, timeout)
    warnings = tuple(_warning(header) for header in headers.getlist("Warning"))
    date = headers.get("Date")
    return Reply(json.loads(text), warnings, parsedate_to_datetime(date) if date else None)


def get_text(api: ApiClient, path: str, query: Query = (), timeout: float = REQUEST_SECONDS) -> str:
    """Return the text, e.g. a log, that a GET of `path` is answered with; raises as `request` does."""
    return _send(api, "GET", path, query, None, timeout)[0]


def _send(api: ApiClient, method: str, path: str, query: Query, body: Any, timeout: float) -> tuple[str, Any]:
    headers = {"Accept": "application/json, */*"}
    if body is not None:
        headers["Content-Type"] = _content_type(method, body)
    renewed, broken_off = False, 0
    while True:
        call = api.param_serialize(
            method,
            path,
            query_params=list(query),
            header_params=headers,
            body=body,
            auth_settings=["BearerToken"],
        )
        try:
            response: Any = api.call_api(*call, _request_timeout=(min(CONNECT_SECONDS, timeout), timeout))
            text = response.read().decode("utf-8", "replace")
        except ApiException as error:
            raise unreachable(api, str(error.reason)) from error
        except (HTTPError, OSError) as error:
            # urllib3 asks again itself only where the head of the answer did not come either
            if isinstance(error, ProtocolError) and method == "GET" and broken_off < READS:
                broken_off += 1
                continue
            raise unreachable(api, str(getattr(error, "reason", error))) from error
        is_waited_for(api)
        if 200 <= response.status < 300:
            return text, response.headers
        # once: a server that refuses each new credential would be asked for ever
        if response.status != 401 or renewed or not renewed_after_refusal(api, authorization_of(call)):
            raise refusal(f"{method} {path}", response.status, text)
        renewed = True


def _content_type(method: str, body: Any) -> str:
    if method != "PATCH":
        return "application/json"
    return JSON_PATCH if isinstance(body, list) else MERGE_PATCH


def authorization_of(call: Any) -> str:
    """Return the credential that a call of the client sends, as its header has it; empty without one."""
    return str(call[2].get("authorization", ""))


def _warning(header: str) -> str:
    match = WARNING.match(header)
    return match["text"].replace('\\"', '"') if match else header


def unreachable(api: ApiClient, why: str) -> ClusterUnreachable:
    """Return the error for a server that does not answer, or shows a certificate that does not hold.

    `why` is what urllib3 said of it.
    """
    host = api.configuration.host
    if wrong := of_its_certificate(why):
        return ClusterUnreachable(
            f"the certificate of the API server at {host} does not hold: {wrong}",
            "take the kubeconfig anew from whoever made the cluster",
        )
    return ClusterUnreachable(
        f"the API server at {host} does not answer ({in_words(why)})", "look at the cluster and the way to it"
    )


def refusal(request_line: str, status: int, body: str) -> EnvironmentFault:
    """Return the error for a refusal, from its status and the Status object in its body."""
    reason, words = _status(body)
    if status == 401:
        return CredentialsRefused(
            "the API server does not know the credentials of the kubeconfig (401)", "sign in again"
        )
    if status == 403 and NO_RIGHT.search(words):
        return RightMissing(f"a right is missing: {words}", "ask for it, or use another context")
    if QUOTA_NOT_COUNTED.search(words):
        return QuotaNotCounted(request_line, status, reason, words)
    return RequestRefused(request_line, status, reason, words)


def _status(body: str) -> tuple[str, str]:
    try:
        content = json.loads(body)
        return str(content.get("reason", "")), str(content["message"])
    except (ValueError, KeyError, AttributeError):
        return "", " ".join(body.split())[:300]

"""GET on the API server, raw: the client's certificates and tokens, the server's own JSON, no retries of
its own.

The generated client would turn each object into classes (and take 0.8 s to import); the views want the JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import urllib3
from urllib3.exceptions import HTTPError

from conformance.api_client import count_throttled, renewed_after_refusal
from conformance.api_patience import TOO_MANY_REQUESTS
from conformance.api_requests import authorization_of
from conformance.errors import CredentialPluginFailed

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

CONNECT_S = 5.0
"""To open a connection, TLS included; a cluster across an ocean needs about 1 s."""
_CHUNK = 65536
_POOL = re.compile(r"^\w+\(host='([^']*)', port=(\d+)\): ")
_TIMEOUT = re.compile(r" \((read|connect) timeout=[^)]*\)")


class RefusedError(Exception):
    """The API server answered with a status that is no success."""

    def __init__(self, status: int, words: str, retry_after: float = 0.0) -> None:
        """Hold the HTTP status, the server's words, and its Retry-After in seconds."""
        super().__init__(f"{status}: {words}")
        self.status = status
        self.words = words
        self.retry_after = retry_after


class UnreachableError(Exception):
    """No answer, or one that broke off."""


@contextmanager
def opened(
    api: ApiClient,
    path: str,
    query: Mapping[str, str | int],
    read_timeout: float,
    accept: str = "application/json",
) -> Iterator[urllib3.BaseHTTPResponse]:
    """Open one GET; yield the response, whose body has not been read.

    `read_timeout`, in seconds, bounds each read, not the whole. Raises RefusedError for a status outside 2xx,
    UnreachableError where there is no answer or it breaks off while being read, CredentialPluginFailed where
    there is no credential to ask with.
    """
    response = _answer(api, path, query, read_timeout, accept)
    finished = False
    try:
        if not 200 <= response.status <= 299:
            raise _refusal(api, response)
        yield response
        finished = True
    except (HTTPError, OSError, ValueError) as error:
        # ValueError: urllib3 reads from a file that `shutdown` or a broken chunk has closed, or JSON breaks
        # off
        raise UnreachableError(_words(error)) from error
    finally:
        # an answer read to its end gives its connection back; any other connection is of no more use
        if finished and response.closed:
            response.release_conn()
        else:
            response.close()


def _answer(
    api: ApiClient, path: str, query: Mapping[str, str | int], read_timeout: float, accept: str
) -> urllib3.BaseHTTPResponse:
    """Return the head of an answer, whatever its status; a credential that is refused is renewed first."""
    renewed = False
    while True:
        call = api.param_serialize(
            "GET",
            path,
            query_params=list(query.items()),
            header_params={"Accept": accept},
            auth_settings=["BearerToken"],
        )
        try:
            response: urllib3.BaseHTTPResponse = api.rest_client.pool_manager.request(
                "GET",
                call[1],
                headers=call[2],
                preload_content=False,
                retries=False,
                timeout=urllib3.Timeout(connect=min(CONNECT_S, read_timeout), read=read_timeout),
            )
        except (HTTPError, OSError) as error:
            raise UnreachableError(_words(error)) from error
        if response.status != 401 or renewed:
            return response
        try:
            renewed = renewed_after_refusal(api, authorization_of(call))
        except CredentialPluginFailed:
            response.close()
            raise
        if not renewed:
            return response
        response.close()


def get_json(api: ApiClient, path: str, query: Mapping[str, str | int], timeout: float) -> dict[str, Any]:
    """Return the JSON that a GET answers with; `timeout` in seconds. Raises as `opened`."""
    with opened(api, path, query, timeout) as response:
        answer = json.loads(b"".join(response.stream(_CHUNK)))
    if not isinstance(answer, dict):
        raise UnreachableError(f"{path} answered with no object")
    return answer


def _refusal(api: ApiClient, response: urllib3.BaseHTTPResponse) -> RefusedError:
    body = response.read(_CHUNK).decode(errors="replace")
    try:
        words = str(json.loads(body)["message"])
    except (ValueError, KeyError, TypeError):
        words = body.strip()[:200] or str(response.reason)
    said = response.headers.get("Retry-After", "")
    pause = float(said) if said.isdigit() else 0.0
    if response.status == TOO_MANY_REQUESTS and said:
        # whoever watches waits for so long, and asks again
        count_throttled(api, pause)
    return RefusedError(response.status, words, pause)


def _words(error: BaseException) -> str:
    """Return what went wrong without the class names and nesting of urllib3's own texts."""
    inner = error.args[-1] if error.args and isinstance(error.args[-1], BaseException) else error
    text = _TIMEOUT.sub("", _POOL.sub(r"\1:\2: ", str(inner)))
    return text.rstrip(".") or type(inner).__name__

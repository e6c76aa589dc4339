"""Lists one kind and follows its changes, in a thread of its own, through whatever the connection suffers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import urllib3

from conformance.errors import CredentialPluginFailed, CredentialsRefused
from conformance.observe.kinds import Kind
from conformance.observe.raw_get import RefusedError, UnreachableError, get_json, opened
from conformance.observe.store import SnapshotStore

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

FOLLOW_S = 10
"""After so many seconds the server ends a watch in good order; it is asked for anew from there."""
SILENCE_S = 12.0
"""No byte for so long, though the server should have ended the watch: the connection is half open."""
FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0
"""Pauses double from the first to the longest: a restarted API server is found again within 2 s."""
LONGEST_RETRY_AFTER_S = 30.0
"""More than this is not waited for, whatever the server's Retry-After asks."""
REFUSED_FOR_S = 5.0
"""A starting server refuses until its role bindings are read; a refusal that lasts longer is meant."""


class _VersionGoneError(Exception):
    """The version to go on from is too old (410): a fresh list is needed."""


class KindWatch:
    """Keeps one kind in the store up to date until it is closed."""

    def __init__(
        self, api: ApiClient, namespace: str, kind: Kind, store: SnapshotStore, selector: str = ""
    ) -> None:
        """Prepare; nothing is asked before `start`. Of a labelled kind only what `selector` finds is seen."""
        self._api = api
        self._path = kind.path_in(namespace)
        self._kind = kind
        self._narrowed = kind.narrowed_to(selector)
        self._store = store
        self._version = ""
        self._refused_since: float | None = None
        self._closing = threading.Event()
        self._stream: urllib3.BaseHTTPResponse | None = None
        self._stream_lock = threading.Lock()
        self._thread = threading.Thread(
            target=self._run, name=f"watch {kind.name} in {namespace}", daemon=True
        )

    def start(self) -> None:
        """Begin to list and follow, in the background."""
        self._thread.start()

    def close(self) -> None:
        """Ask the thread to end, and wake it from the read it may stand in."""
        self._closing.set()
        with self._stream_lock, suppress(ValueError, RuntimeError, OSError):
            if self._stream is not None:
                self._stream.shutdown()

    def join(self, timeout: float) -> None:
        """Wait up to `timeout` seconds for the thread's end.

        One that stands in an unanswered request ends with it, SILENCE_S at most, and holds up nobody
        (daemon).
        """
        self._thread.join(timeout)

    def _run(self) -> None:
        failures = 0
        while not self._closing.is_set():
            began = time.monotonic()
            try:
                if not self._version:
                    self._list()
                heard = self._follow()
                # a server that ends each watch at once must not be asked in a hot loop
                failures = 0 if heard or time.monotonic() - began > 1 else failures + 1
            except _VersionGoneError:
                self._version = ""
                failures += 1
            except RefusedError as refusal:
                if self._is_hidden_by(refusal):
                    self._store.hides(
                        f"the API server refuses to show {self._kind.name} objects ({refusal.status})"
                    )
                    return
                self._note(refusal)
                failures += 1
                self._closing.wait(min(refusal.retry_after, LONGEST_RETRY_AFTER_S))
            except CredentialPluginFailed as fault:
                self._store.fails(self._kind, fault)
                failures += 1
            except UnreachableError as error:
                if not self._closing.is_set():
                    self._store.suffers(self._kind, str(error))
                failures += 1
            except Exception as error:
                # a thread that died unseen would show an old state for ever
                self._version = ""
                self._store.suffers(self._kind, f"an answer cannot be read: {error!r}")
                failures += 1
            if failures:
                self._closing.wait(min(FIRST_PAUSE_S * 2 ** min(failures, 10), LONGEST_PAUSE_S))

    def _list(self) -> None:
        answer = get_json(self._api, self._path, self._narrowed, SILENCE_S)
        self._store.replace_all(self._kind, answer.get("items") or ())
        self._refused_since = None
        self._version = answer["metadata"]["resourceVersion"]

    def _follow(self) -> bool:
        """Follow the changes until the server ends the watch; return whether there was any."""
        query: dict[str, str | int] = {
            "watch": "true",
            "resourceVersion": self._version,
            "allowWatchBookmarks": "true",
            "timeoutSeconds": FOLLOW_S,
            **self._narrowed,
        }
        heard = False
        with opened(self._api, self._path, query, SILENCE_S) as response:
            self._hold(response)
            try:
                self._store.sees(self._kind)
                self._refused_since = None
                for event in _events(response):
                    self._take(event)
                    heard = True
            finally:
                self._hold(None)
        return heard

    def _hold(self, response: urllib3.BaseHTTPResponse | None) -> None:
        with self._stream_lock:
            self._stream = response
            if response is not None and self._closing.is_set():
                raise UnreachableError("closing")

    def _take(self, event: dict[str, Any]) -> None:
        action, thing = event.get("type", ""), event.get("object") or {}
        if action == "ERROR":
            if thing.get("code") == 410:
                raise _VersionGoneError
            raise RefusedError(thing.get("code") or 500, thing.get("message") or "the watch failed")
        if action != "BOOKMARK":
            self._store.apply(self._kind, action, thing)
        self._version = thing["metadata"]["resourceVersion"]

    def _is_hidden_by(self, refusal: RefusedError) -> bool:
        """Return whether a kind that can be done without is refused, and always was.

        One that was shown before is shown again once a starting server has read its role bindings.
        """
        return (
            not self._kind.required
            and refusal.status in (401, 403)
            and not self._store.has_listed([self._kind])
        )

    def _note(self, refusal: RefusedError) -> None:
        if refusal.status == 410:
            self._version = ""
        if refusal.status not in (401, 403) or not self._kind.required:
            self._refused_since = None
            self._store.suffers(self._kind, str(refusal))
            return
        now = time.monotonic()
        self._refused_since = self._refused_since or now
        # before the first list there is nothing that a starting server could have taken away
        if not self._store.has_listed([self._kind]) or now - self._refused_since >= REFUSED_FOR_S:
            self._store.fails(
                self._kind,
                CredentialsRefused(
                    f"the API server refuses to show {self._kind.name} objects ({refusal.status})",
                    "sign in again, or ask for the rights",
                    detail=refusal.words,
                    cause="credentials-refused",
                ),
            )
        else:
            self._store.suffers(self._kind, str(refusal))


def _events(response: urllib3.BaseHTTPResponse) -> Iterator[dict[str, Any]]:
    """Yield the events of a watch as their lines become whole."""
    rest = b""
    for chunk in response.stream(None):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if line.strip():
                yield json.loads(line)

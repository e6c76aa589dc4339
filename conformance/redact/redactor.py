"""Takes secrets out of texts and JSON, for one report.

Values that the process holds are replaced wherever they stand and however they are encoded, unless they are
too short or too plain to be told from other words (the blog's database password is `keystone`). Those, and
values that nobody knows beforehand, are found by their form and by what stands before them.
"""

from __future__ import annotations

import secrets as random
import threading
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from conformance.redact.finding import KnownValues
from conformance.redact.held import all_held
from conformance.redact.marks import mark_of
from conformance.redact.patterns import FORMS, IN_FOREIGN_TEXT, SECRET_NAME, UNMISTAKABLE, replaced

_NAMES_OF_SECRETS = ("secret", "secretName", "imagePullSecrets", "automountServiceAccountToken")
"""Keys of the Kubernetes API that name a secret and hold none."""


class Redactor:
    """Leaves a name and a digest in each place, by a key that is the redactor's own and nowhere written.

    Threads may share one: judging, watches, the terminal and the report write at once.
    """

    def __init__(self, secrets: Iterable[str] = (), key: bytes = b"") -> None:
        """Know `secrets` besides those that the process holds, now or later; without `key` one is made up."""
        self.key = key or random.token_bytes(32)
        """For whoever writes a part of the same report, and for no file."""
        self._known = KnownValues()
        self._names: dict[str, str] = {}
        self._taken_over = 0
        self._clean: set[bytes] = set()
        # One may come to know a secret while another searches; a signal's handler may come in between.
        self._one_at_a_time = threading.RLock()
        for value in secrets:
            self._know(value, "")

    def _know(self, value: str, name: str) -> None:
        self._names.setdefault(value, name)
        self._known.add(value)

    def _take_over(self) -> None:
        """Learn what the process has come to hold since; values are held in the order in which they came."""
        names = all_held()
        if len(names) > self._taken_over:
            every = list(names.items())
            for value, name in every[self._taken_over :]:
                self._know(value, name)
            self._taken_over = len(every)

    def mark(self, value: str, name: str = "") -> str:
        """Return what stands in the place of `value`; `name` counts where it is not a known one."""
        with self._one_at_a_time:
            self._take_over()
            return mark_of(value, self._names.get(value) or name, self.key)

    def text(self, text: str) -> str:
        """Return what others wrote, a log or a dump, with each secret replaced by its mark."""
        return replaced(IN_FOREIGN_TEXT, self.sentence(text), self.mark)

    def sentence(self, text: str) -> str:
        """Return a text that may hold sentences of the suite's own with each secret replaced by its mark.

        There `token: issued to admin` is no secret.
        """
        with self._one_at_a_time:
            self._take_over()
            parts, end = [], 0
            for found in self._known.found(text):
                parts += [text[end : found.begin], self.mark(found.value)]
                end = found.end
            return replaced((*FORMS, *UNMISTAKABLE), "".join(parts) + text[end:], self.mark)

    def content(self, content: bytes) -> bytes:
        """Return the bytes of a log or a dump without secrets; what is no UTF-8 stays as it is.

        What it has returned comes back as it is, and at once.
        """
        with self._one_at_a_time:
            if sha256(content).digest() in self._clean:
                return content
            clean = self.text(content.decode(errors="surrogateescape")).encode(errors="surrogateescape")
            self._clean.add(sha256(clean).digest())
            return clean

    def json(self, value: Any) -> Any:
        """Return JSON with secrets replaced: a Secret's data, values named as secrets, and any text."""
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, list | tuple):
            return [self.json(each) for each in value]
        return self.text(value) if isinstance(value, str) else value

    def _mapping(self, value: Mapping[str, Any]) -> dict[str, Any]:
        whole = {self.sentence(key): self._entry(key, inner) for key, inner in value.items()}
        if value.get("kind") == "Secret":
            whole |= {
                part: {key: self.mark(str(inner), key) for key, inner in value[part].items()}
                for part in ("data", "stringData")
                if value.get(part)
            }
        name = value.get("name")
        if isinstance(name, str) and SECRET_NAME.fullmatch(name) and isinstance(value.get("value"), str):
            whole["value"] = self.mark(value["value"], name)
        return whole

    def _entry(self, key: str, inner: Any) -> Any:
        if isinstance(inner, str) and inner and SECRET_NAME.fullmatch(key) and key not in _NAMES_OF_SECRETS:
            return self.mark(inner, key)
        return self.json(inner)

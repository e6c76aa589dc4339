"""The line between the controller of a run and one of its workers: messages, and before each the secrets
that its sender has come to hold since the last one.
"""

from __future__ import annotations

import threading
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any

from conformance.parallel.messages import Held
from conformance.redact import all_held, hold


class Line:
    """One end; threads may share it to send, one thread receives."""

    def __init__(self, connection: Connection[Any, Any]) -> None:
        """Speak over `connection`, whose other end this process does not hold."""
        self.connection = connection
        self._told = 0
        self._heard: set[str] = set()
        # A signal's handler may come in between.
        self._one_at_a_time = threading.RLock()

    def send(self, message: object) -> None:
        """Send a message; what is in it is known as a secret at the other end before it comes."""
        with self._one_at_a_time:
            held = all_held()
            if len(held) > self._told:
                new = list(islice(list(held.items()), self._told, None))
                self._told += len(new)
                if fresh := tuple(each for each in new if each[0] not in self._heard):
                    self.connection.send(Held(fresh))
            self.connection.send(message)

    def receive(self) -> object:
        """Return the next message; raises EOFError where the other end is gone."""
        while isinstance(message := self.connection.recv(), Held):
            for value, name in message.secrets:
                self._heard.add(value)
                hold(value, name)
        return message

"""The promises, in the order a person would ask them: what is looked at first, what disturbs last."""

from __future__ import annotations

from pytest_bdd import scenarios

scenarios("pods.feature")
scenarios("wiring.feature")
scenarios("reach.feature")
scenarios("token.feature")
scenarios("heal.feature")
scenarios("node.feature")
scenarios("update.feature")

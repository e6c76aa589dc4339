"""Which pods an object chooses by their labels, and of a NetworkPolicy what it opens for them; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

POLICY = "NetworkPolicy"
BY_EQUALITY = ("Service", "ReplicationController")
"""Kinds whose selector is a mapping of labels."""
BY_LABEL_SELECTOR = ("Deployment", "ReplicaSet", "StatefulSet")
"""Kinds whose selector has expressions too."""
SELECTING = (*BY_EQUALITY, *BY_LABEL_SELECTOR)
"""Kinds that take the pods they choose for their own."""
Labels = Mapping[str, Any]


def selects(kind: str, content: Mapping[str, Any], labels: Labels) -> bool:
    """Tell whether an object of `kind` chooses pods with these labels.

    An empty selector is that of no pod, a NetworkPolicy's that of every pod in the namespace.
    """
    spec = content.get("spec") or {}
    if kind == POLICY:
        return _matches(spec.get("podSelector") or {}, labels)
    selector = spec.get("selector") or {}
    if kind in BY_EQUALITY:
        return bool(selector) and _matches({"matchLabels": selector}, labels)
    return kind in BY_LABEL_SELECTOR and bool(selector) and _matches(selector, labels)


def _matches(selector: Mapping[str, Any], labels: Labels) -> bool:
    wanted = selector.get("matchLabels") or {}
    return all(labels.get(key) == value for key, value in wanted.items()) and all(
        _holds(each, labels) for each in selector.get("matchExpressions") or ()
    )


def _holds(expression: Mapping[str, Any], labels: Labels) -> bool:
    key, values = str(expression.get("key")), expression.get("values") or ()
    match expression.get("operator"):
        case "In":
            return key in labels and labels[key] in values
        case "NotIn":
            return key not in labels or labels[key] not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    return False


def ruled_by(policy: Mapping[str, Any]) -> frozenset[str]:
    """Return of `Ingress` and `Egress` what the policy has rules for."""
    spec = policy.get("spec") or {}
    # as the API server fills it in (k8s.io/kubernetes, pkg/apis/networking/v1/defaults.go)
    return frozenset(spec.get("policyTypes") or ["Ingress", *(["Egress"] if spec.get("egress") else [])])


def opened_by(policy: Mapping[str, Any]) -> frozenset[str]:
    """Return of `Ingress` and `Egress` where the policy lets anything through."""
    spec = policy.get("spec") or {}
    return frozenset(each for each in ruled_by(policy) if spec.get(each.lower()))

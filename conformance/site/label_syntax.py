"""Names and values of labels, as Kubernetes takes them."""

from __future__ import annotations

import re

# k8s.io/apimachinery, pkg/util/validation: IsQualifiedName and IsValidLabelValue.
LONGEST = 63
LONGEST_PREFIX = 253
_PART = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?")
_PREFIX = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")


def qualified_name(name: str) -> str:
    """Return `name`, which may name a label, an annotation or a taint: `[prefix/]name`.

    Raises ValueError that says how it must look.
    """
    prefix, slash, last = name.rpartition("/")
    if slash and (len(prefix) > LONGEST_PREFIX or not _PREFIX.fullmatch(prefix)):
        raise ValueError(f"{name!r}: before the slash stands a host name in lower-case letters")
    if len(last) > LONGEST or not _PART.fullmatch(last):
        raise ValueError(f"{name!r} is no name: [prefix/]name, {_LETTERS}")
    return name


def label_value(value: str) -> str:
    """Return `value`, which may be a label's, as the empty one may.

    Raises ValueError that says how it must look.
    """
    if value and (len(value) > LONGEST or not _PART.fullmatch(value)):
        raise ValueError(f"{value!r} is no value: {_LETTERS}")
    return value


_LETTERS = f"at most {LONGEST} letters, digits, `-`, `_`, `.`, the first and last a letter or digit"

"""Image names, as the grammar of the OCI distribution project has them: [domain/]path[:tag][@digest]."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from conformance.errors import BadInput

# The grammar of github.com/distribution/reference, regexp.go and reference.go.
_DOMAIN_PART = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_IPV6 = r"\[[a-fA-F0-9:]+\]"
DOMAIN = re.compile(rf"(?:{_DOMAIN_PART}(?:\.{_DOMAIN_PART})*|{_IPV6})(?::[0-9]+)?")
PATH_COMPONENT = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*")
TAG = re.compile(r"[\w][\w.-]{0,127}", re.ASCII)
DIGEST = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-f]{32,}")
LONGEST_NAME = 255
"""Characters of domain and path together (reference.go, RepositoryNameTotalLengthMax)."""
HEX_OF = {"sha256": 64, "sha384": 96, "sha512": 128}
"""Hexadecimal digits of the digests that the OCI image specification registers."""

_Complaint = Callable[[str, str], BadInput]


@dataclass(frozen=True)
class ImageReference:
    """An image name taken apart; `str()` gives what was typed."""

    text: str
    domain: str
    """Empty where none was typed: the container runtime's default registry."""
    path: str
    tag: str
    digest: str

    def __str__(self) -> str:
        """Return the name as it was typed."""
        return self.text


def parse_image(text: str, option: str = "image") -> ImageReference:
    """Return the parts of an image name.

    `option` is the option that the name was typed for, e.g. `--keystone-image`. Raises BadInput that says
    which part is wrong and how it must look.
    """

    def wrong(what: str, remedy: str) -> BadInput:
        return BadInput(f"{option} {text!r} is no image name: {what}", remedy)

    if not text or text != text.strip():
        raise wrong("it is empty or has white space around it", "write it as [registry/]name[:tag][@digest]")
    if "://" in text:
        raise wrong("a URL scheme has no place in it", f"write {text.partition('://')[2]!r}")
    name, at, digest = text.partition("@")
    if at:
        _check_digest(digest, wrong)
    tag = ""
    if ":" in name.rpartition("/")[2]:
        name, _, tag = name.rpartition(":")
        if not TAG.fullmatch(tag):
            raise wrong(
                f"tag {tag!r}",
                "a tag has 1 to 128 letters, digits, `_`, `.`, `-`, and starts with none of the last two",
            )
    domain, path = _split_domain(name)
    if domain and not DOMAIN.fullmatch(domain):
        raise wrong(
            f"registry {domain!r}", "a registry is a host name or address, with :port where it needs one"
        )
    for component in path.split("/"):
        if not PATH_COMPONENT.fullmatch(component):
            raise wrong(
                f"{component!r} in its path" if component else "an empty part between slashes",
                "lower-case letters and digits, joined by one `.`, one or two `_`, or `-`",
            )
    if re.fullmatch("[0-9a-f]{64}", name):
        raise wrong(
            "64 hexadecimal digits are an image's identifier, not its name",
            "put the name and `@sha256:` before them",
        )
    if len(name) > LONGEST_NAME:
        raise wrong(
            f"it has {len(name)} characters", f"registry and path together have at most {LONGEST_NAME}"
        )
    return ImageReference(text, domain, path, tag, digest)


def _split_domain(name: str) -> tuple[str, str]:
    """Split at the first slash where what stands before it can only be a registry.

    The rule of reference.go's splitDockerDomain: it has a dot, a colon or an upper-case letter, or is
    `localhost`.
    """
    first, slash, rest = name.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost" or first != first.lower()):
        return first, rest
    return "", name


def _check_digest(digest: str, wrong: _Complaint) -> None:
    algorithm, _, hexadecimal = digest.partition(":")
    if not DIGEST.fullmatch(digest):
        raise wrong(
            f"digest {digest!r}", "a digest is its algorithm, a colon and hexadecimal digits: sha256:…"
        )
    needed = HEX_OF.get(algorithm)
    if needed is None:
        raise wrong(f"digest algorithm {algorithm!r}", f"known are {', '.join(HEX_OF)}")
    if len(hexadecimal) != needed:
        raise wrong(f"a {algorithm} digest of {len(hexadecimal)} digits", f"it has {needed}")

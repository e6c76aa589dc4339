"""YAML as Kubernetes reads it: version 1.1 by the rules of sigs.k8s.io/yaml, with doubled keys refused.

Where that reader leaves YAML 1.1 behind, so does this one: a timestamp stays the text it is, and so does
a number to base 60, so that `12:30` is no 750. `yes`, `on` and `y` are booleans, `0644` is octal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import Node, ScalarNode

BASE_60 = ":"


@dataclass(frozen=True)
class Document:
    """One document of a file: what it says and the line, from 1, that it starts on."""

    content: Any
    line: int


class NotYamlError(Exception):
    """The text does not parse.

    `line` counts from 1, `problem` is the reader's complaint, `doubled` the key that stands there twice.
    """

    def __init__(self, line: int, problem: str, doubled: str = "") -> None:
        """Hold the place and the complaint."""
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem
        self.doubled = doubled


class _Constructor(SafeConstructor):
    """Makes plain Python values of nodes, and remembers where each document starts."""

    def construct_document(self, node: Node) -> Document:
        """Return the document with its line."""
        return Document(super().construct_document(node), node.start_mark.line + 1)

    def construct_yaml_int(self, node: ScalarNode) -> int | str:  # type: ignore[override]  # base 60 stays text
        """Return the number, or the text where it is written to base 60."""
        return node.value if BASE_60 in node.value else super().construct_yaml_int(node)

    def construct_yaml_float(self, node: ScalarNode) -> float | str:  # type: ignore[override]  # base 60 stays text
        """Return the number, or the text where it is written to base 60."""
        if BASE_60 in node.value:
            return str(node.value)
        return (
            float(node.value.replace("_", ""))
            if "e" in node.value.lower()
            else super().construct_yaml_float(node)
        )

    def construct_text(self, node: ScalarNode) -> str:
        """Return the scalar as it is written."""
        return str(node.value)


for _tag, _construct in {
    "int": _Constructor.construct_yaml_int,
    "float": _Constructor.construct_yaml_float,
    "timestamp": _Constructor.construct_text,
}.items():
    _Constructor.add_constructor(f"tag:yaml.org,2002:{_tag}", _construct)


def documents_of(text: str) -> Iterator[Document]:
    """Yield the documents of a YAML or JSON text; one that is empty has content None.

    Raises NotYamlError.
    """
    reader = YAML(typ="safe", pure=True)
    reader.Constructor = _Constructor
    reader.version = "1.1"
    reader.allow_duplicate_keys = False
    try:
        yield from reader.load_all(text)
    except DuplicateKeyError as error:
        line = error.problem_mark.line + 1
        key = text.splitlines()[line - 1][error.problem_mark.column :].partition(":")[0].strip("\"' ")
        raise NotYamlError(line, f"the key {key!r} stands twice in one mapping", key) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotYamlError(
            mark.line + 1 if mark else 1, error.problem or error.context or "not YAML"
        ) from None
    except YAMLError as error:
        raise NotYamlError(1, str(error).splitlines()[0]) from None

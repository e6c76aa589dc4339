"""cucumber.json: the run in Cucumber's older form, as Cucumber-JVM writes it, for servers that know no other.

One element a promise; what its Background says stands with its own sentences, in the order in which they ran.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from conformance.record import RunRecord
from conformance.report.cucumber_results import AFTER, BEFORE, Result, nanoseconds, results_of
from conformance.report.cucumber_sources import Json, Sources, Told


def cucumber_json(run: RunRecord, sources: Sources) -> bytes:
    """Return the run as Cucumber JSON, UTF-8; `sources` tells each of its scenarios."""
    features: dict[str, Json] = {}
    nodes: dict[str, Json] = {}
    for parsed in sources.parsed():
        features[parsed.source["uri"]] = _feature(parsed.source["uri"], parsed.document["feature"])
        nodes.update((node["id"], node) for node in _nodes(parsed.document["feature"]))
    for told in sources.told:
        features[told.parsed.source["uri"]]["elements"].append(_element(run, told, nodes))
    text = json.dumps(list(features.values()), indent=1, ensure_ascii=False)
    return text.encode(errors="replace") + b"\n"


def _feature(uri: str, feature: Json) -> Json:
    return {
        "uri": uri,
        "id": _slug(feature["name"]),
        "line": feature["location"]["line"],
        "keyword": feature["keyword"],
        "name": feature["name"],
        "description": feature["description"],
        "elements": [],
    }


def _nodes(container: Json) -> Iterator[Json]:
    """Yield every scenario and every sentence below a feature or a rule."""
    for child in container["children"]:
        if "rule" in child:
            yield from _nodes(child["rule"])
        else:
            block = child.get("scenario") or child["background"]
            yield block
            yield from block["steps"]


def _element(run: RunRecord, told: Told, nodes: dict[str, Json]) -> Json:
    scenario, pickle = told.scenario, told.pickle
    results = results_of(scenario)
    node = nodes[pickle["astNodeIds"][0]]
    return {
        "id": f"{_slug(told.parsed.document['feature']['name'])};{_slug(scenario.identifier)}",
        "type": "scenario",
        "line": node["location"]["line"],
        "keyword": node["keyword"],
        "name": pickle["name"],
        "description": node["description"],
        "start_timestamp": _timestamp(scenario.started or run.started),
        "tags": [{"name": tag["name"]} for tag in pickle["tags"]],
        "before": [_hook(BEFORE, results.before)],
        "steps": [
            _step(nodes[step["astNodeIds"][0]], step["text"], result)
            for step, result in zip(pickle["steps"], results.steps, strict=True)
        ],
        "after": [_hook(AFTER, results.after)],
    }


def _hook(name: str, result: Result) -> Json:
    return {"match": {"location": name}, "result": _result(result)}


def _step(node: Json, text: str, result: Result) -> Json:
    return {
        "keyword": node["keyword"],
        "line": node["location"]["line"],
        "name": text,
        "match": {},
        "result": _result(result),
    }


def _result(result: Result) -> Json:
    told: dict[str, Any] = {"status": result.status.lower(), "duration": nanoseconds(result.seconds)}
    return told if result.verdict is None else told | {"error_message": result.message}


def _timestamp(moment: datetime) -> str:
    """Return a moment as Cucumber-JVM writes it: UTC, milliseconds, `Z`."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{aware.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{aware.microsecond // 1000:03d}Z"


def _slug(text: str) -> str:
    """Return a name as the ids of this form have it: small letters, dashes for spaces."""
    return "-".join(text.lower().split())

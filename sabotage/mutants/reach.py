"""Faults between a client outside and Keystone."""

from __future__ import annotations

import json

from sabotage.answers import answered_by_another
from sabotage.changes import append, put, several, wrapped
from sabotage.mutant import Mutant, breaks

SHOWS_ADDRESS = "the public service shows an address of its own"
ALL_BEHIND = "all keystone pods stand behind it on port 5000"
ANSWERS = "Keystone answers at the public address"
STEADILY = "it answers 20 times in a row, each on a new connection"
LINKS = "every link in it carries the address that was asked"
FROM_INSIDE = "the versions document is asked for at the cluster IP, from the database pod"
UNDATED = {"id": "v3.14", "status": "stable", "links": [{"rel": "self", "href": "http://localhost:5000/v3/"}]}

MUTANTS = (
    Mutant(
        "public-service-inside-only",
        "The public service is of type ClusterIP.",
        breaks("reach_1", SHOWS_ADDRESS, "is of type ClusterIP, not LoadBalancer"),
        put("public_service.spec.type", "ClusterIP"),
    ),
    Mutant(
        "load-balancer-of-no-such-class",
        "The public service asks for a class of load balancer that nobody serves.",
        breaks("reach_1", SHOWS_ADDRESS, "no provider serves the load-balancer class example.com/none"),
        put("public_service.spec.loadBalancerClass", "example.com/none"),
    ),
    Mutant(
        "public-target-port-wrong",
        "The public service leads to a port that Keystone does not open.",
        breaks("reach_1", ALL_BEHIND, "service keystone-public leads to port 5001 of its pods, not to 5000")
        + breaks("reach_2", ANSWERS, "http://")
        + breaks("reach_10", FROM_INSIDE, "no answer: http://"),
        put("public_service.spec.ports.0.targetPort", 5001),
    ),
    Mutant(
        "public-selector-mistyped",
        "The public service selects a label that no pod has.",
        breaks("reach_1", ALL_BEHIND, "no pod has the labels that service keystone-public selects"),
        put("public_service.spec.selector.name", "keystoen"),
    ),
    Mutant(
        "public-port-wrong",
        "The public service is open on 5001.",
        breaks("reach_2", ANSWERS, "http://"),
        put("public_service.spec.ports.0.port", 5001),
    ),
    Mutant(
        "listens-on-loopback",
        "Keystone listens on the pod's loopback address only.",
        breaks("reach_2", ANSWERS, "http://"),
        wrapped("listens_on_loopback.py"),
        must_not_break=("token_1",),
    ),
    Mutant(
        "every-second-answer-an-error",
        "Each replica answers every second request with 503.",
        breaks("reach_2", STEADILY, "20 times in a row") + breaks("reach_13", STEADILY, "20 times in a row"),
        wrapped("every_second_answer_an_error.py"),
    ),
    Mutant(
        "versions-v3-not-stable",
        "The versions document calls v3 experimental.",
        breaks("reach_3", "it lists v3 as stable", "is experimental, not stable")
        + breaks("reach_8", "each answers with a stable v3", "is experimental, not stable"),
        wrapped("calls_v3_experimental.py"),
    ),
    Mutant(
        "versions-with-links-to-localhost",
        "The links of the versions document lead to localhost.",
        breaks("reach_3", LINKS, "the self link of v3.14 is http://localhost:5000/v3/")
        + breaks("reach_10", LINKS, "the self link of v3.14 is http://localhost:5000/v3/")
        + breaks("reach_12", LINKS, "the self link of v3.14 is http://localhost:5000/v3/"),
        wrapped("links_to_localhost.py"),
    ),
    Mutant(
        "versions-without-a-date",
        "The versions document does not say since when its versions are.",
        breaks("reach_3", "it is well-formed", "v3.14 is listed without updated"),
        answered_by_another(
            "GET", "/", "300 Multiple Choices", json.dumps({"versions": {"values": [UNDATED]}})
        ),
    ),
    Mutant(
        "one-replica-a-client",
        "The public service leads each client to one replica for ever.",
        breaks(
            "reach_4", "every replica has answered some of them", "sessionAffinity ClientIP: pod keystone-rc-"
        ),
        put("public_service.spec.sessionAffinity", "ClientIP"),
        must_not_break=("reach_2",),
    ),
    Mutant(
        "memcached-in-public",
        "The public service leads strangers to memcached as well.",
        breaks("reach_5", "only Keystone takes one", "takes connections on 11211 as well"),
        several(
            put("public_service.spec.ports.0.name", "keystone"),
            append("public_service.spec.ports", {"name": "memcached", "port": 11211}),
        ),
        must_not_break=("reach_1", "reach_2"),
    ),
    Mutant(
        "four-logins-at-once",
        "A replica issues four tokens at once and refuses the fifth.",
        breaks("reach_6", "each of them gets a token", "logins: answered 503"),
        wrapped("four_logins_at_once.py"),
        must_not_break=("token_1",),
    ),
    Mutant(
        "old-api-unlisted",
        "The old API, v2.0, answers though the versions document does not list it.",
        breaks(
            "reach_7", "v2.0 is found at each that lists it, and at no other", "answers 200 there, not 404"
        ),
        answered_by_another("GET", "/v2.0", "200 OK", "{}"),
        must_not_break=("reach_3",),
    ),
    Mutant(
        "v3-not-found",
        "Nothing is found at /v3.",
        breaks("reach_8", "each answers with a stable v3", "answered 404, not 200")
        + breaks("reach_11", "each answers with a stable v3", "answered 404, not 200"),
        answered_by_another("GET", "/v3", "404 Not Found", "<h1>Not Found</h1>", "text/html"),
    ),
    Mutant(
        "page-for-everything",
        "A path that nobody serves is answered with a page.",
        breaks("reach_9", "each is answered as not found", "/v4 in pod"),
        answered_by_another("GET", "/v4", "200 OK", "<h1>Welcome</h1>", "text/html"),
        must_not_break=("reach_8",),
    ),
    Mutant(
        "another-administrators-port",
        "Nobody listens on 35357.",
        breaks("reach_11", "every replica is asked for /v3 on port 35357", "no answer: http://127.0.0.1")
        + breaks("reach_14", "Keystone answers at its address on port 35357", "http://"),
        wrapped("another_admin_port.py"),
        must_not_break=("reach_8",),
    ),
    Mutant(
        "public-service-that-does-not-go",
        "A finalizer that nobody serves holds the public service when it is deleted.",
        breaks("reach_13", "the address has stopped answering", "is still there"),
        put("public_service.metadata.finalizers", ["example.com/never"]),
        must_not_break=("reach_2",),
    ),
)

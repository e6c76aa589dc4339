"""Faults between a client outside and Keystone."""

from __future__ import annotations

from sabotage.changes import put, wrapped
from sabotage.mutant import Mutant, breaks

SHOWS_ADDRESS = "the public service shows an address of its own"
ALL_BEHIND = "all keystone pods stand behind it on port 5000"
ANSWERS = "Keystone answers at the public address"

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
        + breaks("reach_2", ANSWERS, "http://"),
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
        breaks("reach_2", "it answers 10 times in a row, each on a new connection", "10 times in a row"),
        wrapped("every_second_answer_an_error.py"),
    ),
    Mutant(
        "versions-v3-not-stable",
        "The versions document calls v3 experimental.",
        breaks("reach_3", "it lists v3 as stable", "is experimental, not stable"),
        wrapped("calls_v3_experimental.py"),
    ),
    Mutant(
        "versions-with-links-to-localhost",
        "The links of the versions document lead to localhost.",
        breaks(
            "reach_3",
            "every link in it carries the address that was asked",
            "the self link of v3.14 is http://localhost:5000/v3/",
        ),
        wrapped("links_to_localhost.py"),
    ),
)

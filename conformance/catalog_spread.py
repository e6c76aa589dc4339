"""The public address published, and whether each replica's catalog leads to it already."""

from __future__ import annotations

from functools import partial

from conformance.administrator import administrator_at
from conformance.every_replica import until_every_replica
from conformance.identity import answers_token, publish_catalog
from conformance.issuing import tokens_of
from conformance.judgement import Judgement, Kept, NotYet
from conformance.judges.tokens import catalog_leads_to
from conformance.live_stack import LiveStack


def publish(stack: LiveStack, public_url: str) -> None:
    """Do the operator's step: write the public endpoint, and see it in every replica's catalog.

    Each has told its catalog right before: one that was never asked has kept nothing that could be stale.
    """
    urls = stack.answering_replicas()
    tokens_of(stack, urls, "a token", "token")
    with administrator_at(stack, public_url) as operator:
        publish_catalog(operator, f"{public_url}/v3")
    until_every_replica(
        stack.waiter,
        urls,
        partial(catalog_leads_in_public, password=stack.credentials.admin_password, public_url=public_url),
        "the public address in the catalog of every replica",
        "catalog-spread",
    )


def catalog_leads_in_public(replica_url: str, password: str, public_url: str) -> Judgement[None]:
    """Judge the catalog in a new token of one replica; a probe for `Waiter.until_answers`.

    Not yet while the replica shows what its own memcached kept from before: with a cache per pod, as in the
    blog, nobody tells the others of a new endpoint (docs/image-contract.md, `KEYSTONE_CACHE_SECONDS`).
    """
    judged = answers_token(replica_url, password=password)
    if not isinstance(judged, Kept):
        return judged
    wrong = catalog_leads_to(judged.value, public_url)
    return NotYet(wrong[0]) if wrong else Kept(None, f"the catalog leads to {public_url}")

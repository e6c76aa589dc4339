"""Everything that was typed, looked at before anything is deployed: bad input ends here, exit code 4."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from conformance.cache_life import cache_setting
from conformance.clusters.cluster import Cluster
from conformance.clusters.existing import find_existing
from conformance.clusters.in_cluster import find_in_cluster
from conformance.clusters.providers import refuse_unprovided
from conformance.deadline import Deadline, read_deadline
from conformance.deploy import PullSecret, parse_pull_secret
from conformance.errors import BadInput
from conformance.given.presence import refuse_absent
from conformance.image_reference import ImageReference, parse_image
from conformance.manifests import (
    Changes,
    ManifestSet,
    prepare,
    read_manifests,
    refuse_overriding,
    refuse_tags,
    refuse_unknown_passwords,
)
from conformance.options import FEATURES, Options
from conformance.patience import Patience
from conformance.promises import Selection, read_promises, select
from conformance.update.images import UpdateImages, read_images
from conformance.update.wanted import of_this_update


@dataclass(frozen=True)
class Images:
    """The images that replace those in the manifests; None leaves the manifest's own."""

    keystone: ImageReference | None
    database: ImageReference | None
    memcached: ImageReference | None


@dataclass(frozen=True)
class Inputs:
    """The options after everything they name has been found and read."""

    options: Options
    selection: Selection
    manifests: ManifestSet
    patience: Patience
    images: Images
    pull_secrets: tuple[PullSecret, ...]
    existing: Cluster | None
    """None where the suite makes a cluster of its own."""
    deadline: Deadline | None = None
    update: UpdateImages = field(default_factory=UpdateImages)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of object that a run makes of its manifests, and of its pull secrets."""
        pulls = ("Secret",) if self.pull_secrets else ()
        return frozenset((*(each.kind for each in self.manifests.manifests), *pulls))

    def with_images(self) -> ManifestSet:
        """Return the set with the images that are deployed, and nothing else changed for the run."""
        images = self.images
        changes = Changes(
            namespace="",
            keystone_image=images.keystone,
            database_image=images.database,
            memcached_image=images.memcached,
        )
        return prepare(self.manifests, changes)


def read_inputs(options: Options) -> Inputs:
    """Read what the options name: features, manifests, images, patience, kubeconfig; write nothing.

    Raises BadInput naming the thing and the remedy; ClusterUnreachable or CredentialsRefused where an
    existing cluster does not answer or refuses.
    """
    catalogue = read_promises(FEATURES)
    every = select(catalogue, options.profiles, options.only, options.manifest_set)
    selection = of_this_update(every, options.only, options.update)
    patience = Patience.for_cluster(kubebox=options.with_kubeboxs_patience).with_overrides(options.patience)
    deadline = read_deadline(options.deadline, patience, taken_away=options.taken_away)
    manifests = read_manifests(options.manifests)
    images, update = _images(options), read_images(options.update, on_kubebox=options.on_kubebox)
    refuse_overriding(
        manifests.manifests, options.site, options.environment.name if options.environment else ""
    )
    refuse_unknown_passwords(manifests)
    cache_setting(manifests)  # refused now, and not by the promise that needs it
    pull_secrets = tuple(parse_pull_secret(each) for each in options.image_pull_secrets)
    if options.reports.exists() and not options.reports.is_dir():
        raise BadInput(f"--reports {options.reports} is no folder", "name a folder, or one that can be made")
    inputs = Inputs(options, selection, manifests, patience, images, pull_secrets, None, deadline, update)
    if options.require_digest:
        refuse_tags(inputs.with_images())
        update.refuse_tags()
    if options.provider:
        refuse_unprovided(options.provider)
    if options.in_cluster:
        return replace(inputs, existing=find_in_cluster())
    if options.existing_cluster:
        existing = find_existing(options.kubeconfig, options.context)
        if options.namespace:
            refuse_absent(existing.api(), options.namespace)
        return replace(inputs, existing=existing)
    return inputs


def _images(options: Options) -> Images:
    if not options.on_kubebox:
        missing = [
            flag
            for flag, image in (
                ("--keystone-image", options.keystone_image),
                ("--database-image", options.database_image),
                ("--memcached-image", options.memcached_image),
            )
            if image is None
        ]
        if missing:
            raise BadInput(
                f"{' and '.join(missing)} missing",
                "only on kubebox images have a default, name each of them",
            )
    return Images(
        keystone=_image(options.keystone_image, "--keystone-image"),
        database=_image(options.database_image, "--database-image"),
        memcached=_image(options.memcached_image, "--memcached-image"),
    )


def _image(text: str | None, option: str) -> ImageReference | None:
    return parse_image(text, option) if text is not None else None

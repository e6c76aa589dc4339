"""What a run can be told on the command line, and by an environment of conformance.toml."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NoReturn

from conformance.capability import Capability
from conformance.clusters.kubebox.likeness.managed import LIKENESSES
from conformance.clusters.number_of_nodes import number_of_nodes
from conformance.clusters.providers import PROVIDERS
from conformance.durations import read_duration
from conformance.errors import BadInput
from conformance.given_name import refuse_unusable
from conformance.named_cluster import (
    names_one_that_exists,
    refuse_keep_where_all_goes,
    refuse_two_clusters,
)
from conformance.options import DEFAULT_PROFILES, FOLDERS, PROFILES, SETS, SUITE_FOLDER, Options
from conformance.parallel.number import read_workers
from conformance.site.filled_in import take_environment
from conformance.update.options import add_update_options, read_update_options

EPILOG = """\
exit codes: 0 every required promise kept and nothing left behind; 1 a promise broken; 2 interrupted;
3 a defect of the suite; 4 bad input; 5 nothing ran; 6 unknown, the environment failed first;
7 all kept but something was left behind; 8 partial.
"""


class _OneLineParser(argparse.ArgumentParser):
    """An argument parser whose complaints are one line and exit code 4."""

    def error(self, message: str) -> NoReturn:
        """Raise BadInput in place of argparse's usage text and exit code 2."""
        raise BadInput(message, f"`{self.prog} --help` lists the options")


def _parser() -> _OneLineParser:
    parser = _OneLineParser(
        prog="./toxw -e conformance --",
        description="Deploy the Keystone stack of the blog to a real cluster and judge every promise.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_where(parser)
    _add_what_is_deployed(parser)
    add_update_options(parser)
    _add_what_is_judged(parser)
    _add_afterwards(parser)
    return parser


def _add_where(parser: _OneLineParser) -> None:
    where = parser.add_argument_group("where (without these: a Kubernetes of the suite's own, kubebox)")
    where.add_argument(
        "--kubeconfig", type=Path, metavar="FILE", help="judge on the cluster of this kubeconfig"
    )
    where.add_argument(
        "--context", metavar="NAME", help="the context to use; of $KUBECONFIG without --kubeconfig"
    )
    where.add_argument(
        "--in-cluster", action="store_true", help="the cluster that this is a pod of, by its service account"
    )
    where.add_argument(
        "--environment", metavar="NAME", help="what conformance.toml has under that name; options win over it"
    )
    where.add_argument(
        "--config", type=Path, metavar="FILE", help="in place of conformance.toml in the current folder"
    )
    where.add_argument(
        "--namespace",
        metavar="NAME",
        help="the one namespace that may be used; it stays, one stack at a time",
    )
    where.add_argument(
        "--provider", metavar="NAME", help=f"a cluster made by {', '.join(PROVIDERS)}; untried"
    )
    where.add_argument("--subnet", metavar="CIDR", help="kubebox: the /24 to use, of 198.18.0.0/15")
    where.add_argument(
        "--nodes", type=int, metavar="N", help="kubebox: so many nodes, up to 9; two or more can lose one"
    )
    where.add_argument(
        "--keep-cluster", action="store_true", help="kubebox: leave the cluster up, or use one left up"
    )
    where.add_argument(
        "--like",
        metavar="CLOUD",
        help=f"kubebox: behave as that managed Kubernetes does: {', '.join(LIKENESSES)}",
    )
    where.add_argument("--box", metavar="NAME", help="kubebox: judge on this box, which is up and stays up")


def _add_what_is_deployed(parser: _OneLineParser) -> None:
    what = parser.add_argument_group("what is deployed")
    what.add_argument("--keystone-image", metavar="IMAGE", help="has a default on kubebox only")
    what.add_argument("--database-image", metavar="IMAGE", help="has a default on kubebox only")
    what.add_argument("--memcached-image", metavar="IMAGE", help="has a default on kubebox only")
    what.add_argument(
        "--require-digest", action="store_true", help="refuse an image that is not named by its digest"
    )
    what.add_argument(
        "--keep-tags", action="store_true", help="do not ask registries which digests the tags mean"
    )
    what.add_argument(
        "--image-pull-secret",
        action="append",
        metavar="SECRET",
        help="NAMESPACE/NAME of a secret to copy, or a file; repeatable",
    )
    what.add_argument("--set", choices=SETS, help="which set and its promises (default: blog)")
    what.add_argument("--manifests", type=Path, metavar="DIR", help="your own set in place of the suite's")
    what.add_argument(
        "--blog-credentials", action="store_true", help="the blog's passwords on an existing cluster"
    )
    what.add_argument("--load-balancer-source-ranges", action="append", metavar="CIDR[,CIDR]")


def _add_what_is_judged(parser: _OneLineParser) -> None:
    judged = parser.add_argument_group("what is judged")
    judged.add_argument(
        "--profile", action="append", metavar="NAME[,NAME]", help=f"default: {','.join(DEFAULT_PROFILES)}"
    )
    judged.add_argument("--only", action="append", metavar="IDENTIFIER", help="only this promise; repeatable")
    judged.add_argument(
        "-n", dest="workers", metavar="N", default="1", help="judge up to N promises at once (default: 1)"
    )
    judged.add_argument(
        "--accept-missing", action="append", metavar="CAPABILITY", help="its skips are not partial"
    )
    judged.add_argument("--patience", action="append", default=[], metavar="EVENT=SECONDS")
    judged.add_argument(
        "--deadline",
        metavar="TIME",
        help="nothing starts that cannot be judged and taken away by then, e.g. 40m; that is partial",
    )
    judged.add_argument(
        "--prove",
        action="store_true",
        help="afterwards break three stacks on this cluster: each fault must be found, else it is unknown",
    )
    judged.add_argument("--plan", action="store_true", help="say what the run would need, and touch nothing")


def _add_afterwards(parser: _OneLineParser) -> None:
    after = parser.add_argument_group("afterwards")
    after.add_argument("--keep", action="store_true", help="leave the namespaces of the stack on the cluster")
    after.add_argument("--reports", type=Path, metavar="DIR", help="where the runs' folders go")
    after.add_argument(
        "--baseline", metavar="RUN", help="compare with it at the end; a red run is with the last green one"
    )
    after.add_argument("--quiet", action="store_true", help="print the verdict only, and what is wrong")
    after.add_argument("--yes", action="store_true", help="do not ask before preparing this machine")


def read_options(arguments: list[str]) -> Options:
    """Return the options of the command line and of its environment; nothing else is looked up.

    What is said on the command line wins over the environment. Raises BadInput for an unknown option,
    profile, capability or environment, and SystemExit(0) after `--help`.
    """
    read = _parser().parse_args(arguments)
    used, site = take_environment(read)
    refuse_two_clusters(read)
    refuse_keep_where_all_goes(read)
    refuse_unusable(read)
    chosen_set = _manifest_set(read)
    return Options(
        kubeconfig=read.kubeconfig,
        context=read.context,
        in_cluster=read.in_cluster,
        keystone_image=read.keystone_image,
        database_image=read.database_image,
        memcached_image=read.memcached_image,
        require_digest=read.require_digest,
        keep_tags=read.keep_tags,
        image_pull_secrets=tuple(read.image_pull_secret or ()),
        manifest_set=chosen_set,
        manifests=read.manifests or FOLDERS[chosen_set],
        profiles=_profiles(read),
        only=_commas(read.only),
        accepted_missing=_accepted_missing(read),
        patience=tuple(read.patience),
        blog_credentials=read.blog_credentials,
        source_ranges=_commas(read.load_balancer_source_ranges),
        subnet=read.subnet,
        nodes=number_of_nodes(read.nodes, names_one_that_exists(read), read.provider),
        keep=read.keep,
        keep_cluster=read.keep_cluster,
        box=read.box,
        like=read.like,
        provider=read.provider,
        reports=read.reports or SUITE_FOLDER / "reports",
        baseline=read.baseline,
        quiet=read.quiet,
        environment=used,
        site=site,
        deadline=read_duration("--deadline", read.deadline) if read.deadline else None,
        plan=read.plan,
        namespace=read.namespace,
        prove=read.prove,
        workers=read_workers(read.workers),
        update=read_update_options(read),
    )


def _manifest_set(read: argparse.Namespace) -> str:
    chosen = str(read.set or ("own" if read.manifests else "blog"))
    if chosen not in SETS:
        raise BadInput(f"there is no set {chosen!r}", f"sets are {', '.join(SETS)}")
    if chosen not in FOLDERS and not read.manifests:
        raise BadInput("--set own: no manifests given", "name their folder with --manifests DIR")
    return chosen


def _profiles(read: argparse.Namespace) -> tuple[str, ...]:
    profiles = _commas(read.profile) or DEFAULT_PROFILES
    for profile in profiles:
        if profile not in PROFILES:
            raise BadInput(f"there is no profile {profile!r}", f"profiles are {', '.join(PROFILES)}")
    return profiles


def _accepted_missing(read: argparse.Namespace) -> frozenset[str]:
    accepted = frozenset(_commas(read.accept_missing))
    for name in sorted(accepted - set(Capability)):
        raise BadInput(f"there is no capability {name!r}", f"capabilities are {', '.join(Capability)}")
    return accepted


def _commas(values: list[str] | None) -> tuple[str, ...]:
    return tuple(part for value in values or () for part in value.split(",") if part)

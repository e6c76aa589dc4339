"""The plan of a run in lines; nothing is asked of any cluster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from conformance.clusters.cluster import Cluster
from conformance.clusters.existing import choose_existing
from conformance.clusters.in_cluster import choose_in_cluster
from conformance.deadline import end_s, start_s
from conformance.manifests import read_manifests
from conformance.options import FEATURES, PROFILES, Options
from conformance.parallel.alone import judged_alone
from conformance.patience import Patience
from conformance.plan.peak import Peak, peak_of
from conformance.plan.usual import read_usual
from conformance.promises import Promise, read_promises, select
from conformance.report.phrases import count, seconds
from conformance.update.wanted import of_this_update

KUBEBOX = "kubebox"


def plan_lines(options: Options) -> list[str]:
    """Return what the run of `options` needs of a cluster, and how long it takes as a rule.

    Raises BadInput for what is typed wrongly; images need not be named, and no cluster is asked.
    """
    every = select(read_promises(FEATURES), options.profiles, options.only, options.manifest_set)
    selection = of_this_update(every, options.only, options.update)
    patience = Patience.for_cluster(kubebox=options.with_kubeboxs_patience).with_overrides(options.patience)
    manifests = read_manifests(options.manifests)
    existing = _existing(options)
    peak = peak_of(selection.chosen, manifests, options.workers)
    named = [("promises", f"{_by_profile(selection.chosen)}, of the {options.manifest_set} set")]
    if options.workers > 1:
        alone = sum(map(judged_alone, selection.chosen))
        named.append(
            ("at once", f"{count(options.workers, 'promise')}, but for {alone} that are judged alone")
        )
    named += [*_sizes(peak, options.namespace), *_times(options, existing, selection.chosen, patience)]
    if options.prove:
        named.append(("alarm", "three more stacks, one after the other, once those of the run are gone"))
    return [f"{name:<15} {what}" for name, what in named]


def _existing(options: Options) -> Cluster | None:
    if options.in_cluster:
        return choose_in_cluster()
    return choose_existing(options.kubeconfig, options.context) if options.existing_cluster else None


def _by_profile(promises: tuple[Promise, ...]) -> str:
    counts = Counter(profile for each in promises for profile in each.profiles)
    return f"{len(promises)}: {', '.join(f'{counts[name]} {name}' for name in PROFILES if counts[name])}"


def _sizes(peak: Peak, given: str | None) -> Iterator[tuple[str, str]]:
    size = peak.size
    own = f"; {count(peak.own_stacks, 'promise')} have one of their own" if peak.own_stacks else ""
    made = f"none, in {given} one stack at a time" if given else f"{peak.namespaces} at once"
    yield "namespaces", f"{made}, and those that are going{own}"
    yield "pods", f"{size.pods} at once, and those that are going"
    none = f"; {count(size.without_request, 'container')} ask for none" if size.without_request else ""
    yield "cpu", f"{_cores(size.cpu_requested)} requested, {_cores(size.cpu_limit)} of limits{none}"
    disturbed = size.load_balancers and peak.disturbing
    more = "; a disturbing promise that is not kept leaves one more until it is released" if disturbed else ""
    yield "load balancers", f"{size.load_balancers} at once{more}"
    if size.claims:
        yield "volume claims", f"{size.claims} at once"


def _cores(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _times(
    options: Options, existing: Cluster | None, promises: tuple[Promise, ...], patience: Patience
) -> Iterator[tuple[str, str]]:
    environment = (options.manifest_set, existing.kind, existing.name) if existing else _own(options)
    usual = read_usual(options.reports, environment)
    known = sum(each.identifier in usual.typical for each in promises)
    source = (
        f"{known} of them by {count(usual.runs, 'earlier run')} here"
        if usual.runs
        else "as on the suite's own box: no earlier run here"
    )
    yield "judging", f"{usual.minutes_of(promises, options.workers):.1f} min as a rule, {source}"
    built = "; where the box is not built yet, that comes first" if options.on_kubebox else ""
    yield "start", f"at most {seconds(start_s(patience))}{built}"
    yield "end", f"at most {seconds(end_s(patience, taken_away=options.taken_away))}"


def _own(options: Options) -> tuple[str, str, str]:
    return options.manifest_set, options.provider or KUBEBOX, ""

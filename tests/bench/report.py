"""The printed report of the bench: every table, the targets first."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pandas as pd

from bench import labelled, metamorphic, tables, targets
from bench.measure import cadence_rows, contact_rows, event_rows, metric_rows
from bench.runs import Run, source_hash, truths
from bench.truth import Truth

KINDS = ("rbds", "synth", "clips", "same")
Runs = Mapping[str, list[Run]]
Pairs = list[tuple[Run, Truth]]
Section = tuple[str, pd.DataFrame]


def full(runs: Runs, *, model: str, fold: str | None = None) -> str:
    """Every table; of one half of the runners and renders if asked for."""
    pairs = list(truths([*runs.get("rbds", ()), *runs.get("synth", ())]))
    pairs = [(run, truth) for run, truth in pairs if fold in (None, truth.fold)]
    sections: list[Section] = [("Targets", all_targets(runs, pairs))]
    if pairs:
        sections += _truth_sections(pairs)
    if "clips" in runs:
        rows = labelled.rows(runs["clips"])
        sections += [
            ("Labelled clips: events (frames; found less expected label)", labelled.events(rows)),
            ("Labelled clips: angles against the rater", labelled.angles(rows)),
            ("Labelled clips: verdicts", labelled.verdicts(runs["clips"])),
        ]
    if "same" in runs:
        found = metamorphic.rows(runs["same"])
        sections += [("The same run told another way", metamorphic.table(found))]
    head = (
        f"# Accuracy bench, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, model {model}, "
        f"source {source_hash()}, {len(pairs)} clips with truth{f', {fold} half' if fold else ''}"
    )
    return "\n\n".join([head, *(f"## {name}\n\n{tables.text(t)}" for name, t in sections)])


def all_targets(runs: Runs, pairs: Pairs) -> pd.DataFrame:
    """Every target that the runs can say something about."""
    goals: list[targets.Target] = []
    if pairs:
        events, metrics = event_rows(pairs), metric_rows(pairs)
        goals += targets.event_targets(events, contact_rows(events))
        goals += targets.cadence_targets(cadence_rows(pairs))
        goals += targets.metric_targets(metrics)
        goals += targets.coverage_targets(metrics)
        goals += targets.swap_targets(tables.swaps(pairs))
    if "clips" in runs:
        goals += labelled.targets(labelled.rows(runs["clips"]))
    if "same" in runs:
        goals += metamorphic.targets(metamorphic.rows(runs["same"]))
    if len(runs) < len(KINDS):
        goals = [goal for goal in goals if goal.ok is not None]
    return targets.table(goals)


def _truth_sections(pairs: Pairs) -> list[Section]:
    events, metrics = event_rows(pairs), metric_rows(pairs)
    return [
        *_event_sections(pairs, events),
        *_metric_sections(metrics),
        ("Leg swaps on renders", tables.swaps(pairs)),
        ("Verdicts that are not plainly ok", tables.verdicts(pairs)),
        ("Reasons given on force-plate tables", tables.cautions(pairs)),
        ("Metrics withheld", tables.missing(metrics)),
    ]


def _event_sections(pairs: Pairs, events: pd.DataFrame) -> list[Section]:
    rbds, synth = events[events.group == "rbds"], events[events.group == "synth"]
    noisy = rbds[rbds.noise == "noisy"]
    contacts, cadence = contact_rows(events), cadence_rows(pairs)
    return [
        ("Events, force plates (ms)", tables.events(rbds, ("event", "noise", "fps"))),
        (
            "Events, force plates, noisy, by leg and view (ms)",
            tables.events(noisy, ("event", "view", "near")),
        ),
        (
            "Events, force plates, noisy, by runner half (ms)",
            tables.events(noisy, ("event", "fold")),
        ),
        (
            "Events, renders (ms; TO truth less 17 ms)",
            tables.events(synth, ("event", "clip", "near")),
        ),
        (
            "Contact time, clip-side medians (ms)",
            tables.by(contacts, ("group", "noise", "fps"), "error_ms"),
        ),
        ("Cadence over the same events (spm)", tables.by(cadence, ("group", "noise", "fps"))),
    ]


def _metric_sections(metrics: pd.DataFrame) -> list[Section]:
    rbds = metrics[(metrics.group == "rbds") & (metrics.noise == "noisy")]
    synth = metrics[metrics.group == "synth"]
    plain, hard = synth[synth["view"] == "plain"], synth[synth["view"] != "plain"]
    by_clip = plain.assign(view=plain["clip"])
    return [
        (
            "Metrics, force plates, noisy, near leg: bias/SD",
            tables.bias_and_sd(rbds[rbds.near == "near"]),
        ),
        (
            "Metrics, force plates, noisy, far leg: bias/SD",
            tables.bias_and_sd(rbds[rbds.near == "far"]),
        ),
        ("Metrics, renders, plain", tables.by(plain, ("metric", "near"))),
        (
            "Plain renders: near leg's error, * = outside the interval",
            tables.errors_by_view(by_clip),
        ),
        ("Hard renders: near leg's error, * = outside the interval", tables.errors_by_view(hard)),
        (
            "Coverage, force plates (all)",
            tables.coverage(metrics[metrics.group == "rbds"], ("metric", "near")),
        ),
        ("Coverage, renders, plain", tables.coverage(plain, ("metric", "near"))),
        ("Coverage, renders, hard", tables.coverage(hard, ("metric", "near"))),
    ]

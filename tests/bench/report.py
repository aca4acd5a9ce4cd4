"""The printed report of the bench, and the accuracy guide of the package."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pandas as pd

from bench import labelled, metamorphic, tables, targets
from bench.measure import (
    cadence_rows,
    contact_rows,
    event_rows,
    metric_rows,
)
from bench.runs import Run, source_hash, truths

KINDS = ("rbds", "synth", "clips", "same")
Runs = Mapping[str, list[Run]]


def full(runs: Runs, *, model: str, fold: str | None = None) -> str:
    """Every table, the targets first; of one half of the runners and renders if asked for."""
    pairs = list(truths([*runs.get("rbds", ()), *runs.get("synth", ())]))
    pairs = [(run, truth) for run, truth in pairs if fold in (None, truth.fold)]
    sections: list[tuple[str, pd.DataFrame]] = []
    goals: list[targets.Target] = []
    if pairs:
        events = event_rows(pairs)
        contacts = contact_rows(events)
        cadence = cadence_rows(pairs)
        metrics = metric_rows(pairs)
        swaps = tables.swaps(pairs)
        goals += targets.event_targets(events, contacts)
        goals += targets.cadence_targets(cadence)
        goals += targets.metric_targets(metrics)
        goals += targets.coverage_targets(metrics)
        goals += targets.swap_targets(swaps)
        sections += _event_sections(events, contacts, cadence)
        sections += _metric_sections(metrics)
        sections += [
            ("Leg swaps on renders", swaps),
            ("Verdicts that are not plainly ok", tables.verdicts(pairs)),
            ("Metrics withheld", tables.missing(metrics)),
        ]
    if "clips" in runs:
        rows = labelled.rows(runs["clips"])
        goals += labelled.targets(rows)
        sections += [
            ("Labelled clips: events (frames; expected label minus label)", labelled.events(rows)),
            ("Labelled clips: angles against the rater", labelled.angles(rows)),
            ("Labelled clips: verdicts", labelled.verdicts(runs["clips"])),
        ]
    if "same" in runs:
        found = metamorphic.rows(runs["same"])
        goals += metamorphic.targets(found)
        sections += [("The same run told another way", metamorphic.table(found))]
    head = (
        f"# Accuracy bench, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, model {model}, "
        f"source {source_hash()}, {len(pairs)} clips with truth{f', {fold} half' if fold else ''}"
    )
    if len(runs) < len(KINDS):
        goals = [goal for goal in goals if goal.ok is not None]
    shown = [("Targets", targets.table(goals)), *sections]
    return "\n\n".join([head, *(f"## {name}\n\n{tables.text(t)}" for name, t in shown)])


def _event_sections(
    events: pd.DataFrame, contacts: pd.DataFrame, cadence: pd.DataFrame
) -> list[tuple[str, pd.DataFrame]]:
    rbds, synth = events[events.group == "rbds"], events[events.group == "synth"]
    return [
        ("Events, force plates (ms)", tables.events(rbds, ("event", "noise", "fps"))),
        ("Events, force plates, noisy, by leg and view (ms)",
         tables.events(rbds[rbds.noise == "noisy"], ("event", "view", "near"))),
        ("Events, force plates, noisy, by runner half (ms)",
         tables.events(rbds[rbds.noise == "noisy"], ("event", "fold"))),
        ("Events, renders (ms; TO truth less 17 ms)",
         tables.events(synth, ("event", "clip", "near"))),
        ("Contact time, clip-side medians (ms)",
         tables.by(contacts, ("group", "noise", "fps"), "error_ms")),
        ("Cadence over the same events (spm)", tables.by(cadence, ("group", "noise", "fps"))),
    ]


def _metric_sections(metrics: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    rbds = metrics[(metrics.group == "rbds") & (metrics.noise == "noisy")]
    synth = metrics[metrics.group == "synth"]
    legs = rbds[rbds.near != "both"]
    plain, hard = synth[synth["view"] == "plain"], synth[synth["view"] != "plain"]
    return [
        ("Metrics, force plates, noisy", tables.by(legs, ("metric", "view", "near"))),
        ("Metrics, renders, plain", tables.by(plain, ("metric", "near"))),
        ("Metrics, renders, hard: near leg's error, * = truth outside the interval",
         tables.errors_by_view(hard)),
        ("Metrics, renders, plain: near leg's error, * = truth outside the interval",
         tables.errors_by_view(plain.assign(view=plain["clip"]))),
        ("Coverage, force plates (all)",
         tables.coverage(metrics[metrics.group == "rbds"], ("metric", "near"))),
        ("Coverage, renders, plain", tables.coverage(plain, ("metric", "near"))),
        ("Coverage, renders, hard", tables.coverage(hard, ("metric", "near"))),
    ]

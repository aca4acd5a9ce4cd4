"""The rows of the document: what was measured, rounded as it is written."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, cast

from formcheck.domain.analysis import EventRow, MetricRow, StepRow, WatchRow, WatchRows
from formcheck.domain.assessment import MetricRating
from formcheck.domain.gait import Event, Step
from formcheck.domain.metric import MetricValue
from formcheck.domain.watch import Watch

DIGITS, DIGITS_STEP = 5, 3
T = TypeVar("T")


def rounded(value: T, digits: int = DIGITS) -> T:
    """Round every float in a value: a number, a tuple, a mapping, a dataclass."""
    found: Any = value
    if isinstance(value, float):
        found = round(float(value), digits)
    elif isinstance(value, tuple):
        found = tuple(rounded(item, digits) for item in value)
    elif isinstance(value, Mapping):
        found = {name: rounded(item, digits) for name, item in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        kept = {f.name: rounded(getattr(value, f.name), digits) for f in fields(value)}
        found = type(value)(**kept)
    return cast("T", found)


def finite(value: float | None, digits: int = DIGITS) -> float | None:
    """Round a number; what is none that can be written becomes None."""
    return None if value is None or not math.isfinite(value) else round(float(value), digits)


def metric_rows(
    values: Sequence[MetricValue], ratings: Sequence[MetricRating]
) -> tuple[MetricRow, ...]:
    """Join each metric with its rating; both are in the same order."""
    return tuple(
        MetricRow(
            metric=value.metric,
            side=value.side,
            unit=str(value.unit),
            value=finite(value.value),
            ci_low=finite(value.ci_low),
            ci_high=finite(value.ci_high),
            n_steps=value.n_steps,
            missing_reason=value.missing_reason,
            sd_parts=value.sd_parts,
            rating=rating.rating,
            missing_values=value.missing_values,
            p_good=rating.p_good,
            p_watch=rating.p_watch,
            p_off=rating.p_off,
            score=rating.score,
            band=rating.band,
            why_not_scored=None if value.value is None else rating.why_not_scored,
            view=value.view,
        )
        for value, rating in zip(values, ratings, strict=True)
    )


def step_rows(
    steps: Sequence[Step], per_step: Mapping[str, Mapping[int, float]]
) -> tuple[StepRow, ...]:
    """One row a step, with every metric that steps have."""
    known = {name: values for name, values in per_step.items() if values}
    return tuple(
        StepRow(
            step.number,
            step.side,
            rounded(step.ic_s),
            finite(step.to_s),
            finite(step.next_ic_s),
            finite(step.stride_end_s),
            {name: finite(values.get(step.number), DIGITS_STEP) for name, values in known.items()},
        )
        for step in steps
    )


def event_rows(events: Sequence[Event]) -> tuple[EventRow, ...]:
    """One row an event."""
    return tuple(
        EventRow(
            event.side,
            event.kind,
            rounded(event.time_s),
            rounded(event.frame, DIGITS_STEP),
            rounded(event.confidence, DIGITS_STEP),
        )
        for event in events
    )


def beside_watch(watch: Watch, metrics: Sequence[MetricRow]) -> WatchRows:
    """Set a watch's values beside ours."""
    ours = {row.metric: row for row in metrics if row.side == "both"}
    rows = []
    for metric, value in watch.values.items():
        own = ours.get(metric)
        ends = (own.value, own.ci_low, own.ci_high) if own else (None, None, None)
        rows.append(WatchRow(metric, value, *ends))
    return WatchRows(watch.file, watch.n_records, tuple(rows))

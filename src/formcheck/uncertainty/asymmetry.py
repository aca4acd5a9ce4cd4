"""Left minus right, from one clip: only where the near leg reads as the far one does."""

from collections.abc import Iterator, Mapping

import numpy as np

from formcheck.domain.landmark_source import LandmarkSource
from formcheck.domain.message import Message
from formcheck.domain.metric import Z90, MetricSide, MetricValue, MetricView, Unit
from formcheck.metrics.registry import all_metrics
from formcheck.metrics.spec import MetricSpec

Rows = Mapping[tuple[str, MetricSide], MetricValue]
CLEAR_OF_ZERO = 3.0
"""Standard deviations by which the mean of both legs must differ from zero to divide by it."""


def asymmetry_rows(
    rows: Rows, source: LandmarkSource, view: MetricView = "side"
) -> Iterator[MetricValue]:
    """Yield each asymmetry in the metric's own unit and in percent of the mean of both legs.

    A pose model reads the near leg otherwise than the far one, by as much as runners' legs
    differ, so one clip shows an asymmetry only of a metric whose ``legs_alike`` is set; a table of
    markers shows all, and so does a camera behind the runner, from where both legs are as near.
    """
    for metric in all_metrics(view):
        if metric.spec.asymmetry:
            alike = view != "side" or metric.spec.legs_alike or not source.in_pictures
            yield from _both_units(metric.spec, rows, alike=alike)


def _both_units(spec: MetricSpec, rows: Rows, *, alike: bool) -> Iterator[MetricValue]:
    left, right = rows[(spec.id, "left")], rows[(spec.id, "right")]
    names = f"asymmetry.{spec.id}", f"asymmetry_pct.{spec.id}"
    units = spec.unit, Unit.PCT
    n_steps = left.n_steps + right.n_steps
    why = _why_not(left, right, alike=alike)
    if why is not None or left.value is None or right.value is None:
        known = why or Message("unknown")
        for name, unit in zip(names, units, strict=True):
            yield _missing(name, unit, n_steps, known)
        return
    value, middle = left.value - right.value, (left.value + right.value) / 2
    sd, pace = _apart(left, right, mirrored=spec.mirrored)
    half = Z90 * float(np.hypot(sd, pace * value))
    parts = {"both sides": half / Z90}
    ends = value, value - half, value + half
    yield MetricValue(names[0], "both", units[0], *ends, n_steps, None, parts)
    if abs(middle) < CLEAR_OF_ZERO * sd:
        yield _missing(names[1], units[1], n_steps, Message("mean_near_zero"))
        return
    in_pct, half = 100 * value / middle, 100 * Z90 * sd / abs(middle)
    parts = {"both sides": half / Z90}
    ends = in_pct, in_pct - half, in_pct + half
    yield MetricValue(names[1], "both", units[1], *ends, n_steps, None, parts)


def _apart(left: MetricValue, right: MetricValue, *, mirrored: bool) -> tuple[float, float]:
    """Error of left minus right, and the share by which a clock that runs wrong scales it."""
    if mirrored:  # what is added to the one is taken from the other
        return sum(abs((row.ci_high or 0) - (row.value or 0)) for row in (left, right)) / Z90, 0.0
    halves = (left.ci_high or 0) - (left.value or 0), (right.ci_high or 0) - (right.value or 0)
    pace = [row.sd_parts.get("pace", 0.0) for row in (left, right)]
    own = (float(np.hypot(*halves)) / Z90) ** 2 - pace[0] ** 2 - pace[1] ** 2
    share = pace[0] / abs(left.value) if left.value else 0.0
    return float(np.sqrt(max(own, 0.0))), share


def _why_not(left: MetricValue, right: MetricValue, *, alike: bool) -> Message | None:
    for row in (left, right):
        if row.missing_reason:
            return Message(row.missing_reason, row.missing_values)
    return None if alike else Message("one_side_seen")


def _missing(name: str, unit: str, n_steps: int, why: Message) -> MetricValue:
    return MetricValue(
        *(name, "both", unit, None, None, None, n_steps, why.code), missing_values=why.values
    )

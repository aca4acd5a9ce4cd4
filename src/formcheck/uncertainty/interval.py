"""How sure a metric is: parts from landmarks, timing, view, scale and strides.

Timing and view enter through the metric itself: it is measured again with all contacts
(or toe-offs) moved by a few milliseconds and with the picture turned by a degree, which
gives its sensitivity in this very clip. The parts add in quadrature; the 90 % interval is
1.645 standard deviations to either side.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from formcheck.domain.landmark_source import EventNoise, LandmarkSource
from formcheck.domain.message import Message
from formcheck.domain.metric import Z90, MetricSide, MetricValue, Unit
from formcheck.domain.quality import SlowMotionSource
from formcheck.gait.behind import BEHIND_EVENTS
from formcheck.gait.detect import GaitEvents
from formcheck.gait.movement import Movement
from formcheck.geometry.sagittal import turned
from formcheck.geometry.vertical import PHONE_SD_DEG
from formcheck.geometry.view import YAW_SD_DEG
from formcheck.metrics.base import GaitContext
from formcheck.metrics.registry import all_metrics
from formcheck.metrics.spec import MetricSpec, Scaled, Timing
from formcheck.metrics.summary import SideSummary, Summary, summarise
from formcheck.uncertainty.asymmetry import asymmetry_rows

PROBE_S = 0.004
PROBE_DEG = 1.0

FRAME_SD = 0.12
"""Further timing error, as a share of the time between two frames."""
UNKNOWN_YAW_SD_DEG = 7.0
BOTH_FEET = 1.05
"""How much surer the mean of both legs is than one leg's value, as far as contacts go."""
EVENT_JITTER_SD_S = 0.004
"""Of a single event about its leg's error; what cadence is exposed to."""
PACE_SD = 0.03
"""Relative error of all times where the slow-motion factor was told by the body alone: the rates
beside the chosen one lie about a fifth away and keep up to a tenth of the odds, usually a
fiftieth."""
POWER_OF_TIME = {Unit.MS: 1, Unit.STEPS_PER_MIN: 1, Unit.M_PER_S: 1, Unit.M: 1, Unit.KN_PER_M: 2}
"""With which power of the clock's rate a value goes; in other units stand angles, lengths and
shares, which do not change with it."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the clip itself does to the certainty of its numbers.

    Attributes
    ----------
    source : LandmarkSource
        Where the landmarks come from.
    events : EventNoise
    frame_s : float
        Time between frames.
    roll_sd_deg : float
        How well the camera's tilt is known.
    yaw_deg, yaw_sd_deg : float
        Camera off square, and how well that is known.
    pace_sd : float
        Relative error of the clock, common to all times.
    """

    source: LandmarkSource
    events: EventNoise
    frame_s: float
    roll_sd_deg: float
    yaw_deg: float = 0.0
    yaw_sd_deg: float = 5.0
    pace_sd: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """All metrics of a clip: the rows of ``metrics.csv`` and the values step by step."""

    values: tuple[MetricValue, ...]
    per_step: Mapping[str, Mapping[int, float]]


def conditions_of(movement: Movement, *, clock: SlowMotionSource = "none") -> Conditions:
    """What this clip's frame rate, view and clock mean for the certainty of its numbers."""
    track, view = movement.sagittal, movement.view
    if movement.seen_from != "side":
        return _conditions_behind(movement, clock)
    events, cues = track.source.events, track.source.cues
    if any(leg.offsets.fewer_cues for leg in movement.events.legs.values()):
        events = EventNoise(
            ic_s=float(np.hypot(events.ic_s, cues.fewer_ic_s)),
            to_s=float(np.hypot(events.to_s, cues.fewer_to_s)),
            apart_s=float(np.hypot(events.apart_s, cues.fewer_ic_s)),
        )
    return Conditions(
        source=track.source,
        events=events,
        frame_s=1.0 / track.fps,
        roll_sd_deg=PHONE_SD_DEG if view.roll_sd_deg is None else view.roll_sd_deg,
        yaw_deg=view.yaw_deg or 0.0,
        yaw_sd_deg=UNKNOWN_YAW_SD_DEG if view.yaw_deg is None else YAW_SD_DEG,
        pace_sd=PACE_SD if clock == "physiology" else 0.0,
    )


def _conditions_behind(movement: Movement, clock: SlowMotionSource) -> Conditions:
    """Yaw is counted from straight behind, where the body does not tell it."""
    track, view = movement.sagittal, movement.view
    return Conditions(
        source=track.source,
        events=BEHIND_EVENTS,
        frame_s=1.0 / track.fps,
        roll_sd_deg=PHONE_SD_DEG if view.roll_sd_deg is None else view.roll_sd_deg,
        yaw_sd_deg=UNKNOWN_YAW_SD_DEG,
        pace_sd=PACE_SD if clock == "physiology" else 0.0,
    )


def measure(ctx: GaitContext, conditions: Conditions) -> Measurement:
    """Measure every registered metric with its 90 % interval.

    Parameters
    ----------
    ctx : GaitContext
    conditions : Conditions

    Returns
    -------
    Measurement
        One row for each metric and side, those that cannot be measured with a reason.
    """
    probes = _probes(ctx)
    rows: list[MetricValue] = []
    summaries: dict[str, Summary] = {}
    for metric in all_metrics(ctx.view):
        summary = summarise(ctx, metric)
        moved = {name: summarise(probe, metric) for name, probe in probes.items()}
        summaries[metric.spec.id] = summary
        rows += [_row(ctx, conditions, summary, moved, side) for side in metric.spec.sides]
    by_key = {(row.metric, row.side): row for row in rows}
    rows += asymmetry_rows(by_key, conditions.source, ctx.view)
    rows = [replace(row, view=ctx.view) for row in rows]
    return Measurement(tuple(rows), {name: summary.per_step for name, summary in summaries.items()})


def _probes(ctx: GaitContext) -> dict[str, GaitContext]:
    def shifted(ic_s: float, to_s: float) -> GaitContext:
        steps = tuple(
            replace(
                s,
                ic_s=s.ic_s + ic_s,
                to_s=None if s.to_s is None else s.to_s + to_s,
                next_ic_s=None if s.next_ic_s is None else s.next_ic_s + ic_s,
                stride_end_s=None if s.stride_end_s is None else s.stride_end_s + ic_s,
            )
            for s in ctx.steps
        )
        return replace(ctx, steps=steps)

    legs = {
        side: replace(leg, template=leg.template.turned(PROBE_DEG))
        for side, leg in ctx.gait.legs.items()
    }
    rolled = replace(ctx, track=turned(ctx.track, PROBE_DEG), gait=GaitEvents(legs))
    return {"ic": shifted(PROBE_S, 0.0), "to": shifted(0.0, PROBE_S), "roll": rolled}


def _row(
    ctx: GaitContext,
    conditions: Conditions,
    summary: Summary,
    moved: Mapping[str, Summary],
    side: MetricSide,
) -> MetricValue:
    spec, own = summary.metric.spec, summary.sides[side]
    if own.value is None:
        return _missing(spec.id, side, spec.unit, own.n_steps, own.reason or Message("unknown"))
    parts = {
        "landmarks": _landmark_sd(ctx, conditions.source, spec, side),
        "timing": _timing_sd(conditions, summary, moved, side),
        "view": _view_sd(conditions, summary, moved, side),
        "scale": _scale_sd(ctx, spec, own),
        "strides": own.se,
        "pace": _pace_sd(conditions, spec, own),
    }
    parts = {name: round(sd, 5) for name, sd in parts.items() if sd > 0}
    half = Z90 * float(np.sqrt(sum(sd**2 for sd in parts.values())))
    return MetricValue(
        spec.id,
        side,
        spec.unit,
        own.value,
        own.value - half,
        own.value + half,
        own.n_steps,
        None,
        parts,
        convention_sd=spec.convention_sd if conditions.source.in_pictures else 0.0,
    )


def _missing(name: str, side: MetricSide, unit: str, n_steps: int, why: Message) -> MetricValue:
    """Return a row without a value."""
    return MetricValue(
        *(name, side, unit, None, None, None, n_steps, why.code), missing_values=why.values
    )


def _sensitivity(summary: Summary, moved: Summary, side: MetricSide, probe: float) -> float:
    before, after = summary.sides[side].value, moved.sides[side].value
    if before is None or after is None:
        return 0.0
    return (after - before) / probe


def _timing_sd(
    conditions: Conditions, summary: Summary, moved: Mapping[str, Summary], side: MetricSide
) -> float:
    spec, own, events = summary.metric.spec, summary.sides[side], conditions.events
    if own.value is None:
        return 0.0
    frame_sd_s = FRAME_SD * conditions.frame_s
    jitter_s = float(np.hypot(EVENT_JITTER_SD_S, frame_sd_s))
    if spec.timing is Timing.SPAN:
        span_s = 60.0 * max(own.n_steps, 1) / own.value
        return own.value * float(np.sqrt(2.0)) * jitter_s / span_s
    if spec.timing in (Timing.STEP, Timing.STRIDE):
        # how single contacts scatter is in the spread between strides already
        if spec.timing is Timing.STRIDE:
            return 0.0
        return 1000.0 * (jitter_s / np.sqrt(own.n_steps) if side == "both" else events.apart_s)
    # a runner's style dates both feet alike, so two legs are hardly surer than one
    legs = BOTH_FEET if side == "both" and spec.by_side else 1.0
    ic_sd_s, to_sd_s = np.hypot(events.ic_s, frame_sd_s), np.hypot(events.to_s, frame_sd_s)
    ic = _sensitivity(summary, moved["ic"], side, PROBE_S) * ic_sd_s
    to = _sensitivity(summary, moved["to"], side, PROBE_S) * to_sd_s
    return float(np.hypot(ic, to)) / legs


def _view_sd(
    conditions: Conditions, summary: Summary, moved: Mapping[str, Summary], side: MetricSide
) -> float:
    camera, own = summary.metric.spec.camera, summary.sides[side].value
    if own is None:
        return 0.0
    roll = shortening = 0.0
    if camera.roll:
        roll = _sensitivity(summary, moved["roll"], side, PROBE_DEG) * conditions.roll_sd_deg
    if camera.foreshortened:
        yaw = np.radians(abs(conditions.yaw_deg) + conditions.yaw_sd_deg)
        shortening = abs(own) * float(1 - np.cos(yaw))
    sideways = abs(np.sin(np.radians(conditions.yaw_deg))) * camera.sideways
    return float(np.sqrt(roll**2 + shortening**2 + sideways**2))


def _scale_sd(ctx: GaitContext, spec: MetricSpec, own: SideSummary) -> float:
    scale = {
        Scaled.BY_NOTHING: None,
        Scaled.BY_LEG_LENGTH: ctx.leg_length_m,
        Scaled.BY_SPEED: ctx.speed_mps,
    }[spec.scaled]
    if own.value is None or scale is None:
        return 0.0
    return abs(own.value) * scale.sd / scale.value


def _pace_sd(conditions: Conditions, spec: MetricSpec, own: SideSummary) -> float:
    power = POWER_OF_TIME.get(spec.unit, 0)
    return 0.0 if own.value is None else abs(own.value) * power * conditions.pace_sd


def _landmark_sd(
    ctx: GaitContext, source: LandmarkSource, spec: MetricSpec, side: MetricSide
) -> float:
    sd = source.noise_of(spec.id, spec.noise).sd(side, ctx.near_side)
    return sd * ctx.cm_per_leg() / 100.0 if spec.scaled is Scaled.BY_LEG_LENGTH else sd

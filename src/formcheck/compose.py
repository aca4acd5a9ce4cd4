"""From what was read off a clip to the whole result."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TypedDict

import numpy as np

from formcheck.assess.assessment import assess
from formcheck.domain.analysis import (
    Analysis,
    ContactPose,
    KeyFrame,
    Measured,
    Quantity,
    Refused,
    Scale,
    Setting,
    StrideCurve,
)
from formcheck.domain.assessment import RunnerContext, Speed, Standing
from formcheck.domain.metric import Z90
from formcheck.domain.pose import PoseTrack
from formcheck.domain.provenance import Provenance
from formcheck.domain.quality import Quality, View
from formcheck.footage import Footage
from formcheck.gait.between import whole_film
from formcheck.gait.curves import (
    contact_poses,
    key_frames,
    key_frames_behind,
    stride_curves,
    sway_curves,
)
from formcheck.gait.movement import Movement
from formcheck.geometry.sagittal import SagittalTrack, to_sagittal
from formcheck.guidelines.schema import GuidelineSet
from formcheck.metrics.base import Estimate, GaitContext
from formcheck.metrics.context import build_context
from formcheck.metrics.registry import all_metrics
from formcheck.provenance import collect
from formcheck.result import AnalysisResult
from formcheck.rows import event_rows, finite, metric_rows, rounded, step_rows
from formcheck.settings import AnalysisSettings
from formcheck.tables.sidecar import with_sidecar
from formcheck.uncertainty.interval import Measurement, conditions_of, measure
from formcheck.views import views

WELL_SHOWN_FPS = 50.0
DIGITS_JUDGED = 6


def compose(
    footage: Footage,
    settings: AnalysisSettings,
    guidelines: GuidelineSet,
    movement: Movement | None,
    quality: Quality,
    *,
    duration_s: Mapping[str, float] | None = None,
) -> AnalysisResult:
    """Measure, judge and put everything together.

    Parameters
    ----------
    footage : Footage
    settings : AnalysisSettings
    guidelines : GuidelineSet
    movement : Movement or None
        None where nobody was found.
    quality : Quality
        A refused clip is not measured.
    duration_s : mapping of str to float, optional
        How long each stage took so far.
    """
    settings = with_sidecar(settings, footage.sidecar)
    made = collect(footage, movement, duration_s or {})
    analysis: Analysis
    if movement is None or quality.verdict == "refused":
        analysis = _refused(footage, settings, guidelines, movement, quality, made)
        track = _whole_film(footage, movement)
    else:
        track = _whole_film(footage, movement)
        analysis = _measured(footage, settings, guidelines, movement, quality, made, track=track)
    return AnalysisResult(
        analysis,
        track,
        raw_track=footage.track if footage.raw is not None else None,
        film=footage.path if footage.raw is not None else None,
        letterhead=settings.letterhead,
    )


def _measured(
    footage: Footage,
    settings: AnalysisSettings,
    guidelines: GuidelineSet,
    movement: Movement,
    quality: Quality,
    made: Provenance,
    *,
    track: PoseTrack,
) -> Measured:
    context = build_context(
        movement,
        settings,
        footage.sidecar,
        footage.film_fps,
        speed_disagrees=quality.has("speed_disagrees"),
    )
    clock = footage.slow_motion.source
    conditions = conditions_of(movement, clock=clock)
    measurement = measure(context, conditions)
    steps = movement.steps
    shown = replace(
        to_sagittal(track, movement.sagittal.direction, movement.sagittal.roll_deg),
        leg_length_px=movement.sagittal.leg_length_px,
    )
    standing = footage.standing
    assessment = assess(
        measurement.values,
        _runner(settings, movement, context, standing),
        guidelines,
        quality=quality,
        step_values=_near_steps(movement, measurement),
    )
    judged = rounded(assessment, DIGITS_JUDGED)
    return Measured(
        clip=footage.clip,
        settings=_plain_settings(settings, assessment.guidelines),
        quality=quality,
        view=movement.view,
        direction=movement.facing,
        near_side=movement.near_side,
        mode=movement.mode,
        gait=movement.gait,
        slow_motion_factor=rounded(footage.slow_motion.factor),
        slow_motion_source=footage.slow_motion.source,
        analysed_span_s=_span_s(track),
        speed_mps=_quantity(context.speed_mps),
        scale=_scale(context.m_per_px),
        leg_length_px=rounded(movement.sagittal.leg_length_px),
        standing=rounded(standing),
        metrics=metric_rows(measurement.values, judged.ratings),
        steps=step_rows(steps, measurement.per_step),
        events=event_rows(movement.events.all),
        **_pictured(movement, track, shown, measurement.per_step.get("overstride_pct_leg", {})),
        score=judged.score,
        score_withheld=judged.score_withheld,
        findings=judged.findings,
        stride_norm=judged.stride_norm,
        low_back=judged.low_back,
        references=judged.references,
        provenance=made,
        attire=footage.attire.get(movement.near_side),
    )


class _Pictured(TypedDict):
    curves: Mapping[str, StrideCurve]
    key_frames: tuple[KeyFrame, ...]
    contact_poses: tuple[ContactPose, ...]


def _pictured(
    movement: Movement, track: PoseTrack, shown: SagittalTrack, overstride: Mapping[int, float]
) -> _Pictured:
    """What is drawn of the stride: from behind how the trunk sways over the standing leg."""
    steps, near = movement.steps, movement.near_side
    if movement.seen_from != "side":
        return {
            "curves": sway_curves(movement.sagittal, steps),
            "key_frames": key_frames_behind(track, shown, steps, movement.events),
            "contact_poses": (),
        }
    return {
        "curves": stride_curves(movement.sagittal, steps),
        "key_frames": key_frames(track, shown, steps, near, overstride),
        "contact_poses": contact_poses(track, steps, near),
    }


def _refused(
    footage: Footage,
    settings: AnalysisSettings,
    guidelines: GuidelineSet,
    movement: Movement | None,
    quality: Quality,
    made: Provenance,
) -> Refused:
    assessment = assess((), _runner(settings, movement, None, None), guidelines, quality=quality)
    track = movement.cleaned.track if movement else footage.track
    return Refused(
        clip=footage.clip,
        settings=_plain_settings(settings, assessment.guidelines),
        quality=quality,
        view=movement.view if movement else View("unknown"),
        direction=movement.facing if movement else None,
        near_side=movement.near_side if movement else None,
        mode=movement.mode if movement else "unknown",
        gait=movement.gait if movement else "none",
        slow_motion_factor=rounded(footage.slow_motion.factor),
        slow_motion_source=footage.slow_motion.source,
        analysed_span_s=_span_s(track),
        leg_length_px=finite(movement.sagittal.leg_length_px) if movement else None,
        key_frames=views(footage, track, quality),
        score_withheld=assessment.score_withheld,
        low_back=assessment.low_back,
        references=assessment.references,
        provenance=made,
    )


def _whole_film(footage: Footage, movement: Movement | None) -> PoseTrack:
    """Landmarks of every frame of the part: as used where seen, filled in between."""
    track = movement.cleaned.track if movement else footage.track
    if footage.film is None:
        return track
    if movement is None:
        return whole_film(track, footage.film)
    return whole_film(track, footage.film, movement.sagittal, movement.events.legs)


def _span_s(track: PoseTrack) -> tuple[float, float]:
    return rounded(float(track.time_s[0])), rounded(float(track.time_s[-1]))


def _runner(
    settings: AnalysisSettings,
    movement: Movement | None,
    context: GaitContext | None,
    standing: Standing | None,
) -> RunnerContext:
    speed = context.speed_mps if context else None
    return RunnerContext(
        near_side=movement.near_side if movement else "right",
        speed_mps=Speed(speed.value, speed.sd, speed.source) if speed else None,
        speed_disagrees=context is not None and context.no_speed == "speed_unsure",
        height_m=context.stature_m if context else None,
        mass_kg=context.mass_kg if context else None,
        sex=settings.sex,
        age=settings.age,
        incline_pct=settings.incline_pct,
        back_pain=settings.back_pain,
        pain_weeks=settings.pain_weeks,
        leg_pain=settings.leg_pain,
        morning_stiffness=settings.morning_stiffness,
        mode=movement.mode if movement else "unknown",
        gait=movement.gait if movement else "none",
        observability=_observability(context),
        standing=standing,
    )


def _observability(context: GaitContext | None) -> dict[str, float]:
    """How well the clip shows what happens at contact: less at few frames a second."""
    if context is None:
        return {}
    shown = float(np.clip(context.capture_fps / WELL_SHOWN_FPS, 0.5, 1.0))
    return {m.spec.id: shown for m in all_metrics(context.view) if m.spec.instant == "IC"}


def _near_steps(movement: Movement, measurement: Measurement) -> dict[str, list[float]]:
    near = {s.number for s in movement.steps if s.side == movement.near_side}
    every = all_metrics(movement.seen_from)
    both_feet = {metric.spec.id for metric in every if not metric.spec.by_side}
    return {
        name: [v for n, v in values.items() if name in both_feet or n in near]
        for name, values in measurement.per_step.items()
    }


def _quantity(estimate: Estimate | None) -> Quantity | None:
    if estimate is None:
        return None
    half = Z90 * estimate.sd
    ends = estimate.value - half, estimate.value + half
    return rounded(Quantity(estimate.value, *ends, estimate.source))


def _scale(estimate: Estimate | None) -> Scale | None:
    if estimate is None:
        return None
    return Scale(rounded(estimate.value, 8), estimate.source, rounded(estimate.sd / estimate.value))


def _plain_settings(settings: AnalysisSettings, guidelines: str) -> dict[str, Setting]:
    shown = {f.name: getattr(settings, f.name) for f in fields(settings)}
    for name in ("jobs", "use_cache", "fit"):
        shown.pop(name)
    shown["letterhead"] = settings.letterhead and settings.letterhead.name
    shown["guidelines"] = guidelines
    return shown

"""From what was read off a clip to the whole result."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import numpy as np

from formcheck import provenance
from formcheck.assess.assessment import assess
from formcheck.domain.assessment import RunnerContext, Speed, Standing
from formcheck.domain.quality import Quality, View
from formcheck.domain.result import AnalysisResult, Quantity
from formcheck.footage import Footage
from formcheck.gait.curves import (
    contact_poses,
    key_frames,
    stride_curves,
)
from formcheck.gait.movement import Movement
from formcheck.guidelines.schema import GuidelineSet
from formcheck.metrics.base import Estimate, GaitContext
from formcheck.metrics.context import build_context
from formcheck.metrics.registry import all_metrics
from formcheck.settings import AnalysisSettings
from formcheck.tables.sidecar import with_sidecar
from formcheck.uncertainty.interval import Z90, Measurement, conditions_of, measure
from formcheck.views import views

WELL_SHOWN_FPS = 50.0


def compose(
    footage: Footage,
    settings: AnalysisSettings,
    guidelines: GuidelineSet,
    movement: Movement | None,
    quality: Quality,
    *,
    notes: Mapping[str, Any],
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
    notes : mapping
        Goes into the provenance as it is.
    """
    settings = with_sidecar(settings, footage.sidecar)
    if movement is None or quality.verdict == "refused":
        return _refused(footage, settings, guidelines, movement, quality, notes)
    context = build_context(movement, settings, footage.sidecar)
    measurement = measure(context, conditions_of(movement, from_film=footage.from_film))
    track, steps = movement.cleaned.track, movement.steps
    standing = _same_side(footage.standing, movement)
    overstride = measurement.per_step.get("overstride_pct_leg", {})
    assessment = assess(
        measurement.values,
        _runner(settings, movement, context, standing),
        guidelines,
        quality=quality,
        step_values=_near_steps(movement, measurement),
    )
    return AnalysisResult(
        **_seen(footage, settings, movement, assessment.guidelines, notes),
        quality=quality,
        speed=_quantity(context.speed_mps),
        m_per_px=_quantity(context.m_per_px),
        leg_length_px=movement.sagittal.leg_length_px,
        metrics=measurement.values,
        per_step=measurement.per_step,
        steps=steps,
        events=movement.events.all,
        curves=stride_curves(movement.sagittal, steps),
        key_frames=key_frames(track, movement.sagittal, steps, movement.near_side, overstride),
        contact_poses=contact_poses(track, steps, movement.near_side),
        assessment=assessment,
        standing=standing,
    )


def _refused(
    footage: Footage,
    settings: AnalysisSettings,
    guidelines: GuidelineSet,
    movement: Movement | None,
    quality: Quality,
    notes: Mapping[str, Any],
) -> AnalysisResult:
    assessment = assess((), _runner(settings, movement, None, None), guidelines, quality=quality)
    track = movement.cleaned.track if movement else footage.track
    return AnalysisResult(
        **_seen(footage, settings, movement, assessment.guidelines, notes),
        quality=quality,
        speed=None,
        m_per_px=None,
        leg_length_px=movement.sagittal.leg_length_px if movement else None,
        metrics=(),
        per_step={},
        steps=(),
        events=(),
        curves={},
        key_frames=views(footage, track, quality),
        contact_poses=(),
        assessment=assessment,
    )


def _seen(
    footage: Footage,
    settings: AnalysisSettings,
    movement: Movement | None,
    guidelines: str,
    notes: Mapping[str, Any],
) -> dict[str, Any]:
    """What a result says of clip and runner whether or not it could be measured."""
    track = movement.cleaned.track if movement else footage.track
    return {
        "source": str(footage.path),
        "clip": footage.clip,
        "settings": _plain_settings(settings, guidelines),
        "view": movement.view if movement else View("unknown"),
        "direction": movement.facing if movement else None,
        "near_side": movement.near_side if movement else None,
        "mode": movement.mode if movement else "unknown",
        "gait": movement.gait if movement else "none",
        "slow_motion": footage.slow_motion,
        "analysed_span_s": (float(track.time_s[0]), float(track.time_s[-1])),
        "provenance": {
            **provenance.collect(footage),
            "history": list(track.history),
            "created_utc": datetime.now(UTC).isoformat(timespec="seconds"),
            **notes,
        },
        "track": track,
        "raw_track": footage.track if footage.raw is not None else None,
        "from_table": footage.raw is None,
    }


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
        height_m=context.stature_m if context else None,
        mass_kg=context.mass_kg if context else None,
        sex=settings.sex,
        age=settings.age,
        incline_pct=settings.incline_pct,
        back_pain=settings.back_pain,
        mode=movement.mode if movement else "unknown",
        gait=movement.gait if movement else "none",
        observability=_observability(context),
        standing=standing,
    )


def _same_side(standing: Standing | None, movement: Movement) -> Standing | None:
    """How the runner stood, if cleaning the landmarks left the running direction as it was."""
    return standing if standing and standing.side == movement.near_side else None


def _observability(context: GaitContext | None) -> dict[str, float]:
    """How well the clip shows what happens at contact: less at few frames a second."""
    if context is None:
        return {}
    shown = float(np.clip(context.track.fps / WELL_SHOWN_FPS, 0.5, 1.0))
    return {m.spec.id: shown for m in all_metrics() if m.spec.instant == "IC"}


def _near_steps(movement: Movement, measurement: Measurement) -> dict[str, list[float]]:
    near = {s.number for s in movement.steps if s.side == movement.near_side}
    both_feet = {metric.spec.id for metric in all_metrics() if not metric.spec.by_side}
    return {
        name: [v for n, v in values.items() if name in both_feet or n in near]
        for name, values in measurement.per_step.items()
    }


def _quantity(estimate: Estimate | None) -> Quantity | None:
    if estimate is None:
        return None
    half = Z90 * estimate.sd
    return Quantity(estimate.value, estimate.value - half, estimate.value + half, estimate.source)


def _plain_settings(settings: AnalysisSettings, guidelines: str) -> dict[str, Any]:
    shown = asdict(settings)
    for name in ("jobs", "use_cache", "fit"):
        shown.pop(name)
    shown["guidelines"] = guidelines
    return shown

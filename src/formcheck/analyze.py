"""The one way from a clip to a result; every shell calls :func:`analyze`."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from formcheck import provenance
from formcheck.assess.assessment import assess
from formcheck.domain.assessment import RunnerContext, Speed
from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import Quality, View
from formcheck.domain.result import AnalysisResult, KeyFrame, Quantity
from formcheck.footage import Footage, load_footage
from formcheck.gait.curves import crop_around, key_frames, stride_curves, visible_points
from formcheck.gait.movement import Movement, read_movement
from formcheck.guidelines import load as load_guidelines
from formcheck.guidelines.schema import GuidelineSet
from formcheck.metrics.base import Estimate, GaitContext
from formcheck.metrics.context import build_context
from formcheck.quality.judge import judge_movement, judge_person
from formcheck.settings import AnalysisSettings, Progress
from formcheck.uncertainty.interval import Z90, Measurement, conditions_of, measure


def analyze(
    source: str | Path,
    settings: AnalysisSettings | None = None,
    *,
    landmarks: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> AnalysisResult:
    """Analyse one clip, or one landmark table.

    Parameters
    ----------
    source : str or Path
        A video file, or with ``landmarks=True`` a landmark table.
    settings : AnalysisSettings, optional
    landmarks : bool
    on_progress : callable, optional
        Called with a :class:`Progress` as the work goes on.

    Returns
    -------
    AnalysisResult
        Also for a clip that is refused: see ``quality``.

    Raises
    ------
    ClipError
        If the file cannot be read as video or table.
    UsageError
        If a setting does not fit the clip.
    InstallationError
        If a pose bundle or codec is missing.
    """
    settings = settings or AnalysisSettings()
    guidelines = load_guidelines(settings.guidelines)
    clock = [time.monotonic()]
    footage = load_footage(Path(source), settings, landmarks=landmarks, on_progress=on_progress)
    clock.append(time.monotonic())
    movement, quality = _look(footage)
    context = measurement = None
    if movement is not None and quality.verdict != "refused":
        context = build_context(movement, settings, footage.sidecar)
        measurement = measure(
            context,
            conditions_of(movement, from_film=footage.from_film),
        )
    clock.append(time.monotonic())
    spent = {"landmarks": clock[1] - clock[0], "metrics": clock[2] - clock[1]}
    return _result(footage, settings, guidelines, movement, quality, context, measurement, spent)


def _look(footage: Footage) -> tuple[Movement | None, Quality]:
    quality = judge_person(footage.track, footage.evidence)
    if quality.verdict == "refused":
        return None, quality
    movement = read_movement(
        footage.track,
        step_s=footage.evidence.step_s,
        world_m=footage.world_m,
        camera=footage.camera,
    )
    return movement, judge_movement(movement, footage.evidence)


def _result(
    footage: Footage,
    settings: AnalysisSettings,
    guidelines: GuidelineSet,
    movement: Movement | None,
    quality: Quality,
    context: GaitContext | None,
    measurement: Measurement | None,
    spent_s: Mapping[str, float],
) -> AnalysisResult:
    track = movement.cleaned.track if movement else footage.track
    measured = context is not None and movement is not None and measurement is not None
    metrics = measurement.values if measurement else ()
    per_step = measurement.per_step if measurement else {}
    assessment = assess(
        metrics,
        _runner(settings, movement, context),
        guidelines,
        quality=quality,
        step_values=_near_steps(movement, per_step) if movement else None,
    )
    return AnalysisResult(
        source=str(footage.path),
        clip=footage.clip,
        settings=_plain_settings(settings, assessment.guidelines),
        quality=quality,
        view=movement.view if movement else View("unknown"),
        direction=movement.facing.direction if movement else None,
        near_side=movement.near_side if movement else None,
        mode=movement.mode if movement else "unknown",
        gait=movement.gait if movement else "none",
        slow_motion=footage.slow_motion,
        analysed_span_s=(float(track.time_s[0]), float(track.time_s[-1])),
        speed=_quantity(context.speed_mps if context else None),
        m_per_px=_quantity(context.m_per_px if context else None),
        leg_length_px=movement.sagittal.leg_length_px if movement else None,
        metrics=metrics,
        per_step=per_step,
        steps=movement.steps if measured and movement else (),
        events=movement.events.all if measured and movement else (),
        curves=stride_curves(movement.sagittal, movement.steps) if measured and movement else {},
        key_frames=_pictures(movement, track, per_step, measured=measured),
        assessment=assessment,
        provenance={
            **provenance.collect(footage),
            "history": list(track.history),
            "created_utc": datetime.now(UTC).isoformat(timespec="seconds"),
            "duration_s": {stage: round(s, 3) for stage, s in spent_s.items()},
        },
        track=track,
        raw_track=footage.track if footage.raw is not None else None,
        from_table=footage.raw is None,
    )


def _runner(
    settings: AnalysisSettings, movement: Movement | None, context: GaitContext | None
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
    )


def _near_steps(
    movement: Movement, per_step: Mapping[str, Mapping[int, float]]
) -> dict[str, list[float]]:
    near = {s.number for s in movement.steps if s.side == movement.near_side}
    both_feet = ("cadence_spm", "trunk_lean_deg")
    return {
        name: [v for n, v in values.items() if name in both_feet or n in near]
        for name, values in per_step.items()
    }


def _pictures(
    movement: Movement | None,
    track: PoseTrack,
    per_step: Mapping[str, Mapping[int, float]],
    *,
    measured: bool,
) -> tuple[KeyFrame, ...]:
    if movement is not None and measured:
        overstride = per_step.get("overstride_pct_leg", {})
        return key_frames(
            track, movement.sagittal, movement.steps, movement.near_side, overstride
        )
    shown = np.unique(np.linspace(0, len(track) - 1, 5).astype(int)[1:-1])
    return tuple(
        KeyFrame(
            "view",
            None,
            float(track.time_s[i]),
            int(track.frame[i]),
            visible_points(track, int(i)),
            {},
            (0, 0, track.width, track.height),
        )
        for i in shown
    )


def _quantity(estimate: Estimate | None) -> Quantity | None:
    if estimate is None:
        return None
    half = Z90 * estimate.sd
    return Quantity(
        estimate.value, estimate.value - half, estimate.value + half, estimate.source
    )


def _plain_settings(settings: AnalysisSettings, guidelines: str) -> dict[str, Any]:
    shown = asdict(settings)
    for name in ("jobs", "use_cache", "baseline"):
        shown.pop(name)
    shown["guidelines"] = guidelines
    return shown

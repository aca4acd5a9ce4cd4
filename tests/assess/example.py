"""Metric rows and contexts for the tests of the judging part."""

import json
from functools import cache
from pathlib import Path

from formcheck.assess import assess
from formcheck.domain.assessment import Assessment, FindingText, RunnerContext, Speed
from formcheck.domain.metric import MetricValue
from formcheck.domain.quality import Quality
from formcheck.guidelines import GuidelineSet, load
from formcheck.words.guidelines import finding_text

ROOT = Path(__file__).parents[2]
Z90 = 1.6449

SD = {
    "cadence_spm": 0.5,
    "trunk_lean_deg": 1.5,
    "overstride_pct_leg": 2.5,
    "shank_angle_deg": 2.5,
    "knee_flexion_ic_deg": 3.5,
    "knee_flexion_peak_deg": 3.0,
    "thigh_extension_to_deg": 3.0,
    "vertical_oscillation_pct_leg": 0.7,
}
"""Standard deviations as a good clip has them."""

USUAL = {
    "cadence_spm": 170.0,
    "trunk_lean_deg": 6.0,
    "overstride_pct_leg": 24.0,
    "shank_angle_deg": 8.0,
    "knee_flexion_ic_deg": 14.0,
    "knee_flexion_peak_deg": 43.0,
    "thigh_extension_to_deg": 20.0,
    "vertical_oscillation_pct_leg": 10.0,
}
"""A runner in the middle of every band at 3.1 m/s."""

BOTH = {"cadence_spm", "trunk_lean_deg", "vertical_oscillation_pct_leg"}


@cache
def guidelines() -> GuidelineSet:
    return load()


def row(metric: str, value: float | None, sd: float | None = None, side: str | None = None):
    """One metric row with a 90 % interval of ``sd``; missing if ``value`` is None."""
    rule = guidelines().rule(metric)
    unit = rule.unit if rule else "deg"
    side = side or ("both" if metric in BOTH else "right")
    if value is None:
        return MetricValue(metric, side, unit, None, None, None, 0, "needs_height")
    half = Z90 * (SD.get(metric, 1.0) if sd is None else sd)
    return MetricValue(metric, side, unit, value, value - half, value + half, 20)


def rows(**changes: float | None) -> list[MetricValue]:
    """Rows of the usual runner with some values changed."""
    return [row(metric, value) for metric, value in {**USUAL, **changes}.items()]


def context(**changes) -> RunnerContext:
    """A man of 1.78 m at 3.1 m/s, seen from his right."""
    known = {"speed_mps": Speed(3.1, 0.0), "height_m": 1.78, "age": 35.0, "sex": "m"}
    return RunnerContext(**{"near_side": "right", **known, **changes})


def judged(metrics: list[MetricValue], ctx: RunnerContext | None = None, **more) -> Assessment:
    quality = more.pop("quality", Quality("ok"))
    chosen = more.pop("guidelines", guidelines())
    return assess(metrics, ctx or context(), chosen, quality=quality, **more)


def texts(result: Assessment) -> list[FindingText]:
    """What is said about the findings, in their order."""
    return [finding_text(finding, result.ratings) for finding in result.findings]


def sample(name: str) -> tuple[list[MetricValue], RunnerContext]:
    """True values of a rendered sample clip, with a good clip's intervals."""
    truth = json.loads((ROOT / "sample_videos" / f"{name}.truth.json").read_text())
    overall, legs = truth["metrics"]["overall"], truth["metrics"]["pose_leg"]
    side = truth["nearest_side"]
    values = {
        "cadence_spm": overall["cadence_spm"],
        "trunk_lean_deg": legs["trunk_lean_stance_deg"],
        "overstride_pct_leg": legs[side]["overstride_pct_leg"],
        "shank_angle_deg": overall["shank_angle_ic_deg"],
        "knee_flexion_ic_deg": overall["knee_flexion_ic_deg"],
        "knee_flexion_peak_deg": overall["knee_flexion_peak_stance_deg"],
        "thigh_extension_to_deg": overall["thigh_extension_to_deg"],
        "vertical_oscillation_pct_leg": 100
        * overall["vertical_oscillation_midhip_cm"]
        / legs["leg_cm"],
    }
    metrics = [
        row(metric, value, side="both" if metric in BOTH else side)
        for metric, value in values.items()
    ]
    ctx = RunnerContext(
        near_side=side,
        speed_mps=Speed(truth["running_speed_mps"] or truth["belt_speed_mps"], 0.1, "planted_foot"),
        height_m=truth["runner"]["height_m"],
    )
    return metrics, ctx

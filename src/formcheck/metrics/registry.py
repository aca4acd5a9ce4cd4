"""All metrics, in the order in which they are reported."""

from formcheck.metrics import (  # noqa: F401  (importing a metric registers it)
    cadence,
    contact_time,
    elbow_angle,
    foot_strike_angle,
    head_forward,
    knee_flexion,
    leg_stiffness,
    overstride,
    shank_angle,
    speed,
    step_time,
    thigh_extension,
    trunk_lean,
    vertical_oscillation,
)
from formcheck.metrics.base import REGISTRY, Metric

FIRST = (
    "cadence_spm",
    "trunk_lean_deg",
    "overstride_pct_leg",
    "overstride_cm",
    "shank_angle_deg",
    "knee_flexion_ic_deg",
    "knee_flexion_peak_deg",
    "thigh_extension_to_deg",
    "vertical_oscillation_pct_leg",
    "vertical_oscillation_cm",
)

ASYMMETRY_OF = (
    "contact_time_ms",
    "flight_time_ms",
    "step_time_ms",
    "overstride_pct_leg",
    "shank_angle_deg",
    "knee_flexion_ic_deg",
    "knee_flexion_peak_deg",
    "thigh_extension_to_deg",
    "vertical_oscillation_pct_leg",
)
"""Metrics whose left-right difference is reported, as ``asymmetry_pct.<metric>``."""


def all_metrics() -> tuple[Metric, ...]:
    """Every registered metric, headline metrics first."""
    rest = [name for name in REGISTRY if name not in FIRST]
    return tuple(REGISTRY[name] for name in (*FIRST, *rest))

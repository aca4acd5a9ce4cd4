"""Leg stiffness of the spring-mass model."""

import math

import numpy as np

from formcheck.domain.metric import Unit
from formcheck.metrics.base import GaitContext, NotMeasurable, StepValues, metric
from formcheck.metrics.contact_time import contact_time, flight_time
from formcheck.metrics.spec import FROM_EVENTS_ONLY, NO_VIEW, MetricSpec

G_MPS2 = 9.81
TROCHANTER_OF_STATURE = 0.53
"""Height of the hip over the ground when standing, over stature (Morin et al. 2005)."""
SLOWEST_CAPTURE_FPS = 100.0


@metric(
    MetricSpec(
        "leg_stiffness_kn_m",
        Unit.KN_PER_M,
        "Leg stiffness",
        FROM_EVENTS_ONLY,
        NO_VIEW,
        sides=("both",),
        leads="both",
        order=200,
    )
)
def leg_stiffness(ctx: GaitContext) -> StepValues:
    """Stiffness from contact and flight time after Morin et al. (2005), sine-wave method."""
    if ctx.no_speed == "speed_unsure":
        raise NotMeasurable(ctx.no_speed)
    needs = {"speed": ctx.speed_mps, "height": ctx.stature_m, "mass": ctx.mass_kg}
    missing = [name for name, value in needs.items() if value is None]
    if missing or ctx.speed_mps is None or ctx.stature_m is None or ctx.mass_kg is None:
        raise NotMeasurable("needs_told", what=tuple(missing))
    if ctx.capture_fps < SLOWEST_CAPTURE_FPS - 1:
        raise NotMeasurable("captured_too_slowly", needed_fps=SLOWEST_CAPTURE_FPS)
    contact, flight = contact_time(ctx).per_step, flight_time(ctx).per_step
    both = [n for n in contact if n in flight]
    if not both:
        raise NotMeasurable("no_whole_step")
    values = {
        n: _stiffness_kn_m(
            contact[n] / 1000, flight[n] / 1000, ctx.speed_mps.value, ctx.stature_m, ctx.mass_kg
        )
        for n in both
    }
    return StepValues({n: v for n, v in values.items() if np.isfinite(v)})


def _stiffness_kn_m(
    contact_s: float, flight_s: float, speed_mps: float, stature_m: float, mass_kg: float
) -> float:
    leg_m = TROCHANTER_OF_STATURE * stature_m
    force_n = mass_kg * G_MPS2 * math.pi / 2 * (flight_s / contact_s + 1)
    drop_m = abs(-force_n * contact_s**2 / (mass_kg * math.pi**2) + G_MPS2 * contact_s**2 / 8)
    under_m2 = leg_m**2 - (speed_mps * contact_s / 2) ** 2
    if under_m2 <= 0:
        return float("nan")
    shortening_m = leg_m - math.sqrt(under_m2) + drop_m
    return force_n / shortening_m / 1000

"""Lean of the trunk to the side, seen from behind."""

import numpy as np
from numpy.typing import NDArray

from formcheck.domain.landmark_source import LandmarkNoise
from formcheck.domain.metric import Unit
from formcheck.domain.skeleton import SIDES, Side
from formcheck.gait.detect import LegGait
from formcheck.metrics.base import GaitContext, StepValues, metric
from formcheck.metrics.spec import BEHIND, CameraSensitivity, MetricSpec, Need
from formcheck.signal.fourier import fit_series, series_design

FloatArray = NDArray[np.float64]

HARMONICS = 4
"""Of the mean stride's curve: landmarks shake faster than a trunk sways."""
DRAWN_STIFFER_DEG = 0.25
"""What BlazePose leaves out of the sway to either side, from behind."""
NOISE = LandmarkNoise(0.95, 0.95, mean=0.55)


@metric(
    MetricSpec(
        "trunk_side_lean_deg",
        Unit.DEG,
        "Trunk side lean",
        {"pose_model": NOISE, "table": NOISE},
        CameraSensitivity(foreshortened=False),
        leads="both",
        views=BEHIND,
        needs=(Need.TRUNK,),
        asymmetry=True,
        mirrored=True,
        instant="midstance",
        drawn=("trunk",),
        order=50,
    )
)
def trunk_side_lean(ctx: GaitContext) -> StepValues:
    """Largest lean towards the standing leg's side in each stance, on the mean stride's curve."""
    lean = ctx.trunk_lean_deg  # x points to the right, so + leans to the right
    values: dict[int, float] = {}
    for side in SIDES:
        leg = ctx.gait.legs.get(side)
        if leg is not None and leg.midstance_s is not None:
            values |= _of_leg(ctx, side, leg, leg.midstance_s, lean if side == "right" else -lean)
    return StepValues(values)


def _of_leg(
    ctx: GaitContext, side: Side, leg: LegGait, midstance_s: float, lean: FloatArray
) -> dict[int, float]:
    time_s = ctx.track.time_s
    phase = leg.template.phase(time_s)
    used = np.isfinite(phase) & np.isfinite(lean)
    fit = fit_series(series_design(phase[used], HARMONICS), lean[used])
    if fit is None:
        return {}
    curve = np.full(len(time_s), np.nan)
    curve[used] = series_design(phase[used], HARMONICS) @ fit[0]
    start = (leg.offsets.ic_s or 0.0) / leg.template.stride_s
    share = np.linspace(start, start + 2 * midstance_s / leg.template.stride_s, 100)
    most = float((series_design(share, HARMONICS) @ fit[0]).max()) + DRAWN_STIFFER_DEG
    values = {}
    for step in ctx.steps:
        inside = ctx.track.within(step.ic_s, step.ic_s + 2 * midstance_s) & used
        if step.side == side and inside.any():
            values[step.number] = most + float(np.mean((lean - curve)[inside]))
    return values

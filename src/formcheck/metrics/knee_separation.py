"""How far apart the knees are while one leg carries: seen from behind."""

import numpy as np

from formcheck.domain.metric import Unit
from formcheck.metrics.base import GaitContext, NotMeasurable, StepValues, metric
from formcheck.metrics.spec import BEHIND, MetricSpec, of_body
from formcheck.metrics.step_width import ACROSS, midstances_s


@metric(
    MetricSpec(
        "knee_separation_pct_leg",
        Unit.PCT_LEG,
        "Knee separation",
        of_body(film=1.1, table=1.1),
        ACROSS,
        sides=("both",),
        leads="both",
        views=BEHIND,
        instant="midstance",
        order=60,
    )
)
def knee_separation(ctx: GaitContext) -> StepValues:
    """Sideways distance of the left from the right knee at midstance; - = the knees cross."""
    ctx.require("left_knee", "right_knee")
    track = ctx.track
    apart = track.point("right_knee")[:, 0] - track.point("left_knee")[:, 0]
    good = np.isfinite(apart)
    at_s = midstances_s(ctx)
    if not at_s:
        raise NotMeasurable("no_midstance")
    apart = 100.0 * apart[good] / track.leg_length_px
    return StepValues({n: float(np.interp(t, track.time_s[good], apart)) for n, t in at_s.items()})

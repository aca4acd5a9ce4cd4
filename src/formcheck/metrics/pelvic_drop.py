"""Drop of the pelvis to the swinging leg's side: listed, and not measured."""

from formcheck.domain.metric import Unit
from formcheck.metrics.base import GaitContext, NotMeasurable, StepValues, metric
from formcheck.metrics.spec import BEHIND, CameraSensitivity, MetricSpec, of_body

HIPS_FOLLOW, HIPS_FOLLOW_TOO = -0.7, 0.3
"""Correlation over the stride of the hips' line, as BlazePose draws it from behind, with that of
the pelvis: 15 renders of runners who drop it by 2 to 9 degrees (``tests.bench.rear --drop``)."""


@metric(
    MetricSpec(
        "pelvic_drop_deg",
        Unit.DEG,
        "Pelvic drop",
        of_body(film=0.0, table=0.0),
        CameraSensitivity(),
        leads="both",
        views=BEHIND,
        order=70,
    )
)
def pelvic_drop(_ctx: GaitContext) -> StepValues:
    """Say why it is missing: the model's hips do not show it."""
    raise NotMeasurable("hips_do_not_show_it", low=HIPS_FOLLOW, high=HIPS_FOLLOW_TOO)

"""The gate: from evidence to a verdict."""

from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import Quality, Reason, SlowMotion
from formcheck.gait.movement import Movement
from formcheck.quality import checks
from formcheck.quality.reasons import reason, refuses, verdict


def judge_person(track: PoseTrack) -> Quality:
    """First look: is there a runner large enough to be measured?"""
    return verdict(checks.check_person(track))


def judge_movement(movement: Movement, slow_motion: SlowMotion, *, truncated: bool) -> Quality:
    """Second look: is it a run seen from the side, with steps enough?

    Checks stop at the first that refuses, so that a walk is not also blamed for its
    missing flight.
    """
    found: list[Reason] = []
    if truncated:
        found.append(reason("truncated_file"))
    if slow_motion.factor != 1.0:
        found.append(
            reason("slow_motion_corrected", factor=slow_motion.factor, source=slow_motion.source)
        )
    stages = (
        lambda: checks.check_view(movement.view.yaw_deg),
        lambda: checks.check_gait(movement.gait, movement.swing_fold_deg),
        lambda: checks.check_steps(movement.events, movement.sagittal.fps),
        lambda: checks.check_cleaning(movement.cleaned),
    )
    for stage in stages:
        found += stage()
        if any(refuses(r) for r in found):
            break
    return verdict(found)

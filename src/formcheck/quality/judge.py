"""The gate: from evidence to a verdict."""

from collections.abc import Callable, Sequence

from formcheck.domain.pose import PoseTrack
from formcheck.domain.quality import Quality
from formcheck.gait.movement import Movement
from formcheck.quality import checks
from formcheck.quality.reasons import Found, verdict
from formcheck.select.evidence import Evidence, Told

Stage = Callable[[], list[Found]]


def judge_person(track: PoseTrack, evidence: Evidence) -> Quality:
    """Look for one runner, whole and large enough to be measured."""
    everything = _until_refused(
        [
            lambda: checks.check_file(evidence),
            lambda: checks.check_picture(evidence),
            lambda: checks.check_length(track, evidence),
            lambda: checks.check_person(track, evidence),
        ]
    )
    return verdict(checks.playback_reversal_first(everything, evidence))


def judge_movement(movement: Movement, evidence: Evidence, told: Told | None = None) -> Quality:
    """Look for a run seen from the side, at known speed, with steps enough."""
    events = movement.events
    stages: list[Stage] = [
        lambda: checks.check_file(evidence),
        lambda: checks.check_picture(evidence),
        lambda: checks.check_paint(evidence),
        lambda: checks.check_standing(movement),
        lambda: checks.check_view(movement, evidence),
        lambda: checks.check_gait(movement, evidence),
        lambda: checks.check_build(movement, evidence),
        lambda: checks.check_time(movement, evidence),
        lambda: checks.check_steps(events, movement.sagittal.fps, evidence.cadence_spm),
        lambda: checks.check_steadiness(events),
        lambda: checks.check_hands_and_legs(movement),
        lambda: checks.check_camera(movement),
        lambda: [] if told is None else checks.check_told_speed(movement, told),
    ]
    return verdict(checks.playback_reversal_first(_until_refused(stages), evidence))


def _until_refused(stages: Sequence[Stage]) -> list[Found]:
    """Stop at the first stage that refuses: a walk is not also blamed for its missing flight."""
    everything: list[Found] = []
    for stage in stages:
        everything += stage()
        if any(f.refuses for f in everything):
            break
    return everything

"""The gate: from evidence to a verdict."""

from collections.abc import Callable, Sequence

from formcheck.domain.quality import Quality
from formcheck.gait.movement import Movement
from formcheck.metrics.context import SpeedConflict
from formcheck.quality import checks
from formcheck.quality.reasons import Found, verdict
from formcheck.select.evidence import Evidence
from formcheck.select.facts import MovementFacts, PersonFacts

Stage = Callable[[], list[Found]]


def judge_person(person: PersonFacts, evidence: Evidence) -> Quality:
    """Judge whether there is one runner, whole and large enough to be measured."""
    everything = _until_refused(
        [
            lambda: checks.check_file(evidence),
            lambda: checks.check_picture(evidence),
            lambda: checks.check_length(person, evidence),
            lambda: checks.check_person(person, evidence),
        ]
    )
    return verdict(checks.playback_reversal_first(everything, evidence))


def judge_movement(
    movement: Movement,
    facts: MovementFacts,
    evidence: Evidence,
    conflict: SpeedConflict | None = None,
) -> Quality:
    """Judge whether it is a run seen from the side, at known speed, with steps enough.

    Parameters
    ----------
    movement : Movement
    facts : MovementFacts
        What the movement shows of the body.
    evidence : Evidence
        What was found out about the clip.
    conflict : SpeedConflict, optional
        A speed that was told and that the stance foot contradicts.
    """
    events = movement.events
    stages: list[Stage] = [
        lambda: checks.check_file(evidence),
        lambda: checks.check_picture(evidence),
        lambda: checks.check_paint(evidence),
        lambda: checks.check_standing(movement, facts),
        lambda: checks.check_view(movement, evidence),
        lambda: checks.check_gait(movement, facts, evidence),
        lambda: checks.check_build(facts),
        lambda: checks.check_time(facts, evidence),
        lambda: checks.check_steps(events, movement.sagittal.fps, evidence.cadence_spm),
        lambda: checks.check_steadiness(events),
        lambda: checks.check_hands_and_legs(movement, facts),
        lambda: checks.check_camera(movement),
        lambda: checks.check_given_speed(conflict),
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

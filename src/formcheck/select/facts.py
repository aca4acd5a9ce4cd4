"""What is measured of a body and its movement for the judge: facts, without a verdict.

They are read once. What they have to be like for a clip to carry an answer stands in `quality/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from formcheck.domain.pose import PoseTrack
from formcheck.domain.skeleton import SIDES, Side
from formcheck.gait.behind import detect_behind
from formcheck.gait.detect import GaitEvents, detect_events
from formcheck.gait.kind import body_height_px
from formcheck.gait.movement import Movement
from formcheck.select.body import (
    built_like_people,
    feet_seen,
    goes_backward,
    legs_move,
    legs_tilt_deg,
    still_hand,
    trunk_seen,
    whole_leg_seen,
)
from formcheck.select.evidence import Evidence
from formcheck.select.slow_motion import USUAL_SPM

FEWEST_LANDMARKS = 6
"""Fewer in a frame are nobody."""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a track shows of a body, before it is cleaned.

    Attributes
    ----------
    frames : int
    fps : float
        Frames a second of capture time.
    seen_share : float
        Share of the frames in which somebody is seen, 0-1.
    height_px : float
        Usual height of what is seen.
    legs_only : bool
        The track has neither shoulders nor head.
    whole_leg, feet, trunk : bool
        Whether hip, knee and ankle of one leg, a foot and the trunk are in the picture.
    legs_tilt_deg : float or None
        Usual tilt of the legs from upright, 0-180; None where none is seen.
    """

    frames: int
    fps: float
    seen_share: float
    height_px: float
    legs_only: bool
    whole_leg: bool
    feet: bool
    trunk: bool
    legs_tilt_deg: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """Contacts of both legs, and the rate of the frames in which they were found."""

    events: GaitEvents
    fps: float


@dataclass(frozen=True, slots=True, eq=False)
class MovementFacts:
    """What the cleaned landmarks show of the body in motion.

    Attributes
    ----------
    legs_move : bool
        A leg moves against the hips, or the hips in the picture.
    person_like : bool
        Proportions of a person, and bones that keep their length.
    backward : bool
        The feet go forward while they are low.
    still_hand : {"left", "right"} or None
        Side of a hand that keeps its place in the picture.
    leg_visibility : dict of side to float
        Of knee and ankle, 0-1.
    foot_unseen_share : dict of side to float
        Share of the frames in which a part of the foot is missing, 0-1.
    contacts_at_usual_speed : Contacts or None
        Contacts as they would be found if the clip played so that the cadence is usual; only
        where the clip's speed is in doubt.
    """

    legs_move: bool
    person_like: bool
    backward: bool
    still_hand: Side | None
    leg_visibility: Mapping[Side, float]
    foot_unseen_share: Mapping[Side, float]
    contacts_at_usual_speed: Contacts | None


def person_facts(track: PoseTrack) -> PersonFacts:
    """Read what a track shows of a body."""
    whole_leg = whole_leg_seen(track)
    seen = np.isfinite(track.xy_px).all(axis=2).sum(axis=1) >= FEWEST_LANDMARKS
    return PersonFacts(
        frames=len(track),
        fps=track.fps if len(track) > 1 else float("nan"),
        seen_share=float(seen.mean()) if len(track) else 0.0,
        height_px=body_height_px(track),
        legs_only=not track.has("left_shoulder") and not track.has("nose"),
        whole_leg=whole_leg,
        feet=feet_seen(track),
        trunk=whole_leg and trunk_seen(track),
        legs_tilt_deg=legs_tilt_deg(track),
    )


def movement_facts(movement: Movement, evidence: Evidence) -> MovementFacts:
    """Read what the body does in motion."""
    track = movement.cleaned.track
    return MovementFacts(
        legs_move=legs_move(track),
        person_like=not evidence.is_film or built_like_people(track),
        backward=movement.seen_from == "side" and goes_backward(movement.sagittal),
        still_hand=still_hand(movement),
        leg_visibility={side: track.leg_visibility(side) for side in SIDES},
        foot_unseen_share={side: _foot_unseen_share(track, side) for side in SIDES},
        contacts_at_usual_speed=_at_usual_speed(movement, evidence),
    )


def _foot_unseen_share(track: PoseTrack, side: Side) -> float:
    """A pose model guesses what it cannot see; a laboratory leaves it out, often of one foot."""
    somebody = np.isfinite(track.midpoint("hip")).all(axis=1)
    foot = [f"{side}_{part}" for part in ("ankle", "heel", "foot_index")]
    there = [np.isfinite(track.point(name)).all(axis=1) for name in foot if track.has(name)]
    return float((somebody & ~np.all(there, axis=0)).mean())


def _at_usual_speed(movement: Movement, evidence: Evidence) -> Contacts | None:
    if not evidence.playing.doubtful or evidence.cadence_spm is None:
        return None
    factor = USUAL_SPM / evidence.cadence_spm
    track = replace(movement.sagittal, time_s=movement.sagittal.time_s / factor)
    if movement.seen_from == "back":
        return Contacts(detect_behind(track), track.fps)
    return Contacts(detect_events(track, with_height=movement.heights_hold), track.fps)

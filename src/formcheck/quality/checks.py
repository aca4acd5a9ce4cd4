"""Checks of a clip, each returning the reasons it finds; thresholds stand here with their why."""

import math

import numpy as np

from formcheck.cleaning.clean import CleanTrack
from formcheck.domain.metric import Z90
from formcheck.domain.skeleton import SIDES
from formcheck.gait.detect import GaitEvents
from formcheck.gait.kind import FASTEST_WALK_SPM
from formcheck.gait.movement import Movement
from formcheck.gait.support import Support
from formcheck.geometry.view import OBLIQUE_DEG
from formcheck.metrics.context import LEAST_VISIBLE, SpeedConflict
from formcheck.quality.reasons import Found, found
from formcheck.select.evidence import Evidence
from formcheck.select.facts import MovementFacts, PersonFacts
from formcheck.select.slow_motion import USUAL_SPM

SHORTEST_S, FEWEST_FRAMES = 0.6, 12
"""Less cannot hold two steps."""
SHORTEST_RUN_S = 1.5
"""In less, a missing rhythm says nothing: four contacts take about 1.1 s."""
LEAST_SEEN = 0.3
LEG_SEEN = 0.5
"""The better leg of people at squats, dumbbells or a walk reads 0.8 or more, in noise 0.4."""
SMALLEST_PX = 100.0
"""Below, a landmark's usual error of 3 px is more than 5 % of the leg."""
LEGS_OF_BODY = 0.5
UPRIGHT_DEG = 50.0
"""A runner's legs hang straight down on average; a film on its side or head reads 80 or more."""
SCORED_DEG, REFUSED_DEG = 25.0, 28.0
"""The yaw that is read is good to about 4 degrees, and reads 33-35 degrees as 29-34."""
SLOWEST_FPS = 23.9
FEWEST_FPS = 9.0
"""Three frames a step; with fewer, a step is not seen at all."""
FEWEST_CONTACTS, FEWEST_SCORED = 4, 7
RHYTHM_TOLERANCE, MOST_IRREGULAR = 0.2, 0.25
"""Strides of a leg follow the rhythm within 10 % where contacts are found well."""
MOST_SWAPS = 0.25
MANY_HIDDEN = 0.05
"""Gaps that are left after short ones were bridged."""
SPEED_CHANGE = 0.08
"""Stride times of steady running drift by 2-3 % within a minute."""
TILTED_DEG = 2.5
"""The stance foot's path tells tilt to about 1.5 degrees."""
DARK_LUMA, BLURRED = 35.0, 20.0
MANY_COPIES = 0.1
MOST_FLAT = 0.17
"""Films and renders of people running read up to 0.07, rods in even light without any grain 0.09,
drawings 0.26 (grainy, or small and coded badly) to 0.8."""
SHORTENED = 0.85
"""A part shorter than this share of the clip is worth a word."""


def check_length(person: PersonFacts, evidence: Evidence) -> list[Found]:
    """Check that something is long enough to hold steps."""
    if evidence.whole_s < SHORTEST_S or person.frames < FEWEST_FRAMES:
        return [found("too_short", duration_s=evidence.whole_s)]
    return [found("too_few_frames", fps=person.fps)] if person.fps < FEWEST_FPS else []


def check_person(person: PersonFacts, evidence: Evidence) -> list[Found]:
    """Check that one person is there, large enough and wholly in the picture."""
    if person.seen_share < LEAST_SEEN:
        return [found("no_person", share_pct=100 * person.seen_share)]
    if person.height_px < SMALLEST_PX * (LEGS_OF_BODY if person.legs_only else 1.0):
        return [found("person_too_small", height_px=person.height_px)]
    return [found("several_runners")] if evidence.rival else _check_framing(person, evidence)


def _check_framing(person: PersonFacts, evidence: Evidence) -> list[Found]:
    if not person.whole_leg:
        return [found("legs_not_visible")]
    if evidence.is_film and not person.feet:
        return [found("feet_not_visible")]
    tilt_deg = person.legs_tilt_deg if evidence.is_film else None
    if tilt_deg is not None and tilt_deg > UPRIGHT_DEG:
        return [found("not_upright", tilt_deg=tilt_deg)]
    if evidence.is_film and not person.trunk:
        return [found("trunk_not_visible")]
    return []


def check_view(movement: Movement, evidence: Evidence) -> list[Found]:
    """Check that the runner is seen from the side, all the time."""
    yaw_deg = movement.view.yaw_deg
    if movement.seen_from == "back" and not evidence.turns:
        return _check_behind(movement)
    if (evidence.turns and movement.gait != "run") or evidence.turned == "everywhere":
        return [found("view_changes")]
    lengths = {"part_s": evidence.part_s, "whole_s": evidence.whole_s}
    away = evidence.turns or evidence.turned == "elsewhere"
    reasons = [found("turns_away", **lengths)] if away else []
    if yaw_deg is None or abs(yaw_deg) <= OBLIQUE_DEG:
        return reasons
    where = "front" if yaw_deg > 0 else "back"
    names = ((REFUSED_DEG, "not_side_view"), (SCORED_DEG, "oblique_view"))
    name = next((n for limit, n in names if abs(yaw_deg) > limit), "slightly_oblique")
    return [*reasons, found(name, yaw_deg=abs(yaw_deg), where=where)]


def _check_behind(movement: Movement) -> list[Found]:
    """From behind only what stays before the camera can be measured: a run on a treadmill."""
    if movement.mode == "treadmill" and not movement.camera_moves:
        return [found("seen_from_behind")]
    return [found("not_side_view", yaw_deg=abs(movement.view.yaw_deg or 90.0), where="back")]


def check_standing(movement: Movement, facts: MovementFacts) -> list[Found]:
    """Check that somebody moves at all."""
    if movement.gait == "none" and not facts.legs_move:
        return [found("standing_only")]
    return []


def check_paint(evidence: Evidence) -> list[Found]:
    """Check that the body is none of flat colours, as in a drawing."""
    if evidence.flat_share is not None and evidence.flat_share > MOST_FLAT:
        return [found("drawn_figure")]
    return []


def check_build(facts: MovementFacts) -> list[Found]:
    """Check that the body has the proportions of a person and keeps them."""
    return [] if facts.person_like else [found("not_a_person_video")]


def check_gait(movement: Movement, facts: MovementFacts, evidence: Evidence) -> list[Found]:
    """Check that it is a run, not a walk or something else."""
    if movement.gait == "walk":
        return [found("walking")]
    if movement.gait == "none":
        return [_no_gait(movement, facts, evidence)]
    return [found("moves_backward")] if facts.backward else []


def _no_gait(movement: Movement, facts: MovementFacts, evidence: Evidence) -> Found:
    support, cadence_spm = movement.support, evidence.cadence_spm
    if evidence.seen_s < SHORTEST_RUN_S:
        return found("too_short", duration_s=evidence.seen_s)
    if support is not None and not support.carries:
        return _not_carried(support)
    if cadence_spm is not None and cadence_spm > FASTEST_WALK_SPM:
        # A rate that somebody gives makes no runner of a walker.
        as_shown_spm = cadence_spm / evidence.playing.slow_motion.factor
        if as_shown_spm <= FASTEST_WALK_SPM:
            return found("walking")
        return found("legs_unclear", cadence=cadence_spm)
    leg_seen = any(share >= LEG_SEEN for share in facts.leg_visibility.values())
    return found("not_locomotion" if leg_seen else "legs_hidden")


def _not_carried(support: Support) -> Found:
    """Say what the legs do instead of carrying the body."""
    if support.seated:
        return found("pedalling")
    if support.on_pedals:
        return found("on_pedals")
    if support.one_legged:
        return found("one_leg_pushes")
    return found("on_the_spot", travel_pct=100 * abs(support.travel_leg))


def check_time(facts: MovementFacts, evidence: Evidence) -> list[Found]:
    """Check that the speed at which the clip plays is known.

    The rate is asked for only where the clip could be measured with it: steps that are too few
    stay too few at any speed.
    """
    playing, cadence_spm = evidence.playing, evidence.cadence_spm
    if playing.doubtful and cadence_spm is not None:
        too_few = _too_few_at_usual_speed(facts)
        if too_few:
            return too_few
        name = "slow_motion_suspected" if cadence_spm < USUAL_SPM else "plays_too_fast"
        if playing.slow_motion.source != "none":
            name = "slow_motion_wrong"
        return [found(name, cadence=cadence_spm)]
    slow = playing.slow_motion
    if slow.factor == 1.0:
        return []
    name = "slow_motion_told" if slow.source in ("user", "metadata") else "slow_motion_corrected"
    return [found(name, factor=slow.factor, source=slow.source)]


def _too_few_at_usual_speed(facts: MovementFacts) -> list[Found]:
    """Whether contacts would be too few even if the clip's speed were known."""
    usual = facts.contacts_at_usual_speed
    if usual is None:
        return []
    return [reason for reason in check_steps(usual.events, usual.fps, None) if reason.refuses]


def check_steps(events: GaitEvents, fps: float, cadence_spm: float | None) -> list[Found]:
    """Check for contacts enough, in frames enough."""
    counts = {side: len(events.times_s(side, "IC")) for side in SIDES}
    contacts = sum(counts.values())
    if contacts < FEWEST_CONTACTS:
        return [found("too_few_steps", contacts=contacts)]
    if cadence_spm is not None and _disagree(events, cadence_spm):
        return [found("contacts_unsure")]
    few = min(counts.values()) < FEWEST_SCORED
    reasons = [found("few_steps", left=counts["left"], right=counts["right"])] if few else []
    if fps < SLOWEST_FPS:
        reasons.append(found("low_frame_rate", fps=fps))
    return reasons


def _disagree(events: GaitEvents, cadence_spm: float) -> bool:
    """Whether a leg's contacts come at other times than the rhythm of the legs lets expect."""
    for side in SIDES:
        strides = np.diff(events.times_s(side, "IC")) * cadence_spm / 120.0
        off = np.abs(strides / np.maximum(1.0, np.round(strides)) - 1.0)
        if len(strides) and (off > RHYTHM_TOLERANCE).mean() > MOST_IRREGULAR:
            return True
    return False


def check_steadiness(events: GaitEvents) -> list[Found]:
    """Check for one speed from beginning to end."""
    change = 0.0
    for side in SIDES:
        strides_s = np.diff(events.times_s(side, "IC"))
        third = len(strides_s) // 3
        if third < 2:
            continue
        # Where a contact is missing, two or more strides lie between its neighbours.
        strides_s /= np.maximum(1.0, np.round(strides_s / events.legs[side].template.stride_s))
        first, last = np.median(strides_s[:third]), np.median(strides_s[-third:])
        change = max(change, abs(math.log(last / first)))
    return [found("speed_changes", change_pct=100 * change)] if change > SPEED_CHANGE else []


def check_hands_and_legs(movement: Movement, facts: MovementFacts) -> list[Found]:
    """Check that hands swing freely and both legs can be seen."""
    reasons = []
    if facts.still_hand is not None:
        reasons.append(found("holding_rail", side=facts.still_hand))
    visibility, unseen = facts.leg_visibility, facts.foot_unseen_share
    reasons += [found("low_visibility", side=s) for s in SIDES if visibility[s] < LEAST_VISIBLE]
    reasons += [
        found("foot_hidden", side=s, share_pct=100 * unseen[s])
        for s in SIDES
        if unseen[s] > MANY_HIDDEN
    ]
    return reasons + _check_cleaning(movement.cleaned)


def _check_cleaning(cleaned: CleanTrack) -> list[Found]:
    if cleaned.swapped_share > MOST_SWAPS:
        return [found("heavy_swaps", share_pct=100 * cleaned.swapped_share)]
    return []


def check_camera(movement: Movement) -> list[Found]:
    """Check that the camera stands level, or that its movement could be taken out."""
    if movement.camera_moves:
        return [found("camera_moves" if movement.heights_hold else "camera_moves_unknown")]
    tilt_deg = movement.foot_tilt_deg  # None where the vertical was measured
    off_square = abs(movement.view.yaw_deg or 0.0) > OBLIQUE_DEG
    if tilt_deg is None or off_square:  # seen askew, a level belt is not level
        return []
    if abs(tilt_deg) <= TILTED_DEG:
        return []
    return [
        found(
            "camera_too_tilted" if movement.too_tilted else "camera_tilted", roll_deg=abs(tilt_deg)
        )
    ]


def check_given_speed(conflict: SpeedConflict | None) -> list[Found]:
    """Check that the speed that was told is one at which the ground can pass under the foot."""
    if conflict is None:
        return []
    half = Z90 * conflict.read.sd
    return [
        found(
            "speed_disagrees",
            told_mps=conflict.given_mps,
            read_mps=conflict.read.value,
            low_mps=max(0.0, conflict.read.value - half),
            high_mps=conflict.read.value + half,
        )
    ]


def check_file(evidence: Evidence) -> list[Found]:
    """Check what the file itself takes away."""
    reasons = [found("truncated_file")] if evidence.truncated else []
    reasons += _why_a_part(evidence)
    if evidence.copied_share > MANY_COPIES:
        reasons.append(found("copied_frames", share_pct=100 * evidence.copied_share))
    return reasons


def _why_a_part(evidence: Evidence) -> list[Found]:
    """Say why not all of the clip was used."""
    lengths = {"part_s": evidence.part_s, "whole_s": evidence.whole_s}
    why, ratio, change = [], evidence.pace_ratio, evidence.pace_change
    if ratio is not None:
        how = "slow" if ratio > 1 else "fast"
        why.append(found("pace_of_film_changes", ratio=max(ratio, 1 / ratio), how=how, **lengths))
    if change is not None:
        why.append(found("running_speed_changes", change_pct=100 * change, **lengths))
    if evidence.plays_back:
        why.append(found("forth_and_back", **lengths))
    elif evidence.repeated_share > 0:
        again_pct = 100 * evidence.repeated_share
        why.append(found("repeated_footage", share_pct=again_pct, **lengths))
    if evidence.reshaped:
        why.append(found("picture_changes_shape", **lengths))
    elif evidence.cuts:
        why.append(found("cuts_in_clip", parts=evidence.cuts + 1))
    if not why and evidence.part_s < SHORTENED * evidence.whole_s:
        why.append(found("part_analysed", **lengths))
    return why


def playback_reversal_first(everything: list[Found], evidence: Evidence) -> list[Found]:
    """What is short only because the film turns round is refused for its turning."""
    short = any(f.refuses and f.reason.code in _FOR_WANT_OF_STEPS for f in everything)
    if not (short and evidence.plays_back):
        return everything
    others = [f for f in everything if f.reason.code != "repeated_footage"]
    return [found("only_forth_and_back"), *others]


_FOR_WANT_OF_STEPS = ("too_short", "too_few_steps", "not_locomotion", "contacts_unsure")


def check_picture(evidence: Evidence) -> list[Found]:
    """Check for light and focus."""
    reasons = []
    if evidence.luma is not None and evidence.luma < DARK_LUMA:
        reasons.append(found("low_light"))
    if evidence.sharpness is not None and evidence.sharpness < BLURRED:
        reasons.append(found("blurred"))
    return reasons

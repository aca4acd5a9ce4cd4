"""The gate: what is refused, what is shown without a score, and in whose words."""

import inspect
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from formcheck.domain.message import Message
from formcheck.domain.pose import CameraMotion
from formcheck.domain.quality import SlowMotion
from formcheck.domain.skeleton import INDEX
from formcheck.gait.movement import read_movement
from formcheck.quality import checks, judge, reasons, recheck
from formcheck.quality.checks import check_file, check_steadiness
from formcheck.quality.judge import judge_movement, judge_person
from formcheck.quality.reasons import EFFECTS, catalogue, found, verdict
from formcheck.select.evidence import Evidence
from formcheck.select.facts import movement_facts, person_facts
from formcheck.select.slow_motion import PlaybackSpeed
from formcheck.uncertainty.interval import conditions_of
from formcheck.words import sentence_of
from quality.figure import figure, one_after_the_other

NOTE = Message("mirrored")
"""Stands for what a test has done to the landmarks."""

REAL_TIME = PlaybackSpeed(SlowMotion())
DEFINED = (
    *("no_person", "person_too_small", "several_runners", "not_side_view", "view_changes"),
    *("walking", "not_locomotion", "standing_only", "too_few_steps", "feet_not_visible"),
    *("low_frame_rate", "low_visibility", "slow_motion_suspected", "slow_motion_corrected"),
    *("camera_moves", "camera_tilted", "holding_rail", "cuts_in_clip", "speed_changes"),
    *("truncated_file", "not_a_person_video", "too_short"),
)


def evidence(**known):
    return Evidence(
        **{"playing": REAL_TIME, "is_film": True, "part_s": 8.0, "whole_s": 8.0} | known
    )


def first_look(track, **known):
    return codes(judge_person(person_facts(track), evidence(**known)))


def second_look(track, world, *, camera=None, **known):
    movement = read_movement(replace(track, world_m=world, camera=camera))
    return codes(judged(movement, evidence(seen_s=8.0, **known)))


def judged(movement, known):
    return judge_movement(movement, movement_facts(movement, known), known)


def codes(quality):
    return quality.verdict, [reason.code for reason in quality.reasons]


def changed(track, *, names=(), visibility=None, move=(0.0, 0.0)):
    xy, seen = track.xy_px.copy(), track.visibility.copy()
    for name in names:
        xy[:, INDEX[name]] += move
        if visibility is not None:
            seen[:, INDEX[name]] = visibility
    return track.moved(xy, NOTE, visibility=seen)


FEET = [f"{s}_{p}" for s in ("left", "right") for p in ("ankle", "heel", "foot_index")]
SHOULDERS = ["left_shoulder", "right_shoulder"]


def test_a_good_clip_passes_without_a_word():
    track, world = figure(fps=60)
    assert first_look(track) == ("ok", [])
    assert second_look(track, world) == ("ok", [])


def squeezed(track):
    """The picture ends at the hips; the model presses a trunk in between."""
    xy = track.xy_px.copy()
    hips = np.nanmedian(track.midpoint("hip")[:, 1])
    xy[..., 1] -= hips - 80.0
    xy[:, :23, 1] = 20.0 + 0.05 * xy[:, :23, 1]
    return track.moved(xy, NOTE)


def turned(track, quarter_turns):
    """The film stands on its side or on its head."""
    xy = track.xy_px - [640.0, 360.0]
    for _ in range(quarter_turns):
        xy = np.stack([-xy[..., 1], xy[..., 0]], axis=-1)
    return replace(track.moved(np.add(xy, (360.0, 640.0)), NOTE), width=720, height=1280)


SPOILED = {
    "on its side": (lambda t: turned(t, 1), "not_locomotion"),
    "on its head": (lambda t: turned(t, 2), "not_locomotion"),
    "on its other side": (lambda t: turned(t, 3), "not_locomotion"),
    "gone": (lambda t: t.moved(np.full_like(t.xy_px, np.nan), NOTE), "no_person"),
    "small": (lambda t: replace(t, xy_px=t.xy_px * 0.15), "person_too_small"),
    "one frame": (lambda t: t.picked(slice(0, 1)), "too_short"),
    "feet cut off": (lambda t: changed(t, names=FEET, move=(0, 800)), "feet_not_visible"),
    "feet hidden": (lambda t: changed(t, names=FEET, visibility=0.1), "feet_not_visible"),
    "cut off at the hips": (squeezed, "trunk_not_visible"),
    "legs only": (lambda t: changed(t, names=SHOULDERS, move=(0, -800)), "trunk_not_visible"),
}


@pytest.mark.parametrize("how", SPOILED)
def test_first_look_refuses(how):
    spoil, code = SPOILED[how]
    assert first_look(spoil(figure()[0])) == ("refused", [code])


def test_darkness_is_named_with_what_it_does():
    nobody = SPOILED["gone"][0](figure()[0])
    assert first_look(nobody, luma=15.0) == ("refused", ["no_person", "low_light"])


@pytest.mark.parametrize(
    ("fps", "expected"), [(5, ("refused", ["low_frame_rate"])), (12, ("ok", []))]
)
def test_first_look_refuses_films_of_too_few_frames(fps, expected):
    assert first_look(figure(fps=fps)[0]) == expected


def test_first_look_refuses_rivals_and_short_clips():
    track, _ = figure()
    assert first_look(track, rival=True) == ("refused", ["several_runners"])
    assert first_look(track, whole_s=0.3) == ("refused", ["too_short"])


def test_legs_alone_are_enough_in_a_table_only():
    track, _ = figure()
    xy = track.xy_px.copy()
    xy[:, :23] = np.nan
    legs = track.moved(xy, NOTE)
    assert first_look(legs, is_film=False) == ("ok", [])
    assert first_look(legs) == ("refused", ["trunk_not_visible"])


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ({"gait": "walk", "cadence": 112}, ("refused", ["walking"])),
        ({"gait": "walk", "cadence": 145}, ("refused", ["walking"])),
        ({"lean_deg": 35}, ("ok", [])),
        ({"gait": "stand"}, ("refused", ["standing_only"])),
        ({"gait": "stand", "yaw_deg": 85}, ("refused", ["standing_only"])),
        ({"yaw_deg": 80}, ("refused", ["not_side_view"])),
        ({"yaw_deg": -80}, ("caution", ["seen_from_behind"])),
        ({"yaw_deg": -55}, ("refused", ["not_side_view"])),
        ({"yaw_deg": 33}, ("refused", ["not_side_view"])),
        ({"yaw_deg": 26.5}, ("caution", ["oblique_view"])),
        ({"yaw_deg": -20}, ("caution", ["slightly_oblique"])),
        ({"yaw_deg": 8}, ("ok", [])),
        ({"seconds": 1.2}, ("refused", ["too_few_steps"])),
        ({"seconds": 3}, ("caution", ["few_steps"])),
        ({"fps": 20}, ("caution", ["low_frame_rate"])),
        ({"held_hand": "right"}, ("caution", ["holding_rail"])),
    ],
)
def test_second_look(shown, expected):
    track, world = figure(**shown)
    assert second_look(track, world) == expected


def test_what_a_walk_is_refused_for_carries_no_number_that_nobody_reads():
    track, world = figure("walk", cadence=112)
    reason = judged(read_movement(replace(track, world_m=world)), evidence()).reasons[0]
    assert (reason.code, dict(reason.values)) == ("walking", {})


def test_steps_too_fast_for_a_walk_are_not_called_one():
    track, world = figure("walk", cadence=168)
    found = second_look(track, world, step_s=60 / 168, luma=14.0)
    assert found == ("refused", ["low_visibility", "low_light"])


@pytest.mark.parametrize("facing", ["left", "right"])
def test_a_film_played_backwards_is_refused(facing):
    track, world = figure(facing=facing, fps=60, noise=0.01)
    back = replace(track, xy_px=track.xy_px[::-1], visibility=track.visibility[::-1])
    assert second_look(back, world[::-1]) == ("refused", ["not_locomotion"])


def test_why_only_a_part_was_used():
    track, world = figure(fps=60)

    def said(**known):
        return second_look(track, world, **known)

    assert said(part_s=4.0, whole_s=9.0) == ("ok", ["part_analysed"])
    assert said(part_s=4.0, whole_s=9.0, pace_ratio=8.0) == ("caution", ["speed_changes"])
    assert said(part_s=4.0, whole_s=9.0, pace_change=0.1) == ("caution", ["speed_changes"])
    assert said(part_s=4.0, whole_s=9.0, cuts=2) == ("caution", ["cuts_in_clip"])


def test_the_other_pace_is_named_as_slow_or_fast():
    slow, fast = (sentence_of(check_file(evidence(pace_ratio=r))[0].reason) for r in (4.0, 1 / 8))
    assert "4.0 times as slow" in slow
    assert "8.0 times as fast" in fast


def test_a_short_scrap_without_rhythm_is_too_short():
    track, world = figure(seconds=0.8)
    movement = read_movement(replace(track, world_m=world))
    assert codes(judged(movement, evidence(seen_s=0.8))) == ("refused", ["too_short"])


def test_a_turning_view_without_steps_is_refused_as_such():
    track, world = one_after_the_other(figure(seconds=3, yaw_deg=75), figure("stand", seconds=3))
    moving = track.moved(track.xy_px + np.linspace(0, 300, len(track))[:, None, None], NOTE)
    assert second_look(moving, world, turns=True) == ("refused", ["view_changes"])


@pytest.mark.parametrize(
    ("playing", "expected"),
    [
        (PlaybackSpeed(SlowMotion(), doubtful=True), ("refused", ["slow_motion_suspected"])),
        (
            PlaybackSpeed(SlowMotion(8.0, "user"), doubtful=True),
            ("refused", ["slow_motion_suspected"]),
        ),
        (PlaybackSpeed(SlowMotion(4.0, "physiology")), ("caution", ["slow_motion_corrected"])),
        (PlaybackSpeed(SlowMotion(4.0, "user")), ("ok", ["slow_motion_corrected"])),
    ],
)
def test_playing_speed(playing, expected):
    track, world = figure()
    assert second_look(track, world, playing=playing, step_s=60 / 170) == expected


def test_a_clip_that_plays_too_fast_is_not_called_slow_motion():
    track, world = figure(cadence=230, fps=60)
    doubt = PlaybackSpeed(SlowMotion(), doubtful=True)
    movement = read_movement(replace(track, world_m=world), step_s=60 / 340)
    quality = judged(movement, evidence(playing=doubt, step_s=60 / 340))
    assert codes(quality) == ("refused", ["slow_motion_suspected"])
    assert "faster than anybody runs" in sentence_of(quality.reasons[0])


@pytest.mark.parametrize(("steps", "slow"), [(3, 8.0), (3, 4.0), (14, 8.0), (14, 2.5)])
def test_the_rate_is_asked_for_only_where_steps_enough_would_then_be_measured(steps, slow):
    track, world = figure(cadence=168, seconds=(steps + 0.6) * 60 / 168 * slow, slow=slow)
    step_s = slow * 60 / 168
    doubt = PlaybackSpeed(SlowMotion(), doubtful=True)
    movement = replace(read_movement(replace(track, world_m=world), step_s=step_s), gait="run")
    told = judged(movement, evidence(playing=doubt, step_s=step_s, seen_s=4.0))
    expected = "too_few_steps" if steps < 4 else "slow_motion_suspected"
    assert [reason.code for reason in told.reasons if reason.code != "walking"] == [expected]


def test_contacts_must_agree_with_the_rhythm():
    track, world = figure()
    assert second_look(track, world, step_s=60 / 85) == ("refused", ["contacts_unsure"])


def test_a_body_unlike_any_person_is_refused():
    track, world = figure()
    squat = track.midpoint("hip")[:, None]
    xy = track.xy_px.copy()
    upper = slice(0, 23)
    xy[:, upper] = squat + 2.5 * (xy[:, upper] - squat)
    assert second_look(track.moved(xy, NOTE), world) == (
        "refused",
        ["not_a_person_video"],
    )


@pytest.mark.parametrize(("tilt_deg", "withheld"), [(5.0, False), (11.0, True), (-11.0, True)])
def test_a_tilted_camera_is_named_and_much_of_it_withholds_the_score(tilt_deg, withheld):
    track, world = figure(fps=60)
    middle = np.array([640.0, 360.0])
    c, s = np.cos(np.radians(tilt_deg)), np.sin(np.radians(tilt_deg))
    tilted = track.moved((track.xy_px - middle) @ np.array([[c, s], [-s, c]]) + middle, NOTE)
    movement = read_movement(replace(tilted, world_m=world))
    quality = judged(movement, evidence(seen_s=8.0))
    assert codes(quality) == ("caution", ["camera_tilted"])
    assert quality.reasons[0].withholds_score is withheld
    roll_sd_deg = conditions_of(movement).roll_sd_deg
    assert roll_sd_deg > 5.0 if withheld else roll_sd_deg <= 3.0


def test_legs_that_are_only_guessed_are_named():
    track, world = figure("stand")
    rng = np.random.default_rng(0)
    jumpy = track.moved(track.xy_px + rng.normal(0, 40, track.xy_px.shape), NOTE)
    legs = [f"{s}_{p}" for s in ("left", "right") for p in ("knee", "ankle")]
    assert second_look(jumpy, world) == ("refused", ["not_locomotion"])
    hidden = changed(jumpy, names=legs, visibility=0.4)
    assert second_look(hidden, world) == ("refused", ["low_visibility"])


EVERY_OTHER = tuple(range(1, 16, 2))


@pytest.mark.parametrize(
    ("lost", "pace", "said"),
    [((3, 4), 0.7, 0), ((), 0.7, 0), ((3,), 0.8, 1), (EVERY_OTHER, 0.7, 0)],
)
def test_missing_contacts_are_no_change_of_speed(lost, pace, said):
    strides_s = np.repeat([0.7, pace], 12)
    contacts_s = np.delete(np.cumsum(strides_s), lost)
    leg = SimpleNamespace(template=SimpleNamespace(stride_s=float(np.median(strides_s))))
    events = SimpleNamespace(
        times_s=lambda _side, _event: contacts_s, legs={"left": leg, "right": leg}
    )
    assert len(check_steadiness(events)) == said


def test_a_change_of_speed_withholds_the_score():
    shown = (figure(seconds=5, cadence=160), figure(seconds=5, cadence=182))
    track, world = one_after_the_other(*shown)
    assert second_look(track, world) == ("caution", ["speed_changes"])


@pytest.mark.parametrize(("known", "withheld"), [(True, False), (False, True)])
def test_a_moving_camera(known, withheld):
    track, world = figure()
    path = np.stack([4.0 * np.arange(len(track)), np.zeros(len(track))], axis=1)
    camera = CameraMotion(path, moves=True, known=known)
    movement = read_movement(replace(track, world_m=world, camera=camera))
    quality = judged(movement, evidence())
    assert codes(quality) == ("caution", ["camera_moves"])
    assert quality.reasons[0].withholds_score is withheld
    assert movement.mode == "overground"


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"cuts": 3}, ("caution", ["cuts_in_clip"])),
        ({"part_s": 4.0}, ("ok", ["part_analysed"])),
        ({"copied_share": 0.5}, ("ok", ["copied_frames"])),
        ({"luma": 20.0}, ("caution", ["low_light"])),
        ({"sharpness": 5.0}, ("caution", ["blurred"])),
        ({"truncated": True}, ("caution", ["truncated_file"])),
    ],
)
def test_what_the_file_takes_away(known, expected):
    track, world = figure()
    assert second_look(track, world, **known) == expected


def test_every_defined_code_is_in_the_catalogue():
    assert set(DEFINED) <= {entry.get("code", name) for name, entry in catalogue().items()}


def test_every_reason_has_a_message_a_fix_and_an_effect():
    for name, entry in catalogue().items():
        assert entry["effect"] in EFFECTS, name
        assert entry["message"].endswith("."), name
        assert entry["fix"].endswith("."), name


def test_every_reason_that_the_checks_use_is_in_the_catalogue_and_the_other_way():
    source = Path(__file__).parents[2] / "src" / "formcheck" / "quality" / "checks.py"
    used = set(re.findall(r'"([a-z_]+)"', source.read_text(encoding="utf-8")))
    assert set(catalogue()) <= used


def test_judging_measures_nothing():
    """All that the judge looks at is handed to it: no function of another room is called."""
    rooms = ("cleaning", "gait", "geometry", "metrics", "pose", "select", "signal", "uncertainty")
    measuring = tuple(f"formcheck.{room}." for room in rooms)
    called = {
        f"{module.__name__}: {name}"
        for module in (checks, judge, reasons, recheck)
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and thing.__module__.startswith(measuring)
    }
    assert not called


def test_the_gravest_reason_comes_first():
    everything = [found("part_analysed", part_s=1, whole_s=2), found("low_light")]
    assert verdict(everything).verdict == "caution"
    everything.append(found("holding_rail", side="left"))
    everything.append(found("not_locomotion"))
    quality = verdict(everything)
    assert quality.verdict == "refused"
    order = ["not_locomotion", "holding_rail", "low_light", "part_analysed"]
    assert [reason.code for reason in quality.reasons] == order

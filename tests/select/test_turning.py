"""A runner who turns from a camera that goes along: the side-on part alone, and named."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.domain.pose import CameraMotion
from formcheck.quality.checks import check_view
from formcheck.select.evidence import Evidence
from formcheck.select.part import choose_part
from formcheck.select.slow_motion import PlaybackSpeed, SlowMotion
from formcheck.select.steadiness import view_turns
from quality.stepper import stepper

VARIANTS = {
    "to the back": {"first_s": 4.0, "turning_s": 6.0, "to_deg": -80.0},
    "to the front": {"first_s": 4.0, "turning_s": 4.0, "to_deg": 80.0, "facing": "left"},
    "slowly": {"first_s": 3.0, "turning_s": 8.0, "to_deg": -70.0, "fps": 60.0},
    "not wholly": {"first_s": 5.0, "turning_s": 4.0, "to_deg": -45.0},
    "at 25 pictures": {"first_s": 4.0, "turning_s": 4.0, "to_deg": -80.0, "fps": 25.0},
    "in slow motion": {"first_s": 16.0, "turning_s": 16.0, "to_deg": -80.0, "slow": 4.0},
}


def panned(*, first_s, turning_s, to_deg, fps=30.0, from_back=False, kind="run", **seen):
    """The part of a runner seen side-on and then turning, the true yaw, whether the view turns."""
    seconds = first_s + turning_s
    time_s = np.arange(round(seconds * fps)) / fps
    yaw_deg = -4.0 + np.interp(time_s, [first_s, seconds], [0.0, to_deg + 4.0])
    yaw_deg = yaw_deg[::-1] if from_back else yaw_deg
    track, world = stepper(kind, seconds=seconds, fps=fps, cadence=168.0, yaw_deg=yaw_deg, **seen)
    path = np.stack([9.0 * np.arange(len(track)), np.zeros(len(track))], axis=1)
    camera = CameraMotion(path, moves=True, known=False)
    turns = view_turns(track.time_s, world)
    return choose_part(replace(track, world_m=world, camera=camera), ()), yaw_deg, turns


@pytest.mark.parametrize("from_back", [False, True])
@pytest.mark.parametrize("kind", ["run", "jog"])
@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_only_what_is_seen_from_the_side_is_used(variant, kind, from_back):
    part, yaw_deg, turns = panned(**variant, kind=kind, from_back=from_back)
    assert np.abs(yaw_deg[part.start : part.stop]).max() < 35.0
    assert (np.abs(yaw_deg[part.start : part.stop]) < 10.0).mean() > 0.5
    assert part.turned == "elsewhere" or turns
    slow = variant.get("slow", 1.0)
    assert part.stepping.cadence_spm(slow) == pytest.approx(168.0, rel=0.02)


@pytest.mark.parametrize("yaw_deg", [-25.0, -4.0, 18.0])
def test_one_view_all_along_is_used_whole(yaw_deg):
    part, *_ = panned(first_s=8.0, turning_s=0.1, to_deg=yaw_deg)
    assert part.turned == "nowhere"


def test_a_side_view_too_short_to_be_used_is_refused_for_its_turning():
    part, *_ = panned(first_s=0.3, turning_s=2.2, to_deg=-85.0)
    assert part.turned == "everywhere"


@pytest.mark.parametrize(
    ("known", "name"),
    [
        ({"turned": "elsewhere"}, "turns_away"),
        ({"turns": True}, "turns_away"),
        ({"turned": "everywhere"}, None),
    ],
)
def test_the_change_of_view_is_named(known, name, movement):
    evidence = Evidence(playing=PlaybackSpeed(SlowMotion()), is_film=True, **known)
    found = check_view(movement, evidence)
    assert [(f.reason.code, f.reason.variant) for f in found] == [("view_changes", name)]
    assert found[0].refuses is (name is None)


@pytest.fixture(scope="module")
def movement():
    from formcheck.gait.movement import read_movement

    track, world = stepper("run")
    return read_movement(replace(track, world_m=world))

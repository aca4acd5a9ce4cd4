"""What a stance foot does under the body, of legs that do not go alike or are half seen."""

import numpy as np
import pytest
from tests.runner import LEG_PX, changed, stick_runner

from formcheck.domain.skeleton import INDEX
from formcheck.gait.support import _shared, _stride_phase, support_of
from formcheck.geometry.sagittal import to_sagittal

STEP_S = 60 / 172


@pytest.fixture(scope="module")
def sound(track):
    return support_of(to_sagittal(track, "right"), STEP_S)


def upright(track, change, direction="right"):
    return to_sagittal(changed(track, change), direction)


def test_an_ankle_without_heights_tells_nothing(track):
    def hide(xy):
        for side in ("left", "right"):
            xy[:, INDEX[f"{side}_ankle"], 1] = np.nan
        xy[0, INDEX["left_ankle"], 1] = xy[0, INDEX["right_ankle"], 1] = 600.0

    assert support_of(upright(track, hide), STEP_S) is None


def test_legs_that_do_not_travel_share_nothing_unequally(track):
    def stand(xy):
        xy[:] = xy[0]

    assert _shared(upright(track, stand)) == 1.0


def test_one_leg_alone_is_read_as_both_were(track, sound):
    for side in ("left", "right"):

        def hide(xy, side=side):
            for part in ("knee", "ankle"):
                xy[:, INDEX[f"{side}_{part}"]] = np.nan

        alone = support_of(upright(track, hide), STEP_S)
        for name in ("travel_leg", "turn", "behind_leg", "rise_leg", "stance_share"):
            known = getattr(sound, name)
            assert getattr(alone, name) == pytest.approx(known, rel=0.03, abs=0.005), name
        assert alone.beyond_round == pytest.approx(sound.beyond_round, rel=0.03)
        assert alone.rise_leg == pytest.approx(0.10, abs=0.004)
        assert alone.shared == 1.0


@pytest.mark.parametrize("quiet", ["left", "right"])
def test_of_two_legs_the_one_that_travels_farther_tells_the_travel(track, sound, quiet):
    """A leg that goes half as far fore and aft, as one that is badly seen does."""

    def halve(xy):
        for part in ("knee", "ankle"):
            own = INDEX[f"{quiet}_{part}"]
            xy[:, own, 0] = 640 + 0.5 * (xy[:, own, 0] - 640)

    plain, half = to_sagittal(track, "right"), upright(track, halve)
    found = support_of(half, STEP_S)
    longer = plain.leg_length_px / half.leg_length_px
    assert longer > 1
    assert found.travel_leg == pytest.approx(longer * sound.travel_leg, rel=0.04)
    assert found.behind_leg == pytest.approx(longer * sound.behind_leg, rel=0.02)
    assert found.rise_leg == pytest.approx(longer * sound.rise_leg, rel=0.02)
    assert found.turn == pytest.approx(sound.turn, rel=0.02)
    assert found.shared == pytest.approx(0.5, abs=0.01)
    assert found.beyond_round < 1.1 * sound.beyond_round
    back = support_of(upright(track, halve, "left"), STEP_S)
    assert back.travel_leg == pytest.approx(-longer * sound.travel_leg, rel=0.04)


@pytest.mark.parametrize("quiet", ["left", "right"])
def test_the_share_of_stance_is_the_mean_of_both_legs(track, quiet):
    """One foot is carried round at an even pace: it goes backwards for a third of its circle."""
    t = track.time_s

    def circle(xy):
        turn = 2 * np.pi * t / (2 * STEP_S)
        for part, radius, below in (("knee", 0.05, 0.45), ("ankle", 0.2, 0.8)):
            hip = xy[:, INDEX[f"{quiet}_hip"]]
            way = np.stack([radius * np.cos(turn), below + radius * np.sin(turn)], axis=1)
            xy[:, INDEX[f"{quiet}_{part}"]] = hip + LEG_PX * way

    both = support_of(upright(track, circle), STEP_S)
    other = "left" if quiet == "right" else "right"

    def hide(xy, side):
        for part in ("knee", "ankle"):
            xy[:, INDEX[f"{side}_{part}"]] = np.nan

    def one(side):
        def change(xy):
            circle(xy)
            hide(xy, side)

        return support_of(upright(track, change), STEP_S)

    legs = [one(quiet), one(other)]
    assert both.stance_share == pytest.approx(np.mean([leg.stance_share for leg in legs]), abs=0.01)
    assert both.turn == pytest.approx(max(leg.turn for leg in legs), rel=0.02)
    assert both.turn == pytest.approx(4.0, rel=0.02)
    assert both.beyond_round == pytest.approx(min(leg.beyond_round for leg in legs), abs=0.02)


def test_who_goes_backwards_has_ground_that_passes_forward(track, sound):
    """The same film read as of a runner to the left."""
    back = support_of(to_sagittal(track, "left"), STEP_S)
    assert back.travel_leg == pytest.approx(-sound.travel_leg, rel=0.03)
    assert back.stance_share == pytest.approx(sound.stance_share, abs=0.02)
    assert back.turn == pytest.approx(sound.turn, rel=0.01)
    assert back.behind_leg > sound.behind_leg
    mirrored = upright(track, lambda xy: xy.__setitem__((..., 0), 1280 - xy[..., 0]), "left")
    again = support_of(mirrored, STEP_S)
    assert again.travel_leg == pytest.approx(sound.travel_leg, rel=1e-6)
    assert again.behind_leg == pytest.approx(sound.behind_leg, rel=1e-6)


@pytest.mark.parametrize("fps", [25, 30, 120])
def test_the_frame_rate_and_the_films_speed_do_not_matter(sound, fps):
    found = support_of(to_sagittal(stick_runner(fps=fps), "right"), STEP_S)
    assert found.travel_leg == pytest.approx(sound.travel_leg, rel=0.05)
    assert found.behind_leg == pytest.approx(sound.behind_leg, abs=0.02)
    assert found.rise_leg == pytest.approx(0.10, abs=0.008)
    assert found.stance_share == pytest.approx(sound.stance_share, abs=0.03)


def test_hips_on_a_saddle_do_not_rise_and_a_foot_on_a_crank_never_stands(track):
    """A wheel before the hips, cranks of a fifth of a leg, half a turn apart."""
    turn = np.pi * track.time_s / STEP_S

    def ride(xy):
        for side, ahead in (("left", 0.0), ("right", np.pi)):
            xy[:, INDEX[f"{side}_hip"]] = (640.0, 350.0)
            round_s = turn + ahead
            for part, radius, before, below in (
                ("knee", 0.1, 0.3, 0.3),
                ("ankle", 0.2, 0.25, 0.75),
            ):
                way = np.stack(
                    [before + radius * np.cos(round_s), below + radius * np.sin(round_s)], 1
                )
                xy[:, INDEX[f"{side}_{part}"]] = 640.0 + LEG_PX * way - (0, 290)

    found = support_of(upright(track, ride), STEP_S)
    assert found.rise_leg == pytest.approx(0.0, abs=1e-6)
    assert found.seated
    assert found.on_pedals
    assert found.beyond_round < 0.005
    assert found.turn == pytest.approx(2.0, rel=0.01)
    assert found.shared == pytest.approx(1.0, abs=0.01)
    assert not found.carries


def test_few_frames_with_the_foot_tell_no_strides():
    t = np.arange(0, 6, 1 / 60)
    ahead = np.full(len(t), np.nan)
    ahead[:11] = np.cos(t[:11])
    assert _stride_phase(t, ahead, 0.35) is None
    assert _stride_phase(t, np.full(len(t), np.nan), 0.35) is None


def test_strides_are_counted_on_the_tracks_clock_whenever_it_begins():
    t = 40.0 + np.arange(0, 6, 1 / 60)
    phase = _stride_phase(t, np.cos(2 * np.pi * (t - 40.3) / 0.7), 0.35)
    np.testing.assert_allclose(phase, (t - 40.3) / 0.7, atol=0.03)

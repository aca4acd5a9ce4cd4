"""Contact and toe-off where some of the cues are missing."""

from dataclasses import replace

import numpy as np
import pytest
from tests.runner import leg_angles_deg, stick_runner

from formcheck.domain.landmark_source import FORCE_PLATES, LABORATORY
from formcheck.gait import cues
from formcheck.gait.cues import Cues, EventOffsets, place_events, read_cues
from formcheck.gait.detect import detect_events
from formcheck.geometry.sagittal import to_sagittal
from gait.waves import STRIDE_S, template

ALL = {
    "heel_slows_s": 0.030,
    "knee_gives_s": 0.054,
    "shank_tips_s": 0.068,
    "knee_flexes_again_s": 0.285,
    "knee_flexes_again_check_s": 0.286,
    "ankle_lifts_s": 0.270,
}


def placed(**changed):
    return place_events(Cues(**ALL | changed))


@pytest.mark.parametrize("missing", ["knee_gives_s", "shank_tips_s", "ankle_lifts_s"])
def test_a_missing_cue_moves_events_little(missing):
    full, fewer = placed(), placed(**{missing: None})
    assert fewer.ic_s == pytest.approx(full.ic_s, abs=0.012)
    assert fewer.to_s == pytest.approx(full.to_s, abs=0.012)
    assert fewer.fewer_cues == (missing != "ankle_lifts_s")


@pytest.mark.parametrize(
    ("cue", "read_s"), [("heel_slows_s", -0.02), ("knee_gives_s", 0.13), ("shank_tips_s", 0.15)]
)
def test_a_misread_cue_is_outvoted(cue, read_s):
    full, misread = placed(), placed(**{cue: read_s})
    assert misread.ic_s == pytest.approx(full.ic_s, abs=0.012)
    assert misread.to_s == pytest.approx(full.to_s, abs=0.012)
    assert misread.fewer_cues


def test_of_three_cues_the_one_farthest_from_their_middle_is_left_out():
    misread = (("heel_slows_s", -0.02), ("knee_gives_s", 0.13), ("shank_tips_s", 0.15))
    for cue, read_s in (*misread, ("heel_slows_s", 0.0), ("knee_gives_s", 0.02)):
        assert placed(**{cue: read_s}).ic_s == placed(**{cue: None}).ic_s
    assert not placed().fewer_cues
    assert not EventOffsets(0.0, 0.2).fewer_cues


def test_a_landing_that_hardly_anything_tells_is_missing():
    nothing = placed(heel_slows_s=None, knee_gives_s=None)
    assert (nothing.ic_s, nothing.to_s) == (None, None)
    assert "landing" in nothing.to_reason


def test_readings_of_the_knee_that_disagree_withhold_toe_off_only():
    unsure = placed(knee_flexes_again_check_s=0.32)
    assert unsure.ic_s == placed().ic_s
    assert unsure.to_s is None
    assert "disagree" in unsure.to_reason


def test_events_are_dated_by_the_rules_of_the_source_worked_out_by_hand():
    assert placed().ic_s == pytest.approx(
        0.677 * 0.030 + 0.228 * 0.054 + 0.282 * 0.068 - 0.0224, abs=1e-12
    )
    assert placed().to_s == pytest.approx(
        0.765 * 0.285 + 0.113 * 0.270 + 0.266 * 0.054 - 0.0304, abs=1e-12
    )
    late = replace(
        FORCE_PLATES,
        contact={cues: (w, c + 0.010) for cues, (w, c) in FORCE_PLATES.contact.items()},
        toe_off={("knee_flexes_again",): ((0.920,), -0.0283)},
    )
    later = place_events(Cues(**ALL), late)
    assert later.ic_s == pytest.approx(placed().ic_s + 0.010)
    assert (later.to_s, later.to_reason) == (None, "toe_off_unclear")
    alone = place_events(Cues(**ALL | {"ankle_lifts_s": None, "knee_gives_s": None}), late)
    assert alone.to_s == pytest.approx(0.920 * 0.285 - 0.0283)


@pytest.mark.parametrize(
    "change",
    [
        {"alone": {"heel_slows": (1.0, 0.0)}},
        {"toe_off": {("knee_flexes_again",): ((0.5, 0.5), 0.0)}},
    ],
)
def test_rules_that_do_not_fit_the_cues_are_an_error(change):
    with pytest.raises(ValueError, match="cue"):
        replace(FORCE_PLATES, **change)


def test_the_detector_dates_events_by_the_rules_of_the_tracks_source():
    late = replace(
        FORCE_PLATES,
        contact={cues: (w, c + 0.010) for cues, (w, c) in FORCE_PLATES.contact.items()},
    )
    track = to_sagittal(stick_runner(), "right")
    usual = detect_events(track).legs["right"]
    later = detect_events(replace(track, source=replace(LABORATORY, cues=late))).legs["right"]
    assert later.offsets.ic_s == pytest.approx(usual.offsets.ic_s + 0.010, abs=1e-9)
    assert later.offsets.to_s == pytest.approx(usual.offsets.to_s, abs=1e-9)


class TestReading:
    """Cues of strides whose knee, heel and ankle go along straight lines with known corners."""

    T = np.arange(-0.2, 0.75, 0.001)

    def knee(self, *corners):
        return np.interp(self.T, *zip(*corners, strict=True))

    @pytest.mark.parametrize(("straight_s", "peak_s"), [(-0.02, 0.10), (0.03, 0.18), (0.05, 0.24)])
    def test_the_knee_gives_a_third_of_the_way_less_a_little_from_its_straightest_to_its_peak(
        self, straight_s, peak_s
    ):
        flexion = self.knee((-0.2, 70), (straight_s, 8), (peak_s, 48), (0.3, 20), (0.5, 110))
        found = cues._knee_gives_s(self.T, flexion, 0.7)
        assert found == pytest.approx(straight_s + 0.3 * (peak_s - straight_s), abs=1e-6)

    def test_what_the_knee_does_before_landing_and_in_swing_is_not_its_giving_way(self):
        """Straighter still 40 ms before the anchor, and bent more after 36 % of the stride."""
        flexion = self.knee((-0.2, 70), (-0.045, 0), (-0.028, 20), (0.0, 10), (0.1, 40))
        flexion = np.where(
            self.T > 0.1, np.interp(self.T, [0.1, 0.25, 0.26], [40, 20, 90]), flexion
        )
        assert cues._knee_gives_s(self.T, flexion, 0.7) == pytest.approx(0.03, abs=1.5e-3)

    def test_a_knee_that_is_bent_most_at_landing_gives_no_more(self):
        flexion = self.knee((-0.2, 70), (0.05, 40), (0.3, 10), (0.5, 100))
        assert cues._knee_gives_s(self.T, flexion, 0.7) is None

    @pytest.mark.parametrize("straight_s", [0.20, 0.25, 0.30])
    def test_the_knee_folds_again_eight_degrees_past_its_straightest(self, straight_s):
        """By 240 degrees a second: 8 degrees are a thirtieth of a second."""
        flexion = self.knee(
            (-0.2, 60), (0.0, 10), (0.12, 42), (straight_s, 15), (straight_s + 0.3, 87), (0.75, 20)
        )
        bend = np.gradient(flexion, 0.001)
        known = pytest.approx(straight_s + 8 / 240, abs=1.2e-3)
        assert cues._knee_flexes_again_s(self.T, flexion, bend, 0.7) == known
        assert cues._knee_flexes_again_check_s(self.T, flexion, 0.7) == known

    def test_of_two_foldings_the_faster_one_is_that_into_swing(self):
        """A knee that gives once more, slowly, before it leaves the ground."""
        flexion = self.knee(
            *((-0.2, 60), (0.0, 10), (0.1, 42), (0.18, 20), (0.22, 23), (0.30, 16)),
            *((0.45, 90), (0.75, 20)),
        )
        bend = np.gradient(flexion, 0.001)
        found = cues._knee_flexes_again_s(self.T, flexion, bend, 0.7)
        assert found == pytest.approx(0.30 + 8 * 0.15 / 74, abs=1.2e-3)

    def test_a_knee_that_stays_straight_folds_not_at_all(self):
        flexion = self.knee((-0.2, 10), (0.1, 30), (0.25, 12), (0.7, 18))
        bend = np.gradient(flexion, 0.001)
        assert cues._knee_flexes_again_s(self.T, flexion, bend, 0.7) is None
        assert cues._knee_flexes_again_check_s(self.T, flexion, 0.7) is None

    def stride(self, **signals):
        """A mean stride of ten waves that goes through straight lines between corners."""
        coefficients = {}
        for signal, corners in signals.items():
            at = np.arange(280) / 280
            path = np.interp(at * STRIDE_S, *zip(*corners, strict=True), period=STRIDE_S)
            waves = np.fft.rfft(path) / 280
            coefficients[signal] = np.r_[waves[0].real, 2 * waves[1:11].real, -2 * waves[1:11].imag]
        return replace(template(), coefficients=coefficients)

    def test_the_belts_speed_is_that_of_ankle_and_toe_while_the_foot_is_flat(self):
        """2 leg lengths a second by the ankle, 3 by the toe."""
        whole = self.stride(
            ankle_x=[(0.0, 0.3), (0.3, -0.3), (0.6, 0.2)],
            foot_index_x=[(0.0, 0.45), (0.3, -0.45), (0.6, 0.3)],
        )
        assert cues.foot_speed(whole) == pytest.approx(2.5, rel=0.02)
        ankle = self.stride(ankle_x=[(0.0, 0.3), (0.3, -0.3), (0.6, 0.2)])
        assert cues.foot_speed(ankle) == pytest.approx(2.0, rel=0.02)

    @pytest.mark.parametrize("late_s", [0.0, 0.02])
    def test_the_shank_tips_when_the_knee_is_a_twelfth_of_its_length_before_the_ankle(self, late_s):
        """The knee half a leg over the ankle goes over it at a leg length a second."""
        way = [(0.0, -0.1 - late_s), (0.3, 0.2 - late_s), (0.5, -0.2)]
        own = self.stride(
            knee_x=way, knee_y=[(0.0, -0.5)], ankle_x=[(0.0, 0.0)], ankle_y=[(0.0, -1.0)]
        )
        past = 0.5 * np.tan(np.radians(5.0))
        found = cues._shank_tips_s(own, self.T)
        assert found == pytest.approx(0.1 + late_s + past, abs=0.003)

    @pytest.mark.parametrize("rises", [0.0, 0.5])
    def test_the_ankle_lifts_by_a_fifth_of_a_leg_against_the_ground_and_not_the_hips(self, rises):
        """It stands until 0.25 s and rises by two legs a second; the hips go down meanwhile."""
        hips = [(0.0, 0.0), (0.25, 0.0), (0.45, -rises * 0.2), (0.6, 0.0)]
        ankle = [(0.0, -1.0), (0.25, -1.0), (0.45, -0.6 + rises * 0.2), (0.6, -0.9)]
        own = self.stride(ankle_y=ankle, hip_oscillation=hips)
        found = cues._ankle_lifts_s(own, self.T)
        assert found == pytest.approx(0.35, abs=0.01)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("fps", [60, 120])
def test_the_stick_runners_cues_by_its_legs_in_closed_form(side, fps):
    track = to_sagittal(stick_runner(fps=fps, seconds=5.0), "right")
    leg = detect_events(track).legs[side]
    anchor_s = leg.template.anchors_s[4]
    fine_s = np.arange(-0.05, 0.5, 1e-4)
    thigh, shank = leg_angles_deg(anchor_s + fine_s, side)
    flexion, tipped = thigh - shank, -shank
    found = read_cues(leg.template)
    assert found.shank_tips_s == pytest.approx(fine_s[(tipped > 5.0).argmax()], abs=0.004)
    landing = (fine_s > -0.03) & (fine_s < 0.25)
    most = np.flatnonzero(landing & (fine_s > 0.05))[flexion[landing & (fine_s > 0.05)].argmax()]
    first = np.flatnonzero(fine_s > -0.03)[0]
    least = first + flexion[first:most].argmin()
    level = flexion[least] + 0.3 * (flexion[most] - flexion[least])
    gives_s = fine_s[least + (flexion[least:most] > level).argmax()]
    assert found.knee_gives_s == pytest.approx(gives_s, abs=0.004)
    straight = most + flexion[most : most + 2500].argmin()
    again_s = fine_s[straight + (flexion[straight:] > flexion[straight] + 8.0).argmax()]
    assert found.knee_flexes_again_s == pytest.approx(again_s, abs=0.004)
    assert found.knee_flexes_again_check_s == pytest.approx(again_s, abs=0.004)


@pytest.mark.parametrize(("apart_s", "sure"), [(0.0119, True), (0.0121, False)])
@pytest.mark.parametrize("sign", [1, -1])
def test_two_readings_of_the_knee_agree_within_twelve_milliseconds(apart_s, sure, sign):
    found = placed(knee_flexes_again_check_s=0.285 + sign * apart_s)
    assert (found.to_s is not None) is sure
    assert found.to_reason == (None if sure else "toe_off_disagrees")


@pytest.mark.parametrize("gone", ["knee_flexes_again_s", "knee_flexes_again_check_s"])
def test_a_knee_read_by_one_rule_alone_dates_no_toe_off(gone):
    found = placed(**{gone: None})
    assert (found.ic_s, found.to_s) == (placed().ic_s, None)
    assert found.to_reason == "toe_off_unclear"
    assert not found.fewer_cues
    assert placed(**{gone: None, "shank_tips_s": None}).fewer_cues
    assert placed(knee_flexes_again_check_s=0.35, shank_tips_s=None).fewer_cues


@pytest.mark.parametrize(("odd_by_s", "out"), [(0.024, False), (0.026, True)])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_cue_of_the_landing_is_misread_when_it_is_25_milliseconds_off(odd_by_s, out, sign):
    """Heel and knee speak for the same contact, the shank for one before or after it."""
    contact_s = 0.03
    cue = {
        name: (contact_s + (sign * odd_by_s if name == "shank_tips" else 0.0) - constant) / factor
        for name, (factor, constant) in FORCE_PLATES.alone.items()
    }
    found = placed(**{f"{name}_s": value for name, value in cue.items()})
    assert found.fewer_cues is out

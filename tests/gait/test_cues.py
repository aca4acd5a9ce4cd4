"""Contact and toe-off where some of the cues are missing."""

from dataclasses import replace

import pytest
from tests.runner import stick_runner

from formcheck.domain.landmark_source import FORCE_PLATES, LABORATORY
from formcheck.gait.cues import Cues, EventOffsets, place_events
from formcheck.gait.detect import detect_events
from formcheck.geometry.sagittal import to_sagittal

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

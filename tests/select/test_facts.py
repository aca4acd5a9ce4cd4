"""What is measured of a body for the judge."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.domain.quality import SlowMotion
from formcheck.domain.skeleton import INDEX, LANDMARKS
from formcheck.gait.movement import read_movement
from formcheck.quality.judge import judge_movement, judge_person
from formcheck.select.evidence import Evidence
from formcheck.select.facts import movement_facts, person_facts
from formcheck.select.slow_motion import PlaybackSpeed
from runner import stick_runner

TABLE = Evidence(playing=PlaybackSpeed(SlowMotion()), part_s=8.0, whole_s=8.0, seen_s=8.0)


def without(track, *names, frames=slice(None)):
    xy = track.xy_px.copy()
    xy[frames, [INDEX[name] for name in names]] = np.nan
    return replace(track, xy_px=xy)


def test_legs_alone_are_half_a_body_high():
    track = stick_runner()
    legs = [n for n in LANDMARKS if n.endswith(("_hip", "_knee", "_ankle", "_heel", "_foot_index"))]
    bare = without(track, *(name for name in LANDMARKS if name not in legs))
    small = replace(bare, xy_px=bare.xy_px * 75.0 / person_facts(bare).height_px)
    assert person_facts(small).legs_only
    assert judge_person(person_facts(small), TABLE).verdict == "ok"
    nose = small.xy_px.copy()
    nose[:, INDEX["nose"]] = nose[:, INDEX["left_hip"]]
    whole = person_facts(replace(small, xy_px=nose))
    assert not whole.legs_only
    assert [r.code for r in judge_person(whole, TABLE).reasons] == ["person_too_small"]


@pytest.mark.parametrize(("share", "named"), [(0.25, ["low_visibility"]), (0.02, [])])
def test_a_foot_that_is_long_missing_is_named(share, named):
    movement = read_movement(stick_runner())
    track = movement.cleaned.track
    gap = slice(0, round(share * len(track)))
    track = without(track, "left_heel", frames=gap)
    movement = replace(movement, cleaned=replace(movement.cleaned, track=track))
    facts = movement_facts(movement, TABLE)
    assert facts.foot_unseen_share == {"left": pytest.approx(share, abs=0.005), "right": 0.0}
    quality = judge_movement(movement, facts, TABLE)
    assert [r.code for r in quality.reasons if r.code == "low_visibility"] == named

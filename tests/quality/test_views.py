"""What a refused clip shows: the scene, or everybody one can choose from."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from formcheck.domain.quality import SlowMotion
from formcheck.pose.raw import Box, Candidates
from formcheck.quality.reasons import found, verdict
from formcheck.report.pictures import overlay
from formcheck.views import views
from quality.figure import HEIGHT, WIDTH, figure, raw_of

SMALL = Box(900.0, 300.0, 80.0, 200.0, 0.9)
TALL = Box(500.0, 100.0, 160.0, 430.0, 0.9)
TIE = verdict([found("several_runners")])


def shown(quality, *looks, factor=1.0):
    track, _ = figure()
    candidates = tuple(Candidates(15 * k, 0.5 * k, boxes) for k, boxes in enumerate(looks))
    raw = replace(raw_of(figure()), candidates=candidates)
    footage = SimpleNamespace(raw=raw, slow_motion=SlowMotion(factor, "user"))
    return views(footage, track, quality)


def test_a_tie_shows_everybody_with_the_number_that_chooses_them():
    frames = shown(TIE, *[(SMALL, TALL)] * 16)
    assert len(frames) == 3
    assert frames[0].frame < 80 <= frames[1].frame < 160 <= frames[2].frame
    for frame in frames:
        boxes = {one.person: one.box_px for one in frame.people}
        assert boxes[1] == pytest.approx((500, 100, 160, 430))
        assert boxes[2] == pytest.approx((900, 300, 80, 200))
        assert frame.crop_px == (0, 0, WIDTH, HEIGHT)


def test_frames_with_one_of_them_are_left_out_where_others_show_both():
    looks = [(TALL,)] * 6 + [(TALL, SMALL)] * 5 + [(TALL,)] * 5
    frames = shown(TIE, *looks, factor=2.0)
    assert [sorted(one.person for one in frame.people) for frame in frames] == [[1, 2]] * len(
        frames
    )
    assert frames
    assert frames[0].time_s == pytest.approx(frames[0].frame / 60)


def test_other_refusals_show_the_scene():
    frames = shown(verdict([found("no_person", share_pct=0.0)]), *[(SMALL, TALL)] * 16)
    assert len(frames) == 3
    assert not any(frame.people for frame in frames)


def test_a_tie_without_looks_shows_the_scene():
    assert len(shown(TIE)) == 3


def test_the_report_draws_a_numbered_frame_around_each():
    frame = shown(TIE, *[(SMALL, TALL)] * 16)[0]
    drawn = overlay(frame, "right")
    assert ">1</text>" in drawn
    assert ">2</text>" in drawn
    assert "M500 100L660 100" in drawn.replace(" L", "L")

"""Drawings are told from films and renders by their colours, whatever their style."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.quality.checks import MOST_FLAT, check_paint
from formcheck.select.evidence import Evidence
from formcheck.select.slow_motion import PlaybackSpeed, SlowMotion
from formcheck.video.paint import flat_share
from fuzz.films import write_film
from quality.drawn import STYLES, drawn_runner

STRAY_LEG = 0.025
"""Landmarks of the pose model on drawings are off by so much of the leg."""
SHOWN = {
    "large": {},
    "small and badly coded": {"size": (640, 360), "crf": "32"},
    "to the left, 24 pictures": {"facing": "left", "fps": 24.0},
    "walking": {"kind": "walk", "crf": "28"},
    "portrait": {"size": (720, 1280)},
}


def painted(folder, look, *, crf="23", **how):
    """Flat share of a drawing that was coded, by where a pose model would see its body."""
    pictures, track = drawn_runner(look, seconds=1.6, **how)
    stray_px = STRAY_LEG * 0.4 * track.height
    strayed = np.random.default_rng(3).normal(track.xy_px, stray_px)
    track = track.moved(strayed, "strayed")
    path = write_film(folder / "drawn.mp4", pictures, rate=round(how.get("fps", 30)), crf=crf)
    return flat_share(path, track, 0.0, 1.5)


EACH_TWICE = [
    (style, list(SHOWN)[(i + step) % len(SHOWN)])
    for i, style in enumerate(STYLES)
    for step in (0, 2)
]


@pytest.mark.parametrize(("style", "shown"), EACH_TWICE)
def test_a_drawing_is_flat_in_every_style(style, shown, tmp_path):
    assert painted(tmp_path, STYLES[style], **SHOWN[shown]) > 1.3 * MOST_FLAT


@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)
def test_round_limbs_in_light_are_not(shown, tmp_path):
    lit = replace(STYLES["flat"], lit=True)
    assert painted(tmp_path, lit, **shown) < MOST_FLAT


def test_black_clothes_say_nothing(tmp_path):
    black = (18, 18, 20)
    look = replace(STYLES["flat"], skin=black, shirt=black, shorts=black, shoe=black)
    assert painted(tmp_path, look) is None


def evidence(share):
    return Evidence(playing=PlaybackSpeed(SlowMotion()), is_film=True, flat_share=share)


@pytest.mark.parametrize(("share", "refused"), [(None, False), (0.07, False), (0.3, True)])
def test_a_drawn_figure_is_refused_as_nobody_that_could_be_measured(share, refused):
    found = check_paint(evidence(share))
    assert [(f.reason.code, f.refuses) for f in found] == [("not_a_person_video", True)] * refused

"""Better, worse or neither, against the range of each clip; the protocol."""

from dataclasses import replace

import pytest

from change.made import clip
from formcheck.change import set_ups
from formcheck.change.protocol import ASKED, STRIDES, how_kept, strides_of_near
from formcheck.change.toward import band_of, toward
from report import example

RUN = example.typed(example.sound_run())
BAND = replace(band_of(RUN, "cadence_spm"), good_low=165.0, good_high=180.0)
OPEN = replace(BAND, good_high=None)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ((155.0, BAND), (162.0, BAND), "better"),
        ((155.0, BAND), (170.0, BAND), "better"),
        ((162.0, BAND), (155.0, BAND), "worse"),
        ((170.0, BAND), (185.0, BAND), "worse"),
        ((168.0, BAND), (175.0, BAND), "differs"),
        ((168.0, OPEN), (195.0, OPEN), "differs"),
        ((160.0, BAND), (185.0, BAND), "differs"),
        ((155.0, None), (170.0, None), "differs"),
        ((155.0, BAND), (162.0, replace(BAND, good_low=172.0)), "differs"),
    ],
)
def test_a_change_is_named_against_the_range(first, second, words):
    assert toward("changed", first, second) == words


def test_what_did_not_change_is_neither():
    assert toward("not_distinguishable", (150.0, BAND), (170.0, BAND)) == "no_change"
    assert toward("missing", (None, BAND), (170.0, BAND)) == "missing"


def test_the_protocol_says_how_it_was_kept():
    one = clip()
    kept = {item.asked: item.kept for item in how_kept(one, one, set_ups(one, one))}
    assert tuple(kept) == ASKED
    assert (kept["camera"], kept["clothes"], kept["speed"]) == ("kept", "kept", "kept")
    assert kept["strides"] == ("kept" if strides_of_near(one) >= STRIDES else "not_kept")
    other = clip(leg_length_px=1.03 * one.leg_length_px, speed_mps=None, clip={"sha256": "f" * 64})
    found = {item.asked: item.kept for item in how_kept(one, other, set_ups(one, other))}
    assert (found["camera"], found["clothes"], found["speed"]) == (
        *("nearly", "not_kept", "not_known"),
    )
    tilted = clip(view={"roll_deg": 3.0})
    assert {i.asked: i.kept for i in how_kept(one, tilted, set_ups(one, one))}["level"] == (
        "not_kept"
    )
    level = clip(view={"roll_deg": 0.5})
    assert {i.asked: i.kept for i in how_kept(level, level, set_ups(one, one))}["level"] == "kept"


def test_the_protocol_asks_both_clips():
    level, left = (clip(view={"roll_deg": roll}) for roll in (0.5, -3.0))
    long, short = (replace(level, steps=level.steps * times) for times in (8, 1))
    assert strides_of_near(long) >= STRIDES > strides_of_near(short)

    def kept(one, other):
        return {i.asked: i.kept for i in how_kept(one, other, set_ups(one, other))}

    assert kept(long, short)["strides"] == kept(short, long)["strides"] == "not_kept"
    assert kept(long, long)["strides"] == "kept"
    assert kept(level, left)["level"] == kept(left, level)["level"] == "not_kept"
    assert kept(clip(view={"roll_deg": None}), level)["level"] == "not_known"

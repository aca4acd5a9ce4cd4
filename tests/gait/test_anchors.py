"""How short a clip and how few turns of an ankle still tell a stride, on plain waves."""

from dataclasses import replace

import numpy as np
import pytest
from tests.runner import stick_runner

from formcheck.domain.skeleton import INDEX
from formcheck.gait.anchors import find_anchors
from formcheck.geometry.sagittal import to_sagittal


def waving(frames, *, stride_s, first_s=0.1, fps=64.0, seen=None, sharp_s=None):
    """A right ankle that is farthest ahead at ``first_s`` and every stride after it.

    It goes in a plain wave, or forward for a moment only, by a bell of ``sharp_s``.
    """
    track = to_sagittal(stick_runner(fps=fps, seconds=frames / fps), "right")
    xy, since_s = track.xy_px.copy(), track.time_s - first_s
    way = np.cos(2 * np.pi * since_s / stride_s)
    if sharp_s is not None:
        since_s = (since_s + stride_s / 2) % stride_s - stride_s / 2
        way = np.exp(-0.5 * (since_s / sharp_s) ** 2)
    xy[:, INDEX["right_ankle"], 0] = track.midpoint("hip")[:, 0] + 100 * way
    if seen is not None:
        xy[~seen(track.time_s), INDEX["right_ankle"]] = np.nan
    return replace(track, xy_px=xy)


@pytest.mark.parametrize(("frames", "found"), [(47, False), (48, True)])
def test_a_clip_of_one_and_a_half_of_the_shortest_strides_is_long_enough(frames, found):
    """The ankle is seen to turn twice in either."""
    track = waving(frames, stride_s=0.52, first_s=0.12, sharp_s=0.03)
    anchors = find_anchors(track, "right", shortest_s=0.5)
    assert (anchors is not None) is found
    if anchors is not None:
        np.testing.assert_allclose(anchors.times_s, [0.12, 0.64], atol=0.01)


@pytest.mark.parametrize(
    ("stride_s", "found"), [(0.43, False), (0.47, True), (1.08, True), (1.13, False)]
)
def test_strides_last_from_the_fastest_sprint_to_a_jog(stride_s, found):
    anchors = find_anchors(waving(64 * 8, stride_s=stride_s), "right")
    if found:
        assert anchors.stride_s == pytest.approx(stride_s, abs=0.003)
        np.testing.assert_allclose(np.diff(anchors.times_s), stride_s, atol=0.01)
    else:
        assert anchors is None or anchors.stride_s != pytest.approx(stride_s, abs=0.01)


def test_two_turns_that_are_seen_tell_a_stride_and_one_does_not():
    """Later on the ankle is hidden, half a second before its third or its second turn."""
    two, one = (
        waving(64 * 4, stride_s=0.7, first_s=0.3, seen=lambda t, last_s=last_s: t < last_s)
        for last_s in (1.2, 0.8)
    )
    np.testing.assert_allclose(find_anchors(two, "right").times_s, [0.3, 1.0], atol=0.01)
    assert find_anchors(one, "right") is None
    assert find_anchors(one, "left") is not None


def test_an_ankle_that_was_never_seen_has_none():
    assert find_anchors(waving(256, stride_s=0.7, seen=lambda t: t < 0), "right") is None


def test_the_first_frame_need_not_be_at_nought():
    track = waving(256, stride_s=0.7, first_s=0.3)
    later = replace(track, time_s=track.time_s + 5.0)
    np.testing.assert_allclose(
        find_anchors(later, "right").times_s, find_anchors(track, "right").times_s + 5.0
    )


def test_a_trembling_ankle_turns_where_its_slow_way_does():
    """Twenty times a second, by a tenth of its way to either side."""
    track = waving(512, stride_s=0.7, first_s=0.3)
    xy = track.xy_px.copy()
    xy[:, INDEX["right_ankle"], 0] += 20 * np.sin(2 * np.pi * 20 * track.time_s)
    shaken = find_anchors(replace(track, xy_px=xy), "right")
    np.testing.assert_allclose(shaken.times_s, find_anchors(track, "right").times_s, atol=0.012)

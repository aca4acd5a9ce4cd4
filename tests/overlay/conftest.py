"""A made film with a made runner: a stick figure whose every landmark is known."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.domain.analysis import (
    EventRow,
    KeyFrame,
    Measured,
    MetricRow,
    Refused,
    StepRow,
    picture_of,
)
from formcheck.domain.assessment import LowBack
from formcheck.domain.clip import Clip
from formcheck.domain.pose import PoseTrack
from formcheck.domain.provenance import PoseReading, Provenance
from formcheck.domain.quality import Quality, Reason, View
from formcheck.domain.skeleton import INDEX, LANDMARKS
from formcheck.result import AnalysisResult
from formcheck.video.writer import VideoWriter

WIDTH, HEIGHT = 320, 240
STRIDE_S = 0.8
COMMON = (
    *("clip", "settings", "view", "mode", "gait", "slow_motion_factor", "slow_motion_source"),
    *("analysed_span_s", "low_back", "references", "provenance"),
)
HEAD_XY = (170.0, 50.0)
# Frames come in uneven steps, as phones film in poor light.
TIMES_S = tuple(round(k / 30 + (0.012 if k % 3 == 1 else 0.0), 4) for k in range(60))


def picture(number):
    """Grey stripes, so that a blurred patch shows; a bright square tells frames apart."""
    image = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    image[:, ::8] = 190
    image[::8] = 60
    image[:10, 5 * number : 5 * number + 8] = 255
    return image


def pose(time_s):
    """Landmarks of a runner on the spot who faces right, in pixels."""
    points = dict.fromkeys(LANDMARKS, (160.0, 110.0))
    for name in LANDMARKS[:11]:
        points[name] = HEAD_XY
    points |= {"nose": (176.0, 50.0), "left_ear": (164.0, 50.0), "right_ear": (164.0, 51.0)}
    for side, phase in (("left", 0.5), ("right", 0.0)):
        swing = np.sin(2 * np.pi * (time_s / STRIDE_S + phase))
        points[f"{side}_shoulder"] = (165.0, 75.0)
        points[f"{side}_elbow"] = (160.0 - 8 * swing, 98.0)
        points[f"{side}_wrist"] = (172.0 - 10 * swing, 108.0)
        points[f"{side}_hip"] = (160.0, 125.0)
        points[f"{side}_knee"] = (166.0 + 18 * swing, 160.0)
        points[f"{side}_ankle"] = (158.0 + 34 * swing, 195.0)
        points[f"{side}_heel"] = (154.0 + 34 * swing, 202.0)
        points[f"{side}_foot_index"] = (170.0 + 34 * swing, 205.0)
    return np.array([points[name] for name in LANDMARKS])


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "clip.mp4"
    with VideoWriter(path, fps=30) as writer:
        for number, time_s in enumerate(TIMES_S):
            writer.write(picture(number), time_s)
    return path


@pytest.fixture
def track():
    xy = np.array([pose(t) for t in TIMES_S])
    return PoseTrack(
        time_s=np.array(TIMES_S),
        frame=np.arange(len(TIMES_S)),
        xy_px=xy,
        visibility=np.ones(xy.shape[:2]),
        width=WIDTH,
        height=HEIGHT,
    )


def key_frame(track, event, row):
    points = {n: tuple(map(float, track.xy_px[row, i])) for n, i in INDEX.items()}
    return KeyFrame(
        event=event,
        side="right",
        time_s=float(track.time_s[row]),
        frame=int(track.frame[row]),
        picture=picture_of(event, int(track.frame[row])),
        points=points,
        angles={"trunk_lean_deg": 5.7},
        crop_px=(100, 20, 120, 200),
    )


@pytest.fixture
def result(film, track):
    """What the analysis would say of the film: right contacts at 0.4 and 1.2 s."""
    contacts = [("right", 0.4), ("left", 0.8), ("right", 1.2), ("left", 1.6)]
    steps = tuple(
        StepRow(n, side, ic, ic + 0.25, ic + 0.4, ic + 0.8 if ic < 1.0 else None, {})
        for n, (side, ic) in enumerate(contacts, start=1)
    )
    events = [EventRow(s.side, "IC", s.ic_s, 30 * s.ic_s, 1.0) for s in steps]
    events += [EventRow(s.side, "TO", s.to_s, 30 * s.to_s, 1.0) for s in steps]
    metrics = (
        metric("cadence_spm", "both", "steps/min", 150.0, 148.0, 152.0),
        metric("trunk_lean_deg", "both", "deg", 5.7, 4.0, 7.0),
        metric("knee_flexion_peak_deg", "right", "deg", 40.0, 36.0, 44.0),
    )
    analysis = Measured(
        clip=Clip(film.name, "0", WIDTH, HEIGHT, 0, "h264", "mp4", 2.0, 60, 30.0),
        settings={"blur_faces": False},
        quality=Quality("ok"),
        view=View("side", 0.0),
        direction="right",
        near_side="right",
        mode="treadmill",
        gait="run",
        slow_motion_factor=1.0,
        slow_motion_source="none",
        analysed_span_s=(float(track.time_s[0]), float(track.time_s[-1])),
        leg_length_px=75.0,
        metrics=metrics,
        steps=steps,
        events=tuple(sorted(events, key=lambda event: event.time_s)),
        curves={},
        contact_poses=(),
        key_frames=tuple(
            key_frame(track, event, row)
            for event, row in (("IC", 12), ("midstance", 16), ("TO", 20))
        ),
        low_back=LowBack(None, (), ()),
        references={},
        provenance=Provenance("0", "3", "test", {}, None, PoseReading(60), (), ""),
    )
    return AnalysisResult(analysis, track, film=film)


def metric(name, side, unit, value, low, high):
    return MetricRow(name, side, unit, value, low, high, 4, None, {}, "good")


def changed(result, **changes):
    """The result with other fields of its document."""
    return replace(result, analysis=replace(result.analysis, **changes))


@pytest.fixture
def refused(result, track):
    frames = tuple(replace(key_frame(track, "view", row), side=None) for row in (15, 45))
    seen = result.analysis
    analysis = Refused(
        quality=Quality("refused", (Reason("walking"),)),
        key_frames=frames,
        near_side="right",
        direction="right",
        **{name: getattr(seen, name) for name in COMMON},
    )
    return replace(result, analysis=analysis)

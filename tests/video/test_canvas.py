"""A film whose pictures change their shape keeps the proportions of each, and is cut there."""

from fractions import Fraction
from itertools import accumulate, pairwise

import av
import cv2
import numpy as np
import pytest

from formcheck.footage import load_footage
from formcheck.pose.look import look_at
from formcheck.settings import AnalysisSettings
from formcheck.video.planes import read_planes
from formcheck.video.probe import probe
from formcheck.video.reader import FrameReader
from fuzz.films import RunnerEverywhere

WIDE, TALL, SQUARE = (320, 180), (102, 180), (240, 180)
SHAPES = {
    "wide after square": (SQUARE, WIDE),
    "wide after tall": (TALL, WIDE),
    "tall after wide": (WIDE, TALL),
    "turned twice": (WIDE, TALL, WIDE),
    "turned, in full": (WIDE, (180, 320)),
}
RATE = 30


def film_of_shapes(path, shapes, *, each=15, late=0):
    """Write a transport stream as a browser does that records while the phone is turned.

    Every picture shows a disc of half its height in the middle. ``late`` frames more belong to
    the last shape.
    """
    data = b""
    for number, (wide, high) in enumerate(shapes):
        count = each + (late if number == len(shapes) - 1 else 0)
        piece = path.with_suffix(f".{number}.ts")
        with av.open(str(piece), "w", format="mpegts") as container:
            stream = container.add_stream("libx264", rate=RATE)
            stream.width, stream.height, stream.pix_fmt = wide, high, "yuv420p"
            stream.codec_context.time_base = Fraction(1, RATE)
            stream.options = {"bf": "0", "crf": "12"}
            for k in range(count):
                picture = np.full((high, wide, 3), 60, np.uint8)
                picture[:: 7 + k % 3, :, 1] = 90
                cv2.circle(picture, (wide // 2, high // 2), min(wide, high) // 4, (250, 20, 20), -1)
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                frame = frame.reformat(format="yuv420p")
                frame.pts, frame.time_base = number * each + k, Fraction(1, RATE)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        data += piece.read_bytes()
    path.write_bytes(data)
    return path


@pytest.fixture(scope="module", params=SHAPES.values(), ids=SHAPES)
def film(request, tmp_path_factory):
    place = tmp_path_factory.mktemp("turned")
    return film_of_shapes(place / "turned.ts", request.param), request.param


def test_a_disc_stays_round_in_every_shape(film):
    path, shapes = film
    clip = probe(path)
    assert (clip.width, clip.height) == shapes[0]
    frames = list(FrameReader(path))
    assert len(frames) == 15 * len(shapes)
    for frame in frames:
        assert frame.image_rgb.shape[:2] == shapes[0][::-1]
        disc = (frame.image_rgb[..., 0] > 150) & (frame.image_rgb[..., 1] < 110)
        wide, high = np.ptp(np.argwhere(disc.any(axis=0))), np.ptp(np.argwhere(disc.any(axis=1)))
        assert wide == pytest.approx(high, abs=3), frame.index


def test_what_is_drawn_on_has_the_same_proportions(film):
    path, shapes = film
    for frame in read_planes(path, shapes[0]):
        disc = frame.planes.v > 175
        wide, high = np.ptp(np.argwhere(disc.any(axis=0))), np.ptp(np.argwhere(disc.any(axis=1)))
        assert wide == pytest.approx(high, abs=2), frame.index


def test_frames_say_from_which_shape_they_were_fitted(film):
    path, shapes = film
    fitted = [upright.fitted_from for _, _, _, upright in FrameReader(path).decoded()]
    expected = [None if shape == shapes[0] else shape for shape in shapes for _ in range(15)]
    assert fitted == expected


def test_a_part_that_begins_in_the_second_shape_has_the_shape_of_the_file(tmp_path):
    path = film_of_shapes(tmp_path / "turned.ts", (WIDE, TALL))
    frames = list(FrameReader(path, start_s=0.7))
    assert {frame.image_rgb.shape for frame in frames} == {(180, 320, 3)}


@pytest.mark.parametrize("shapes", [(SQUARE, WIDE), (WIDE, SQUARE, WIDE)])
def test_a_change_of_shape_is_a_cut_and_is_named(shapes, tmp_path, monkeypatch):
    for model in ("MediaPipeTracker", "MediaPipeFinder"):
        monkeypatch.setattr(f"formcheck.pose.mediapipe.{model}", RunnerEverywhere)
    monkeypatch.setattr("formcheck.pose.blazepose.once_a_version", lambda *_: None)
    path = film_of_shapes(tmp_path / "turned.ts", shapes, each=20, late=180)
    settings = AnalysisSettings(use_cache=False, model="full", jobs=1)
    footage = load_footage(path, settings, look_at(path, settings))
    assert footage.evidence.reshaped
    assert footage.evidence.cuts == len(shapes) - 1
    first = footage.track.frame[0]
    starts = [0, *accumulate(20 for _ in shapes[1:]), 1000]
    assert any(a <= first < b and footage.track.frame[-1] < b for a, b in pairwise(starts))

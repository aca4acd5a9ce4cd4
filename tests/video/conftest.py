"""Small films made on the fly, each odd in one way."""

from fractions import Fraction

import av
import numpy as np
import pytest


def picture(number, width, height):
    """A dark picture, its top left quarter red, with a white square that moves to the right."""
    image = np.full((height, width, 3), 40, np.uint8)
    image[: height // 2, : width // 2] = (220, 30, 30)
    side = max(2, height // 8)
    left = (number * side) % max(1, width - side)
    image[-side:, left : left + side] = 255
    return image


@pytest.fixture
def make_film(tmp_path):
    """Return a function that encodes pictures and returns the film's path."""

    def make(
        name="film.mp4",
        *,
        times_s=tuple(k / 30 for k in range(12)),
        size=(64, 48),
        codec="libx264",
        pixels="yuv420p",
        tags=None,
        aspect=None,
        movflags="",
        key_every=4,
    ):
        path = tmp_path / name
        options = {"movflags": "use_metadata_tags" + movflags} if name.endswith("mp4") else {}
        with av.open(str(path), "w", options=options) as container:
            container.metadata.update(tags or {})
            stream = container.add_stream(codec, rate=30)
            stream.width, stream.height = size
            stream.pix_fmt = pixels
            stream.codec_context.time_base = Fraction(1, 1000)
            stream.codec_context.gop_size = key_every
            if aspect:
                stream.codec_context.sample_aspect_ratio = Fraction(aspect)
            for number, time_s in enumerate(times_s):
                frame = av.VideoFrame.from_ndarray(picture(number, *size), format="rgb24")
                frame = frame.reformat(format=pixels)
                frame.pts = round(time_s * 1000)
                frame.time_base = Fraction(1, 1000)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path

    return make


@pytest.fixture
def make_sound(tmp_path):
    """Return the path of a file that holds sound only."""
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=16000)
        tone = np.sin(np.arange(16000) / 10).astype(np.float32)[None, :1024]
        frame = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
        frame.sample_rate = 16000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def turn_film(path, matrix):
    """Write a display matrix (a, b, c, d, of 1, 0, -1) into an MP4's track header."""
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd")
    version = data[at + 4]
    start = at + 8 + (32 if version else 20) + 16
    a, b, c, d = matrix
    values = (a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)
    data[start : start + 36] = b"".join(v.to_bytes(4, "big", signed=True) for v in values)
    path.write_bytes(data)
    return path


@pytest.fixture
def turned():
    return turn_film

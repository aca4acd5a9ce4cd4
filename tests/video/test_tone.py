"""Films of high dynamic range look like their twins of the usual range."""

from fractions import Fraction

import av
import numpy as np
import pytest

from formcheck.video.planes import read_planes
from formcheck.video.reader import read_frames
from formcheck.video.tone import HLG, PQ, WHITE_NITS, nits_of, shown

TO_2020 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
NODES = np.linspace(0, 1, 4001)


def as_signal(rgb, curve):
    """The HDR signal (0-1) of an SDR picture: white at 203 cd/m2, the curve by table."""
    nits = WHITE_NITS * (rgb / 255.0) ** 2.4 @ TO_2020.T
    if curve == PQ:
        return np.interp(nits, nits_of(np.repeat(NODES[:, None], 3, 1), PQ)[:, 0], NODES)
    luma = np.maximum(nits @ [0.2627, 0.6780, 0.0593], 1e-6)[..., None] / 1000
    scene = nits / 1000 / luma ** (0.2 / 1.2)
    grey = nits_of(np.repeat(NODES[:, None], 3, 1), HLG)[:, 0] / 1000
    return np.interp(scene, grey ** (1 / 1.2), NODES)


def picture():
    rng = np.random.default_rng(3)
    blocks = rng.integers(20, 225, (6, 8, 3))
    return np.kron(blocks, np.ones((16, 16, 1))).astype(np.uint8)


def hdr_film(path, curve):
    if "libx265" not in av.codecs_available:
        pytest.skip("this PyAV writes no H.265")
    signal = (as_signal(picture().astype(float), curve) * 65535).round().astype(np.uint16)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx265", rate=30, options={"crf": "8"})
        stream.height, stream.width = signal.shape[:2]
        stream.pix_fmt = "yuv420p10le"
        context = stream.codec_context
        context.colorspace, context.color_primaries = 9, 9
        context.color_trc, context.color_range = curve, 1
        for number in range(6):
            frame = av.VideoFrame.from_ndarray(signal, format="rgb48le")
            frame = frame.reformat(format="yuv420p10le", dst_colorspace=9, dst_color_range=1)
            frame.color_trc, frame.color_primaries = curve, 9
            frame.pts, frame.time_base = number, Fraction(1, 30)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("curve", [PQ, HLG])
def test_model_and_drawing_get_the_colours_of_the_twin(curve, tmp_path):
    path = hdr_film(tmp_path / "run.mov", curve)
    frames = list(read_frames(path))
    assert len(frames) == 6
    middle = np.s_[8::16, 8::16]
    difference = np.abs(frames[3].image_rgb[middle].astype(int) - picture()[middle])
    assert np.median(difference) < 6
    planes = next(read_planes(path, (128, 96)))
    assert planes.matrix == 1
    luma = picture()[middle] @ [0.2126, 0.7152, 0.0722]
    assert np.median(np.abs(planes.planes.y[middle] - (16 + luma * 219 / 255))) < 5


@pytest.mark.parametrize("curve", [PQ, HLG])
def test_light_beyond_white_is_pressed_together_in_order(curve):
    grey = shown(nits_of(np.repeat(NODES[:, None], 3, 1), curve))[:, 0]
    assert grey[0] < 0.01
    assert grey[-1] == pytest.approx(1.0, abs=1e-3)
    assert np.all(np.diff(grey) >= -1e-9)
    white = np.interp(WHITE_NITS, nits_of(np.repeat(NODES[:, None], 3, 1), curve)[:, 0], NODES)
    assert np.interp(white, NODES, grey) > 0.95

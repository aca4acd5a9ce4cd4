import numpy as np
import pytest

from formcheck.video.frame_buffer import PictureMaker, read_buffered
from formcheck.video.reader import FrameReader, read_frames


def pictures(path, side_px):
    maker = PictureMaker(side_px)
    return [
        (f.index, f.time_s, maker.picture(f)) for f in read_buffered(FrameReader(path), side_px)
    ]


@pytest.mark.parametrize("matrix", [(1, 0, 0, 1), (0, 1, -1, 0)])
def test_buffering_changes_nothing_where_no_scaling_is_needed(make_film, turned, matrix):
    path = turned(make_film(size=(160, 90)), matrix)
    straight = list(read_frames(path))
    for frame, (index, time_s, image) in zip(straight, pictures(path, 160), strict=True):
        assert (index, time_s) == (frame.index, frame.time_s)
        assert np.array_equal(image, frame.image_rgb)
        assert image.flags.c_contiguous


def test_wide_pixels_are_stretched_only_once(make_film):
    path = make_film(size=(96, 90), aspect="16/9")
    straight = next(read_frames(path)).image_rgb
    _, _, image = pictures(path, 180)[0]
    assert image.shape == (90, 171, 3)
    assert np.array_equal(image, straight)


@pytest.mark.parametrize(
    ("name", "codec", "pixels"),
    [
        ("film.mp4", "libx264", "yuv420p"),
        ("full_range.mp4", "mjpeg", "yuvj420p"),
        ("ten_bit.mp4", "libx265", "yuv420p10le"),
    ],
)
def test_large_frames_wait_smaller_in_the_same_colours(make_film, turned, name, codec, pixels):
    path = make_film(name, codec=codec, pixels=pixels, size=(320, 180))
    turned(path, (0, 1, -1, 0))
    for frame, (_, _, image) in zip(
        read_frames(path, max_side_px=160), pictures(path, 160), strict=True
    ):
        assert image.shape == (160, 90, 3)
        difference = np.abs(image.astype(int) - frame.image_rgb)
        assert np.median(difference) <= 2
        assert np.abs(image[20, 70].astype(int) - frame.image_rgb[20, 70]).max() <= 6

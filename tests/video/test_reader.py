import sys
import tracemalloc

import numpy as np
import pytest

from formcheck.errors import ClipError
from formcheck.video.reader import FrameReader, read_frames

UNEVEN_S = (0.0, 0.033, 0.1, 0.11, 0.25, 0.3, 0.5)


def is_red(image, row, column):
    red, green, blue = (int(v) for v in image[row, column])
    return red > 150 and green < 90 and blue < 90


def test_frames_come_in_order_with_their_own_time(make_film):
    frames = list(read_frames(make_film(times_s=UNEVEN_S)))
    assert [f.index for f in frames] == list(range(7))
    assert [f.time_s for f in frames] == pytest.approx(UNEVEN_S, abs=1e-3)


def test_time_counts_from_the_first_frame(make_film):
    late = tuple(t + 5.0 for t in UNEVEN_S)
    frames = list(read_frames(make_film("late.mkv", times_s=late)))
    assert [f.time_s for f in frames] == pytest.approx(UNEVEN_S, abs=2e-3)


def test_pictures_are_contiguous_rgb(make_film):
    frame = next(read_frames(make_film(size=(62, 46))))
    assert frame.image_rgb.shape == (46, 62, 3)
    assert frame.image_rgb.dtype == np.uint8
    assert frame.image_rgb.flags.c_contiguous
    assert is_red(frame.image_rgb, 5, 5)
    assert not is_red(frame.image_rgb, 5, 50)


@pytest.mark.parametrize(
    ("matrix", "red_corner"),
    [
        ((1, 0, 0, 1), (0, 0)),
        ((0, 1, -1, 0), (0, 1)),  # a quarter turn clockwise
        ((-1, 0, 0, -1), (1, 1)),
        ((0, -1, 1, 0), (1, 0)),
        ((-1, 0, 0, 1), (0, 1)),  # mirrored
        ((1, 0, 0, -1), (1, 0)),
    ],
)
def test_pictures_stand_upright(make_film, turned, matrix, red_corner):
    image = next(read_frames(turned(make_film(), matrix))).image_rgb
    assert image.flags.c_contiguous
    assert image.shape[:2] == ((64, 48) if matrix[0] == 0 else (48, 64))
    row = -6 if red_corner[0] else 5
    column = -6 if red_corner[1] else 5
    if matrix[3] == -1 or matrix[1] == -1:
        row = -14 if red_corner[0] else row
    assert is_red(image, row, column)


@pytest.mark.parametrize(
    ("name", "codec", "pixels"),
    [
        ("film.gif", "gif", "rgb8"),
        ("film.webm", "libvpx-vp9", "yuv420p"),
        ("ten_bit.mp4", "libx265", "yuv420p10le"),
        ("film.avi", "mpeg4", "yuv420p"),
        ("av1.mp4", "libsvtav1", "yuv420p"),
        ("full_range.mp4", "mjpeg", "yuvj420p"),
    ],
)
def test_formats(make_film, name, codec, pixels):
    frames = list(read_frames(make_film(name, codec=codec, pixels=pixels, size=(64, 48))))
    assert len(frames) == 12
    assert is_red(frames[3].image_rgb, 5, 5)
    assert np.all(np.diff([f.time_s for f in frames]) > 0)


def test_a_bare_stream_has_nominal_times(make_film):
    frames = list(read_frames(make_film("film.h264")))
    assert len(frames) == 12
    assert np.all(np.diff([f.time_s for f in frames]) > 0)


def test_odd_sizes(make_film):
    path = make_film(size=(63, 47), pixels="yuv444p")
    assert next(read_frames(path)).image_rgb.shape == (47, 63, 3)


def test_pictures_can_be_made_smaller(make_film, turned):
    path = make_film(size=(160, 90))
    assert next(read_frames(path, max_side_px=80)).image_rgb.shape == (45, 80, 3)
    assert next(read_frames(path, max_side_px=800)).image_rgb.shape == (90, 160, 3)
    turned(path, (0, 1, -1, 0))
    image = next(read_frames(path, max_side_px=80)).image_rgb
    assert image.shape == (80, 45, 3)
    assert is_red(image, 5, -5)


def test_a_span_keeps_the_files_own_numbers_and_times(make_film):
    frames = list(read_frames(make_film(times_s=UNEVEN_S), start_s=0.1, end_s=0.3))
    assert [f.index for f in frames] == [2, 3, 4]
    assert frames[0].time_s == pytest.approx(0.1, abs=1e-3)


def test_a_good_file_has_a_clean_report(make_film):
    reader = FrameReader(make_film())
    assert sum(1 for _ in reader) == 12
    report = reader.report
    assert (report.frames, report.truncated, report.broken_packets) == (12, False, 0)
    assert (report.repeated_timestamps, report.missing_timestamps) == (0, 0)
    assert report.last_time_s == pytest.approx(11 / 30, abs=2e-3)


def test_a_span_is_no_truncation(make_film):
    reader = FrameReader(make_film(times_s=[k / 30 for k in range(60)]), end_s=0.5)
    assert sum(1 for _ in reader) == 15
    assert not reader.report.truncated


def test_a_file_cut_short_gives_what_it_has_and_says_so(make_film):
    path = make_film(times_s=[k / 30 for k in range(90)], movflags="+faststart", size=(128, 96))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    reader = FrameReader(path)
    times = [f.time_s for f in reader]
    assert 10 < len(times) < 85
    assert np.all(np.diff(times) > 0)
    assert reader.report.truncated


def test_a_damaged_middle_does_not_end_the_film(make_film):
    path = make_film(
        times_s=[k / 30 for k in range(90)], movflags="+faststart", size=(128, 96), key_every=10
    )
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat") + (len(data) - data.index(b"mdat")) // 2
    data[start : start + 60] = bytes(60)
    path.write_bytes(data)
    frames = list(FrameReader(path))
    assert len(frames) > 60
    assert frames[-1].time_s > 2.8


def test_a_text_file_is_refused(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/part.ts\n")
    with pytest.raises(ClipError):
        next(read_frames(path))


@pytest.mark.skipif(sys.gettrace() is not None, reason="a tracer keeps frames alive")
def test_memory_does_not_grow_with_length(make_film):
    path = make_film(times_s=[k / 30 for k in range(200)], size=(320, 240))
    tracemalloc.start()
    for frame in read_frames(path):
        assert frame.image_rgb.size == 320 * 240 * 3
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 20 * 320 * 240 * 3

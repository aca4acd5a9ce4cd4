"""What packets tell, and that frames decoded without their neighbours are the same pictures."""

import itertools

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.video.copies import repeats_pictures
from formcheck.video.planes import plane_view
from formcheck.video.reader import FrameReader
from formcheck.video.schedule import beat_s, far_apart, schedule_of

FAST_S = tuple(k / 120 for k in range(60))


def pictures(path, **how):
    reader = FrameReader(path, **how)
    found = {n: (t, plane_view(raw, 0).copy()) for n, t, raw, _ in reader.decoded()}
    return found, reader


@given(
    st.lists(st.floats(0.001, 0.3), min_size=1, max_size=60),
    st.floats(0.0, 0.5),
)
def test_chosen_frames_leave_no_gap_that_the_film_could_fill(steps_s, gap_s):
    time_s = np.cumsum(steps_s)
    chosen = np.flatnonzero(far_apart(time_s, gap_s))
    assert chosen[0] == 0
    assert chosen[-1] == len(time_s) - 1
    for one, other in itertools.pairwise(chosen):
        assert other == one + 1 or time_s[other] - time_s[one] <= gap_s
    for one, other in zip(chosen[:-2], chosen[2:], strict=True):
        assert time_s[other] - time_s[one] > gap_s or other == len(time_s) - 1


def test_an_even_film_is_taken_at_an_even_beat_though_its_timestamps_jitter():
    rng = np.random.default_rng(3)
    time_s = np.arange(200) / 240 + rng.uniform(-0.0004, 0.0004, 200)
    chosen = np.flatnonzero(far_apart(time_s, beat_s(8, 240.0)))
    assert np.array_equal(chosen[:-1], np.arange(0, 200, 8))


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_frames_without_their_neighbours_are_the_same_pictures(make_film, codec):
    path = make_film(times_s=FAST_S, codec=codec, size=(160, 96), key_every=30)
    schedule = schedule_of(path)
    assert len(schedule) == len(FAST_S)
    assert len(schedule.spare) > 10
    whole, _ = pictures(path)
    some, reader = pictures(path, gap_s=beat_s(4, 120.0))
    assert list(some) == [*range(0, 60, 4), 59]
    for number, (time_s, luma) in some.items():
        assert time_s == whole[number][0]
        assert np.array_equal(luma, whole[number][1])
    assert np.array_equal(reader.shown.frame, np.arange(60))
    assert reader.report.frames == 60
    assert not reader.report.truncated


def test_what_nobody_wants_and_nothing_is_built_on_is_not_decoded(make_film, monkeypatch):
    path = make_film(times_s=FAST_S, size=(160, 96), key_every=30)
    decoded = []
    plain = av.Packet.decode
    spare = schedule_of(path).spare

    class Counted:
        def __init__(self, packet):
            self._packet = packet

        def __getattr__(self, name):
            return getattr(self._packet, name)

        def decode(self):
            decoded.append(self._packet.pts)
            return plain(self._packet)

    demux = av.container.InputContainer.demux

    from formcheck.video import reader as module

    inner = module._decoded

    def counted(container, stream, faults, unneeded=frozenset()):
        class Wrapped:
            def demux(self, stream):
                return (Counted(p) for p in demux(container, stream))

        return inner(Wrapped(), stream, faults, unneeded)

    monkeypatch.setattr(module, "_decoded", counted)
    some, _ = pictures(path, gap_s=beat_s(4, 120.0))
    assert len(some) == 16
    left_out = spare - set(decoded)
    assert len(left_out) > 8
    assert len(decoded) < len(FAST_S)


@pytest.mark.parametrize("name", ["film.webm", "film.avi"])
def test_other_codecs_are_thinned_as_they_are_decoded(make_film, name):
    codec = {"film.webm": "libvpx-vp9", "film.avi": "mpeg4"}[name]
    path = make_film(name, codec=codec)
    assert schedule_of(path) is None
    some, reader = pictures(path, gap_s=beat_s(2, 30.0))
    assert list(some) == [0, 2, 4, 6, 8, 10, 11]
    assert len(reader.shown.frame) == 12


def test_frames_wanted_by_number_come_too(make_film):
    for name in ("film.mp4", "film.avi"):
        path = make_film(name, codec="mpeg4" if name.endswith("avi") else "libx264")
        assert list(pictures(path, gap_s=beat_s(3, 30.0), also={4})[0]) == [0, 3, 4, 6, 9, 11]


def test_a_film_that_shows_pictures_twice_is_told(make_film, tmp_path):
    times_s = tuple(k / 60 for k in range(80))
    plain = make_film("plain.mp4", times_s=times_s, size=(160, 96))
    assert not repeats_pictures(plain, 0.6)
    path = tmp_path / "twice.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=60)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        for k in range(80):
            image = np.full((96, 160, 3), 40, np.uint8)
            image[20:60, 3 * (k // 2) % 120 : 3 * (k // 2) % 120 + 30] = 220
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode(None))
    assert repeats_pictures(path, 0.6)
    still = make_film("still.mp4", times_s=(0.0, 0.5), size=(64, 48))
    assert not repeats_pictures(still, 0.0)

import av
import numpy as np
import pytest

from formcheck.video.probe import probe
from formcheck.video.reader import read_frames
from formcheck.video.writer import VideoWriter

TIMES_S = (0.0, 0.04, 0.1, 0.2, 0.21)


def colours(height=101, width=203):
    image = np.zeros((height, width, 3), np.uint8)
    image[: height // 2] = (200, 30, 40)
    image[height // 2 :, : width // 2] = (20, 180, 60)
    image[height // 2 :, width // 2 :] = (30, 40, 220)
    return image


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "out.mp4"
    with VideoWriter(path, fps=30) as writer:
        for time_s in TIMES_S:
            writer.write(colours(), time_s)
    return path


def test_pictures_and_times_survive(film):
    frames = list(read_frames(film))
    assert [f.time_s for f in frames] == pytest.approx(TIMES_S, abs=1e-4)
    image = frames[-1].image_rgb.astype(int)
    assert image.shape == (100, 202, 3)
    for row, column in ((20, 50), (80, 50), (80, 150)):
        assert image[row, column] == pytest.approx(colours()[row, column], abs=8)


def test_browsers_can_play_it(film):
    clip = probe(film)
    assert clip.codec == "h264"
    assert clip.created is None
    data = film.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(film)) as container:
        assert [s.type for s in container.streams] == ["video"]
        assert container.streams.video[0].pix_fmt == "yuv420p"
        assert "encoder" not in container.metadata


def test_time_must_advance(tmp_path):
    with VideoWriter(tmp_path / "x.mp4") as writer:
        writer.write(colours(), 0.5)
        with pytest.raises(ValueError, match="come after"):
            writer.write(colours(), 0.5)


def test_size_must_stay(tmp_path):
    with VideoWriter(tmp_path / "x.mp4") as writer:
        writer.write(colours(), 0.0)
        with pytest.raises(ValueError, match="picture is 60x50"):
            writer.write(colours(50, 60), 0.1)


def test_nothing_is_left_after_an_error(tmp_path):
    path = tmp_path / "x.mp4"

    def fail():
        with VideoWriter(path) as writer:
            writer.write(colours(), 0.0)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert not path.exists()

import cv2
import numpy as np
import pytest

from formcheck.overlay.annotate import annotate, film_size
from formcheck.overlay.share import hide_faces
from formcheck.tables.landmarks import write_landmarks
from formcheck.video.reader import read_frames
from overlay.conftest import HEIGHT, TIMES_S, WIDTH


@pytest.fixture
def folder(result, track, tmp_path):
    """A folder as the analysis writes it, as far as sharing needs it."""
    folder = tmp_path / "analysis"
    folder.mkdir()
    annotate(result, folder)
    write_landmarks(track, folder / "landmarks.csv")
    return folder


def test_the_face_is_hidden_without_the_clip(folder, result, tmp_path):
    (tmp_path / "clip.mp4").unlink()
    target = tmp_path / "shared"
    target.mkdir()
    hide_faces(result.analysis, folder, target)
    for frame in result.analysis.key_frames:
        before, after = (cv2.imread(str(f / frame.picture)).astype(int) for f in (folder, target))
        assert before.shape == after.shape
        assert np.abs(before - after)[20:40, 60:80].mean() > 15  # the head
        assert np.abs(before - after)[90:].mean() < 4  # the legs
    old, new = (list(read_frames(f / "annotated.mp4")) for f in (folder, target))
    assert [f.time_s for f in new] == pytest.approx(TIMES_S, abs=3e-4)
    scale = film_size(WIDTH, HEIGHT).width / WIDTH
    rows = slice(round(40 * scale), round(60 * scale))
    columns = slice(round(166 * scale), round(176 * scale))
    for a, b in zip(old, new, strict=True):
        change = np.abs(a.image_rgb.astype(int) - b.image_rgb)
        assert change[rows, columns].mean() > 12
        assert change[round(130 * scale) :].mean() < 4
    assert (target / "pictures" / "stride.mp4").is_file()


def test_a_folder_without_video_shares_its_pictures(folder, tmp_path, result):
    (folder / "annotated.mp4").unlink()
    target = tmp_path / "shared"
    target.mkdir()
    hide_faces(result.analysis, folder, target)
    assert sorted(p.name for p in (target / "pictures").iterdir()) == [
        "ic.jpg",
        "midstance.jpg",
        "to.jpg",
    ]

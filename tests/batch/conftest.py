import pytest

from formcheck.tables.landmarks import write_landmarks
from quality.figure import figure


@pytest.fixture(scope="session")
def tracks():
    """Two runners of sticks."""
    return [figure()[0], figure(cadence=178.0, facing="left", lean_deg=10.0, seed=2)[0]]


@pytest.fixture
def clips(tmp_path, tracks):
    """A folder with three landmark tables, a broken clip, and files that are none of these."""
    folder = tmp_path / "clips"
    (folder / "monday").mkdir(parents=True)
    write_landmarks(tracks[0], folder / "first.csv")
    write_landmarks(tracks[1], folder / "monday" / "second.csv")
    write_landmarks(tracks[0].span(0.5, 7.0), folder / "monday" / "third.csv")
    (folder / "broken.mp4").write_bytes(b"this is no film")
    (folder / "notes.csv").write_text("day,felt\nmonday,good\n")
    (folder / "notes.txt").write_text("nothing")
    return folder

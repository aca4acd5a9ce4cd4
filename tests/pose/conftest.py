from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "sample_videos"


@pytest.fixture(scope="session")
def runner_film():
    """A rendered runner on a treadmill, 1280 x 720."""
    film = SAMPLES / "sound_runner_treadmill.mp4"
    if not film.is_file():
        pytest.skip(f"{film} is absent")
    return film


@pytest.fixture(autouse=True)
def cache_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "cache"))

"""A hundred damaged clips: each is read as far as it goes, or refused in plain words."""

import subprocess
import sys

import numpy as np
import pytest

from fuzz.damage import DAMAGE, swapped_head
from fuzz.films import CODECS

SEED = 20261122
VARIANTS = 4
"""Of each kind of damage, for each film; with the swapped heads 132 in all."""


def generator(*key):
    return np.random.default_rng([SEED, *key])


@pytest.mark.parametrize("how", DAMAGE, ids=lambda how: how.__name__)
@pytest.mark.parametrize("name", CODECS)
@pytest.mark.usefixtures("quick_pose")
def test_damaged_clip(name, how, films, survive, tmp_path):
    path = tmp_path / name
    for variant in range(VARIANTS):
        rng = generator(variant, DAMAGE.index(how), list(CODECS).index(name))
        path.write_bytes(how(films[name], rng))
        code, said = survive(path)
        assert code != 2, said


@pytest.mark.parametrize("name", CODECS)
@pytest.mark.usefixtures("quick_pose")
def test_swapped_head(name, films, survive, tmp_path):
    path = tmp_path / name
    others = [content for other, content in films.items() if other != name]
    for variant in range(VARIANTS):
        path.write_bytes(swapped_head(films[name], others[variant % 2], generator(variant)))
        assert survive(path)[0] in (0, 3, 4)


@pytest.mark.parametrize("name", CODECS)
@pytest.mark.usefixtures("quick_pose")
def test_sound_clip_is_read(name, films, survive, tmp_path):
    path = tmp_path / name
    path.write_bytes(films[name])
    assert survive(path)[0] in (0, 3)


@pytest.mark.slow
@pytest.mark.parametrize("how", DAMAGE[:6:3], ids=lambda how: how.__name__)
def test_damaged_clip_in_a_process_of_its_own(how, films, tmp_path):
    path, out = tmp_path / "phone.mp4", tmp_path / "out"
    path.write_bytes(how(films["phone.mp4"], generator(99, DAMAGE.index(how))))
    words = ["analyze", str(path), "--out", str(out), "--model", "full", "--only-data"]
    done = subprocess.run(
        [sys.executable, "-m", "formcheck", *words, "--no-cache"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in (0, 3, 4), done.stderr
    assert "Traceback" not in done.stderr
    assert out.exists() == (done.returncode in (0, 3))
    assert {entry.name for entry in tmp_path.iterdir()} <= {"phone.mp4", "out"}

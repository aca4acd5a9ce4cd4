"""Sixty odd files: read what can be read, say plainly what cannot."""

import os

import pytest

from formcheck.cli.app import main
from fuzz.oddities import ODDITIES

pytestmark = pytest.mark.usefixtures("quick_pose")


@pytest.mark.parametrize("name", ODDITIES)
def test_odd_file(name, films, survive, tmp_path):
    folder = tmp_path / "clips"
    folder.mkdir()
    oddity = ODDITIES[name]
    path = oddity.write(folder, films["phone.mp4"])
    before = set(folder.iterdir())
    code, said = survive(path)
    assert code in oddity.codes, said
    assert set(folder.iterdir()) == before


def test_there_are_fifty_odd_files():
    assert len(ODDITIES) >= 50


def test_a_name_beginning_with_a_dash_is_taken_for_a_file(films, tmp_path, monkeypatch):
    (tmp_path / "-run.mp4").write_bytes(films["phone.mp4"])
    monkeypatch.chdir(tmp_path)
    words = ["analyze", "--only-data", "--no-cache", "--quiet", "--model", "full", "--out", "out"]
    assert main([*words, "--", "-run.mp4"]) in (0, 3)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(films, survive, tmp_path):
    path = tmp_path / "secret.mp4"
    path.write_bytes(films["phone.mp4"])
    path.chmod(0)
    assert survive(path)[0] == 4


@pytest.mark.timeout(60)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(survive, tmp_path):
    path = tmp_path / "pipe.mp4"
    os.mkfifo(path)
    assert survive(path)[0] == 2


@pytest.mark.skipif(os.name == "nt", reason="no /dev/null here")
def test_a_device_is_no_clip(survive):
    assert survive(os.devnull)[0] == 2

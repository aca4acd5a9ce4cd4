"""A MediaPipe that does not see what it should is named before the first clip."""

from contextlib import closing
from importlib import metadata

import numpy as np
import pytest

from formcheck.cli.app import main
from formcheck.errors import InstallationError
from formcheck.pose import first_look, tried
from formcheck.pose.first_look import look, once_a_version
from formcheck.pose.mediapipe import MediaPipeFinder, quiet_setup
from formcheck.pose.models import load_model
from formcheck.pose.place import folder


class Finder:
    """Gives these answers, one after the other and the last for ever."""

    def __init__(self, *answers):
        self.answers, self.looks = list(answers), 0

    def find(self, _picture):
        self.looks += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture(scope="module", params=["full", "heavy"])
def seen(request):
    """The model, and the bodies it finds in the picture."""
    model, path = load_model(request.param)
    with quiet_setup():
        finder = MediaPipeFinder(path)
    with closing(finder):
        look(finder)
        return model, finder.find(first_look.picture())


def moved(bodies, pixels):
    """The same bodies with one ankle elsewhere."""
    xy = bodies[0].xy.copy()
    xy[28, 0] += pixels / first_look.picture().shape[1]
    return [bodies[0]._replace(xy=xy)]


def test_both_models_see_the_runner_in_the_picture(seen):
    look(Finder(seen[1]))


def test_what_is_wrong_is_named_with_the_version_to_install(seen):
    _, bodies = seen
    faults = {
        "sees 0 people": Finder([]),
        "sees 2 people": Finder(bodies * 2),
        "right_ankle is": Finder(moved(bodies, 40)),
        "px off": Finder([bodies[0]._replace(xy=np.full((33, 2), np.nan))]),
    }
    for words, finder in faults.items():
        with pytest.raises(InstallationError, match=words) as caught:
            look(finder)
        assert caught.value.exit_code == 5
        assert caught.value.code == "pose_model_blind"
        assert metadata.version("mediapipe") in caught.value.what
        assert f"Install MediaPipe {tried.TRIED[-1]}: " in caught.value.fix


def test_one_right_answer_by_chance_is_not_enough(seen):
    with pytest.raises(InstallationError):
        look(Finder(seen[1], []))


def test_the_outcome_is_kept_for_this_version_and_this_model_only(seen, monkeypatch):
    model, bodies = seen
    finder = Finder(bodies)
    once_a_version(model, finder)
    looks = finder.looks
    once_a_version(model, finder)
    assert finder.looks == looks > 0
    monkeypatch.setattr(first_look.metadata, "version", lambda _: "9.9.9")
    with pytest.raises(InstallationError, match=r"MediaPipe 9\.9\.9"):
        once_a_version(model, Finder([]))
    once_a_version(model, finder)
    assert finder.looks == 2 * looks
    assert len(list(folder().glob("*.sees"))) == 2


def test_a_failure_is_not_kept(seen):
    for _ in range(2):
        with pytest.raises(InstallationError):
            once_a_version(seen[0], Finder([]))


def test_without_a_place_to_keep_it_the_outcome_counts_all_the_same(seen, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "file"))
    once_a_version(seen[0], Finder(seen[1]))


def test_a_clip_is_not_called_empty_by_a_mediapipe_that_sees_nobody(
    runner_film, monkeypatch, capsys, tmp_path
):
    monkeypatch.setattr(MediaPipeFinder, "find", lambda *_: [])
    words = ["analyze", str(runner_film), "--end", "0.3", "--model", "full", "--only-data"]
    assert main([*words, "--out", str(tmp_path / "out")]) == 5
    assert "does not find the runner" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()

import errno
import hashlib
import shutil
import struct
import time
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import InstallationError, UsageError
from formcheck.pose.mediapipe import BodyTracker, quiet_setup
from formcheck.pose.models import find_model, list_models, load_model, without_mask
from formcheck.video.reader import read_frames

MODELS = Path(__file__).resolve().parents[2] / "models"


def test_every_registered_model_is_there_and_right():
    models = list_models()
    assert {m.name for m in models} == {"full", "heavy"}
    for model in models:
        assert model.path is not None
        content = model.path.read_bytes()
        assert len(content) == model.bytes
        assert hashlib.sha256(content).hexdigest() == model.sha256
        assert model.licence == "Apache-2.0"
        assert model.file in (MODELS / "README.md").read_text(encoding="utf-8")


def test_load_returns_the_file():
    model, path = load_model("full")
    assert path == MODELS / model.file


def test_unknown_model_names_the_choices():
    with pytest.raises(UsageError, match="lite") as caught:
        load_model("lite")
    assert "full" in caught.value.fix
    assert "heavy" in caught.value.fix


def test_a_changed_model_is_refused(tmp_path, monkeypatch):
    content = bytearray((MODELS / "pose_landmarker_full.task").read_bytes())
    content[5000] ^= 1
    (tmp_path / "pose_landmarker_full.task").write_bytes(content)
    monkeypatch.setenv("FORMCHECK_MODELS", str(tmp_path))
    with pytest.raises(InstallationError) as caught:
        load_model("full")
    assert caught.value.code == "model_damaged"
    assert caught.value.exit_code == 5


def test_the_named_folder_comes_first_and_may_be_incomplete(tmp_path, monkeypatch):
    shutil.copy(MODELS / "pose_landmarker_full.task", tmp_path)
    monkeypatch.setenv("FORMCHECK_MODELS", str(tmp_path))
    assert find_model("full").path == tmp_path / "pose_landmarker_full.task"
    assert find_model("heavy").path == MODELS / "pose_landmarker_heavy.task"


def test_a_missing_model_says_where_to_put_it(tmp_path, monkeypatch):
    shutil.copy(MODELS / "registry.toml", tmp_path)
    monkeypatch.setattr("formcheck.pose.models._folders", lambda: (tmp_path,))
    with pytest.raises(InstallationError) as caught:
        load_model("full")
    assert caught.value.code == "model_missing"
    assert "FORMCHECK_MODELS" in caught.value.fix


def test_a_copy_without_the_mask_differs_in_one_number_and_is_gone_afterwards():
    for name in ("full", "heavy"):
        model, file = load_model(name)
        original = file.read_bytes()
        with without_mask(model, file) as lent:
            copy = lent.read_bytes()
        assert not lent.parent.exists()
        assert file.read_bytes() == original
        at = model.mask_output["at"]
        outputs = struct.unpack("<6i", original[at - 12 : at + 12])
        assert outputs[0] == 5  # how many there are
        assert copy[at : at + 4] == struct.pack("<i", model.mask_output["instead"])
        assert model.mask_output["instead"] in outputs[1:3]
        assert copy[:at] + original[at : at + 4] + copy[at + 4 :] == original


def test_without_room_for_a_copy_the_model_itself_is_used(monkeypatch):
    model, file = load_model("full")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with without_mask(model, file) as lent:
        assert lent == file
    assert file.exists()


def test_a_registry_that_knows_no_mask_leaves_the_model_alone():
    model, file = load_model("full")
    with without_mask(replace(model, mask_output=None), file) as lent:
        assert lent == file


@pytest.mark.parametrize("name", ["full", "heavy"])
def test_landmarks_without_the_mask_are_the_same_to_the_last_bit_and_sooner_there(
    name, runner_film
):
    pictures = [frame.image_rgb for frame in read_frames(runner_film, end_s=0.4)]
    model, file = load_model(name)
    with ExitStack() as stack:
        lent = stack.enter_context(without_mask(model, file))
        with quiet_setup(lent):
            whole, lean = (stack.enter_context(closing(BodyTracker(m))) for m in (file, lent))
        times_s = {whole: [], lean: []}
        for picture in pictures:
            bodies = [_timed(tracker, picture, times_s[tracker]) for tracker in (whole, lean)]
            for of_whole, of_lean in zip(*bodies, strict=True):
                np.testing.assert_array_equal(of_whole, of_lean)
    # The quickest of many calls in turn, so that it does not matter what else the machine does.
    assert min(times_s[lean]) < 0.95 * min(times_s[whole])


def _timed(tracker, picture, times_s):
    start_s = time.perf_counter()
    body = tracker.track(picture)
    times_s.append(time.perf_counter() - start_s)
    assert body is not None
    return body

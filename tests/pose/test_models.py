import hashlib
import shutil
import struct
import subprocess
import sys
import zipfile
from contextlib import ExitStack, closing
from pathlib import Path

import numpy as np
import pytest
from mediapipe.tasks.metadata import schema_py_generated as schema

from formcheck.errors import InstallationError, UsageError
from formcheck.pose.mediapipe import MediaPipeTracker, quiet_setup
from formcheck.pose.models import find_model, list_models, load_model
from formcheck.video.reader import read_frames

MODELS = Path(__file__).resolve().parents[2] / "models"


def originals():
    """Google's bundles, with the mask."""
    folder = MODELS.parents[1] / "shared" / "models"
    if not folder.is_dir():
        pytest.skip(f"the original bundles are not in {folder}")
    return folder


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


@pytest.mark.shared
@pytest.mark.parametrize("name", ["full", "heavy"])
def test_the_bundle_it_was_made_from_is_taken_too(name, monkeypatch):
    monkeypatch.setenv("FORMCHECK_MODELS", str(originals()))
    model, path = load_model(name)
    assert path.parent == originals()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == model.original_sha256


def network(path):
    with zipfile.ZipFile(path) as bundle:
        return bundle.read("pose_landmarks_detector.tflite")


@pytest.mark.parametrize("name", ["full", "heavy"])
def test_the_network_answers_five_times_and_its_mask_is_nothing(name):
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(network(load_model(name)[1]), 0))
    (graph,) = model.subgraphs
    assert len(set(graph.outputs)) == len(graph.outputs) == 5
    made_by = {made: op for op in graph.operators for made in op.outputs}
    kinds = [code.builtinCode for code in model.operatorCodes]
    mask = made_by[graph.outputs[2]]
    zeros = made_by[mask.inputs[0]]
    assert kinds[mask.opcodeIndex] == schema.BuiltinOperator.BROADCAST_TO
    assert kinds[zeros.opcodeIndex] == schema.BuiltinOperator.ZEROS_LIKE
    assert tuple(graph.tensors[graph.outputs[2]].shape) == (1, 256, 256, 1)
    # Nothing is left over, and nothing is missing.
    used = {number for op in graph.operators for number in op.inputs} | set(graph.outputs)
    assert used == set(range(len(graph.tensors)))
    read = {tensor.buffer for tensor in graph.tensors} | {m.buffer for m in model.metadata}
    assert read | {0, *model.metadataBuffer} == set(range(len(model.buffers)))


@pytest.mark.parametrize("name", ["full", "heavy"])
def test_weights_lie_at_addresses_that_fit(name):
    content = network(load_model(name)[1])
    model = schema.Model.GetRootAs(content, 0)
    start = np.frombuffer(content, np.uint8).ctypes.data
    for number in range(model.BuffersLength()):
        weights = model.Buffers(number).DataAsNumpy()
        assert isinstance(weights, int) or (weights.ctypes.data - start) % 16 == 0
    with load_model(name)[1].open("rb") as file, zipfile.ZipFile(file) as bundle:
        for entry in bundle.infolist():
            assert entry.compress_type == zipfile.ZIP_STORED
            file.seek(entry.header_offset + 26)
            name_bytes, extra_bytes = struct.unpack("<HH", file.read(4))
            assert (entry.header_offset + 30 + name_bytes + extra_bytes) % 16 == 0


@pytest.mark.shared
@pytest.mark.parametrize("name", ["full", "heavy"])
def test_the_documented_script_makes_the_registered_file(name, tmp_path):
    model, _ = load_model(name)
    made = tmp_path / model.file
    words = [sys.executable, MODELS / "without_mask.py", originals() / model.file, made]
    subprocess.run(words, check=True)
    assert hashlib.sha256(made.read_bytes()).hexdigest() == model.sha256


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "film"), [("full", "sound_runner_treadmill"), ("heavy", "overstrider_portrait")]
)
def test_landmarks_are_those_of_the_original_to_the_last_bit(name, film):
    """The first pictures; `tests/repo/mediapipe_versions.py` compares all of both samples."""
    model, ours = load_model(name)
    pictures = read_frames(MODELS.parent / "sample_videos" / f"{film}.mp4", end_s=0.4)
    with ExitStack() as stack, quiet_setup():
        trackers = [
            stack.enter_context(closing(MediaPipeTracker(path)))
            for path in (originals() / model.file, ours)
        ]
        for frame in pictures:
            original, lean = (tracker.track(frame.image_rgb) for tracker in trackers)
            for of_original, of_lean in zip(original, lean, strict=True):
                np.testing.assert_array_equal(of_original, of_lean)

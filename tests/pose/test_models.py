import hashlib
import shutil
from pathlib import Path

import pytest

from formcheck.errors import InstallationError, UsageError
from formcheck.pose.models import find_model, list_models, load_model

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

"""The Python guide runs from top to bottom, as it stands."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import formcheck
from formcheck.metrics.base import REGISTRY
from formcheck.tables.landmarks import write_landmarks
from quality.figure import figure

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "src" / "formcheck" / "guides" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("guide")
    sample = ROOT / "sample_videos" / "sound_runner_treadmill.mp4"
    shutil.copy(sample, folder / "run.mp4")
    for name in ("behind.csv", "behind.json"):
        shutil.copy(ROOT / "tests" / "data" / name, folder)
    (folder / "clips").mkdir()
    for name, cadence in (("monday", 165.0), ("friday", 175.0)):
        track, _ = figure("run", cadence=cadence, seconds=8.0, fps=60.0)
        write_landmarks(track, folder / "clips" / f"{name}.csv")
    return folder


@pytest.mark.slow
def test_the_guide_runs(place, monkeypatch):
    monkeypatch.chdir(place)
    known = dict(REGISTRY)
    names = {"__name__": "guide"}
    try:
        for block in BLOCKS:
            exec(compile(block, "api.md", "exec"), names)  # noqa: S102 - our own guide
    finally:
        REGISTRY.clear()
        REGISTRY.update(known)
    run, mine, judged = names["run"], names["mine"], names["judged"]
    assert run.analysis.quality.verdict in ("ok", "caution")
    assert names["cadence"] == pytest.approx(174.6, abs=2)
    behind = names["session"].rear
    assert behind.analysis.view.kind == "back"
    assert names["session"].value("step_width_cm") == behind.value("step_width_cm") is not None
    assert set(names["block"].clips["name"]) == {"monday", "friday"}
    assert len(names["lean"]) == 2
    assert "cadence_spm" in set(names["changed"]["metric"])
    value = mine.value("foot_angle_to_deg", "right")
    assert -90 < value < -20
    rows = mine.metrics.set_index(["metric", "side"])
    row = rows.loc[("foot_angle_to_deg", "right")]
    assert row["ci_low"] < value < row["ci_high"]
    assert row["rating"] == "not_scored"
    assert "cadence_spm" in run._repr_html_()
    assert "foot_angle_to_deg" in mine._repr_html_()
    assert names["row"]["rating"] in ("good", "borderline", "watch", "off")
    assert judged.analysis.settings["guidelines"].startswith("own guidelines")


def test_own_metric_and_guidelines_take_ten_lines():
    own = [block for block in BLOCKS if "@metric" in block or "club.toml" in block]
    assert len(own) == 2
    definition = own[0].split("mine =")[0]
    guideline = own[1].split('"""')[1]
    for text in (definition, guideline):
        assert len([line for line in text.splitlines() if line.strip()]) <= 10


@pytest.mark.parametrize("name", formcheck.__all__)
def test_every_public_name_is_explained_and_there(name):
    assert f"`{name}" in GUIDE
    value = getattr(formcheck, name)
    assert callable(value)
    assert value.__doc__


def test_importing_formcheck_imports_nothing_heavy():
    code = "import sys, formcheck; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"numpy", "pandas", "scipy", "cv2", "mediapipe", "av", "pydantic", "rich", "jinja2"}
    assert not heavy & set(done.stdout.split())


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="analyse"):
        formcheck.analyse  # noqa: B018 - the access is what is tested
    assert set(formcheck.__all__) <= set(dir(formcheck))

"""Exported files: whole, in the right unit, and readable by what they are meant for."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from exchange.recordings import runner
from formcheck.cli.app import main
from formcheck.cli.export import FIGURES, KINDS
from formcheck.errors import InstallationError, UsageError
from formcheck.exchange.coco import KEYPOINTS
from formcheck.exchange.export import FORMATS, export
from formcheck.installation import with_extra
from formcheck.pipeline import analyze
from formcheck.publishing import publish
from formcheck.settings import AnalysisSettings
from formcheck.store.folder import load_result
from formcheck.tables.landmarks import write_landmarks

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=["scaled", "pixels", "left"])
def folder(request, tmp_path_factory):
    place = tmp_path_factory.mktemp("run")
    facing = "left" if request.param == "left" else "right"
    # Marked as found in a film: what comes back from one plane is taken for that too.
    write_landmarks(runner(facing=facing)[0], place / "run.csv", "made")
    height_cm = None if request.param == "pixels" else 175.0
    result = analyze(place / "run.csv", AnalysisSettings(height_cm=height_cm), landmarks=True)
    return publish(result, place / "analysis", only_data=True)


def unit_of(folder):
    return "m" if load_result(folder).analysis.scale else "px"


def pixels(folder):
    """Landmarks of frame 100, and the sign of forward in the picture."""
    document = load_result(folder)
    return document.landmarks.iloc[100], 1 if document.analysis.direction == "right" else -1


def exported(folder, kind, tmp_path):
    ending = FORMATS[kind].ending
    return export(load_result(folder), kind, tmp_path / f"out{ending}")


def test_command_line_and_formats_agree():
    assert (*FORMATS, FIGURES) == KINDS


@pytest.mark.parametrize("kind", ["trc", "c3d"])
def test_points_come_back_as_the_same_run(folder, kind, tmp_path):
    if kind == "c3d":
        pytest.importorskip("ezc3d")
    before = load_result(folder)
    done = exported(folder, kind, tmp_path)
    assert done.unit == unit_of(folder)
    assert (done.note is None) == (done.unit == "m")
    after = load_result(analyze(done.path, landmarks=True))
    assert (after.analysis.scale is not None) == (done.unit == "m")
    assert len(after.steps) == len(before.steps)
    # written in the running direction: a runner who went left now goes right
    assert after.analysis.direction == "right"
    near = before.analysis.near_side
    for metric, side in (("cadence_spm", "both"), ("trunk_lean_deg", "both")):
        assert after.value(metric, side) == pytest.approx(before.value(metric, side), abs=0.05)
    for metric in ("overstride_pct_leg", "knee_flexion_ic_deg", "contact_time_ms"):
        assert after.value(metric, near) == pytest.approx(before.value(metric, near), abs=0.5)


def test_a_turned_analysis_is_exported_upright_and_its_own_table_keeps_the_angle(tmp_path):
    write_landmarks(runner()[0], tmp_path / "run.csv", "made")
    told = AnalysisSettings(height_cm=175.0, roll_deg=4.0)
    before = analyze(tmp_path / "run.csv", told, landmarks=True)
    folder = publish(before, tmp_path / "analysis", only_data=True)
    back = export(load_result(folder), "trc", tmp_path / "run.trc").path
    first, near = load_result(before), before.analysis.near_side
    for table in (back, folder / "landmarks.csv"):
        again = load_result(analyze(table, AnalysisSettings(height_cm=175.0), landmarks=True))
        for metric, side in (("trunk_lean_deg", "both"), ("overstride_pct_leg", near)):
            assert again.value(metric, side) == pytest.approx(first.value(metric, side), abs=0.05)
    assert again.analysis.view == before.analysis.view


def test_trc_is_what_opensim_expects(folder, tmp_path):
    done = exported(folder, "trc", tmp_path)
    lines = done.path.read_text(encoding="utf-8").splitlines()
    header = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    names = [name for name in lines[3].split("\t")[2:] if name]
    rows = [line.split("\t") for line in lines[6:]]
    assert lines[0].startswith("PathFileType\t4\t(X/Y/Z)")
    assert int(header["NumMarkers"]) == len(names)
    assert int(header["NumFrames"]) == len(rows)
    assert header["Units"] == done.unit
    assert {len(row) for row in rows} == {2 + 3 * len(names)}
    assert {"RHip", "LKnee", "RHeel", "LBigToe"} <= set(names)
    table = np.array([[float(cell or "nan") for cell in row] for row in rows])
    height = {name: np.nanmedian(table[:, 3 + 3 * i]) for i, name in enumerate(names)}
    assert height["RShoulder"] > height["RHip"] > height["RKnee"] > height["RAnkle"] > 0
    lowest = min(np.nanmin(table[:, 3 + 3 * i]) for i, n in enumerate(names) if "Toe" in n)
    assert abs(lowest) < 0.05 * height["RHip"]


def test_mot_has_no_gaps_and_keeps_its_signs(folder, tmp_path):
    done = exported(folder, "mot", tmp_path)
    lines = done.path.read_text(encoding="utf-8").splitlines()
    end = lines.index("endheader")
    table = pd.read_csv(done.path, sep="\t", skiprows=end + 1)
    assert f"nRows={len(table)}" in lines
    assert f"nColumns={table.shape[1]}" in lines
    assert "inDegrees=yes" in lines
    assert table.notna().all(axis=None)
    assert table["time"].is_monotonic_increasing
    assert table["trunk_lean"].median() == pytest.approx(6.0, abs=1.0)
    assert 80 < table["knee_angle_r"].max() < 110
    assert table["knee_angle_r"].min() > 0
    assert table["hip_flexion_l"].max() > 30
    assert table["hip_flexion_l"].min() < 0
    row, ahead = pixels(folder)
    rise = row["right_heel_y"] - row["right_foot_index_y"]
    reach = ahead * (row["right_foot_index_x"] - row["right_heel_x"])
    foot_deg = np.degrees(np.arctan2(rise, reach))
    drop = row["right_ankle_y"] - row["right_knee_y"]
    shank_deg = np.degrees(np.arctan2(ahead * (row["right_ankle_x"] - row["right_knee_x"]), drop))
    assert table["ankle_angle_r"][100] == pytest.approx(foot_deg - shank_deg, abs=0.1)


def test_c3d_opens_with_its_events(folder, tmp_path):
    ezc3d = pytest.importorskip("ezc3d")
    done = exported(folder, "c3d", tmp_path)
    content = ezc3d.c3d(str(done.path))
    parameters, points = content["parameters"], content["data"]["points"]
    assert parameters["POINT"]["UNITS"]["value"] == ["mm" if done.unit == "m" else "px"]
    assert parameters["POINT"]["RATE"]["value"][0] == pytest.approx(60.0, abs=0.1)
    labels = parameters["POINT"]["LABELS"]["value"]
    hip, knee = (points[:, labels.index(name)] for name in ("RHip", "RKnee"))
    assert np.nanmedian(hip[2]) > np.nanmedian(knee[2]) > 0
    assert np.nanmax(np.abs(points[1])) == 0
    events = load_result(folder).events
    event = parameters["EVENT"]
    assert event["USED"]["value"][0] == len(events)
    assert event["LABELS"]["value"].count("Foot Strike") == (events["event"] == "IC").sum()
    start_s = load_result(folder).track.time_s[0]
    seconds = 60 * event["TIMES"]["value"][0] + event["TIMES"]["value"][1]
    np.testing.assert_allclose(seconds, np.sort(events["time_s"]) - start_s, atol=1e-3)


def test_coco_has_seventeen_keypoints_in_the_picture(folder, tmp_path):
    done = exported(folder, "coco", tmp_path)
    content = json.loads(done.path.read_text(encoding="utf-8"))
    document = load_result(folder)
    (category,) = content["categories"]
    assert category["keypoints"] == list(KEYPOINTS)
    assert len(KEYPOINTS) == 17
    assert KEYPOINTS[:5] == ("nose", "left_eye", "right_eye", "left_ear", "right_ear")
    assert KEYPOINTS[-2:] == ("left_ankle", "right_ankle")
    assert len(content["images"]) == len(document.landmarks)
    first = content["annotations"][0]
    at = KEYPOINTS.index("right_knee")
    row = document.landmarks.iloc[0]
    assert first["keypoints"][3 * at : 3 * at + 2] == [row["right_knee_x"], row["right_knee_y"]]
    x, y, width, height = first["bbox"]
    points = np.array(first["keypoints"]).reshape(17, 3)
    placed = points[points[:, 2] > 0]
    assert first["num_keypoints"] == len(placed)
    assert (placed[:, 0] >= x - 0.01).all()
    assert (placed[:, 1] <= y + height + 0.01).all()
    assert first["area"] == pytest.approx(width * height, abs=0.1)


# The formats' own readers. OpenSim and COCO's tools are large, so they are no developer's
# dependency: `pip install opensim pycocotools` beside the others makes these tests run.


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("kind", ["trc", "c3d"])
def test_pyomeca_opens_the_points(folder, kind, tmp_path):
    pyomeca = pytest.importorskip("pyomeca", reason="pyomeca is not installed")
    done = exported(folder, kind, tmp_path)
    document = load_result(folder)
    if kind == "c3d":
        markers, up, factor = pyomeca.Markers.from_c3d(str(done.path)), 2, 1000.0
    else:
        tabs = {"sep": "\t"}
        markers, up, factor = pyomeca.Markers.from_trc(done.path, pandas_kwargs=tabs), 1, 1.0
    assert markers.sizes["time"] == len(document.landmarks)
    assert markers.attrs["rate"] == pytest.approx(60.0, abs=0.01)
    scale = factor * document.analysis.scale.m_per_px if done.unit == "m" else 1.0
    row = document.landmarks.iloc[100]
    rise = scale * (row["right_ankle_y"] - row["right_knee_y"])
    knee, ankle = (markers.sel(channel=name)[up, 100] for name in ("RKnee", "RAnkle"))
    assert float(knee - ankle) == pytest.approx(rise, rel=0.01)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_pyomeca_opens_the_angles(folder, tmp_path):
    pyomeca = pytest.importorskip("pyomeca", reason="pyomeca is not installed")
    done = exported(folder, "mot", tmp_path)
    angles = pyomeca.Analogs.from_mot(done.path, pandas_kwargs={"sep": "\t"})
    assert 80 < float(angles.sel(channel="knee_angle_r").max()) < 110


def test_opensim_opens_points_and_angles(folder, tmp_path):
    opensim = pytest.importorskip("opensim", reason="OpenSim is not installed")
    rows = len(load_result(folder).landmarks)
    points = opensim.TimeSeriesTableVec3(str(exported(folder, "trc", tmp_path).path))
    assert points.getNumRows() == rows
    assert points.getTableMetaDataString("Units") == unit_of(folder)
    assert float(points.getTableMetaDataString("DataRate")) == pytest.approx(60.0, abs=0.01)
    angles = opensim.Storage(str(exported(folder, "mot", tmp_path).path))
    assert angles.getSize() == rows
    assert angles.isInDegrees()


@pytest.mark.filterwarnings("ignore")
def test_the_guide_s_examples_run(folder, tmp_path, monkeypatch):
    guide = (ROOT / "src/formcheck/guides/exchange.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    assert len(blocks) == 2
    export(load_result(folder), "trc", tmp_path / "run.trc")
    (tmp_path / "formcheck-results").mkdir()
    (tmp_path / "formcheck-results" / "run").symlink_to(folder)
    monkeypatch.chdir(tmp_path)
    for package, block in zip(("pyomeca", "xarray"), blocks, strict=True):
        pytest.importorskip(package, reason=f"{package} is not installed")
        names = {}
        exec(compile(block, "exchange.md", "exec"), names)  # noqa: S102 - our own guide
        found = names["markers"].sizes if package == "pyomeca" else names["poses"].sizes
        assert found["time"] == len(load_result(folder).landmarks)


def test_coco_s_own_tools_open_the_keypoints(folder, tmp_path):
    coco = pytest.importorskip("pycocotools.coco", reason="pycocotools is not installed")
    content = coco.COCO(str(exported(folder, "coco", tmp_path).path))
    found = content.loadAnns(content.getAnnIds())
    assert len(found) == len(content.getImgIds()) == len(load_result(folder).landmarks)
    assert content.loadCats(1)[0]["keypoints"] == list(KEYPOINTS)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_tables_hold_angles_stance_and_points(folder, kind, tmp_path):
    if kind == "parquet":
        pytest.importorskip("pyarrow")
    done = exported(folder, kind, tmp_path)
    table = pd.read_csv(done.path) if kind == "csv" else pd.read_parquet(done.path)
    document = load_result(folder)
    assert len(table) == len(document.landmarks)
    assert f"right_heel_up_{done.unit}" in table
    duty = document.value("duty_factor_pct", document.analysis.near_side)
    side = document.analysis.near_side[0]
    inside = table[(table["time_s"] > 1) & (table["time_s"] < 7)]
    assert 100 * inside[f"stance_{side}"].mean() == pytest.approx(duty, abs=4)
    knee = inside[f"knee_angle_{side}_deg"]
    assert knee[inside[f"stance_{side}"] == 1].max() < knee.max()


def test_command_writes_beside_the_analysis_and_says_the_unit(folder, capsys):
    assert main(["export", str(folder), "--to", "trc"]) == 0
    shown = capsys.readouterr()
    assert (folder / "run.trc").is_file()
    assert str(folder / "run.trc") in shown.out
    assert ("pixels" in shown.err) == (unit_of(folder) == "px")
    assert main(["export", str(folder), "--to", "mot", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unit"] == unit_of(folder)


def test_a_wrong_suffix_is_refused_so_that_no_clip_is_overwritten(folder, tmp_path):
    clip = tmp_path / "run.mp4"
    clip.write_bytes(b"film")
    with pytest.raises(UsageError, match=r"\.trc"):
        export(load_result(folder), "trc", clip)
    assert clip.read_bytes() == b"film"


def test_what_fails_leaves_nothing_behind(folder, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(InstallationError) as caught:
        export(load_result(folder), "parquet", tmp_path / "run.parquet")
    assert with_extra("parquet") in caught.value.fix
    assert not list(tmp_path.iterdir())


def test_no_analysis_no_export(tmp_path, capsys):
    assert main(["export", str(tmp_path), "--to", "trc"]) == 2
    assert "holds no analysis" in capsys.readouterr().err
    assert main(["export", str(tmp_path), "--to", "xlsx"]) == 2


def test_a_refused_clip_has_nothing_to_export(tmp_path):
    track, _ = runner()
    write_landmarks(track.picked(slice(0, 20)), tmp_path / "short.csv")
    result = analyze(tmp_path / "short.csv", landmarks=True)
    document = load_result(publish(result, tmp_path / "out", only_data=True))
    assert document.refused
    with pytest.raises(UsageError, match="refused"):
        export(document, "trc", Path(tmp_path / "run.trc"))

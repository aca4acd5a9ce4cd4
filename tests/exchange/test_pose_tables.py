"""Landmarks for DeepLabCut's followers, movement and Kinovea: out, and back with their readers."""

import json

import numpy as np
import pandas as pd
import pytest

from exchange.recordings import runner
from formcheck.cli.app import main
from formcheck.domain.skeleton import LANDMARKS
from formcheck.errors import InstallationError, UsageError
from formcheck.exchange.export import export
from formcheck.exchange.kinovea import POINTS
from formcheck.pipeline import analyze
from formcheck.publishing import publish
from formcheck.settings import AnalysisSettings
from formcheck.store.folder import load_result
from formcheck.tables.landmarks import write_landmarks

SKIPPED = 7
"""Frames of the film before the first that was tracked."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("run")
    track = runner()[0].picked(slice(SKIPPED, None))
    write_landmarks(track, place / "run.csv", "made")
    result = analyze(place / "run.csv", AnalysisSettings(height_cm=175.0), landmarks=True)
    return publish(result, place / "analysis", only_data=True)


@pytest.fixture(scope="module")
def run(folder):
    return load_result(folder)


def test_a_deeplabcut_table_has_a_row_a_frame_of_the_film(run, tmp_path):
    done = export(run, "dlc", tmp_path / "run.csv")
    assert done.unit == "px"
    table = pd.read_csv(done.path, header=[0, 1, 2], index_col=0)
    assert table.columns.names == ["scorer", "bodyparts", "coords"]
    assert list(table.index) == list(range(run.track.frame[-1] + 1))
    first = int(run.track.frame[0])
    assert first == SKIPPED
    before = table["formcheck"].iloc[:first].swaplevel(axis=1)
    assert before[["x", "y"]].isna().all(axis=None)
    assert (before["likelihood"] == 0).all(axis=None)
    knee = table["formcheck"]["right_knee"].iloc[run.track.frame]
    np.testing.assert_allclose(knee[["x", "y"]], run.track.point("right_knee"), atol=1e-4)
    seen = run.track.visibility[:, LANDMARKS.index("right_knee")]
    np.testing.assert_allclose(knee["likelihood"], seen, atol=1e-4)


@pytest.mark.filterwarnings("ignore")
def test_movement_reads_the_deeplabcut_table(run, tmp_path):
    load_poses = pytest.importorskip("movement.io.load_poses", reason="movement is not installed")
    path = export(run, "dlc", tmp_path / "run.csv").path
    read = load_poses.from_file(path, source_software="DeepLabCut", fps=run.track.fps)
    ours = run.to_xarray()
    found = read["position"].isel(individuals=0).sel(keypoints="left_heel")
    told = ours["position"].isel(individuals=0).sel(keypoints="left_heel")
    np.testing.assert_allclose(found.isel(time=run.track.frame), told, atol=1e-4)


def test_a_dataset_is_laid_out_as_movement_does_and_kept_as_netcdf(run, tmp_path):
    xr = pytest.importorskip("xarray")
    made = run.to_xarray()
    assert made["position"].dims == ("time", "space", "keypoints", "individuals")
    assert made["confidence"].dims == ("time", "keypoints", "individuals")
    hip = made["position"].sel(keypoints="left_hip", individuals="runner")
    np.testing.assert_array_equal(hip, run.track.point("left_hip"))
    np.testing.assert_array_equal(made["time"], run.track.time_s)
    made.to_netcdf(tmp_path / "run.nc")
    with xr.open_dataset(tmp_path / "run.nc") as again:
        xr.testing.assert_allclose(again.load(), made)
        assert again.attrs["source_software"] == "formcheck"
        assert again.attrs["fps"] == pytest.approx(run.track.fps)


@pytest.mark.filterwarnings("ignore")
def test_movement_takes_the_dataset_for_one_of_its_own(run):
    datasets = pytest.importorskip("movement.validators.datasets", reason="movement is missing")
    datasets.ValidPosesInputs.validate(run.to_xarray())


def test_without_landmarks_or_xarray_it_is_told(run, monkeypatch):
    bare = type(run)(run.analysis)
    with pytest.raises(UsageError, match="no landmarks"):
        bare.to_xarray()
    monkeypatch.setitem(__import__("sys").modules, "xarray", None)
    with pytest.raises(InstallationError, match="xarray"):
        run.to_xarray()


def as_kinovea_reads(path):
    """Points by name and frame in pixels, by the rules of Kinovea's importer (its source, 2026)."""
    lines = path.read_text(encoding="utf-8").split("\n")
    told = lines[2].split("\t")
    float(told[0]), float(told[1])
    frames, markers = int(told[2]), int(told[3])
    names = [cell for cell in lines[3].split("\t") if cell][2:]
    assert len(names) == markers
    found = []
    for line in lines[5:frames]:  # so it leaves out the last five
        values = [float(cell) for cell in line.split("\t")]
        assert len(values) == 2 + 3 * markers
        found.append([(1000 * x, -1000 * y) for x, y in zip(values[2::3], values[3::3])])  # noqa: B905
    return names, np.array(found)


def test_kinovea_reads_every_frame_of_the_film(run, tmp_path):
    path = export(run, "kinovea", tmp_path / "run.trc").path
    names, found = as_kinovea_reads(path)
    assert names == list(POINTS)
    assert names[:7] == ["Hip", "RHip", "RKnee", "RAnkle", "RBigToe", "RSmallToe", "RHeel"]
    assert len(names) == 22
    last = int(run.track.frame[-1]) + 1 - 5
    assert len(found) == last
    tracked = run.track.frame < last
    for name, landmark in (("RKnee", "right_knee"), ("LBigToe", "left_foot_index")):
        there = found[run.track.frame[tracked], names.index(name)]
        np.testing.assert_allclose(there, run.track.point(landmark)[tracked], atol=2e-3)
    hips = found[run.track.frame[tracked], names.index("Hip")]
    np.testing.assert_allclose(hips, run.track.midpoint("hip")[tracked], atol=2e-3)
    # Before the first tracked frame the figure waits where it will begin.
    assert (found[:SKIPPED] == found[SKIPPED]).all()


def test_our_own_reader_takes_kinovea_s_file_for_the_same_run(run, tmp_path):
    path = export(run, "kinovea", tmp_path / "run.trc").path
    again = load_result(analyze(path, landmarks=True))
    assert again.value("cadence_spm") == pytest.approx(run.value("cadence_spm"), abs=0.5)


def test_kinovea_needs_the_whole_body(tmp_path):
    track = runner()[0]
    legs = track.xy_px.copy()
    legs[:, LANDMARKS.index("nose")] = np.nan
    write_landmarks(track.moved(legs, track.history[-1] if track.history else _note()),
                    tmp_path / "legs.csv", "made")  # fmt: skip
    result = analyze(tmp_path / "legs.csv", landmarks=True)
    with pytest.raises(UsageError, match="nose was never seen"):
        export(load_result(result), "kinovea", tmp_path / "legs.trc")


def _note():
    from formcheck.domain.message import Message

    return Message("mirrored")


@pytest.mark.parametrize(("kind", "ending"), [("dlc", ".dlc.csv"), ("kinovea", ".kinovea.trc")])
def test_from_the_command_line(folder, kind, ending, capsys):
    assert main(["export", str(folder), "--to", kind, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["file"].endswith(ending)
    assert told["unit"] == "px"

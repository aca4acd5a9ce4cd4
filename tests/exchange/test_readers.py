"""Landmarks of other programs: the same runner must give the same numbers."""

import json
from pathlib import Path

import numpy as np
import pytest

from exchange.recordings import (
    LEG_M,
    dump,
    in_space,
    lab_markers,
    runner,
    write_c3d,
    write_json,
    write_marker_csv,
    write_trc,
)
from formcheck.cli.app import main
from formcheck.errors import ClipError, InstallationError
from formcheck.installation import with_extra
from formcheck.pipeline import analyze
from formcheck.store.folder import load_result
from formcheck.tables.landmarks import read_landmarks, write_landmarks

ROOT = Path(__file__).parents[2]
CM = ("overstride_cm",)
ANGLES = ("trunk_lean_deg", "shank_angle_deg", "knee_flexion_ic_deg", "overstride_pct_leg")


def own_table(place, pose_model):
    write_landmarks(runner()[0], place / "own.csv", pose_model)
    return load_result(analyze(place / "own.csv", landmarks=True))


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    return own_table(tmp_path_factory.mktemp("laboratory"), None)


@pytest.fixture(scope="module")
def expected_of_a_film(tmp_path_factory):
    return own_table(tmp_path_factory.mktemp("film"), "made")


def same_numbers(found, expected, *, side="right", within=0.6):
    assert not found.refused, found.analysis.quality.reasons
    cadence = found.value("cadence_spm")
    assert cadence == pytest.approx(expected.value("cadence_spm"), abs=0.5)
    for metric in ANGLES:
        one = "both" if metric == "trunk_lean_deg" else side
        assert found.value(metric, one) == pytest.approx(expected.value(metric, one), abs=within)


def test_joint_centres_in_millimetres(tmp_path, expected):
    table = tmp_path / "lab.csv"
    write_marker_csv(table, *in_space(), factor=1000.0)
    found = load_result(analyze(table, landmarks=True))
    same_numbers(found, expected)
    assert found.analysis.scale.m_per_px == pytest.approx(0.002)
    leg_m = found.analysis.leg_length_px * found.analysis.scale.m_per_px
    assert leg_m == pytest.approx(LEG_M, rel=0.01)


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_the_runner_may_go_anywhere_in_the_room(tmp_path, expected, turn):
    time_s, points = in_space()
    quarter = np.linalg.matrix_power(np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1.0]]), turn)
    table = tmp_path / "lab.csv"
    write_marker_csv(table, time_s, {name: xyz @ quarter.T for name, xyz in points.items()})
    found = load_result(analyze(table, landmarks=True))
    same_numbers(found, expected)
    assert found.analysis.direction == "right"


def test_left_handed_axes_do_not_turn_the_runner_round(tmp_path, expected):
    time_s, points = in_space()
    table = tmp_path / "lab.csv"
    write_marker_csv(table, time_s, {name: xyz * [1, -1, 1] for name, xyz in points.items()})
    found = load_result(analyze(table, landmarks=True))
    assert found.value("overstride_pct_leg", "right") == pytest.approx(
        expected.value("overstride_pct_leg", "right"), abs=0.6
    )


def test_without_heels_the_foot_gives_them(tmp_path, expected):
    time_s, points = in_space()
    table = tmp_path / "lab.csv"
    write_marker_csv(table, time_s, {n: xyz for n, xyz in points.items() if "heel" not in n})
    same_numbers(load_result(analyze(table, landmarks=True)), expected, within=2.5)


def test_plug_in_gait_markers_as_c3d(tmp_path, expected):
    pytest.importorskip("ezc3d")
    time_s, points = in_space()
    named = {f"Anna:{name}": xyz for name, xyz in lab_markers(points).items()}
    write_c3d(tmp_path / "gait.c3d", time_s, named)
    found = load_result(analyze(tmp_path / "gait.c3d", landmarks=True))
    same_numbers(found, expected)


def test_sports2d_trc_in_one_plane(tmp_path, expected_of_a_film):
    time_s, points = in_space()
    names = {"hip": "Hip", "knee": "Knee", "ankle": "Ankle", "heel": "Heel", "foot_index": "BigToe"}
    names |= {"shoulder": "Shoulder"}
    flat = {
        f"{side[0].upper()}{short}": points[f"{side}_{part}"] * [1, 0, 1]
        for side in ("left", "right")
        for part, short in names.items()
    }
    write_trc(tmp_path / "run.trc", time_s, flat)
    found = load_result(analyze(tmp_path / "run.trc", landmarks=True))
    same_numbers(found, expected_of_a_film)
    assert found.analysis.direction == "right"


def test_trc_in_three_dimensions_with_gaps(tmp_path, expected):
    time_s, points = in_space()
    write_trc(tmp_path / "run.trc", time_s, points)
    lines = (tmp_path / "run.trc").read_text(encoding="utf-8").splitlines()
    lines[40] = "\t".join(lines[40].split("\t")[:8])
    (tmp_path / "run.trc").write_text("\n".join(lines), encoding="utf-8")
    track, _ = read_landmarks(tmp_path / "run.trc")
    assert np.isnan(track.point("right_heel")[35]).all()
    assert np.isfinite(track.point("right_heel")[36]).all()
    same_numbers(load_result(analyze(tmp_path / "run.trc", landmarks=True)), expected)


def test_mediapipe_dump(tmp_path, expected_of_a_film):
    track, _ = runner()
    size = {"width": track.width, "height": track.height, "fps": 60.0}
    write_json(tmp_path / "run.json", {**size, "frames": dump(track)})
    found, sidecar = read_landmarks(tmp_path / "run.json")
    np.testing.assert_allclose(found.xy_px, track.xy_px, atol=1e-6)
    np.testing.assert_allclose(found.time_s, track.time_s, atol=1e-6)
    assert sidecar.pose_model == "mediapipe"
    same_numbers(load_result(analyze(tmp_path / "run.json", landmarks=True)), expected_of_a_film)


@pytest.mark.parametrize("form", ["bare", "stamped", "people", "arrays"])
def test_mediapipe_dumps_come_in_several_shapes(tmp_path, form):
    track, _ = runner()
    frames = dump(track)
    size = {"width": track.width, "height": track.height, "fps": 60.0}
    frames[3] = None if form in ("bare", "arrays") else frames[3]
    content = frames
    if form == "stamped":
        content = [
            {"timestamp_ms": 1000 * float(t), "pose_landmarks": [frame]}
            for t, frame in zip(track.time_s, frames, strict=True)
        ]
        size.pop("fps")
    elif form == "people":
        content = [[frame, frames[0]] for frame in frames]
    elif form == "arrays":
        content = [
            frame and [[p["x"], p["y"], p["z"], p["visibility"]] for p in frame] for frame in frames
        ]
    write_json(tmp_path / "run.json", content)
    write_json(tmp_path / "run.sidecar.json", size)
    found, _ = read_landmarks(tmp_path / "run.json")
    shown = np.isfinite(found.xy_px).all(axis=(1, 2))
    assert shown.sum() == len(track) - (form in ("bare", "arrays"))
    np.testing.assert_allclose(found.xy_px[shown], track.xy_px[shown], atol=1e-6)
    np.testing.assert_allclose(found.time_s, track.time_s, atol=1e-6)


BAD = {
    "no_size.json": [[{"x": 0.5, "y": 0.5}] * 33],
    "few_points.json": {"width": 10, "height": 10, "fps": 30, "frames": [[{"x": 1, "y": 1}] * 5]},
    "no_time.json": {"width": 10, "height": 10, "frames": [[{"x": 0.5, "y": 0.5}] * 33]},
    "nothing.json": {"width": 10, "height": 10, "fps": 30, "frames": []},
    "text.json": "run",
    "text.trc": "this is\nno\tTRC file\n",
    "text.c3d": "this is no C3D file",
    "run.xyz": "1 2 3",
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_understood_says_what_to_do(tmp_path, name):
    content = BAD[name]
    text = content if isinstance(content, str) else json.dumps(content)
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ClipError) as caught:
        read_landmarks(tmp_path / name)
    assert name in caught.value.what
    assert caught.value.fix


@pytest.mark.parametrize(
    "said",
    [
        {"runner_height_m": "1.75"},
        {"runner_height_m": 175},
        {"speed_mps": 0},
        {"width": "wide"},
        {"scale_m_per_px": -0.002},
        {"direction": "up"},
    ],
    ids=str,
)
def test_a_sidecar_that_cannot_be_meant_is_named(tmp_path, said):
    write_landmarks(runner()[0], tmp_path / "run.csv")
    write_json(tmp_path / "run.json", said)
    (name,) = said
    with pytest.raises(ClipError, match=rf"run\.json: {name} cannot be"):
        read_landmarks(tmp_path / "run.csv")


def test_markers_without_legs_are_named(tmp_path):
    time_s, points = in_space()
    arms = {name: xyz for name, xyz in points.items() if "wrist" in name}
    write_marker_csv(tmp_path / "arms.csv", time_s, arms)
    with pytest.raises(ClipError, match="left_knee"):
        read_landmarks(tmp_path / "arms.csv")


def test_without_the_extra_its_name_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(__import__("sys").modules, "ezc3d", None)
    (tmp_path / "run.c3d").write_bytes(b"C3D")
    with pytest.raises(InstallationError, match="ezc3d") as caught:
        read_landmarks(tmp_path / "run.c3d")
    assert with_extra("lab") in caught.value.fix
    out = str(tmp_path / "out")
    assert main(["analyze", "--landmarks", str(tmp_path / "run.c3d"), "--out", out]) == 5
    assert with_extra("lab") in capsys.readouterr().err


@pytest.mark.shared
@pytest.mark.parametrize("name", ["theia_run.c3d", "theia_run_joint_centres_mm.csv"])
def test_a_laboratory_s_run(name):
    path = ROOT.parent / "shared" / "mocap" / name
    if not path.is_file():
        pytest.skip(f"{path.name} is not there: it lies in ../shared/mocap")
    if path.suffix == ".c3d":
        pytest.importorskip("ezc3d")
    found = load_result(analyze(path, landmarks=True))
    assert found.analysis.quality.verdict == "ok"
    assert found.analysis.mode == "treadmill"
    assert found.value("cadence_spm") == pytest.approx(165.0, abs=1.5)
    assert found.value("speed_mps") == pytest.approx(3.07, abs=0.1)
    assert len(found.steps) >= 38
    assert 15 < found.value("overstride_pct_leg") < 38
    assert 8 < found.value("knee_flexion_ic_deg") < 25
    assert 38 < found.value("knee_flexion_peak_deg") < 55
    assert 8 < found.value("vertical_oscillation_cm") < 13

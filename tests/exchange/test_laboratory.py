"""What laboratories leave in their files: several people, markers at the origin, gaps."""

import numpy as np
import pytest

from exchange.recordings import (
    WRITERS,
    gap,
    in_space,
    lab_markers,
    markers_of,
    two_runners,
    write_trc,
)
from formcheck.cli.app import main
from formcheck.errors import ClipError, UsageError
from formcheck.pipeline import analyze
from formcheck.settings import AnalysisSettings
from formcheck.store.folder import load_result
from formcheck.tables.landmarks import read_landmarks
from formcheck.tables.participants import split
from formcheck.words.say import sentence_of


def cadence_of(path, person):
    result = load_result(analyze(path, AnalysisSettings(person=person), landmarks=True))
    return result.value("cadence_spm")


def read_alike(path, alone, person=None):
    """Whether a file tells of somebody what a file of theirs alone tells."""
    one, other = read_landmarks(path, person)[0], read_landmarks(alone)[0]
    np.testing.assert_allclose(one.xy_px, other.xy_px, atol=0.05)


@pytest.mark.parametrize(
    ("suffix", "how"),
    [(".trc", "{}:{}"), (".c3d", "{}:{}"), (".csv", "{}:{}"), (".trc", "{}_{}"), (".c3d", "{} {}")],
)
def test_two_participants_are_named_and_never_mixed(tmp_path, suffix, how):
    if suffix == ".c3d":
        pytest.importorskip("ezc3d")
    path = two_runners(tmp_path / f"pair{suffix}", how)
    with pytest.raises(UsageError, match="Anna, Bo") as caught:
        read_landmarks(path)
    assert "--person Anna" in caught.value.fix
    for number, who in enumerate(("Anna", "Bo"), start=1):
        alone = tmp_path / f"{who}{suffix}"
        WRITERS[suffix](alone, in_space()[0], markers_of(who))
        for said in (who, who.lower(), number):
            read_alike(path, alone, said)


@pytest.mark.parametrize("how", ["{}:{}", "{}.{}"])
def test_somebody_with_a_few_markers_lends_them_to_nobody(tmp_path, how, capsys):
    path = two_runners(tmp_path / "pair.trc", how, few=True)
    words = ["analyze", "--landmarks", str(path), "--only-data", "--quiet"]
    assert main([*words, "--out", str(tmp_path / "nobody")]) == 2
    assert "Anna, Bo" in capsys.readouterr().err
    assert not (tmp_path / "nobody").exists()
    assert main([*words, "--person", "Bo", "--out", str(tmp_path / "bo")]) == 4
    assert cadence_of(path, "Anna") == pytest.approx(170.0, abs=0.5)


@pytest.mark.parametrize("person", ["Carl", 3, 0])
def test_nobody_of_that_name(tmp_path, person):
    path = two_runners(tmp_path / "pair.trc", "{}:{}")
    with pytest.raises(UsageError, match="holds Anna, Bo"):
        read_landmarks(path, person)


def test_the_same_markers_twice_without_prefixes_are_refused(tmp_path):
    time_s, points = in_space()
    write_trc(tmp_path / "pair.trc", time_s, lab_markers(points))
    lines = (tmp_path / "pair.trc").read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].replace("RHEE", "LHEE")
    (tmp_path / "pair.trc").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ClipError, match="LHEE more than once"):
        read_landmarks(tmp_path / "pair.trc")


def test_one_participant_with_a_prefix_is_read_by_any_name(tmp_path):
    time_s, points = in_space()
    for how in ("Anna:{}", "Anna_{}", "{}", "Lab 2:Anna:{}"):
        # Shoulders stand first: their prefix is one only by the legs that follow.
        own = {how.format(name): xyz for name, xyz in sorted(lab_markers(points).items())[::-1]}
        write_trc(tmp_path / "one.trc", time_s, own)
        assert read_landmarks(tmp_path / "one.trc")[0].has("left_shoulder", "left_ankle"), how


def test_marks_in_names_are_no_prefixes():
    known = {"lknee", "lkneelat", "leftknee"}
    assert split("L_Knee", known) == ("", "L_Knee")
    assert split("L.Knee.Lat", known) == ("", "L.Knee.Lat")
    assert split("P1_L_Knee", known) == ("P1", "L_Knee")


@pytest.mark.parametrize("suffix", sorted(WRITERS))
@pytest.mark.parametrize(("side", "hidden", "of"), [("left", 6, 55), ("right", 4, 31)])
def test_the_origin_stands_for_a_marker_that_was_not_seen(tmp_path, suffix, side, hidden, of):
    if suffix == ".c3d":
        pytest.importorskip("ezc3d")
    time_s, points = in_space()
    for name, fill in (("zeros", 0.0), ("nothing", np.nan)):
        WRITERS[suffix](tmp_path / f"{name}{suffix}", time_s, gap(points, side, hidden, of, fill))
    read_alike(tmp_path / f"zeros{suffix}", tmp_path / f"nothing{suffix}")
    heel = read_landmarks(tmp_path / f"zeros{suffix}")[0].point(f"{side}_heel")
    assert np.isnan(heel).all(axis=1).sum() == (np.arange(len(heel)) % of < hidden).sum()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("laboratory") / "whole.trc"
    write_trc(path, *in_space())
    return load_result(analyze(path, landmarks=True))


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(("hidden", "of"), [(16, 55), (20, 41), (40, 55)])
def test_a_foot_with_gaps_leaves_the_whole_leg_its_numbers(tmp_path, whole, side, hidden, of):
    time_s, points = in_space()
    write_trc(tmp_path / "gaps.trc", time_s, gap(points, side, hidden, of, np.nan))
    gaps = load_result(analyze(tmp_path / "gaps.trc", landmarks=True))
    assert gaps.value("cadence_spm") == pytest.approx(whole.value("cadence_spm"), abs=0.3)
    other = {"left": "right", "right": "left"}[side]
    for metric in ("overstride_pct_leg", "knee_flexion_ic_deg", "contact_time_ms"):
        assert gaps.value(metric, other) == pytest.approx(whole.value(metric, other), rel=0.01)
    named = [r for r in gaps.analysis.quality.reasons if r.code == "low_visibility"]
    assert [r.values["side"] for r in named] == [side]
    assert named[0].values["share_pct"] == pytest.approx(100 * hidden / of, abs=4)
    assert f"{side} foot" in sentence_of(named[0])
    assert not {"speed_changes", "slow_motion_suspected"} & {
        r.code for r in gaps.analysis.quality.reasons
    }

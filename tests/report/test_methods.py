"""The methods say what was done, and nothing that was not."""

import re
from importlib.resources import files

import pytest

from formcheck.report.accuracy import accuracy
from formcheck.report.methods import methods
from report import example
from report.example import typed


def text(analysis):
    return " ".join(s for _, sentences in methods(typed(analysis)) for s in sentences)


def test_versions_model_and_history_are_named():
    written = text(example.sound_run())
    for fact in (
        "PyAV 18.1.0",
        "MediaPipe 1.2.2",
        "pose_landmarker_full",
        "3 frames",
        "50 newtons",
    ):
        assert fact in written


def test_slow_motion_is_told_only_where_it_was_corrected():
    assert "slower than life" not in text(example.sound_run())
    assert "plays 2.00 times slower than life" in text(example.faulty_run())


def test_scale_speed_and_score_are_told_only_where_they_are_known():
    analysis = example.sound_run()
    assert "One pixel is 3.43 mm" in text(analysis)
    analysis |= {"scale": None, "speed_mps": None, "score": None}
    written = text(analysis)
    assert "nothing is given in centimetres" in written
    assert "m/s" not in written
    assert "Guidelines:" not in written


def test_standing_before_the_run_is_told_only_where_it_was_seen():
    analysis = example.sound_run()
    assert "stood still" not in text(analysis)
    analysis["standing"] = {
        "side": "right",
        "lean_deg": -2.26,
        "knee_flexion_deg": 3.68,
        "span_s": [0.2, 1.5],
        "n_frames": 46,
    }
    written = text(analysis)
    assert "from 0.2 to 1.5 s (46 frames): trunk line 2.3° back, right knee bent 3.7°" in written


def test_corrections_by_hand_are_told():
    analysis = example.sound_run()
    analysis["provenance"] = analysis["provenance"] | {
        "corrections": [
            {"by": "a person", "what": "contacts", "new_or_moved": 2, "gone_or_moved": 2}
        ],
    }
    written = text(analysis)
    assert "A person corrected the contacts: 2 events are new" in written


def test_landmark_table_has_no_sentence_about_video():
    analysis = example.sound_run()
    analysis["clip"] = analysis["clip"] | {"container": "table", "name": "lab.csv"}
    analysis["provenance"] = analysis["provenance"] | {"model": None}
    written = text(analysis)
    assert "lab.csv" in written
    assert "PyAV" not in written
    assert "MediaPipe" not in written


def test_refused_clip_tells_no_measuring():
    headings = [h for h, _ in methods(typed(example.refused_clip()))]
    assert headings == ["Reading the clip", "Finding the joints"]


@pytest.mark.parametrize(("fps", "told"), [(25, "30"), (59.94, "60"), (240, "120")])
def test_accuracy_is_that_of_the_guide_at_the_nearest_frame_rate(fps, told):
    guide = files("formcheck").joinpath("guides", "accuracy.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| TO +\| +{told}\.00 \|(.*)$", guide, re.MULTILINE)[1].split("|")
    assert f"at {told} frames a second" in accuracy(fps)
    assert f"toe-off {float(row[3]):.0f} ms" in accuracy(fps)
    analysis = example.sound_run()
    analysis["clip"] = analysis["clip"] | {"fps": fps}
    assert accuracy(fps) in text(analysis)


def test_the_watch_is_told_where_there_is_one():
    analysis = example.sound_run()
    assert "watch worn" not in text(analysis)
    missing = {"value": None, "ci_low": None, "ci_high": None}
    found = {"value": 170.2, "ci_low": 169.0, "ci_high": 171.4}
    analysis["watch"] = {
        "file": "run.fit",
        "n_records": 40,
        "values": [
            {"metric": "cadence_spm", "watch": 168.0, **found},
            {"metric": "contact_time_ms", "watch": 231.5, **missing},
        ],
    }
    told = text(analysis)
    assert "run.fit, 40 records" in told
    assert "steps a minute: watch 168.0, here 170.2 (169.0 to 171.4)." in told
    assert "ms: watch 231.5, not measured here." in told

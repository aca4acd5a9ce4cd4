"""A back end from outside: one class, and films and tables of its landmarks are measured."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from tests.runner import SOUND_RUNNER

from formcheck import AnalysisSettings, analyze, publish
from formcheck.cli.app import main
from formcheck.domain.landmark_source import LABORATORY, LandmarkNoise, LandmarkSource
from formcheck.domain.skeleton import LANDMARKS
from formcheck.errors import UsageError
from formcheck.metrics.registry import REGISTRY, all_metrics
from formcheck.pose.backend import back_end_of, register, source_of, unregister
from formcheck.pose.blazepose import BlazePose
from formcheck.pose.body import Body, placed
from formcheck.tables.landmarks import read_landmarks
from fuzz.films import write_film
from pose.coco import COCO, CocoTable, numbered_pictures

KNOWN = {"height_cm": 180.0, "speed_kmh": 11.0, "roll_deg": 0.0}
NEEDS_FEET = {"foot_strike_angle_deg": "heel", "overstride_heel_pelvis_cm": "heel"}


@pytest.fixture(scope="module", autouse=True)
def coco():
    """The second back end, known to formcheck for as long as this file's tests run."""
    back_end = CocoTable(read_landmarks(SOUND_RUNNER)[0])
    register(back_end)
    yield back_end
    unregister(back_end)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A film of numbered pictures, seen by the second back end, and all that is made of it."""
    place = tmp_path_factory.mktemp("coco")
    film = write_film(place / "run.mp4", numbered_pictures(210), rate=60)
    settings = AnalysisSettings(model="coco17", use_cache=False, **KNOWN)
    return publish(analyze(film, settings), place / "out")


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    place = tmp_path_factory.mktemp("table")
    kept = ("frame", "time_s", *(f"{n}_{c}" for n in COCO for c in ("x", "y", "visibility")))
    with SOUND_RUNNER.open(newline="") as whole, (place / "r.csv").open("w", newline="") as own:
        writer = csv.DictWriter(own, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(csv.DictReader(whole))
    size = {"width": 1280, "height": 720, "fps": 60.0, "pose_model": "coco17"}
    (place / "r.json").write_text(json.dumps(size))
    return place / "r.csv"


def rows_of(folder):
    with (folder / "metrics.csv").open(newline="", encoding="utf-8") as file:
        return {(row["metric"], row["side"]): row for row in csv.DictReader(file)}


def document_of(folder):
    return json.loads((folder / "analysis.json").read_text(encoding="utf-8"))


def numbers_of(folder):
    return {key: row["value"] for key, row in rows_of(folder).items()}


class TestAFilmSeenByIt:
    def test_runs_to_the_end(self, folder):
        for name in ("analysis.json", "events.csv", "steps.csv", "report.html", "annotated.mp4"):
            assert (folder / name).stat().st_size > 0
        document = document_of(folder)
        assert document["gait"] == "run"
        assert document["quality"]["verdict"] != "refused"
        assert document["provenance"]["model"]["name"] == "coco17"

    def test_every_metric_has_an_interval_or_its_reason(self, folder):
        rows = rows_of(folder)
        assert {metric for metric, _ in rows} >= {m.spec.id for m in all_metrics()}
        for row in rows.values():
            told = [bool(row[name]) for name in ("value", "ci_low", "ci_high")]
            assert told == [not row["missing_reason"]] * 3, row

    def test_what_its_skeleton_lacks_is_missing_by_that_reason(self, folder):
        missing = {
            m["metric"]: m["missing_values"]["part"]
            for m in document_of(folder)["metrics"]
            if m["missing_reason"] == "part_not_seen"
        }
        assert missing == NEEDS_FEET

    def test_what_it_has_is_measured_as_from_the_whole_skeleton(self, folder):
        whole = analyze(SOUND_RUNNER, AnalysisSettings(end_s=3.5, **KNOWN), landmarks=True)
        rows = rows_of(folder)
        within = {"cadence_spm": 0.5, "trunk_lean_deg": 0.3, "knee_flexion_peak_deg": 2.0}
        for row in whole.analysis.metrics:
            if row.metric in within and row.value is not None:
                own = float(rows[row.metric, row.side]["value"])
                assert own == pytest.approx(row.value, abs=within[row.metric]), row

    def test_its_noise_and_the_dates_of_its_events_go_into_the_intervals(self, folder):
        document = document_of(folder)
        near = document["near_side"]
        parts = {(m["metric"], m["side"]): m["sd_parts"] for m in document["metrics"]}
        measured = REGISTRY["shank_angle_deg"].spec.noise["pose_model"].near
        assert parts["shank_angle_deg", near]["landmarks"] == pytest.approx(1.5 * measured)
        ends = [np.hypot(sd, fewer) for sd, fewer in ((0.012, 0.006), (0.015, 0.004))]
        frame_sd = 0.12 / document["provenance"]["pose"]["seen_fps"]
        contact = 1000 * np.hypot(*np.hypot(ends, frame_sd))
        assert parts["contact_time_ms", near]["timing"] == pytest.approx(contact, rel=1e-3)

    def test_its_table_is_measured_to_the_same_numbers(self, folder, tmp_path):
        again = analyze(folder / "landmarks.csv", AnalysisSettings(**KNOWN), landmarks=True)
        here = publish(again, tmp_path / "again", only_data=True)
        assert document_of(here)["provenance"]["model"]["name"] == "coco17"
        before, after = numbers_of(folder), numbers_of(here)
        for key in before:
            assert bool(before[key]) == bool(after[key]), key
            if before[key]:
                assert float(after[key]) == pytest.approx(float(before[key]), rel=0.02, abs=0.3)

    def test_its_contacts_can_be_corrected(self, folder, tmp_path):
        from formcheck.correct import correct

        place = tmp_path / "copy"
        place.mkdir()
        for name in ("analysis.json", "events.csv", "landmarks.csv", "landmarks.json"):
            (place / name).write_bytes((folder / name).read_bytes())
        before = numbers_of(folder)
        correct(place, place / "events.csv")
        after = numbers_of(place)
        near = document_of(folder)["near_side"]
        for name in ("knee_flexion_ic_deg", "overstride_pct_leg", "contact_time_ms"):
            assert float(after[name, near]) == pytest.approx(float(before[name, near]), abs=0.3)


class TestTheTable:
    """The same points as a landmark table, without any film."""

    def test_runs_to_the_end_with_what_it_lacks_missing_by_reason(self, table, tmp_path):
        out = tmp_path / "out"
        assert main(["analyze", "--landmarks", str(table), "--out", str(out), "--quiet"]) == 0
        assert (out / "report.html").exists()
        rows = {m["metric"]: m for m in document_of(out)["metrics"]}
        assert rows["foot_strike_angle_deg"]["missing_reason"] == "part_not_seen"
        assert rows["knee_flexion_ic_deg"]["value"] is not None

    def test_the_same_table_of_a_laboratory_is_surer_and_its_leg_is_not_longer(self, table):
        known = analyze(table, landmarks=True).analysis
        size = json.loads(table.with_suffix(".json").read_text())
        other = table.with_name("lab.csv")
        other.write_bytes(table.read_bytes())
        other.with_suffix(".json").write_text(json.dumps({**size, "pose_model": None}))
        lab = analyze(other, landmarks=True).analysis
        assert known.leg_length_px == pytest.approx(lab.leg_length_px / 0.98, rel=1e-4)
        width = [
            next(m.ci_high - m.ci_low for m in one.metrics if m.metric == "shank_angle_deg")
            for one in (known, lab)
        ]
        assert width[0] > 1.2 * width[1]


class TestTheRegister:
    def test_settings_offer_its_models_only_while_it_is_known(self, coco):
        assert AnalysisSettings(model="coco17").model == "coco17"
        unregister(coco)
        try:
            with pytest.raises(UsageError, match="coco17"):
                AnalysisSettings(model="coco17")
            assert source_of("coco17") is BlazePose.source
        finally:
            register(coco)

    def test_tables_are_known_by_the_model_that_their_sidecar_names(self, coco):
        assert source_of(None) is LABORATORY
        assert source_of("heavy") is source_of("unknown") is BlazePose.source
        assert source_of("coco17") is coco.source
        assert back_end_of("coco17") is coco

    def test_landmarks_of_two_back_ends_are_kept_apart(self):
        names = [back_end_of(model).identity(model) for model in ("full", "heavy", "coco17")]
        assert len({one["model"] for one in names}) == 3
        assert "mediapipe" in names[0]
        assert "mediapipe" not in names[2]


def test_points_are_placed_by_their_names_and_what_lacks_is_not_seen():
    numbers = np.arange(len(COCO), dtype=np.float32)
    body = Body(np.stack([numbers, -numbers], axis=1), numbers / 20, np.zeros((len(COCO), 3)))
    whole = placed(body, COCO)
    for i, name in enumerate(COCO):
        assert whole.xy[LANDMARKS.index(name)].tolist() == [i, -i]
    unseen = [i for i, name in enumerate(LANDMARKS) if name not in COCO]
    assert np.isnan(whole.xy[unseen]).all()
    assert (whole.visibility[unseen] == 0).all()
    assert placed(whole, LANDMARKS) is whole


@pytest.mark.parametrize("skeleton", [("nose", "tail"), ("nose", "nose")])
def test_a_skeleton_of_unknown_or_double_points_is_an_error(skeleton):
    with pytest.raises(ValueError, match=r"thing: .* unknown or given twice"):
        LandmarkSource("thing", skeleton, "table", LABORATORY.events)


def test_a_noise_of_its_own_goes_before_the_one_it_is_like():
    own = replace(CocoTable.source, noise={"shank_angle_deg": LandmarkNoise(9.0, 11.0)})
    spec = REGISTRY["shank_angle_deg"].spec
    assert own.noise_of(spec.id, spec.noise).far == 11.0
    spec = REGISTRY["trunk_lean_deg"].spec
    like = spec.noise["pose_model"]
    assert own.noise_of(spec.id, spec.noise) == replace(
        like, near=1.5 * like.near, far=1.5 * like.far
    )
    assert BlazePose.source.noise_of(spec.id, spec.noise) == like

"""A metric's specification is its only home: one file registers it, and every output has it."""

import csv
import json
import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from tests.runner import SOUND_RUNNER

from formcheck import AnalysisSettings, analyze, publish
from formcheck.block.compare import compare
from formcheck.domain.metric import Unit
from formcheck.guidelines import load as load_guidelines
from formcheck.metrics.base import REGISTRY, StepValues, metric
from formcheck.metrics.leg_angles import at_instants, foot_deg
from formcheck.metrics.registry import all_metrics, lead_of
from formcheck.metrics.spec import ANGLE, MetricSpec, of_body, of_legs
from formcheck.report.cards import leading
from formcheck.words.wording import wording

OWN = MetricSpec(
    "foot_angle_to_deg",
    Unit.DEG,
    "Foot angle at toe-off",
    of_legs(film=(6.0, 7.0), table=(3.0, 3.5)),
    ANGLE,
    asymmetry=True,
    instant="TO",
    drawn=("shank",),
)


@pytest.fixture(scope="class")
def folder(tmp_path_factory):
    """An analysis made while a metric from outside the package is registered."""
    place = tmp_path_factory.mktemp("own")

    @metric(OWN)
    def foot_angle_to(ctx):
        """Heel to toe against the ground at toe-off."""
        return StepValues(at_instants(ctx, ctx.usable_steps("to_s"), "to_s", foot_deg))

    try:
        told = AnalysisSettings(height_cm=180.0, speed_kmh=11.0)
        yield publish(analyze(SOUND_RUNNER, told, landmarks=True), place / "run")
    finally:
        del REGISTRY[OWN.id]


def rows(folder, name):
    with (folder / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class TestAMetricFromOutside:
    def test_stands_in_metrics_csv_with_an_interval_for_each_leg(self, folder):
        own = {r["side"]: r for r in rows(folder, "metrics.csv") if r["metric"] == OWN.id}
        assert set(own) == {"left", "right", "both"}
        for row in own.values():
            assert float(row["ci_low"]) < float(row["value"]) < float(row["ci_high"])
            assert row["unit"] == "deg"

    def test_its_interval_holds_its_own_noise_its_timing_and_the_camera(self, folder):
        document = json.loads((folder / "analysis.json").read_text(encoding="utf-8"))
        near = document["near_side"]
        own = {m["side"]: m for m in document["metrics"] if m["metric"] == OWN.id}
        film = OWN.noise["pose_model"]
        assert own[near]["sd_parts"]["landmarks"] == film.near
        assert {"landmarks", "timing", "view", "strides"} <= set(own["both"]["sd_parts"])

    def test_has_its_asymmetry(self, folder):
        names = [r["metric"] for r in rows(folder, "metrics.csv")]
        assert f"asymmetry_pct.{OWN.id}" in names

    def test_has_a_value_for_each_whole_step(self, folder):
        values = [r[OWN.id] for r in rows(folder, "steps.csv")]
        assert len([v for v in values if v]) > 10

    def test_has_a_card_in_the_report_with_its_label_and_interval(self, folder):
        page = (folder / "report.html").read_text(encoding="utf-8")
        card = page[page.index(f'id="m-{OWN.id}"') :]
        card = card[: card.index("</article>")]
        assert "Further measurements" in card
        assert "<h3>Foot angle at toe-off</h3>" in card
        assert "Heel to toe against the ground at toe-off." in card
        assert re.search(r'class="interval">.*−?\d+ to −?\d+', card, re.DOTALL)
        assert "finding the joints in the picture" in card

    def test_is_compared_between_two_clips(self, folder):
        found = compare(folder, folder)
        assert OWN.id in {row.metric for row in found.headline}


@pytest.mark.parametrize("gone", ["pose_model", "table"])
def test_a_noise_that_is_missing_is_an_error_where_the_metric_is_defined(gone):
    noise = {source: sd for source, sd in OWN.noise.items() if source != gone}
    with pytest.raises(ValueError, match=f"foot_angle_to_deg.*{gone}"):
        replace(OWN, noise=noise)
    with pytest.raises(TypeError, match="noise"):
        MetricSpec("mine_deg", Unit.DEG, "Mine", camera=ANGLE)


def test_a_unit_that_nobody_knows_is_an_error():
    with pytest.raises(ValueError, match="degrees"):
        replace(OWN, unit="degrees")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"scaled": "leg_length"}, "centimetres"),
        ({"sides": ("both",), "leads": "both"}, "row for each side"),
        ({"sides": ("both",), "asymmetry": False}, "only one row"),
    ],
)
def test_entries_that_contradict_each_other_are_an_error(change, says):
    from formcheck.metrics.spec import Scaled

    change = {k: Scaled(v) if k == "scaled" else v for k, v in change.items()}
    with pytest.raises(ValueError, match=says):
        replace(OWN, **change)


def test_noise_of_both_legs_is_the_mean_of_two_that_share_an_error():
    noise = of_legs(film=(3.0, 4.0), table=(1.0, 1.0))["pose_model"]
    assert noise.sd("right", "right") == 3.0
    assert noise.sd("left", "right") == 4.0
    assert noise.sd("both", "right") == pytest.approx(1.2 * 5.0 / 2)


def test_noise_of_the_body_is_the_same_on_every_row():
    noise = of_body(film=0.8, table=0.9)["table"]
    assert {noise.sd(side, "left") for side in ("left", "right", "both")} == {0.9}


@pytest.mark.parametrize("known", all_metrics(), ids=lambda m: m.spec.id)
class TestEverySpec:
    def test_its_id_ends_with_its_unit(self, known):
        ends = {
            Unit.STEPS_PER_MIN: "_spm",
            Unit.DEG: "_deg",
            Unit.PCT_LEG: "_pct_leg",
            Unit.PCT: "_pct",
            Unit.CM: "_cm",
            Unit.M: "_m",
            Unit.MS: "_ms",
            Unit.M_PER_S: "_mps",
            Unit.KN_PER_M: "_kn_m",
        }
        assert known.spec.id.endswith(ends[known.spec.unit])

    def test_what_is_drawn_is_read_at_an_instant(self, known):
        assert known.spec.instant or not known.spec.drawn

    def test_angles_and_lengths_feel_the_camera_and_times_do_not(self, known):
        feels = known.spec.unit in (Unit.DEG, Unit.CM, Unit.PCT_LEG)
        assert known.spec.camera.roll is feels

    def test_landmark_noise_is_none_only_where_the_camera_does_not_matter(self, known):
        noiseless = all(noise.near == 0 for noise in known.spec.noise.values())
        assert noiseless is not known.spec.camera.roll

    def test_the_leading_row_is_one_that_is_reported(self, known):
        rows = [SimpleNamespace(metric=known.spec.id, side=side) for side in known.spec.sides]
        wanted = "both" if known.spec.leads == "both" else "left"
        assert leading(rows, "left").side == wanted
        assert lead_of(known.spec.id) == known.spec.leads


def test_order_does_not_hang_on_which_file_is_imported_first():
    names = [m.spec.id for m in all_metrics()]
    again = dict(sorted(REGISTRY.items(), reverse=True))
    kept = dict(REGISTRY)
    try:
        REGISTRY.clear()
        REGISTRY.update(again)
        assert [m.spec.id for m in all_metrics()] == names
    finally:
        REGISTRY.clear()
        REGISTRY.update(kept)


def test_a_metric_for_another_view_is_not_measured_from_the_side():
    @metric(replace(OWN, id="from_behind_deg", views=frozenset({"back"})))
    def from_behind(_):
        """Never called here."""
        return StepValues({})

    try:
        assert "from_behind_deg" not in {m.spec.id for m in all_metrics()}
        behind = {m.spec.id for m in all_metrics("back")}
        assert {"from_behind_deg", "step_width_cm", "cadence_spm"} <= behind
        assert "trunk_lean_deg" not in behind
    finally:
        del REGISTRY["from_behind_deg"]


def test_pictures_of_findings_show_the_instant_at_which_their_metric_is_read():
    texts = load_guidelines().texts
    for text in (*texts.change, *texts.keep):
        instants = {REGISTRY[name].spec.instant for name in text.metrics}
        assert text.key_frame in instants or instants == {None}, text.id


def test_the_reports_texts_name_no_metric_that_does_not_exist():
    table = wording()
    named = {*table["card"], *(m for card in table["card"].values() for m in card["also"])}
    assert named == {m.spec.id for view in ("side", "back") for m in all_metrics(view)}
    assert np.isfinite([m.spec.order for m in all_metrics()]).all()

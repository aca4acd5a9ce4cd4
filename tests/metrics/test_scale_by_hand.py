"""Scale, speed, stiffness and rise against numbers worked out by hand."""

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.runner import LEG_PX, stick_runner

from formcheck.domain.gait import Step
from formcheck.domain.message import Message
from formcheck.domain.skeleton import INDEX
from formcheck.gait.movement import read_movement
from formcheck.geometry.sagittal import to_sagittal
from formcheck.metrics import context as scale
from formcheck.metrics.base import REGISTRY, Estimate
from formcheck.metrics.context import (
    _foot_flat_speed,
    _hidden_legs,
    _scale,
    build_context,
    speed_conflict,
)
from formcheck.metrics.leg_stiffness import _stiffness_kn_m
from formcheck.metrics.summary import summarise
from formcheck.settings import AnalysisSettings
from formcheck.tables.sidecar import Sidecar

NOTE = Message("mirrored")


SPECS = Path(__file__).parent / "specs.csv"


ROWS = list(csv.DictReader(SPECS.read_text(encoding="utf-8").splitlines()))


TOLD = AnalysisSettings(height_cm=180.0, speed_kmh=10.8, mass_kg=70.0)


@pytest.fixture(scope="module")
def movement():
    return read_movement(stick_runner(fps=120))


@pytest.fixture(scope="module")
def context(movement):
    return build_context(movement, TOLD, None)


def rhythm(context, contacts_s, *, sides=("left", "right"), contact_s=0.25, **changed):
    """Steps that land at these instants, whole as far as the list goes."""
    at = [*contacts_s, None, None]
    steps = tuple(
        Step(i + 1, sides[i % 2], at[i], at[i] + contact_s, at[i + 1], at[i + 2])
        for i in range(len(contacts_s))
    )
    return replace(context, steps=steps, **changed)


def told(context, metric, side="both"):
    return summarise(context, REGISTRY[metric]).sides[side]


class TestStiffness:
    def test_a_leg_longer_than_its_way_has_one_and_a_shorter_has_none(self):
        leg, contact = 0.53 * 1.8, 0.3
        fastest = 2 * leg / contact
        assert math.isfinite(_stiffness_kn_m(contact, 0.1, fastest - 0.01, 1.8, 70.0))
        assert math.isnan(_stiffness_kn_m(contact, 0.1, fastest + 0.01, 1.8, 70.0))

    def test_by_the_closed_form(self):
        contact, flight, speed, stature, mass = 0.21, 0.14, 4.0, 1.7, 60.0
        force = mass * 9.81 * math.pi / 2 * (flight / contact + 1)
        drop = force * contact**2 / (mass * math.pi**2) - 9.81 * contact**2 / 8
        leg = 0.53 * stature
        known = force / (leg - math.sqrt(leg**2 - (speed * contact / 2) ** 2) + drop) / 1000
        assert _stiffness_kn_m(contact, flight, speed, stature, mass) == pytest.approx(known)

    @pytest.mark.parametrize(("film_fps", "measured"), [(98.9, False), (99.0, True), (240.0, True)])
    def test_it_needs_a_hundred_frames_a_second_of_the_camera(self, context, film_fps, measured):
        found = told(replace(context, film_fps=film_fps), "leg_stiffness_kn_m")
        assert (found.value is not None) is measured
        if not measured:
            assert found.reason.values == {"needed_fps": 100.0}

    def test_it_says_what_was_not_told_and_needs_a_whole_step(self, context):
        bare = replace(context, mass_kg=None, speed_mps=None)
        found = told(bare, "leg_stiffness_kn_m")
        assert (found.reason.code, found.reason.values["what"]) == ("needs_told", ("speed", "mass"))
        small = told(replace(context, stature_m=None), "leg_stiffness_kn_m")
        assert small.reason.values["what"] == ("height",)
        open_ended = replace(
            context, steps=tuple(replace(s, next_ic_s=None) for s in context.steps)
        )
        assert told(open_ended, "leg_stiffness_kn_m").reason.code == "no_whole_step"


class TestScaleAndSpeed:
    def test_a_stature_and_a_sidecar_tell_the_scale(self):
        by_stature = _scale(1.8, None, LEG_PX)
        assert by_stature.value == pytest.approx(0.479 * 1.8 / LEG_PX)
        assert by_stature.sd == pytest.approx(by_stature.value * 0.014 / 0.479)
        sidecar = Sidecar(1280, 720, scale_m_per_px=0.0035)
        told_scale = _scale(1.8, sidecar, LEG_PX)
        assert (told_scale.value, told_scale.source) == (0.0035, "sidecar")
        assert told_scale.sd == pytest.approx(0.005 * 0.0035)
        assert _scale(1.8, Sidecar(1280, 720), LEG_PX).source == "stature"
        assert _scale(None, None, LEG_PX) is None

    def test_context_holds_what_was_told(self, movement):
        found = build_context(movement, TOLD, None, 240.0)
        assert (found.stature_m, found.mass_kg, found.film_fps) == (1.8, 70.0, 240.0)
        assert found.capture_fps == 240.0
        assert found.speed_mps == Estimate(3.0, 0.0, "user")
        assert found.leg_length_m.value == pytest.approx(0.479 * 1.8)
        assert found.leg_length_m.sd == pytest.approx(0.014 * 1.8)
        assert found.cm_per_leg() == pytest.approx(47.9 * 1.8)
        bare = build_context(movement, AnalysisSettings(), None)
        assert (bare.m_per_px, bare.leg_length_m, bare.speed_mps) == (None, None, None)
        assert bare.capture_fps == pytest.approx(120.0)
        assert bare.no_speed == "needs_speed"

    def conflict(self, monkeypatch, movement, given_mps, *, sd=0.05, height_cm=180.0, read_mps=3.0):
        """The stance foot reads 3 m/s, ``sd`` of it standard deviation, of a body of 180 cm."""
        relative = 0.479 * 1.8 / LEG_PX

        def read(_, m_per_px):
            value = read_mps * m_per_px.value / relative
            return Estimate(value, sd * value, "planted_foot")

        monkeypatch.setattr(scale, "_foot_flat_speed", read)
        settings = AnalysisSettings(height_cm=height_cm, speed_kmh=3.6 * given_mps)
        return speed_conflict(movement, settings, None)

    @pytest.mark.parametrize("sign", [1, -1])
    def test_telling_and_reading_agree_within_three_spreads_of_both(
        self, monkeypatch, movement, sign
    ):
        apart = 3 * math.hypot(0.05, 0.03)
        inside, outside = (3.0 * math.exp(sign * apart * k) for k in (0.99, 1.01))
        assert self.conflict(monkeypatch, movement, inside) is None
        found = self.conflict(monkeypatch, movement, outside)
        assert found.given_mps == pytest.approx(outside)
        assert found.read.value == pytest.approx(3.0)
        assert found.read.sd == pytest.approx(0.15)
        settings = AnalysisSettings(height_cm=180.0, speed_kmh=3.6 * outside)
        context = build_context(movement, settings, None, speed_disagrees=True)
        assert (context.speed_mps, context.no_speed) == (None, "speed_unsure")

    def test_of_nobodys_height_an_adults_is_taken_with_its_spread(self, monkeypatch, movement):
        read = 3.0 * 1.70 / 1.8
        apart = 3 * math.hypot(0.05, 0.14 / 1.70, 0.03)
        known = {"height_cm": None}
        assert self.conflict(monkeypatch, movement, read * math.exp(0.99 * apart), **known) is None
        found = self.conflict(monkeypatch, movement, read * math.exp(1.01 * apart), **known)
        assert found.read.value == pytest.approx(read)
        assert found.read.sd == pytest.approx(read * math.hypot(0.05, 0.14 / 1.70))

    def test_a_foot_that_does_not_go_back_contradicts_nothing(self, monkeypatch, movement):
        assert self.conflict(monkeypatch, movement, 9.0, read_mps=-1.0) is None
        assert speed_conflict(movement, AnalysisSettings(height_cm=180.0), None) is None

    @pytest.mark.parametrize(("mode", "against"), [("treadmill", False), ("overground", True)])
    def test_the_foots_speed_is_scaled_and_shortened_by_the_yaw(
        self, monkeypatch, movement, mode, against
    ):
        asked = []

        def px_s(_track, _steps, *, against_hips):
            asked.append(against_hips)
            return 800.0

        monkeypatch.setattr(scale, "foot_flat_speed_px_s", px_s)
        seen = replace(movement, mode=mode, view=replace(movement.view, yaw_deg=-20.0))
        found = _foot_flat_speed(seen, Estimate(0.003, 0.00006, "stature"))
        yaw = math.radians(20.0)
        assert found.value == pytest.approx(2.4 / math.cos(yaw))
        known = math.hypot(0.02, 0.045, math.tan(yaw) * math.radians(4.0))
        assert found.sd == pytest.approx(found.value * known)
        assert asked == [against]

    @pytest.mark.parametrize(("visibility", "reason"), [(0.34, "leg_hidden"), (0.36, None)])
    def test_a_leg_that_is_mostly_guessed_is_hidden(self, movement, visibility, reason):
        cleaned = movement.cleaned
        own = [INDEX[f"left_{part}"] for part in ("hip", "knee", "ankle", "heel", "foot_index")]
        seen = cleaned.track.visibility.copy()
        seen[:, own] = visibility
        guessed = replace(cleaned, track=replace(cleaned.track, visibility=seen))
        found = _hidden_legs(replace(movement, cleaned=guessed))
        assert {side: why.code for side, why in found.items()} == (
            {"left": reason} if reason else {}
        )

    def test_a_leg_without_knee_or_ankle_was_not_seen(self, movement):
        for part in ("knee", "ankle"):
            xy = movement.cleaned.track.xy_px.copy()
            xy[:, INDEX[f"right_{part}"]] = np.nan
            bare = replace(movement.cleaned, track=movement.cleaned.track.moved(xy, NOTE))
            found = _hidden_legs(replace(movement, cleaned=bare))
            assert {side: why.code for side, why in found.items()} == {"right": "leg_not_seen"}


class TestOscillation:
    def wave(self, context, *, seen=1.0, fps=60.0):
        """Shoulders that rise by 8 % of the leg, hips by 4 %, twice in 0.7 s."""
        track = to_sagittal(stick_runner(fps=fps), "right")
        rise = np.cos(2 * np.pi * track.time_s / 0.35)
        xy = track.xy_px.copy()
        for side in ("left", "right"):
            xy[:, INDEX[f"{side}_hip"], 1] = 0.02 * LEG_PX * rise
            xy[:, INDEX[f"{side}_shoulder"], 1] = 150 + 0.04 * LEG_PX * rise
        lost = round((1 - seen) * len(xy))
        xy[1 : 1 + lost, INDEX["left_shoulder"]] = np.nan
        found = rhythm(context, 1.0 + 0.35 * np.arange(14))
        return replace(found, track=replace(track, xy_px=xy))

    def test_shoulders_tell_where_seen_and_hips_where_not(self, context):
        passed = 1 / (1 + (1 / 0.35 / 8.0) ** 4)
        above = told(self.wave(context), "vertical_oscillation_pct_leg").value
        assert above == pytest.approx(8.0 * passed, rel=0.01)
        below = told(self.wave(context, seen=0.9), "vertical_oscillation_pct_leg").value
        assert below == pytest.approx(4.0 * passed, rel=0.01)
        slow = told(self.wave(context, fps=25.0), "vertical_oscillation_pct_leg").value
        assert slow == pytest.approx(8.0 * passed, rel=0.04)
        cm = told(self.wave(context), "vertical_oscillation_cm").value
        assert cm == pytest.approx(above / 100 * 47.9 * 1.8)

    def test_a_trunk_that_was_never_seen_has_none(self, context):
        track = context.track
        bare = replace(context, track=replace(track, xy_px=np.full_like(track.xy_px, np.nan)))
        assert told(bare, "vertical_oscillation_pct_leg").reason.code == "trunk_not_seen"

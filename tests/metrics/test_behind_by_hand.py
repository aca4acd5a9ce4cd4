"""Step width and side lean of runners seen from behind who go in plain waves."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from formcheck.domain.gait import Step
from formcheck.metrics.base import REGISTRY, NotMeasurable
from formcheck.metrics.step_width import midstances_s

LEG_PX, FPS, STEP_S, MIDSTANCE_S = 200.0, 100.0, 0.35, 0.1
STRIDE_S = 2 * STEP_S
FIRST = {"right": 0.2, "left": 0.2 + STEP_S}
TIME_S = np.arange(600) / FPS


def steps(count=12):
    at = 0.2 + STEP_S * np.arange(count + 2)
    return tuple(
        Step(i + 1, "left" if i % 2 else "right", at[i], None, at[i + 1], at[i + 2])
        for i in range(count)
    )


def context(*, x=None, lean=None, midstance_s=MIDSTANCE_S, own=None, late_s=0.0):
    """What the metrics ask of a clip; ``x`` by landmark in pixels, ``lean`` in degrees.

    Feet land ``late_s`` after their strides begin.
    """
    legs = {
        side: SimpleNamespace(
            midstance_s=midstance_s,
            offsets=SimpleNamespace(ic_s=late_s),
            template=SimpleNamespace(
                stride_s=STRIDE_S,
                phase=lambda t, first=first: (t - first + late_s) / STRIDE_S % 1.0,
            ),
        )
        for side, first in FIRST.items()
    }
    points = {name: np.column_stack([px, np.zeros(len(px))]) for name, px in (x or {}).items()}
    track = SimpleNamespace(
        time_s=TIME_S,
        leg_length_px=LEG_PX,
        point=points.get,
        within=lambda a, b: (a <= TIME_S) & (b > TIME_S),
    )
    return SimpleNamespace(
        steps=steps() if own is None else own,
        gait=SimpleNamespace(legs=legs),
        track=track,
        trunk_lean_deg=lean,
        require=lambda *_: None,
        cm_per_leg=lambda: 90.0,
    )


def measured(metric, ctx):
    return dict(REGISTRY[metric].measure(ctx).per_step)


class TestStepWidth:
    def feet(self, *, drift=0.0):
        """The left foot 12 px left of the middle; the right one moves out from its contact on."""
        since_s = (TIME_S - FIRST["right"]) % STRIDE_S
        return {
            "left_ankle": np.full(len(TIME_S), -12.0) + drift * TIME_S,
            "right_ankle": 12.0 + 20.0 * since_s + drift * TIME_S,
        }

    @pytest.mark.parametrize("drift", [0.0, 8.0])
    def test_feet_are_apart_by_what_they_are_at_midstance_less_what_is_drawn(self, drift):
        """A runner who wanders over the belt is held against the steps before and after."""
        found = measured("step_width_pct_leg", context(x=self.feet(drift=drift)))
        px = 12.0 + 12.0 + 20.0 * MIDSTANCE_S
        inner = [found[n] for n in range(2, 12)]
        assert inner == pytest.approx([100 * px / LEG_PX - 3.0] * 10, abs=0.02)

    def test_in_centimetres_by_the_leg(self):
        ctx = context(x=self.feet())
        in_pct = measured("step_width_pct_leg", ctx)
        assert measured("step_width_cm", ctx) == pytest.approx(
            {n: 0.9 * value for n, value in in_pct.items()}
        )

    def test_a_step_whose_midstance_the_clip_cuts_off_has_none(self):
        late = (*steps(), Step(13, "right", TIME_S[-1] - 0.05, None, None, None))
        assert 13 not in midstances_s(context(own=late))
        early = (*steps(), Step(13, "right", TIME_S[-1] - MIDSTANCE_S, None, None, None))
        assert midstances_s(context(own=early))[13] == pytest.approx(TIME_S[-1])

    def test_without_a_midstance_it_is_missing(self):
        with pytest.raises(NotMeasurable) as caught:
            measured("step_width_pct_leg", context(x=self.feet(), midstance_s=None))
        assert caught.value.reason.code == "no_midstance"

    @pytest.mark.parametrize("late_s", [0.9, 3.0])
    def test_feet_far_apart_in_time_are_no_neighbours(self, late_s):
        """Two steps apart, or eight: one and a half are the most."""
        step_2 = Step(2, "left", late_s, None, late_s + STEP_S, late_s + STRIDE_S)
        own = (steps()[0], step_2)
        with pytest.raises(NotMeasurable):
            measured("step_width_pct_leg", context(x=self.feet(), own=own))


class TestSideLean:
    SHARE = 2 * MIDSTANCE_S / STRIDE_S
    MOST = -math.cos(2 * math.pi * SHARE)
    """A trunk that is farthest over to the other side at contact, and back half a stride later."""

    def lean(self, *, to_right=0.0):
        return to_right - np.cos(2 * np.pi * (TIME_S - FIRST["right"]) / STRIDE_S)

    @pytest.mark.parametrize("late_s", [0.0, 0.1])
    @pytest.mark.parametrize("to_right", [0.0, 1.0])
    def test_the_most_within_twice_the_way_to_midstance_over_each_leg(self, to_right, late_s):
        ctx = context(lean=self.lean(to_right=to_right), late_s=late_s)
        found = measured("trunk_side_lean_deg", ctx)
        for number, value in found.items():
            sign = 1.0 if number % 2 else -1.0  # odd steps are the right foot's
            assert value == pytest.approx(self.MOST + sign * to_right + 0.25, abs=1e-3)
        assert set(found) == set(range(1, 13))

    def test_a_step_that_leans_more_than_the_mean_stride_has_that_more(self):
        lean = self.lean()
        third = steps()[2]
        lean[(third.ic_s <= TIME_S) & (third.ic_s + 2 * MIDSTANCE_S > TIME_S)] += 0.8
        found = measured("trunk_side_lean_deg", context(lean=lean))
        others = [found[n] for n in (5, 7, 9)]
        assert found[3] - np.mean(others) == pytest.approx(0.8, abs=0.05)

    def test_without_a_midstance_no_leg_has_one(self):
        assert measured("trunk_side_lean_deg", context(lean=self.lean(), midstance_s=None)) == {}


@pytest.mark.parametrize(
    ("metric", "order", "noise", "roll"),
    [
        ("step_width_pct_leg", 40, 1.4, False),  # feet on one level, across the picture
        ("step_width_cm", 41, 1.4, False),
        ("trunk_side_lean_deg", 50, 0.55, True),
        ("pelvic_drop_deg", 70, None, True),
    ],
)
def test_what_was_fitted_from_behind_stands_twice(metric, order, noise, roll):
    spec = REGISTRY[metric].spec
    assert spec.order == order
    assert spec.camera.roll is roll
    if noise is not None:
        known = [spec.noise[source].sd("both", "right") for source in ("pose_model", "table")]
        assert known == pytest.approx([noise, noise])

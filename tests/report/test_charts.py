"""Charts place what they show where it belongs, and say it in words too."""

import itertools
import math
import re
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.domain.analysis import ContactPose, Curve, MetricRow, StepRow
from formcheck.domain.assessment import Band
from formcheck.report import charts
from formcheck.report.pictures import contact_spread, overlay
from formcheck.report.svg import LinearScale, number, tag, tick_texts
from report import example
from report.page import Page


def row(value, half=1.0, band=None, side="right"):
    numbers = value, value - half, value + half
    return MetricRow(
        *("shank_angle_deg", side, "deg", *numbers, 9, None, {}, "good"),
        band=band and Band(**EMPTY | band),
    )


EMPTY = {f.name: None for f in fields(Band)}
BAND = {
    "good_low": 2.0,
    "good_high": 10.0,
    "watch_low": -2.0,
    "watch_high": 15.0,
    "expected": 6.0,
    "norm_sd": 2.0,
}


def test_text_and_attributes_are_escaped():
    made = str(tag("text", "<b>", class_='"><script>'))
    assert "<b>" not in made
    assert "<script>" not in made


@given(st.floats(-1e6, 1e6, allow_nan=False))
def test_coordinates_are_short_and_right(value):
    assert math.isclose(float(number(value)), value, abs_tol=0.0051)
    assert "e" not in number(value)


@given(
    low=st.floats(-500, 500),
    span=st.one_of(st.floats(0.02, 2.0), st.floats(2.0, 900)),
    about=st.integers(3, 8),
)
def test_ticks_lie_inside_are_evenly_spaced_and_give_a_scale(low, span, about):
    ticks = LinearScale(low, low + span, 0, 100).ticks(about)
    air = 1e-6 * span
    assert all(low - air <= t <= low + span + air for t in ticks)
    assert 2 <= len(ticks) <= about + 2
    gaps = [b - a for a, b in itertools.pairwise(ticks)]
    assert gaps == pytest.approx([gaps[0]] * len(gaps), rel=1e-6)
    read = [float(words.replace("−", "-")) for words in tick_texts(ticks)]
    assert read == pytest.approx(ticks, abs=1e-6 * span)


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0.96, 1.05, ["0.96", "0.98", "1.00", "1.02", "1.04"]),
        (1.21, 1.26, ["1.22", "1.24", "1.26"]),
        (-7.0, 93.0, ["0", "20", "40", "60", "80"]),
        (241.0, 258.0, ["245", "250", "255"]),
    ],
)
def test_ticks_near_one_and_below_are_told_apart(low, high, texts):
    assert tick_texts(LinearScale(low, high, 0, 100).ticks(5 if len(texts) == 5 else 4)) == texts


def test_a_range_without_width_has_its_one_tick():
    assert LinearScale(3.0, 3.0, 0, 100).ticks() == [3.0]


def test_every_step_chart_of_a_small_range_has_a_scale():
    steps = [
        StepRow(i + 1, "right", 0.3 * i, None, None, None, {"step_length_m": 1.0 + 0.01 * i})
        for i in range(6)
    ]
    page = Page(charts.step_chart("step_length_m", "m", steps, None, (0.0, 2.0)))
    names = [e.text for e in page.all("text") if e.get("text-anchor") == "end"]
    assert len(names) >= 3
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("value", "inside"), [(6.0, True), (2.5, True), (12.0, False), (1.0, False)]
)
def test_bullet_marker_lies_in_the_good_zone_exactly_when_the_value_does(value, inside):
    page = Page(charts.bullet([row(value, band=BAND)]))
    zone = next(e for e in page.all("rect") if e.get("class") == "zone-good")
    left = float(zone.get("x"))
    marker = next(e for e in page.all("path") if e.get("class") == "mark right")
    x = float(marker.get("d")[1:].split(" ")[0])
    assert (left <= x <= left + float(zone.get("width"))) is inside


def test_bullet_says_its_values_in_words():
    label = Page(charts.bullet([row(6.0), row(7.0, side="left")])).one("svg").get("aria-label")
    assert "right 6.0" in label
    assert "left 7.0" in label


def test_open_bands_reach_the_end_of_the_bar():
    band = BAND | {"good_low": None, "watch_low": None}
    zone = next(
        e for e in Page(charts.bullet([row(6.0, band=band)])).all("rect")
        if e.get("class") == "zone-good"
    )  # fmt: skip
    assert float(zone.get("x")) == 18


def test_timeline_bars_stand_at_the_contacts():
    analysis = example.sound_run()
    drawn = example.typed(analysis)
    page = Page(charts.timeline(drawn.steps, drawn.events, [0.0, 8.0]))
    bars = [e for e in page.all("rect") if e.get("class", "").startswith("contact")]
    known = [s for s in analysis["steps"] if s["to_s"] is not None]
    assert len(bars) == len(known)
    svg = page.one("svg")
    x0, x1 = float(svg.get("data-x0")), float(svg.get("data-x1"))
    at = sorted(x0 + s["ic_s"] / 8 * (x1 - x0) for s in known)
    assert sorted(float(b.get("x")) for b in bars) == pytest.approx(at, abs=0.02)


def test_sparkline_needs_three_steps():
    steps = example.typed(example.sound_run()).steps
    assert charts.sparkline("trunk_lean_deg", steps[:2]) is None
    assert charts.sparkline("no_such_metric", steps) is None
    assert charts.sparkline("trunk_lean_deg", steps) is not None


def test_stride_curve_leaves_a_gap_where_nothing_is_known():
    curve = example.typed(example.sound_run()).curves["knee_flexion_deg"].left
    gap = Curve((*curve.mean[:40], None, *curve.mean[41:]), curve.sd)
    page = Page(charts.stride_curve("Knee", {"left": gap}, {}))
    path = next(e for e in page.all("path") if e.get("class") == "curve left")
    assert path.get("d").count("M") == 2


def test_butterfly_keeps_rows_together_when_a_step_is_missing():
    steps = example.typed(example.sound_run()).steps
    page = Page(charts.butterfly("contact_time_ms", steps))
    rows = {
        side: [float(e.get("cy")) for e in page.all("circle")] if side == "left" else []
        for side in ("left",)
    }
    expected = [
        26 + 14 * i
        for i, s in enumerate([s for s in steps if s.side == "left"])
        if s.metrics["contact_time_ms"] is not None
    ]
    assert rows["left"] == expected


def frame(event="IC", **angles):
    analysis = example.typed(example.sound_run())
    found = next(f for f in analysis.key_frames if f.event == event)
    return replace(found, angles={**found.angles, **angles})


def words(drawing):
    return [e.text for e in Page(drawing).all("text")]


def test_drawing_lies_in_the_crop_and_carries_the_measured_angles():
    contact = frame(trunk_lean_deg=7.4, overstride_pct_leg=18.0)
    drawing = overlay(contact, "right")
    box = Page(drawing).one("svg").get("viewbox").split()
    assert [float(v) for v in box] == list(contact.crop_px)
    assert "lean 7°" in words(drawing)
    assert "reach 18 %" in words(drawing)


def test_drawing_for_one_metric_shows_only_that():
    assert words(overlay(frame(), "right", "trunk_lean_deg")) == ["lean 7°"]
    assert words(overlay(frame(), "right", "cadence_spm")) == []


def test_plumb_lines_lean_as_upright_things_do():
    contact = frame(trunk_lean_deg=7.4, overstride_pct_leg=18.0, shank_angle_deg=5.0)
    for metric in ("trunk_lean_deg", "overstride_pct_leg", "shank_angle_deg"):
        drawing = overlay(contact, "right", metric, roll_deg=10.0)
        lines = [e for e in Page(drawing).all("line") if e.get("class") == "plumb"]
        x1, y1, x2, y2 = (float(lines[0].get(k)) for k in ("x1", "y1", "x2", "y2"))
        lean = math.degrees(math.atan2(abs(x1 - x2), abs(y1 - y2)))
        assert lean == pytest.approx(10.0, abs=0.2)
        # the top leans left
        assert (x1 - x2) * (y1 - y2) > 0


def test_contacts_on_top_of_each_other_stand_upright():
    """A leg that lies along the picture's plumb line hangs straight down."""
    roll = math.radians(8.0)
    points = {
        f"right_{name}": (500 + way * math.sin(roll), 300 + way * math.cos(roll))
        for name, way in (("shoulder", -200), ("hip", 0), ("knee", 180), ("ankle", 360))
    }
    poses = [ContactPose("right", points)] * 2
    path = Page(contact_spread(poses, 8.0)).all("path")[0].get("d")
    across = [float(x) for x in re.findall(r"[ML ]?(-?[\d.]+)[ ,]-?[\d.]+", path)]
    assert len(across) == 4
    assert max(map(abs, across)) < 0.5


def test_nothing_is_drawn_without_points_or_angles():
    blank = replace(frame(), angles={})
    assert words(overlay(blank, "right")) == []
    assert overlay(replace(blank, points={}), "right") is None


def test_labels_stay_inside_the_picture():
    contact = frame()
    x, _, width, _ = contact.crop_px
    page = Page(overlay(contact, "right"))
    for label in page.all("text"):
        room = float(label.get("font-size")) * 0.6 * len(label.text)
        at = float(label.get("x"))
        ends = (at, at + room) if label.get("text-anchor") == "start" else (at - room, at)
        assert x <= ends[0]
        assert ends[1] <= x + width


def test_contacts_on_top_of_each_other_share_the_hip():
    contact = frame()
    moved = {n: (x + 40, y - 7) for n, (x, y) in contact.points.items()}
    poses = [ContactPose("right", contact.points), ContactPose("right", moved)]
    ghosts = [e.get("d") for e in Page(contact_spread(poses)).all("path")]
    assert len(ghosts) == 2
    assert ghosts[0] == ghosts[1]
    assert contact_spread(poses[:1]) is None

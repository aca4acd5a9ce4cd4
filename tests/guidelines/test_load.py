import re
from pathlib import Path

import pytest

from formcheck.errors import UsageError
from formcheck.guidelines import check, describe, load

SHARED = Path(__file__).parents[3] / "shared" / "definitions.md"

METRICS = [
    "cadence_spm",
    "trunk_lean_deg",
    "trunk_lean_stride_deg",
    "trunk_lean_ic_deg",
    "trunk_lean_midstance_deg",
    "overstride_pct_leg",
    "overstride_cm",
    "overstride_heel_pelvis_cm",
    "shank_angle_deg",
    "foot_strike_angle_deg",
    "knee_flexion_ic_deg",
    "knee_flexion_peak_deg",
    "thigh_extension_to_deg",
    "vertical_oscillation_cm",
    "vertical_oscillation_pct_leg",
    "contact_time_ms",
    "flight_time_ms",
    "duty_factor_pct",
    "step_time_ms",
    "stride_time_ms",
    "step_length_m",
    "speed_mps",
    "elbow_angle_deg",
    "head_forward_deg",
    "leg_stiffness_kn_m",
    "asymmetry_pct.contact_time_ms",
]


@pytest.fixture(scope="module")
def built_in():
    return load()


@pytest.fixture
def own(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "coach.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_has_a_band_or_a_stated_reason(built_in, metric):
    rule = built_in.rule(metric)
    assert rule is not None
    assert any(band.has_edges for band in rule.band) != bool(rule.why_not_scored)


@pytest.mark.shared
def test_the_list_above_is_that_of_the_definitions():
    if not SHARED.exists():
        pytest.skip("the reference data in ../shared is not here")
    table = SHARED.read_text(encoding="utf-8").split("## Metrics")[1].split("\n## ")[0]
    ids = {
        name
        for line in table.splitlines()
        # what only a view from behind shows is not measured yet
        if line.startswith("| ") and "view from behind" not in line
        for name in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", line.split("|")[1])
    }
    assert len(ids) > 20
    assert ids - {m.split(".")[0] for m in METRICS} == set()


def test_bands_say_for_whom_and_from_where(built_in):
    for rule in built_in.metric:
        assert rule.definition
        if not rule.why_not_scored:
            assert rule.population
            assert rule.citations
            assert rule.view == "side"


def test_every_citation_resolves_and_every_reference_is_used(built_in):
    used = {key for rule in built_in.metric for key in rule.citations}
    used |= {key for text in built_in.texts.change for key in text.all_citations}
    used |= {key for text in built_in.texts.keep for key in text.citations}
    used |= set(built_in.low_back.all_citations)
    assert used == set(built_in.references)


def test_every_line_of_the_base_programme_is_graded_and_more_than_opinion_has_a_source(built_in):
    for line in built_in.low_back.base_programme:
        assert line.grade in ("B", "C", "D")
        assert line.citations or line.grade == "D", line.title
        assert set(line.citations) <= set(built_in.low_back.all_citations)


def test_references_are_whole(built_in):
    for key, entry in built_in.references.items():
        assert re.search(r"\b(19|20)\d\d\b", entry.text), key
        assert len(entry.text) > 60, key
        assert entry.read, f"{key}: what of it was read, and where?"
        assert entry.url is None or entry.url.startswith("https://"), key
        year = re.search(r"\d{4}", key)
        assert year is None or year.group() in entry.text, key


@pytest.mark.parametrize(
    ("metric", "means", "tolerance"),
    [
        # Means of 26 runners at 2.5, 3.5 and 4.5 m/s; the line must pass close to each.
        ("shank_angle_deg", (6.9, 9.9, 12.1), 0.5),
        ("overstride_pct_leg", (21.0, 26.7, 31.5), 0.6),
        ("thigh_extension_to_deg", (18.3, 22.4, 25.5), 0.6),
        ("knee_flexion_ic_deg", (10.5, 11.2, 12.7), 0.6),
        ("knee_flexion_peak_deg", (42.1, 42.9, 43.5), 0.3),
        ("vertical_oscillation_cm", (9.5, 9.1, 7.8), 0.5),
        ("vertical_oscillation_pct_leg", (11.3, 10.8, 9.2), 0.5),
        ("contact_time_ms", (268, 224, 194), 7),
        ("flight_time_ms", (104, 128, 133), 8),
        ("duty_factor_pct", (36.1, 31.9, 29.7), 1),
        ("overstride_cm", (17.7, 22.4, 26.4), 0.5),
        ("overstride_heel_pelvis_cm", (12.2, 17.1, 21.3), 0.5),
        ("foot_strike_angle_deg", (10.0, 12.6, 14.0), 0.6),
    ],
)
def test_norm_lines_pass_through_the_measured_means(built_in, metric, means, tolerance):
    line = built_in.rule(metric).band[0].expected
    for speed, mean in zip((2.5, 3.5, 4.5), means, strict=True):
        value = line.intercept + line.terms["speed_mps"] * (speed - line.centre["speed_mps"])
        assert value == pytest.approx(mean, abs=tolerance)


def test_describe_has_a_row_a_metric_and_the_weights_make_a_whole(built_in):
    rows = describe(built_in)
    assert {row.metric for row in rows} == {rule.id for rule in built_in.metric}
    first = {}
    for row in rows:
        first.setdefault(row.metric, row.weight)
        assert bool(row.good) != bool(row.why_not_scored)
        assert row.definition
        assert row.view == "side"
    assert sum(first.values()) == pytest.approx(100, abs=0.3)


def test_describe_tells_what_moves_a_band(built_in):
    moves = {row.metric: row.moves for row in describe(built_in)}
    assert moves["trunk_lean_deg"] == (
        "good high +1 above 14 km/h; edges + 1 x standing lean, where the runner is seen "
        "standing; not judged on more than 2 % slope"
    )
    assert "0.33 x standing knee bend" in moves["knee_flexion_ic_deg"]
    assert moves["shank_angle_deg"] == "not judged on more than 2 % slope"
    assert moves["contact_time_ms"] == ""


def test_coach_changes_one_band_and_keeps_the_rest(own, built_in):
    path = own(
        """
        name = "Coach Kim"
        [[metric]]
        id = "trunk_lean_deg"
        citations = ["kim"]
          [[metric.band]]
          good_low = 4
          good_high = 8
          watch_low = 0
          watch_high = 12
        [references.kim]
        text = "Kim's own notes from twenty years at the track, 2026, unpublished."
        """
    )
    assert check(path) == []
    mine = load(path)
    assert mine.name == "Coach Kim"
    assert mine.rule("trunk_lean_deg").band[0].good_high == 8
    assert mine.rule("trunk_lean_deg").label == built_in.rule("trunk_lean_deg").label
    assert mine.rule("cadence_spm") == built_in.rule("cadence_spm")
    assert mine.low_back == built_in.low_back


def test_coach_takes_a_metric_out_of_the_score(own):
    mine = load(own('[[metric]]\nid = "cadence_spm"\nwhy_not_scored = "We do not chase it."'))
    assert mine.rule("cadence_spm").band == ()


BAND = '[[metric]]\nid = "trunk_lean_deg"\n[[metric.band]]\n'


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (BAND + "good_low = 9\nwatch_low = 12\n", "edges must rise"),
        (BAND + "good_low = 2\n", "good_low and watch_low"),
        (BAND + "good_lo = 2\n", "good_lo"),
        (BAND + 'good_low = "two"\nwatch_low = 1\n', "good_low"),
        (BAND + 'relative = "offset"\ngood_high = 4\nwatch_high = 8\n', "expected"),
        (BAND + "good_low = 2\nwatch_low = nan\n", "watch_low"),
        (
            BAND + 'relative = "offset"\ngood_high = 4\nwatch_high = 8\n'
            "expected = { intercept = 1, terms = { height_m = 2 } }\n",
            "height_m is not in needs or assumed",
        ),
        ('[[metric]]\nid = "trunk_lean_deg"\ncitations = ["nobody1999"]\n', "nobody1999"),
        ('[[metric]]\nid = "new_metric"\n', "label"),
        (
            '[[domain]]\nid = "posture"\nparts = [{ metric = "x", share = 1 }]\n',
            "unknown metric 'x'",
        ),
        (
            '[[domain]]\nid = "posture"\nparts = [{ metric = "cadence_spm", share = 0.5 }]\n',
            "shares add up to 0.5",
        ),
        ("[scoring]\nmin_domains = 0\n", "min_domains"),
        ("scoring = 3\n", "scoring"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_key(own, text, named):
    path = own(text)
    with pytest.raises(UsageError) as caught:
        load(path)
    assert str(path) in caught.value.what
    assert named in caught.value.what
    assert caught.value.fix
    assert any(named in problem for problem in check(path))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("this is not toml", "not valid TOML"),
        ("low_back = 3\n", "low_back"),
        ("metric = 3\n", "needs an id"),
        ("[[metric]]\nlabel = 'no id'\n", "needs an id"),
    ],
)
def test_what_is_no_guideline_file_at_all(own, text, named):
    for use in (load, check):
        with pytest.raises(UsageError, match=named):
            use(own(text))


def test_missing_file(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        load(tmp_path / "none.toml")


def test_all_problems_are_listed_by_check(own):
    path = own(BAND + "good_lo = 2\ngood_hi = 3\n[scoring]\nseed = 1.5\n")
    assert len(check(path)) == 3

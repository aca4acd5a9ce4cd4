import re
from dataclasses import fields

import pytest

from assess.example import context, guidelines, judged, rows
from formcheck.domain.assessment import Speed
from formcheck.words.guidelines import BackText, back_text
from formcheck.words.wording import label

FAULTY = {"overstride_pct_leg": 40.0, "cadence_spm": 140.0, "trunk_lean_deg": 20.0}


def section(pain, **changes):
    return judged(rows(**changes), context(back_pain=pain))


def told(pain, **changes):
    """The section in words."""
    return back_text(section(pain, **changes).low_back)


@pytest.mark.parametrize("pain", [None, 0, 3, 10])
def test_safety_text_is_always_the_same_and_in_order(pain):
    back = told(pain, **FAULTY)
    assert [flags.urgency for flags in back.red_flags] == ["emergency", "same_day", "soon"]
    assert back.red_flags == told(None).red_flags
    assert back.when_to_see == told(None).when_to_see
    assert back.pain_rule == told(None).pain_rule
    assert {"finucane2020", "girft2023", "ng59"} <= set(back.citations)


def test_red_flags_come_first_in_the_section():
    assert list(BackText.__slots__)[:2] == ["pain", "red_flags"]
    assert told(5, **FAULTY).pain == 5


@pytest.mark.parametrize(
    "sign", ["urine", "genitals", "both legs", "fall", "fever", "cancer", "six weeks"]
)
def test_red_flags_name_the_known_signs(sign):
    words = " ".join(i for f in guidelines().low_back.red_flags for i in f.items)
    assert sign in words


def test_without_pain_the_section_is_short_and_quiet():
    quiet, full = told(None, **FAULTY), told(3, **FAULTY)
    assert quiet.links == ()
    assert quiet.pain is None
    assert len(quiet.text) < len(full.text)
    assert 0 < len(quiet.base_programme) < len(full.base_programme)


def test_links_are_the_faults_of_this_clip_as_associations():
    result = section(4, **FAULTY)
    back = back_text(result.low_back)
    links = {link.finding: link for link in back.links}
    assert set(links) == {"overstride", "low_cadence", "lean_forward"}
    assert "association" in links["overstride"].strength
    assert "idea only" in links["lean_forward"].strength
    assert all("study" in link.text for link in links.values())
    assert links["low_cadence"].topic == "Your cadence"
    assert guidelines().low_back.about_links in back.text
    assert guidelines().low_back.no_links not in back.text


def test_without_a_fault_nothing_is_linked_and_that_is_said():
    back = told(4)
    assert back.links == ()
    assert guidelines().low_back.no_links in back.text
    assert guidelines().low_back.about_links not in back.text


def test_running_is_not_forbidden_and_pain_outranks_numbers():
    words = " ".join(told(6).text)
    assert "Running is not forbidden" in words
    assert "go by the pain, not by what was measured" in words


def test_growing_pain_and_weakness_have_one_urgency_each():
    texts = guidelines().low_back
    lists = {flags.urgency: flags for flags in texts.red_flags}
    assert all("back pain" in lists[day].heading for day in ("same_day", "soon"))
    assert any("never lets up" in item for item in lists["same_day"].items)
    growing = [item for day in lists for item in lists[day].items if "week to week" in item]
    assert growing
    assert set(growing) <= set(lists["soon"].items)
    stop = [rule for rule in guidelines().plan.stop if "week to week" in rule]
    assert all("soon" in rule for rule in (texts.pain_rule, *stop))
    assert stop
    new = [d for d in lists for i in lists[d].items if re.search(r"[Ww]eakness.* new", i)]
    assert new == ["emergency"]


def test_what_stands_out_in_nothing_is_no_all_clear():
    texts = guidelines().low_back
    assert all("This is no all-clear" in t for t in (texts.no_links, texts.no_links_partly))


def said(ctx, metrics):
    return back_text(judged(metrics, ctx).low_back)


NOT_JUDGED = {
    "a child": {"age": 12},
    "an old runner": {"age": 70},
    "a slope": {"incline_pct": 5.0},
    "a slow run": {"speed_mps": Speed(1.7)},
    "another speed than the foot's": {"speed_mps": None, "speed_disagrees": True},
}


@pytest.mark.parametrize("who", NOT_JUDGED)
@pytest.mark.parametrize("pain", [1, 5, 9])
def test_nothing_reassures_about_what_was_not_judged(who, pain):
    back = said(context(back_pain=pain, **NOT_JUDGED[who]), rows())
    words = " ".join(back.text)
    assert guidelines().low_back.no_links not in words
    assert "neither good nor bad" in words or "no all-clear" in words


def test_a_refused_clip_says_nothing_of_the_back():
    back = said(context(back_pain=4), [])
    assert guidelines().low_back.nothing_judged in back.text


@pytest.mark.parametrize("metric", ["overstride_pct_leg", "trunk_lean_deg", "cadence_spm"])
def test_what_was_not_judged_is_named(metric):
    back = said(context(back_pain=2), rows(**{metric: None}))
    assert guidelines().low_back.no_links not in back.text
    assert label(metric).lower() in " ".join(back.text)


LEVELS = {0: "none", 1: "try", 3: "try", 4: "reduce", 5: "reduce", 6: "see_someone"}


@pytest.mark.parametrize("pain", [None, *range(11)])
def test_pain_is_tiered(pain):
    back = told(pain, **FAULTY)
    level = "none" if pain is None else LEVELS[max(p for p in LEVELS if p <= pain)]
    assert back.level == level
    assert back.hurts == bool(pain)
    assert bool(back.links) == bool(pain)
    assert (guidelines().low_back.level[level] in back.first) == bool(pain)
    assert bool(back.base_programme) == (level in ("none", "try"))
    assert (back.way_back is not None) == (level == "reduce")


@pytest.mark.parametrize(
    ("known", "signs", "level"),
    [
        ({"back_pain": 2, "age": 19}, ("age_under_20",), "see_someone"),
        ({"back_pain": 2, "age": 20}, (), "try"),
        ({"back_pain": 2, "age": 51}, ("age_over_50",), "try"),
        ({"back_pain": 0, "age": 51}, (), "none"),
        ({"age": 15}, (), "none"),
        ({"back_pain": 1, "leg_pain": True}, ("leg_pain",), "see_someone"),
        ({"leg_pain": True}, ("leg_pain",), "see_someone"),
        ({"back_pain": 3, "pain_weeks": 7}, ("pain_weeks",), "try"),
        ({"back_pain": 3, "pain_weeks": 6}, (), "try"),
        ({"back_pain": 0, "pain_weeks": 30}, (), "none"),
        ({"pain_weeks": 3}, (), "try"),
        ({"back_pain": 1, "morning_stiffness": True, "age": 30}, ("morning_stiffness",), "try"),
        ({"back_pain": 1, "morning_stiffness": True, "age": 60}, ("age_over_50",), "try"),
        ({"back_pain": 8, "age": 15}, ("age_under_20",), "see_someone"),
    ],
)
def test_what_was_told_is_held_against_the_lists_of_signs(known, signs, level):
    back = judged(rows(), context(**known)).low_back
    assert back.signs == signs
    assert back.level == level
    first = back_text(back).first
    assert all(guidelines().low_back.sign[sign] in first for sign in signs)


def test_the_way_back_goes_from_walking_to_running():
    shares = [
        tuple(map(int, re.findall(r"(\d+) minutes? (?:run|walk)", step)))
        for step in guidelines().low_back.way_back.steps
    ]
    runs = [run / (run + sum(walk)) for run, *walk in shares]
    assert runs == sorted(set(runs))
    assert runs[-1] == 1.0


def test_what_a_side_view_cannot_see_is_said_where_the_back_is_spoken_of():
    unseen = told(3).unseen
    assert "pelvis drops" in unseen
    assert "knees that fall inward" in unseen


def test_base_programme_covers_what_was_asked_for():
    kinds = {line.kind for line in told(3).base_programme}
    titles = " ".join(line.title for line in told(3).base_programme)
    assert {"core", "hips", "stretch", "swim", "cycle"} <= kinds
    assert all(part in titles for part in ("Hip flexors", "Hamstrings", "Low back"))


def test_there_is_no_number_for_the_back():
    names = [f.name for f in fields(section(4).low_back)]
    assert names == ["pain", "links", "citations", "signs", "not_judged", "level"]


def test_pain_does_not_change_score_or_findings():
    assert section(8, **FAULTY).score == section(None, **FAULTY).score
    assert section(8, **FAULTY).findings == section(None, **FAULTY).findings


def test_every_citation_that_is_used_has_its_reference():
    result = section(4, **FAULTY)
    keys = set(result.low_back.citations)
    keys.update(key for finding in result.findings for key in finding.citations)
    keys.update(key for link in back_text(result.low_back).links for key in link.citations)
    assert keys <= set(result.references)

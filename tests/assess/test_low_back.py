import json

import pytest

from assess.example import context, guidelines, judged, rows
from formcheck.assess import to_json

FAULTY = {"overstride_pct_leg": 40.0, "cadence_spm": 140.0, "trunk_lean_deg": 20.0}


def section(pain, **changes):
    return judged(rows(**changes), context(back_pain=pain))


@pytest.mark.parametrize("pain", [None, 0, 3, 10])
def test_safety_text_is_always_the_same_and_in_order(pain):
    back = section(pain, **FAULTY).low_back
    assert [flags.urgency for flags in back.red_flags] == ["emergency", "same_day", "soon"]
    assert back.red_flags == section(None).low_back.red_flags
    assert back.when_to_see == section(None).low_back.when_to_see
    assert back.pain_rule == section(None).low_back.pain_rule
    assert {"finucane2020", "oxford_ces", "ng59"} <= set(back.citations)


def test_red_flags_come_first_in_the_section():
    back = to_json(section(5, **FAULTY))["low_back"]
    assert list(back)[:2] == ["pain", "red_flags"]


@pytest.mark.parametrize(
    "sign", ["urine", "genitals", "both legs", "fall", "fever", "cancer", "six weeks"]
)
def test_red_flags_name_the_known_signs(sign):
    words = " ".join(i for f in guidelines().low_back.red_flags for i in f.items)
    assert sign in words


def test_without_pain_the_section_is_short_and_quiet():
    quiet, full = section(None, **FAULTY).low_back, section(4, **FAULTY).low_back
    assert quiet.links == ()
    assert quiet.pain is None
    assert len(quiet.text) < len(full.text)
    assert 0 < len(quiet.base_programme) < len(full.base_programme)


def test_links_are_the_faults_of_this_clip_as_associations():
    result = section(4, **FAULTY)
    links = {link.finding: link for link in result.low_back.links}
    assert set(links) == {"overstride", "low_cadence", "lean_forward"}
    assert "association" in links["overstride"].strength
    assert "idea only" in links["lean_forward"].strength
    assert all("study" in link.text for link in links.values())
    assert links["low_cadence"].topic == "Your cadence"
    assert guidelines().low_back.about_links in result.low_back.text
    assert guidelines().low_back.no_links not in result.low_back.text


def test_without_a_fault_nothing_is_linked_and_that_is_said():
    back = section(4).low_back
    assert back.links == ()
    assert guidelines().low_back.no_links in back.text
    assert guidelines().low_back.about_links not in back.text


def test_static_moment_is_an_illustration_beside_a_forward_lean_only():
    with_lean = " ".join(section(4, trunk_lean_deg=20.0).low_back.text)
    assert "not a measurement of your back" in with_lean
    assert "N·m" not in " ".join(section(4, cadence_spm=140.0).low_back.text)


def test_running_is_not_forbidden_and_pain_outranks_numbers():
    words = " ".join(section(6).low_back.text)
    assert "Running is not forbidden" in words
    assert "Pain outranks every number" in words


def test_base_programme_covers_what_was_asked_for():
    kinds = {line.kind for line in section(4).low_back.base_programme}
    titles = " ".join(line.title for line in section(4).low_back.base_programme)
    assert {"core", "hips", "stretch", "swim", "cycle"} <= kinds
    assert all(part in titles for part in ("Hip flexors", "Hamstrings", "Low back"))


def test_there_is_no_number_for_the_back():
    assert not [key for key in to_json(section(4))["low_back"] if "score" in key]


def test_pain_does_not_change_score_or_findings():
    assert section(8, **FAULTY).score == section(None, **FAULTY).score
    assert section(8, **FAULTY).findings == section(None, **FAULTY).findings


def test_json_has_the_contract_keys_and_only_plain_values():
    plain = to_json(section(4, **FAULTY))
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert set(plain["findings"][0]) >= {
        "id", "metric", "title", "seen", "why", "grade", "citations", "try", "check",
        "key_frame", "linked_to_back", "plan",
    }  # fmt: skip
    assert set(plain["low_back"]) == {
        "pain", "red_flags", "when_to_see", "links", "text", "pain_rule", "base_programme",
        "citations",
    }  # fmt: skip
    assert set(plain["score"]) >= {"value", "ci_low", "ci_high", "coverage", "domains"}
    keys = set(plain["low_back"]["citations"])
    keys.update(key for finding in plain["findings"] for key in finding["citations"])
    keys.update(key for link in plain["low_back"]["links"] for key in link["citations"])
    assert keys <= set(plain["references"])

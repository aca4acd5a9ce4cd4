from dataclasses import fields

import pytest

from assess.example import context, guidelines, judged, rows
from formcheck.words.guidelines import BackText, back_text

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
    assert {"finucane2020", "oxford_ces", "ng59"} <= set(back.citations)


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
    quiet, full = told(None, **FAULTY), told(4, **FAULTY)
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


def test_static_moment_is_an_illustration_beside_a_forward_lean_only():
    with_lean = " ".join(told(4, trunk_lean_deg=20.0).text)
    assert "not a measurement of your back" in with_lean
    assert "N·m" not in " ".join(told(4, cadence_spm=140.0).text)


def test_running_is_not_forbidden_and_pain_outranks_numbers():
    words = " ".join(told(6).text)
    assert "Running is not forbidden" in words
    assert "Pain outranks every number" in words


def test_base_programme_covers_what_was_asked_for():
    kinds = {line.kind for line in told(4).base_programme}
    titles = " ".join(line.title for line in told(4).base_programme)
    assert {"core", "hips", "stretch", "swim", "cycle"} <= kinds
    assert all(part in titles for part in ("Hip flexors", "Hamstrings", "Low back"))


def test_there_is_no_number_for_the_back():
    names = [f.name for f in fields(section(4).low_back)]
    assert names == ["pain", "links", "citations"]


def test_pain_does_not_change_score_or_findings():
    assert section(8, **FAULTY).score == section(None, **FAULTY).score
    assert section(8, **FAULTY).findings == section(None, **FAULTY).findings


def test_every_citation_that_is_used_has_its_reference():
    result = section(4, **FAULTY)
    keys = set(result.low_back.citations)
    keys.update(key for finding in result.findings for key in finding.citations)
    keys.update(key for link in back_text(result.low_back).links for key in link.citations)
    assert keys <= set(result.references)

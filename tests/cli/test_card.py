"""The card at the end of an analysis says the same as analysis.json, and where to read on."""

from pathlib import Path

import pytest

from formcheck.cli.card import WIDTH, card
from formcheck.guidelines import load
from report.example import faulty_run, refused_clip, sound_run, typed

FOLDER = Path("out")


def text_of(document, folder=FOLDER):
    return "\n".join(line.text for line in card(typed(document), folder))


def test_score_with_interval_and_coverage():
    document = sound_run()
    score = document["score"]
    text = text_of(document)
    assert f"Score  {score['value']:.0f} of 100" in text
    assert f"interval {score['ci_low']:.0f} to {score['ci_high']:.0f}" in text
    assert f"{score['coverage']['judged']} of {score['coverage']['of']} metrics" in text
    assert f"{len(document['steps'])} steps" in text


def test_no_finding_is_said():
    assert "No finding" in text_of(sound_run())


def test_red_flags_come_before_everything_where_pain_was_given():
    document = faulty_run()
    flags = load().low_back.red_flags
    text = " ".join(text_of(document).split())
    last = text.index(flags[-1].items[-1])
    assert text.startswith(f"You gave back pain {document['low_back']['pain']} of 10.")
    assert all(item in text[: last + 200] for f in flags for item in f.items)
    assert last < text.index(document["clip"]["name"]) < text.index("Score")
    assert flags[0].heading not in text_of(sound_run())


def test_red_flags_stand_before_a_refusal_too():
    document = refused_clip()
    document["low_back"] = faulty_run()["low_back"]
    text = text_of(document)
    assert text.index("back pain") < text.index("Refused")


def test_nothing_judged_is_not_praise():
    document = sound_run()
    document["findings"] = []
    for row in document["metrics"]:
        row["rating"] = "missing" if row["value"] is None else "not_scored"
    assert "Nothing was judged, so nothing is advised." in text_of(document)
    assert "calls for a change" not in text_of(document)


@pytest.mark.parametrize(
    ("created", "since"), [(None, "march.mp4"), ("2026-03-03T09:00:00", "3 March 2026")]
)
def test_change_since_the_baseline_is_told(created, since):
    document = sound_run()
    change = {
        "metric": "vertical_oscillation_cm", "side": "both", "unit": "cm", "current": 7.0,
        "baseline": 9.5, "delta": -2.5, "sd": 0.5, "threshold": 0.98, "verdict": "changed",
        "caveats": [],
    }  # fmt: skip
    alike = change | {"metric": "cadence_spm", "unit": "spm", "verdict": "not_distinguishable"}
    document["changes"] = {
        "since": document["clip"] | {"name": "march.mp4", "created": created},
        "rows": [change, alike],
    }
    text = text_of(document)
    assert f"Change since {since}" in text
    assert "1 of 2 measurements changed" in text
    assert "9.5 cm -> 7.0 cm" in text
    assert "Cadence  " not in text
    assert "<span" not in text


def test_three_findings_with_what_to_try():
    document = faulty_run()
    lines = [line.text for line in card(typed(document), FOLDER)]
    text = " ".join(" ".join(lines).split())
    for number, finding in enumerate(document["findings"], start=1):
        assert f"{number}. {finding['title']}" in lines
        assert finding["seen"] in text
        assert finding["try"] in text


def test_cautions_come_with_their_fix():
    text = " ".join(text_of(faulty_run()).split())
    assert "Film with 60 or more frames a second." in text
    assert "slow motion x2" in text


def test_withheld_score_gives_reason_and_way_out():
    document = sound_run()
    reason = {
        "code": "too_few_steps",
        "message": "Only five good steps a side were seen.",
        "fix": "Film ten seconds.",
        "withholds_score": True,
    }
    document["quality"] = {"verdict": "caution", "reasons": [reason]}
    document |= {"score": None, "score_withheld": "Too few steps for a score."}
    text = text_of(document)
    assert "No score." in text
    assert "Too few steps for a score." in text
    assert "Film ten seconds." in text
    assert "of 100" not in text


def test_each_reason_that_withholds_the_score_has_its_sentence():
    document = sound_run()
    reasons = [
        {"code": f"reason_{n}", "message": f"Reason {n}.", "fix": f"Fix {n}."} for n in (1, 2)
    ]
    document["quality"] = {
        "verdict": "caution",
        "reasons": [reason | {"withholds_score": True} for reason in reasons],
    }
    document |= {"score": None, "score_withheld": "Reason 1."}
    text = text_of(document)
    assert all(text.count(f"{word} {n}.") == 1 for word in ("Reason", "Fix") for n in (1, 2))
    assert text.index("Reason 2.") < text.index("Fix 2.")


def test_refusal_gives_reasons_and_no_numbers():
    text = text_of(refused_clip())
    assert "Refused" in text
    assert "The runner is seen from the front." in text
    assert "Place the camera beside the runner" in text
    assert "Score" not in text
    assert "finding" not in text


def test_report_path_is_shown_where_there_is_a_report(tmp_path):
    assert text_of(sound_run(), tmp_path).endswith(f"Data  {tmp_path / 'analysis.json'}")
    (tmp_path / "report.html").touch()
    assert text_of(sound_run(), tmp_path).endswith(f"Report  {tmp_path / 'report.html'}")


def test_lines_fit_a_terminal():
    for document in (sound_run(), faulty_run(), refused_clip()):
        assert all(len(line.text) <= WIDTH for line in card(typed(document), FOLDER))


def test_the_watch_stands_beside_ours():
    document = sound_run()
    values = [
        {
            "metric": "cadence_spm",
            "watch": 168.0,
            "value": 170.2,
            "ci_low": 169.0,
            "ci_high": 171.4,
        },
        {"metric": "vertical_oscillation_cm", "watch": 9.2, "value": None}
        | {"ci_low": None, "ci_high": None},
    ]
    document["watch"] = {"file": "run.fit", "n_records": 40, "values": values}
    lines = text_of(document).splitlines()
    cadence = next(line for line in lines if line.strip().startswith("Cadence, spm"))
    assert " ".join(cadence.split()).endswith("watch 168.0 here 170.2 (169.0 to 171.4)")
    assert any(line.endswith("9.2   here not measured") for line in lines)
    assert "watch" not in text_of(sound_run())

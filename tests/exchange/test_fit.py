"""A watch's own numbers stand beside ours, and never among them."""

import json

import pytest

from exchange.recordings import runner
from formcheck.cli.app import main
from formcheck.correct import correct
from formcheck.errors import ClipError, InstallationError
from formcheck.installation import with_extra
from formcheck.tables.fit import read_fit
from formcheck.tables.landmarks import write_landmarks

START_MS = 1_790_000_000_000


def fit_file(path, rows, *, dynamics=True):
    """An activity as a watch stores it: (steps of one foot a minute, contact ms, bounce mm)."""
    builder = pytest.importorskip("fit_tool.fit_file_builder").FitFileBuilder()
    messages = pytest.importorskip("fit_tool.profile.messages.record_message")
    head = pytest.importorskip("fit_tool.profile.messages.file_id_message").FileIdMessage()
    kinds = pytest.importorskip("fit_tool.profile.profile_type")
    head.type = kinds.FileType.ACTIVITY
    head.time_created = START_MS
    builder.add(head)
    for second, (strides, contact_ms, bounce_mm) in enumerate(rows):
        record = messages.RecordMessage()
        record.timestamp = START_MS + 1000 * second
        record.cadence, record.fractional_cadence = int(strides), strides % 1
        record.heart_rate = 150
        if dynamics:
            record.stance_time, record.vertical_oscillation = contact_ms, bounce_mm
        builder.add(record)
    builder.build().to_file(str(path))
    return path


RUN = [(84.5, 240.0, 92.0)] * 40
REST = [(0.0, 0.0, 0.0)] * 10 + [(55.0, 600.0, 40.0)] * 10


@pytest.fixture(autouse=True)
def reader():
    pytest.importorskip("fitdecode")


def test_medians_of_the_run_without_rests_and_walks(tmp_path):
    watch = read_fit(fit_file(tmp_path / "run.fit", REST + RUN))
    assert watch.n_records == len(RUN)
    assert watch.values["cadence_spm"] == pytest.approx(169.0)
    assert watch.values["contact_time_ms"] == pytest.approx(240.0)
    assert watch.values["vertical_oscillation_cm"] == pytest.approx(9.2)


def test_a_watch_without_running_dynamics_has_cadence_only(tmp_path):
    watch = read_fit(fit_file(tmp_path / "run.fit", RUN, dynamics=False))
    assert set(watch.values) == {"cadence_spm"}


def test_it_stands_beside_ours_in_the_analysis(tmp_path):
    write_landmarks(runner()[0], tmp_path / "run.csv")
    fit = fit_file(tmp_path / "run.fit", RUN)
    words = ["analyze", "--landmarks", str(tmp_path / "run.csv"), "--only-data", "--quiet"]
    assert main([*words, "--out", str(tmp_path / "without")]) == 0
    assert main([*words, "--fit", str(fit), "--out", str(tmp_path / "with")]) == 0
    without, beside = (
        json.loads((tmp_path / name / "analysis.json").read_text(encoding="utf-8"))
        for name in ("without", "with")
    )
    assert without["watch"] is None
    rows = {row["metric"]: row for row in beside["watch"]["values"]}
    ours = {m["metric"]: m for m in beside["metrics"] if m["side"] == "both"}
    assert rows["cadence_spm"]["watch"] == pytest.approx(169.0)
    assert rows["cadence_spm"]["value"] == ours["cadence_spm"]["value"]
    assert rows["vertical_oscillation_cm"]["value"] is None
    assert beside["metrics"] == without["metrics"]
    corrected = correct(tmp_path / "with", tmp_path / "with" / "events.csv")
    kept = corrected.analysis.watch
    assert kept is not None
    assert {row.metric: row.watch for row in kept.values} == {
        name: row["watch"] for name, row in rows.items()
    }


@pytest.mark.parametrize("content", [b"", b"no FIT file at all", "rest"])
def test_what_is_no_run_is_said(tmp_path, content):
    path = tmp_path / "run.fit"
    if content == "rest":
        fit_file(path, REST)
    else:
        path.write_bytes(content)
    with pytest.raises(ClipError, match=r"run\.fit") as caught:
        read_fit(path)
    assert caught.value.fix


def test_without_the_extra_its_name_is_said(tmp_path, monkeypatch):
    path = fit_file(tmp_path / "run.fit", RUN)
    monkeypatch.setitem(__import__("sys").modules, "fitdecode", None)
    with pytest.raises(InstallationError) as caught:
        read_fit(path)
    assert with_extra("fit") in caught.value.fix

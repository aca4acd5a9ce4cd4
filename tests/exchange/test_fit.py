"""A watch's own numbers stand beside ours, and never among them."""

import gzip
import json

import pytest

from exchange.recordings import runner
from exchange.watches import REST, RUN, activity, fit_file, zipped
from formcheck.cli.app import main
from formcheck.correct import correct
from formcheck.errors import ClipError, InstallationError
from formcheck.installation import with_extra
from formcheck.tables.fit import read_fit
from formcheck.tables.landmarks import write_landmarks


@pytest.fixture(autouse=True)
def reader():
    pytest.importorskip("fitdecode")
    pytest.importorskip("fit_tool")


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


RIDE = [(92.0, 0.0, 0.0)] * 30
FASTER = [(88.0, 231.0, 90.0)] * 40
WAYS = ("sessions", "summary first", "laps", "sport", "records")


@pytest.mark.parametrize("told", WAYS)
@pytest.mark.parametrize(
    "parts",
    [
        [("CYCLING", RIDE), ("RUNNING", RUN)],
        [("RUNNING", RUN), ("CYCLING", RIDE)],
        [("RUNNING", RUN[:20]), ("CYCLING", RIDE), ("RUNNING", RUN[20:]), ("WALKING", FASTER)],
    ],
)
def test_of_several_sports_the_run_counts(tmp_path, told, parts):
    watch = read_fit(activity(tmp_path / "brick.fit", parts, told))
    assert watch.values["cadence_spm"] == pytest.approx(169.0)
    assert watch.n_records == len(RUN)


@pytest.mark.parametrize("told", WAYS)
def test_a_ride_alone_is_no_run(tmp_path, told):
    path = activity(tmp_path / "ride.fit", [("CYCLING", RIDE)], told)
    with pytest.raises(ClipError, match="holds no running: it was recorded as cycling"):
        read_fit(path)


def test_two_runs_of_one_activity_count_both(tmp_path):
    parts = [("RUNNING", RUN), ("RUNNING", FASTER + FASTER)]
    watch = read_fit(activity(tmp_path / "two.fit", parts, "sessions"))
    assert watch.n_records == 120
    assert watch.values["cadence_spm"] == pytest.approx(176.0)


def test_a_sport_that_says_nothing_leaves_it_to_the_cadence(tmp_path):
    path = activity(tmp_path / "any.fit", [("GENERIC", REST + RUN)], "sessions")
    assert read_fit(path).n_records == len(RUN)


PACKED = {
    "123.zip": lambda fit: zipped({"123_ACTIVITY.fit": fit}),
    "123.fit.gz": gzip.compress,
    "123.gz.fit": gzip.compress,  # renamed by a browser
    "folder.zip": lambda fit: zipped(
        {"a/B.FIT": fit, "readme.txt": b"x", "__MACOSX/a/._B.FIT": b"x"}
    ),
    "both.zip": lambda fit: zipped({"123.fit.gz": gzip.compress(fit)}),
}


@pytest.mark.parametrize("name", PACKED)
def test_packed_files_are_read(tmp_path, name):
    plain = fit_file(tmp_path / "run.fit", RUN)
    (tmp_path / name).write_bytes(PACKED[name](plain.read_bytes()))
    watch = read_fit(tmp_path / name)
    assert (watch.file, watch.n_records) == (name, len(RUN))
    assert watch.values == read_fit(plain).values


def test_of_an_archive_the_run_is_taken_and_two_are_named(tmp_path):
    run = fit_file(tmp_path / "run.fit", RUN).read_bytes()
    ride = activity(tmp_path / "ride.fit", [("CYCLING", RIDE)], "sessions").read_bytes()
    path = tmp_path / "week.zip"
    path.write_bytes(zipped({"run.fit": run, "ride.fit": ride}))
    assert read_fit(path).n_records == len(RUN)
    path.write_bytes(zipped({"monday.fit": run, "friday.fit": run}))
    with pytest.raises(ClipError, match=r"holds 2 runs: monday\.fit, friday\.fit"):
        read_fit(path)


BAD_PACKS = {
    "empty.zip": (zipped({"run.gpx": b"<gpx/>"}), "no FIT file is in it"),
    "cut.fit.gz": (gzip.compress(bytes(range(256)) * 9)[:-20], "cannot be unpacked"),
    "cut.zip": (zipped({"run.fit": bytes(900)})[:-30], "cannot be unpacked"),
    "trap.fit.gz": (gzip.compress(bytes(101_000_000), 1), "more than 100 MB"),
}


@pytest.mark.parametrize("name", BAD_PACKS)
def test_what_cannot_be_unpacked_is_said(tmp_path, name):
    data, said = BAD_PACKS[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ClipError, match=said):
        read_fit(tmp_path / name)


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

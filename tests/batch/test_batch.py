"""A batch from the command line: everything is done once, whatever happens on the way."""

import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pandas as pd
import pytest

import formcheck
from formcheck.batch import run as driver
from formcheck.batch.export import TABLE_FILES, load_block
from formcheck.batch.index import INDEX
from formcheck.cli.app import main
from formcheck.errors import UsageError

CSV_TABLES = [name for name in TABLE_FILES if name.endswith(".csv")]
SAMPLES = Path(__file__).resolve().parents[2] / "sample_videos"
FOLDERS = ("first", "monday/second", "monday/third")


def run(*words):
    return main(["batch", *map(str, words), "--only-data", "--jobs", "2"])


def tables(out):
    return {name: (out / name).read_text() for name in CSV_TABLES}


def analysed_at(out):
    with sqlite3.connect(out / INDEX) as db:
        found = dict(db.execute("SELECT name, analysed_utc || ' ' || seconds FROM analysis"))
    db.close()
    return found


def test_one_bad_clip_does_not_stop_the_others(finished):
    out = finished / "block"
    for name in FOLDERS:
        document = json.loads((out / name / "analysis.json").read_text())
        assert document["quality"]["verdict"] in ("ok", "caution")
        assert (out / name / "metrics.csv").is_file()
        assert not (out / name / "report.html").exists()
    assert not (out / "broken").exists()


def test_tables_agree_with_the_folders(finished):
    out = finished / "block"
    block = load_block(out)
    assert list(block.clips.name) == ["broken", *FOLDERS]
    assert set(block.clips.status) <= {"ok", "caution", "failed"}
    for name in FOLDERS:
        metrics = pd.read_csv(out / name / "metrics.csv").sort_values(["metric", "side"])
        own = block.metrics[block.metrics.name == name]
        assert own.metric.tolist() == metrics.metric.tolist()
        pd.testing.assert_series_equal(
            own.value.reset_index(drop=True), metrics.value.reset_index(drop=True)
        )
        with (out / name / "steps.csv").open() as file:
            assert (block.steps.name == name).sum() == len(list(csv.reader(file))) - 1
    assert block.clips.date_source.tolist() == ["file"] * 4


def test_a_second_run_does_nothing(done, capsys):
    clips, out = done
    before, at = tables(out), analysed_at(out)
    assert run(clips, "--out", out) == 6
    printed = capsys.readouterr()
    assert "4 clips: " in printed.out
    assert "1 failed  (0 done now, 4 before)" in printed.out
    assert "cannot be read as video" in printed.out
    assert printed.err == ""
    assert tables(out) == before
    assert analysed_at(out) == at


@pytest.mark.usefixtures("here")
def test_only_what_is_new_or_changed_is_done(done, capsys):
    clips, out = done
    at = analysed_at(out)
    shutil.copy(clips / "first.csv", clips / "fourth.csv")
    shutil.copy(clips / "first.json", clips / "fourth.json")
    with (clips / "monday" / "third.json").open("r+") as file:
        sidecar = json.load(file) | {"runner_height_m": 1.75}
        file.seek(0)
        json.dump(sidecar, file)
    shutil.rmtree(out / "monday" / "second")
    assert run(clips, "--out", out) == 6
    printed = capsys.readouterr()
    assert "(3 done now, 2 before)" in printed.out
    assert printed.err.count("\n") == 3
    assert "[5/5] " in printed.err
    after = analysed_at(out)
    assert {name for name in at if at[name] == after[name]} == {"broken", "first"}
    assert (out / "monday" / "second" / "analysis.json").is_file()
    metrics = load_block(out).metrics
    scaled = metrics[(metrics.name == "monday/third") & (metrics.metric == "overstride_cm")]
    assert scaled.value.notna().any()


@pytest.mark.usefixtures("here")
def test_the_same_command_measures_a_block_of_another_version_again(done, monkeypatch, capsys):
    clips, out = done
    at = analysed_at(out)
    monkeypatch.setattr(driver, "__version__", "9.9.9")
    assert run(clips, "--out", out) == 6
    assert "(4 done now, 0 before)" in capsys.readouterr().out
    after = analysed_at(out)
    assert all(after[name] != at[name] for name in FOLDERS)
    assert set(load_block(out).clips.version) == {"9.9.9"}


@pytest.mark.usefixtures("here")
def test_a_manifest_describes_the_block(clips, tmp_path):
    manifest = clips / "block.csv"
    head = "file,date,athlete,height_cm,km_into_run\n"
    manifest.write_text(head + "first.csv,2026-03-02,Ann,171,1\nmonday/third.csv,,Ann,,9\n")
    out = tmp_path / "block"
    assert run(manifest, "--out", out) == 0
    block = load_block(out)
    assert block.clips.date[0] == "2026-03-02"
    assert block.clips.date_source.tolist() == ["manifest", "file"]
    assert block.clips.km_into_run.tolist() == [1.0, 9.0]
    cm = block.metrics[block.metrics.metric == "overstride_cm"].set_index("name").value
    assert cm["first"].notna().any()
    assert cm["monday/third"].isna().all()
    at = analysed_at(out)
    manifest.write_text(head + "first.csv,2026-03-03,Ann,171,1\nmonday/third.csv,,Ann,,9\n")
    assert run(manifest, "--out", out) == 0
    assert analysed_at(out) == at
    assert load_block(out).clips.date[0] == "2026-03-03"


@pytest.mark.usefixtures("here")
def test_a_session_from_two_sides_is_one_analysis(clips, tmp_path):
    behind = Path(__file__).parents[1] / "data" / "behind.csv"
    for name in ("behind.csv", "behind.json"):
        shutil.copy(behind.with_name(name), clips / name)
    manifest, out = clips / "block.csv", tmp_path / "block"
    manifest.write_text("file,session,view\nfirst.csv,a,side\nbehind.csv,a,back\n")
    assert run(manifest, "--out", out) == 0
    rows = load_block(out).metrics.set_index("metric").value
    assert {"step_width_pct_leg", "trunk_lean_deg"} <= set(rows.dropna().index)
    assert (out / "first" / "rear" / "analysis.json").is_file()
    at = analysed_at(out)
    assert list(at) == ["first"]
    assert run(manifest, "--out", out) == 0
    assert analysed_at(out) == at
    (clips / "behind.csv").write_bytes(behind.read_bytes() + b"\n")
    assert run(manifest, "--out", out) == 0
    assert analysed_at(out) != at


def measured(folder):
    """Count analyses while folders come and go: a walk passes over what has just moved."""
    return sum("analysis.json" in files for _, _, files in os.walk(folder))


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 on Windows")
@pytest.mark.slow
def test_killed_three_times_and_resumed_equals_an_unbroken_run(clips, tmp_path, tracks):
    from formcheck.tables.landmarks import write_landmarks

    for n in range(3):
        write_landmarks(tracks[1].span(0.1 * n, 5.0), clips / f"more{n}.csv")
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    assert run(clips, "--out", whole) == 6
    command = [sys.executable, "-m", "formcheck", "batch", str(clips), "--out", str(broken)]
    command += ["--only-data", "--jobs", "1"]
    moments = np.random.default_rng(8).uniform(0, 0.6, 3)
    for folders, moment_s in zip((0, 2, 5), moments, strict=True):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        ended_at = time.monotonic() + 120
        while measured(broken) < folders or not broken.exists():
            assert time.monotonic() < ended_at
            assert process.poll() is None
            time.sleep(0.02)
        time.sleep(moment_s)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    (broken / ".first-abcdefgh").mkdir()  # as a kill between writing and renaming leaves it
    (broken / ".first-abcdefgh" / "analysis.json").write_text("{")
    assert run(clips, "--out", broken) == 6
    assert tables(broken) == tables(whole)
    names = {p.relative_to(whole) for p in whole.rglob("*")}
    assert {p.relative_to(broken) for p in broken.rglob("*")} == names
    with sqlite3.connect(broken / INDEX) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.close()


def test_what_was_deleted_leaves_the_block(done):
    clips, out = done
    (clips / "first.csv").unlink()
    (clips / "broken.mp4").unlink()
    assert run(clips, "--out", out) == 0
    assert list(load_block(out).clips.name) == list(FOLDERS)
    shutil.rmtree(out / "first")
    assert run(clips, "--out", out) == 0
    block = load_block(out)
    assert list(block.clips.name) == list(FOLDERS[1:])
    assert set(block.metrics.name) == set(block.steps.name) == set(FOLDERS[1:])


@pytest.mark.slow
def test_two_batches_in_one_folder_do_no_harm(clips, tmp_path):
    out = tmp_path / "block"
    command = [sys.executable, "-m", "formcheck", "batch", str(clips), "--out", str(out)]
    command += ["--only-data", "--jobs", "1"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=200)[0] for process in both]
    assert [process.returncode for process in both] == [6, 6]
    assert sorted("(4 done now, 0 before)" in text for text in said) == [False, True]
    assert sorted("(0 done now, 4 before)" in text for text in said) == [False, True]


@pytest.mark.slow
def test_a_clip_among_the_tables_gets_its_report(clips, tmp_path):
    shorten(SAMPLES / "sound_runner_treadmill.mp4", clips / "monday" / "film.mp4", seconds=4.0)
    out = tmp_path / "block"
    words = ["batch", str(clips), "--out", str(out), "--jobs", "2", "--model", "full"]
    assert main(words) == 6
    block = load_block(out)
    assert list(block.clips.name) == ["broken", "first", "monday/film", *FOLDERS[1:]]
    film = block.clips.set_index("name").loc["monday/film"]
    assert film.status in ("ok", "caution")
    assert film.capture_fps == pytest.approx(60, abs=0.5)
    assert film.steps >= 7
    assert (out / "monday" / "film" / "annotated.mp4").is_file()
    assert (out / "first" / "report.html").is_file()


def shorten(clip, to, seconds):
    """Copy the beginning of a clip without coding it again."""
    with av.open(clip) as whole, av.open(to, "w") as part:
        stream = whole.streams.video[0]
        copy = part.add_stream_from_template(stream)
        for packet in whole.demux(stream):
            if packet.pts is not None and packet.pts * packet.time_base < seconds:
                packet.stream = copy
                part.mux(packet)


@pytest.mark.usefixtures("here")
def test_a_file_that_may_not_be_read_does_not_stop_the_others(done, monkeypatch, capsys):
    clips, out = done

    def denied(path):
        if path.name == "broken.mp4":
            raise PermissionError(13, "Permission denied", str(path))
        return true_hash(path)

    true_hash = driver._sha256
    monkeypatch.setattr(driver, "_sha256", denied)
    (clips / "broken.mp4").write_bytes(b"other content")
    assert run(clips, "--out", out) == 6
    assert "(1 done now, 3 before)" in capsys.readouterr().out
    assert load_block(out).clips.content_sha256[0] == driver.UNREADABLE


@pytest.mark.usefixtures("here")
def test_the_python_api(clips, tmp_path):
    (clips / "broken.mp4").unlink()
    shutil.rmtree(clips / "monday")
    block = formcheck.batch(clips, tmp_path / "block", jobs=1, only_data=True)
    assert block.clips.status.isin(["ok", "caution"]).all()
    again = formcheck.load_block(tmp_path / "block")
    pd.testing.assert_frame_equal(block.metrics, again.metrics)


def test_wrong_places_are_named(clips, tmp_path, capsys):
    assert run(tmp_path / "nowhere", "--out", tmp_path / "out") == 2
    assert run(clips / "first.csv", "--out", tmp_path / "out") == 2
    assert "formcheck analyze" in capsys.readouterr().err
    (tmp_path / "taken").write_text("")
    assert run(clips, "--out", tmp_path / "taken") == 2
    with pytest.raises(UsageError, match="holds no block"):
        load_block(tmp_path)

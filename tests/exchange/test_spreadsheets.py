"""Tables that went through a spreadsheet program are read as they were."""

import zipfile

import numpy as np
import pytest

from exchange.excel import HABITS, saved_again
from exchange.recordings import in_space, runner, write_marker_csv, write_trc
from formcheck.batch.manifest import read_manifest
from formcheck.cli.app import main
from formcheck.errors import ClipError, UsageError
from formcheck.settings import AnalysisSettings
from formcheck.store.events import read_events
from formcheck.tables.landmarks import is_landmark_table, read_landmarks, write_landmarks
from formcheck.tables.spreadsheet import header_of, lines_of, text_of

SETTINGS = AnalysisSettings()


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("as_written") / "run.csv"
    write_landmarks(runner()[0].picked(slice(0, 90)), path)
    return path


@pytest.mark.parametrize("habit", HABITS)
def test_landmark_tables(table, tmp_path, habit):
    again = tmp_path / "run.csv"
    again.write_bytes(saved_again(table.read_text(encoding="utf-8"), habit))
    assert is_landmark_table(again)
    found, expected = read_landmarks(again)[0], read_landmarks(table)[0]
    np.testing.assert_array_equal(found.xy_px, expected.xy_px)
    np.testing.assert_array_equal(found.time_s, expected.time_s)
    np.testing.assert_array_equal(found.visibility, expected.visibility)


@pytest.mark.parametrize("habit", HABITS)
def test_marker_tables(tmp_path, habit):
    time_s, points = in_space()
    write_marker_csv(tmp_path / "lab.csv", time_s, points)
    again = tmp_path / "again.csv"
    again.write_bytes(saved_again((tmp_path / "lab.csv").read_text(encoding="utf-8"), habit))
    found, expected = (read_landmarks(tmp_path / name)[0] for name in ("again.csv", "lab.csv"))
    np.testing.assert_array_equal(found.xy_px, expected.xy_px)


@pytest.mark.parametrize("habit", HABITS)
def test_events(tmp_path, habit):
    text = "side,event,time_s,frame,confidence\nright,IC,1.25,75,0.9\nleft,IC,0.8125,48.75,0.8\n"
    (tmp_path / "events.csv").write_bytes(saved_again(text, habit))
    found = read_events(tmp_path / "events.csv", runner()[0])
    assert [(e.side, e.kind, e.time_s) for e in found] == [
        ("left", "IC", 0.8125),
        ("right", "IC", 1.25),
    ]


@pytest.mark.parametrize("habit", HABITS)
def test_manifests(table, tmp_path, habit):
    (tmp_path / "run.csv").write_bytes(table.read_bytes())
    text = 'file,Athlete,speed_kmh,date,notes\nrun.csv,Zoë Müller,10.8,2026-06-02,"calm, warm"\n'
    path = tmp_path / "block.csv"
    path.write_bytes(saved_again(text, habit))
    (job,) = read_manifest(path, SETTINGS)
    assert job.settings.speed_kmh == 10.8
    assert (job.session.athlete, job.session.date) == ("Zoë Müller", "2026-06-02")
    assert job.session.notes == "calm, warm"


@pytest.mark.parametrize("habit", ["semicolons", "German"])
def test_trc_with_commas(tmp_path, habit):
    time_s, points = in_space()
    write_trc(tmp_path / "run.trc", time_s, points)
    text = (tmp_path / "run.trc").read_text(encoding="utf-8")
    if HABITS[habit].get("comma"):
        head, rows = text.split("\n", 5)[:5], text.split("\n", 5)[5]
        text = "\r\n".join([*head, rows.replace(".", ",").replace("\n", "\r\n")])
    (tmp_path / "again.trc").write_bytes(text.encode("utf-8-sig"))
    found, expected = (read_landmarks(tmp_path / name)[0] for name in ("again.trc", "run.trc"))
    np.testing.assert_array_equal(found.xy_px, expected.xy_px)


def test_lines_are_counted_as_an_editor_counts_them(tmp_path):
    path = tmp_path / "block.csv"
    path.write_text('sep=;\n\nfile;notes\n\na;"two\nlines"\n;;\nb;\n', encoding="utf-8")
    assert [line.number for line in lines_of(path)] == [3, 5, 8]
    assert [line.cells for line in lines_of(path)][1:] == [("a", "two\nlines"), ("b", "")]


def test_a_long_header_is_not_cut_within_a_letter(tmp_path):
    path = tmp_path / "long.csv"
    path.write_bytes(("frame,time_s," + "é" * 40_000).encode())
    assert header_of(path)[:2] == ("frame", "time_s")
    assert text_of("frame;Zoë".encode("utf-16-be")) == "frame;Zoë"


def test_zeros_in_a_landmark_table_are_gaps(table, tmp_path):
    lines = table.read_text(encoding="utf-8").splitlines()
    cells = lines[10].split(",")
    place = lines[0].split(",").index("left_knee_x")
    cells[place : place + 2] = ["0", "0.0"]
    (tmp_path / "run.csv").write_text(
        "\n".join([*lines[:10], ",".join(cells), *lines[11:]]), encoding="utf-8"
    )
    knee = read_landmarks(tmp_path / "run.csv")[0].point("left_knee")
    assert np.isnan(knee[9]).all()
    assert np.isfinite(np.delete(knee, 9, axis=0)).all()


def test_what_a_spreadsheet_has_spoiled_is_said(table, tmp_path):
    text = table.read_text(encoding="utf-8").replace(",0.05", ",05. Jan")
    (tmp_path / "run.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ClipError, match=r"05\. Jan"):
        read_landmarks(tmp_path / "run.csv")


@pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.ods", "renamed.csv"])
def test_a_workbook_is_to_be_saved_as_csv(tmp_path, name, capsys):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    out = ["--out", str(tmp_path / "out")]
    assert main(["analyze", "--landmarks", str(path), *out]) == 4
    assert main(["batch", str(path), *out]) == 2
    with pytest.raises(UsageError, match="is a workbook") as caught:
        read_events(path, runner()[0])
    assert "as CSV" in caught.value.fix
    said = capsys.readouterr().err
    assert said.count("is a workbook") == said.count("as CSV") == 2

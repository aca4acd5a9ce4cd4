"""A watch's own numbers stand beside ours, and never among them."""

import json
import struct

import pytest

from exchange.recordings import runner
from formcheck.cli.app import main
from formcheck.errors import ClipError, InstallationError
from formcheck.tables.fit import read_fit
from formcheck.tables.landmarks import write_landmarks

# Field number, size and base type of what a record holds, as the FIT profile defines them.
TIMESTAMP, CADENCE, FRACTION = (253, 4, 0x86), (4, 1, 0x02), (53, 1, 0x02)
STANCE, BOUNCE = (41, 2, 0x84), (39, 2, 0x84)
CRC = (
    *(0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401),
    *(0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400),
)


def checksum(data):
    crc = 0
    for byte in data:
        for nibble in (byte & 0xF, byte >> 4):
            crc = (crc >> 4) ^ CRC[crc & 0xF] ^ CRC[nibble]
    return crc


def fit_file(path, rows, *, dynamics=True):
    """Write records of (steps of one foot a minute, contact ms, bounce mm)."""
    fields = [TIMESTAMP, CADENCE, FRACTION] + ([STANCE, BOUNCE] if dynamics else [])
    body = struct.pack("<BBBHB", 0x40, 0, 0, 20, len(fields))
    body += b"".join(struct.pack("BBB", *field) for field in fields)
    for i, (strides, contact_ms, bounce_mm) in enumerate(rows):
        whole = int(strides)
        body += struct.pack("<BIBB", 0, 10**9 + i, whole, round(128 * (strides - whole)))
        if dynamics:
            body += struct.pack("<HH", round(10 * contact_ms), round(10 * bounce_mm))
    head = struct.pack("<BBHI4s", 14, 0x20, 2100, len(body), b".FIT")
    head += struct.pack("<H", checksum(head))
    path.write_bytes(head + body + struct.pack("<H", checksum(head + body)))
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
    assert "formcheck[fit]" in caught.value.fix

"""The day of a session is the runner's own, not that of Greenwich."""

import os
import time

import pytest

from formcheck.batch.work import file_date
from formcheck.block.source import _moment
from formcheck.video.filmed import filmed_at
from formcheck.video.probe import probe

APPLE = "com.apple.quicktime.creationdate"


@pytest.fixture
def at_home(monkeypatch):
    """Let the computer stand somewhere."""
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of a process can only be set on Unix")

    def move(zone):
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("zone", "first", "second", "days"),
    [
        ("America/Los_Angeles", "2026-06-01T23:50:00Z", "2026-06-02T00:10:00Z", {"2026-06-01"}),
        (
            "Asia/Tokyo",
            "2026-06-01T14:50:00Z",
            "2026-06-01T16:10:00Z",
            {"2026-06-01", "2026-06-02"},
        ),
        ("Asia/Kolkata", "2026-06-01T23:50:00.5Z", "2026-06-02T17:00:00Z", {"2026-06-02"}),
        ("UTC", "2026-06-01T23:50:00Z", "2026-06-02T00:10:00Z", {"2026-06-01", "2026-06-02"}),
    ],
)
def test_a_time_in_utc_is_told_on_the_machine_s_clock(at_home, zone, first, second, days):
    at_home(zone)
    found = [filmed_at({"creation_time": text}) for text in (first, second)]
    assert {whose for _, whose in found} == {"machine"}
    assert {created[:10] for created, _ in found} == days
    assert {str(_moment(created).date()) for created, _ in found} == days
    # An index of 0.1 kept what the file said.
    assert {str(_moment(text).date()) for text in (first, second)} == days


@pytest.mark.parametrize(
    ("tags", "created", "whose"),
    [
        ({APPLE: "2026-06-01T16:50:00-0700"}, "2026-06-01T16:50:00-07:00", "file"),
        ({APPLE: "2026-01-01T07:30:00+0000"}, "2026-01-01T07:30:00+00:00", "file"),
        (
            {APPLE: "2026-06-01T16:50:00-0700", "creation_time": "2026-06-01T23:50:00.000000Z"},
            "2026-06-01T16:50:00-07:00",
            "file",
        ),
        (
            {
                "creation_time": "2026-06-01T23:50:00.000000Z",
                "com.samsung.android.utc_offset": "+0900",
            },
            "2026-06-02T08:50:00+09:00",
            "file",
        ),
        ({"date": "2026-06-01"}, "2026-06-01", None),
        ({"date": "2026-06-01T16:50:00-07:00"}, "2026-06-01T16:50:00-07:00", "file"),
        ({"creation_time": "1904-01-01T00:00:00.000000Z"}, None, None),
        ({"creation_time": "1970-01-01T00:00:00Z", "date": "2026-06-01"}, "2026-06-01", None),
        ({"date": "2026-06-01T16:50:00-07:00;2026-06-01"}, "2026-06-01T16:50:00-07:00", "file"),
        ({"creation_time": "yesterday"}, None, None),
        ({"date": "2026"}, None, None),
        ({}, None, None),
    ],
)
def test_a_time_zone_of_the_file_goes_first(at_home, tags, created, whose):
    at_home("Australia/Sydney")
    assert filmed_at(tags) == (created, whose)


def test_a_film_tells_it_with_its_zone(make_film, at_home):
    at_home("America/Los_Angeles")
    clip = probe(make_film(tags={"creation_time": "2026-06-02T00:10:00Z"}))
    assert (clip.created, clip.created_zone) == ("2026-06-01T17:10:00-07:00", "machine")


def test_a_file_s_own_date_is_local_too(tmp_path, at_home):
    at_home("Asia/Tokyo")
    (tmp_path / "run.mp4").touch()
    os.utime(tmp_path / "run.mp4", (1_780_329_000, 1_780_329_000))  # 2026-06-01T15:50Z
    assert file_date(tmp_path / "run.mp4") == "2026-06-02T00:50:00+09:00"

"""Sessions of a block that were filmed from both sides tell left from right."""

import base64
import csv
import io
from dataclasses import replace
from datetime import datetime

import pytest

from block import simulated
from change.made import clip, row, speed
from formcheck.block.both_sides import both_sides_of, section
from formcheck.block.page import athlete_page
from formcheck.block.source import BlockClip
from formcheck.document import as_text
from report.page import Page

KNEE = "knee_flexion_peak_deg"
NEAR_READS_MORE = 6.0


@pytest.fixture
def film(tmp_path):
    """Put one clip into the block and return what the index says of it."""

    def filmed(session, near, *, left=44.0, right=41.0, status="ok", same_as=None, **changed):
        name = f"{session}-{near}"
        rows = [
            row(KNEE, side, value + NEAR_READS_MORE * (side == near), strides=0.2)
            for side, value in (("left", left), ("right", right))
        ]
        (tmp_path / name).mkdir()
        document = as_text(clip(*rows, near_side=near, **changed))
        (tmp_path / name / "analysis.json").write_text(document, encoding="utf-8")
        known = {"status": status, "near_side": near, "session": session}
        day = datetime(2026, 6, int(session[1:]))  # noqa: DTZ001 - a runner's own day
        return BlockClip(name, day, session, known, same_as)

    return filmed


def knee(rows):
    return next(r for r in rows if r.metric == KNEE)


def test_each_session_and_their_mean_are_told(film, tmp_path):
    lefts = (44.0, 45.0, 46.0)
    clips = [
        film(f"s{i + 1}", side, left=left)
        for i, left in enumerate(lefts)
        for side in ("left", "right")
    ]
    found = both_sides_of(tmp_path, [*clips, film("s9", "left", left=99.0)])
    assert [name for name, *_ in found.sessions] == ["s1", "s2", "s3"]
    values = [knee(rows).value for *_, rows in found.sessions]
    assert values == pytest.approx([3.0, 4.0, 5.0])
    assert knee(found.rows).value == pytest.approx(4.0)
    assert knee(found.rows).shown


@pytest.mark.parametrize(
    "how",
    [
        {"status": "refused"},
        {"same_as": "another"},
        {"provenance": {"formcheck": "0.0.1"}},
        {"speed_mps": speed(4.0)},
        {"mode": "unknown"},
    ],
    ids=["refused", "twin", "version", "speed", "ground"],
)
def test_a_clip_that_cannot_stand_beside_the_other_makes_no_pair(film, tmp_path, how):
    assert both_sides_of(tmp_path, [film("s1", "left"), film("s1", "right", **how)]) is None


def test_clips_of_two_sessions_make_no_pair(film, tmp_path):
    assert both_sides_of(tmp_path, [film("s1", "left"), film("s2", "right")]) is None
    assert section(None) is None


def test_the_page_of_the_block_shows_them(film, tmp_path):
    clips = [film(f"s{day}", side) for day in (1, 2) for side in ("left", "right")]
    legs = section(both_sides_of(tmp_path, clips))
    told = dict.fromkeys(("date_source", "pain_0_10", "km_into_run", "shoe", "capture_fps"))
    told |= dict.fromkeys(("speed_mps", "score", "score_low", "score_high", "notes", "message"))
    listed = [replace(c, row={**told, **c.row}) for c in clips]
    text = athlete_page(
        "Kim", listed, simulated.block(1), inputs="", root="", reports=frozenset(), legs=legs
    )
    page = Page(text)
    assert page.faults == []
    assert "the mean of 2 sessions" in text
    assert "Deepest knee bend" in text
    (link,) = (e for e in page.all("a") if e.get("download") == "asymmetry.csv")
    content = base64.b64decode(link.get("href").partition("base64,")[2]).decode()
    rows = [r for r in csv.DictReader(io.StringIO(content)) if r["metric"] == f"asymmetry.{KNEE}"]
    assert [(r["session"], r["date"]) for r in rows] == [("s1", "2026-06-01"), ("s2", "2026-06-02")]
    assert [float(r["value"]) for r in rows] == pytest.approx([3.0, 3.0])
    without = athlete_page(
        "Kim", listed, simulated.block(1), inputs="", root="", reports=frozenset()
    )
    assert "Left against right" not in without

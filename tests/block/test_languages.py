"""Block and comparison in another language: no English is left, and a page follows its reader."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from tests.locales.pseudo import english

from block.test_compare import folder
from block.test_sides import analysis as sides
from formcheck.batch.index import INDEX
from formcheck.block import compare, write_block_report, write_comparison
from formcheck.block.source import what_was_said
from formcheck.cli.app import main
from formcheck.locales import speaking
from report import example

MADE = r"\bs\d\d\b|Road|Trail|block-\w+|href=\"data:.*?\""
"""Names of clips and shoes, the tables to save."""


@pytest.mark.usefixtures("pseudo")
def test_no_english_is_left_on_a_block_and_it_follows_its_reader(made, tmp_path):
    block = tmp_path / "block"
    shutil.copytree(made, block)
    with closing(sqlite3.connect(block / INDEX)) as db:
        said = "s03.csv cannot be read as video: it is empty."
        db.execute("UPDATE analysis SET status = 'failed', message = ? WHERE name = 's03'", [said])
        db.commit()
    page = write_block_report(block).read_text(encoding="utf-8")
    assert english(page, MADE) == []
    with speaking("en"):
        page = write_block_report(block).read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert said in page


@pytest.mark.usefixtures("pseudo")
def test_no_english_is_left_on_a_comparison(tmp_path):
    other_side = example.faulty_run() | {"near_side": "left"}
    first = folder(example.sound_run(), tmp_path / "a")
    second = folder(other_side, tmp_path / "b")
    page = write_comparison(compare(first, second), tmp_path / "out")
    assert english(page.read_text(encoding="utf-8"), "evening-treadmill|long-run|asymmetry") == []


@pytest.mark.usefixtures("pseudo")
def test_no_english_is_left_on_left_against_right(tmp_path):
    left = sides(tmp_path / "a", "left", 54.0, 40.0)
    right = sides(tmp_path / "b", "right", 48.0, 46.0)
    main(["compare", left, right, "--asymmetry", "--out", str(tmp_path / "out"), "--quiet"])
    page = (tmp_path / "out" / "asymmetry.html").read_text(encoding="utf-8")
    assert english(page, "evening-treadmill") == []


def test_what_became_of_a_clip_is_told_and_stays_where_it_cannot_be(tmp_path):
    empty = "clip.mp4 cannot be read as video: it is empty."
    assert what_was_said(tmp_path, "clip", "failed", empty) == empty
    with speaking("de"):
        assert what_was_said(tmp_path, "clip", "failed", empty).startswith("clip.mp4 lässt sich")
        assert what_was_said(tmp_path, "gone", "refused", "No runner.") == "No runner."

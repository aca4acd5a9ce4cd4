"""Figures as files: which there are, what they hold, what their captions say."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from PIL import Image

from block.simulated import block
from formcheck.block import compare
from formcheck.block.trend import trends
from formcheck.cli.app import main
from formcheck.errors import UsageError
from formcheck.plots import files
from formcheck.plots.captions import of_trend
from formcheck.store.folder import put_analysis
from formcheck.version import __version__


@pytest.fixture
def folder(sound, tmp_path):
    put_analysis(sound, tmp_path)
    return tmp_path


@pytest.fixture
def both(sound, faulty, tmp_path):
    for name, analysis in (("a", sound), ("b", faulty)):
        (tmp_path / name).mkdir()
        put_analysis(analysis, tmp_path / name)
    (tmp_path / "both").mkdir()
    table = compare(tmp_path / "a", tmp_path / "b").table()
    table.to_csv(tmp_path / "both" / "compare.csv", index=False)
    return tmp_path / "both"


def test_an_analysis_has_all_its_figures_with_their_captions(folder, sound):
    drawn = {figure.name: figure.caption for figure in files._figures_of(folder)}
    assert {"metrics", "timeline", "key-frame-IC", "key-frame-TO"} < set(drawn)
    assert {"stride-knee_flexion_deg", "steps-contact_time_ms"} < set(drawn)
    for caption in drawn.values():
        assert f"n = {len(sound.steps)} steps" in caption
        assert "90 %" in caption
        assert sound.clip.name in caption
        assert f"formcheck {sound.provenance.formcheck}" in caption
    assert drawn["steps-contact_time_ms"].startswith("Contact time step by step")


def test_what_was_not_seen_has_no_figure(sound, tmp_path):
    put_analysis(replace(sound, curves={}, key_frames=()), tmp_path)
    names = {figure.name for figure in files._figures_of(tmp_path)}
    assert not [name for name in names if name.startswith(("stride", "key-frame"))]


def test_a_refused_clip_has_nothing_to_draw(refused, tmp_path):
    put_analysis(refused, tmp_path)
    with pytest.raises(UsageError, match="refused"):
        files.write_figures(tmp_path)
    assert not (tmp_path / "figures").exists()


def test_a_comparison_is_written_in_every_form(both, capsys):
    assert main(["export", str(both), "--to", "figures", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    made = both / "figures"
    assert told["folder"] == str(made)
    assert sorted(told["files"]) == sorted(path.name for path in made.iterdir())
    assert len(told["files"]) == 7
    for size, width_in in (("column", 85 / 25.4), ("slide", 10.0)):
        with Image.open(made / f"comparison-{size}.png") as picture:
            assert picture.width == pytest.approx(300 * width_in, abs=2)
            assert picture.info["dpi"][0] == pytest.approx(300, abs=0.1)
            assert size == "column" or picture.height <= 300 * 5.63
        # Text as text: TrueType in the PDF, words and the typeface itself in the SVG.
        assert b"/Type /Font /Subtype /Type0" in (made / f"comparison-{size}.pdf").read_bytes()
        svg = (made / f"comparison-{size}.svg").read_text(encoding="utf-8")
        words = [e.text for e in ET.fromstring(svg).iter() if e.tag.endswith("}text")]  # noqa: S314
        assert "Trunk lean" in words
        assert '@font-face { font-family: "Report Sans"' in svg
        assert "Report Serif" not in svg
    caption = (made / "comparison.txt").read_text(encoding="utf-8")
    assert re.search(r"n = \d+ metric rows", caption)
    assert "Cadence" in caption
    assert __version__ in caption


def test_the_same_figure_is_the_same_file(both, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "FORMS", files.FORMS[:1])
    one, two = (files.write_figures(both, tmp_path / name) for name in ("one", "two"))
    assert [a.read_bytes() for a in one] == [b.read_bytes() for b in two]


def test_the_caption_of_a_trend_counts_its_sessions():
    found = trends(block(3))[0]
    last = replace(found.sessions[-1], comparable=False)
    caption = of_trend(replace(found, sessions=(*found.sessions[:-1], last)))
    assert "n = 23 sessions filmed alike, of 24" in caption
    assert __version__ in caption


def test_a_folder_of_neither_is_told(tmp_path, capsys):
    assert main(["export", str(tmp_path), "--to", "figures"]) == 2
    assert "holds no analysis" in capsys.readouterr().err

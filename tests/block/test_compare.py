"""Two analyses side by side: differences, page, videos in step."""

import json
import shutil

import av
import numpy as np
import pytest

from formcheck.block import compare, compare_page, write_comparison
from formcheck.block.compare import strides_of
from formcheck.change.sd import difference_sd
from formcheck.cli.app import main
from formcheck.document import as_text
from formcheck.domain.metric import Z90
from formcheck.errors import UsageError
from report import browser, example
from report.page import Page


def folder(analysis, place, *, seconds=None):
    place.mkdir()
    (place / "analysis.json").write_text(as_text(example.typed(analysis)), encoding="utf-8")
    if seconds:
        video(place / "annotated.mp4", seconds)
    return place


def video(path, seconds, fps=60):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"g": "1", "crf": "30"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for i in range(int(seconds * fps)):
            picture = np.full((48, 64, 3), 40 + i % 180, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())


@pytest.fixture
def pair(tmp_path):
    return (
        folder(example.sound_run(), tmp_path / "a", seconds=8),
        folder(example.faulty_run(), tmp_path / "b", seconds=16),
    )


def by_metric(comparison):
    return {row.metric: row for row in comparison.headline}


def test_differences_are_b_minus_a_with_their_interval(pair):
    comparison = compare(*pair)
    row = by_metric(comparison)["cadence_spm"]
    a, b = (
        next(m for m in analysis.metrics if (m.metric, m.side) == ("cadence_spm", "both"))
        for analysis in (comparison.first, comparison.second)
    )
    assert row.delta == pytest.approx(b.value - a.value)
    half = Z90 * difference_sd(a, b, "both", comparison.filmed)
    assert row.ci_high - row.delta == pytest.approx(half)
    assert row.delta - row.ci_low == pytest.approx(half)
    assert (row.verdict == "changed") == (abs(row.delta) > row.threshold)


def test_a_clip_with_itself_differs_in_nothing(pair):
    comparison = compare(pair[0], pair[0])
    assert {row.verdict for row in comparison.rows} <= {"not_distinguishable", "missing"}
    assert all(row.delta in (None, 0) for row in comparison.rows)


def test_opposite_sides_compare_near_leg_with_near_leg(tmp_path):
    right = example.sound_run()
    left = json.loads(json.dumps(right))
    left["near_side"] = {"left": "right", "right": "left"}[right["near_side"]]
    comparison = compare(folder(right, tmp_path / "a"), folder(left, tmp_path / "b"))
    assert comparison.opposite_sides
    row = by_metric(comparison)["shank_angle_deg"]
    sides = {m["side"]: m["value"] for m in right["metrics"] if m["metric"] == "shank_angle_deg"}
    assert row.a == sides[right["near_side"]]
    assert row.b == sides[left["near_side"]]


def test_what_cannot_be_compared_is_told(tmp_path):
    refused = folder(example.refused_clip(), tmp_path / "r")
    good = folder(example.sound_run(), tmp_path / "g")
    with pytest.raises(UsageError, match="could not be measured"):
        compare(good, refused)
    with pytest.raises(UsageError, match="holds no analysis"):
        compare(good, tmp_path)
    (refused / "analysis.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match="damaged"):
        compare(good, refused)


def test_the_page_is_well_formed_and_has_the_numbers(pair, tmp_path):
    page = Page(write_comparison(compare(*pair), tmp_path / "out").read_text(encoding="utf-8"))
    assert page.faults == []
    assert len(page.all("video")) == 2
    assert all(e.get("src").startswith("data:video/mp4") for e in page.all("video"))
    lines = (tmp_path / "out" / "compare.csv").read_text().splitlines()
    assert len(lines) == 1 + len(compare(*pair).rows)
    assert lines[0] == "metric,leg,unit,a,b,delta,ci_low,ci_high,threshold,verdict,setup"
    assert {line.rsplit(",", 1)[1] for line in lines[1:]} == {"other"}


def test_large_videos_lie_beside_the_page(pair, tmp_path, monkeypatch):
    monkeypatch.setattr(compare_page, "EMBED_LIMIT_BYTES", 100)
    page = Page(write_comparison(compare(*pair), tmp_path / "out").read_text(encoding="utf-8"))
    assert [e.get("src") for e in page.all("video")] == ["a.mp4", "b.mp4"]
    assert (tmp_path / "out" / "b.mp4").read_bytes() == (pair[1] / "annotated.mp4").read_bytes()


def test_without_videos_the_rest_stands(pair, tmp_path):
    (pair[1] / "annotated.mp4").unlink()
    page = Page(write_comparison(compare(*pair), tmp_path / "out").read_text(encoding="utf-8"))
    assert page.faults == []
    assert page.all("video") == []
    assert page.all("svg", role="img")


def test_command_line(pair, tmp_path, capsys):
    out = tmp_path / "page"
    assert main(["compare", str(pair[0]), str(pair[1]), "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["page"] == str(out / "compare.html")
    assert {"metric", "delta", "ci_low", "verdict"} <= set(told["differences"][0])
    assert told["setup"] == "other"
    alike = [*("compare", str(pair[0]), str(pair[0])), "--out", str(out), "--json"]
    for more, setup in ((["--other-setup"], "other"), ([], "other"), (["--same-setup"], "same")):
        assert main([*alike, *more]) == 0
        assert json.loads(capsys.readouterr().out)["setup"] == setup
    assert main([*alike, "--same-setup", "--other-setup"]) == 2
    assert main(["compare", str(pair[0]), str(pair[1]), "--out", str(out)]) == 0
    assert "Cadence" in capsys.readouterr().out
    shutil.rmtree(pair[0])
    assert main(["compare", str(pair[0]), str(pair[1]), "--out", str(out)]) == 2


@pytest.mark.browser
@pytest.mark.skipif(browser.executable() is None, reason="no Chromium on this machine")
def test_videos_run_in_step(pair, tmp_path):
    comparison = compare(*pair)
    page = write_comparison(comparison, tmp_path / "out")
    with browser.browser(tmp_path / "profile") as tab:
        ready = (
            "[...document.querySelectorAll('video')].every(v => v.readyState >= 2 && !v.seeking)"
        )
        for width, dark in ((390, True), (1280, False)):
            tab.size(width, 800, dark=dark)
            tab.open(page)
            tab.wait(ready)
            assert tab.run("document.documentElement.scrollWidth") <= width
        tab.run(
            "(() => { const s = document.querySelector('.scrub'); s.value = 2.5;"
            " s.dispatchEvent(new Event('input')); })()"
        )
        tab.wait(ready)
        shown = tab.run("[...document.querySelectorAll('video')].map(v => v.currentTime)")
        for time_s, analysis in zip(shown, (comparison.first, comparison.second), strict=True):
            start, end = strides_of(analysis)[2]
            wanted = (start + end) / 2 - analysis.analysed_span_s[0]
            assert time_s == pytest.approx(wanted * analysis.slow_motion_factor, abs=0.05)
        tab.run("document.querySelector('[data-do=play]').click()")
        tab.wait("parseInt(document.querySelector('.clock').textContent.split(' ')[1]) > 3", 60)
        tab.run("document.querySelector('[data-do=play]').click()")
        assert tab.complaints == []
        own = page.resolve().as_uri()
        assert [u for u in tab.requests if not u.startswith((own, "data:", "blob:"))] == []

"""No number stands on the page that the analysis does not hold or the page's own words fix."""

import re
from datetime import datetime, timedelta

import pytest

from formcheck.words.numbers import MINUS, write
from formcheck.words.wording import wording
from report import example
from report.conftest import Rendered

SECTIONS = ("summary", "findings", "metrics", "frames", "steps")
_NUMBER = re.compile(rf"{MINUS}?\d+(?:\.\d+)?")


def plain_numbers(value):
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield float(value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from plain_numbers(item)
    elif isinstance(value, list | tuple):
        yield from (n for item in value for n in plain_numbers(item))


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list | tuple):
        yield from (t for item in value for t in texts(item))


def traceable(analysis):
    """All printed forms that a number of the analysis, or of its words, may take."""
    rows = [m for m in analysis["metrics"] if m["value"] is not None]
    counts = [len(analysis["steps"])]
    counts += [sum(s["side"] == side for s in analysis["steps"]) for side in ("left", "right")]
    shares = [
        100 * part**2 / sum(v * v for v in row["sd_parts"].values())
        for row in rows
        for part in row["sd_parts"].values()
    ]
    score = [p["score"] * p["weight"] for d in analysis["score"]["domains"] for p in d["parts"]]
    weights = [p["weight"] for d in analysis["score"]["domains"] for p in d["parts"]]
    speed = analysis["speed_mps"]["value"]
    pace_s = round(1000 / speed)
    start, end = analysis["analysed_span_s"]
    derived = [*counts, *shares, *score, sum(score), sum(weights), sum(score) / sum(weights)]
    derived += [3.6 * speed, pace_s // 60, end - start]
    derived += [analysis["clip"]["fps"] * analysis["slow_motion_factor"]]
    # the day to film again: six weeks after the analysis
    day = datetime.fromisoformat(analysis["provenance"]["created_utc"]) + timedelta(weeks=6)
    derived += [day.day, day.year]
    every = [abs(v) for v in [*plain_numbers(analysis), *derived]]
    forms = {write(v, places) for v in every for places in range(4)} | {f"{pace_s % 60:02d}"}
    words = " ".join([*texts(analysis), *texts(wording())])
    # of the page's own words: the ruler of the score and its rounding
    return forms | set(_NUMBER.findall(words)) | {"0", "50", "100", "5"}


def untraced(case):
    known = traceable(case.analysis)
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", case.html, flags=re.DOTALL)
    html = re.sub(r'<a class="cite".*?</a>', " ", html)
    lost = []
    for name in SECTIONS:
        start = html.find(
            f'<section id="{name}"' if name != "summary" else '<section class="summary"'
        )
        if start < 0:
            continue
        part = re.sub(r"<[^>]+>", " ", html[start : html.index("</section>", start)])
        lost += [(name, n) for n in _NUMBER.findall(part) if n.lstrip(MINUS) not in known]
    return lost


@pytest.mark.parametrize("name", ["sound", "faulty"])
def test_every_number_can_be_traced(cases, name):
    assert untraced(cases[name]) == []


def test_a_foreign_number_would_be_noticed(tmp_path):
    case = Rendered(example.faulty_run(), tmp_path)
    case.html = case.html.replace("Most useful first.", "Most useful first: 876.543.")
    assert ("findings", "876.543") in untraced(case)

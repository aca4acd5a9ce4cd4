"""Pages, comparison, trends and the description of the API."""

import json
import re
import shutil

import pytest

from formcheck.report import render
from formcheck.web.app import Place, create_app
from formcheck.web.fence import fenced
from formcheck.web.form import ClipForm
from formcheck.web.openapi import description
from formcheck.web.queue import summary
from formcheck.web.shelf import open_shelf
from formcheck.web.trend import HEIGHT, trends
from report import example


def place_done(data, analysis, name):
    """Put a finished analysis on the shelf."""
    with open_shelf(data) as shelf:
        clip = shelf.add(ClipForm(name=name))
        folder = shelf.results(clip.id)
        folder.mkdir()
        example.write_pictures(analysis, folder)
        text = json.dumps(analysis, allow_nan=False)
        (folder / "analysis.json").write_text(text, encoding="utf-8")
        (folder / "report.html").write_text(render(analysis, folder), encoding="utf-8")
        shelf.set(clip.id, "done", summary=summary(analysis))
        return clip.id


@pytest.fixture
def measured(served):
    """Three finished analyses on the shelf of a server that is at work."""
    shelf = served.shelf
    ids = []
    for analysis in (example.sound_run(), example.faulty_run(), example.sound_run()):
        clip = shelf.add(ClipForm(name=f"run {len(ids)}.mp4"))
        folder = shelf.results(clip.id)
        folder.mkdir()
        example.write_pictures(analysis, folder)
        text = json.dumps(analysis, allow_nan=False)
        (folder / "analysis.json").write_text(text, encoding="utf-8")
        (folder / "report.html").write_text(render(analysis, folder), encoding="utf-8")
        shelf.set(clip.id, "done", summary=summary(analysis))
        ids.append(clip.id)
    return ids

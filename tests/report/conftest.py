"""Rendered examples, made once: they are only read."""

import pytest

from formcheck.report import render
from report import example
from report.example import typed
from report.page import Page

CASES = {
    "sound": example.sound_run,
    "faulty": example.faulty_run,
    "refused": example.refused_clip,
}


class Rendered:
    """An example with its folder, its HTML and the parsed page."""

    def __init__(self, analysis, folder):
        example.write_pictures(analysis, folder)
        self.analysis = analysis
        self.folder = folder
        self.html = render(typed(analysis), folder)
        self.page = Page(self.html)


@pytest.fixture(scope="session")
def cases(tmp_path_factory):
    return {name: Rendered(build(), tmp_path_factory.mktemp(name)) for name, build in CASES.items()}


@pytest.fixture(params=sorted(CASES))
def case(request, cases):
    return cases[request.param]


@pytest.fixture
def sound(cases):
    return cases["sound"]


@pytest.fixture
def faulty(cases):
    return cases["faulty"]


@pytest.fixture
def refused(cases):
    return cases["refused"]

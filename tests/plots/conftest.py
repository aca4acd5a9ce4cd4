"""Made-up analyses, opened once, and figures closed after every test."""

import matplotlib.pyplot as plt
import pytest

from report import example
from report.example import typed


@pytest.fixture(scope="session")
def sound():
    return typed(example.sound_run())


@pytest.fixture(scope="session")
def faulty():
    return typed(example.faulty_run())


@pytest.fixture(scope="session")
def refused():
    return typed(example.refused_clip())


@pytest.fixture(autouse=True)
def no_figure_is_left():
    yield
    plt.close("all")

"""The stick runner of 60 frames a second."""

import pytest
from tests.runner import stick_runner


@pytest.fixture(scope="session")
def track():
    return stick_runner(fps=60)

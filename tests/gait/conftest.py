"""The stick runner of 60 frames a second: as landmarks, and upright in leg lengths."""

import pytest
from tests.runner import stick_runner

from formcheck.geometry.sagittal import to_sagittal


@pytest.fixture(scope="session")
def track():
    return stick_runner(fps=60)


@pytest.fixture(scope="session")
def sagittal(track):
    return to_sagittal(track, "right")

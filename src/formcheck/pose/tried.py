"""The versions of MediaPipe that formcheck was tried with."""

from importlib import metadata
from typing import Final

TRIED: Final = ("1.2.2", "1.2.3")
"""Their landmarks of both samples, with both models, are the same to the last bit."""


def landmarks_like() -> str:
    """Return the version whose landmarks the installed one gives: those are kept as one."""
    version = metadata.version("mediapipe")
    return TRIED[0] if version in TRIED else version

"""What a pose back end must do and say, and which there are.

A back end is whatever finds landmarks of people in pictures. All that depends on which one it is
stands with it: its skeleton, how it draws the body, how noisy its landmarks are, and how the cues
of a stride date contact and toe-off. Nothing else in formcheck knows a back end by name.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Final, Protocol

from formcheck.domain.landmark_source import LABORATORY, LandmarkSource
from formcheck.pose.blazepose import BlazePose
from formcheck.pose.body import BodyTracker, PeopleFinder
from formcheck.settings import OPTIONS


class PoseBackEnd(Protocol):
    """A way to find landmarks in pictures."""

    @property
    def source(self) -> LandmarkSource:
        """What is known of its landmarks: skeleton, corrections, noise, dates of cues."""

    @property
    def models(self) -> Sequence[str]:
        """Names of its models, as ``--model`` takes them."""

    def identity(self, model: str) -> Mapping[str, str]:
        """Return what its landmarks depend on beside the film; ``model`` is a checksum.

        Landmarks are kept and compared under it.

        Raises
        ------
        UsageError
            It has no model of that name.
        """

    def start(
        self, model: str, n_trackers: int, until: ExitStack
    ) -> tuple[PeopleFinder, list[BodyTracker]]:
        """Load a model; ``until`` closes what was loaded, whenever work is cut short.

        Raises
        ------
        InstallationError
            The model is missing or damaged, or cannot be started.
        """


BACK_ENDS: Final[list[PoseBackEnd]] = [BlazePose()]


def register(back_end: PoseBackEnd) -> None:
    """Add a back end: settings, command line and forms offer its models from then on."""
    BACK_ENDS.append(back_end)
    _offer()


def unregister(back_end: PoseBackEnd) -> None:
    """Take a back end away again."""
    BACK_ENDS.remove(back_end)
    _offer()


def _offer() -> None:
    names = tuple(name for back_end in BACK_ENDS for name in back_end.models)
    OPTIONS["model"] = replace(OPTIONS["model"], choices=names)


def back_end_of(model: str) -> PoseBackEnd:
    """Return the back end that has a model of that name; BlazePose for names nobody knows."""
    return next((one for one in BACK_ENDS if model in one.models), BACK_ENDS[0])


def source_of(pose_model: str | None) -> LandmarkSource:
    """Return what is known of the landmarks of a table by the model that its sidecar names.

    A model that nobody knows is taken to draw the body like BlazePose; without one, a
    laboratory measured it.
    """
    return LABORATORY if pose_model is None else back_end_of(pose_model).source

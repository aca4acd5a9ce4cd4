"""BlazePose by MediaPipe as a pose back end; what was measured of its landmarks stands here."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from formcheck.domain.landmark_source import EventNoise, LandmarkSource
from formcheck.domain.skeleton import LANDMARKS
from formcheck.pose.body import BodyTracker, PeopleFinder
from formcheck.pose.first_look import once_a_version
from formcheck.pose.models import find_model, load_model
from formcheck.pose.tried import landmarks_like
from formcheck.settings import OPTIONS

if TYPE_CHECKING:
    from formcheck.pose import mediapipe

_Model = TypeVar("_Model", "mediapipe.MediaPipeTracker", "mediapipe.MediaPipeFinder")


class BlazePose:
    """The back end that is shipped; see :class:`formcheck.pose.backend.PoseBackEnd`."""

    source: Final = LandmarkSource(
        "blazepose",
        LANDMARKS,
        noise_like="pose_model",
        events=EventNoise(ic_s=0.0052, to_s=0.0110, apart_s=0.0077),
        # It puts the ankle too high, by 2-5 % of the leg on rendered runners with exact truth,
        # by 1.6 % against hand labels of real ones.
        drawn_leg=0.965,
        shoulders_leg=0.31,
    )
    models: Final = OPTIONS["model"].choices

    def identity(self, model: str) -> Mapping[str, str]:
        """Return the hash of the official bundle, and the MediaPipe that gives these landmarks."""
        return {"model": find_model(model).original_sha256, "mediapipe": landmarks_like()}

    def start(
        self, model: str, n_trackers: int, until: ExitStack
    ) -> tuple[PeopleFinder, list[BodyTracker]]:
        """Load a model several times at once, and see once that it finds a runner.

        Raises
        ------
        UsageError, InstallationError
        """
        entry, file = load_model(model)
        finder, trackers = _loaded(file, n_trackers, until)
        once_a_version(entry, finder)
        return finder, trackers


def _loaded(
    model: Path, n_trackers: int, until: ExitStack
) -> "tuple[mediapipe.MediaPipeFinder, list[BodyTracker]]":
    # MediaPipe takes more than a second to import, so only those who need it pay.
    from formcheck.pose.mediapipe import MediaPipeFinder, MediaPipeTracker, quiet_setup

    def load(kind: Callable[[Path], _Model]) -> _Model:
        return until.enter_context(closing(kind(model)))

    with quiet_setup(), ThreadPoolExecutor() as pool:
        finder = pool.submit(load, MediaPipeFinder)
        trackers = [pool.submit(load, MediaPipeTracker) for _ in range(n_trackers)]
        return finder.result(), [tracker.result() for tracker in trackers]

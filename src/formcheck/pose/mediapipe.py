"""BlazePose by MediaPipe: the only file that imports it."""

import contextlib
import logging
import os
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import InstallationError
from formcheck.pose.body import Body
from formcheck.pose.first_look import picture
from formcheck.pose.lazy_plots import late_plots
from formcheck.pose.offline import NO_CERTIFICATES
from formcheck.pose.silence import silenced
from formcheck.video.upright import Picture

with late_plots():
    from mediapipe import Image, ImageFormat
    from mediapipe.tasks.python import BaseOptions
    from mediapipe.tasks.python.vision import (
        PoseLandmarker,
        PoseLandmarkerOptions,
        PoseLandmarkerResult,
        RunningMode,
    )

# So far apart in time that MediaPipe's smoothing filter lets every frame through unchanged,
# while the tracking from frame to frame stays on.
_STRETCH_MS: Final = 1_000_000
# Weight of the newest value in MediaPipe's running mean of visibility.
_SMOOTHING: Final = 0.1
_BLANK: Final = np.zeros((64, 64, 3), np.uint8)
_LOG: Final = logging.getLogger(__name__)
_MAX_PEOPLE: Final = 4
# Share of the body's height that lies outside the box around its landmarks.
_BODY_MARGIN: Final = 0.08


class MediaPipeTracker:
    """Follow one body through consecutive pictures, without smoothing in time.

    Parameters
    ----------
    model : Path
        A ``.task`` bundle.
    """

    def __init__(self, model: Path) -> None:
        self._landmarker = _landmarker(model, RunningMode.VIDEO, people=1)
        self._clock_ms = 0
        self._used = False
        self._smoothed: NDArray[np.float32] | None = None

    def track(self, image_rgb: Picture) -> Body | None:
        """Return the body in the next picture, or None.

        Parameters
        ----------
        image_rgb : ndarray of uint8, shape (height, width, 3)
            C-contiguous; MediaPipe silently finds nobody in anything else.
        """
        self._used = True
        bodies = _bodies(self._see(image_rgb))
        if not bodies:
            return None
        return bodies[0]._replace(visibility=self._unsmoothed(bodies[0].visibility))

    def restart(self) -> None:
        """Forget the body: the next picture is searched as if it were the first."""
        if self._used:
            # MediaPipe has no call for this, but an empty picture makes it lose its track.
            self._see(_BLANK)
            self._used = False

    def close(self) -> None:
        """Free the model, of which MediaPipe, too, would tell the terminal."""
        with quiet_setup():
            self._landmarker.close()

    def _unsmoothed(self, visibility: NDArray[np.float32]) -> NDArray[np.float32]:
        """Undo MediaPipe's running mean over visibility, which no timestamp switches off.

        It lags by ten frames and outlives a restart, so the value would depend on what the
        tracker saw before. The rounding hides what is left of that.
        """
        before, self._smoothed = self._smoothed, visibility
        if before is None:
            before = visibility
        raw = before + (visibility - before) / np.float32(_SMOOTHING)
        return np.clip(raw, 0.0, 1.0).round(3)

    def _see(self, image_rgb: Picture) -> PoseLandmarkerResult:
        self._clock_ms += _STRETCH_MS
        return self._landmarker.detect_for_video(_image(image_rgb), self._clock_ms)


class MediaPipeFinder:
    """Find people in single pictures; may be used from several threads.

    Parameters
    ----------
    model : Path
        A ``.task`` bundle.
    """

    _has_measured = False  # MediaPipe, too, counts once a process

    def __init__(self, model: Path) -> None:
        self._landmarker = _landmarker(model, RunningMode.IMAGE, people=_MAX_PEOPLE)
        if not MediaPipeFinder._has_measured:
            MediaPipeFinder._has_measured = True
            self.find(picture())

    def find(self, image_rgb: Picture) -> list[Body]:
        """Return the people found in one look, mostly only the clearest one."""
        return _bodies(self._landmarker.detect(_image(image_rgb)))

    def find_all(self, image_rgb: Picture, known: Body | None = None) -> list[Body]:
        """Look again and again, each time with those found so far blacked out.

        The detector is made for one person and passes over a second one twice as often
        as not, unless the first is gone.

        Parameters
        ----------
        image_rgb : ndarray of uint8, shape (height, width, 3)
        known : Body or None
            Somebody who was found already, which saves a look.
        """
        people = [known] if known else self.find(image_rgb)
        rest = image_rgb.copy()
        fresh = people
        while fresh and len(people) < _MAX_PEOPLE:
            for body in fresh:
                _black_out(rest, body)
            fresh = self.find(rest)
            people = people + fresh
        return people[:_MAX_PEOPLE]

    def close(self) -> None:
        """Free the model, of which MediaPipe, too, would tell the terminal."""
        with quiet_setup():
            self._landmarker.close()


def quiet_setup() -> contextlib.AbstractContextManager[None]:
    """Keep MediaPipe's native messages off the terminal while models are created.

    They go straight to file descriptor 2 and no setting turns them off. They come when
    a model is created and, once a process, when the first body is measured, which the first
    finder does as it is created. With the log level DEBUG nothing is hidden.
    """
    return contextlib.nullcontext() if _LOG.isEnabledFor(logging.DEBUG) else silenced()


class _OfflineOptions(BaseOptions):  # type: ignore[misc]  # MediaPipe has no types
    """Options without certificates; see :mod:`formcheck.pose.offline`."""

    def to_ctypes(self) -> object:
        options = super().to_ctypes()
        options.ca_bundle_path = NO_CERTIFICATES.encode()
        return options


def _landmarker(model: Path, mode: RunningMode, *, people: int) -> PoseLandmarker:
    # By its path a model is mapped once for all; handed over as bytes, each landmarker keeps
    # copies of a hundred megabytes. Windows opens no path with letters outside ASCII this way.
    by_path = os.name != "nt" or str(model).isascii()
    source = (
        {"model_asset_path": str(model)} if by_path else {"model_asset_buffer": model.read_bytes()}
    )
    options = PoseLandmarkerOptions(
        base_options=_OfflineOptions(**source),
        running_mode=mode,
        num_poses=people,
    )
    try:
        return PoseLandmarker.create_from_options(options)
    except (RuntimeError, ValueError, OSError) as error:
        raise InstallationError(
            f"MediaPipe cannot start its pose model: {str(error).splitlines()[0]}.",
            "Run `formcheck doctor`, which names what is missing.",
            code="pose_model_failed",
        ) from error


def _black_out(image_rgb: Picture, body: Body) -> None:
    size = np.array(image_rgb.shape[1::-1])
    corners = np.array([body.xy.min(axis=0), body.xy.max(axis=0)]) * size
    margin = _BODY_MARGIN * (corners[1, 1] - corners[0, 1])
    spread = np.array([[-margin], [margin]])
    (left, top), (right, bottom) = np.maximum(corners + spread, 0).astype(int)
    image_rgb[top:bottom, left:right] = 0


def _image(image_rgb: Picture) -> Image:
    return Image(image_format=ImageFormat.SRGB, data=image_rgb)


def _bodies(result: PoseLandmarkerResult) -> list[Body]:
    return [
        Body(
            xy=np.array([(p.x, p.y) for p in points], np.float32),
            visibility=np.array([p.visibility for p in points], np.float32),
            world_m=np.array([(p.x, p.y, p.z) for p in world], np.float32),
        )
        for points, world in zip(result.pose_landmarks, result.pose_world_landmarks, strict=True)
    ]
